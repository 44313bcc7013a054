"""The course of made diaries: what is said, what is raised, and what is never taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_entries import FIRST, drawn, entry

from pinprick.assessment import assess
from pinprick.case import Case, Drawing
from pinprick.diary.course import read_course
from pinprick.diary.extent import course_rules
from pinprick.diary.reassessment import reassess
from pinprick.diary.record import make_entry
from pinprick.errors import CaseError
from pinprick.knowledge.load import load_pack
from pinprick.knowledge.schema.pack import Pack
from pinprick.vocabulary import Urgency

REGIONS = {height.id: height.regions for height in course_rules(load_pack()).heights}
HEIGHTS = list(REGIONS)


def up_to(right: str | None, left: str | None = None) -> Drawing:
    def regions(height: str | None) -> tuple[str, ...]:
        return (
            ()
            if height is None
            else tuple(r for h in HEIGHTS[: HEIGHTS.index(height) + 1] for r in REGIONS[h])
        )

    return drawn(*regions(right), left=regions(left))


def codes(entries: list, pack: Pack) -> list[str]:
    return [change.code for change in read_course(entries, pack).changes]


def test_the_heights_cover_every_region_once_and_every_name_is_known(pack: Pack) -> None:
    from pinprick.anatomy.atlas import load_atlas

    rules = course_rules(pack)
    listed = [region for height in rules.heights for region in height.regions]
    assert sorted(listed) == sorted(load_atlas(pack).regions)
    weakness = [*rules.weakness.legs, *rules.weakness.both_legs, *rules.weakness.above]
    findings = [name for height in rules.heights for name in height.findings]
    to = rules.raises
    for name in [*weakness, *findings, "course", to.rapid, to.weakness, to.fast_to_knees, to.duration]:
        assert name in pack.findings, name
    assert list(rules.duration_days) == pack.findings[to.duration].values
    for value in (to.course.worse, to.course.better, to.course.same, to.course.keep):
        assert value in pack.findings["course"].values


def test_it_has_climbed_and_is_on_both_sides_now(pack: Pack) -> None:
    entries = [entry(1, 0, drawing=up_to("toes")), entry(2, 42, drawing=up_to("mid_shin", "foot"))]
    course = read_course(entries, pack)
    texts = [change.text for change in course.changes]
    assert "It has climbed from the toes to mid-shin in 6 weeks." in texts
    assert "Now both sides: at first it was only on the right." in texts
    assert course.raises["course"] == "worsening"
    assert "rapidly_worsening" not in course.raises, "six weeks is not fast"


def test_painting_the_same_twice_is_no_change(pack: Pack) -> None:
    again = up_to("foot")
    less = Drawing(regions={"right": again.regions["right"][:-1], "left": []})
    entries = [entry(1, 0, drawing=again), entry(2, 20, drawing=less)]
    assert codes(entries, pack) == ["steady"]
    assert read_course(entries, pack).raises == {"course": "steady"}


def test_what_was_not_shown_before_is_not_a_spread(pack: Pack) -> None:
    """The first day only the sole was opened; numb shins on the second day may be old."""
    sole = tuple(REGIONS["toes"][5:])
    before = Drawing(regions={"right": list(sole)}, views=["sole"])
    after = drawn(*sole, *REGIONS["mid_shin"])
    assert "climbed" not in codes([entry(1, 0, drawing=before), entry(2, 21, drawing=after)], pack)
    opened = before.model_copy(update={"views": None})
    assert "climbed" in codes([entry(1, 0, drawing=opened), entry(2, 21, drawing=after)], pack)


def test_fast_is_fast_only_within_days(pack: Pack) -> None:
    for days, fast in ((0, True), (2, True), (10, False)):
        entries = [entry(1, 0, drawing=up_to("toes")), entry(2, days, drawing=up_to("mid_shin"))]
        course = read_course(entries, pack)
        assert (course.raises.get("rapidly_worsening") == "yes") is fast, days


def test_toes_to_knees_in_months(pack: Pack) -> None:
    entries = [entry(1, 0, drawing=up_to("toes")), entry(2, 100, drawing=up_to("knee"))]
    assert read_course(entries, pack).raises["fast_spread_to_knees"] == "yes"
    later = [entries[0], entry(2, 300, drawing=up_to("knee"))]
    assert "fast_spread_to_knees" not in read_course(later, pack).raises, "outside the look-back"


def test_weakness_that_climbs_is_raised_and_weakness_that_is_new_is_asked(pack: Pack) -> None:
    up = [entry(1, 0, findings={"leg_weakness": "yes"}), entry(2, 5, findings={"arm_weakness": "yes"})]
    assert read_course(up, pack).raises["ascending_weakness"] == "yes"
    new = [
        entry(1, 0, drawing=up_to("toes")),
        entry(2, 5, drawing=up_to("ankle"), findings={"leg_weakness": "yes"}),
    ]
    assert read_course(new, pack).raises["ascending_weakness"] == "unsure"
    denied = [
        new[0],
        entry(2, 5, drawing=up_to("ankle"), findings={"leg_weakness": "yes", "ascending_weakness": "no"}),
    ]
    assert "ascending_weakness" not in read_course(denied, pack).raises
    late = [up[0], entry(2, 60, findings={"arm_weakness": "yes"})]
    assert "ascending_weakness" not in read_course(late, pack).raises


def test_without_drawings_the_answers_tell_the_course(pack: Pack) -> None:
    entries = [
        entry(1, 0, findings={"at_toes": "yes", "side": "one"}, severity=3),
        entry(
            2,
            21,
            findings={"at_toes": "yes", "at_sole": "yes", "at_shin": "yes", "side": "both_unequal"},
            severity=6,
        ),
    ]
    assert {"climbed", "both_sides", "more_places", "severity_up"} <= set(codes(entries, pack))


def test_better_and_then_worse_again_is_worse(pack: Pack) -> None:
    entries = [entry(1, 0, severity=8), entry(2, 30, severity=2), entry(3, 50, severity=6)]
    assert read_course(entries, pack).raises["course"] == "worsening"
    assert read_course(entries[:2], pack).raises["course"] == "improving"


def test_the_diary_can_raise_but_never_calms(pack: Pack) -> None:
    worse = [entry(1, 0, severity=8), entry(2, 20, severity=2, findings={"course": "worsening"})]
    assert "course" not in read_course(worse, pack).raises, "it got better on paper; the person says worse"
    spells = [entry(1, 0, severity=2), entry(2, 20, severity=8, findings={"course": "attacks_with_recovery"})]
    assert "course" not in read_course(spells, pack).raises, "spells stay spells"


def test_how_long_by_now(pack: Pack) -> None:
    entries = [
        entry(1, 0, findings={"duration_so_far": "days_1_to_7"}),
        entry(2, 40, findings={"numb": "yes"}),
    ]
    assert read_course(entries, pack).raises["duration_so_far"] == "months_1_to_3"
    assert "duration_so_far" not in read_course([entry(1), entry(2, 40)], pack).raises


def test_days_are_read_in_their_order_whatever_the_order_of_writing(pack: Pack) -> None:
    entries = [
        entry(1, 0, drawing=up_to("toes")),
        entry(2, 21, drawing=up_to("ankle")),
        entry(3, 42, severity=5),
    ]
    assert read_course(entries, pack) == read_course(entries[::-1], pack)


def test_reassessment_uses_the_course_and_standing_facts(pack: Pack) -> None:
    base = {"numb": "yes", "tingling": "yes"}
    entries = [
        make_entry(
            "a",
            date(2026, 3, 1),
            Case(
                findings={**base, "diabetes_status": "diabetes_under_10_years"},
                drawing=up_to("toes", "toes"),
            ),
            pack,
        ),
        make_entry(
            "b",
            date(2026, 3, 3),
            Case(findings={**base, "leg_weakness": "yes"}, drawing=up_to("knee", "knee")),
            pack,
        ),
    ]
    found = reassess(entries, pack)
    assert "diabetes_status" in found.case.findings, "said in the first entry, true in the second"
    assert found.assessment.answers["rapidly_worsening"] == "yes"
    assert found.assessment.urgency.level.rank >= entries[1].summary.urgency.rank
    assert found.assessment.urgency.level.rank >= Urgency.URGENT_SAME_DAY.rank
    with pytest.raises(CaseError, match="empty"):
        reassess([], pack)


_day = st.tuples(
    st.integers(0, 400),
    st.none() | st.sampled_from(HEIGHTS),
    st.none() | st.sampled_from(HEIGHTS),
    st.none() | st.integers(0, 10),
    st.sampled_from(["yes", "no", "unsure", ""]),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(_day, max_size=5))
def test_any_diary_is_read_without_a_crash_and_raises_only_what_the_pack_knows(days: list) -> None:
    pack = load_pack()
    entries = [
        entry(n, d, drawing=up_to(r, left), severity=s, findings={"leg_weakness": w} if w else {})
        for n, (d, r, left, s, w) in enumerate(days)
    ]
    course = read_course(entries, pack)
    assert len(course.days) == len(entries)
    for name, value in course.raises.items():
        assert value in [*pack.findings[name].values, "unsure"]
    for change in course.changes:
        assert "{" not in change.text and change.since <= change.until


def test_every_sentence_reads_easily(pack: Pack) -> None:
    from pinprick.knowledge.reading_grade import grade
    from pinprick.knowledge.text import sentences

    for code, text in sentences(pack, "diary")["changes"].items():
        plain = (
            text.replace("{low}", "toes")
            .replace("{high}", "knee")
            .replace("{time}", "in 6 weeks")
            .replace("{side}", "right")
        )
        assert grade(plain.replace("{before}", "3").replace("{after}", "6")) <= 8, code


def test_what_was_assessed_already_is_used_only_when_the_course_adds_nothing(pack: Pack) -> None:
    case = Case(findings={"numb": "yes", "at_toes": "yes"})
    known = (case, assess(case, pack))
    first = make_entry("a", FIRST, case, pack, 3, assessment=known[1])
    alone = reassess([first], pack, known=known)
    assert alone.assessment is known[1] and alone == reassess([first], pack)
    worse = make_entry("b", FIRST + timedelta(days=40), case, pack, 9, assessment=known[1])
    found = reassess([first, worse], pack, known=known)
    assert found.case != case and found.assessment is not known[1]
    assert found == reassess([first, worse], pack)

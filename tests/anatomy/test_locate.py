"""Where a drawing points: the six examples, honesty about roots, and evidence for causes."""

from __future__ import annotations

import math

import pytest
from places import (
    BIG_TOE_AND_TOP,
    FOOT,
    HIP,
    INNER_ANKLE_AND_SOLE,
    LEG,
    OUTER_THIGH,
    RIGHT_HALF,
    SADDLE_AREA,
    TO_MID_SHIN,
)

from pinprick.anatomy.atlas import Atlas
from pinprick.anatomy.drawing import read_drawing
from pinprick.anatomy.evidence import cause_evidence, evidence_rules
from pinprick.anatomy.levels import levels_of
from pinprick.anatomy.locate import Location, locate
from pinprick.case import Drawing
from pinprick.errors import PackError
from pinprick.knowledge.schema.pack import Pack


def _first(location: Location) -> tuple[str, str]:
    return location.hypotheses[0].group, next(iter(location.levels))


@pytest.mark.parametrize(
    ("drawing", "group", "level"),
    [
        (OUTER_THIGH, "lateral_thigh", "single_nerve"),
        (TO_MID_SHIN, "long_nerves", "length_dependent"),
        (INNER_ANKLE_AND_SOLE, "tibial", "single_nerve"),
        (SADDLE_AREA, "saddle", "cauda_equina"),
        (RIGHT_HALF, "half_body", "brain"),
    ],
)
def test_the_examples_find_their_level(pack: Pack, drawing: Drawing, group: str, level: str) -> None:
    location = locate(drawing, pack)
    assert _first(location) == (group, level)
    assert abs(sum(location.levels.values()) - 1) < 1e-6 and abs(sum(location.families.values()) - 1) < 1e-6


def test_big_toe_and_top_of_foot_is_a_root_or_the_fibular_nerve(pack: Pack) -> None:
    location = locate(BIG_TOE_AND_TOP, pack)
    assert {h.group for h in location.hypotheses[:2]} == {"fibular", "low_root"}
    assert "fibular nerve" in location.headline and "nerve root" in location.headline
    assert location.separating is not None and "back pain" in location.separating.text


@pytest.mark.parametrize("territory", ["L4", "L5", "S1"])
def test_no_single_root_is_ever_named(pack: Pack, atlas: Atlas, territory: str) -> None:
    cells = [name for name, m in zip(atlas.ids, atlas.placed(territory, "left"), strict=True) if m > 0.5]
    location = locate(Drawing(cells=dict.fromkeys(cells, "numb")), pack)
    said = [location.headline, *(h.name for h in location.hypotheses)]
    said += [h.territory or "" for h in location.hypotheses] + [reason.text for reason in location.speaks_for]
    assert not [text for text in said if any(root in text.split() for root in ("L4", "L5", "S1", "L5_S1"))]
    assert location.levels["root"] > 0.1


def test_danger_places_ask_first(pack: Pack) -> None:
    saddle = locate(SADDLE_AREA, pack).ask_first
    assert "urinary_retention" in saddle[0].findings
    assert "face_droop" in locate(RIGHT_HALF, pack).ask_first[0].findings
    assert locate(OUTER_THIGH, pack).ask_first == []


def test_reasons_are_what_a_reader_expects(pack: Pack) -> None:
    location = locate(OUTER_THIGH, pack)
    painted = [reason.region for reason in location.speaks_for if reason.painted]
    assert set(painted) == {"upper_thigh_outer", "lower_thigh_outer"}
    assert all(reason.weight > 0 for reason in location.speaks_for)
    assert all(reason.weight < 0 for reason in location.speaks_against)
    foot = locate(BIG_TOE_AND_TOP, pack)
    assert not [reason for reason in foot.speaks_against if reason.painted and reason.weight < -1]
    assert any("top of forefoot" in reason.text for reason in foot.speaks_for)


def test_blank_and_everything(pack: Pack, atlas: Atlas) -> None:
    blank = locate(Drawing(), pack)
    assert blank.hypotheses == [] and "Nothing" in blank.headline
    full = locate(Drawing(cells=dict.fromkeys(atlas.ids, "numb")), pack)
    assert next(iter(full.levels)) == "unclear" and "cannot say" in full.headline
    normal = locate(Drawing(points={"R.key.L4": "normal"}), pack)
    assert "normal" in normal.headline and normal.hypotheses == []


def test_every_territory_has_one_group_one_family_and_known_findings(pack: Pack, atlas: Atlas) -> None:
    levels, rules = levels_of(pack), evidence_rules(pack)
    grouped = [territory for group in levels.groups for territory in group.territories]
    assert sorted(grouped) == sorted(atlas.territories)
    assert {rules.family(territory) for territory in atlas.territories} == set(rules.families)
    asked = [*levels.separating, *levels.ask_first.values()]
    assert {finding for ask in asked for finding in ask.findings} <= set(pack.findings)
    assert set(levels.body_names) == set(atlas.body)
    with pytest.raises(PackError, match="no family"):
        rules.family("L9")


def test_evidence_lifts_the_cause_that_fits(pack: Pack, atlas: Atlas) -> None:
    def ratio(drawing: Drawing) -> dict[str, float]:
        return cause_evidence(read_drawing(drawing, atlas), atlas, pack)

    thigh = ratio(OUTER_THIGH)
    assert (
        max(thigh, key=lambda cause: thigh[cause]) == "meralgia_paresthetica"
        and thigh["meralgia_paresthetica"] > 1
    )
    feet = ratio(TO_MID_SHIN)
    assert feet["diabetic_polyneuropathy"] > 0 > feet["meralgia_paresthetica"]
    saddle = ratio(SADDLE_AREA)
    assert saddle["cauda_equina_syndrome"] > 1
    half = ratio(RIGHT_HALF)
    assert half["stroke"] > 1


def test_evidence_is_capped_floored_and_neutral_when_blank(pack: Pack, atlas: Atlas) -> None:
    assert set(cause_evidence(read_drawing(Drawing(), atlas), atlas, pack).values()) == {0.0}
    rules = evidence_rules(pack)
    for drawing in (OUTER_THIGH, TO_MID_SHIN, SADDLE_AREA, RIGHT_HALF, BIG_TOE_AND_TOP):
        for cause, value in cause_evidence(read_drawing(drawing, atlas), atlas, pack).items():
            limits = [rules.limits(t, p.side) for p in pack.causes[cause].patterns for t in p.territories]
            if not limits:
                assert value == 0
                continue
            assert value <= math.log(max(limit.cap for limit in limits)) + 1e-9
            assert value >= math.log(min(limit.disagree for limit in limits)) - 1e-9


def test_a_whole_leg_is_not_one_cause(pack: Pack, atlas: Atlas) -> None:
    leg = cause_evidence(read_drawing(Drawing(regions={"left": [*HIP, *LEG, *FOOT]}), atlas), atlas, pack)
    lifted = {cause for cause, value in leg.items() if value > 0.5}
    assert {"stroke", "acute_limb_ischaemia", "functional_sensory_disorder"} <= lifted
    assert max(leg.values()) < math.log(20)

"""Which question next, when to stop, which tests, what would change the result."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_numbers import plain

from pinprick.inference import (
    askable,
    inquire,
    network,
    next_questions,
    next_tests,
    posterior,
    stop,
    would_change,
)
from pinprick.inference.decisions import LEVELS, levels, losses
from pinprick.inference.outlook import outlook
from pinprick.inference.simulate import best_first, in_order, interview, person
from pinprick.knowledge.load import load_pack
from pinprick.vocabulary import Urgency

PACK = load_pack()
NET = network(PACK)
PLAIN = network(plain(PACK))
STROKE = {"age_band": "age_70_79", "sex": "male", "onset_pace": "seconds_to_minutes", "face_droop": "yes",
          "arm_weakness": "yes", "speech_trouble": "yes", "side": "one", "numb": "yes",
          "symptoms_cleared": "no"}  # fmt: skip
SHIN = {"numb": "yes", "side": "one", "tingling": "yes"}
FEET = {"stocking_spread": "yes", "side": "both_about_equal", "onset_pace": "months_or_longer"}


def loss_now(answers: dict[str, str]) -> tuple[float, np.ndarray]:
    result = posterior(PLAIN, answers)
    by_level = np.bincount(levels(PLAIN), weights=result.probability, minlength=5)
    return float((by_level @ losses(PLAIN)).min()), result.vector


@pytest.mark.parametrize("finding", ["arm_numb_same_side", "onset_pace", "back_pain"])
@pytest.mark.parametrize("answers", [{}, SHIN, FEET])
def test_gain_is_what_conditioning_on_every_answer_gives(finding: str, answers: dict[str, str]) -> None:
    """Expected loss and information worked out by asking, value by value, with the posterior itself."""
    if finding in answers:
        return
    question = next(q for q in next_questions(PLAIN, answers, candidates=[finding]) if q.finding == finding)
    before, p = loss_now(answers)
    out = outlook(posterior(PLAIN, answers), [finding])
    chance = out.probability(finding)
    assert chance.sum() == pytest.approx(1, abs=1e-3)
    after, bits = 0.0, 0.0
    for value, weight in zip(PACK.findings[finding].values, chance, strict=True):
        loss, given_value = loss_now({**answers, finding: value})
        after += weight * loss
        for old, new in zip(p, given_value, strict=True):
            for share, base in ((new, old), (1 - new, 1 - old)):
                bits += weight * share * math.log2(share / base) if share > 0 else 0.0
    assert question.loss_drop == pytest.approx(before - after, abs=0.01 * before + 1e-3)
    assert question.bits == pytest.approx(bits, abs=0.06 * bits + 2e-3)


def test_danger_questions_come_first_in_the_order_given() -> None:
    danger = ["saddle_numbness", "urinary_retention"]
    first = next_questions(NET, SHIN, open_danger=danger)[:3]
    assert [q.finding for q in first[:2]] == danger
    assert first[0].safety and first[1].safety and not first[2].safety


def test_questions_are_open_and_settled_ones_are_left_out() -> None:
    asked = {q.finding for q in next_questions(NET, {"numb": "yes", "leg_weakness": "no"})}
    assert "numb" not in asked
    assert "altered_sensation" not in asked, "numb says it already"
    assert "foot_drop" not in asked, "no weakness says it already"
    assert not any(f.startswith("at_") for f in {q.finding for q in next_questions(NET, {}, {"stroke": 1.0})})


def test_a_question_about_the_advice_names_the_danger_it_looks_for() -> None:
    questions = {q.finding: q for q in next_questions(NET, SHIN)}
    droop = questions["face_droop"].separates
    assert droop is not None and droop[0] == "stroke"
    sitting = next(q for q in next_questions(NET, {"back_pain": "yes"}) if q.finding == "legs_crossed")
    assert sitting.separates is not None and sitting.separates[0] == "positional_paresthesia"


def test_above_a_floor_only_higher_levels_are_worth_asking_for() -> None:
    low = {q.finding: q.loss_drop for q in next_questions(NET, STROKE)}
    high = {q.finding: q.loss_drop for q in next_questions(NET, STROKE, floor=Urgency.EMERGENCY_NOW)}
    assert max(high.values()) < 1e-3
    assert all(high[f] <= low[f] + 1e-3 for f in high)


def test_stop_when_settled_never_while_a_danger_question_is_open() -> None:
    open_case = inquire(NET, {}, None, askable(NET))
    assert stop(NET, open_case, 0) is None
    decided = stop(NET, open_case, 20)
    assert decided is not None and decided.reason == "enough_asked"
    assert stop(NET, open_case, 20, ["saddle_numbness"]) is None
    nothing = stop(NET, inquire(NET, STROKE, None, ["itching"]), 9)
    assert nothing is not None and nothing.reason == "nothing_worth_asking"


def test_tests_have_a_price_and_some_are_not_to_be_ordered() -> None:
    tests = {t.finding: t for t in next_tests(NET, FEET)}
    assert tests["test_hba1c"].verdict == "worth_it"
    assert tests["test_csf_abnormal"].verdict == "not_now"
    assert tests["test_csf_abnormal"].net < 0 < tests["test_hba1c"].net
    assert all(t.why_price for t in tests.values())
    ordered = next_tests(NET, FEET)
    assert [t.net for t in ordered] == sorted((t.net for t in ordered), reverse=True)


def test_in_an_emergency_no_test_is_called_needless() -> None:
    assert {t.verdict for t in next_tests(NET, STROKE)} <= {"worth_it", "they_decide"}


def test_what_would_change_really_changes_it_and_nothing_smaller_does() -> None:
    for answers in (SHIN, FEET, STROKE):
        start = posterior(NET, answers).ranked()[0][0]
        for change in would_change(NET, answers):
            more = {**answers, **dict(change.answers)}
            if change.what == "first_cause":
                assert posterior(NET, more).ranked()[0][0] == change.after != start == change.before
            assert 0 < change.probability <= 1
            assert 1 <= len(change.answers) <= 2
        kinds = {(c.what, len(c.answers)) for c in would_change(NET, answers)}
        assert not {("urgency", 1), ("urgency", 2)} <= kinds


answer = st.sampled_from([f for f in PACK.findings.values() if f.id in askable(NET)]).flatmap(
    lambda f: st.tuples(st.just(f.id), st.sampled_from([*f.values, "unsure"]))
)


@given(st.lists(answer, max_size=12, unique_by=lambda a: a[0]).map(dict))
@settings(max_examples=15, deadline=None)
def test_gains_are_finite_and_never_negative(case: dict[str, str]) -> None:
    for question in next_questions(NET, case):
        assert question.loss_drop >= 0 and question.bits >= 0 and math.isfinite(question.gain)
        assert question.burden_seconds > 0
        assert question.finding not in case


def test_every_level_has_a_column_and_loss_falls_to_zero_on_the_right_advice() -> None:
    table = losses(NET)
    assert table.shape == (len(LEVELS), len(LEVELS)) and np.all(np.diag(table) == 0)


def test_interviews_are_short_and_beat_a_fixed_questionnaire() -> None:
    random = np.random.default_rng(7)
    people = [person(NET, random) for _ in range(12)]
    ours = [interview(NET, who, best_first(NET), 30) for who in people]
    asked = [len(steps) - 1 for steps in ours]
    assert np.median(asked) <= 12
    fixed = [interview(NET, who, in_order, n) for who, n in zip(people, asked, strict=True)]
    assert sum(s[-1].among_three for s in ours) > sum(s[-1].among_three for s in fixed)

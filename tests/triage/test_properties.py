"""What must hold for everyone: danger never lowers, doubt never lowers, probability never lowers."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from triage_people import PACK, UNSURE, YES, marginals, people

from pinprick.triage import decide, evaluate, risk_floor
from pinprick.triage.batch import codes, levels_batch
from pinprick.triage.rulebook import rulebook
from pinprick.vocabulary import Urgency

BOOK = rulebook(PACK)
SIGNS = BOOK.leaves.values(BOOK.danger)


@settings(max_examples=300, deadline=None)
@given(people(), st.sampled_from(SIGNS))
def test_a_yes_to_a_danger_sign_never_lowers(person: dict[str, str], sign: tuple[str, str]) -> None:
    finding, value = sign
    before = {f: v for f, v in person.items() if f != finding or v in ("no", "none", UNSURE)}
    assert evaluate(PACK, before).floor.rank <= evaluate(PACK, {**before, finding: value}).floor.rank


@settings(max_examples=300, deadline=None)
@given(people(), st.sampled_from([f.id for f in PACK.findings.values() if f.is_binary and f.in_rules]))
def test_not_sure_is_never_below_no(person: dict[str, str], finding: str) -> None:
    no, unsure = {**person, finding: "no"}, {**person, finding: UNSURE}
    assert evaluate(PACK, no).floor.rank <= evaluate(PACK, unsure).floor.rank


@settings(max_examples=200, deadline=None)
@given(people(), marginals)
def test_nothing_outvotes_the_rules(person: dict[str, str], shares: dict[str, float]) -> None:
    decision = decide(PACK, person, shares)
    evaluation = evaluate(PACK, person)
    assert decision.level.rank >= evaluation.floor.rank
    for rule in evaluation.fired:
        assert decision.level.rank >= rule.level.rank
    if decision.level is Urgency.SELF_CARE:
        assert evaluation.reasons and not evaluation.danger and not evaluation.danger_unsure


@settings(max_examples=200, deadline=None)
@given(people(), marginals, st.sampled_from(list(PACK.causes)), st.floats(0, 1), st.floats(0, 1))
def test_a_larger_probability_never_lowers(
    person: dict[str, str], shares: dict[str, float], cause: str, one: float, other: float
) -> None:
    low, high = sorted((one, other))

    def demanded(share: float, upper: float) -> int:
        reasons = risk_floor(PACK, person, {**shares, cause: share}, {cause: upper})
        return max((r.level.rank for r in reasons), default=0)

    assert demanded(low, low) <= demanded(high, high)
    assert demanded(low, low) <= demanded(low, high)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(people(), marginals), min_size=1, max_size=6), st.booleans())
def test_the_batch_agrees_with_one_at_a_time(
    cases: list[tuple[dict[str, str], dict[str, float]]], with_uppers: bool
) -> None:
    causes = list(PACK.causes)
    table = np.array([[shares.get(c, 0.0) for c in causes] for _, shares in cases])
    upper = np.minimum(1, table * 1.5) if with_uppers else None
    ranks = levels_batch(PACK, codes(PACK, [person for person, _ in cases]), table, upper)
    for i, (person, _) in enumerate(cases):
        shares = dict(zip(causes, table[i].tolist(), strict=True))
        uppers = None if upper is None else dict(zip(causes, upper[i].tolist(), strict=True))
        assert decide(PACK, person, shares, uppers).level.rank == ranks[i]


@settings(max_examples=60, deadline=None)
@given(people())
def test_a_pending_question_does_what_it_says(person: dict[str, str]) -> None:
    evaluation = evaluate(PACK, person)
    for rule, findings in evaluation.pending:
        for finding in findings:
            values = [
                v
                for v in evaluation.opening[finding]
                if rule.id in {r.id for r in evaluate(PACK, {**person, finding: v}).fired}
            ]
            assert values, f"{finding} does not open {rule.id}"


def test_every_combination_of_the_stroke_questions() -> None:
    """All 4^5 x 2 answers to five stroke signs and the pace: the floor is the highest rule that fires."""
    signs = ["face_droop", "arm_weakness", "speech_trouble", "symptoms_cleared", "prior_stroke"]
    for pace in (None, "seconds_to_minutes"):
        for answer in product((None, "no", UNSURE, YES), repeat=len(signs)):
            person = {s: a for s, a in zip(signs, answer, strict=True) if a} | {"numb": YES}
            person |= {"onset_pace": pace} if pace else {}
            evaluation = evaluate(PACK, person)
            fired = [rule.level.rank for rule in evaluation.fired]
            assert evaluation.floor.rank >= max(fired, default=Urgency.ROUTINE_WEEKS.rank)
            if pace == "seconds_to_minutes" and YES in answer[:3] and person.get("symptoms_cleared") != YES:
                assert evaluation.floor is Urgency.EMERGENCY_NOW


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.text(max_size=20), st.text(max_size=12), max_size=6))
def test_nonsense_does_no_harm(nonsense: dict[str, str]) -> None:
    known = {f: v for f, v in nonsense.items() if f not in PACK.findings}
    assert evaluate(PACK, known).floor is Urgency.ROUTINE_WEEKS


@pytest.mark.parametrize("finding,value", SIGNS)
@pytest.mark.parametrize("answer", ["true", UNSURE])
def test_no_danger_sign_goes_with_self_care(finding: str, value: str, answer: str) -> None:
    harmless = {
        "numb": YES,
        "legs_crossed": YES,
        "clears_on_moving": YES,
        "leg_weakness": "no",
        "foot_drop": "no",
    }
    assert evaluate(PACK, harmless).floor is Urgency.SELF_CARE
    given_answer = value if answer == "true" else UNSURE
    assert evaluate(PACK, {**harmless, finding: given_answer}).floor.rank > 0

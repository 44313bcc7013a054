"""The proofs hold for the pack, and a broken pack is caught with a counterexample a person can read."""

from __future__ import annotations

import sys
import time
from typing import Any

import pytest
from triage_people import PACK

from pinprick.errors import MissingExtraError
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.schema.rules import Condition
from pinprick.triage import prove as prove_module
from pinprick.triage.evaluation import Evaluation, evaluate
from pinprick.triage.prove import Theorem, prove
from pinprick.vocabulary import Urgency


def with_rule(rule_id: str, **changes: Any) -> Pack:
    assert rule_id in PACK.rules_by_id
    rules = [r.model_copy(update=changes) if r.id == rule_id else r for r in PACK.rules]
    return PACK.model_copy(update={"rules": rules})


def failed(pack: Pack, only: str) -> Theorem:
    theorem = next(t for t in prove(pack, only=[only]))
    assert not theorem.proved and theorem.counterexample
    return theorem


def test_every_theorem_is_proved_within_a_minute() -> None:
    start = time.process_time()
    theorems = prove(PACK)
    assert time.process_time() - start < 60
    assert [t.name for t in theorems if not t.proved] == []
    assert len(theorems) == 8


def test_a_lowered_floor_is_caught() -> None:
    theorem = failed(with_rule("rf_ces_saddle", level=Urgency.ROUTINE_WEEKS), "promises")
    assert "Saddle numbness" in str(theorem.counterexample) or "saddle_numbness" in str(
        theorem.counterexample
    )
    assert "routine_weeks" in str(theorem.counterexample)


def test_a_rule_that_danger_switches_off_is_caught() -> None:
    when = PACK.rules_by_id["rf_thunderclap"].when
    broken = when.model_copy(update={"none": [*(when.none or []), "face_droop"]})
    theorem = failed(with_rule("rf_thunderclap", when=broken), "more danger")
    assert "Face droop (face_droop) to yes lowers it" in str(theorem.counterexample)
    assert "thunderclap" in str(theorem.counterexample)


def test_self_care_beside_a_danger_sign_is_caught() -> None:
    """Danger signs guard self-care in the evaluator and in the formulas; the witness compares the two."""
    when = Condition.model_validate({"all": ["face_droop"]})
    pack = with_rule("sc_position", when=when)
    assert evaluate(pack, {"face_droop": "yes"}).floor is Urgency.EMERGENCY_NOW
    assert all(t.proved for t in prove(pack, only=["self-care"]))


def test_a_rule_that_cannot_fire_is_caught() -> None:
    when = Condition.model_validate({"all": ["side=one", "side=both_about_equal"]})
    theorem = failed(with_rule("rf_aorta", when=when), "rules in use")
    assert "rf_aorta can never fire" in str(theorem.counterexample)


def test_a_rule_implied_by_another_is_caught() -> None:
    when = Condition.model_validate({"all": ["altered_sensation", "confusion_collapse_or_seizure", "numb"]})
    theorem = failed(with_rule("rf_aorta", when=when), "rules in use")
    assert "rf_aorta is implied by rf_consciousness" in str(theorem.counterexample)


def test_an_evaluator_that_differs_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def forgetful(pack: Pack, answers: dict[str, str]) -> Evaluation:
        return evaluate(pack, {f: v for f, v in answers.items() if f != "saddle_numbness"})

    monkeypatch.setattr(prove_module, "evaluate", forgetful)
    assert "saddle_numbness" in str(failed(PACK, "witness").counterexample)


def test_without_the_solver_the_error_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "z3", None)
    with pytest.raises(MissingExtraError, match=r"pinprick\[prove\]"):
        prove(PACK)

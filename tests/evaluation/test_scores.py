"""The scores against figures worked out by hand."""

from __future__ import annotations

import pytest

from pinprick.evaluation.cases import KnownCase
from pinprick.evaluation.scores import Outcome, brier, calibration, is_over, is_under, stage_scores, wilson
from pinprick.vocabulary import Urgency


def outcome(
    truth: str, ranked: list[tuple[str, float]], said: Urgency, best: Urgency, **extra: object
) -> Outcome:
    also = extra.get("also", [])
    assert isinstance(also, list)
    case = KnownCase(
        id="x",
        kind="vignette",
        narrative="",
        truth=truth,
        acceptable_causes=frozenset({truth, *also}),
        urgency=best,
        acceptable_urgency=frozenset({best}),
        sensory=bool(extra.get("sensory", True)),
    )
    return Outcome(case, "person", tuple(ranked), said, 0.0)


def test_wilson_matches_the_published_example() -> None:
    # Newcombe, Stat Med 1998;17:857: 81 of 263 gives 0.2553 to 0.3662 (Wilson without correction).
    low, high = wilson(81, 263)
    assert low == pytest.approx(0.2553, abs=1e-4)
    assert high == pytest.approx(0.3662, abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)


def test_ranks_and_urgency() -> None:
    right = outcome("a", [("a", 0.8), ("b", 0.2)], Urgency.EMERGENCY_NOW, Urgency.EMERGENCY_NOW)
    third = outcome(
        "a", [("b", 0.5), ("c", 0.3), ("a", 0.2)], Urgency.SELF_CARE, Urgency.ROUTINE_WEEKS, also=["b"]
    )
    scores = stage_scores([right, third])
    assert scores["top1_strict"] == 0.5
    assert scores["top1_lenient"] == 1.0
    assert scores["top3_strict"] == 1.0
    assert scores["urgency_ok"] == 0.5
    assert scores["under"] == 0.5
    assert scores["over"] == 0.0
    assert scores["emergencies"] == 1
    assert scores["emergencies_caught"] == 1.0
    assert scores["self_care_right"] is None


def test_under_and_over_are_about_every_acceptable_level() -> None:
    low = outcome("a", [("a", 1.0)], Urgency.ROUTINE_WEEKS, Urgency.URGENT_SAME_DAY)
    high = outcome("a", [("a", 1.0)], Urgency.EMERGENCY_NOW, Urgency.URGENT_SAME_DAY)
    assert is_under(low) and not is_over(low)
    assert is_over(high) and not is_under(high)


def test_brier_and_calibration_by_hand() -> None:
    sure = outcome("a", [("a", 1.0), ("b", 0.0)], Urgency.SELF_CARE, Urgency.SELF_CARE)
    half = outcome("b", [("a", 0.5), ("b", 0.5)], Urgency.SELF_CARE, Urgency.SELF_CARE)
    assert brier([sure]) == 0.0
    assert brier([sure, half]) == pytest.approx(0.25)
    error, rows = calibration([sure, half])
    # One bin says 1.0 and is right; the other says 0.5 and is wrong.
    assert error == pytest.approx(0.25)
    assert [r["n"] for r in rows] == [1, 1]


def test_sensory_cases_are_also_scored_apart() -> None:
    a = outcome("a", [("a", 1.0)], Urgency.SELF_CARE, Urgency.SELF_CARE)
    b = outcome("a", [("b", 1.0)], Urgency.SELF_CARE, Urgency.SELF_CARE, sensory=False)
    scores = stage_scores([a, b])
    assert scores["n_sensory"] == 1
    assert scores["top1_strict"] == 0.5
    sensory = scores["sensory"]
    assert isinstance(sensory, dict)
    assert sensory["top1_strict"] == 1.0

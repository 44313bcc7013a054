"""The coded development cases: emergencies caught, few needless ones, and a matrix that adds up."""

from __future__ import annotations

from pathlib import Path

import pytest
from triage_people import PACK

from pinprick.conclusion import conclude
from pinprick.evaluation.cases import read_known_cases
from pinprick.triage.confusion import Confusion, Judged, as_text, confusion, judge
from pinprick.vocabulary import Urgency

CASES = Path(__file__).resolve().parents[1] / "cases"


@pytest.fixture(scope="module")
def result() -> Confusion:
    """Every case as the person could tell it, with the drawing: the stage `person` of `pinprick evaluate`."""
    judged = []
    for known in read_known_cases(CASES / "development.yaml", PACK, CASES / "development_findings.yaml"):
        case = known.at("person")
        assert case is not None
        judged.append(
            judge(known.id, known.urgency, list(known.acceptable_urgency), conclude(case, PACK).decision)
        )
    return confusion(judged)


def test_targets(result: Confusion) -> None:
    assert result.emergencies_caught.share == 1.0
    assert (result.emergencies_exact.share or 0) >= 0.9
    assert (result.over_to_emergency.share or 0) <= 0.15
    assert (result.self_care_right.share or 0) >= 0.8
    assert (result.right.share or 0) >= 0.85


def test_matrix_adds_up_and_every_miss_has_a_reason(result: Confusion) -> None:
    assert sum(sum(row.values()) for row in result.matrix.values()) == result.right.of
    assert len(result.misses) == result.right.of - result.right.hits
    text = as_text(result)
    for miss in result.misses:
        assert miss.id in text


def test_figures_by_hand() -> None:
    now, today, home = Urgency.EMERGENCY_NOW, Urgency.URGENT_SAME_DAY, Urgency.SELF_CARE
    judged = [
        Judged("a", now, frozenset(), now),
        Judged("b", now, frozenset({today}), today),
        Judged("c", today, frozenset(), now, ("rf_x",)),
        Judged("d", home, frozenset(), home),
    ]
    found = confusion(judged)
    assert (found.emergencies_exact.hits, found.emergencies_caught.hits) == (1, 2)
    assert (found.over_to_emergency.hits, found.over_to_emergency.of) == (1, 2)
    assert found.right.hits == 3 and found.matrix[now][today] == 1
    assert found.emergencies_caught.low == pytest.approx(0.3424, abs=1e-3)
    assert "c: needed urgent_same_day, given emergency_now (over). rf_x" in as_text(found)
    assert "no case" in as_text(confusion([]))

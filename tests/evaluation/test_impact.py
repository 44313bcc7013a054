"""What an edit of a pack moves."""

from __future__ import annotations

from pinprick.case import Case
from pinprick.evaluation.impact import Told, impact, stories
from pinprick.knowledge.load import load_pack
from pinprick.knowledge.schema.causes import Likelihood
from pinprick.knowledge.schema.pack import Pack
from pinprick.vocabulary import Urgency

PACK = load_pack()
CASES = [
    Told("foot", Case(findings={"numb": "yes", "pebble_sensation": "yes", "side": "one"}), "morton_neuroma"),
    Told("face", Case(findings={"face_droop": "yes", "onset_pace": "seconds_to_minutes"}), "stroke"),
]


def edited(cause: str, finding: str, p: float) -> Pack:
    """The pack with one number changed."""
    old = PACK.causes[cause]
    number = old.findings[finding].model_copy(update={"p": p})
    cause_now = old.model_copy(update={"findings": {**old.findings, finding: number}})
    return PACK.model_copy(update={"causes": {**PACK.causes, cause: cause_now}, "digest": f"{PACK.digest}x"})


def test_the_same_pack_moves_nothing() -> None:
    assert impact(PACK, PACK, CASES) == []


def test_one_number_moves_its_cause_and_is_listed() -> None:
    found = impact(PACK, edited("morton_neuroma", "pebble_sensation", 0.05), CASES)
    assert [row.name for row in found] == ["foot"]
    cause, before, after = found[0].moved[0]
    assert cause == "morton_neuroma" and after < before
    assert found[0].rank[0] is not None and found[0].rank[1] is not None
    assert found[0].rank[0] <= found[0].rank[1]


def test_a_lost_rule_moves_the_urgency_first_of_all() -> None:
    told = [Told("headache", Case(findings={"pregnancy_status": "pregnant", "headache": "yes"}))]
    rules = [r for r in PACK.rules if r.id != "rf_pregnant_headache"]
    fewer = PACK.model_copy(update={"rules": rules, "digest": "fewer rules"})
    found = impact(PACK, fewer, [*CASES, *told])
    assert found[0].name == "headache"
    assert found[0].urgency[0] is Urgency.URGENT_SAME_DAY
    assert found[0].urgency[1].rank < Urgency.URGENT_SAME_DAY.rank


def test_an_answer_one_pack_does_not_know_is_dropped() -> None:
    def without(listed: dict[str, Likelihood]) -> dict[str, Likelihood]:
        return {k: number for k, number in listed.items() if k != "pebble_sensation"}

    findings = {k: f for k, f in PACK.findings.items() if k != "pebble_sensation"}
    causes = {}
    for cause in PACK.causes.values():
        forms = [p.model_copy(update={"findings": without(p.findings)}) for p in cause.presentations]
        own = {"findings": without(cause.findings), "presentations": forms}
        causes[cause.id] = cause.model_copy(update=own)
    fewer = PACK.model_copy(update={"findings": findings, "causes": causes, "digest": "fewer"})
    assert [row.name for row in impact(PACK, fewer, CASES)] == ["foot"]


def test_the_pack_brings_its_own_stories() -> None:
    assert len(stories("legs_and_feet")) >= 60

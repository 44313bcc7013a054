"""What is known of the person, and what follows: urgency and ranked causes, before any explanation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pinprick.case import Case, Understood
from pinprick.case_checks import check_case
from pinprick.inference.network import Network, network
from pinprick.inference.posterior import Posterior, posterior
from pinprick.intake.text import read_account
from pinprick.knowledge.schema.pack import Pack
from pinprick.results import Note
from pinprick.triage.decision import Decision, decide
from pinprick.vocabulary import YES, Urgency

if TYPE_CHECKING:
    from pinprick.anatomy.drawing import PaintedSkin

TOLD_FREELY = "told_freely"
"""The finding that says the person told a story unprompted, so that what it leaves out counts a little."""


@dataclass(frozen=True)
class Facts:
    """What is known of the person: every answer with where it came from, and the drawing as evidence."""

    answers: dict[str, str]
    drawing: dict[str, float] | None
    understood: list[Understood]
    notes: list[Note]
    skin: PaintedSkin | None = None


@dataclass(frozen=True)
class Conclusion:
    """Urgency and causes, without the explanations. `ranked`: in the order shown; `likeliest`: by the odds alone."""

    facts: Facts
    network: Network
    posterior: Posterior
    decision: Decision
    ranked: list[tuple[str, float]]
    likeliest: str


def gather(case: Case, pack: Pack) -> Facts:
    """Read the words and the drawing. What the person answered themselves wins over both."""
    check_case(case, pack)
    answers: dict[str, str] = {}
    understood: list[Understood] = []
    notes: list[Note] = []
    if case.account is not None:
        reading = read_account(case.account, pack)
        answers.update(reading.answers)
        if reading.answers:
            answers[TOLD_FREELY] = YES
        understood = list(reading.understood)
        notes = [Note(code=n.code, message=n.message) for n in reading.notes]
    drawing = painted = None
    if case.drawing is not None and not case.drawing.is_blank:
        from pinprick.anatomy.answers import drawing_answers
        from pinprick.anatomy.atlas import load_atlas
        from pinprick.anatomy.drawing import read_drawing
        from pinprick.anatomy.evidence import cause_evidence

        atlas = load_atlas(pack)
        painted = read_drawing(case.drawing, atlas)
        shown = drawing_answers(painted, atlas, pack)
        # What was left clear on the drawing never takes back a yes in the person's own words.
        answers.update({k: v for k, v in shown.items() if v != "no" or answers.get(k) != "yes"})
        drawing = cause_evidence(painted, atlas, pack)
    answers.update(case.findings)
    ordered = {finding: answers[finding] for finding in pack.findings if finding in answers}
    return Facts(ordered, drawing, understood, notes, painted)


def conclude(case: Case, pack: Pack) -> Conclusion:
    """How urgent, and which causes fit, best first. CaseError and DrawingError on a case that cannot be read."""
    facts = gather(case, pack)
    net = network(pack)
    beliefs = posterior(net, facts.answers, facts.drawing)
    decision = decide(pack, facts.answers, beliefs.marginals, country=case.country)
    by_odds = beliefs.ranked()
    return Conclusion(facts, net, beliefs, decision, _in_order(by_odds, decision), by_odds[0][0])


def _in_order(ranked: list[tuple[str, float]], decision: Decision) -> list[tuple[str, float]]:
    """Likeliest first; but when an emergency rule fired, a cause it is about comes first, however rare.

    A rule is about the first cause it names. Of several the likeliest is taken, so that nothing moves when one
    of them leads anyway.
    """
    fired = [b for b in decision.because if b.certainty == "fired" and b.causes and b.level is decision.level]
    about = {b.causes[0] for b in fired} if decision.level is Urgency.EMERGENCY_NOW else set()
    lead = next((cause for cause, _ in ranked if cause in about), None)
    return sorted(ranked, key=lambda item: item[0] != lead) if lead else ranked

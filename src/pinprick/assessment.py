"""From a case to an assessment: the recipe of a good clinician, one screen long.

Listen, look at the drawing, think of what could explain it, decide how soon, say why, ask what is still
worth asking, and plan.
"""

from __future__ import annotations

from pinprick import outlook, presentation
from pinprick.care.plan import plan
from pinprick.case import Case
from pinprick.conclusion import conclude
from pinprick.inference import intervals
from pinprick.inference.missing import missing_mass
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.text import sentences
from pinprick.results import Assessment, CauseResult


def assess(case: Case, pack: Pack) -> Assessment:
    """Everything that follows from one case. The same case and pack give the same result on every surface.

    Raises CaseError or DrawingError when the case names something the pack or its atlas does not have.
    """
    known = conclude(case, pack)
    facts, level = known.facts, known.decision.level
    bands = intervals(known.network, facts.answers, facts.drawing)
    ahead = outlook.look_ahead(known, pack)
    return Assessment(
        pack=presentation.pack_ref(pack),
        case_id=case.id,
        urgency=presentation.urgency_result(known.decision, pack),
        not_enough=known.decision.not_enough,
        not_enough_why=known.decision.not_enough_because,
        understood=facts.understood,
        notes=facts.notes,
        answers=facts.answers,
        causes=presentation.cause_results(known, pack, bands),
        order_flips=round(bands.flips, presentation.DIGITS),
        missing_mass=round(missing_mass(known.posterior).mass, presentation.DIGITS),
        location=presentation.location(facts, pack),
        next_questions=ahead.questions,
        next_tests=ahead.tests,
        would_change=ahead.changes,
        care=plan(pack, facts.answers, known.ranked, level).model_dump(mode="json"),
        disclaimer=str(sentences(pack, "report")["disclaimer"]),
    )


def explain(case: Case, pack: Pack, cause: str | None = None) -> CauseResult:
    """The ledger of one cause (the first when None): prior, weights and combined effect that add up exactly."""
    known = conclude(case, pack)
    bands = intervals(known.network, known.facts.answers, known.facts.drawing)
    wanted = cause or known.ranked[0][0]
    return next(r for r in presentation.cause_results(known, pack, bands, [wanted]) if r.id == wanted)

"""From a case to an assessment: the recipe of a good clinician, one screen long.

Listen, look at the drawing, think of what could explain it, decide how soon, say why, ask what is still
worth asking, and plan.
"""

from __future__ import annotations

from typing import Literal, get_args, overload

from pinprick import outlook, presentation
from pinprick.care.plan import plan
from pinprick.case import Case
from pinprick.conclusion import Conclusion, conclude
from pinprick.errors import CaseError
from pinprick.inference import intervals
from pinprick.inference.missing import missing_mass
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.text import sentences
from pinprick.results import Assessment, BriefAssessment, CauseResult, Detail


@overload
def assess(case: Case, pack: Pack, detail: Literal["full"] = "full") -> Assessment: ...
@overload
def assess(case: Case, pack: Pack, detail: Literal["brief"]) -> BriefAssessment: ...
@overload
def assess(case: Case, pack: Pack, detail: Detail) -> Assessment | BriefAssessment: ...
def assess(case: Case, pack: Pack, detail: Detail = "full") -> Assessment | BriefAssessment:
    """Everything that follows from one case. The same case and pack give the same result on every surface.

    `detail="brief"` gives the urgency and the causes only, about ten times sooner; what it says is the same.
    Raises CaseError or DrawingError when the case names something the pack or its atlas does not have.
    """
    if detail not in get_args(Detail):
        raise CaseError(f"detail: {detail!r} is unknown; write {' or '.join(get_args(Detail))}.")
    known = conclude(case, pack)
    return _brief(case, known, pack) if detail == "brief" else _whole(case, known, pack)


def _whole(case: Case, known: Conclusion, pack: Pack) -> Assessment:
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


def _brief(case: Case, known: Conclusion, pack: Pack) -> BriefAssessment:
    facts, decision = known.facts, known.decision
    return BriefAssessment(
        pack=presentation.pack_ref(pack),
        case_id=case.id,
        urgency=presentation.urgency_result(decision, pack),
        not_enough=decision.not_enough,
        not_enough_why=decision.not_enough_because,
        understood=facts.understood,
        notes=facts.notes,
        answers=facts.answers,
        causes=presentation.brief_causes(known, pack),
        disclaimer=str(sentences(pack, "report")["disclaimer"]),
    )


def explain(case: Case, pack: Pack, cause: str | None = None) -> CauseResult:
    """The ledger of one cause (the first when None): prior, weights and combined effect that add up exactly."""
    known = conclude(case, pack)
    bands = intervals(known.network, known.facts.answers, known.facts.drawing)
    wanted = cause or known.ranked[0][0]
    return next(r for r in presentation.cause_results(known, pack, bands, [wanted]) if r.id == wanted)

"""Medicines to talk over, per likely cause: what trials found, where they are approved, what to mind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pinprick.care.cautions import LEVELS, CaseCautions
from pinprick.care.records import Approval, LikelyCause, NotAdvised, TreatmentAdvice
from pinprick.knowledge.schema.care import Indication, Medicine
from pinprick.knowledge.schema.pack import Pack


def treatments(
    pack: Pack,
    likely: list[LikelyCause],
    cautions: CaseCautions,
    text: Mapping[str, Any],
    titles: Mapping[str, Any],
) -> list[TreatmentAdvice]:
    """One entry per likely cause and medicine listed for it, in the order of the causes; within a cause those
    with the least pressing caution first, then the better tested."""
    found = []
    for cause in likely:
        entries = []
        for key in pack.causes[cause.id].treatments:
            medicine = pack.medicines[key]
            indication = indication_for(medicine, cause.id)
            if indication is not None and strength_of(indication) == "negative":
                continue
            entries.append(_treatment(key, medicine, indication, cause, cautions, text, titles))
        found += sorted(entries, key=_order)
    return found


def not_advised(
    pack: Pack, likely: list[LikelyCause], text: Mapping[str, Any], titles: Mapping[str, Any]
) -> list[NotAdvised]:
    """Medicines that trials found of no use in a likely cause, so that nobody asks for them in vain."""
    found = []
    for cause in likely:
        for key, medicine in pack.medicines.items():
            indication = indication_for(medicine, cause.id)
            if indication is None or strength_of(indication) != "negative":
                continue
            title = titles.get(key, {}).get("title", medicine.name)
            found.append(
                NotAdvised(
                    medicine=key,
                    title=title,
                    cause=cause.id,
                    say=text["not_advised"].format(title=title, cause=cause.lay_name),
                    effect=indication.effect,
                    sources=indication.sources,
                )
            )
    return found


def indication_for(medicine: Medicine, cause: str) -> Indication | None:
    """What the medicine is known to do in this cause, or None when the pack has no entry for the pair."""
    return next((i for i in medicine.indications if i.condition == cause), None)


def strength_of(indication: Indication | None) -> str:
    """high, moderate, low, very_low, expert or negative, from the words of the pack; low without any."""
    if indication is None:
        return "low"
    said = indication.evidence_strength.lower()
    if "negative" in said:
        return "negative"
    starts = {"very low": "very_low", "expert": "expert", "high": "high", "moderate": "moderate"}
    return next((strength for start, strength in starts.items() if said.startswith(start)), "low")


def approval_of(indication: Indication | None, text: Mapping[str, Any]) -> list[Approval]:
    """Approval status by region, from the words of the pack."""
    found = []
    for key, region in text["regions"].items():
        detail = (indication.approved.get(key) if indication else None) or None
        status = _status(detail)
        found.append(
            Approval(
                region=region,
                status=status,
                words=text["approval"][status].format(region=region),
                detail=detail,
            )
        )
    return found


def _status(detail: str | None) -> str:
    if detail is None:
        return "unknown"
    said = detail.lower()
    if said.startswith("yes"):
        return "approved"
    if said.startswith(("off-label", "off label")):
        return "off_label"
    return "refused" if said.startswith(("no", "refused")) else "partly"


def _treatment(
    key: str,
    medicine: Medicine,
    indication: Indication | None,
    cause: LikelyCause,
    cautions: CaseCautions,
    text: Mapping[str, Any],
    titles: Mapping[str, Any],
) -> TreatmentAdvice:
    said = titles.get(key, {})
    strength = strength_of(indication)
    nnt = indication.nnt.value if indication and indication.nnt else None
    return TreatmentAdvice(
        medicine=key,
        title=said.get("title", medicine.name),
        cause=cause.id,
        cause_name=cause.lay_name,
        does=said.get("does", medicine.relieves),
        know=said.get("know", ""),
        effect=indication.effect if indication else medicine.relieves,
        strength=strength,
        strength_words=text["strength"][strength],
        nnt=nnt,
        nnt_words=text["nnt"].format(n=f"{nnt:g}") if nnt else None,
        approval=approval_of(indication, text),
        codes=medicine.codes,
        cautions=cautions.for_medicine(key, medicine),
        interactions=cautions.interactions(key, medicine),
        note=indication.note if indication else None,
        sources=sorted({*medicine.sources, *(indication.sources if indication else [])}),
    )


_STRENGTHS = ("high", "moderate", "expert", "low", "very_low")


def _order(entry: TreatmentAdvice) -> tuple[int, int]:
    worst = min((LEVELS.index(c.level) for c in entry.cautions), default=len(LEVELS))
    return -worst, _STRENGTHS.index(entry.strength)

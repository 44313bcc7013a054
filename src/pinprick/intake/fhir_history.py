"""What was done to a person, and what runs in the family: Procedure and FamilyMemberHistory as plain facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pinprick.intake.fhir_dates import read_date
from pinprick.intake.fhir_facts import Fact, read_codings

CLOSE = frozenset(
    {"NPRN", "MTH", "NMTH", "FTH", "NFTH", "NSIB", "BRO", "NBRO", "SIS", "NSIS", "NCHILD", "SON", "DAU"}
    | {"TWIN", "TWINBRO", "TWINSIS", "ITWIN", "ITWINBRO", "ITWINSIS", "FTWIN", "FTWINBRO", "FTWINSIS"}
)
"""Relationships (HL7 v3 RoleCode) of parents, brothers, sisters and children. Half, step, foster, adopted and more
distant ones are not among them: what they have says less, or nothing."""
_UNSURE_HISTORY = ("entered-in-error", "health-unknown")


def procedure_fact(resource: Mapping[str, Any], name: str) -> Fact:
    """Something done. Only what is completed counts; its day is the end, or else the start."""
    period = resource.get("performedPeriod")
    period = period if isinstance(period, Mapping) else {}
    start = read_date(resource.get("performedDateTime")) or read_date(period.get("start"))
    status = resource.get("status")
    concept = resource.get("code")
    return Fact(
        kind="procedure",
        resource=name,
        codings=read_codings(concept),
        text=_text(concept),
        start=start,
        last=read_date(period.get("end")) or start,
        active=False,
        void=None if status == "completed" else f"its status is {_shown(status)}",
    )


def family_facts(resource: Mapping[str, Any], name: str) -> list[Fact]:
    """One fact for each disease of a relative; void when the relative is not close or the entry not certain."""
    status = resource.get("status")
    close = any(coding.code in CLOSE for coding in read_codings(resource.get("relationship")))
    void = None
    if status in _UNSURE_HISTORY:
        void = f"its status is {status}"
    elif not close:
        void = "the relative is no parent, brother, sister or child by birth, or it does not say"
    listed = resource.get("condition")
    found = []
    for condition in listed if isinstance(listed, list) else []:
        concept = condition.get("code") if isinstance(condition, Mapping) else None
        day = read_date(resource.get("date"))
        found.append(
            Fact("family", name, read_codings(concept), _text(concept), day, day, active=False, void=void)
        )
    return found


def is_of(resource: Mapping[str, Any]) -> Any:
    """The reference to the person a resource is about: `subject`, for a family history `patient`."""
    return resource.get("patient" if resource.get("resourceType") == "FamilyMemberHistory" else "subject")


def _text(concept: Any) -> str:
    text = concept.get("text") if isinstance(concept, Mapping) else None
    return text if isinstance(text, str) else ""


def _shown(status: Any) -> str:
    return status[:40] if isinstance(status, str) and status else "not given"

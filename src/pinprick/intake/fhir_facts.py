"""One resource of a record as a plain fact: the codes, the dates, whether it goes on, what was measured."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pinprick.intake.fhir_dates import read_date
from pinprick.knowledge.schema.terminology import SYSTEM_URLS

KINDS = {
    "Condition": "condition",
    "MedicationStatement": "medication",
    "MedicationRequest": "medication",
    "Observation": "observation",
    "Procedure": "procedure",
    "FamilyMemberHistory": "family",
}
"""The resource types that are read, and the kind of fact each gives."""

_VOID = {"entered-in-error", "cancelled", "not-taken", "draft", "unknown", "registered"}
_NOT_GOING_ON = {"inactive", "remission", "resolved"}
_ORDERED = {"order", "original-order", "reflex-order", "filler-order", "instance-order"}


@dataclass(frozen=True)
class Coding:
    """One code; `system` is the short name when it is one of the systems the pack knows, else None."""

    system: str | None
    url: str
    code: str
    display: str


@dataclass(frozen=True)
class Fact:
    """What one resource says. Dates are days; `number` is finite; `void`: why it must not count."""

    kind: str
    resource: str
    codings: tuple[Coding, ...]
    text: str
    start: date | None
    last: date | None
    active: bool
    number: float | None = None
    unit: str = ""
    comparator: str = ""
    answers: tuple[str, ...] = ()
    has_value: bool = False
    void: str | None = None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def read_codings(concept: Any) -> tuple[Coding, ...]:
    """The codings of a CodeableConcept, in order, each once; malformed ones are left out."""
    found: dict[Coding, None] = {}
    for item in _list(_mapping(concept).get("coding")):
        coding = _mapping(item)
        code = _text(coding.get("code")).strip()
        if code:
            url = _text(coding.get("system"))
            found[Coding(SYSTEM_URLS.get(url), url, code, _text(coding.get("display")))] = None
    return tuple(found)


def _first_code(concept: Any) -> str:
    codings = read_codings(concept)
    return codings[0].code if codings else ""


def condition_fact(resource: Mapping[str, Any], name: str) -> Fact:
    """A problem. Going on when its status says so, or, with no status, when it has no end."""
    start = (
        read_date(resource.get("onsetDateTime"))
        or read_date(_mapping(resource.get("onsetPeriod")).get("start"))
        or read_date(resource.get("recordedDate"))
    )
    end = read_date(resource.get("abatementDateTime")) or read_date(
        _mapping(resource.get("abatementPeriod")).get("end")
    )
    status = _first_code(resource.get("clinicalStatus"))
    ended = any(key.startswith("abatement") for key in resource)
    verification = _first_code(resource.get("verificationStatus"))
    void = None
    if verification in {"refuted", "entered-in-error"}:
        void = f"the record says it is {verification}"
    elif verification in {"unconfirmed", "provisional", "differential"}:
        void = f"the record says it is only {verification}"
    return Fact(
        kind="condition",
        resource=name,
        codings=read_codings(resource.get("code")),
        text=_text(_mapping(resource.get("code")).get("text")),
        start=start,
        last=start or end,
        active=status not in _NOT_GOING_ON and (bool(status) or not ended),
        void=void,
    )


def medication_fact(
    resource: Mapping[str, Any], name: str, medicines: Mapping[str, Mapping[str, Any]]
) -> Fact:
    """A medicine taken or ordered. A reference is followed once only, so none can run in a circle."""
    concept = _mapping(resource.get("medicationCodeableConcept"))
    if not concept:
        reference = _text(_mapping(resource.get("medicationReference")).get("reference"))
        concept = _mapping(_mapping(medicines.get(reference)).get("code"))
    period = _mapping(resource.get("effectivePeriod"))
    start = (
        read_date(resource.get("authoredOn"))
        or read_date(resource.get("effectiveDateTime"))
        or read_date(period.get("start"))
        or read_date(resource.get("dateAsserted"))
    )
    status = _text(resource.get("status"))
    void = f"its status is {status}" if status in _VOID else None
    if resource.get("resourceType") == "MedicationRequest":
        intent = _text(resource.get("intent"))
        if intent and intent not in _ORDERED:
            void = f"it is only a {intent}"
        if resource.get("doNotPerform") is True:
            void = "it says not to take it"
    return Fact(
        kind="medication",
        resource=name,
        codings=read_codings(concept),
        text=_text(concept.get("text")),
        start=start,
        last=read_date(period.get("end")) or start,
        active=status in {"active", "intended", "on-hold"},
        void=void,
    )


def observation_fact(resource: Mapping[str, Any], name: str) -> Fact:
    """A measurement or a coded answer. A number that is not finite, or not a number, is not one."""
    quantity = _mapping(resource.get("valueQuantity"))
    raw = quantity.get("value", resource.get("valueInteger"))
    number = float(raw) if isinstance(raw, int | float) and not isinstance(raw, bool) else None
    if number is not None and not math.isfinite(number):
        number = None
    day = (
        read_date(resource.get("effectiveDateTime"))
        or read_date(_mapping(resource.get("effectivePeriod")).get("start"))
        or read_date(resource.get("effectiveInstant"))
        or read_date(resource.get("issued"))
    )
    status = _text(resource.get("status"))
    return Fact(
        kind="observation",
        resource=name,
        codings=read_codings(resource.get("code")),
        text=_text(_mapping(resource.get("code")).get("text")),
        start=day,
        last=day,
        active=True,
        number=number,
        unit=_text(quantity.get("code")) or _text(quantity.get("unit")),
        comparator=_text(quantity.get("comparator")),
        answers=tuple(c.code for c in read_codings(resource.get("valueCodeableConcept"))),
        has_value=any(key.startswith("value") for key in resource),
        void=f"its status is {status}" if status in _VOID else None,
    )

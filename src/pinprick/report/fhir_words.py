"""The names by which FHIR resources speak of findings, values, causes and urgency."""

from __future__ import annotations

from typing import Any

from pinprick.knowledge.schema.causes import Cause
from pinprick.knowledge.schema.findings import Finding
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.terminology import terminology
from pinprick.knowledge.text import value_in_words
from pinprick.vocabulary import NO, YES, Urgency

BASE = "https://pinprick.example/fhir"
"""Names of our own code systems start with this; it is a name, not an address to fetch."""

URLS = {
    "icd10cm": "http://hl7.org/fhir/sid/icd-10-cm",
    "snomed": "http://snomed.info/sct",
    "rxnorm": "http://www.nlm.nih.gov/research/umls/rxnorm",
    "loinc": "http://loinc.org",
    "mondo": "http://purl.obolibrary.org/obo/mondo.owl",
}
_YES_NO = {YES: ("Y", "Yes"), NO: ("N", "No")}

Json = dict[str, Any]


def coding(system: str, code: str, display: str | None = None) -> Json:
    """One coding; `system` is a URL."""
    return {"system": system, "code": code} | ({"display": display} if display else {})


def finding_concept(pack: Pack, finding: Finding) -> Json:
    """What an answer is about: our own code, and public ones where the pack has them."""
    own = [coding(f"{BASE}/CodeSystem/{pack.id}-findings", finding.id, finding.label)]
    public = [
        coding(URLS[item.system], item.code, item.display)
        for item in terminology(pack).questionnaire.item_codes
        if item.finding == finding.id
    ]
    return {"coding": public + own, "text": finding.label}


def value_coding(pack: Pack, finding: str, value: str) -> Json:
    """One value as a coding of our own system."""
    return coding(f"{BASE}/CodeSystem/{pack.id}-values", value, value_in_words(pack, finding, value))


def value_concept(pack: Pack, finding: str, value: str) -> Json:
    """An answer's value; yes and no also as the HL7 codes every system knows."""
    codings = [value_coding(pack, finding, value)]
    if value in _YES_NO:
        codings.insert(0, coding("http://terminology.hl7.org/CodeSystem/v2-0136", *_YES_NO[value]))
    return {"coding": codings, "text": value_in_words(pack, finding, value)}


def cause_concept(pack: Pack, cause: Cause) -> Json:
    """A cause: our own code, and SNOMED CT, ICD-10-CM (when just one) and MONDO where the pack has them."""
    codings = [coding(f"{BASE}/CodeSystem/{pack.id}-causes", cause.id, cause.name)]
    if cause.codes.snomed:
        codings.append(coding(URLS["snomed"], cause.codes.snomed))
    if len(cause.codes.icd10cm) == 1:
        codings.append(coding(URLS["icd10cm"], cause.codes.icd10cm[0]))
    if cause.codes.mondo:
        codings.append(coding(URLS["mondo"], cause.codes.mondo))
    return {"coding": codings, "text": cause.name}


def urgency_concept(level: Urgency, headline: str) -> Json:
    """How soon, as one of our five levels."""
    return {"coding": [coding(f"{BASE}/CodeSystem/urgency", str(level), headline)], "text": headline}


PRIORITY = {
    Urgency.EMERGENCY_NOW: "stat",
    Urgency.URGENT_SAME_DAY: "asap",
    Urgency.SOON_WITHIN_DAYS: "urgent",
    Urgency.ROUTINE_WEEKS: "routine",
    Urgency.SELF_CARE: "routine",
}
"""FHIR request priority: stat before asap before urgent before routine."""

SEVERITY = {
    Urgency.EMERGENCY_NOW: "high",
    Urgency.URGENT_SAME_DAY: "high",
    Urgency.SOON_WITHIN_DAYS: "moderate",
    Urgency.ROUTINE_WEEKS: "low",
    Urgency.SELF_CARE: "low",
}

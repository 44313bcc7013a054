"""An assessment as a FHIR R4 bundle: answers, urgency, causes, what to do, and the sources."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Iterable
from typing import Any

from pinprick.knowledge.schema.pack import Pack
from pinprick.report.fhir_plan import care_plan, service_requests
from pinprick.report.fhir_words import (
    BASE,
    PRIORITY,
    SEVERITY,
    Json,
    cause_concept,
    coding,
    finding_concept,
    urgency_concept,
    value_concept,
)
from pinprick.report.json import to_json
from pinprick.report.spoken import urgency_lines
from pinprick.results import Assessment
from pinprick.vocabulary import UNSURE, AnsweredBy, Family

INTERVAL = f"{BASE}/StructureDefinition/interval-90"
"""Extension on a prediction: the 90 % interval of its probability, as a Range in percent."""

MOST_CAUSES = 10
_UCUM = "http://unitsofmeasure.org"
_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
_ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"


def to_bundle(assessment: Assessment, pack: Pack, recorded: str, subject: Json | None = None) -> Json:
    """The assessment as a Bundle of type collection; the same input gives the same bundle, ids included.

    `recorded`: the instant of the assessment (`2026-03-01T09:00:00Z`), which FHIR asks for and the engine,
    having no clock, cannot know. `subject`: a Reference to the patient. The Binary holds the assessment
    itself, byte for byte.
    """
    text = to_json(assessment)
    names = _Names(f"{text}\n{recorded}")
    person = subject or {"display": "The person who answered"}
    entries = _Entries(names)
    device = entries.add("device", _device(pack))
    observed = {
        finding: entries.add(f"observation/{finding}", _observation(finding, value, pack, person, recorded))
        for finding, value in assessment.answers.items()
        if finding in pack.findings
    }
    answers = list(observed.values())
    issue = entries.add("issue", _issue(assessment, pack, person, recorded, observed, device))
    risk = entries.add("risk", _risk(assessment, pack, person, recorded, answers, device))
    entries.add("impression", _impression(assessment, pack, person, recorded, answers, issue, risk))
    for name, content in service_requests(assessment, person, recorded, risk):
        entries.add(name, content)
    plan = care_plan(assessment, person, recorded, issue)
    if plan is not None:
        entries.add("plan", plan)
    entries.add(
        "assessment",
        {
            "resourceType": "Binary",
            "contentType": "application/json",
            "data": base64.b64encode(text.encode("utf-8")).decode("ascii"),
        },
    )
    entries.add("provenance", _provenance(assessment, pack, recorded, device, entries.references()))
    return {
        "resourceType": "Bundle",
        "id": names.of("bundle"),
        "type": "collection",
        "timestamp": recorded,
        "entry": entries.listed,
    }


def assessment_text(bundle: Json) -> str:
    """The assessment's JSON out of a bundle made by `to_bundle`, byte for byte."""
    binary = next(e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == "Binary")
    return base64.b64decode(binary["data"]).decode("utf-8")


class _Names:
    """Ids that depend on the assessment and the name only (UUID version 5)."""

    def __init__(self, content: str) -> None:
        self._space = uuid.uuid5(uuid.NAMESPACE_URL, f"{BASE}\n{content}")

    def of(self, name: str) -> str:
        return str(uuid.uuid5(self._space, name))


class _Entries:
    """The entries of a bundle, each with its id."""

    def __init__(self, names: _Names) -> None:
        self._names = names
        self.listed: list[Json] = []

    def add(self, name: str, content: Json) -> Json:
        """Put a resource in; the Reference to it. FHIR allows no empty list: an empty element is left out."""
        identity = self._names.of(name)
        filled = {key: value for key, value in content.items() if value not in ([], "")}
        resource = {"resourceType": content["resourceType"], "id": identity, **filled}
        self.listed.append({"fullUrl": f"urn:uuid:{identity}", "resource": resource})
        return {"reference": f"urn:uuid:{identity}"}

    def references(self) -> list[Json]:
        return [{"reference": entry["fullUrl"]} for entry in self.listed]


def _device(pack: Pack) -> Json:
    return {
        "resourceType": "Device",
        "status": "active",
        "deviceName": [{"name": "Pinprick", "type": "user-friendly-name"}],
        "type": {"text": "Decision support software"},
        "version": [{"value": f"pack {pack.id} {pack.version} ({pack.digest})"}],
    }


def _observation(finding_id: str, value: str, pack: Pack, person: Json, recorded: str) -> Json:
    finding = pack.findings[finding_id]
    category = "survey"
    if finding.family == Family.EXAM:
        category = "exam"
    elif finding.answered_by == AnsweredBy.LABORATORY:
        category = "laboratory"
    content: Json = {
        "resourceType": "Observation",
        "status": "final",
        "category": [{"coding": [coding(_CATEGORY, category)]}],
        "code": finding_concept(pack, finding),
        "subject": person,
        "effectiveDateTime": recorded,
    }
    if value == UNSURE:
        content["dataAbsentReason"] = {"coding": [coding(_ABSENT, "asked-unknown", "Asked But Unknown")]}
    else:
        content["valueCodeableConcept"] = value_concept(pack, finding_id, value)
    return content


def _issue(
    assessment: Assessment, pack: Pack, person: Json, recorded: str, observed: dict[str, Json], device: Json
) -> Json:
    """How soon to be seen, as a DetectedIssue: the act first, then every reason with its source."""
    urgency = assessment.urgency
    lines = urgency_lines(urgency)
    lines += [f"{b.label} ({b.citation or b.source or b.rule})" for b in urgency.because]
    content: Json = {
        "resourceType": "DetectedIssue",
        "status": "final",
        "code": urgency_concept(urgency.level, urgency.headline),
        "severity": SEVERITY[urgency.level],
        "patient": person,
        "identifiedDateTime": recorded,
        "author": device,
        "detail": "\n".join(lines),
        "mitigation": [{"action": {"text": urgency.act or urgency.headline}}],
    }
    if observed:
        content["implicated"] = list(observed.values())
    return content


def _percent(probability: float) -> float:
    """FHIR R4 writes probabilities as percentages (RiskAssessment.prediction, invariant ras-2)."""
    return round(probability * 100, 4)


def _quantity(probability: float) -> Json:
    return {"value": _percent(probability), "unit": "%", "system": _UCUM, "code": "%"}


def _risk(
    assessment: Assessment, pack: Pack, person: Json, recorded: str, answers: list[Json], device: Json
) -> Json:
    predictions = []
    for cause in assessment.causes[:MOST_CAUSES]:
        prediction: Json = {
            "outcome": cause_concept(pack, pack.causes[cause.id]),
            "probabilityDecimal": _percent(cause.probability),
            "rationale": cause.in_words,
        }
        if cause.low is not None and cause.high is not None:
            interval = {"low": _quantity(cause.low), "high": _quantity(cause.high)}
            prediction = {"extension": [{"url": INTERVAL, "valueRange": interval}], **prediction}
        predictions.append(prediction)
    content: Json = {
        "resourceType": "RiskAssessment",
        "status": "preliminary" if assessment.not_enough else "final",
        "method": {"text": "Bayesian network over sets of up to three causes"},
        "subject": person,
        "occurrenceDateTime": recorded,
        "performer": device,
        "prediction": predictions,
        "note": [{"text": assessment.disclaimer}],
    }
    if answers:
        content["basis"] = answers
    return content


def _impression(
    assessment: Assessment,
    pack: Pack,
    person: Json,
    recorded: str,
    answers: list[Json],
    issue: Json,
    risk: Json,
) -> Json:
    urgency = assessment.urgency
    summary = f"{urgency.headline} {urgency.act}".strip()
    if assessment.not_enough:
        summary = f"{summary} {assessment.not_enough_why or ''}".strip()
    content: Json = {
        "resourceType": "ClinicalImpression",
        "status": "in-progress" if assessment.not_enough else "completed",
        "description": f"Assessment of {pack.header.complaint}",
        "subject": person,
        "date": recorded,
        "summary": summary,
        "finding": [
            {"itemCodeableConcept": cause_concept(pack, pack.causes[cause.id]), "basis": cause.in_words}
            for cause in assessment.causes[:MOST_CAUSES]
        ],
        "prognosisReference": [risk],
        "supportingInfo": [issue],
        "note": [{"text": assessment.disclaimer}],
    }
    if answers:
        content["investigation"] = [{"code": {"text": "Answers"}, "item": answers}]
    return content


def _cited(assessment: Assessment) -> Iterable[str]:
    """Every source key the assessment leans on, once, in order."""
    keys: dict[str, None] = {}
    for because in assessment.urgency.because:
        if because.source:
            keys[because.source] = None
    for cause in assessment.causes:
        for line in cause.ledger:
            keys.update(dict.fromkeys(line.sources))
    return keys


def _provenance(assessment: Assessment, pack: Pack, recorded: str, device: Json, targets: list[Json]) -> Json:
    version = f"{pack.id}|{pack.version}|{pack.digest}"
    entities: list[Json] = [
        {"role": "source", "what": {"identifier": {"system": f"{BASE}/pack", "value": version}}}
    ]
    for key in _cited(assessment):
        known = pack.sources.get(pack.source_aliases.get(key, key))
        what: dict[str, Any] = {"display": known.citation if known else key}
        if known and known.doi:
            what["identifier"] = {"system": "https://doi.org", "value": known.doi}
        entities.append({"role": "source", "what": what})
    return {
        "resourceType": "Provenance",
        "target": targets,
        "recorded": recorded,
        "activity": {"text": "Assessed by decision support; not a diagnosis"},
        "agent": [{"who": device}],
        "entity": entities,
    }


__all__ = ["INTERVAL", "PRIORITY", "assessment_text", "to_bundle"]

"""From the prefetch of a hook to a person: one record, one case, and what the order is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import HTTPException

from pinprick.case import Case
from pinprick.errors import CaseError
from pinprick.intake.fhir import read_record
from pinprick.intake.fhir_codes import Match, code_indexes
from pinprick.intake.fhir_facts import condition_fact, medication_fact
from pinprick.intake.fhir_questionnaire import case_from_response
from pinprick.intake.fhir_reading import RecordReading
from pinprick.interfaces.cds_hooks.messages import HookRequest
from pinprick.knowledge.schema.pack import Pack

PREFETCH = {
    "patient": "Patient/{{context.patientId}}",
    "conditions": "Condition?patient={{context.patientId}}",
    "medications": "MedicationRequest?patient={{context.patientId}}&status=active",
    "statements": "MedicationStatement?patient={{context.patientId}}&status=active",
    "observations": "Observation?patient={{context.patientId}}&category=laboratory,vital-signs,social-history",
    "responses": "QuestionnaireResponse?patient={{context.patientId}}&_sort=-authored&_count=1",
}
"""What each service asks the record system to send along. Everything but the patient may be missing."""

_NUMB = {"numbness", "neuropathy", "hereditary_neuropathy", "diabetic_neuropathy", "alcoholic_neuropathy"}


class Person:
    """What the hook told about one person."""

    def __init__(self, request: HookRequest, pack: Pack) -> None:
        prefetch = request.prefetch or {}
        if not isinstance(prefetch.get("patient"), Mapping):
            raise HTTPException(412, "prefetch.patient is needed: this service fetches nothing by itself.")
        entries = [{"resource": resource} for resource in _flat(prefetch)]
        told = [
            e["resource"] for e in entries if e["resource"].get("resourceType") == "QuestionnaireResponse"
        ]
        kept = [e for e in entries if e["resource"].get("resourceType") != "QuestionnaireResponse"]
        self.reading: RecordReading = read_record({"resourceType": "Bundle", "entry": kept}, pack)
        self.case, self.answered = _joined(self.reading.case, told, pack)
        self.has_complaint = self.answered or bool(_concepts(kept, pack) & _NUMB) or _numb(self.case)


def _flat(prefetch: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every resource sent along; a search that found nothing may be null or an empty bundle."""
    for value in prefetch.values():
        if not isinstance(value, Mapping) or value.get("resourceType") == "OperationOutcome":
            continue
        if value.get("resourceType") != "Bundle":
            yield dict(value)
            continue
        entries = value.get("entry", [])
        for entry in entries if isinstance(entries, list) else []:
            resource = entry.get("resource") if isinstance(entry, Mapping) else None
            if isinstance(resource, Mapping) and resource.get("resourceType") != "OperationOutcome":
                yield dict(resource)


def _joined(recorded: Case, told: list[dict[str, Any]], pack: Pack) -> tuple[Case, bool]:
    """The record, with the newest response to our questionnaire on top. Others are passed over."""
    for response in sorted(told, key=lambda r: str(r.get("authored", "")), reverse=True):
        if f"Questionnaire/{pack.id}" not in str(response.get("questionnaire", "")):
            continue
        try:
            said = case_from_response(response, pack)
        except CaseError:
            continue
        findings = {**recorded.findings, **said.findings}
        country = said.country or recorded.country
        return said.model_copy(update={"findings": findings, "country": country, "id": None}), True
    return recorded, False


def _concepts(entries: list[dict[str, Any]], pack: Pack) -> set[str]:
    """Ids of the concepts on the problem list."""
    index = code_indexes(pack)["condition"]
    found: set[str] = set()
    for entry in entries:
        if entry["resource"].get("resourceType") == "Condition":
            fact = condition_fact(entry["resource"], "Condition")
            if fact.void is None:
                found |= {match.concept.id for match in index.find(fact)}
    return found


def _numb(case: Case) -> bool:
    return any(
        case.findings.get(f) == "yes" for f in ("numb", "tingling", "altered_sensation", "known_neuropathy")
    )


def ordered(request: HookRequest, pack: Pack) -> list[tuple[str, list[Match]]]:
    """The medicines just selected, by name, each with the concepts it means. HTTPException 400 if malformed."""
    drafts = request.context.get("draftOrders")
    selections = request.context.get("selections")
    if not isinstance(drafts, Mapping) or not isinstance(selections, list):
        raise HTTPException(400, "order-select needs context.selections and context.draftOrders.")
    resources = list(_flat({"drafts": drafts}))
    medicines = {f"Medication/{r.get('id')}": r for r in resources if r.get("resourceType") == "Medication"}
    index = code_indexes(pack)["medication"]
    found = []
    for resource in resources:
        name = f"{resource.get('resourceType')}/{resource.get('id')}"
        if resource.get("resourceType") == "MedicationRequest" and name in selections:
            fact = medication_fact({**resource, "intent": "order", "status": "active"}, name, medicines)
            displays = [coding.display for coding in fact.codings if coding.display]
            found.append((fact.text or (displays[0] if displays else name), index.find(fact)))
    return found

"""Small records in the manner of Synthea: one patient, problems, prescriptions, measurements."""

from __future__ import annotations

from typing import Any

SNOMED = "http://snomed.info/sct"
LOINC = "http://loinc.org"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
ICD = "http://hl7.org/fhir/sid/icd-10-cm"
_CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
_VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
METFORMIN = "24 HR Metformin hydrochloride 500 MG Extended Release Oral Tablet"
SUBJECT = {"reference": "urn:uuid:p1"}


def concept(system: str, code: str, display: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code, "display": display}], "text": display}


def patient(born: str = "1958-03-04", gender: str = "female") -> dict[str, Any]:
    return {
        "resourceType": "Patient",
        "id": "p1",
        "gender": gender,
        "birthDate": born,
        "name": [{"family": "Okafor", "given": ["Ada"]}],
        "address": [{"country": "US"}],
    }


def condition(
    system: str, code: str, display: str, onset: str, status: str = "active", verified: str = "confirmed"
) -> dict[str, Any]:
    return {
        "resourceType": "Condition",
        "id": f"c-{code}".replace(".", "-"),
        "clinicalStatus": {"coding": [{"system": _CLINICAL, "code": status}]},
        "verificationStatus": {"coding": [{"system": _VERIFICATION, "code": verified}]},
        "code": concept(system, code, display),
        "subject": SUBJECT,
        "onsetDateTime": onset,
    }


def request(code: str, display: str, authored: str, status: str = "active") -> dict[str, Any]:
    return {
        "resourceType": "MedicationRequest",
        "id": f"m-{code}-{authored}",
        "status": status,
        "intent": "order",
        "medicationCodeableConcept": concept(RXNORM, code, display),
        "subject": SUBJECT,
        "authoredOn": authored,
    }


def measured(code: str, display: str, value: float, unit: str, day: str) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": f"o-{code}-{day}",
        "status": "final",
        "code": concept(LOINC, code, display),
        "subject": SUBJECT,
        "effectiveDateTime": day,
        "valueQuantity": {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit},
    }


def bundle(*resources: dict[str, Any], timestamp: str = "2026-03-01T09:00:00Z") -> dict[str, Any]:
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": timestamp,
        "entry": [{"fullUrl": f"urn:uuid:{r.get('id', 'x')}", "resource": r} for r in resources],
    }


def diabetic_record() -> dict[str, Any]:
    """A woman of 67: diabetes 12 years, metformin 5, kidney stage 3, smoked, and a code nobody knows."""
    return bundle(
        patient(),
        condition(SNOMED, "44054006", "Diabetes mellitus type 2 (disorder)", "2014-02-01T00:00:00-05:00"),
        condition(SNOMED, "59621000", "Essential hypertension (disorder)", "2010-02-01"),
        condition(ICD, "N18.31", "Chronic kidney disease, stage 3a", "2022-01-01"),
        condition(SNOMED, "160904001", "Part-time employment (finding)", "2021-01-01"),
        condition(SNOMED, "73595000", "Stress (finding)", "2009-01-01", status="resolved"),
        request(
            "860975",
            METFORMIN,
            "2021-01-15",
            "stopped",
        ),
        request("860975", METFORMIN, "2025-12-15"),
        measured("4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood", 7.4, "%", "2025-11-01"),
        measured("4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood", 5.6, "%", "2025-06-01"),
        measured("39156-5", "Body mass index (BMI) [Ratio]", 31.2, "kg/m2", "2025-11-01"),
        {
            "resourceType": "Observation",
            "id": "o-smoke",
            "status": "final",
            "code": concept(LOINC, "72166-2", "Tobacco smoking status"),
            "subject": SUBJECT,
            "effectiveDateTime": "2025-11-01",
            "valueCodeableConcept": concept(SNOMED, "8517006", "Ex-smoker (finding)"),
        },
        {"resourceType": "Encounter", "id": "e1", "status": "finished"},
    )

"""Operations and what runs in the family: read where certain, reported where not."""

from __future__ import annotations

from typing import Any

import pytest
from fhir_records import ICD, SNOMED, SUBJECT, bundle, concept, patient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pinprick.intake.fhir import read_record
from pinprick.intake.fhir_reading import RecordReading
from pinprick.knowledge.load import load_pack

PACK = load_pack()
ROLE = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
KNEE = concept(SNOMED, "609588000", "Total knee replacement")
INHERITED = concept(ICD, "G60.0", "Hereditary motor and sensory neuropathy")


def operation(code: dict[str, Any] = KNEE, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Procedure",
        "id": "op",
        "status": "completed",
        "subject": SUBJECT,
        "code": code,
        "performedPeriod": {"start": "2026-09-30T08:00:00Z", "end": "2026-10-01T10:00:00Z"},
        **more,
    }


def relative(role: str = "FTH", *codes: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "FamilyMemberHistory",
        "id": "kin",
        "status": "completed",
        "patient": SUBJECT,
        "relationship": concept(ROLE, role, ""),
        "condition": [{"code": code} for code in codes or (INHERITED,)],
        **more,
    }


def read(*resources: dict[str, Any], stamp: str = "2026-11-22") -> RecordReading:
    return read_record({**bundle(patient(), *resources), "timestamp": stamp}, PACK)


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("52734007", "leg_or_hip"),
        ("609588000", "leg_or_hip"),
        ("80146002", "pelvis_or_abdomen"),
        ("13619001", "neck_or_thyroid"),
    ],
)
def test_an_operation_of_the_last_three_months_counts(code: str, value: str) -> None:
    reading = read(operation(concept(SNOMED, code, "")))
    assert reading.case.findings["recent_surgery"] == value
    used = next(use for use in reading.used if use.finding == "recent_surgery")
    assert (used.code, used.date) == (code, "2026-10-01")
    assert "Procedure" not in reading.other_resources


def test_an_older_operation_is_kept_aside() -> None:
    reading = read(operation(), stamp="2027-02-01")
    assert "recent_surgery" not in reading.case.findings
    assert [item.code for item in reading.kept_aside] == ["609588000"]


def test_stomach_surgery_counts_for_life() -> None:
    bypass = concept(SNOMED, "442338001", "Bypass of stomach")
    findings = read(operation(bypass), stamp="2040-01-01").case.findings
    assert findings["b12_risk"] == "yes" and "recent_surgery" not in findings
    assert read(operation(bypass)).case.findings["recent_surgery"] == "pelvis_or_abdomen"


@pytest.mark.parametrize("status", ["not-done", "preparation", "stopped", "entered-in-error", None, 3])
def test_what_was_not_completed_does_not_count(status: Any) -> None:
    reading = read(operation(status=status))
    assert "recent_surgery" not in reading.case.findings
    assert "status" in reading.kept_aside[0].why


def test_two_operations_are_settled_by_the_pack_whatever_their_order() -> None:
    one, other = operation(), operation(concept(SNOMED, "13619001", ""), id="second")
    for record in ((one, other), (other, one)):
        reading = read(*record)
        assert reading.case.findings["recent_surgery"] == "leg_or_hip"
        assert reading.warnings


def test_a_procedure_the_pack_does_not_know_is_reported() -> None:
    unknown = concept(SNOMED, "430193006", "Medication reconciliation")
    assert [item.code for item in read(operation(unknown)).unknown] == ["430193006"]


@pytest.mark.parametrize("role", ["FTH", "MTH", "NBRO", "DAU"])
def test_an_inherited_disease_of_a_close_relative_counts(role: str) -> None:
    assert read(relative(role)).case.findings["family_history_neuropathy"] == "yes"


@pytest.mark.parametrize("role", ["GRMTH", "STPFTH", "ADOPTM", "HBRO", "WIFE", "", "FTHINLAW"])
def test_a_distant_relative_or_none_named_does_not(role: str) -> None:
    reading = read(relative(role))
    assert "family_history_neuropathy" not in reading.case.findings
    assert "relative" in reading.kept_aside[0].why


def test_other_diseases_of_the_family_are_reported_and_never_taken_for_ones_own() -> None:
    diabetes = concept(ICD, "E11.42", "Type 2 diabetes with polyneuropathy")
    reading = read(relative("MTH", diabetes, INHERITED))
    assert reading.case.findings["family_history_neuropathy"] == "yes"
    assert not {"diabetes_status", "known_neuropathy"} & set(reading.case.findings)
    assert [item.code for item in reading.unknown] == ["E11.42"]
    assert reading.diagnosed == []


def test_someone_elses_history_is_kept_aside() -> None:
    reading = read(relative(patient={"reference": "Patient/other"}))
    assert reading.kept_aside[0].why == "it is about someone else"
    assert "entered-in-error" in read(relative(status="entered-in-error")).kept_aside[0].why


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just("completed") | st.just("G60.0"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["coding", "code", "system", "text", "start", "end", "reference"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)
keys = st.sampled_from(
    ["status", "code", "performedPeriod", "performedDateTime", "relationship", "condition", "patient", "date"]
)


@given(st.sampled_from(["Procedure", "FamilyMemberHistory"]), st.dictionaries(keys, junk, max_size=6))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_nothing_in_either_breaks_the_reading(kind: str, content: dict[str, Any]) -> None:
    reading = read({"resourceType": kind, "id": "x", **content})
    assert {"sex", "age_band"} >= set(reading.case.findings) - {"family_history_neuropathy", "recent_surgery"}

"""A record gives the findings it settles; everything else on it is reported, nothing is dropped."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from fhir_records import (
    ICD,
    LOINC,
    RXNORM,
    SNOMED,
    SUBJECT,
    bundle,
    concept,
    condition,
    diabetic_record,
    measured,
    patient,
    request,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pinprick.errors import CaseError
from pinprick.intake.fhir import age_band, parse_record, read_record
from pinprick.knowledge.load import load_pack

PACK = load_pack()


def findings(*resources: dict[str, Any], **options: Any) -> dict[str, str]:
    return read_record(bundle(*resources), PACK, **options).case.findings


def test_a_record_in_the_manner_of_synthea() -> None:
    reading = read_record(diabetic_record(), PACK)
    assert reading.case.findings == {
        "age_band": "age_65_69",
        "sex": "female",
        "obesity": "yes",
        "diabetes_status": "diabetes_10_years_or_more",
        "smoking": "former",
        "hypertension": "yes",
        "chronic_kidney_disease": "moderate",
        "b12_risk": "yes",
        "test_hba1c": "from_6_5",
    }
    assert reading.case.country == "US"
    assert [item.code for item in reading.unknown] == ["160904001"]
    assert [item.code for item in reading.kept_aside] == ["73595000"]
    assert reading.other_resources == {"Encounter": 1}
    by = {use.finding: use for use in reading.used}
    assert by["b12_risk"].how == "name" and by["diabetes_status"].how == "checked"


def test_every_code_of_a_record_is_reported_somewhere() -> None:
    record = diabetic_record()
    reading = read_record(record, PACK)
    read = {use.resource for use in reading.used}
    left = {item.resource for item in [*reading.kept_aside, *reading.unknown]}
    coded = {
        f"{r['resourceType']}/{r['id']}"
        for r in (entry["resource"] for entry in record["entry"])
        if r["resourceType"] in {"Condition", "MedicationRequest", "Observation"}
    }
    superseded = {
        "Observation/o-4548-4-2025-06-01",
        "MedicationRequest/m-860975-2021-01-15",
    }
    assert coded == (read | left | superseded) - {"Patient/p1"}


@pytest.mark.parametrize(
    ("onset", "value"),
    [
        ("2024-01-01", "diabetes_under_10_years"),
        ("2010", "diabetes_10_years_or_more"),
        ("", "diabetes_under_10_years"),
    ],
)
def test_years_since_diabetes_began(onset: str, value: str) -> None:
    assert findings(condition(ICD, "E11.9", "Type 2 diabetes", onset))["diabetes_status"] == value


def test_icd_codes_with_and_without_the_dot_and_below_a_code() -> None:
    for code in ("I48.91", "I4891", "i48.0"):
        assert (
            findings(condition(ICD, code, "Atrial fibrillation", "2020"))["cardiac_embolic_source"] == "yes"
        )


def test_the_longest_code_wins() -> None:
    said = findings(condition(ICD, "E11.42", "Type 2 diabetes with polyneuropathy", "2024-01-01"))
    assert said["known_neuropathy"] == "yes"


def test_a_resolved_or_old_problem_does_not_count_as_present() -> None:
    assert "pregnancy_status" not in findings(condition(SNOMED, "72892002", "Normal pregnancy", "2019-05-01"))
    assert findings(condition(SNOMED, "72892002", "Normal pregnancy", "2025-12-01")) == {
        "pregnancy_status": "pregnant"
    }
    assert findings(condition(SNOMED, "254837009", "Breast cancer", "2015", "resolved")) == {
        "cancer_history": "past"
    }


@pytest.mark.parametrize("verified", ["refuted", "entered-in-error", "unconfirmed"])
def test_what_the_record_takes_back_is_kept_aside(verified: str) -> None:
    reading = read_record(bundle(condition(ICD, "I63.9", "Stroke", "2020", verified=verified)), PACK)
    assert reading.case.findings == {}
    assert verified in reading.kept_aside[0].why


@pytest.mark.parametrize(
    ("value", "unit", "band"),
    [
        (5.6, "%", "below_5_7"),
        (5.7, "%", "from_5_7_to_6_4"),
        (6.5, "%", "from_6_5"),
        (38, "mmol/mol", "below_5_7"),
        (53, "mmol/mol", "from_6_5"),
    ],
)
def test_hba1c_in_both_units(value: float, unit: str, band: str) -> None:
    assert findings(measured("4548-4", "HbA1c", value, unit, "2026-01-01"))["test_hba1c"] == band


def test_a_number_without_a_known_unit_is_not_guessed() -> None:
    reading = read_record(bundle(measured("2132-9", "Vitamin B12", 150, "furlongs", "2026-01-01")), PACK)
    assert reading.case.findings == {}
    assert "furlongs" in reading.kept_aside[0].why


def test_below_a_limit_counts_only_when_all_of_it_lies_in_the_band() -> None:
    low = measured("2132-9", "Vitamin B12", 150, "pg/mL", "2026-01-01")
    low["valueQuantity"]["comparator"] = "<"
    assert findings(low)["test_b12_low"] == "yes"
    low["valueQuantity"]["value"] = 400
    assert "test_b12_low" not in findings(low)


def test_an_old_test_is_kept_aside() -> None:
    reading = read_record(bundle(measured("3016-3", "TSH", 9.0, "mIU/L", "2019-01-01")), PACK)
    assert reading.case.findings == {} and "too old" in reading.kept_aside[0].why


def test_a_medicine_by_reference_by_name_and_never_in_a_circle() -> None:
    medicine = {
        "resourceType": "Medication",
        "id": "med1",
        "code": concept(RXNORM, "1364445", "apixaban 5 MG"),
    }
    statement = {
        "resourceType": "MedicationStatement",
        "id": "s1",
        "status": "active",
        "medicationReference": {"reference": "Medication/med1"},
        "subject": SUBJECT,
    }
    assert findings(medicine, statement) == {"anticoagulant_use": "yes"}
    circle = {**statement, "medicationReference": {"reference": "Medication/loop"}}
    loop = {
        "resourceType": "Medication",
        "id": "loop",
        "code": None,
        "ingredient": [{"itemReference": "Medication/loop"}],
    }
    assert findings(loop, circle) == {}


def test_a_plan_or_a_warning_is_not_a_medicine_taken() -> None:
    plan = {**request("11289", "Warfarin", "2026-01-01"), "intent": "plan"}
    never = {**request("25480", "gabapentin", "2026-01-01"), "doNotPerform": True}
    reading = read_record(bundle(plan, never), PACK)
    assert reading.case.findings == {} and len(reading.kept_aside) == 2


def test_two_people_are_never_mixed() -> None:
    other = {**patient(), "id": "p2"}
    with pytest.raises(CaseError, match="2 people"):
        read_record(bundle(patient(), other), PACK)
    stray = {**condition(ICD, "B20", "HIV", "2020"), "subject": {"reference": "Patient/someone-else"}}
    reading = read_record(bundle(patient(), stray), PACK)
    assert "hiv" not in reading.case.findings and "someone else" in reading.kept_aside[0].why


def test_duplicates_count_once() -> None:
    same = condition(ICD, "I10", "Hypertension", "2020")
    reading = read_record(bundle(same, same), PACK)
    assert reading.case.findings == {"hypertension": "yes"} and "twice" in reading.warnings[0]


def test_a_record_that_contradicts_itself_says_so() -> None:
    reading = read_record(
        bundle(
            condition(ICD, "Z87.891", "Past smoker", "2020"),
            {
                "resourceType": "Observation",
                "id": "s",
                "status": "final",
                "code": concept(LOINC, "72166-2", "Smoking"),
                "effectiveDateTime": "2026-01-01",
                "valueCodeableConcept": concept(SNOMED, "449868002", "Daily smoker"),
            },
        ),
        PACK,
    )
    assert reading.case.findings["smoking"] == "current"
    assert any("Smoking" in warning for warning in reading.warnings)


def test_known_causes_on_the_problem_list_are_named() -> None:
    assert read_record(bundle(condition(ICD, "G35", "Multiple sclerosis", "2015")), PACK).diagnosed == [
        "multiple_sclerosis"
    ]
    assert read_record(bundle(condition(ICD, "R20.0", "Numb skin", "2026")), PACK).diagnosed == []


@pytest.mark.parametrize(
    "record", [None, 3, "x", {}, {"resourceType": 3}, {"resourceType": "Bundle", "entry": {}}, [[]]]
)
def test_what_is_not_fhir_is_refused_in_words(record: Any) -> None:
    with pytest.raises(CaseError):
        read_record(record, PACK)


def test_nested_bundles_end() -> None:
    inner: dict[str, Any] = bundle(condition(ICD, "I10", "Hypertension", "2020"))
    for _ in range(20):
        inner = bundle(inner)
    with pytest.raises(CaseError, match="nested"):
        read_record(inner, PACK)


@pytest.mark.parametrize("text", ["{", '{"a": NaN}', "[" * 100_000, b"\xff\xfe\xff", '{"a": -Infinity}'])
def test_json_that_cannot_be_read(text: str | bytes) -> None:
    with pytest.raises(CaseError):
        parse_record(text)


def test_ten_megabytes_are_read_and_more_than_the_limit_is_refused() -> None:
    many = [
        measured("4548-4", "HbA1c", 5.0 + i % 3, "%", f"20{10 + i % 16}-11-{1 + i % 28:02}")
        for i in range(25_000)
    ]
    for number, item in enumerate(many):
        item["id"] = str(number)
    text = json.dumps(bundle(*many))
    assert len(text) > 9_000_000
    assert read_record(parse_record(text), PACK).case.findings["test_hba1c"]
    with pytest.raises(CaseError, match="larger than"):
        parse_record(text + " " * 8_000_000)


def test_ages_and_bands() -> None:
    bands = PACK.findings["age_band"].values
    assert [age_band(age, bands) for age in (0, 15, 16, 29, 30, 64, 65, 79, 80, 129)] == [
        "under_16", "under_16", "age_16_29", "age_16_29", "age_30_39",
        "age_60_64", "age_65_69", "age_70_79", "age_80_plus", "age_80_plus",
    ]  # fmt: skip
    assert age_band(-1, bands) is None and age_band(131, bands) is None


def test_the_day_asked_can_be_given() -> None:
    said = findings(patient("1950-06-15"), as_of=date(2030, 6, 14))
    assert said["age_band"] == "age_70_79"
    assert findings(patient("1950-06-15"), as_of=date(2030, 6, 15))["age_band"] == "age_80_plus"


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=20,
)
_KEYS = [
    "code", "coding", "system", "status", "subject", "valueQuantity", "onsetDateTime", "clinicalStatus",
    "medicationCodeableConcept", "medicationReference", "effectivePeriod", "birthDate", "gender", "contained",
    "address", "value", "unit", "intent", "id", "entry",
]  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["Condition", "Observation", "MedicationRequest", "MedicationStatement", "Patient", "X"]
            ),
            st.dictionaries(st.sampled_from(_KEYS), _JSON, max_size=8),
        ),
        max_size=5,
    )
)
def test_nothing_in_a_record_crashes_the_reader(parts: list[tuple[str, dict[str, Any]]]) -> None:
    resources = [{**content, "resourceType": kind} for kind, content in parts]
    try:
        reading = read_record(bundle(*resources), PACK)
    except CaseError:
        return
    for finding, value in reading.case.findings.items():
        assert value in [*PACK.findings[finding].values, "unsure"]

"""What leaves as FHIR is valid by two independent validators, says the right thing, and can be read back."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from fhir_records import diabetic_record
from fhir_validity import problems
from made_assessment import made

from pinprick.case import Case, Drawing
from pinprick.errors import CaseError
from pinprick.intake.fhir import read_record
from pinprick.intake.fhir_questionnaire import case_from_response
from pinprick.knowledge.load import load_pack
from pinprick.report.fhir import INTERVAL, assessment_text, to_bundle
from pinprick.report.fhir_questionnaire import questionnaire, response
from pinprick.report.json import to_json
from pinprick.vocabulary import Urgency

PACK = load_pack()
WHEN = "2026-03-01T09:00:00Z"


def of_type(bundle: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == kind]


def test_the_validators_do_find_faults() -> None:
    bundle = to_bundle(made(PACK), PACK, WHEN)
    broken = copy.deepcopy(bundle)
    del of_type(broken, "RiskAssessment")[0]["status"]
    of_type(broken, "Observation")[0]["status"] = 3
    assert len(problems(broken)) >= 2


@pytest.mark.parametrize("level", list(Urgency))
@pytest.mark.parametrize("not_enough", [False, True])
def test_every_resource_is_valid(level: Urgency, not_enough: bool) -> None:
    assert problems(to_bundle(made(PACK, level, not_enough), PACK, WHEN)) == []


def test_a_bundle_without_answers_or_care_is_valid() -> None:
    bare = made(PACK).model_copy(update={"answers": {}, "care": None, "next_tests": [], "causes": []})
    bundle = to_bundle(bare, PACK, WHEN, {"reference": "Patient/1"})
    faults = [p for p in problems(bundle)]
    assert faults == [] and of_type(bundle, "CarePlan") == []


def test_probability_is_a_percentage_with_its_interval() -> None:
    risk = of_type(to_bundle(made(PACK), PACK, WHEN), "RiskAssessment")[0]
    first = risk["prediction"][0]
    assert first["probabilityDecimal"] == 61.2345
    interval = next(e for e in first["extension"] if e["url"] == INTERVAL)["valueRange"]
    assert interval["low"]["value"] < first["probabilityDecimal"] < interval["high"]["value"]


def test_the_urgency_is_never_softened() -> None:
    bundle = to_bundle(made(PACK), PACK, WHEN)
    issue = of_type(bundle, "DetectedIssue")[0]
    assert issue["severity"] == "high" and "Call 999 now." in issue["detail"].splitlines()[:2]
    assert "Do not drive yourself." in issue["detail"]
    assert {r["priority"] for r in of_type(bundle, "ServiceRequest")} == {"stat"}
    assert {r["intent"] for r in of_type(bundle, "ServiceRequest")} == {"proposal"}


def test_not_sure_is_said_as_absent_and_never_as_no() -> None:
    observations = of_type(to_bundle(made(PACK), PACK, WHEN), "Observation")
    unsure = next(o for o in observations if o["code"]["text"] == PACK.findings["saddle_numbness"].label)
    assert "valueCodeableConcept" not in unsure
    assert unsure["dataAbsentReason"]["coding"][0]["code"] == "asked-unknown"


def test_provenance_names_pack_and_sources() -> None:
    bundle = to_bundle(made(PACK), PACK, WHEN)
    provenance = of_type(bundle, "Provenance")[0]
    assert PACK.digest in provenance["entity"][0]["what"]["identifier"]["value"]
    assert any("Kinoshita" in e["what"].get("display", "") for e in provenance["entity"])
    inside = {e["fullUrl"] for e in bundle["entry"]}
    assert {t["reference"] for t in provenance["target"]} == inside - {bundle["entry"][-1]["fullUrl"]}


def test_every_reference_inside_the_bundle_leads_somewhere() -> None:
    bundle = to_bundle(made(PACK), PACK, WHEN)
    inside = {e["fullUrl"] for e in bundle["entry"]}

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            if str(value.get("reference", "")).startswith("urn:uuid:"):
                assert value["reference"] in inside
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(bundle)


def test_same_assessment_same_bundle_and_the_bytes_are_in_it() -> None:
    assessment = made(PACK)
    assert to_bundle(assessment, PACK, WHEN) == to_bundle(assessment, PACK, WHEN)
    assert assessment_text(to_bundle(assessment, PACK, WHEN)) == to_json(assessment)


def test_the_questionnaire_is_valid_and_complete() -> None:
    asked = questionnaire(PACK)
    assert problems(asked) == []
    links: list[str] = []

    def walk(items: list[dict[str, Any]]) -> None:
        for item in items:
            links.append(item["linkId"])
            walk(item.get("item", []))

    walk(asked["item"])
    assert len(links) == len(set(links))
    assert set(PACK.findings) <= set(links)
    for item in asked["item"]:
        for question in item.get("item", []):
            for rule in question.get("enableWhen", []):
                assert rule["question"] in links


CASE = Case(
    id="one",
    account="My feet tingle — both, up to the knees.",
    country="GB",
    findings={"numb": "yes", "saddle_numbness": "unsure", "age_band": "age_50_59", "urinary_retention": "no"},
    drawing=Drawing(regions={"left": ["sole_heel"]}, views=["front"]),
)


def test_a_case_goes_out_and_comes_back_the_same() -> None:
    told = response(CASE, PACK, {"reference": "Patient/1"}, WHEN)
    assert problems(told) == []
    assert case_from_response(told, PACK) == CASE
    assert case_from_response(response(Case(), PACK), PACK) == Case()


def test_a_record_opens_a_filled_form() -> None:
    case = read_record(diabetic_record(), PACK).case
    told = response(case, PACK)
    assert problems(told) == [] and case_from_response(told, PACK) == case


def test_regions_and_yes_no_as_other_systems_send_them() -> None:
    told = {
        "resourceType": "QuestionnaireResponse",
        "status": "completed",
        "item": [
            {"linkId": "numb", "answer": [{"valueBoolean": True}]},
            {"linkId": "drawing", "item": [
                {"linkId": "drawing.regions.left", "answer": [{"valueCoding": {"code": "sole_heel"}}]},
                {"linkId": "drawing.body.right", "answer": [{"valueCoding": {"code": "perianal"}}]},
            ]},
            {"linkId": "tingling"},
        ],
    }  # fmt: skip
    case = case_from_response(told, PACK)
    assert case.findings == {"numb": "yes"}
    assert case.drawing == Drawing(regions={"left": ["sole_heel"]}, body={"right": ["perianal"]})


def _answer(link: str, **value: Any) -> dict[str, Any]:
    return {"linkId": link, "answer": [value]}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"resourceType": "Observation"}, "not a QuestionnaireResponse"),
        (
            {"questionnaire": "https://pinprick.example/fhir/Questionnaire/legs_and_feet|0.0.9"},
            "version 0.0.9",
        ),
        ({"questionnaire": "http://other/Questionnaire/x"}, "is for"),
        ({"status": "entered-in-error"}, "must not be used"),
        ({"item": [_answer("nub", valueString="yes")]}, "nub"),
        ({"item": [_answer("numb", valueString="maybe")]}, "maybe"),
        ({"item": [_answer("numb", valueDecimal=1)]}, "valueCoding"),
        ({"item": [_answer("numb", valueString="yes"), _answer("numb", valueString="no")]}, "twice"),
        (
            {"item": [{"linkId": "numb", "answer": [{"valueString": "yes"}, {"valueString": "no"}]}]},
            "one answer",
        ),
        ({"item": [_answer("drawing.exact", valueString="{")]}, "not JSON"),
        ({"item": [_answer("drawing.regions.middle", valueString="x")]}, "drawing"),
        ({"item": {}}, "list"),
        ({"item": [7]}, "linkId"),
    ],
)
def test_a_bad_response_is_refused_in_words(change: dict[str, Any], says: str) -> None:
    told = {"resourceType": "QuestionnaireResponse", "status": "completed", **change}
    with pytest.raises(CaseError, match=says):
        case_from_response(told, PACK)


def test_a_response_nested_in_itself_ends() -> None:
    item: dict[str, Any] = {"linkId": "numb"}
    item["item"] = [item]
    with pytest.raises(CaseError, match="nested"):
        case_from_response({"resourceType": "QuestionnaireResponse", "item": [item]}, PACK)

"""The FHIR service, used by a real FHIR client (SMART's fhirclient) over a real connection."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn
from fastapi.testclient import TestClient
from fhir_records import SNOMED, bundle, condition, diabetic_record, patient
from fhir_validity import problems
from fhirclient.models.bundle import Bundle
from fhirclient.models.questionnaire import Questionnaire
from fhirclient.server import FHIRServer

from pinprick.case import Case, Drawing
from pinprick.intake.fhir_questionnaire import case_from_response
from pinprick.interfaces.rest.app import create_api
from pinprick.interfaces.rest.limits import Limits
from pinprick.knowledge.load import load_pack
from pinprick.report.fhir_questionnaire import response

PACK = load_pack()
FHIR = {"Content-Type": "application/fhir+json"}
ASSESS = "/fhir/QuestionnaireResponse/$assess"
EMERGENCY = Case(findings={"saddle_numbness": "yes", "urinary_retention": "yes", "numb": "yes"}, country="GB")


@pytest.fixture(scope="session")
def client() -> TestClient:
    return TestClient(create_api(PACK), raise_server_exceptions=False)


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create_api(PACK), port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    for _ in range(200):
        if server.started:
            break
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}/fhir"
    server.should_exit = True
    thread.join(10)


def assessed(client: TestClient, told: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(ASSESS, content=json.dumps(told), headers=FHIR)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/fhir+json"
    return dict(answer.json())


def test_a_real_fhir_client_reads_and_asks(address: str) -> None:
    server = FHIRServer(None, base_uri=address)
    asked = Questionnaire.read(PACK.id.replace("_", "-"), server)
    assert asked.version == PACK.version
    told = response(EMERGENCY, PACK, {"reference": "Patient/p1"}, "2026-03-01T09:00:00Z")
    answer = server.post_json("QuestionnaireResponse/$assess", told).json()
    read = Bundle(answer)
    issue = next(e.resource for e in read.entry if e.resource.resource_type == "DetectedIssue")
    assert issue.severity == "high" and "999" in issue.detail


@pytest.mark.parametrize(
    "case",
    [
        Case(),
        EMERGENCY,
        Case(account="my feet tingle at night", country="US"),
        Case(
            findings={
                "diabetes_status": "diabetes_10_years_or_more",
                "numb": "yes",
                "exam_vibration_loss": "yes",
            }
        ),
        Case(drawing=Drawing(regions={"left": ["upper_thigh_outer"]}), findings={"test_hba1c": "from_6_5"}),
    ],
    ids=["nothing", "emergency", "words", "answers", "drawing"],
)
def test_every_resource_of_a_real_assessment_is_valid(client: TestClient, case: Case) -> None:
    told = response(case, PACK, {"reference": "Patient/p1"}, "2026-03-01T09:00:00Z")
    assert problems(assessed(client, told)) == []


def test_the_same_response_gives_the_same_bundle(client: TestClient) -> None:
    told = response(EMERGENCY, PACK, None, "2026-03-01T09:00:00+01:00")
    assert assessed(client, told) == assessed(client, told)
    inside = {"resourceType": "Parameters", "parameter": [{"name": "response", "resource": told}]}
    assert assessed(client, inside) == assessed(client, told)


def test_an_emergency_is_said_first_and_in_full(client: TestClient) -> None:
    found = assessed(client, response(EMERGENCY, PACK))
    issue = next(e["resource"] for e in found["entry"] if e["resource"]["resourceType"] == "DetectedIssue")
    assert issue["code"]["coding"][0]["code"] == "emergency_now" and "999" in issue["detail"]


def test_a_record_fills_the_form_and_nothing_is_lost(client: TestClient) -> None:
    answer = client.post("/fhir/Questionnaire/$populate", content=json.dumps(diabetic_record()), headers=FHIR)
    told = answer.json()
    assert problems(told) == []
    filled = next(p["resource"] for p in told["parameter"] if p["name"] == "response")
    assert case_from_response(filled, PACK).findings["diabetes_status"] == "diabetes_10_years_or_more"
    says = json.dumps(next(p["resource"] for p in told["parameter"] if p["name"] == "issues"))
    assert "160904001" in says and "Stress" in says
    assert assessed(client, filled)["resourceType"] == "Bundle"


def test_the_day_asked(client: TestClient) -> None:
    record = json.dumps(bundle(patient("1950-06-15"), condition(SNOMED, "86406008", "HIV", "2001")))
    path = "/fhir/Questionnaire/$populate?as_of="
    assert "age_80_plus" in client.post(path + "2030-06-15", content=record, headers=FHIR).text
    assert client.post(path + "tomorrow", content=record, headers=FHIR).status_code == 422


def test_what_the_server_says_of_itself_is_valid(client: TestClient) -> None:
    for path in (
        "metadata",
        "OperationDefinition/QuestionnaireResponse-assess",
        "Questionnaire/legs-and-feet",
        "Questionnaire",
        "Questionnaire?url=http://other",
    ):
        answer = client.get(f"/fhir/{path}")
        assert answer.status_code == 200 and problems(answer.json()) == [], path


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        (ASSESS, b"{", 400),
        (ASSESS, b'{"resourceType": NaN}', 400),
        (ASSESS, b"[]", 422),
        (ASSESS, b'{"resourceType": "Parameters"}', 422),
        (
            ASSESS,
            b'{"resourceType": "QuestionnaireResponse", "item": [{"linkId": "nub", "answer": [7]}]}',
            422,
        ),
        ("/fhir/Questionnaire/$populate", b"7", 422),
        ("/fhir/Questionnaire/$populate", b'{"resourceType": "Bundle", "entry": [{"resource": 7}]}', 422),
    ],
)
def test_errors_are_valid_operation_outcomes(client: TestClient, path: str, body: bytes, status: int) -> None:
    answer = client.post(path, content=body, headers=FHIR)
    assert answer.status_code == status
    assert answer.json()["resourceType"] == "OperationOutcome" and problems(answer.json()) == []
    assert "Traceback" not in answer.text


def test_unknown_resources_and_media_types(client: TestClient) -> None:
    missing = client.get("/fhir/Questionnaire/other")
    assert missing.status_code == 404 and missing.json()["resourceType"] == "OperationOutcome"
    assert (
        client.post(ASSESS, content=b"<x/>", headers={"Content-Type": "application/fhir+xml"}).status_code
        == 415
    )


def test_a_record_may_be_ten_megabytes_but_not_endless(client: TestClient) -> None:
    filler = {"resourceType": "Encounter", "id": "e", "status": "finished", "text": {"div": "x" * 10_000_000}}
    record = json.dumps(bundle(patient(), filler))
    assert client.post("/fhir/Questionnaire/$populate", content=record, headers=FHIR).status_code == 200
    small = TestClient(create_api(PACK, Limits(record_bytes=1_000_000)))
    assert small.post("/fhir/Questionnaire/$populate", content=record, headers=FHIR).status_code == 413

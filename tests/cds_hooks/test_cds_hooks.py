"""CDS Hooks 2.0: discovery, cards on opening a person's record, cards on choosing a medicine, signed calls."""

from __future__ import annotations

import json
import time
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from fastapi import FastAPI
from fastapi.testclient import TestClient

from pinprick.case import Case
from pinprick.interfaces.cds_hooks.cards import cut
from pinprick.interfaces.cds_hooks.router import create_router
from pinprick.interfaces.cds_hooks.tokens import TrustedClients
from pinprick.interfaces.rest.problems import install
from pinprick.knowledge.load import load_pack
from pinprick.report.fhir_questionnaire import response

PACK = load_pack()
SNOMED = "http://snomed.info/sct"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
VIEW, ORDER = "numb_legs_and_feet", "medicine_and_numb_legs"
BODY = {"hook": "patient-view", "hookInstance": "1", "context": {"patientId": "p1"}}
PATIENT = {"resourceType": "Patient", "id": "p1", "gender": "male", "birthDate": "1950-01-01"}


def service(**options: Any) -> TestClient:
    app = FastAPI()
    app.include_router(create_router(PACK, **options))
    install(app)
    return TestClient(app, raise_server_exceptions=False)


CLIENT = service(app_url="https://pinprick.example/app")


def problem(code: str, display: str, status: str = "active") -> dict[str, Any]:
    return {
        "resourceType": "Condition",
        "id": f"c{code}",
        "clinicalStatus": {"coding": [{"code": status}]},
        "code": {"coding": [{"system": SNOMED, "code": code, "display": display}]},
        "subject": {"reference": "Patient/p1"},
        "onsetDateTime": "2015-01-01",
    }


def searched(*resources: dict[str, Any]) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": r} for r in resources]}


def call(name: str = VIEW, hook: str = "patient-view", context: Any = None, **prefetch: Any) -> Any:
    body = {
        "hook": hook,
        "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
        "context": {"userId": "Practitioner/1", "patientId": "p1", **(context or {})},
        "prefetch": {"patient": PATIENT, **prefetch},
    }
    return CLIENT.post(f"/cds-services/{name}", json=body)


def draft(name: str, code: str = "1") -> dict[str, Any]:
    order = {
        "resourceType": "MedicationRequest",
        "id": "m1",
        "status": "draft",
        "intent": "order",
        "medicationCodeableConcept": {"coding": [{"system": RXNORM, "code": code, "display": name}]},
        "subject": {"reference": "Patient/p1"},
    }
    return {"selections": ["MedicationRequest/m1"], "draftOrders": searched(order)}


def order(name: str, code: str = "1", **prefetch: Any) -> list[dict[str, Any]]:
    answer = call(ORDER, "order-select", draft(name, code), **prefetch)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["cards"])


NUMB = searched(problem("44077006", "Numbness"))


def test_discovery_lists_both_hooks_with_their_prefetch() -> None:
    services = CLIENT.get("/cds-services").json()["services"]
    assert {(s["id"], s["hook"]) for s in services} == {(VIEW, "patient-view"), (ORDER, "order-select")}
    for one in services:
        assert one["title"] and one["description"]
        assert all("{{context.patientId}}" in query for query in one["prefetch"].values())


def test_no_complaint_no_card() -> None:
    assert call(conditions=searched(problem("59621000", "Hypertension"))).json() == {"cards": []}


def test_numbness_without_answers_invites_to_ask() -> None:
    cards = call(conditions=searched(problem("44077006", "Numbness"), problem("123", "Odd"))).json()["cards"]
    assert len(cards) == 1 and cards[0]["indicator"] == "info"
    assert cards[0]["links"] == [
        {"label": "Ask the questions", "url": "https://pinprick.example/app", "type": "absolute"}
    ]
    assert len(cards[0]["summary"]) <= 140 and "Codes it did not know: 1" in cards[0]["detail"]


def test_a_medicine_that_harms_nerves_warns_only_who_has_numb_legs() -> None:
    cards = order("metronidazole 500 MG Oral Tablet", conditions=NUMB)
    assert [card["indicator"] for card in cards] == ["warning"] and "nerves" in cards[0]["summary"]
    assert order("metronidazole 500 MG Oral Tablet") == []
    assert order("paracetamol 500 MG", conditions=NUMB) == []


def test_cautions_of_this_person_on_a_pain_medicine() -> None:
    kidneys = searched(problem("431857002", "Chronic kidney disease stage 4"))
    cards = order("duloxetine 30 MG Delayed Release Oral Capsule", conditions=kidneys)
    assert cards and cards[0]["indicator"] in {"critical", "warning"}
    assert any("kidney" in (card["summary"] + card["detail"]).lower() for card in cards)
    assert all("does not bring feeling back" in card["detail"] for card in cards)


def test_an_order_that_is_not_selected_is_passed_over() -> None:
    context = draft("metronidazole 500 MG")
    context["selections"] = []
    assert call(ORDER, "order-select", context, conditions=NUMB).json() == {"cards": []}


def test_the_same_call_gives_the_same_cards() -> None:
    assert call(conditions=NUMB).content == call(conditions=NUMB).content


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"hook": "order-sign"}, 400),
        ({"context": {"userId": "x"}}, 400),
        ({"prefetch": None}, 412),
        ({"prefetch": {"patient": None}}, 412),
        ({"prefetch": {"patient": PATIENT, "more": {**PATIENT, "id": "p2"}}}, 422),
        ({"hookInstance": ""}, 422),
        ({"context": []}, 422),
    ],
)
def test_a_bad_call_is_a_problem(change: dict[str, Any], status: int) -> None:
    body = {
        "hook": "patient-view",
        "hookInstance": "1",
        "context": {"patientId": "p1"},
        "prefetch": {"patient": PATIENT},
    }
    answer = CLIENT.post(f"/cds-services/{VIEW}", json={**body, **change})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_unknown_service_and_malformed_order() -> None:
    assert call("nothing").status_code == 404
    assert call(ORDER, "order-select", {"selections": "x"}).status_code == 400


def test_odd_prefetch_is_passed_over() -> None:
    outcome = {"resourceType": "OperationOutcome", "issue": []}
    answer = call(
        conditions=None, observations=outcome, responses={"resourceType": "Bundle", "entry": "x"}, more=[3]
    )
    assert answer.json() == {"cards": []}


def test_a_summary_is_cut_at_a_word() -> None:
    text = "word " * 60
    assert len(cut(text)) <= 140 and cut(text).endswith("word…") and cut("short") == "short"


AUDIENCE = "https://pinprick.example"
KEY = ec.generate_private_key(ec.SECP384R1())
OTHER = ec.generate_private_key(ec.SECP384R1())
JWK = {**json.loads(jwt.algorithms.ECAlgorithm.to_jwk(KEY.public_key())), "kid": "k1", "alg": "ES384"}


def token(key: Any = KEY, kid: str = "k1", **claims: Any) -> str:
    now = int(time.time())
    said = {
        "iss": "https://records.example", "aud": f"{AUDIENCE}/cds-services/{VIEW}", "iat": now, "exp": now + 300,
        "jti": f"{time.perf_counter_ns()}", **claims,
    }  # fmt: skip
    return jwt.encode(
        {k: v for k, v in said.items() if v is not None}, key, algorithm="ES384", headers={"kid": kid}
    )


def signed(authorization: str | None, client: TestClient) -> int:
    body = {
        "hook": "patient-view",
        "hookInstance": "1",
        "context": {"patientId": "p1"},
        "prefetch": {"patient": PATIENT},
    }
    headers = {"Authorization": authorization} if authorization else {}
    return client.post(f"/cds-services/{VIEW}", json=body, headers=headers).status_code


@pytest.fixture()
def trusting() -> TestClient:
    return service(trusted=TrustedClients(AUDIENCE, {"https://records.example": [JWK]}))


def test_a_signed_call_is_let_in_once(trusting: TestClient) -> None:
    good = f"Bearer {token()}"
    assert signed(good, trusting) == 200
    assert signed(good, trusting) == 401


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "Basic abc",
        "Bearer not.a.token",
        f"Bearer {token(OTHER)}",
        f"Bearer {token(kid='k2')}",
        f"Bearer {token(iss='https://evil.example')}",
        f"Bearer {token(aud='https://other.example')}",
        f"Bearer {token(exp=1)}",
        f"Bearer {token(jti=None)}",
        "Bearer " + jwt.encode({"iss": "https://records.example"}, "", algorithm="none"),
    ],
    ids=["none", "basic", "garbage", "signature", "key", "issuer", "audience", "stale", "jti", "unsigned"],
)
def test_a_wrong_token_is_refused(trusting: TestClient, authorization: str | None) -> None:
    assert signed(authorization, trusting) == 401


def answered_response(findings: dict[str, str]) -> dict[str, Any]:
    told = response(
        Case(findings=findings, country="GB"), PACK, {"reference": "Patient/p1"}, "2026-03-01T09:00:00Z"
    )
    return searched({**told, "id": "r1", "status": "completed"})


def test_answers_on_the_record_give_the_assessment() -> None:
    emergency = answered_response({"saddle_numbness": "yes", "urinary_retention": "yes", "numb": "yes"})
    cards = call(responses=emergency).json()["cards"]
    assert len(cards) == 1 and cards[0]["indicator"] == "critical"
    assert "999" in cards[0]["detail"] and len(cards[0]["summary"]) <= 140
    for suggestion in cards[0].get("suggestions", []):
        assert suggestion["actions"][0]["resource"]["intent"] == "proposal"
        assert suggestion["actions"][0]["resource"]["subject"] == {"reference": "Patient/p1"}


def test_the_record_and_the_answers_are_joined() -> None:
    conditions = searched(problem("44054006", "Type 2 diabetes"))
    cards = call(
        conditions=conditions, responses=answered_response({"numb": "yes", "at_toes": "yes"})
    ).json()["cards"]
    assert "diabetic" in cards[0]["detail"].lower()


def test_a_response_to_another_questionnaire_is_passed_over() -> None:
    told = searched({"resourceType": "QuestionnaireResponse", "questionnaire": "http://x/Questionnaire/phq9"})
    assert call(responses=told).json() == {"cards": []}

"""`detail=brief` over HTTP: the same bytes as Python, everywhere an assessment is given."""

from __future__ import annotations

import json

from fastapi.testclient import TestClient

from pinprick.assessment import assess
from pinprick.case import Case
from pinprick.interfaces.rest.examples import ANSWERS, TOLD, WORDS
from pinprick.knowledge.load import load_pack
from pinprick.report.json import to_json, to_line

PACK = load_pack()


def test_assess(client: TestClient) -> None:
    answer = client.post("/api/v1/assess?detail=brief", json=WORDS)
    assert answer.status_code == 200
    assert answer.text == to_json(assess(Case.model_validate(WORDS), PACK, "brief"))
    assert PACK.digest in answer.headers["pinprick-pack"]
    whole = client.post("/api/v1/assess", json=WORDS)
    assert whole.text == client.post("/api/v1/assess?detail=full", json=WORDS).text
    assert whole.headers["etag"] != answer.headers["etag"]


def test_an_unknown_detail_is_a_problem_that_names_both(client: TestClient) -> None:
    answer = client.post("/api/v1/assess?detail=short", json=WORDS)
    assert answer.status_code == 422 and answer.headers["content-type"] == "application/problem+json"
    assert "full" in answer.text and "brief" in answer.text


def test_batch(client: TestClient) -> None:
    lines = "\n".join([json.dumps(WORDS), "{", json.dumps(ANSWERS)])
    kind = {"Content-Type": "application/x-ndjson"}
    out = client.post("/api/v1/batch?detail=brief", content=lines, headers=kind).text.splitlines()
    assert out[0] + "\n" == to_line(assess(Case.model_validate(WORDS), PACK, "brief"))
    assert json.loads(out[1])["line"] == 2
    assert out[2] + "\n" == to_line(assess(Case.model_validate(ANSWERS), PACK, "brief"))


def test_result_of_a_conversation(client: TestClient) -> None:
    answer = client.post("/api/v1/interview/result?detail=brief", json={"state": TOLD})
    assert answer.text == to_json(assess(Case(account="my feet tingle at night"), PACK, "brief"))


def test_one_key_for_two_details_is_refused(client: TestClient) -> None:
    key = {"Idempotency-Key": "one-key-two-details"}
    assert client.post("/api/v1/assess?detail=brief", json=ANSWERS, headers=key).status_code == 200
    assert client.post("/api/v1/assess", json=ANSWERS, headers=key).status_code == 422


def test_the_description_names_both_answers(client: TestClient) -> None:
    told = client.get("/api/v1/openapi.json").json()
    asked = told["paths"]["/api/v1/assess"]["post"]
    detail = next(p for p in asked["parameters"] if p["name"] == "detail")
    assert detail["schema"]["enum"] == ["full", "brief"] and detail["schema"]["default"] == "full"
    given = asked["responses"]["200"]["content"]["application/json"]["schema"]["anyOf"]
    names = {one["$ref"].rsplit("/", 1)[1] for one in given}
    assert names == {"Assessment", "BriefAssessment"} and names <= told["components"]["schemas"].keys()

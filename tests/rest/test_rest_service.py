"""The REST service at work: assess, explain, next, score, conversation, batch."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from pinprick.assessment import assess
from pinprick.case import Case
from pinprick.interfaces.rest.app import create_api
from pinprick.interfaces.rest.examples import ANSWERS, WORDS
from pinprick.interfaces.rest.limits import Limits
from pinprick.knowledge.load import load_pack
from pinprick.report.json import to_json, to_line

PACK = load_pack()
NDJSON = {"Content-Type": "application/x-ndjson"}


def test_assess_gives_the_same_bytes_as_the_engine(client: TestClient) -> None:
    answer = client.post("/api/v1/assess", json=WORDS)
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    assert answer.text == to_json(assess(Case.model_validate(WORDS), PACK))
    assert answer.json()["urgency"]["level"] == "emergency_now"


def test_explain_adds_up_and_knows_its_causes(client: TestClient) -> None:
    told = client.post("/api/v1/explain", json={"case": ANSWERS, "cause": "diabetic_polyneuropathy"}).json()
    assert sum(line["decibans"] for line in told["ledger"]) == pytest.approx(told["total_decibans"], abs=0.05)
    assert client.post("/api/v1/explain", json={"case": ANSWERS, "cause": "gout"}).status_code == 404


def test_next_questions_and_tests(client: TestClient) -> None:
    whole = client.post("/api/v1/assess", json=ANSWERS).json()
    assert client.post("/api/v1/next/questions", json=ANSWERS).json()["questions"] == whole["next_questions"]
    assert client.post("/api/v1/next/tests", json=ANSWERS).json()["tests"] == whole["next_tests"]


def test_scores(client: TestClient) -> None:
    names = client.get("/api/v1/score").json()
    assert names
    for name in names:
        answer = client.post(f"/api/v1/score/{name}", json={"case": ANSWERS})
        assert answer.status_code == 200, answer.text
    assert client.post("/api/v1/score/nothing", json={"case": {}}).status_code == 404
    wrong = client.post(f"/api/v1/score/{names[0]}", json={"case": {}, "entered": {"nothing": "yes"}})
    assert wrong.status_code == 422 and "nothing" in wrong.json()["detail"]


def test_locate(client: TestClient) -> None:
    answer = client.post(
        "/api/v1/locate", json={"regions": {"left": ["upper_thigh_outer", "lower_thigh_outer"]}}
    )
    assert answer.status_code == 200 and answer.json()
    bad = client.post("/api/v1/locate", json={"regions": {"left": ["nowhere"]}})
    assert bad.status_code == 422 and "nowhere" in bad.json()["detail"]


def step(client: TestClient, path: str, **body: Any) -> dict[str, Any]:
    answer = client.post(f"/api/v1/interview{path}", json=body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_a_conversation_keeps_nothing_on_the_server(client: TestClient) -> None:
    first = step(client, "", account="my feet tingle at night")
    assert first["kind"] == "understood" and not first["emergency"]
    second = step(client, "/answer", state=first["state"], given={})
    assert step(client, "/undo", state=second["state"]) == first
    other = TestClient(create_api(PACK))
    assert step(other, "/answer", state=first["state"], given={}) == second
    skipped = step(client, "/skip", state=second["state"])
    assert skipped["state"] != second["state"]
    alarmed = step(client, "/change", state=skipped["state"], finding="urinary_retention", value="yes")
    assert alarmed["emergency"] and alarmed["kind"] == "alert"
    assert step(client, "/go-on", state=alarmed["state"])["kind"] != "alert"
    stopped = step(client, "/stop", state=skipped["state"])
    assert stopped["kind"] == "result"
    result = client.post("/api/v1/interview/result", json={"state": stopped["state"]})
    assert result.text == to_json(assess(Case(account="my feet tingle at night"), PACK))


def test_drawing_in_a_conversation(client: TestClient) -> None:
    now = step(client, "", account="")
    for _ in range(20):
        if now["kind"] == "drawing":
            break
        now = step(client, "/skip", state=now["state"])
    assert now["kind"] == "drawing"
    after = step(client, "/answer", state=now["state"], given={"regions": {"left": ["sole_heel"]}})
    assert after["kind"] != "drawing"
    for given in ({"regions": {"left": ["nowhere"]}}, {"paint": 1}, 7):
        assert (
            client.post("/api/v1/interview/answer", json={"state": now["state"], "given": given}).status_code
            == 422
        )


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"version": 2},
        {"version": 1, "pack": "other", "language": "en", "events": []},
        {"version": 1, "pack": "legs_and_feet", "language": "en", "events": [{"kind": "forged"}]},
        {"version": 1, "pack": "legs_and_feet", "language": "en", "events": {"kind": "told"}},
        {"version": 1, "pack": "legs_and_feet", "language": 7, "events": []},
    ],
)
def test_a_forged_state_is_refused(client: TestClient, state: dict[str, Any]) -> None:
    answer = client.post("/api/v1/interview/skip", json={"state": state})
    assert answer.status_code == 422 and answer.headers["content-type"] == "application/problem+json"


def test_batch_answers_every_line_in_order(client: TestClient) -> None:
    lines = [json.dumps(WORDS), "", "{", json.dumps({"findings": {"nub": "yes"}}), json.dumps(ANSWERS)]
    answer = client.post("/api/v1/batch", content="\n".join(lines), headers=NDJSON)
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("application/x-ndjson")
    out = answer.text.splitlines()
    assert len(out) == 4
    assert out[0] + "\n" == to_line(assess(Case.model_validate(WORDS), PACK))
    assert out[3] + "\n" == to_line(assess(Case.model_validate(ANSWERS), PACK))
    problems = [json.loads(line) for line in out[1:3]]
    assert [p["line"] for p in problems] == [3, 4]
    assert "nub" in problems[1]["problem"]["detail"]


def test_a_long_line_and_a_large_stream_are_bounded() -> None:
    limits = Limits(line_bytes=1_000, batch_bytes=5_000)
    small = TestClient(create_api(PACK, limits))
    long = '{"account": "' + "x" * 2_000 + '"}\n{"findings": {"nub": "yes"}}\n'
    out = [
        json.loads(line)
        for line in small.post("/api/v1/batch", content=long, headers=NDJSON).text.splitlines()
    ]
    assert [p["problem"]["status"] for p in out] == [413, 422]

    def endless() -> Any:
        for _ in range(1_000):
            yield b'{"findings": {"nub": "yes"}}\n'

    out = [
        json.loads(line)
        for line in small.post("/api/v1/batch", content=endless(), headers=NDJSON).text.splitlines()
    ]
    assert out[-1]["problem"]["status"] == 413 and len(out) < 200

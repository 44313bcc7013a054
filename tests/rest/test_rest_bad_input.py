"""Whatever is sent, the answer is a problem detail in plain words, never a trace and never a crash."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pinprick.interfaces.rest.app import create_api
from pinprick.interfaces.rest.limits import IdempotencyKeys, Limits, RateLimit
from pinprick.interfaces.rest.strict_json import NotJson, read_json
from pinprick.knowledge.load import load_pack

JSON = {"Content-Type": "application/json"}
ASSESS = "/api/v1/assess"
PACK = load_pack()


def problem_of(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert set(told) == {"type", "title", "status", "detail", "invalid"} and told["status"] == status
    assert "Traceback" not in answer.text and 'File "' not in answer.text
    return dict(told)


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        (b"{", 400, "line 1"),
        (b"", 422, "body"),
        (b'{"findings": {"numb": NaN}}', 400, "NaN"),
        (b'{"x": 1e999}', 422, "x"),
        (b'{"findings": {"numb": "yes", "numb": "no"}}', 400, "twice"),
        (b"\xff\xfe", 400, "UTF-8"),
        (b'{"account": "\\ud800"}', 400, "Half"),
        (b"[" * 100_000, 400, ""),
        (b'"words"', 422, "body"),
        (b'{"findings": {"nub": "yes"}}', 422, "Did you mean"),
        (b'{"findings": {"numb": "perhaps"}}', 422, "yes, no"),
        (b'{"finding": {"numb": "yes"}}', 422, "finding"),
        (b'{"findings": ["numb"]}', 422, "findings"),
    ],
)
def test_a_body_that_cannot_be_used(client: TestClient, body: bytes, status: int, says: str) -> None:
    assert says in problem_of(client.post(ASSESS, content=body, headers=JSON), status)["detail"]


def test_media_type_size_path_and_method(client: TestClient) -> None:
    problem_of(client.post(ASSESS, content=b"<case/>", headers={"Content-Type": "text/xml"}), 415)
    large = json.dumps({"account": "x" * 1_100_000}).encode()
    assert "1,000,000" in problem_of(client.post(ASSESS, content=large, headers=JSON), 413)["detail"]
    for nowhere in ("/api/v1/nothing", "/nothing"):
        missing = client.get(nowhere)
        problem_of(missing, 404)
        assert PACK.digest in missing.headers["Pinprick-Pack"]
    gone = client.get(ASSESS)
    problem_of(gone, 405)
    assert "POST" in gone.headers["allow"]


def test_a_body_that_lies_about_its_length_is_still_bounded(client: TestClient) -> None:
    pieces = (b" " * 100_000 for _ in range(50))
    problem_of(client.post(ASSESS, content=pieces, headers=JSON), 413)


def test_one_key_for_two_requests_is_refused(client: TestClient) -> None:
    headers = {**JSON, "Idempotency-Key": "k-1"}
    path = "/api/v1/interview/undo"
    first = client.post(path, content=b'{"state": {"a": 1}}', headers=headers)
    again = client.post(path, content=b'{"state": {"a": 1}}', headers=headers)
    assert first.content == again.content
    other = client.post(path, content=b'{"state": {"a": 2}}', headers=headers)
    assert "Idempotency-Key" in problem_of(other, 422)["detail"]
    problem_of(client.post(path, content=b"{}", headers={**JSON, "Idempotency-Key": "k" * 201}), 400)


def test_too_many_requests_wait() -> None:
    limits = Limits(requests_per_second=0.001, burst=2)
    client = TestClient(create_api(load_pack(), limits))
    assert [client.get("/api/v1/pack").status_code for _ in range(2)] == [200, 200]
    slow = client.get("/api/v1/pack")
    problem_of(slow, 429)
    assert int(slow.headers["retry-after"]) >= 1


def test_the_memory_of_clients_and_keys_is_bounded() -> None:
    limits = Limits(requests_per_second=1, remembered_clients=3, remembered_keys=3)
    now = [0.0]
    rate = RateLimit(limits, lambda: now[0])
    for number in range(100):
        rate.wait(str(number))
    assert len(rate._buckets) == 3
    keys = IdempotencyKeys(limits)
    for number in range(100):
        assert not keys.clashes(str(number), b"x")
    assert len(keys._seen) == 3


def test_a_bucket_fills_again() -> None:
    now = [0.0]
    rate = RateLimit(Limits(requests_per_second=2, burst=1), lambda: now[0])
    assert rate.wait("a") is None
    assert rate.wait("a") == pytest.approx(0.5)
    now[0] = 0.6
    assert rate.wait("a") is None


def test_a_crash_inside_says_nothing_of_the_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    app: FastAPI = create_api(load_pack())
    client = TestClient(app, raise_server_exceptions=False)

    def broken(*_: object) -> str:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("pinprick.interfaces.rest.reading.to_json", broken)
    told = problem_of(client.get("/api/v1/pack"), 500)
    assert "secret" not in str(told)


def test_a_slow_client_is_let_go() -> None:
    import anyio

    limits = Limits(read_seconds=0.05)
    app = create_api(load_pack(), limits)
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        await anyio.sleep(5)
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "POST", "path": ASSESS, "raw_path": ASSESS.encode(), "query_string": b"",
        "headers": [(b"content-type", b"application/json")], "client": ("1.2.3.4", 5), "server": ("x", 80),
        "scheme": "http", "http_version": "1.1", "root_path": "",
    }  # fmt: skip

    async def main() -> None:
        with anyio.fail_after(3):
            await app(scope, receive, send)

    anyio.run(main)
    assert sent[0]["status"] == 408


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_the_reader_of_json_says_yes_or_no(body: bytes) -> None:
    try:
        content = read_json(body)
    except NotJson:
        return
    json.dumps(content, allow_nan=False, ensure_ascii=False).encode("utf-8")

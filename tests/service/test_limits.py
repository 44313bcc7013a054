"""Too many, too large, too slow, too often: each is refused at once, with what to do, and holds nobody up."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from pinprick.interfaces.service.gate import Gate
from pinprick.interfaces.service.metrics import Metrics
from pinprick.interfaces.service.settings import read_settings


class Lines:
    """In place of the audit trail."""

    def __init__(self) -> None:
        self.lines: list[dict[str, Any]] = []

    def add(self, line: dict[str, Any]) -> None:
        self.lines.append(line)


async def slow_app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    message = await receive()
    if scope["path"] == "/break":
        raise RuntimeError("a person said something")
    await asyncio.sleep(0.05)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": message["body"]})


def gate(**settings: Any) -> Gate:
    told = read_settings({}, **{"rate": 1000.0, "burst": 1000, **settings})
    trail: Any = Lines()
    return Gate(slow_app, told, trail, Metrics(), lambda: "pack|1|x")


async def ask(
    app: Gate, parts: list[bytes] | None = None, wait: float = 0.0, **scope: Any
) -> tuple[int, dict[str, str], bytes]:
    told = {"type": "http", "method": "POST", "path": "/x", "headers": [], "client": ("10.0.0.1", 1), **scope}
    waiting = list(parts if parts is not None else [b"hello"])
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        if wait:
            await asyncio.sleep(wait)
        if not waiting:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": waiting.pop(0), "more_body": bool(waiting)}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(told, receive, send)
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, b"".join(m.get("body", b"") for m in sent)


def test_what_fits_goes_through_with_headers() -> None:
    status, headers, body = asyncio.run(ask(gate(), [b"a", b"b"]))
    assert (status, body) == (200, b"ab")
    assert headers["x-content-type-options"] == "nosniff" and "content-security-policy" in headers
    assert len(headers["x-request-id"]) == 16 and "strict-transport-security" not in headers
    _, secure, _ = asyncio.run(ask(gate(tls_cert="c", tls_key="k")))
    assert "max-age" in secure["strict-transport-security"]


@pytest.mark.parametrize("parts", [[b"x" * 1001], [b"x" * 600, b"x" * 600]])
def test_too_large_is_refused_as_soon_as_it_is_seen(parts: list[bytes]) -> None:
    status, headers, body = asyncio.run(ask(gate(body_bytes=1000), parts))
    assert status == 413 and headers["connection"] == "close" and json.loads(body)["status"] == 413
    declared = [(b"content-length", b"99999999")]
    assert asyncio.run(ask(gate(body_bytes=1000), [b"x"], headers=declared))[0] == 413


def test_a_slow_caller_is_let_go_and_holds_nobody_up() -> None:
    async def both() -> tuple[list[int], float]:
        app = gate(body_seconds=0.4)
        clock = asyncio.get_running_loop().time
        slow = asyncio.create_task(ask(app, [b"x"] * 100, wait=0.1))
        await asyncio.sleep(0.01)
        begun = clock()
        fast = (await ask(app))[0]
        took = clock() - begun
        return [fast, (await slow)[0]], took

    statuses, took = asyncio.run(both())
    assert statuses == [200, 408]
    assert took < 0.35, "the fast one was answered while the slow one still sent"


def test_a_caller_that_goes_away_is_no_error() -> None:
    assert asyncio.run(ask(gate(), []))[0] == 400


def test_ten_times_the_load_is_bounded_and_the_rest_told_to_come_back() -> None:
    async def flood() -> list[tuple[int, dict[str, str], bytes]]:
        app = gate(in_flight=8)
        answers = await asyncio.gather(*(ask(app) for _ in range(80)))
        assert app.working == 0
        again = await ask(app)
        return [*answers, again]

    *answers, again = asyncio.run(flood())
    statuses = [status for status, _, _ in answers]
    assert statuses.count(200) == 8 and statuses.count(503) == 72
    assert all(headers["retry-after"] == "1" for status, headers, _ in answers if status == 503)
    assert again[0] == 200, "it works again at once"


def test_too_often_is_per_caller() -> None:
    async def often() -> tuple[list[int], dict[str, str], int]:
        app = gate(rate=1.0, burst=3)
        answers = [await ask(app) for _ in range(5)]
        other = await ask(app, client=("10.0.0.2", 1))
        return [a[0] for a in answers], answers[-1][1], other[0]

    statuses, headers, other = asyncio.run(often())
    assert statuses == [200, 200, 200, 429, 429]
    assert int(headers["retry-after"]) >= 1
    assert other == 200


def test_an_error_nobody_foresaw_tells_nothing_of_what_was_said(caplog: pytest.LogCaptureFixture) -> None:
    status, _, body = asyncio.run(ask(gate(), path="/break"))
    assert status == 500
    assert b"said something" not in body and "said something" not in caplog.text
    assert "RuntimeError" in caplog.text


def test_the_audit_never_holds_what_was_typed() -> None:
    app = gate()
    asyncio.run(ask(app, path="/my-name-is-ann", query_string=b"ann"))
    trail: Any = app.trail
    assert trail.lines[0]["action"] == "POST (none)" and trail.lines[0]["who"] == "local"
    assert "ann" not in json.dumps(trail.lines)

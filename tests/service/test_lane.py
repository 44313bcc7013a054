"""Long work takes turns and short requests pass it; nothing that breaks in the lane holds the others up."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from httpx import ASGITransport, AsyncClient
from starlette.testclient import TestClient

from pinprick.interfaces.service.app import Service
from pinprick.interfaces.service.lane import Lane, is_long
from pinprick.interfaces.service.settings import read_settings
from pinprick.interfaces.service.shared_rate import SharedRateLimit
from pinprick.knowledge.schema.pack import Pack

LONG, SHORT = ("POST", "/api/v1/assess"), ("GET", "/health/live")


class Work:
    """An application that says when it begins and ends, and waits to be let go."""

    def __init__(self) -> None:
        self.events: list[str] = []
        self.go = asyncio.Event()
        self.now = self.most = 0

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["path"] == "/api/v1/break":
            raise RuntimeError("broken")
        if scope["method"] == "POST":
            self.now += 1
            self.most = max(self.most, self.now)
            self.events.append(f"begun {scope['name']}")
            await self.go.wait()
            self.now -= 1
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": scope["name"].encode()})


async def ask(lane: Lane, method: str, path: str, name: str, stall: asyncio.Event | None = None) -> list[str]:
    said: list[str] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if stall is not None:
            await stall.wait()
        said.append(message["type"])

    await lane({"method": method, "path": path, "name": name}, receive, send)
    return said


@pytest.mark.parametrize("at_once", [1, 3])
def test_long_work_takes_turns_in_order(at_once: int) -> None:
    async def flood() -> Work:
        work = Work()
        lane = Lane(work, at_once)
        tasks = [asyncio.create_task(ask(lane, *LONG, f"{n}")) for n in range(10)]
        await asyncio.sleep(0.01)
        assert len(work.events) == at_once
        work.go.set()
        await asyncio.gather(*tasks)
        return work

    work = asyncio.run(flood())
    assert work.most == at_once and work.events == [f"begun {n}" for n in range(10)]


def test_short_requests_pass_while_the_lane_is_full() -> None:
    async def both() -> list[str]:
        work = Work()
        lane = Lane(work, 1)
        slow = [asyncio.create_task(ask(lane, *LONG, "slow")) for _ in range(3)]
        said = await asyncio.wait_for(ask(lane, *SHORT, "short"), 1)
        work.go.set()
        await asyncio.gather(*slow)
        return said

    assert asyncio.run(both()) == ["http.response.start", "http.response.body"]


def test_a_caller_that_reads_slowly_holds_no_turn() -> None:
    async def both() -> list[str]:
        work, read = Work(), asyncio.Event()
        work.go.set()
        lane = Lane(work, 1)
        slow = asyncio.create_task(ask(lane, *LONG, "reads slowly", stall=read))
        await asyncio.sleep(0.01)
        said = await asyncio.wait_for(ask(lane, *LONG, "next"), 1)
        read.set()
        await slow
        return said

    assert asyncio.run(both()) == ["http.response.start", "http.response.body"]


def test_a_turn_is_given_back_after_an_error_and_after_a_caller_went_away() -> None:
    async def go_on() -> list[str]:
        work = Work()
        lane = Lane(work, 1)
        with pytest.raises(RuntimeError):
            await ask(lane, "POST", "/api/v1/break", "broken")
        gone = asyncio.create_task(ask(lane, *LONG, "gone"))
        await asyncio.sleep(0.01)
        gone.cancel()
        work.go.set()
        return await asyncio.wait_for(ask(lane, *LONG, "next"), 1)

    assert asyncio.run(go_on()) == ["http.response.start", "http.response.body"]


def test_what_counts_as_long() -> None:
    for path in ("/api/v1/assess", "/step", "/api/v1/diary/entries", "/cds-services/x"):
        assert is_long("POST", path)
    for path in ("/api/v1/diary/course", "/api/v1/diary/trend.svg", "/api/v1/diary/fhir"):
        assert is_long("GET", path)
    for method, path in (SHORT, ("GET", "/"), ("GET", "/api/v1/diary/entries"), ("POST", "/api/v1/batch")):
        assert not is_long(method, path)


def test_an_answer_begun_with_the_old_pack_ends_with_it(
    tmp_path: Path, pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pack is taken into use while an assessment is under way: that one is whole, and the next is of the new."""
    import pinprick.assessment
    import pinprick.interfaces.service.app as service_app

    service = Service(read_settings({}, diary=str(tmp_path / "d.sqlite"), rate=1e6, burst=10**6), pack)
    begun, go, right = threading.Event(), threading.Event(), pinprick.assessment.assess

    def slow(case: Any, used: Pack, detail: Any) -> Any:
        begun.set()
        assert go.wait(30)
        return right(case, used, detail)

    newer = pack.model_copy(update={"digest": "f" * 16})
    monkeypatch.setattr(pinprick.assessment, "assess", slow)
    monkeypatch.setattr(service_app, "parse_pack", lambda folder: newer)

    async def ask_and_reload() -> tuple[Any, Any]:
        async with AsyncClient(transport=ASGITransport(service), base_url="http://127.0.0.1") as client:
            first = asyncio.create_task(client.post("/api/v1/assess", json={}))
            await asyncio.to_thread(begun.wait, 30)
            assert await asyncio.to_thread(service.reload)
            go.set()
            return await first, await client.post("/api/v1/assess", json={})

    old, new = asyncio.run(ask_and_reload())
    assert old.json()["pack"]["digest"] == pack.digest and old.headers["pinprick-pack"].endswith(pack.digest)
    assert new.json()["pack"]["digest"] == newer.digest
    service.close()


def test_a_full_disk_is_said_over_http_and_answers_go_on(tmp_path: Path, pack: Pack) -> None:
    service = Service(read_settings({}, diary=str(tmp_path / "d.sqlite"), rate=1e6, burst=10**6), pack)
    client, place = TestClient(service), "/api/v1/diary/entries?person=me"

    def told(number: int) -> dict[str, Any]:
        return {"id": f"e{number}", "on": "2026-03-01", "tried": ["x" * 300] * 20, "case": {}}

    assert client.post(place, json=told(0)).status_code == 201
    service.trail.close()
    service.database.engine.dispose()
    with sqlite3.connect(tmp_path / "d.sqlite") as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    full = [pages]

    def no_room(connection: Any, _record: Any) -> None:
        connection.execute(f"PRAGMA max_page_count={full[0]}").close()

    sa.event.listen(service.database.engine, "connect", no_room)
    refused = client.post(place, json=told(1))
    assert refused.status_code == 503 and "disk is full" in json.dumps(refused.json())
    assert client.post("/api/v1/assess", json={}).status_code == 200
    assert [entry["id"] for entry in client.get(place).json()["entries"]] == ["e0"]
    full[0] = 1_000_000
    service.database.engine.dispose()
    assert client.post(place, json=told(1)).status_code == 201, "with room it works again"
    service.close()


HOLD = """
import sys, time, fcntl
from pathlib import Path
from pinprick.interfaces.service.shared_rate import SharedRateLimit
limit = SharedRateLimit(Path(sys.argv[1]), 1.0, 5)
with limit._locked():
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_worker_killed_while_it_counts_stops_nobody(tmp_path: Path) -> None:
    pytest.importorskip("fcntl", reason="files cannot be locked on this system: nothing is shared")
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "rates")], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None and holder.stdout.readline() == "held\n"
    limit = SharedRateLimit(tmp_path / "rates", 0.001, 3)
    assert [limit.wait("ann") for _ in range(5)] == [None] * 5, (
        "one that stands still stops nobody: not counted"
    )
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait(10)
    assert [limit.wait("ann") is None for _ in range(5)] == [True] * 3 + [False] * 2, "and they count again"
    limit.close()

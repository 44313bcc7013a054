"""What is promised when things break."""

from __future__ import annotations

import asyncio
import shutil
import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from pinprick.case import Case
from pinprick.diary.database import Database
from pinprick.diary.place import StorageError, diary_url
from pinprick.diary.record import Entry, Summary
from pinprick.diary.store import Diary
from pinprick.interfaces.rest.limits import Limits, RateLimit
from pinprick.interfaces.service.app import Service
from pinprick.interfaces.service.audit import AuditTrail, audit_line
from pinprick.interfaces.service.keys import make_key
from pinprick.interfaces.service.settings import read_settings
from pinprick.knowledge.load import PACKS
from pinprick.knowledge.schema.pack import Pack
from pinprick.results import PackRef
from pinprick.vocabulary import Urgency

NOW = "2026-03-01T09:00:00+00:00"


def an_entry(number: int, size: int = 1) -> Entry:
    pack = PackRef(id="p", version="1", digest="0" * 16)
    summary = Summary(pack=pack, urgency=Urgency.ROUTINE_WEEKS, headline="h", causes=[], answers={})
    return Entry(id=f"e{number}", on=date(2026, 3, 1), tried=["x" * 300] * size, case=Case(), summary=summary)


def test_database_gone_answers_go_on_and_the_diary_says_so(postgres: Any, pack: Pack) -> None:
    service = Service(read_settings({}, diary=postgres.new_database(), keys=True, rate=1000.0), pack)
    key = make_key(service.database, "t", ["assess", "diary:read", "diary:write"], NOW)
    client = TestClient(service, headers={"Authorization": f"Bearer {key}"})
    place, told = "/api/v1/diary/entries?person=me", {"id": "a", "on": "2026-03-01", "case": {}}
    assert client.post(place, json=told).status_code == 201
    postgres.stop()
    try:
        assert client.post("/api/v1/assess", json={}).status_code == 200, (
            "a key seen lately still opens answers"
        )
        gone = client.post(place, json={**told, "id": "b"})
        assert gone.status_code == 503 and gone.headers["retry-after"] == "5"
        assert (
            client.get("/health/ready").status_code == 503 and client.get("/health/live").status_code == 200
        )
    finally:
        postgres.start()
    assert client.get("/health/ready").status_code == 200
    assert client.post(place, json={**told, "id": "b"}).status_code == 201, "it recovers by itself"
    assert [e["id"] for e in client.get(place).json()["entries"]] == ["a", "b"]
    service.close()
    assert "pinprick_audit_fallback_total 0.0" not in service.metrics.page().decode(), "lines went to the log"


def test_disk_full_keeps_what_was_kept_and_works_again_with_room(tmp_path: Path) -> None:
    database = Database(diary_url(str(tmp_path / "d.sqlite")))
    room = [0]
    database.engine.dispose()
    sa.event.listen(
        database.engine, "connect", lambda c, _: c.execute(f"PRAGMA max_page_count={room[0]}").close()
    )
    room[0] = 60
    diary, kept = Diary(database), 0
    with pytest.raises(StorageError, match="disk is full"):
        for kept in range(1000):
            diary.add(an_entry(kept, 15))
    assert kept > 3
    assert [entry.id for entry in diary.entries()] == [f"e{n}" for n in range(kept)]
    room[0] = 100_000
    database.engine.dispose()
    assert diary.add(an_entry(kept, 15))
    database.close()


def test_clock_backwards_keeps_order_and_locks_nobody_out(tmp_path: Path) -> None:
    database = Database(diary_url(str(tmp_path / "d.sqlite")))
    trail = AuditTrail(database)
    for hour in (12, 9, 10):
        trail.add(audit_line(f"2026-03-01T{hour:02}:00:00+00:00", "w", "t", f"at {hour}", 200, "p"))
    trail.close()
    with database.read() as connection:
        said = connection.exec_driver_sql("SELECT action FROM audit ORDER BY seq").scalars().all()
    assert said == ["at 12", "at 9", "at 10"], "the order of events, whatever the clock said"
    database.close()
    clock = [1000.0]
    limit = RateLimit(Limits(requests_per_second=1.0, burst=2), clock=lambda: clock[0])
    assert limit.wait("a") is None
    clock[0] = 10.0
    assert limit.wait("a") is None
    assert limit.wait("a") is not None, "a clock set back gives no free requests"
    clock[0] = 12.0
    assert limit.wait("a") is None, "and locks nobody out"


def test_a_new_pack_is_taken_while_serving_and_a_broken_one_is_not(tmp_path: Path, pack: Pack) -> None:
    folder = tmp_path / "legs_and_feet"
    shutil.copytree(PACKS / "legs_and_feet", folder, ignore=shutil.ignore_patterns("compiled.json", "cases"))
    service = Service(
        read_settings({}, pack=str(folder), diary=str(tmp_path / "d.sqlite"), rate=1e6, burst=10**6), pack
    )
    old = service.pack_version
    client, seen, stop = TestClient(service), [], threading.Event()

    def ask() -> None:
        while not stop.is_set():
            answer = client.get("/api/v1/score")
            seen.append((answer.status_code, answer.headers["pinprick-pack"].split("digest=")[1]))

    asking = threading.Thread(target=ask)
    asking.start()
    header = folder / "pack.yaml"
    text = header.read_text()
    header.write_text("id: [")
    assert not service.reload() and service.pack_version == old
    header.write_text(text + "\n# one more line\n")
    assert service.reload()
    new = service.pack_version
    assert new != old
    stop.set()
    asking.join(30)
    assert client.get("/api/v1/score").headers["pinprick-pack"].endswith(new.split("|")[2])
    assert {status for status, _ in seen} == {200}
    assert {digest for _, digest in seen} <= {old.split("|")[2], new.split("|")[2]}
    service.close()


def test_an_audit_that_cannot_be_written_goes_to_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database, counted = Database(diary_url(str(tmp_path / "d.sqlite"))), []
    with database.write() as connection:
        connection.exec_driver_sql("DROP TABLE audit")
    trail = AuditTrail(database, counted.append)
    trail.add(audit_line(NOW, "key:1", "t", "POST /api/v1/assess", 200, "p"))
    trail.close()
    assert sum(counted) == 1 and "POST /api/v1/assess" in caplog.text
    database.close()


def test_a_service_that_cannot_work_does_not_start(tmp_path: Path, pack: Pack) -> None:
    for where in ("postgresql://nobody@127.0.0.1:1/none", str(tmp_path)):
        with pytest.raises(StorageError):
            Service(read_settings({}, diary=where), pack)


def test_the_end_of_a_service_writes_what_is_waiting(tmp_path: Path, pack: Pack) -> None:
    url = diary_url(str(tmp_path / "d.sqlite"))
    service = Service(read_settings({}, diary=url), pack)

    async def live_and_stop() -> list[str]:
        said: list[str] = []
        messages = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])

        async def receive() -> dict[str, Any]:
            return next(messages)

        async def send(message: dict[str, Any]) -> None:
            said.append(message["type"])
            if message["type"].endswith("startup.complete"):
                service.trail.add(audit_line(NOW, "w", "t", "the last one", 200, "p"))

        await service({"type": "lifespan"}, receive, send)
        return said

    assert asyncio.run(live_and_stop())[-1] == "lifespan.shutdown.complete"
    assert service.stopping
    database = Database(url)
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT action FROM audit").scalars().all() == ["the last one"]
    database.close()

"""What an operator sees: audit, logs, metrics, traces and health, none with a word of what a person said."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from pinprick.diary.database import Database
from pinprick.interfaces.service.logs import JsonLines

SECRET = "my left foot since the wedding of Ann"
TOLD = {"account": SECRET}


def audit_lines(url: str) -> list[dict]:
    database = Database(url)
    with database.read() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM audit ORDER BY seq").mappings().all()
    database.close()
    return [dict(row) for row in rows]


def test_every_request_is_audited_with_its_pack_and_without_its_words(
    service: Callable[..., TestClient], url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    client = service()
    assert client.post("/api/v1/assess", json=TOLD).status_code == 200
    entry = {"id": "a", "on": "2026-03-01", "tried": [SECRET], "case": TOLD}
    assert client.post("/api/v1/diary/entries?person=p-7", json=entry).status_code == 201
    assert client.get("/nowhere/" + "ann" * 5).status_code == 404
    client.app.close()
    lines = audit_lines(url)
    actions = sorted((line["action"], line["status"]) for line in lines)
    assert actions == [("GET (none)", 404), ("POST /api/v1/assess", 200), ("POST /api/v1/diary/entries", 201)]
    for line in lines:
        assert line["who"] == "local" and line["at"].startswith("20")
        assert line["pack"] == client.app.pack_version
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("http")]
    written = json.dumps(lines) + "".join(ours) + client.app.metrics.page().decode()
    for word in ("wedding", "annann", "p-7"):
        assert word not in written
    logged = [json.loads(r.getMessage()) for r in caplog.records if r.name == "pinprick.service"]
    assert {"request", "route", "status", "ms", "method", "at"} == set(logged[0])


def test_a_change_that_failed_is_not_audited_as_done(service: Callable[..., TestClient], url: str) -> None:
    client = service()
    bad = {"id": "a", "on": "2026-03-01", "case": {"findings": {"nothing_like_it": "yes"}}}
    refused = client.post("/api/v1/diary/entries?person=me", json=bad)
    assert refused.status_code == 422
    assert client.post("/api/v1/diary/entries?person=a%20b", json=bad).status_code == 422
    assert client.post("/api/v1/diary/entries?person=me", content=b"[" * 50000).status_code == 422
    client.app.close()
    assert [line["status"] for line in audit_lines(url)] == [422, 422, 422]


def test_health_metrics_and_reload(service: Callable[..., TestClient]) -> None:
    client = service()
    assert client.get("/health/live").text == "live\n"
    assert client.get("/health/ready").text == "ready\n"
    client.get("/api/v1/score")
    page = client.get("/metrics").text
    assert 'pinprick_requests_total{method="GET",route="/api/v1/score",status="200"} 1.0' in page
    assert "pinprick_in_flight 1.0" in page
    client.app.stopping = True
    assert client.get("/health/ready").status_code == 503, "a balancer sends no new work"
    assert client.get("/health/live").status_code == 200


def test_the_diary_over_http_gives_everything_back(service: Callable[..., TestClient]) -> None:
    client = service()
    place = "/api/v1/diary/entries?person=me"
    toes = ["sole_toe1", "dorsum_toe1", "sole_toe2", "dorsum_toe2", "sole_toe3", "dorsum_toe3"]
    for number, (day, regions) in enumerate(
        (("2026-03-01", toes), ("2026-04-12", [*toes, "lower_leg_front"]))
    ):
        case = {"findings": {"numb": "yes"}, "drawing": {"regions": {"right": regions}}}
        done = client.post(place, json={"id": f"e{number}", "on": day, "severity": 3 + number, "case": case})
    assert done.json()["course"]["raises"]["course"] == "worsening"
    assert done.json()["assessment"]["answers"]["course"] == "worsening"
    assert len(client.get(place).json()["entries"]) == 2
    assert client.get("/api/v1/diary/fhir?person=me").json()["resourceType"] == "Bundle"
    assert client.get("/api/v1/diary/course?person=me").json()["changes"]
    assert client.get("/api/v1/diary/trend.svg?person=me").text.startswith("<svg")
    assert client.get("/api/v1/diary/course?person=nobody").status_code == 422
    assert client.get(place).headers["cache-control"] == "no-store"
    assert client.delete(place + "&id=e0").json() == {"deleted": 1}
    assert client.delete(place).json() == {"deleted": 1}


def test_traces_hold_the_route_and_nothing_else(service: Callable[..., TestClient]) -> None:
    from opentelemetry import trace
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    client = service()
    client.app.gate.traces._trace = type(
        "Local", (), {"get_tracer": staticmethod(provider.get_tracer), "SpanKind": trace.SpanKind}
    )
    client.get("/api/v1/score?who=ann")
    (span,) = exporter.get_finished_spans()
    assert span.name == "GET /api/v1/score"
    assert dict(span.attributes or {}) == {
        "http.request.method": "GET",
        "http.route": "/api/v1/score",
        "http.response.status_code": 200,
    }


def test_logs_of_others_keep_the_kind_and_drop_the_text() -> None:
    try:
        raise ValueError(SECRET)
    except ValueError as error:
        record = logging.LogRecord(
            "sqlalchemy", 40, "f", 1, "failed: %s", (SECRET,), (ValueError, error, None)
        )
    line = JsonLines().format(record)
    assert "wedding" not in line
    assert json.loads(line)["kind"] == "ValueError"

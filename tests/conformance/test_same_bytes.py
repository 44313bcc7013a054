"""One core, same bytes: Python, command line, REST, batch, FHIR, MCP and the conversation give one assessment."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import anyio
import pytest
from fastapi.testclient import TestClient
from mcp.client.stdio import stdio_client

from mcp import ClientSession, StdioServerParameters
from pinprick.assessment import assess
from pinprick.case_checks import parse_case
from pinprick.interfaces.rest.app import create_api
from pinprick.knowledge.load import load_pack
from pinprick.report.fhir import assessment_text
from pinprick.report.fhir_questionnaire import response
from pinprick.report.json import spell, to_json
from pinprick.results import Assessment

PACK = load_pack()
Cases = list[dict[str, Any]]


@pytest.fixture(scope="session")
def expected(cases: Cases) -> list[str]:
    return [to_json(assess(parse_case(case, PACK), PACK)) for case in cases]


@pytest.fixture(scope="session")
def client() -> TestClient:
    return TestClient(create_api(PACK))


def test_there_are_enough_cases_of_each_kind(cases: Cases) -> None:
    assert len(cases) >= 20
    assert sum("drawing" in case for case in cases) >= 5 and sum("account" in case for case in cases) >= 10


def test_python_twice(cases: Cases, expected: list[str]) -> None:
    for case, text in zip(cases[::3], expected[::3], strict=True):
        assert to_json(assess(parse_case(case, PACK), PACK)) == text
        assert to_json(Assessment.model_validate_json(text)) == text


def test_rest(client: TestClient, cases: Cases, expected: list[str]) -> None:
    for case, text in zip(cases, expected, strict=True):
        answer = client.post("/api/v1/assess", json=case)
        assert answer.content == text.encode("utf-8"), case


def test_batch(client: TestClient, cases: Cases, expected: list[str]) -> None:
    lines = "".join(json.dumps(case) + "\n" for case in cases)
    answer = client.post("/api/v1/batch", content=lines, headers={"Content-Type": "application/x-ndjson"})
    assert [spell(json.loads(line)) for line in answer.text.splitlines()] == expected


def test_fhir(client: TestClient, cases: Cases, expected: list[str]) -> None:
    headers = {"Content-Type": "application/fhir+json"}
    for case, text in zip(cases, expected, strict=True):
        told = response(parse_case(case, PACK), PACK)
        answer = client.post("/fhir/QuestionnaireResponse/$assess", content=json.dumps(told), headers=headers)
        assert answer.status_code == 200, answer.text
        assert assessment_text(answer.json()) == text, case


def test_conversation_result(client: TestClient, cases: Cases, expected: list[str]) -> None:
    for case, text in zip(cases, expected, strict=True):
        if set(case) == {"account", "country"}:
            state = client.post("/api/v1/interview", json=case).json()["state"]
            assert client.post("/api/v1/interview/result", json={"state": state}).text == text


def test_command_line(tmp_path: Path, cases: Cases, expected: list[str]) -> None:
    program = [sys.executable, "-c", "from pinprick.interfaces.cli import main; main()"]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    for number in (1, 3, 4, 8):
        file = tmp_path / f"{number}.json"
        file.write_text(json.dumps(cases[number]), encoding="utf-8")
        done = subprocess.run(
            [*program, "assess", str(file), "--json"],
            capture_output=True,
            check=True,
            env=environment,
            timeout=120,
        )
        assert done.stdout.decode("utf-8") == expected[number]
    piped = subprocess.run(
        [*program, "assess", "-", "--json"],
        input=json.dumps(cases[1]).encode(), capture_output=True, check=True, env=environment, timeout=120,
    )  # fmt: skip
    assert piped.stdout.decode("utf-8") == expected[1]


def test_brief_on_every_surface(tmp_path: Path, client: TestClient, cases: Cases) -> None:
    told = cases[:5]
    brief = [to_json(assess(parse_case(case, PACK), PACK, "brief")) for case in told]
    for case, text in zip(told, brief, strict=True):
        assert client.post("/api/v1/assess?detail=brief", json=case).content == text.encode("utf-8"), case
    lines = "".join(json.dumps(case) + "\n" for case in told)
    kind = {"Content-Type": "application/x-ndjson"}
    batch = client.post("/api/v1/batch?detail=brief", content=lines, headers=kind)
    assert [spell(json.loads(line)) for line in batch.text.splitlines()] == brief
    file = tmp_path / "case.json"
    file.write_text(json.dumps(told[1]), encoding="utf-8")
    program = [sys.executable, "-c", "from pinprick.interfaces.cli import main; main()"]
    command = [*program, "assess", str(file), "--json", "--detail", "brief"]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(command, capture_output=True, check=True, env=environment, timeout=120)
    assert done.stdout.decode("utf-8") == brief[1]


def test_mcp(cases: Cases, expected: list[str]) -> None:
    async def main() -> None:
        server = StdioServerParameters(
            command=sys.executable, args=["-m", "pinprick.interfaces.mcp.server"], env=dict(os.environ)
        )
        with anyio.fail_after(300):
            async with stdio_client(server) as (read, write), ClientSession(read, write) as session:
                await session.initialize()
                for case, text in list(zip(cases, expected, strict=True))[::2]:
                    result = await session.call_tool("assess", {"case": case})
                    assert result.structured_content is not None, result.content
                    assert spell(result.structured_content["assessment"]) == text, case
                asked = {"case": cases[1], "detail": "brief"}
                told = await session.call_tool("assess", asked)
                assert told.structured_content is not None, told.content
                brief = to_json(assess(parse_case(cases[1], PACK), PACK, "brief"))
                assert spell(told.structured_content["assessment"]) == brief

    anyio.run(main)

"""The examples in the pages on each surface are run as they stand."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from pinprick.interfaces.rest.app import service
from pinprick.interfaces.rest.router import PREFIX
from pinprick.interfaces.rest.router import create_router as rest
from pinprick.knowledge.load import load_pack

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = ("python.md", "rest.md", "fhir.md", "cds-hooks.md", "mcp.md")
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
_ADDRESS = "http://127.0.0.1:8000"


def blocks(page: str, language: str) -> list[tuple[str, str]]:
    found = _BLOCK.findall((DOCS / page).read_text(encoding="utf-8"))
    wanted = [text for kind, text in found if kind == language]
    return [(f"{page} {number}", text) for number, text in enumerate(wanted, 1)]


PYTHON = [block for page in PAGES for block in blocks(page, "python")]
CURL = [block for page in PAGES for block in blocks(page, "sh") if "curl" in block[1]]


@pytest.mark.parametrize(("name", "code"), PYTHON, ids=[name for name, _ in PYTHON])
def test_python_example(name: str, code: str) -> None:
    exec(compile(code, name, "exec"), {"__name__": "__main__"})


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(service(), port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    for _ in range(400):
        if server.started:
            break
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.mark.parametrize(("name", "command"), CURL, ids=[name for name, _ in CURL])
def test_curl_example(name: str, command: str, address: str) -> None:
    curl = shutil.which("curl")
    assert curl, "the examples need curl"
    done = subprocess.run(
        ["bash", "-c", command.replace(_ADDRESS, address)], capture_output=True, timeout=120, check=True
    )
    answers = _answers(done.stdout.decode("utf-8"))
    assert answers
    refused = [a for a in answers if a.get("status") in (400, 404, 422, 500) or "problem" in a]
    assert len(refused) == ("nubm" in command), name


def _answers(text: str) -> list[dict[str, Any]]:
    try:
        return [json.loads(text)]
    except json.JSONDecodeError:
        return [json.loads(line) for line in text.splitlines()]


def test_every_page_has_examples_that_run() -> None:
    for page in PAGES:
        assert any(name.startswith(page) for name, _ in [*PYTHON, *CURL]), page


def test_every_rest_route_is_in_its_page() -> None:
    text = (DOCS / "rest.md").read_text(encoding="utf-8")
    for route in rest(load_pack()).routes:
        path = str(getattr(route, "path", ""))
        parts = path.removeprefix(PREFIX).strip("/").split("/")
        assert f"{PREFIX}/{parts[0]}" in text and all(f"/{part}" in text for part in parts[:2]), path


def test_the_notebook_runs() -> None:
    book = json.loads((DOCS / "from_a_case_to_a_figure.ipynb").read_text(encoding="utf-8"))
    scope: dict[str, Any] = {"__name__": "__main__"}
    cells = [cell for cell in book["cells"] if cell["cell_type"] == "code"]
    assert cells
    for number, cell in enumerate(cells):
        exec(compile("".join(cell["source"]), f"cell {number}", "exec"), scope)
    assert scope["picture"].startswith("<svg")

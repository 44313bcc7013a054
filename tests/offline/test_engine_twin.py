"""The engine in the browser concludes what Python concludes: in Node and in Chromium."""

from __future__ import annotations

import functools
import http.server
import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from browser import browser, missing

import pinprick.interfaces.web
from offline.golden_cases import golden
from pinprick.interfaces.web.offline_pack import offline_json
from pinprick.knowledge.load import load_pack

HERE = Path(__file__).resolve().parent
ENGINE = Path(pinprick.interfaces.web.__file__).resolve().parent / "static" / "engine"
NO_NODE = None if shutil.which("node") else "no Node on this machine (Debian: apt install nodejs)"
AT_LEAST = 300
IN_PAGE_EVERY = 12


def node(script: str, *arguments: Path) -> Any:
    """What a script beside this file prints as JSON."""
    command = ["node", str(HERE / script), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def pack_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pack") / "pack.json"
    path.write_text(offline_json(load_pack()), encoding="utf-8")
    return path


@pytest.mark.skipif(NO_NODE is not None, reason=str(NO_NODE))
def test_every_case_ends_as_in_python(pack_file: Path, tmp_path: Path) -> None:
    """Urgency, rules, causes and their order, every line of the ledger, the next question, the words."""
    cases = golden(load_pack())
    assert len(cases) >= AT_LEAST
    assert len({case["decision"]["level"] for case in cases}) == 5
    assert sum("stop" in case["next"] for case in cases) >= 10
    assert sum(case["drawing"] is not None for case in cases) >= 100
    path = tmp_path / "cases.json"
    path.write_text(json.dumps(cases), encoding="utf-8")
    found = node("in_node.mjs", ENGINE / "engine.mjs", pack_file, path)
    assert found["checked"] == len(cases)
    assert not found["problems"], "\n".join(found["problems"][:20])
    assert found["worst"]["marginals"] < 1e-9


@pytest.mark.skipif(NO_NODE is not None, reason=str(NO_NODE))
def test_the_comparison_sees_a_difference(pack_file: Path, tmp_path: Path) -> None:
    """A comparison that says yes to everything would prove nothing: each wrong expectation is named."""
    [case] = golden(load_pack(), 10_000)
    path = tmp_path / "cases.json"
    wrong = [
        case | {"marginals": case["marginals"] | {"stroke": case["marginals"]["stroke"] + 1e-6}},
        case | {"shown": case["shown"][::-1]},
        case | {"decision": case["decision"] | {"level": "self_care"}},
        case | {"decision": case["decision"] | {"askFirst": case["decision"]["askFirst"][1:]}},
        case | {"next": {"stop": "settled"}},
        case | {"ledgers": [account | {"total": account["total"] + 0.01} for account in case["ledgers"][:1]]},
    ]
    path.write_text(
        json.dumps([one | {"name": f"wrong {at}"} for at, one in enumerate(wrong)]), encoding="utf-8"
    )
    problems = node("in_node.mjs", ENGINE / "engine.mjs", pack_file, path)["problems"]
    assert {problem.split(":")[0] for problem in problems} == {f"wrong {at}" for at in range(len(wrong))}


@pytest.mark.skipif(NO_NODE is not None, reason=str(NO_NODE))
def test_properties_of_the_twin(pack_file: Path) -> None:
    """What holds for any answers: bad ones are refused by name, order and repeats make no difference."""
    found = node("properties.mjs", ENGINE / "engine.mjs", pack_file)
    assert not found["problems"], "\n".join(found["problems"])
    assert found["checked"] > 100


@pytest.mark.skipif(missing() is not None, reason=str(missing()))
def test_the_same_in_chromium(pack_file: Path, tmp_path: Path) -> None:
    cases = golden(load_pack(), IN_PAGE_EVERY)
    for file in [*ENGINE.glob("*.mjs"), HERE / "agreement.mjs", pack_file]:
        shutil.copy(file, tmp_path / file.name)
    (tmp_path / "cases.json").write_text(json.dumps(cases), encoding="utf-8")
    (tmp_path / "index.html").write_text("<!doctype html><title>twin</title>", encoding="utf-8")
    with serving(tmp_path) as address, browser() as chrome:
        page = chrome.new_page()
        page.goto(address)
        found = page.evaluate(
            """async () => {
                const [{ createEngine }, { compare }] = [await import('/engine.mjs'), await import('/agreement.mjs')];
                const read = async (name) => (await fetch(name)).json();
                return compare(createEngine(await read('/pack.json')), await read('/cases.json'));
            }"""
        )
    assert found["checked"] == len(cases) > 20
    assert not found["problems"], "\n".join(found["problems"][:20])


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The files of a folder on a free port of this machine."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        extensions_map = http.server.SimpleHTTPRequestHandler.extensions_map | {".mjs": "text/javascript"}

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()

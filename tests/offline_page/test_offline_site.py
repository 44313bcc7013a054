"""What the server gives for the page without a connection, and the list of common answers of the pack."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from pinprick.errors import PackError
from pinprick.interfaces.service.app import Service
from pinprick.interfaces.service.settings import read_settings
from pinprick.interfaces.web.app import create_app
from pinprick.interfaces.web.offline_site import OfflineSite
from pinprick.interfaces.web.render import Pages
from pinprick.knowledge.load import load_pack
from pinprick.knowledge.schema.interview import script
from pinprick.knowledge.schema.pack import Pack


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack()


@pytest.fixture(scope="module")
def client(pack: Pack) -> TestClient:
    return TestClient(create_app(pack))


def listed(client: TestClient) -> dict[str, Any]:
    head = client.get("/offline/worker.js").text.split("\n", 1)[0]
    found: dict[str, Any] = json.loads(head.removeprefix("self.PINPRICK = ").removesuffix(";"))
    return found


def test_every_listed_file_is_served_with_its_fingerprint(client: TestClient) -> None:
    files = listed(client)["files"]
    assert len(files) > 25
    for address, fingerprint in files.items():
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert hashlib.sha256(answer.content).hexdigest() == fingerprint, address


def test_compressed_or_not_it_is_the_same(client: TestClient) -> None:
    for address in ("/offline/en", "/offline/pack.json", "/offline/atlas.json"):
        plain = client.get(address, headers={"accept-encoding": "identity"})
        packed = client.get(address, headers={"accept-encoding": "gzip"})
        assert "content-encoding" not in plain.headers
        assert packed.headers["content-encoding"] == "gzip"
        assert plain.content == packed.content
        assert plain.headers["vary"] == "Accept-Encoding"


def test_a_first_visit_is_not_too_much_for_a_service_that_counts_requests(pack: Pack, tmp_path: Path) -> None:
    settings = read_settings({}, diary=str(tmp_path / "d.sqlite"), rate=0.01, burst=2)
    service = Service(settings, pack)
    visitor = TestClient(service, raise_server_exceptions=False)
    files = listed(visitor)["files"]
    assert {visitor.get(address).status_code for address in files} == {200}
    assert {visitor.get("/").status_code for _ in range(4)} == {200, 429}, "other requests are still counted"
    service.close()


def test_every_module_that_is_imported_is_listed(client: TestClient) -> None:
    files = listed(client)["files"]
    for address in [name for name in files if name.endswith(".mjs")]:
        for found in re.findall(
            r"""^(?:import|export) [^;]*?from ["'](\.[^"']+)["']""", client.get(address).text, re.M
        ):
            parts = address.rsplit("/", 1)[0].split("/")
            for part in found.split("/"):
                if part == "..":
                    parts.pop()
                elif part != ".":
                    parts.append(part)
            assert "/".join(parts) in files, f"{address} imports {found}"


def test_the_version_changes_with_the_pack_and_is_else_the_same(pack: Pack) -> None:
    first, again = OfflineSite(pack, Pages(pack)), OfflineSite(pack, Pages(pack))
    assert first.version == again.version
    assert first.worker == again.worker
    changed = pack.model_copy(update={"digest": "0" * 16})
    assert OfflineSite(changed, Pages(changed)).version != first.version


@pytest.mark.parametrize("address", ["/offline", "/offline/"])
def test_the_bare_address_leads_to_the_english_page(client: TestClient, address: str) -> None:
    assert client.get(address, follow_redirects=False).headers["location"] == "/offline/en"


@pytest.mark.parametrize(
    "address", ["/offline/xx", "/offline/%2e%2e%2fapp.py", "/offline/made", "/offline/<script>"]
)
def test_anything_else_is_not_there(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "<script>" not in answer.text.split("<main", 1)[1]


def test_the_page_runs_under_the_strict_policy(client: TestClient) -> None:
    answer = client.get("/offline/es")
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "worker-src 'self'" in policy
    assert 'lang="es"' in answer.text
    assert re.findall(r"<script(?![^>]* src=)", answer.text) == []
    assert " style=" not in answer.text
    assert 'rel="manifest"' in answer.text


def test_the_app_starts_without_a_connection(client: TestClient) -> None:
    manifest = json.loads(client.get("/static/manifest.webmanifest").text)
    assert manifest["start_url"] in listed(client)["files"]
    assert manifest["icons"][0]["src"] in listed(client)["files"]


def test_the_start_list_holds_questions_to_tick(pack: Pack) -> None:
    assert len(script(pack).start) >= 10
    danger = {f for group in script(pack).safety for f in group.findings}
    assert danger.isdisjoint(script(pack).start)


@pytest.mark.parametrize(("wrong", "says"), [("moon", "no finding called 'moon'"), ("sex", "only yes/no")])
def test_a_start_list_that_cannot_be_ticked_is_refused(pack: Pack, wrong: str, says: str) -> None:
    text = {**pack.text, "interview": {**pack.text["interview"], "start": [wrong]}}
    changed = pack.model_copy(update={"text": text})
    with pytest.raises(PackError, match=says):
        script(changed)

"""`make audit`: what the advisory service said is told as it is; silence is never a pass."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

ROOT = Path(__file__).resolve().parents[2]


def _audit() -> ModuleType:
    spec = importlib.util.spec_from_file_location("audit", ROOT / "scripts" / "audit.py")
    assert spec is not None and spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules["audit"] = made
    spec.loader.exec_module(made)
    return made


audit = _audit()
CLEAN = {"name": "numpy", "version": "2.0", "vulns": []}
SILENT = {"name": "httpx", "skip_reason": "could not be audited"}
HOLED = {"name": "jinja2", "version": "3.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3.1"]}]}


def report(*packages: dict[str, Any]) -> str:
    return json.dumps({"dependencies": list(packages), "fixes": []})


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", report(), report(SILENT), "no network", '{"dependencies": [3]}']
)
def test_silence_is_no_pass(text: str) -> None:
    found = audit.read_report(text)
    assert "NOT CHECKED" in found.sentences and "not a pass" in found.sentences
    assert (found.status(strict=False), found.status(strict=True)) == (0, 2)


def test_what_was_learnt_is_told_apart_from_what_was_not() -> None:
    clean = audit.read_report(report(CLEAN))
    assert clean.sentences == "Known holes: 0 known in 1 packages that could be checked."
    assert clean.status(strict=True) == 0
    half = audit.read_report(report(CLEAN, SILENT))
    assert "NOT CHECKED, 1 of 2: httpx." in half.sentences and half.status(strict=True) == 2
    holed = audit.read_report(report(CLEAN, HOLED, SILENT))
    assert "jinja2 3.0: PYSEC-1, mended in 3.1" in holed.sentences and holed.status(strict=False) == 1


def test_a_closed_network_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def silent(requirements: str) -> Any:
        asked.append(requirements)
        return audit.Found(0, ("a",), ())

    monkeypatch.setattr(audit, "ask", silent)
    found = audit.known_holes("# made by pip\na==1\nb==2\n")
    assert asked == ["a==1"] and found.unchecked == ("a", "b") and "NOT CHECKED" in found.sentences
    monkeypatch.setattr(audit, "ask", lambda requirements: audit.Found(requirements.count("=="), (), ()))
    assert audit.known_holes("a==1\nb==2\n").checked == 2


@given(st.text(max_size=200))
def test_any_report_is_read(text: str) -> None:
    assert audit.read_report(text).checked == 0


def test_the_bill_lists_every_pinned_package(tmp_path: Path) -> None:
    bill = tmp_path / "sbom.json"
    assert audit.write_bill(bill) > 50
    told = json.loads(bill.read_text())
    assert told["bomFormat"] == "CycloneDX" and told["metadata"]["component"]["name"] == "pinprick"
    listed = {one["name"].lower().replace("_", "-") for one in told["components"]}
    used = {"numpy", "pydantic", "fastapi", "sqlalchemy", "uvicorn", "jinja2", "pyyaml"}
    assert used <= listed
    assert all(
        one.get("purl", "").startswith("pkg:pypi/") for one in told["components"] if one["name"] in used
    )

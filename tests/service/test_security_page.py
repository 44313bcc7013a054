"""docs/security.md is true: its tests exist, its settings are real, bandit finds nothing left unexplained."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import yaml

from pinprick.interfaces.service.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text()


def rows(page: str, columns: int) -> list[list[str]]:
    cells = [
        [c.strip() for c in line.strip("|").split("|")] for line in page.splitlines() if line.startswith("| ")
    ]
    return [row for row in cells if len(row) == columns and not set(row[0]) <= {"-"}]


def test_every_test_that_the_page_names_exists() -> None:
    written = "".join(
        p.read_text() for d in ("diary", "service", "web") for p in (ROOT / "tests" / d).glob("test_*.py")
    )
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    assert len(named) > 20
    assert not [name for name in named if f"def {name}(" not in written]
    checklist = PAGE.split("## ASVS")[1].split("## Bill")[0]
    for requirement, _, test in rows(checklist, 3)[1:]:
        assert test.startswith("`test_"), requirement


def test_every_setting_that_the_page_names_exists_with_its_default() -> None:
    table = PAGE.split("## Settings")[1].split("Without keys")[0]
    named = set(re.findall(r"`PINPRICK_([A-Z_]+)`", table))
    assert named <= {name.upper() for name in Settings.model_fields}
    by_option = {"PACK", "HOST", "PORT", "WORKERS", "TLS_CERT", "TLS_KEY"}
    assert {name.upper() for name in Settings.model_fields} - by_option == named
    assert "2,000,000, 20" in table and Settings().body_bytes == 2_000_000 and Settings().body_seconds == 20
    assert "20, 40" in table and (Settings().rate, Settings().burst) == (20, 40)
    assert "| 64 |" in table and Settings().in_flight == 64


def test_every_finding_of_bandit_is_explained() -> None:
    command = [sys.executable, "-m", "bandit", "-q", "-r", "src/pinprick", "-f", "json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    found = {
        (result["test_id"], result["filename"].removeprefix("src/pinprick/"))
        for result in json.loads(done.stdout)["results"]
    }
    explained = {
        (finding, where)
        for finding, files, why in rows(PAGE.split("Every finding of bandit")[1], 3)[1:]
        for where in files.split(", ")
        if why
    }
    assert found - explained == set(), "explain it in docs/security.md, or mend it"


def test_examples_name_what_exists() -> None:
    container = (ROOT / "examples" / "Containerfile").read_text()
    copied = re.search(r"COPY (pyproject.*) \./", container)
    assert copied and all((ROOT / name).exists() for name in copied.group(1).split())
    assert "-c requirements.lock" in container and "USER 10001" in container
    compose = yaml.safe_load((ROOT / "examples" / "compose.yaml").read_text())
    values = yaml.safe_load((ROOT / "examples" / "helm-values.yaml").read_text())
    settings = {*compose["services"]["pinprick"]["environment"], *values["env"], *values["envFromSecret"]}
    assert {name.removeprefix("PINPRICK_").lower() for name in settings} <= set(Settings.model_fields)
    for probe in ("livenessProbe", "readinessProbe"):
        assert values[probe]["httpGet"]["path"].startswith("/health/")

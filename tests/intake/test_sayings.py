"""Tables of things people say, with what must be read and what must never be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from pinprick.intake.text import read_account
from pinprick.knowledge.load import load_pack

TABLES = sorted(Path(__file__).parent.glob("*.yaml"))
HARMLESS = {None, "no", "unsure", "none", "never"}


def sayings() -> list[Any]:
    return [
        pytest.param(row, id=f"{path.stem}: {row['text'][:60]}")
        for path in TABLES
        for row in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize("row", sayings())
def test_saying(row: dict[str, Any]) -> None:
    answers = read_account(row["text"], load_pack()).answers
    read = {finding: answers.get(finding) for finding in row.get("expect", {})}
    assert read == row.get("expect", {})
    assert [finding for finding in row.get("never", []) if answers.get(finding) not in HARMLESS] == []


def test_tables_name_known_findings_and_values() -> None:
    pack = load_pack()
    for param in sayings():
        row = param.values[0]
        for finding, value in row.get("expect", {}).items():
            assert value in [*pack.findings[finding].values, "unsure"], (row["text"], finding, value)
        assert set(row.get("never", [])) <= set(pack.findings)

"""The cases that every surface must answer alike."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

_TESTS = Path(__file__).resolve().parent.parent
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_EVERY = 12
"""One development case in so many is taken: all kinds, in seconds rather than minutes."""


def made_cases() -> list[dict[str, Any]]:
    """Words, coded answers, drawings and odd ones."""
    return [
        {},
        {
            "account": "Both legs are numb since this morning, I cannot pass urine. — “Help”, 😀",
            "country": "GB",
        },
        {"account": "My left foot goes numb when I cross my legs, gone after a few minutes of walking."},
        {"id": "unsure", "findings": {"numb": "yes", "saddle_numbness": "unsure", "age_band": "age_50_59"}},
        {
            "findings": {"numb": "yes"},
            "drawing": {"regions": {"left": ["upper_thigh_outer", "lower_thigh_outer"]}},
        },
        {
            "drawing": {
                "regions": {"right": ["sole_heel", "sole_arch_inner"], "left": []},
                "body": {"right": ["perianal"]},
                "views": None,
            }
        },
    ]


def coded_cases() -> list[dict[str, Any]]:
    """Every twelfth development case, by its words and by its coded answers and drawing."""
    told = yaml.load((_TESTS / "cases" / "development.yaml").read_text(encoding="utf-8"), _LOADER)["cases"]
    coded = yaml.load((_TESTS / "cases" / "development_findings.yaml").read_text(encoding="utf-8"), _LOADER)
    by_id = {item["id"]: item for item in (coded["cases"] if isinstance(coded, dict) else coded)}
    cases: list[dict[str, Any]] = []
    for item in told[::_EVERY]:
        cases.append({"id": item["id"], "account": item["narrative"]})
        known = by_id.get(item["id"])
        if known:
            case: dict[str, Any] = {"id": item["id"], "findings": known["findings"]}
            if any(known.get("drawing", {}).values()):
                case["drawing"] = {"regions": known["drawing"]}
            cases.append(case)
    return cases


@pytest.fixture(scope="session")
def cases() -> list[dict[str, Any]]:
    return [*made_cases(), *coded_cases()]

"""Whole cases, answers and drawing together, for the page and Python to conclude from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import places
import yaml

from pinprick.anatomy.atlas import load_atlas
from pinprick.anatomy.simulation import LEVELS, simulate
from pinprick.case import Case, Drawing
from pinprick.inference.network import network
from pinprick.inference.simulate import person
from pinprick.knowledge.schema.pack import Pack

CASES = Path(__file__).resolve().parents[1] / "cases"
COUNTRIES = (None, "GB", "US", "ES")
SIMULATED = 100


def whole_cases(pack: Pack) -> list[Case]:
    """Development cases as coded, whole and cut short, and people simulated from the pack with drawings."""
    rng = np.random.default_rng(5)
    found = []
    coded = yaml.safe_load((CASES / "development_findings.yaml").read_text(encoding="utf-8"))
    for number, case in enumerate(coded if isinstance(coded, list) else coded["cases"]):
        drawn = {
            "regions": {side: names for side, names in (case.get("drawing") or {}).items() if names},
            "body": {side: names for side, names in (case.get("drawing_body") or {}).items() if names},
        }
        drawing = Drawing.model_validate(drawn) if any(drawn.values()) else None
        findings = {f: v for f, v in case["findings"].items() if f in pack.findings and f != "told_freely"}
        country = COUNTRIES[number % len(COUNTRIES)]
        found.append(Case(findings=findings, drawing=drawing, country=country))
        short = dict(list(findings.items())[: int(rng.integers(0, 1 + len(findings)))])
        found.append(Case(findings=short, country=country))
    atlas = load_atlas(pack)
    drawings = [value for value in vars(places).values() if isinstance(value, Drawing)]
    for row in simulate(atlas, LEVELS["realistic"], SIMULATED // 2, rng).painted:
        cells = {atlas.ids[at]: "numb" for at in np.flatnonzero(row)}
        drawings.append(Drawing.model_validate({"cells": cells, "views": ["front", "back", "top", "sole"]}))
    net = network(pack)
    for number in range(SIMULATED):
        answers = person(net, rng).answers
        kept = {f: v for f, v in answers.items() if rng.random() < 0.15}
        drawing = drawings[number % len(drawings)] if number % 3 else None
        found.append(Case(findings=kept, drawing=drawing, country=COUNTRIES[number % len(COUNTRIES)]))
    return found

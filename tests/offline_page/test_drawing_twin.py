"""The drawing in the browser says what Python says: cells under a stroke, answers, evidence for every cause."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import places
import pytest
import yaml
from node_scripts import answer_of, no_node

from pinprick.anatomy.answers import drawing_answers
from pinprick.anatomy.atlas import Atlas, load_atlas
from pinprick.anatomy.drawing import read_drawing
from pinprick.anatomy.evidence import cause_evidence
from pinprick.anatomy.locate import locate
from pinprick.anatomy.points import point_names
from pinprick.anatomy.simulation import LEVELS, simulate
from pinprick.anatomy.strokes import cells_of_stroke
from pinprick.anatomy.views import view_shapes
from pinprick.case import Drawing
from pinprick.interfaces.web.offline_atlas import offline_atlas
from pinprick.knowledge.load import load_pack
from pinprick.knowledge.schema.pack import Pack
from pinprick.report.body_surface import surface

pytestmark = pytest.mark.skipif(no_node() is not None, reason=str(no_node()))

CASES = Path(__file__).resolve().parents[1] / "cases"
PAGE_VIEWS = ("front", "back", "top", "sole", "body", "saddle")
FEELINGS = ("numb", "tingling", "burning", "pain", "other")


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack()


def drawings(atlas: Atlas) -> list[Drawing]:
    """Drawings of the tests, of the development cases, simulated ones, and odd ones."""
    rng = np.random.default_rng(7)
    found = [value for value in vars(places).values() if isinstance(value, Drawing)]
    coded = yaml.safe_load((CASES / "development_findings.yaml").read_text(encoding="utf-8"))
    for case in coded if isinstance(coded, list) else coded["cases"]:
        regions = {side: names for side, names in (case.get("drawing") or {}).items() if names}
        body = {side: names for side, names in (case.get("drawing_body") or {}).items() if names}
        if regions or body:
            found.append(Drawing.model_validate({"regions": regions, "body": body}))
    for level in ("realistic", "moderate"):
        made = simulate(atlas, LEVELS[level], 40, rng)
        for row in made.painted:
            views = sorted(set(rng.choice(PAGE_VIEWS, size=rng.integers(1, 7)).tolist()))
            found.append(
                Drawing.model_validate(
                    {
                        "cells": {atlas.ids[at]: str(rng.choice(FEELINGS)) for at in np.flatnonzero(row)},
                        "views": views if rng.random() < 0.7 else None,
                    }
                )
            )
    names = list(point_names(atlas))
    found.append(Drawing(points={names[0]: "absent", names[5]: "reduced", names[9]: "normal"}))
    found.append(Drawing(points={names[3]: "reduced"}, views=["sole"], regions={"left": ["sole_heel"]}))
    found.append(Drawing(cells={"R.sole.toe2.a1": "pain", "L.sole.toe2.a1": "numb"}, views=[]))
    return found


def strokes(atlas: Atlas) -> list[tuple[str, list[list[float]], float]]:
    """Wandering lines on every view of the page, some outside the picture."""
    rng = np.random.default_rng(11)
    found = []
    for number in range(72):
        view = PAGE_VIEWS[number % len(PAGE_VIEWS)]
        shapes = view_shapes(atlas, view)
        start = rng.uniform([0, 0], [shapes.width, shapes.height])
        steps = rng.normal(0, shapes.width / 20, size=(rng.integers(1, 30), 2))
        line = np.round(start + np.cumsum(steps, axis=0), 4)
        found.append((view, line.tolist(), float(rng.choice([0.02, 0.035, 0.075])) * shapes.width))
    return found


@pytest.fixture(scope="module")
def both(pack: Pack, tmp_path_factory: pytest.TempPathFactory) -> Any:
    atlas = load_atlas(pack)
    asked, lines = drawings(atlas), strokes(atlas)
    question = {
        "atlas": offline_atlas(pack),
        "drawings": [drawing.model_dump(mode="json") for drawing in asked],
        "strokes": lines,
    }
    return atlas, asked, lines, answer_of("drawings_in_node.mjs", question, tmp_path_factory.mktemp("node"))


def test_evidence_and_answers_of_every_drawing_are_those_of_python(both: Any, pack: Pack) -> None:
    atlas, asked, _, found = both
    assert len(asked) >= 100
    worst = 0.0
    for drawing, read in zip(asked, found["read"], strict=True):
        skin = read_drawing(drawing, atlas)
        assert read["answers"] == drawing_answers(skin, atlas, pack)
        expected = cause_evidence(skin, atlas, pack)
        assert list(read["evidence"]) == list(expected)
        worst = max(worst, *(abs(read["evidence"][cause] - value) for cause, value in expected.items()))
    assert worst < 1e-9


def test_where_the_trouble_may_sit_is_said_in_the_same_words(both: Any, pack: Pack) -> None:
    said = set()
    for drawing, read in zip(both[1], both[3]["read"], strict=True):
        expected = locate(drawing, pack)
        if expected.painted_cells:
            assert read["where"] == {"headline": expected.headline, "limits": expected.limits}
            said.add(expected.headline)
        else:
            assert read["where"] is None
    assert len(said) > 20


def test_a_stroke_paints_the_same_cells(both: Any) -> None:
    atlas, _, lines, found = both
    painted = 0
    for (view, points, radius), cells in zip(lines, found["cells"], strict=True):
        expected = cells_of_stroke(atlas, view, points, radius)
        assert cells == expected, (view, points[:2], radius)
        painted += len(cells)
    assert painted > 400


def test_the_picture_is_the_one_of_the_other_page(both: Any, pack: Pack) -> None:
    drawn = surface(pack)["views"]
    for view in PAGE_VIEWS:
        here, there = both[3]["views"][view], drawn[view]
        assert {k: here[k] for k in ("width", "height", "labels")} == {
            k: [list(label) for label in there[k]] if k == "labels" else there[k]
            for k in ("width", "height", "labels")
        }
        by_id = sorted((cell, place, points_of(points)) for cell, place, points in here["cells"])
        known = sorted((cell, place, points_of(points)) for cell, place, points in there["cells"])
        for (cell, place, mine), (other, its, theirs) in zip(by_id, known, strict=True):
            assert (cell, place) == (other, its)
            assert np.abs(np.array(mine) - np.array(theirs)).max() <= 0.51


def points_of(text: str) -> list[list[float]]:
    return [[float(value) for value in pair.split(",")] for pair in text.split(" ")]


def test_names_that_do_not_exist_are_refused(pack: Pack, tmp_path: Path) -> None:
    wrong = [
        {"cells": {"R.leg.99.99": "numb"}},
        {"regions": {"right": ["moon"]}},
        {"body": {"left": ["tail"]}},
        {"cells": {"R.sole.toe2.a1": "numb"}, "views": ["inside"]},
        {"points": {"R.key.L99": "absent"}},
    ]
    found = answer_of(
        "drawings_in_node.mjs", {"atlas": offline_atlas(pack), "drawings": wrong, "strokes": []}, tmp_path
    )
    assert all("is not a" in read["error"] for read in found["read"])


def test_nothing_drawn_says_nothing(pack: Pack, tmp_path: Path) -> None:
    blank: list[dict[str, object] | None] = [None, {}, {"regions": {"right": []}}, {"views": ["front"]}]
    found = answer_of(
        "drawings_in_node.mjs", {"atlas": offline_atlas(pack), "drawings": blank, "strokes": []}, tmp_path
    )
    assert found["read"] == [{"answers": {}, "evidence": None, "where": None}] * 4

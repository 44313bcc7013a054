"""The painting surface: every cell as a polygon on each view, ready for the page to draw."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pinprick.anatomy.charts import limb_cells
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.text import sentences

SIDES = {"right": "R", "left": "L"}
LIMB_VIEWS = ("front", "back", "top", "sole")
_SCALE = 1000
"""The atlas draws in units of a leg's length or a foot's; the page draws in whole numbers."""


def surface(pack: Pack, language: str = "en") -> dict[str, Any]:
    """{names: {region or body cell: words}, views: {view: {width, height, cells: [[id, region, points]], lines,
    outlines, labels: [[side, x, y]]}}}; points are SVG lists in whole numbers.

    Limb cells have the ids of a drawing (`R.leg.03.12`); body cells `R.body.<name>`. The right limb stands where
    the atlas places it on that view, the left is its mirror image.
    """
    source, drawn = pack.atlas["territories"], pack.atlas["views"]["views"]
    cells = limb_cells(source, pack.atlas["views"])
    regions = {cell.name: cell.region for cell in cells}
    names = _names_by_chart(cells)
    views = {view: _limb_view(drawn[view], names, regions) for view in LIMB_VIEWS}
    views["body"] = _body_view(source["body_polys"])
    views["saddle"] = _saddle_view(source["body_polys"]["saddle_inset"])
    return {"names": {**region_names(pack, language), **body_names(pack, language)}, "views": views}


def region_names(pack: Pack, language: str = "en") -> dict[str, str]:
    """Region id -> its name in plain words, in the atlas's order."""
    translated = sentences(pack, "interface", language)["drawing"].get("regions", {})
    return {r["id"]: str(translated.get(r["id"], r["name"])) for r in pack.atlas["territories"]["regions"]}


def body_names(pack: Pack, language: str = "en") -> dict[str, str]:
    """Body cell -> its name in plain words, head to bottom."""
    return {k: str(v) for k, v in sentences(pack, "interface", language)["drawing"]["body"].items()}


def _names_by_chart(cells: Iterable[Any]) -> dict[str, str]:
    """`leg.17` (the chart and place of `views.json`) -> the cell's own name."""
    count: dict[str, int] = {}
    names = {}
    for cell in cells:
        place = count.get(cell.chart, 0)
        names[f"{cell.chart}.{place}"] = cell.name
        count[cell.chart] = place + 1
    return names


def _limb_view(view: dict[str, Any], names: dict[str, str], regions: dict[str, str]) -> dict[str, Any]:
    place, (top, bottom) = view["place"], view["place"]["y"]
    cells, lines, outlines, labels = [], [], [], []
    for side, letter in SIDES.items():
        sign, shift = place[side]

        def at(points: list[list[float]], sign: float = sign, shift: float = shift) -> str:
            return _points([(shift + sign * x, y - top) for x, y in points])

        outlines.append(at(view["outline"]))
        lines += [at(line["pts"]) for line in view["lines"]]
        across = [shift + sign * x for x, _ in view["outline"]]
        labels.append([side, round((min(across) + max(across)) / 2 * _SCALE), -12])
        for cell, points in view["cells"].items():
            name = names[cell]
            cells.append([f"{letter}.{name}", regions[name], at(points)])
    return _view(place["w"] * _SCALE, (bottom - top) * _SCALE, cells, labels, lines, outlines)


def _body_view(shapes: dict[str, Any]) -> dict[str, Any]:
    """Front and back of the body side by side, from the head to the hands."""
    cells, labels = [], []
    for middle, view, mirror in ((0.21, "front", -1), (0.63, "back", 1)):
        for side, letter in SIDES.items():
            sign = mirror if side == "right" else -mirror
            labels.append([side, round((middle + sign * 0.1) * _SCALE), -12])
            for name, points in shapes[view].items():
                place = [(middle + sign * x, y) for x, y in points]
                cells.append([f"{letter}.body.{name}", name, _points(place)])
    return _view(840, 530, cells, labels)


def _saddle_view(shapes: dict[str, Any]) -> dict[str, Any]:
    """The saddle area seen from below, the person's right on the viewer's left."""
    cells, labels = [], []
    for side, letter, sign in (("right", "R", -1), ("left", "L", 1)):
        labels.append([side, 420 + sign * 300, 60])
        for name, points in shapes.items():
            cells.append([f"{letter}.body.{name}", name, _points([(0.42 + sign * x, y) for x, y in points])])
    return _view(840, 1060, cells, labels)


def _view(
    width: float,
    height: float,
    cells: list[list[str]],
    labels: list[list[Any]],
    lines: list[str] | None = None,
    outlines: list[str] | None = None,
) -> dict[str, Any]:
    return {
        "width": round(width),
        "height": round(height),
        "cells": cells,
        "lines": lines or [],
        "outlines": outlines or [],
        "labels": labels,
    }


def _points(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{round(x * _SCALE)},{round(y * _SCALE)}" for x, y in points)

"""The skin charts: one limb cut into 802 cells, and 26 named body cells a side.

A patch of skin is one cell even if two views show it, so painting it twice counts once. Ids never change:

    R.leg.03.12     right leg: row 03 from the top of the pelvis, column 12 of 16 (0 front, 4 outer, 8 back, 12 inner)
    R.heel.1.03     back of the heel below the ankle joint line: row, column (of 10, from outer to inner)
    R.top.04.0      top of the foot: row from the ankle crease to the webs, column from the big-toe side (0-7)
    L.sole.toe2.a1  sole side of the left second toe: a inner half, b outer half; 1 near the web, 2 the tip
    R.edge_in.05.0  inner edge of the foot: column from the heel, 0 lower or 1 upper row; edge_out the outer edge
    R.body.face_v1  body cells by name
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from pinprick.anatomy.curves import Floats, pchip, polygon_area

LEG_CM, FOOT_CM, EDGE_HEIGHT_CM = 70.0, 25.0, 4.0
BODY_AREA_CM2 = 4.0
"""Body cells carry a weight of their own in the likelihood; their area is nominal."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a limb: chart rectangle a0-a1 by b0-b1 (units of the chart), area in cm2, region id."""

    name: str
    chart: str
    a0: float
    a1: float
    b0: float
    b1: float
    area_cm2: float
    region: str

    @property
    def centre(self) -> tuple[float, float]:
        return (self.a0 + self.a1) / 2, (self.b0 + self.b1) / 2


def limb_cells(source: dict[str, Any], views: dict[str, Any]) -> list[Cell]:
    """The 802 cells of one limb in atlas order.

    `source`: charts, silhouettes and regions of `territories.json`. `views`: `views.json`, whose flat drawings of
    the top of the foot and the sole give the areas of foot cells.
    """
    cells: list[Cell] = []

    def add(name: str, chart: str, a: tuple[float, float], b: tuple[float, float], area: float) -> None:
        middle = ((a[0] + a[1]) / 2, (b[0] + b[1]) / 2)
        cells.append(Cell(name, chart, *a, *b, area, region_at(source, chart, *middle)))

    leg = source["charts"]["leg"]
    width = 360.0 / leg["cols"]
    edges = np.concatenate(
        [np.linspace(lo, hi, n + 1)[:-1] for lo, hi, n in leg["rows"]] + [[leg["rows"][-1][1]]]
    )
    for row, (top, bottom) in enumerate(pairwise(edges)):
        area = _girth_cm(source, (top + bottom) / 2) * (bottom - top) * LEG_CM / leg["cols"]
        for col in range(leg["cols"]):
            # Above the crotch the chart does not wrap: theta runs from -90 (front midline) to 270 (back midline).
            turn = -360.0 if top < -1e-9 and col * width >= 270 else 0.0
            span = (col * width + turn, (col + 1) * width + turn)
            add(f"leg.{row:02}.{col:02}", "leg", span, (float(top), float(bottom)), area)
    heel = leg["heel_rows"]
    bands = np.linspace(float(heel["h"][0]), float(heel["h"][1]), heel["rows"] + 1)
    for row, (top, bottom) in enumerate(pairwise(bands)):
        area = _girth_cm(source, (top + bottom) / 2) * (bottom - top) * LEG_CM / leg["cols"]
        for col in range(round((heel["theta"][1] - heel["theta"][0]) / width)):
            left = heel["theta"][0] + col * width
            add(f"heel.{row}.{col:02}", "leg", (left, left + width), (float(top), float(bottom)), area)
    for chart, name in (("dorsum", "top"), ("sole", "sole")):
        shapes = views["views"][name]["cells"]
        for index, (label, a, b) in enumerate(_foot_grid(source, chart)):
            area = polygon_area(np.array(shapes[f"{chart}.{index}"])) * FOOT_CM**2
            add(f"{name}.{label}", chart, a, b, area)
    for chart, name in (("edge_m", "edge_in"), ("edge_l", "edge_out")):
        spec = source["charts"][chart]
        step = spec.get("a_max", 1.0) / spec["cols"]
        for col in range(spec["cols"]):
            for row in range(spec["rows"]):
                low, high = row / spec["rows"], (row + 1) / spec["rows"]
                area = step * FOOT_CM * (high - low) * EDGE_HEIGHT_CM
                add(f"{name}.{col:02}.{row}", chart, (col * step, (col + 1) * step), (low, high), area)
    return cells


def body_cells(source: dict[str, Any]) -> list[str]:
    """The 26 body cells of one side, each once, in atlas order."""
    return list(dict.fromkeys(name for view in source["body_cells"].values() for name in view))


def region_at(source: dict[str, Any], chart: str, a: float, b: float) -> str:
    """The region that holds chart point (a, b); the box of smallest area wins where two overlap."""
    best, smallest = "", np.inf
    for region in source["regions"]:
        if region["chart"] != chart:
            continue
        a0, a1, b0, b1 = region["box"]
        turns = (-360.0, 0.0, 360.0) if chart == "leg" and b >= 0 else (0.0,)
        size = (a1 - a0) * (b1 - b0)
        if b0 - 1e-9 <= b < b1 - 1e-9 and any(a0 <= a + turn <= a1 for turn in turns) and size < smallest:
            best, smallest = region["id"], size
    return best


def leg_edges(source: dict[str, Any], h: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Inner and outer edge (front view), front and back edge (side view) of the leg at heights `h`."""
    front, side = np.array(source["profiles"]["front"]), np.array(source["profiles"]["side"])
    return (
        pchip(front[:, 0], front[:, 1], h),
        pchip(front[:, 0], front[:, 2], h),
        pchip(side[:, 0], side[:, 1], h),
        pchip(side[:, 0], side[:, 2], h),
    )


def _girth_cm(source: dict[str, Any], h: float) -> float:
    """Girth of the leg as an ellipse through the two silhouettes (Ramanujan's approximation), cm."""
    inner, outer, front, back = (float(edge[0]) for edge in leg_edges(source, np.array([h])))
    p, q = (outer - inner) / 2 * LEG_CM, (front - back) / 2 * LEG_CM
    return float(np.pi * (3 * (p + q) - np.sqrt((3 * p + q) * (p + 3 * q))))


def _foot_grid(
    source: dict[str, Any], chart: str
) -> list[tuple[str, tuple[float, float], tuple[float, float]]]:
    spec = source["charts"][chart]
    rows = np.linspace(spec["v0"], spec["v_web"], spec["rows"] + 1)
    cols = np.linspace(0.0, 1.0, spec["cols"] + 1)
    grid = [
        (
            f"{row:02}.{col}",
            (float(cols[col]), float(cols[col + 1])),
            (float(rows[row]), float(rows[row + 1])),
        )
        for row in range(spec["rows"])
        for col in range(spec["cols"])
    ]
    near_far = np.linspace(spec["v_web"], 1.0, spec["toe_rows"] + 1)
    for toe, (t0, t1) in enumerate(source["toes_t"], start=1):
        halves = (("a", (t0, (t0 + t1) / 2)), ("b", ((t0 + t1) / 2, t1)))
        for half, span in halves:
            for part in range(spec["toe_rows"]):
                grid.append(
                    (f"toe{toe}.{half}{part + 1}", span, (float(near_far[part]), float(near_far[part + 1])))
                )
    return grid

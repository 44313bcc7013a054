"""The views as shapes: outlines and cell polygons in screen units, for painting, brushes and pictures.

Screen units of a limb view: one leg length (crotch to ankle) or, on top of foot and sole, one foot length; y down.
Every view holds both limbs; the outer and inner sides show them next to each other, toes pointing away. The right
limb changes screen side between views, so label both on every view.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from pinprick.anatomy.atlas import BODY_VIEWS, LIMB_VIEWS, SIDES, VIEWS, Atlas, chart_numbers
from pinprick.anatomy.curves import Floats
from pinprick.errors import DrawingError

BODY_MIDDLE = {"front": 0.21, "back": 0.63}
BODY_SIZE, SADDLE_SIZE, SADDLE_MIDDLE = (0.84, 0.53), (0.84, 1.06), 0.42


@dataclass(frozen=True, eq=False)
class ViewShapes:
    """One view. `cells`: cell id -> polygons (n, 2); a body cell shown front and back has two.

    `outlines`: (side, polygon) of each limb or figure half; `lines`: (what, polyline) landmarks; `labels`: side ->
    where to write it (x, y); all in screen units, x from 0 to `width`, y from 0 to `height`.
    """

    view: str
    width: float
    height: float
    cells: dict[str, list[Floats]]
    outlines: list[tuple[str, Floats]]
    lines: list[tuple[str, Floats]]
    labels: list[tuple[str, float, float]]


def view_shapes(atlas: Atlas, view: str) -> ViewShapes:
    """The shapes of one view for the right and left limb (or body halves). DrawingError for an unknown view."""
    if view in LIMB_VIEWS:
        return _limb_view(atlas, view)
    if view in BODY_VIEWS:
        return _body_view(atlas) if view == "body" else _saddle_view(atlas)
    raise DrawingError(f"{str(view)[:80]!r} is not a view of this atlas. The views are {', '.join(VIEWS)}.")


def _limb_view(atlas: Atlas, view: str) -> ViewShapes:
    shape: dict[str, Any] = atlas.views["views"][view]
    top, bottom = shape["place"]["y"]
    numbers = chart_numbers(atlas.limb)
    cells: dict[str, list[Floats]] = {}
    outlines, lines, labels = [], [], []
    width = float(shape["place"]["w"])
    panels = {"outer": ("left", "right"), "inner": ("right", "left")}.get(view)
    for side in SIDES:
        sign, shift = shape["place"][side]
        if panels:
            shift += width * panels.index(side)

        def on_screen(points: list[list[float]], sign: float = sign, shift: float = shift) -> Floats:
            local = np.array(points, float)
            return np.column_stack([shift + sign * local[:, 0], local[:, 1] - top])

        for key, points in shape["cells"].items():
            cells[atlas.ids[atlas.limb_start(side) + numbers[key]]] = [on_screen(points)]
        outline = on_screen(shape["outline"])
        outlines.append((side, outline))
        lines += [(line["what"], on_screen(line["pts"])) for line in shape["lines"]]
        labels.append((side, float(outline[:, 0].min() + outline[:, 0].max()) / 2, 0.0))
    return ViewShapes(view, width * (2 if panels else 1), float(bottom - top), cells, outlines, lines, labels)


def _body_view(atlas: Atlas) -> ViewShapes:
    """Front and back of the body side by side, head to hands; seen from the front the right is on the left."""
    cells: dict[str, list[Floats]] = {}
    labels = []
    for facing, mirror in (("front", -1.0), ("back", 1.0)):
        for side in SIDES:
            sign = mirror if side == "right" else -mirror
            labels.append((side, BODY_MIDDLE[facing] + sign * 0.1, 0.0))
            for name, points in atlas.source["body_polys"][facing].items():
                local = np.array(points, float)
                polygon = np.column_stack([BODY_MIDDLE[facing] + sign * local[:, 0], local[:, 1]])
                cells.setdefault(atlas.ids[atlas.body_index(name, side)], []).append(polygon)
    return ViewShapes("body", *BODY_SIZE, cells, [], [], labels)


def _saddle_view(atlas: Atlas) -> ViewShapes:
    """The saddle area from below, the person's right on the viewer's left."""
    cells, labels = {}, []
    for side, sign in (("right", -1.0), ("left", 1.0)):
        labels.append((side, SADDLE_MIDDLE + sign * 0.3, 0.0))
        for name, points in atlas.source["body_polys"]["saddle_inset"].items():
            local = np.array(points, float)
            polygon = np.column_stack([SADDLE_MIDDLE + sign * local[:, 0], local[:, 1]])
            cells[atlas.ids[atlas.body_index(name, side)]] = [polygon]
    return ViewShapes("saddle", *SADDLE_SIZE, cells, [], [], labels)

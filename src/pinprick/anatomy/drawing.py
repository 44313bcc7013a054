"""Reading a drawing: painted cells, named regions, body cells and tested points become degrees on the atlas."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
import numpy.typing as npt

from pinprick.anatomy.atlas import SIDES, VIEWS, Atlas, Mask
from pinprick.anatomy.curves import Floats
from pinprick.anatomy.points import patch
from pinprick.case import Drawing
from pinprick.errors import DrawingError

PAIN_DEGREE = 0.5
"""Where it only hurts, when elsewhere it is numb: pain spreads beyond the area whose nerve is ill."""
POINT_DEGREE = {"normal": 0.0, "reduced": 0.7, "absent": 1.0}


@dataclass(frozen=True, eq=False)
class PaintedSkin:
    """A drawing on the atlas. `degree` (1656,): 0 clear to 1 painted; `seen` (1656,): before the person's eyes.

    `opened`: the views the drawing names itself, None when it names none (then all count as seen).
    """

    degree: Floats
    seen: Mask
    opened: frozenset[str] | None

    @property
    def painted(self) -> npt.NDArray[np.intp]:
        """Indices of painted cells."""
        return np.flatnonzero(self.degree > 0)

    @property
    def is_blank(self) -> bool:
        """Nothing painted."""
        return not bool((self.degree > 0).any())


def read_drawing(drawing: Drawing, atlas: Atlas) -> PaintedSkin:
    """Place a drawing on the atlas.

    Cells, regions, body cells and points add up. A painted cell counts as seen even if its view was not opened.
    Raises DrawingError, naming the key, the id and the nearest known one, for anything the atlas does not know.
    """
    for view in drawing.views or []:
        _known(view, VIEWS, "views", "a view")
    degree = np.zeros(atlas.size)
    mixed = len({quality == "pain" for quality in drawing.cells.values()}) == 2
    for name, quality in drawing.cells.items():
        number = _number(name, atlas)
        weight = PAIN_DEGREE if mixed and quality == "pain" else 1.0
        degree[number] = max(degree[number], weight)
    for side, regions in drawing.regions.items():
        for region in regions:
            _known(region, atlas.regions, f"regions.{side}", "a region")
            degree[atlas.cells_of_region(region, side)] = 1.0
    for side, names in drawing.body.items():
        for name in names:
            _known(name, atlas.body, f"body.{side}", "a body cell")
            degree[atlas.body_index(name, side)] = 1.0
    only_points = bool(drawing.points) and not degree.any() and drawing.views is None
    seen = np.zeros(atlas.size, dtype=bool) if only_points else atlas.seen(drawing.views)
    for point, result in drawing.points.items():
        cells = patch(point, atlas)
        degree[cells] = np.maximum(degree[cells], POINT_DEGREE[result])
        seen[cells] = True
    opened = None if drawing.views is None else frozenset(drawing.views)
    return PaintedSkin(degree, seen | (degree > 0), opened)


def regions_painted(skin: PaintedSkin, atlas: Atlas, share: float = 0.5) -> dict[str, list[str]]:
    """The regions of each side painted over at least `share` of their area: the way back to named regions."""
    area = np.array([cell.area_cm2 for cell in atlas.limb])
    found: dict[str, list[str]] = {}
    for side in SIDES:
        limb = skin.degree[atlas.limb_start(side) : atlas.limb_start(side) + len(atlas.limb)]
        found[side] = [
            region
            for region, cells in atlas.regions.items()
            if len(cells) and float(limb[cells] @ area[cells]) >= share * float(area[cells].sum())
        ]
    return found


def body_painted(skin: PaintedSkin, atlas: Atlas) -> dict[str, list[str]]:
    """The painted body cells of each side."""
    return {
        side: [name for name in atlas.body if skin.degree[atlas.body_index(name, side)] > 0] for side in SIDES
    }


def _number(name: str, atlas: Atlas) -> int:
    if name not in atlas.index:
        _known(name, atlas.index, "cells", "a cell")
    return atlas.index[name]


def _known(name: str, known: Iterable[str], where: str, what: str) -> None:
    names = list(known)
    if name in names:
        return
    near = get_close_matches(str(name)[:80], names, n=1, cutoff=0.0)
    shown = str(name) if len(str(name)) <= 80 else f"{str(name)[:80]}..."
    raise DrawingError(f"drawing.{where}: {shown!r} is not {what} of this atlas. The nearest is {near[0]!r}.")

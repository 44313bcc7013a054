"""Where cells lie on a leg in space, and which of them touch."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from pinprick.anatomy.atlas import Atlas, Mask
from pinprick.anatomy.charts import FOOT_CM, LEG_CM, leg_edges
from pinprick.anatomy.curves import Floats

_FOOT_WIDTH_CM, _ANKLE_CM, _SOLE_CM, _HEEL_BEHIND_CM = 8.5, 70.0, 78.0, 5.5


@lru_cache(maxsize=4)
def positions_cm(atlas: Atlas) -> Floats:
    """Rough place of each limb cell in cm: outward, forward, downward. (802, 3)."""
    place = np.zeros((len(atlas.limb), 3))
    for number, cell in enumerate(atlas.limb):
        a, b = cell.centre
        if cell.chart == "leg":
            inner, outer, front, back = (float(edge[0]) for edge in leg_edges(atlas.source, np.array([b])))
            angle = np.radians(a)
            across, depth = (outer - inner) / 2, (front - back) / 2
            middle = (inner + outer) / 2 + 1j * (front + back) / 2
            place[number] = (
                (middle.real + across * np.sin(angle)) * LEG_CM,
                (middle.imag + depth * np.cos(angle)) * LEG_CM,
                b * LEG_CM,
            )
        elif cell.chart in ("dorsum", "sole"):
            lift = 4.0 * (1 - b) + 1.5 if cell.chart == "dorsum" else 0.0
            place[number] = (a * _FOOT_WIDTH_CM, b * FOOT_CM - _HEEL_BEHIND_CM, _SOLE_CM - lift)
        else:
            outside = -0.5 if cell.chart == "edge_m" else _FOOT_WIDTH_CM + 0.5
            place[number] = (outside, a * FOOT_CM - _HEEL_BEHIND_CM, _SOLE_CM - 3.0 * b)
    return place


@lru_cache(maxsize=4)
def along_cm(atlas: Atlas) -> Floats:
    """How far along the limb each cell lies: height on the leg, then heel to toe on the foot. (802,)."""
    return np.array(
        [
            cell.centre[1] * LEG_CM
            if cell.chart == "leg"
            else _ANKLE_CM
            + 0.36 * LEG_CM * (cell.centre[0] if cell.chart.startswith("edge") else cell.centre[1])
            for cell in atlas.limb
        ]
    )


@lru_cache(maxsize=4)
def neighbours(atlas: Atlas) -> Mask:
    """Which limb cells touch: nearer in space than 1.25 times the mean of their sizes. (802, 802), no self."""
    place = positions_cm(atlas)
    size = np.sqrt([cell.area_cm2 for cell in atlas.limb])
    distance = np.sqrt(((place[:, None] - place[None]) ** 2).sum(axis=2))
    touch = distance < 1.25 * (size[:, None] + size[None]) / 2
    np.fill_diagonal(touch, False)
    return np.asarray(touch)

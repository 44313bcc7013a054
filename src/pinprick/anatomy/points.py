"""Bedside points: light touch or pinprick tested at the ISNCSCI key points and at one point of each nerve.

Ids: side, kind, name, such as `R.key.L4` or `L.nerve.sural`. A tested point speaks for the patch of skin around
it, so that the same likelihood serves a painted area and a tested one.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

import numpy as np
import numpy.typing as npt

from pinprick.anatomy.atlas import Atlas
from pinprick.errors import DrawingError

_KINDS = {"key": "keypoints", "nerve": "nerve_points"}
RADIUS_CM = {"leg": 3.0, "dorsum": 1.2, "sole": 1.2, "edge_m": 1.5, "edge_l": 1.5}


def point_names(atlas: Atlas) -> dict[str, str]:
    """Every point id -> where it is, in words."""
    return {
        f"{letter}.{kind}.{point['id']}": f"{side} {point['what']}"
        for letter, side in (("R", "right"), ("L", "left"))
        for kind, key in _KINDS.items()
        for point in atlas.source[key]
    }


def patch(point: str, atlas: Atlas) -> npt.NDArray[np.intp]:
    """The cells of the whole drawing that a point speaks for, nearest first (at least one).

    DrawingError when there is no such point.
    """
    names = point_names(atlas)
    if point not in names:
        nearest = get_close_matches(point[:80], list(names), n=1, cutoff=0.0)[0]
        raise DrawingError(
            f"drawing.points: {point[:80]!r} is not a point of this atlas. The nearest is {nearest!r}."
        )
    letter, kind, name = point.split(".", 2)
    spec = next(one for one in atlas.source[_KINDS[kind]] if one["id"] == name)
    distance = chart_distance_cm(spec["chart"], spec["a"], spec["b"], atlas)
    near = np.flatnonzero(distance <= max(RADIUS_CM[spec["chart"]], float(distance.min())))
    near = near[np.argsort(distance[near], kind="stable")]
    return np.asarray(near + atlas.limb_start("right" if letter == "R" else "left"))


def chart_distance_cm(chart: str, a: float, b: float, atlas: Atlas) -> Any:
    """Distance in cm along the chart from (a, b) to each limb cell's centre; infinite on other charts. (802,)."""
    scale = atlas.source["charts"][chart]["cm_per_unit"]
    distance = np.full(len(atlas.limb), np.inf)
    for number, cell in enumerate(atlas.limb):
        if cell.chart != chart:
            continue
        across = abs(cell.centre[0] - a)
        if chart == "leg" and b >= 0:
            across = min(across % 360, -across % 360)
        distance[number] = np.hypot(across * scale[0], (cell.centre[1] - b) * scale[1])
    return distance

"""Membership: how likely a person with one lesion, giving a full account, paints each cell.

m(cell, territory) from `territories.json` by the rule stated there: soft-edged polygons, unions of nerves
(noisy-or, so abutting nerves join without a seam), stockings, a uniform pattern and named body cells.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import numpy as np

from pinprick.anatomy.charts import Cell, body_cells, limb_cells
from pinprick.anatomy.curves import Floats, signed_distance
from pinprick.errors import PackError

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_STEPS = 1000


def membership(source: dict[str, Any], views: dict[str, Any]) -> Floats:
    """Membership of 802 limb cells and 26 body cells (rows) in every territory (columns): (828, 63), 0 to 1.

    Raises PackError when a union names a territory that does not exist or unions go round in a circle.
    """
    cells, body = limb_cells(source, views), body_cells(source)
    known = {territory["id"]: territory for territory in source["territories"]}
    done: dict[str, Floats] = {}

    def column(name: str, path: tuple[str, ...]) -> Floats:
        if name in path or name not in known:
            raise PackError(
                f"territories.json: union {' -> '.join((*path, name))} is circular or names no territory."
            )
        if name not in done:
            done[name] = _column(known[name], cells, body, source, lambda part: column(part, (*path, name)))
        return done[name]

    return np.column_stack([column(name, ()) for name in known])


def _column(
    territory: dict[str, Any], cells: list[Cell], body: list[str], source: dict[str, Any], member: Any
) -> Floats:
    if "union" in territory:
        spared = np.ones(len(cells) + len(body))
        for part, factor in territory["union"].items():
            spared *= 1 - factor * member(part)
        return np.minimum(0.95, 1 - spared)
    limb = np.zeros(len(cells))
    minus = np.ones(len(cells))
    for part in territory.get("parts", []):
        value = _part(part, cells, source)
        if part.get("minus"):
            minus *= 1 - value
        else:
            limb = np.maximum(limb, value)
    if "stocking" in territory:
        limb = np.maximum(limb, _stocking(territory["stocking"], cells))
    uniform = territory.get("uniform", 0.0)
    limb = np.maximum(limb * minus, uniform)
    named = territory.get("body", {})
    return np.concatenate([limb, [max(named.get(name, 0.0), uniform / 2) for name in body]])


def _logistic(x: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -60, 60))))


def _part(part: dict[str, Any], cells: list[Cell], source: dict[str, Any]) -> Floats:
    scale = np.array(source["charts"][part["chart"]]["cm_per_unit"])
    here = np.array([cell.chart == part["chart"] for cell in cells])
    centre = np.array([cell.centre for cell in cells if cell.chart == part["chart"]])
    polygon = np.array(part["poly"], float) * scale
    if part["chart"] == "leg":
        above = centre[:, 1] < 0  # there the chart does not wrap
        distance = signed_distance(centre * scale, polygon)
        for turn in (-360.0, 360.0):
            turned = signed_distance((centre + np.array([turn, 0.0])) * scale, polygon)
            distance = np.where(above, distance, np.maximum(distance, turned))
    else:
        distance = signed_distance(centre * scale, polygon)
    value = np.zeros(len(cells))
    value[here] = part["p"] * _logistic(distance / part["soft_cm"])
    return value


def _stocking(rule: dict[str, Any], cells: list[Cell]) -> Floats:
    leg = np.array([cell.chart == "leg" for cell in cells])
    along = np.array([_along(cell) for cell in cells])
    if "v_min" in rule:
        foot = rule["p"] * _logistic((along - rule["v_min"]) * 25.0 / rule["soft_cm"])
        return np.asarray(np.where(leg, 0.0, foot))
    shin = rule["p"] * _logistic((along - rule["h_min"]) * 70.0 / rule["soft_cm"])
    return np.asarray(np.where(leg, shin, rule["p"]))


def _along(cell: Cell) -> float:
    """Position along the limb: h on the leg, v on top and sole, u on the edges."""
    return cell.centre[0] if cell.chart.startswith("edge") else cell.centre[1]


def fingerprint(source: dict[str, Any]) -> str:
    """A fingerprint of everything membership depends on: 16 hex digits."""
    return hashlib.sha256(json.dumps(source, sort_keys=True).encode()).hexdigest()[:16]


def compiled_membership(source: dict[str, Any], views: dict[str, Any]) -> dict[str, Any]:
    """The content of `atlas/membership.json`: per territory two base-36 digits a cell, in thousandths."""
    thousandths = np.rint(membership(source, views) * _STEPS).astype(int)
    columns = {
        territory["id"]: "".join(_DIGITS[v // 36] + _DIGITS[v % 36] for v in thousandths[:, k])
        for k, territory in enumerate(source["territories"])
    }
    return {
        "compiled_from": fingerprint(source),
        "rule": "two base-36 digits a cell: thousandths",
        "columns": columns,
    }


def load_membership(source: dict[str, Any], views: dict[str, Any], compiled: dict[str, Any] | None) -> Floats:
    """Membership from the compiled file when it belongs to these territories, else worked out again. (828, 63)."""
    if not compiled or compiled.get("compiled_from") != fingerprint(source):
        return membership(source, views)
    value = np.zeros(256, dtype=np.int64)
    value[[ord(d) for d in _DIGITS]] = np.arange(36)
    text = [
        np.frombuffer(compiled["columns"][t["id"]].encode(), dtype=np.uint8) for t in source["territories"]
    ]
    digits = value[np.array(text)].reshape(len(text), -1, 2)
    return np.asarray((digits[..., 0] * 36 + digits[..., 1]).T / _STEPS)

"""The skin atlas as compact JSON for the page that works without a connection (`static/drawing/`).

Only numbers and names: cells and how much of each territory lies on them, the shapes of the views that the page
shows, and what a drawing means for each cause. `static/drawing/atlas.mjs` reads it; tests hold the two together.
"""

from __future__ import annotations

from typing import Any

from pinprick.anatomy.answers import ARM, FACE, HAND
from pinprick.anatomy.atlas import SADDLE, SIDES, VIEWS, Atlas, chart_numbers, load_atlas
from pinprick.anatomy.evidence import evidence_rules
from pinprick.anatomy.levels import levels_of
from pinprick.anatomy.likelihood import along
from pinprick.anatomy.membership import compiled_membership
from pinprick.anatomy.points import patch, point_names
from pinprick.knowledge.schema.findings import Finding
from pinprick.knowledge.schema.pack import Pack
from pinprick.report.body_surface import LIMB_VIEWS

VERSION = 1
STEPS = 10_000
"""Coordinates of the views are whole numbers of this part of a leg's or a foot's length, as the atlas states them."""

_FROM_DRAWING = (
    *("at_whole_leg", "side", "saddle_numbness", "hands_numb"),
    *("arm_numb_same_side", "face_numb_same_side", "trunk_level_or_band"),
)
"""Findings that a drawing settles besides its region questions."""


def offline_atlas(pack: Pack) -> dict[str, Any]:
    """Everything the drawing needs in the browser; about 90 KB when sent compressed.

    Keys: `cells` (802 limb cells of one side by column), `region_names` (English), `body` (26 names), `membership`
    (territory -> two base-36 digits a cell, thousandths), `hypotheses`, `levels`, `noise`, `seen` (view -> runs of limb
    cells), `views` (shapes), `points` (bedside point of one side -> limb cells), `causes` (share and patterns),
    `limits`, `findings` (what a drawing can answer: allowed values, and the regions of a region question).
    """
    atlas = load_atlas(pack)
    territories, views = pack.atlas["territories"], pack.atlas["views"]
    rules = evidence_rules(pack)
    compiled = pack.atlas.get("membership") or compiled_membership(territories, views)
    return {
        "version": VERSION,
        "pack": pack.digest,
        "cells": {
            "name": [cell.name for cell in atlas.limb],
            "area": _listed([cell.area_cm2 for cell in atlas.limb]),
            "along": _listed([along(cell) for cell in atlas.limb]),
            "region": _listed([cell.region for cell in atlas.limb]),
            "leg": [int(cell.b0 >= -1e-9 or cell.chart != "leg") for cell in atlas.limb],
        },
        "region_names": atlas.region_names,
        "body": list(atlas.body),
        "membership": compiled["columns"],
        "pattern": [t["id"] for t in atlas.territories.values() if t["group"] == "pattern"],
        "hypotheses": [[h.territory, h.side, h.offset] for h in atlas.hypotheses],
        "levels": _levels(pack),
        "noise": atlas.noise.model_dump(exclude={"reason"}),
        "seen": {view: _seen(atlas, view) for view in VIEWS},
        "views": {view: _shapes(atlas, views["views"][view]) for view in LIMB_VIEWS},
        "body_views": territories["body_polys"],
        "points": _points(atlas),
        "causes": {
            cause.id: [cause.prior.share, [[p.territories, p.side, p.weight] for p in cause.patterns]]
            for cause in pack.causes.values()
        },
        "limits": {
            territory: [
                [limit.cap, limit.disagree] for limit in (rules.limits(territory, s) for s in ("both", "one"))
            ]
            for territory in atlas.territories
        },
        "findings": {f.id: [f.values, _regions(f)] for f in pack.findings.values() if _drawn(f)},
        "places": {"saddle": SADDLE, "face": FACE, "hand": HAND, "arm": ARM},
    }


def _levels(pack: Pack) -> dict[str, Any]:
    """What a place may mean: groups of territories with the levels they point to, and the sentences for it."""
    levels = levels_of(pack)
    return {
        "names": levels.level_names,
        "groups": [
            [g.id, g.territories, *([g.name_on(s), g.levels_on(s)] for s in ("both", "one")), g.may_also_be]
            for g in levels.groups
        ],
        "words": levels.words.model_dump(by_alias=True),
    }


def _listed(values: list[Any]) -> list[Any]:
    """[distinct values, index of each]: neighbouring cells share their numbers."""
    distinct = list(dict.fromkeys(values))
    place = {value: number for number, value in enumerate(distinct)}
    return [distinct, [place[value] for value in values]]


def _seen(atlas: Atlas, view: str) -> list[int]:
    """Runs of limb cells that a view shows: first, one past the last, first, ..."""
    shown = atlas.seen_in[view][: len(atlas.limb)]
    edges = [number for number in range(len(shown) + 1) if _at(shown, number) != _at(shown, number - 1)]
    return edges


def _at(shown: Any, number: int) -> bool:
    return 0 <= number < len(shown) and bool(shown[number])


def _shapes(atlas: Atlas, view: dict[str, Any]) -> dict[str, Any]:
    """One view in whole numbers; the cells as [limb cell, x, y, x, y, ...]."""
    numbers = chart_numbers(atlas.limb)
    return {
        "place": view["place"],
        "outline": _whole(view["outline"]),
        "lines": [_whole(line["pts"]) for line in view["lines"]],
        "cells": [[numbers[key], *_whole(points)] for key, points in view["cells"].items()],
    }


def _whole(points: list[list[float]]) -> list[int]:
    return [round(value * STEPS) for point in points for value in point]


def _points(atlas: Atlas) -> dict[str, list[int]]:
    names = [name[2:] for name in point_names(atlas) if name.startswith("R.")]
    start = atlas.limb_start(SIDES[0])
    return {name: [int(cell) - start for cell in patch(f"R.{name}", atlas)] for name in names}


def _regions(finding: Finding) -> list[str]:
    return list(finding.atlas_cells_from.regions) if finding.atlas_cells_from else []


def _drawn(finding: Finding) -> bool:
    return finding.id in _FROM_DRAWING or bool(_regions(finding))

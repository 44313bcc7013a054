"""A drawing as a small fixed picture and in words: what was marked, for the result, the print and the PDF."""

from __future__ import annotations

from markupsafe import Markup, escape

from pinprick.case import Drawing
from pinprick.interfaces.web.paint import LIMB_VIEWS, body_names, region_names, surface
from pinprick.anatomy.charts import limb_cells
from pinprick.interfaces.web.words import Words
from pinprick.knowledge.schema.pack import Pack

_SIDES = {"R": "right", "L": "left"}


def marked(drawing: Drawing, pack: Pack) -> dict[str, dict[str, None]]:
    """{side: {region or body cell: None}}, in the atlas's order: everything that was painted or ticked."""
    regions = {cell.name: cell.region for cell in limb_cells(pack.atlas["territories"], pack.atlas["views"])}
    found: dict[str, set[str]] = {"right": set(), "left": set()}
    for cell in drawing.cells:
        side, _, name = cell.partition(".")
        if side in _SIDES and name in regions:
            found[_SIDES[side]].add(regions[name])
    for places in (drawing.regions, drawing.body):
        for place_side, names in places.items():
            found[place_side].update(names)
    order = [*region_names(pack), *body_names(pack)]
    return {side: {name: None for name in order if name in names} for side, names in found.items()}


def outline(drawing: Drawing, pack: Pack, words: Words) -> str:
    """What was marked, in words: "Right: big toe (top), heel pad. Left: ..."."""
    names = {**region_names(pack, words.language), **body_names(pack, words.language)}
    parts = []
    for side, places in marked(drawing, pack).items():
        if places:
            said = ", ".join(names[place] for place in places)
            parts.append(f"{words.t['drawing']['sides'][side]}: {said}.")
    return " ".join(parts)


def picture(drawing: Drawing, pack: Pack, words: Words) -> Markup:
    """The four leg views as inline SVG with the marked skin filled. Regions ticked in the list are filled too."""
    drawn = surface(pack, words.language)["views"]
    places = marked(Drawing(regions=drawing.regions, body=drawing.body), pack)
    svgs = []
    for view in LIMB_VIEWS:
        shape = drawn[view]
        filled = [
            points
            for cell, region, points in shape["cells"]
            if cell in drawing.cells or region in places[_SIDES[cell[0]]]
        ]
        title = words.t["drawing"]["views"][view]
        body = "".join(f'<polygon class="fig-skin" points="{p}"/>' for p in shape["outlines"])
        body += "".join(f'<polygon class="fig-marked" points="{p}"/>' for p in filled)
        body += "".join(f'<polyline class="fig-line" points="{p}"/>' for p in shape["lines"])
        body += "".join(
            f'<text class="fig-label" x="{x}" y="{y}">{escape(words.t["drawing"]["sides"][side])}</text>'
            for side, x, y in shape["labels"]
        )
        svgs.append(
            f'<figure class="fig fig-{view}"><svg viewBox="0 -60 {shape["width"]} {shape["height"] + 60}" '
            f'aria-hidden="true" focusable="false">{body}</svg><figcaption>{escape(title)}</figcaption></figure>'
        )
    return Markup("".join(svgs))

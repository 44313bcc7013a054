"""A drawing as a small fixed picture and in words: what was marked, for the result page, the print and the PDF."""

from __future__ import annotations

from html import escape

from pinprick.anatomy.charts import limb_cells
from pinprick.case import Drawing
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.text import sentences
from pinprick.report.body_surface import LIMB_VIEWS, SIDES, body_names, region_names, surface

_SIDES = {letter: side for side, letter in SIDES.items()}
_INK = {"skin": "#ffffff", "edge": "#5b6770", "marked": "#7a1f5c", "text": "#222222"}


def marked(drawing: Drawing, pack: Pack) -> dict[str, list[str]]:
    """{side: [region or body cell]}, in the atlas's order: everything that was painted or ticked."""
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
    return {side: [name for name in order if name in names] for side, names in found.items()}


def outline(drawing: Drawing, pack: Pack, language: str = "en") -> str:
    """What was marked, in words: "Right: big toe (top); heel pad. Left: ..."."""
    names = {**region_names(pack, language), **body_names(pack, language)}
    sides = sentences(pack, "interface", language)["drawing"]["sides"]
    said = {
        side: "; ".join(names[place] for place in places) for side, places in marked(drawing, pack).items()
    }
    return " ".join(f"{sides[side]}: {text}." for side, text in said.items() if text)


def figures(drawing: Drawing, pack: Pack, language: str = "en", inked: bool = False) -> list[tuple[str, str]]:
    """The four leg views as (name of the view, SVG) with the marked skin filled; ticked regions are filled too.

    `inked`: colours inside the SVG, for paper; else the classes `fig-skin`, `fig-marked`, `fig-line`, `fig-label`.
    """
    drawn = surface(pack, language)["views"]
    words = sentences(pack, "interface", language)["drawing"]
    ticked = marked(Drawing(regions=drawing.regions), pack)
    found = []
    for view in LIMB_VIEWS:
        shape = drawn[view]
        filled = [
            points
            for cell, region, points in shape["cells"]
            if cell in drawing.cells or region in ticked[_SIDES[cell[0]]]
        ]
        skin, mark, line, label = _looks(inked)
        parts = [f'<polygon {skin} points="{p}"/>' for p in shape["outlines"]]
        parts += [f'<polygon {mark} points="{p}"/>' for p in filled]
        parts += [f'<polyline {line} points="{p}"/>' for p in shape["lines"]]
        parts += [
            f'<text {label} x="{x}" y="{y}">{escape(str(words["sides"][side]))}</text>'
            for side, x, y in shape["labels"]
        ]
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 -60 {shape["width"]} {shape["height"] + 60}" '
            f'aria-hidden="true" focusable="false">{"".join(parts)}</svg>'
        )
        found.append((str(words["views"][view]), svg))
    return found


def _looks(inked: bool) -> tuple[str, str, str, str]:
    """Attributes of skin, marked skin, lines and labels."""
    if not inked:
        return 'class="fig-skin"', 'class="fig-marked"', 'class="fig-line"', 'class="fig-label"'
    edge = f'stroke="{_INK["edge"]}" stroke-width="4"'
    return (
        f'fill="{_INK["skin"]}" {edge}',
        f'fill="{_INK["marked"]}"',
        f'fill="none" {edge}',
        f'fill="{_INK["text"]}" font-size="44" text-anchor="middle"',
    )

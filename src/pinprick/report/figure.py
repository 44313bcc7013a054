"""The picture of a drawing: legs, feet, body figure and saddle, what was painted and what it fits.

One SVG for every report: outline only, so that it is anyone's body; painted skin is hatched as well as coloured;
right and left are written on every view. The PNG is the same picture, drawn by Typst (the `pdf` extra).
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING

import numpy as np

from pinprick.anatomy.atlas import Atlas, Mask, load_atlas
from pinprick.anatomy.drawing import PaintedSkin, body_painted, read_drawing, regions_painted
from pinprick.anatomy.levels import levels_of
from pinprick.anatomy.likelihood import default_scorer, posterior_of
from pinprick.anatomy.points import patch
from pinprick.anatomy.views import BODY_MIDDLE, SADDLE_MIDDLE, ViewShapes, view_shapes
from pinprick.case import Drawing
from pinprick.errors import DrawingError, MissingExtraError
from pinprick.knowledge.schema.pack import Pack
from pinprick.report.figure_look import THEMES, FigureWords, Theme, figure_words, hatches
from pinprick.report.figure_outline import Floats, body_halves, smooth_path, straight_path

if TYPE_CHECKING:
    from pinprick.anatomy.locate import Location, PlaceHypothesis

WIDTH, LEGS_TOP, FEET_TOP, LEGEND_TOP = 1180.0, 62.0, 636.0, 1010.0
LAYOUT: dict[str, tuple[float, float, float]] = {
    "front": (16.0, LEGS_TOP, 345.0),
    "back": (248.0, LEGS_TOP, 345.0),
    "outer": (484.0, LEGS_TOP, 345.0),
    "inner": (832.0, LEGS_TOP + 100.0, 345.0),
    "top": (20.0, FEET_TOP + 62.0, 310.0),
    "sole": (340.0, FEET_TOP, 310.0),
    "body": (664.0, FEET_TOP, 330.0),
    "saddle": (958.0, FEET_TOP + 30.0, 240.0),
}
"""View -> x and y of its top left corner, and pixels per screen unit."""
SHOWN_SHARE, MOST_FITS = 0.5, 3


def drawing_svg(drawing: Drawing, pack: Pack, location: Location | None = None, theme: str = "light") -> str:
    """An SVG of all views with the drawing, and with the best areas of `location` when it is given.

    `theme`: light, dark or print (black on white, hatches only). DrawingError for an unknown theme or a drawing
    that names something unknown.
    """
    if theme not in THEMES:
        raise DrawingError(f"theme {theme[:40]!r} is not known; choose one of {', '.join(THEMES)}.")
    look, words, atlas = THEMES[theme], figure_words(pack), load_atlas(pack)
    quality = _qualities(drawing, atlas)
    fits = [] if location is None else location.hypotheses[:MOST_FITS]
    skin = read_drawing(drawing, atlas)
    areas = [_area(hypothesis, skin, atlas, pack) for hypothesis in fits[:2]]
    parts = [_view(view_shapes(atlas, view), atlas, quality, areas, look, words) for view in LAYOUT]
    parts.append(_points(drawing, atlas, look))
    legend, bottom = _legend(
        drawing, sorted(set(quality.values()), key=list(words.qualities).index), fits, look, words
    )
    title, desc = escape(words.title), escape(_description(drawing, pack, atlas, fits, words))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {bottom:.0f}" role="img" '
        f'aria-labelledby="fig-title fig-desc" font-family="Inter, Helvetica, Arial, DejaVu Sans, sans-serif">'
        f'<title id="fig-title">{title}</title><desc id="fig-desc">{desc}</desc>'
        f"<defs>{hatches(look)}</defs>"
        f'<rect width="{WIDTH:.0f}" height="{bottom:.0f}" fill="{look.paper}"/>'
        + "".join(parts)
        + legend
        + "</svg>"
    )


def drawing_png(
    drawing: Drawing, pack: Pack, location: Location | None = None, theme: str = "light", width_px: int = 1180
) -> bytes:
    """The same picture as PNG, `width_px` wide (200-6000). MissingExtraError without the `pdf` extra.

    Typst draws it: it is already the engine of the PDF, holds a complete SVG renderer and needs no system library.
    """
    return rasterise(drawing_svg(drawing, pack, location, theme), WIDTH, width_px)


def rasterise(figure: str, width: float, width_px: int) -> bytes:
    """An SVG that is `width` units wide as PNG, `width_px` wide (200-6000, DrawingError otherwise)."""
    if not 200 <= width_px <= 6000:
        raise DrawingError(f"A picture {width_px} pixels wide cannot be made: choose 200 to 6000.")
    try:
        import typst
    except ImportError:
        raise MissingExtraError("A PNG picture", "pdf") from None
    source = (
        "#set page(width: auto, height: auto, margin: 0pt)\n"
        f'#image(bytes(sys.inputs.figure), format: "svg", width: {width:.0f}pt)'
    )
    made = typst.compile(
        source.encode(), format="png", ppi=72.0 * width_px / width, sys_inputs={"figure": figure}
    )
    return bytes(made[0] if isinstance(made, list) else made)


def _qualities(drawing: Drawing, atlas: Atlas) -> dict[str, str]:
    """Cell id -> what is felt there. Regions and body cells are numb; a cell painted by hand wins."""
    skin = read_drawing(drawing.model_copy(update={"points": {}}), atlas)
    found = {atlas.ids[number]: "numb" for number in skin.painted}
    return {**found, **drawing.cells}


def _area(hypothesis: PlaceHypothesis, skin: PaintedSkin, atlas: Atlas, pack: Pack) -> set[str]:
    """Cells that belong to a hypothesis more likely than not. Roots are never split: their areas are averaged."""
    group = next(group for group in levels_of(pack).groups if group.id == hypothesis.group)
    chance = posterior_of(default_scorer(atlas).scores(skin.degree, skin.seen)[0])
    names = [hypothesis.territory] if hypothesis.territory else group.territories
    places = [
        (weight, one)
        for weight, one in zip(chance, atlas.hypotheses, strict=True)
        if one.territory in names and one.side == hypothesis.side
    ]
    total = sum(weight for weight, _ in places) or 1.0
    member = sum(
        (weight / total * atlas.placed(one.territory, one.side) for weight, one in places),
        np.zeros(atlas.size),
    )
    return {atlas.ids[number] for number in np.flatnonzero(member > SHOWN_SHARE)}


def _view(
    shapes: ViewShapes,
    atlas: Atlas,
    quality: dict[str, str],
    areas: list[set[str]],
    look: Theme,
    words: FigureWords,
) -> str:
    x0, y0, scale = LAYOUT[shapes.view]

    def on_page(points: Floats) -> Floats:
        return np.asarray(points * scale + np.array([x0, y0]))

    outlines = [smooth_path(on_page(outline), keep=keep) for outline, keep in _outlines(shapes)]
    clip = f"clip-{shapes.view}"
    parts = [f'<g id="view-{shapes.view}">', f'<clipPath id="{clip}">']
    parts += [f'<path d="{path}"/>' for path in outlines]
    parts.append("</clipPath>")
    parts += [f'<path d="{path}" fill="{look.skin}"/>' for path in outlines]
    parts.append(f'<g clip-path="url(#{clip})">')
    for number, area in enumerate(areas):
        parts.append(_soft_area(shapes, area, on_page, number, look))
    for felt in dict.fromkeys(quality.values()):
        cells = {name for name, value in quality.items() if value == felt}
        colour = look.qualities[felt] if look.tint else None
        parts.append(_cells(shapes, cells, on_page, f"url(#hatch-{felt})", colour))
    parts.append("</g>")
    if shapes.view in ("body", "saddle"):
        parts += _seams(shapes, on_page, look, clip)
    for _, line in shapes.lines:
        parts.append(
            f'<path d="{smooth_path(on_page(line), closed=bool(np.allclose(line[0], line[-1])))}" fill="none" '
            f'stroke="{look.line}" stroke-width="0.9"/>'
        )
    parts += [
        f'<path d="{path}" fill="none" stroke="{look.ink}" stroke-width="1.5" stroke-linejoin="round"/>'
        for path in outlines
    ]
    middle = x0 + shapes.width * scale / 2
    if shapes.view == "saddle":
        parts.append(_text(middle, y0 + 3, words.saddle_front, look.soft, 13, "400"))
        parts.append(_text(middle, y0 + shapes.height * scale + 8, words.saddle_back, look.soft, 13, "400"))
    parts.append(_text(middle, y0 - 30, words.views[shapes.view], look.ink, 17, "600"))
    parts += [
        _text(x0 + x * scale, y0 - 9, words.sides[side], look.soft, 14, "400") for side, x, _ in shapes.labels
    ]
    return "".join(parts) + "</g>"


def _outlines(shapes: ViewShapes) -> list[tuple[Floats, Mask | None]]:
    """Outlines with the points that stay corners (None: judged by their angle)."""
    if shapes.view == "body":
        return [(piece, None) for middle in BODY_MIDDLE.values() for piece in body_halves(middle)]
    if shapes.view == "saddle":
        halves = [polygon for polygons in shapes.cells.values() for polygon in polygons]
        return [(half, np.abs(half[:, 0] - SADDLE_MIDDLE) < 1e-6) for half in halves]
    return [(outline, None) for _, outline in shapes.outlines]


def _soft_area(
    shapes: ViewShapes, names: set[str], on_page: Callable[[Floats], Floats], number: int, look: Theme
) -> str:
    """The area of a territory with rounded corners: a territory has no steps, only the cells have."""
    path = _joined(shapes, names, on_page)
    if not path:
        return ""
    mask = f"soft-{shapes.view}-{number}"
    x, y, scale = LAYOUT[shapes.view]
    box = f'x="{x - 20:.0f}" y="{y - 20:.0f}" width="{shapes.width * scale + 40:.0f}" height="{scale * 1.6:.0f}"'
    tint = f'<rect {box} fill="{look.fits[number]}" fill-opacity="0.22"/>' if look.tint else ""
    return (
        f'<mask id="{mask}" maskUnits="userSpaceOnUse" {box}>'
        f'<path d="{path}" fill="#fff" stroke="#fff" stroke-width="9" stroke-linejoin="round"/></mask>'
        f'<g mask="url(#{mask})">{tint}<rect {box} fill="url(#fit-{number})"/></g>'
    )


def _joined(shapes: ViewShapes, names: set[str], on_page: Callable[[Floats], Floats]) -> str:
    return "".join(
        straight_path(on_page(polygon))
        for name, several in shapes.cells.items()
        if name in names
        for polygon in several
    )


def _cells(
    shapes: ViewShapes, names: set[str], on_page: Callable[[Floats], Floats], fill: str, colour: str | None
) -> str:
    path = _joined(shapes, names, on_page)
    if not path:
        return ""
    # A border of its own colour closes the gaps between neighbouring cells at the ankle and the webs.
    join = 'stroke-width="4" stroke-linejoin="round"'
    under = (
        f'<g opacity="0.28"><path d="{path}" fill="{colour}" stroke="{colour}" {join}/></g>' if colour else ""
    )
    return f'{under}<path d="{path}" fill="{fill}" stroke="{fill}" {join}/>'


def _seams(shapes: ViewShapes, on_page: Callable[[Floats], Floats], look: Theme, clip: str) -> list[str]:
    """Thin borders between the named body cells, so that a person sees what there is to paint."""
    path = "".join(
        straight_path(on_page(polygon)) for several in shapes.cells.values() for polygon in several
    )
    return [
        f'<path d="{path}" clip-path="url(#{clip})" fill="none" stroke="{look.line}" stroke-width="0.7"/>'
    ]


def _points(drawing: Drawing, atlas: Atlas, look: Theme) -> str:
    """Tested points: a ring for normal, half-filled for reduced, full for absent."""
    parts = []
    for point, result in drawing.points.items():
        cell = atlas.ids[int(patch(point, atlas)[0])]
        for view in LAYOUT:
            polygons = view_shapes(atlas, view).cells.get(cell)
            if not polygons:
                continue
            x0, y0, scale = LAYOUT[view]
            x, y = polygons[0].mean(axis=0) * scale + [x0, y0]
            parts.append(_ring(float(x), float(y), result, look))
    return "".join(parts)


def _ring(x: float, y: float, result: str, look: Theme) -> str:
    opacity = {"normal": 0.0, "reduced": 0.45, "absent": 1.0}[result]
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{look.ink}" fill-opacity="{opacity}" '
        f'stroke="{look.ink}" stroke-width="1.5"/>'
    )


def _legend(
    drawing: Drawing, felt: list[str], fits: list[PlaceHypothesis], look: Theme, words: FigureWords
) -> tuple[str, float]:
    parts = []
    for number, quality in enumerate(felt):
        x = 24 + 150 * number
        parts.append(_swatch(x, LEGEND_TOP, f"url(#hatch-{quality})", look.qualities[quality], look))
        parts.append(_text(x + 36, LEGEND_TOP + 15, words.qualities[quality], look.ink, 15, "400", "start"))
    if drawing.points:
        x = 24 + 150 * len(felt)
        parts.append(_ring(x + 14, LEGEND_TOP + 9, "absent", look))
        parts.append(_text(x + 36, LEGEND_TOP + 15, words.tested, look.ink, 15, "400", "start"))
    y = LEGEND_TOP + (38.0 if felt or drawing.points else 0.0)
    if fits:
        parts.append(_text(24, y + 14, words.fits, look.ink, 16, "600", "start"))
    for number, hypothesis in enumerate(fits):
        line = y + 30 + 26 * number
        if number < 2:
            parts.append(
                _swatch(24, line, f"url(#fit-{number})", look.fits[number] if look.tint else None, look)
            )
        chance = hypothesis.probability
        said = words.per_cent.format(n=round(100 * chance)) if chance >= 0.01 else words.less_than_one
        parts.append(
            f'<rect x="64" y="{line + 3:.0f}" width="120" height="12" fill="none" stroke="{look.line}"/>'
        )
        parts.append(
            f'<rect x="64" y="{line + 3:.0f}" width="{120 * chance:.1f}" height="12" fill="{look.ink}"/>'
        )
        parts.append(_text(196, line + 14, said, look.ink, 15, "600", "start"))
        side = words.sides.get(hypothesis.side)
        name = f"{hypothesis.name}, {side.lower()}" if side else hypothesis.name
        parts.append(_text(262, line + 14, name, look.ink, 15, "400", "start"))
    return "".join(parts), y + 44 + (26 * len(fits) if fits else 0)


def _swatch(x: float, y: float, fill: str, colour: str | None, look: Theme) -> str:
    box = f'x="{x:.0f}" y="{y:.0f}" width="28" height="18"'
    under = f'<rect {box} fill="{colour}" fill-opacity="0.28"/>' if colour else ""
    return f'{under}<rect {box} fill="{fill}" stroke="{look.ink}" stroke-width="1"/>'


def _text(x: float, y: float, words: str, fill: str, size: int, weight: str, anchor: str = "middle") -> str:
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}" font-weight="{weight}" fill="{fill}" '
        f'text-anchor="{anchor}">{escape(words)}</text>'
    )


def _description(
    drawing: Drawing, pack: Pack, atlas: Atlas, fits: list[PlaceHypothesis], words: FigureWords
) -> str:
    skin = read_drawing(drawing, atlas)
    names = {**atlas.region_names, **levels_of(pack).body_names}
    regions, body = regions_painted(skin, atlas), body_painted(skin, atlas)
    places = [
        f"{words.sides[side].lower()} {names[place]}"
        for side in words.sides
        for place in regions[side] + body[side]
    ]
    said = [words.desc_painted.format(places=", ".join(places)) if places else words.desc_blank]
    if fits:
        said.append(words.desc_fits.format(names="; ".join(hypothesis.name for hypothesis in fits)))
    return " ".join(said)

"""The picture: accessible, hatched, right and left on every view, safe against markup, and drawable."""

from __future__ import annotations

import struct
from xml.etree import ElementTree

import pytest
from places import BIG_TOE_AND_TOP, SADDLE_AREA

from pinprick.anatomy.locate import locate
from pinprick.case import Drawing
from pinprick.errors import DrawingError
from pinprick.knowledge.schema.pack import Pack
from pinprick.report.figure import LAYOUT, drawing_png, drawing_svg
from pinprick.report.figure_look import THEMES

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("theme", list(THEMES))
def test_svg_is_accessible_and_labels_both_sides_on_every_view(pack: Pack, theme: str) -> None:
    root = ElementTree.fromstring(drawing_svg(BIG_TOE_AND_TOP, pack, locate(BIG_TOE_AND_TOP, pack), theme))
    assert root.get("role") == "img" and root.get("aria-labelledby") == "fig-title fig-desc"
    assert "big toe (top)" in (root.findtext(f"{SVG}desc") or "")
    assert "fibular" in (root.findtext(f"{SVG}desc") or "")
    for view in LAYOUT:
        group = root.find(f"{SVG}g[@id='view-{view}']")
        assert group is not None
        said = [text.text for text in group.iter(f"{SVG}text")]
        assert said.count("Right") == said.count("Left") >= 1, view


def test_painted_skin_is_hatched_as_well_as_coloured(pack: Pack) -> None:
    blank, painted = drawing_svg(Drawing(), pack), drawing_svg(SADDLE_AREA, pack)
    assert "url(#hatch-numb)" in painted and "url(#hatch-numb)" not in blank
    assert "Nothing is painted" in blank


def test_each_quality_has_its_own_hatch(pack: Pack) -> None:
    felt = {"R.top.04.3": "tingling", "R.sole.04.3": "burning", "L.leg.10.04": "pain"}
    picture = drawing_svg(Drawing(cells=felt), pack)
    for quality in felt.values():
        assert f'fill="url(#hatch-{quality})"' in picture and f">{quality}<" in picture


def test_unknown_theme_and_width_are_refused(pack: Pack) -> None:
    with pytest.raises(DrawingError, match="light, dark, print"):
        drawing_svg(Drawing(), pack, theme="neon")
    with pytest.raises(DrawingError, match="200 to 6000"):
        drawing_png(Drawing(), pack, width_px=10)


def test_png_has_the_size_asked_for_and_shows_the_drawing(pack: Pack) -> None:
    pytest.importorskip("typst")
    blank, painted = (drawing_png(drawing, pack, width_px=600) for drawing in (Drawing(), SADDLE_AREA))
    for picture in (blank, painted):
        assert picture[:8] == b"\x89PNG\r\n\x1a\n"
        assert abs(struct.unpack(">I", picture[16:20])[0] - 600) <= 2
    assert blank != painted


def test_same_drawing_same_picture(pack: Pack) -> None:
    assert drawing_svg(SADDLE_AREA, pack) == drawing_svg(SADDLE_AREA, pack)

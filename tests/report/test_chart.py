"""The weight chart: every line of the ledger, well-formed, readable without colour, the same numbers."""

from __future__ import annotations

import struct
from xml.etree import ElementTree

import pytest

from pinprick.assessment import explain
from pinprick.case import Case
from pinprick.errors import DrawingError
from pinprick.knowledge.load import load_pack
from pinprick.report.chart import WIDTH, ledger_png, ledger_svg

PACK = load_pack()
CAUSE = explain(
    Case(
        account="Both feet numb for two years, I have diabetes and no back pain", findings={"sex": "female"}
    ),
    PACK,
)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
def test_every_line_and_the_total_are_in_the_picture(theme: str) -> None:
    root = ElementTree.fromstring(ledger_svg(CAUSE, PACK, theme=theme))
    words = [text.text or "" for text in root.iter(f"{SVG}text")]
    for line in CAUSE.ledger:
        assert f"{line.decibans:+.2f}" in words
    assert any(f"{CAUSE.total_decibans:+.2f}" in w for w in words)
    assert root.get("role") == "img" and root.find(f"{SVG}title") is not None
    hatched = [r for r in root.iter(f"{SVG}rect") if r.get("fill") == "url(#against)"]
    assert len(hatched) == sum(line.decibans < 0 for line in CAUSE.ledger)


def test_bars_stay_inside_the_page_and_are_as_long_as_their_weights() -> None:
    root = ElementTree.fromstring(ledger_svg(CAUSE, PACK))
    bars = [r for r in root.iter(f"{SVG}rect") if r.get("stroke")]
    spans = [(float(r.get("x", 0)), float(r.get("width", 0))) for r in bars]
    assert all(x > 380 and x + w < WIDTH for x, w in spans)
    longest = max(CAUSE.ledger, key=lambda line: abs(line.decibans))
    assert max(w for _, w in spans) == spans[CAUSE.ledger.index(longest)][1]


def test_names_from_a_pack_cannot_break_the_picture() -> None:
    odd = CAUSE.model_copy(update={"lay_name": '<b>"&'})
    ElementTree.fromstring(ledger_svg(odd, PACK))


def test_png_has_the_width_asked_for() -> None:
    pytest.importorskip("typst")
    png = ledger_png(CAUSE, PACK, width_px=600)
    assert png[:8] == b"\x89PNG\r\n\x1a\n" and struct.unpack(">I", png[16:20])[0] == 600
    with pytest.raises(DrawingError):
        ledger_png(CAUSE, PACK, width_px=10)

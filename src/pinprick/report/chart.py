"""The weight chart of one cause: a horizontal bar an answer, for it to the right, against it to the left."""

from __future__ import annotations

import textwrap
from html import escape
from typing import Any

from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.text import sentences, value_in_words
from pinprick.report.figure import rasterise
from pinprick.report.figure_look import THEMES
from pinprick.results import CauseResult, LedgerLine

WIDTH = 900.0
_LABELS, _EDGE, _ROW, _BAR = 380.0, 70.0, 24.0, 14.0
_TOP, _LINE = 34.0, 22.0
_LETTERS = 52
_LEAST_SCALE = 5.0
_FOR, _AGAINST = "#1d4ed8", "#b45309"
_FOR_DARK, _AGAINST_DARK = "#8fb4ff", "#ffc069"


def ledger_svg(cause: CauseResult, pack: Pack, language: str = "en", theme: str = "light") -> str:
    """The ledger as a picture, in decibans, with a title and a description for those who cannot see it.

    `theme`: light, dark or print. Bars against are hatched as well as coloured, so that neither print nor a
    colour-blind reader loses the sign; the number stands beside every bar.
    """
    look, words = THEMES[theme], sentences(pack, "report", language)
    lines = [(_named(line, pack, language), line.decibans) for line in cause.ledger]
    heading = textwrap.wrap(words["headings"]["ledger"].format(name=cause.lay_name), 76)
    hint = textwrap.wrap(words["headings"]["ledger_hint"], 100)
    for_it, against = (_FOR_DARK, _AGAINST_DARK) if theme == "dark" else (_FOR, _AGAINST)
    if theme == "print":
        for_it = against = look.ink
    zero, scale = _axis([decibans for _, decibans in lines])
    y = _TOP
    parts = []
    for text in heading:
        parts.append(_text(20, y, text, look.ink, 18, "start", "600"))
        y += _LINE
    for text in hint:
        parts.append(_text(20, y, text, look.soft, 13, "start"))
        y += _LINE
    first = y
    for label, decibans in lines:
        long = abs(decibans) * scale
        left = zero if decibans >= 0 else zero - long
        fill = for_it if decibans >= 0 else "url(#against)"
        parts.append(_text(_LABELS, y + _BAR, label, look.ink, 13, "end"))
        parts.append(
            f'<rect x="{left:.1f}" y="{y + 3:.1f}" width="{max(long, 0.5):.1f}" height="{_BAR:.0f}" fill="{fill}" '
            f'stroke="{for_it if decibans >= 0 else against}"/>'
        )
        end, anchor = (zero + long + 6, "start") if decibans >= 0 else (zero - long - 6, "end")
        parts.append(_text(end, y + _BAR, f"{decibans:+.2f}", look.ink, 12, anchor))
        y += _ROW
    parts.append(f'<path d="M{zero:.1f} {first:.1f}V{y:.1f}" stroke="{look.line}"/>')
    if cause.total_decibans is not None:
        total = f"{words['ledger_labels']['total']} {cause.total_decibans:+.2f} = {cause.probability:.1%}"
        parts.append(_text(_LABELS, y + _LINE, total, look.ink, 15, "end", "600"))
        y += _LINE
    height = y + 20
    told = "; ".join(f"{label} {decibans:+.2f}" for label, decibans in lines)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {height:.0f}" role="img" '
        'aria-labelledby="chart-title chart-desc" font-family="Inter, Helvetica, Arial, DejaVu Sans, sans-serif">'
        f'<title id="chart-title">{escape(" ".join(heading))}</title><desc id="chart-desc">{escape(told)}</desc>'
        '<defs><pattern id="against" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<path d="M0 6L6 0" stroke="{against}" stroke-width="1.5"/></pattern></defs>'
        f'<rect width="{WIDTH:.0f}" height="{height:.0f}" fill="{look.paper}"/>' + "".join(parts) + "</svg>"
    )


def ledger_png(
    cause: CauseResult, pack: Pack, language: str = "en", theme: str = "light", width_px: int = 1200
) -> bytes:
    """The same chart as PNG, `width_px` wide (200-6000). MissingExtraError without the `pdf` extra."""
    return rasterise(ledger_svg(cause, pack, language, theme), WIDTH, width_px)


def _axis(decibans: list[float]) -> tuple[float, float]:
    """Where zero stands and units a deciban, so that the longest bar of each side and its number fit."""
    right, left = max([*decibans, 0.0]), max([*(-d for d in decibans), 0.0])
    room = WIDTH - _LABELS - 2 * _EDGE
    scale = room / max(right + left, _LEAST_SCALE)
    return _LABELS + _EDGE + left * scale, scale


def _named(line: LedgerLine, pack: Pack, language: str) -> str:
    value = value_in_words(pack, line.finding, line.value, language) if line.finding and line.value else ""
    return textwrap.shorten(line.label + (f": {value}" if value else ""), _LETTERS, placeholder="…")


def _text(x: float, y: float, words: Any, fill: str, size: int, anchor: str, weight: str = "400") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{fill}" font-size="{size}" font-weight="{weight}" '
        f'text-anchor="{anchor}">{escape(str(words))}</text>'
    )

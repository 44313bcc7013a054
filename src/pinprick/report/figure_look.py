"""Colours, hatches and words of the picture."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import ValidationError

from pinprick.errors import PackError
from pinprick.knowledge.schema.base import Record
from pinprick.knowledge.schema.pack import Pack


@dataclass(frozen=True)
class Theme:
    """Colours of one look. `tint`: whether areas are tinted as well as hatched."""

    paper: str
    skin: str
    ink: str
    soft: str
    line: str
    qualities: dict[str, str]
    fits: tuple[str, str]
    tint: bool


_LIGHT = {
    "numb": "#1d4ed8",
    "tingling": "#b45309",
    "burning": "#b91c1c",
    "pain": "#6d28d9",
    "other": "#0f766e",
}
_DARK = {
    "numb": "#8fb4ff",
    "tingling": "#ffc069",
    "burning": "#ff8f8f",
    "pain": "#c9a7ff",
    "other": "#66d9cc",
}
THEMES = {
    "light": Theme(
        "#ffffff", "#faf8f4", "#1b2430", "#4b5563", "#9aa2ad", _LIGHT, ("#15803d", "#a16207"), True
    ),
    "dark": Theme("#151b22", "#1f2731", "#e9edf1", "#b3bcc7", "#6b7682", _DARK, ("#4ade80", "#facc15"), True),
    "print": Theme(
        "#ffffff",
        "#ffffff",
        "#000000",
        "#000000",
        "#777777",
        dict.fromkeys(_LIGHT, "#000000"),
        ("#555555",) * 2,
        False,
    ),
}


class FigureWords(Record):
    """`atlas/figure.yaml`."""

    title: str
    desc_painted: str
    desc_blank: str
    desc_fits: str
    views: dict[str, str]
    sides: dict[str, str]
    qualities: dict[str, str]
    tested: str
    saddle_front: str
    saddle_back: str
    fits: str
    per_cent: str
    less_than_one: str


def figure_words(pack: Pack) -> FigureWords:
    """The words of a pack's picture. PackError when `atlas/figure.yaml` is missing or wrong."""
    try:
        return FigureWords.model_validate(pack.atlas.get("figure"))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise PackError(f"atlas/figure.yaml: {where}: {first['msg']}.") from None


def hatches(look: Theme) -> str:
    """Fill patterns: each quality has its own hatch, each fitting area its own dots, so colour is never needed."""
    lines = {
        "numb": "M-2 2L2 -2M0 8L8 0M6 10L10 6",
        "tingling": None,
        "burning": "M-2 2L2 -2M0 8L8 0M6 10L10 6M-2 6L2 10M0 0L8 8M6 -2L10 2",
        "pain": "M4 0V8",
        "other": "M0 4H8",
    }
    parts = []
    for name, path in lines.items():
        colour = look.qualities[name]
        inside = (
            f'<path d="{path}" stroke="{colour}" stroke-width="1.7" fill="none"/>'
            if path
            else f'<path d="M2.5 2.5h0M6.5 6.5h0" stroke="{colour}" stroke-width="3.2" stroke-linecap="round"/>'
        )
        parts.append(_pattern(f"hatch-{name}", 8, inside))
    dots = (
        '<circle cx="3" cy="3" r="1" fill="{c}"/>',
        '<path d="M0 4h5M2.5 1.5v5" stroke="{c}" stroke-width="0.8"/>',
    )
    parts += [_pattern(f"fit-{n}", 9, shape.format(c=look.fits[n])) for n, shape in enumerate(dots)]
    return "".join(parts)


def _pattern(name: str, size: int, inside: str) -> str:
    return f'<pattern id="{name}" width="{size}" height="{size}" patternUnits="userSpaceOnUse">{inside}</pattern>'

"""Numbers and dates as a language writes them (`text/<language>/formats.yaml`)."""

from __future__ import annotations

from datetime import date

from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.text import sentences


def number(pack: Pack, x: float, digits: int = 0, language: str = "en", sign: bool = False) -> str:
    """`x` with so many digits after the decimal mark; `sign` also writes a plus."""
    written = f"{x:+.{digits}f}" if sign else f"{x:.{digits}f}"
    return written.replace(".", str(sentences(pack, "formats", language).get("decimal", ".")))


def percent(pack: Pack, p: float, digits: int = 0, language: str = "en") -> str:
    """A share (0-1) in percent, such as "89.9%"."""
    pattern = str(sentences(pack, "formats", language).get("percent", "{n}%"))
    return pattern.format(n=number(pack, 100 * p, digits, language))


def day(pack: Pack, on: date, language: str = "en") -> str:
    """A date, such as "2026-05-03" or "03/05/2026"."""
    pattern = str(sentences(pack, "formats", language).get("date", "{year}-{month}-{day}"))
    return pattern.format(year=on.year, month=f"{on.month:02}", day=f"{on.day:02}")

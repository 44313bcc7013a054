"""Dates of FHIR R4: whole or partial, with or without a time; a partial date stands for its first day."""

from __future__ import annotations

import re
from datetime import date

_DATE = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T.*)?)?)?$")


def read_date(value: object) -> date | None:
    """The day of a FHIR date, dateTime or instant; None when it is missing or not one (`2024-13`)."""
    if not isinstance(value, str):
        return None
    match = _DATE.match(value)
    if match is None:
        return None
    year, month, day = match.groups()
    try:
        return date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None


def years_between(earlier: date, later: date) -> int:
    """Whole years from one day to a later one (negative when it is not later)."""
    return later.year - earlier.year - ((later.month, later.day) < (earlier.month, earlier.day))

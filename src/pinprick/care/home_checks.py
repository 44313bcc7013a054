"""The home examination coach: which check answers which finding."""

from __future__ import annotations

from pinprick.care.sections import parse_section
from pinprick.knowledge.schema.home_checks import HomeCheck, HomeChecksFile
from pinprick.knowledge.schema.pack import Pack


def home_checks(pack: Pack) -> HomeChecksFile:
    """All checks of the pack, with the sentence to read before any of them. PackError when malformed."""
    file: HomeChecksFile = parse_section(pack, "home_checks", HomeChecksFile)
    return file


def check_for(pack: Pack, finding: str) -> HomeCheck | None:
    """How to check `finding` at home, or None when there is no safe way."""
    return next((check for check in home_checks(pack).checks if check.finding == finding), None)

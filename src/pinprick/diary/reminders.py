"""Reminders as a calendar file (iCalendar, RFC 5545): any calendar opens it, nothing is sent anywhere."""

from __future__ import annotations

import hashlib
from datetime import date

from pinprick.errors import CaseError
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.text import sentences


def reminders(pack: Pack, first: date, every_days: int = 7, times: int = 12, language: str = "en") -> str:
    """A calendar file with one repeating day: `first`, then every `every_days` (1-90), `times` in all (1-100).

    The same request gives the same bytes. CaseError when a number is out of range.
    """
    if not 1 <= every_days <= 90 or not 1 <= times <= 100:
        raise CaseError("A reminder comes every 1 to 90 days, 1 to 100 times.")
    words = sentences(pack, "diary", language)["reminder"]
    day = first.strftime("%Y%m%d")
    identity = hashlib.sha256(f"{day} {every_days} {times}".encode()).hexdigest()[:24]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Pinprick//Diary//EN",
        "BEGIN:VEVENT",
        f"UID:{identity}@pinprick",
        f"DTSTAMP:{day}T000000Z",
        f"DTSTART;VALUE=DATE:{day}",
        f"RRULE:FREQ=DAILY;INTERVAL={every_days};COUNT={times}",
        f"SUMMARY:{_escaped(str(words['title']))}",
        f"DESCRIPTION:{_escaped(str(words['about']))}",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_escaped(str(words['title']))}",
        "TRIGGER:PT9H",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(part + "\r\n" for line in lines for part in _folded(line))


def _escaped(text: str) -> str:
    for mark in "\\;,":
        text = text.replace(mark, "\\" + mark)
    return text.replace("\n", "\\n")


def _folded(line: str) -> list[str]:
    """Lines of at most 75 bytes, the next ones begun with a space (RFC 5545, 3.1); no character is cut in two."""
    parts, now = [], ""
    for character in line:
        if len((now + character).encode()) > 75:
            parts.append(now)
            now = " "
        now += character
    return [*parts, now]

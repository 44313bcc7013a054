"""The course on one page, for the doctor: what changed, day by day, and what follows."""

from __future__ import annotations

import textwrap
from typing import Any

from pinprick.diary.course import Day
from pinprick.diary.reassessment import Reassessment
from pinprick.diary.record import Entry
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.text import chance_in_words, sentences, value_in_words

SHOWN_CAUSES = 3


def course_text(
    entries: list[Entry], found: Reassessment, pack: Pack, width: int = 80, language: str = "en"
) -> str:
    """Plain text, lines at most `width`: how soon first, then changes, causes and days (latest first)."""
    words = sentences(pack, "diary", language)
    said, told = words["summary"], sorted(entries, key=lambda entry: entry.on)
    urgency = found.assessment.urgency
    blocks = [
        f"{urgency.headline}\n{urgency.act}",
        f"{said['title']}\n"
        + str(said["period"]).format(
            count=len(told), first=told[0].on.isoformat(), last=told[-1].on.isoformat()
        ),
        _listed(
            str(said["changes"]),
            [change.text for change in found.course.changes] or [words["changes"]["first"]],
        ),
        _raised(found, pack, str(said["raised"]), language),
        _listed(
            str(said["causes"]),
            [
                str(said["cause"]).format(
                    name=cause.lay_name, chance=chance_in_words(pack, cause.probability, language)
                )
                for cause in found.assessment.causes[:SHOWN_CAUSES]
            ],
        ),
        _listed(
            str(said["days"]),
            [
                _day(entry, day, words)
                for entry, day in zip(reversed(told), reversed(found.course.days), strict=True)
            ],
        ),
        found.assessment.disclaimer,
    ]
    return "\n\n".join(_wrapped(block, width) for block in blocks if block) + "\n"


def _raised(found: Reassessment, pack: Pack, template: str, language: str) -> str:
    said = [
        f"{pack.findings[name].label}: {value_in_words(pack, name, value, language)}"
        for name, value in found.course.raises.items()
        if name in pack.findings
    ]
    return template.format(findings="; ".join(said)) if said else ""


def _day(entry: Entry, day: Day, words: dict[str, Any]) -> str:
    said = words["summary"]
    parts = [
        str(said["day"]).format(
            on=entry.on.isoformat(), urgency=words["urgency"][entry.summary.urgency.value]
        )
    ]
    if day.area_cm2:
        parts.append(
            str(said["painted"]).format(**{side: round(area) for side, area in day.area_cm2.items()})
        )
    if day.reaches:
        parts.append(str(said["reaches"]).format(high=words["heights"][day.reaches]))
    if entry.severity is not None:
        parts.append(str(said["severity"]).format(n=entry.severity))
    if entry.tried:
        parts.append(str(said["tried"]).format(tried="; ".join(entry.tried)))
    return " ".join(parts)


def _listed(title: str, lines: list[str]) -> str:
    return "\n".join([title, *(f"- {line}" for line in lines)])


def _wrapped(block: str, width: int) -> str:
    return "\n".join(
        textwrap.fill(line, max(40, width), subsequent_indent="  " if line.startswith("- ") else "")
        for line in block.splitlines()
    )

"""The course on one page, for the doctor: what changed, day by day, and what follows."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import Any

from pinprick.diary.course import Day
from pinprick.diary.reassessment import Reassessment
from pinprick.diary.record import Entry
from pinprick.diary.trend import nothing_changed
from pinprick.interview.wording import cause_name, in_language, value_name
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.text import chance_in_words, sentences

SHOWN_CAUSES = 3


@dataclass(frozen=True)
class Block:
    """A part of the page: a heading, a sentence below it, and items; any of them may be empty."""

    title: str
    text: str = ""
    items: tuple[str, ...] = ()


def course_blocks(entries: list[Entry], found: Reassessment, pack: Pack, language: str = "en") -> list[Block]:
    """The page in parts: how soon first, then changes, what they add, causes and days (latest first).

    What `language` has no words for is English.
    """
    words = sentences(pack, "diary", language)
    said, told = words["summary"], sorted(entries, key=lambda entry: entry.on)
    urgency = found.assessment.urgency
    period = str(said["period"]).format(
        count=len(told), first=told[0].on.isoformat(), last=told[-1].on.isoformat()
    )
    changes = tuple(change.text for change in found.course.changes) or (nothing_changed(found.course, words),)
    causes = tuple(
        str(said["cause"]).format(
            name=cause_name(pack, cause.id, language),
            chance=chance_in_words(pack, cause.probability, language),
        )
        for cause in found.assessment.causes[:SHOWN_CAUSES]
    )
    days = tuple(
        _day(entry, day, words)
        for entry, day in zip(reversed(told), reversed(found.course.days), strict=True)
    )
    raised = raised_in_words(found, pack, language)
    blocks = [
        Block(in_language(pack, urgency.headline, language), in_language(pack, urgency.act, language)),
        Block(str(said["title"]), period),
        Block(str(said["changes"]), items=changes),
        Block("", str(said["raised"]).format(findings="; ".join(raised)) if raised else ""),
        Block(str(said["causes"]), items=causes),
        Block(str(said["days"]), items=days),
        Block("", in_language(pack, found.assessment.disclaimer, language)),
    ]
    return [block for block in blocks if block.text or block.items]


def course_text(
    entries: list[Entry], found: Reassessment, pack: Pack, width: int = 80, language: str = "en"
) -> str:
    """The same as plain text, lines at most `width` (at least 40)."""
    parts = []
    for block in course_blocks(entries, found, pack, language):
        lines = [line for line in (block.title, block.text) if line] + [f"- {item}" for item in block.items]
        parts.append("\n".join(_wrapped(line, max(40, width)) for line in lines))
    return "\n\n".join(parts) + "\n"


def raised_in_words(found: Reassessment, pack: Pack, language: str = "en") -> list[str]:
    """What the course adds to the answers: `label: value`, in words."""
    return [
        f"{in_language(pack, pack.findings[name].label, language)}: {value_name(pack, name, value, language)}"
        for name, value in found.course.raises.items()
        if name in pack.findings
    ]


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


def _wrapped(line: str, width: int) -> str:
    return textwrap.fill(line, width, subsequent_indent="  " if line.startswith("- ") else "")

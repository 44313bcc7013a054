"""What the pack check lets pass, each with its reason."""

from __future__ import annotations

from pinprick.knowledge.schema.base import Record


class OffBackground(Record):
    """A value whose expected frequency over all causes is off its background by more than the limit."""

    finding: str
    value: str = "yes"
    why: str


class ExceptionsFile(Record):
    """`exceptions.yaml`: words that count as plain, and departures from the checks."""

    plain_words: list[str] = []
    off_background: list[OffBackground] = []
    unused_findings: dict[str, str] = {}
    """findings that no cause and no rule uses, with the reason they are kept"""

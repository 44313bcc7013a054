"""What a language must have (`text/languages.yaml`): which texts of the pack a person reads, and which stay English."""

from __future__ import annotations

from pinprick.knowledge.schema.base import Record


class Seen(Record):
    """Texts that a person reads. `files`: a path or glob inside the pack. `keys`: dotted paths; a star is every key."""

    files: str
    keys: list[str]


class StaysEnglish(Record):
    """Texts that stay English in every language, and the reason."""

    what: str
    why: str


class LanguagesFile(Record):
    """`by_key`: files of `text/en` translated key by key; `in_results`: those whose texts are part of a result.

    `said_by_program`: English that stands in no file and is translated all the same.
    """

    by_key: list[str]
    in_results: list[str]
    seen: list[Seen]
    stays_english: list[StaysEnglish]
    said_by_program: list[str] = []

"""Reading grade of every sentence a person sees."""

from __future__ import annotations

from collections.abc import Iterator

from pinprick.knowledge.checks.contents import Contents, Entry
from pinprick.knowledge.located import KeyPath
from pinprick.knowledge.reading_grade import grade, hardest_sentence

HIGHEST_GRADE = 8.0
HARDEST_SENTENCE = 10.0
"""One sentence among easier ones may be a little harder than the whole."""
SHORTEST_SENTENCE_WORDS = 5
"""Fewer words are a name; the formula says nothing about them."""
_FOR_PEOPLE = ("person", "home_check")


def check_reading(contents: Contents) -> None:
    """Questions, help and acts above the grade are errors; other lay texts are warnings."""
    listed = contents.file("exceptions.yaml").items("plain_words")
    plain = frozenset(str(word).lower() for word in listed)
    for entry, path, text, severity in _lay_texts(contents):
        if len(text.split()) < SHORTEST_SENTENCE_WORDS:
            continue
        whole, (hardest, sentence) = grade(text, plain), hardest_sentence(text, plain)
        if whole > HIGHEST_GRADE:
            entry.problem(
                path,
                f"reading grade {whole:.1f}: {text}",
                f"grade {HIGHEST_GRADE:.0f} or less: shorter words and sentences",
                severity,
            )
        elif hardest > HARDEST_SENTENCE:
            right = f"grade {HARDEST_SENTENCE:.0f} or less in each sentence: cut it in two"
            entry.problem(path, f"one sentence has reading grade {hardest:.1f}: {sentence}", right, "warning")


def _lay_texts(contents: Contents) -> Iterator[tuple[Entry, KeyPath, str, str]]:
    """(record, path, text, severity when too hard) of every text a person sees."""
    for entry in contents.findings.values():
        if entry.content.get("answered_by") in _FOR_PEOPLE:
            yield from _texts(entry, "error", "question", "help")
    for entry in contents.rules.values():
        yield from _texts(entry, "error", "act")
        yield from _texts(entry, "warning", "label")
    for entry in contents.causes.values():
        yield from _texts(entry, "warning", "lay_name", "summary", "explains")
        for position, item in enumerate(entry.file.items("look_alikes")):
            if isinstance(item, dict) and isinstance(item.get("tell_apart"), str):
                yield entry, ("look_alikes", position, "tell_apart"), item["tell_apart"], "warning"
        for position, item in enumerate(entry.file.items("urgency", "worse_when")):
            if isinstance(item, dict) and isinstance(item.get("why"), str):
                yield entry, ("urgency", "worse_when", position, "why"), item["why"], "warning"


def _texts(entry: Entry, severity: str, *keys: str) -> Iterator[tuple[Entry, KeyPath, str, str]]:
    for key in keys:
        text = entry.content.get(key)
        if isinstance(text, str):
            yield entry, (key,), text, severity

"""The phrase language of the lexicon, and a matcher that finds all phrases in one pass over the words.

A phrase is words with spaces between: `word` exactly, `word*` any ending, `a/b` either, `word?` may be missing,
`<class>` any phrase of that class, `<number>` a number, `..` up to three words between (same clause), `...` up to
seven (same sentence).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pinprick.intake.tokens import Account, plain

_GAPS = {"..": (3, True), "...": (7, False)}
_PREFIX = 3
NUMBER = "<number>"


@dataclass(slots=True, frozen=True)
class Element:
    """One step of a phrase: words, beginnings of words, classes; or a gap of up to `gap` words."""

    words: frozenset[str]
    starts: tuple[str, ...]
    classes: tuple[str, ...]
    optional: bool
    number: bool
    gap: int
    in_clause: bool


@dataclass(slots=True, frozen=True)
class Match:
    """A phrase found: its label, first and last word, and the words it fixed (not those in gaps)."""

    label: int
    first: int
    last: int
    fixed: frozenset[int]


@dataclass(slots=True)
class Phrase:
    """A phrase with the number of its label; parsed when first tried."""

    text: str
    label: int
    _elements: tuple[Element, ...] | None = None
    _needs: tuple[frozenset[str], ...] = ()

    @property
    def elements(self) -> tuple[Element, ...]:
        if self._elements is None:
            self._prepare()
        return self._elements or ()

    def possible(self, present: frozenset[str]) -> bool:
        """False when a part that may not be missing has none of its keys among those of the account."""
        if self._elements is None:
            self._prepare()
        return not any(need.isdisjoint(present) for need in self._needs)

    def _prepare(self) -> None:
        self._elements = parse(self.text)
        required = [part for part in self.text.split() if not part.endswith("?") and part not in _GAPS]
        self._needs = tuple(frozenset(keys_of(part)) for part in required[1:])


def parse(text: str) -> tuple[Element, ...]:
    """The elements of a phrase."""
    return tuple(_element(part) for part in text.split())


def _element(part: str) -> Element:
    if part in _GAPS:
        gap, in_clause = _GAPS[part]
        return Element(frozenset(), (), (), True, False, gap, in_clause)
    optional = part.endswith("?")
    words, starts, classes, number = set(), [], [], False
    for choice in (part[:-1] if optional else part).split("/"):
        if choice == NUMBER:
            number = True
        elif choice.startswith("<"):
            classes.append(choice[1:-1])
        elif choice.endswith("*"):
            starts.append(choice[:-1])
        else:
            words.add(choice)
    return Element(frozenset(words), tuple(starts), tuple(classes), optional, number, 0, False)


def keys_of(part: str) -> list[str]:
    """Index keys of one part of a phrase: a word as it is, `word*` by its first letters, a class by name."""
    keys = []
    for choice in part.rstrip("?").split("/"):
        if choice.endswith("*"):
            keys.append(_beginning(choice[:-1]))
        else:
            keys.append(choice)
    return keys


def _beginning(start: str) -> str:
    """Index key of `word*`: its first three letters, or two when it has no more."""
    return "^" + start[:_PREFIX]


def _beginnings(word: str) -> tuple[str, str]:
    """The keys under which `word` may be found by its beginning."""
    return "^" + word[:_PREFIX], "^" + word[: _PREFIX - 1]


@dataclass(slots=True)
class PhraseIndex:
    """Phrases by the key of their first part. `add` is cheap: a phrase is parsed only when its first part is met."""

    classes: Mapping[str, list[str]]
    first: dict[str, list[Phrase]] = field(default_factory=dict)
    class_words: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=dict)
    parents: dict[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, entries in self.classes.items():
            for entry in entries:
                if entry.startswith("<") and " " not in entry:
                    self.parents.setdefault(entry[1:-1], set()).add(name)
                    continue
                words = tuple(plain(word) for word in entry.replace("-", " ").split())
                key = _beginning(words[0][:-1]) if words[0].endswith("*") else words[0]
                self.class_words.setdefault(key, []).append((words, name))
        for name in self.classes:
            self.parents[name] = self._ancestors(name, {name})

    def _ancestors(self, name: str, seen: set[str]) -> set[str]:
        for parent in list(self.parents.get(name, ())):
            if parent not in seen:
                seen.add(parent)
                self._ancestors(parent, seen)
        return seen

    def add(self, label: int, phrases: Iterable[str]) -> None:
        """Index phrases under one label."""
        for written in phrases:
            text = (
                " ".join(map(plain, written.replace("-", " ").split()))
                if "'s" in written or "-" in written
                else written
            )
            phrase = Phrase(text, label)
            for key in keys_of(text.split(" ", 1)[0]):
                self.first.setdefault(key, []).append(phrase)

    def vocabulary(self) -> tuple[frozenset[str], frozenset[str]]:
        """Every word written out in the classes and phrases, and every beginning (`tingl*`) without its star."""
        written = {word for entries in self.class_words.values() for entry, _ in entries for word in entry}
        text = " ".join(phrase.text for phrases in self.first.values() for phrase in phrases)
        written.update(re.split(r"[ /?]+", text))
        stems = {word[:-1] for word in written if word.endswith("*")}
        return frozenset(word for word in written if word.isalpha()), frozenset(stems)

    def starts_with(self, word: str) -> bool:
        """True when a phrase or an entry of a class begins with this very word."""
        return word in self.first or word in self.class_words

    def search(self, account: Account) -> list[Match]:
        """All matches, in order of their first word; for one phrase at one place the longest reading."""
        spans = self.class_spans(account)
        present = frozenset(account.words).union(
            (key for word in account.words for key in _beginnings(word)),
            ("<" + name + ">" for here in spans for name in here),
            (NUMBER for word in account.words if word[0].isdigit()),
        )
        found = []
        for i, word in enumerate(account.words):
            keys = [word, *_beginnings(word), *("<" + name + ">" for name in spans[i])]
            if word[0].isdigit():
                keys.append(NUMBER)
            tried: set[int] = set()
            for key in keys:
                for phrase in self.first.get(key, ()):
                    if id(phrase) in tried or not phrase.possible(present):
                        continue
                    tried.add(id(phrase))
                    best = None
                    for last, fixed in _walk(phrase.elements, 0, i, account, spans, ()):
                        if best is None or last > best[0]:
                            best = (last, fixed)
                    if best is not None:
                        found.append(Match(phrase.label, i, best[0], frozenset(best[1])))
        return found

    def class_spans(self, account: Account) -> list[dict[str, list[int]]]:
        """For every word the classes that begin there: name -> the words just past their ends."""
        words, spans = account.words, []
        for i, word in enumerate(words):
            here: dict[str, list[int]] = {}
            for key in (word, *_beginnings(word)):
                for entry, name in self.class_words.get(key, ()):
                    end = i + len(entry)
                    if end <= len(words) and all(_same(e, words[i + k]) for k, e in enumerate(entry)):
                        if account.sentence[end - 1] != account.sentence[i]:
                            continue
                        for parent in self.parents[name]:
                            here.setdefault(parent, []).append(end)
            spans.append(here)
        return spans


def _same(entry: str, word: str) -> bool:
    return word.startswith(entry[:-1]) if entry.endswith("*") else word == entry


def _walk(
    elements: tuple[Element, ...],
    k: int,
    i: int,
    account: Account,
    spans: list[dict[str, list[int]]],
    fixed: tuple[int, ...],
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Ways to match `elements[k:]` from word `i` on: (last word, fixed words)."""
    if k == len(elements):
        if fixed:
            yield fixed[-1], fixed
        return
    element = elements[k]
    if fixed and i < len(account) and account.sentence[i] != account.sentence[fixed[0]]:
        if element.optional:
            yield from _walk(elements, k + 1, i, account, spans, fixed)
        return
    if element.gap:
        for skip in range(element.gap + 1):
            j = i + skip
            if j > len(account) - 1 or account.sentence[j] != account.sentence[fixed[0]]:
                break
            if element.in_clause and account.clause[j] != account.clause[fixed[-1]]:
                break
            yield from _walk(elements, k + 1, j, account, spans, fixed)
        return
    if i < len(account):
        word = account.words[i]
        if (
            word in element.words
            or (element.starts and word.startswith(element.starts))
            or (element.number and word[0].isdigit())
        ):
            yield from _walk(elements, k + 1, i + 1, account, spans, (*fixed, i))
        for name in element.classes:
            for end in spans[i].get(name, ()):
                yield from _walk(elements, k + 1, end, account, spans, (*fixed, *range(i, end)))
    if element.optional:
        yield from _walk(elements, k + 1, i, account, spans, fixed)

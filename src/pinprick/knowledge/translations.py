"""The sentences of a pack in another language, found by their English, so that none outlives a change of it.

Results are made in English alone: the same case gives the same bytes everywhere. A sentence of a result is then
looked up whole, sentence by sentence, or by the pattern with {names} that it was filled from; what stood in the
names is looked up in its turn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pinprick.knowledge.schema.pack import Pack

_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_NAME = re.compile(r"\{(\w+)[^{}]*\}")
_BETWEEN = re.compile(r"(, |; |: | / | or |” and “)")
_LETTERS = re.compile(r"[^\W\d_]")
_MOST_PARTS = 24
_KEPT = 6
_MOST_KEPT = 20_000
AS_TYPED = frozenset({"quote", "url", "longest", "number"})
"""Names that stand for what a person typed or dials: never looked up."""


class Translations:
    """One language of a pack. English answers with what it was asked.

    `text`: `pack.text`. `names`: cause id -> plain English name. `in_results`: files of `text/en` whose texts are
    part of a result.
    """

    def __init__(
        self, text: Mapping[str, Any], language: str, names: Mapping[str, str], in_results: tuple[str, ...]
    ) -> None:
        self.language = language
        self.known: dict[str, str] = {}
        self._said: dict[str, str | None] = {}
        self._patterns: list[tuple[list[str], str]] = []
        if language == "en":
            return
        for key in sorted(text):
            if is_sentence_file(key, language) and isinstance(text[key], dict):
                self.known.update({_plain(k): str(v) for k, v in text[key].items()})
        causes = text.get(f"{language}/causes", {})
        for cause, english in names.items():
            if isinstance(causes.get(cause), str):
                self.known.setdefault(_plain(english), causes[cause])
        for file in in_results:
            for english, own in _pairs(text.get(f"en/{file}"), text.get(f"{language}/{file}")):
                self.known.setdefault(_plain(english), own)
        patterns = [(k, v) for k, v in self.known.items() if _NAME.search(k)]
        patterns.sort(key=lambda pair: -len(_NAME.sub("", pair[0])))
        self._patterns = [
            (_pattern(k), v) for k, v in patterns if len(_LETTERS.findall(_NAME.sub("", k))) > 3
        ]

    def say(self, english: str) -> str | None:
        """A sentence, or several, in this language; None when any part of it has no translation."""
        if self.language == "en":
            return english
        if english not in self._said:
            if len(self._said) >= _MOST_KEPT:
                self._said.clear()
            self._said[english] = self._say(english)
        return self._said[english]

    def sentence(self, english: str) -> bool:
        """Whether this sentence of the pack itself has a translation (no pattern is tried)."""
        parts = _SENTENCE.split(_plain(english))
        return _plain(english) in self.known or (len(parts) > 1 and all(p in self.known for p in parts))

    def _say(self, english: str) -> str | None:
        plain = _plain(english)
        if plain in self.known:
            return self.known[plain]
        if not _LETTERS.search(plain):
            return english
        parts = _SENTENCE.split(plain)
        if len(parts) > 1:
            said = self._run(tuple(parts))
            if said is not None:
                return said
        return (
            self._filled(plain)
            or self._listed(tuple(_BETWEEN.split(plain)[: 2 * _MOST_PARTS]))
            or self._note(plain)
        )

    def _note(self, english: str) -> str | None:
        """A text without capital and full stop in the pack, shown as a sentence."""
        bare = english.removesuffix(".")
        own = self.known.get(bare) or self.known.get(bare[:1].lower() + bare[1:])
        return own[:1].upper() + own[1:] + "." if own and bare != english else None

    def _run(self, parts: tuple[str, ...]) -> str | None:
        """Sentences in a row; some translations hold two or three of them."""
        if not parts:
            return ""
        for end in range(len(parts), 0, -1):
            whole = " ".join(parts[:end])
            first = self.known.get(whole) or (self._filled(whole) if end < 4 else None)
            rest = self._run(parts[end:]) if first else None
            if first and rest is not None:
                return f"{first} {rest}".strip()
        return None

    def _filled(self, english: str) -> str | None:
        for pattern, own in self._patterns:
            for way in _ways(pattern, english):
                values = {name: v if name in AS_TYPED else self._part(v) for name, v in way.items()}
                if all(value is not None for value in values.values()):
                    return _fill(own, values)
        return None

    def _part(self, value: str) -> str | None:
        """What stood in a name: a text of the pack, a name within a sentence, a number, or a list of these."""
        found = self.known.get(value)
        if found is None and not _LETTERS.search(value):
            found = value
        if found is None and (own := self.known.get(value[:1].upper() + value[1:])):
            found = own[:1].lower() + own[1:]
        if found is None:
            found = self._listed(tuple(_BETWEEN.split(value)[: 2 * _MOST_PARTS]))
        return found if found is not None else self._say(value) if _SENTENCE.search(value + " ") else None

    def _listed(self, parts: tuple[str, ...]) -> str | None:
        """Parts and what stands between them, in turn; the longest known run of parts first."""
        for end in range(len(parts) - 2, 0, -2):
            first = self._single("".join(parts[:end]))
            rest = self._listed(parts[end + 1 :]) if first is not None else None
            if rest is None and first is not None:
                rest = self._single("".join(parts[end + 1 :]))
            if first is not None and rest is not None:
                return first + self.known.get(parts[end], parts[end]) + rest
        return None

    def _single(self, value: str) -> str | None:
        if not _LETTERS.search(value):
            return value
        if value in self.known:
            return self.known[value]
        own = self.known.get(value[:1].upper() + value[1:])
        return own[:1].lower() + own[1:] if own else None


def is_sentence_file(key: str, language: str) -> bool:
    """Whether this file of `pack.text` holds sentences found by their English."""
    return key in {f"{language}/sentences", f"{language}/urgency"} or key.startswith(f"{language}/sentences/")


_recent: list[tuple[Pack, str, Translations]] = []


def translations(pack: Pack, language: str) -> Translations:
    """The translations of `pack` into `language` (kept for the packs used last)."""
    for known, code, made in _recent:
        if known is pack and code == language:
            return made
    in_results = tuple(pack.text.get("languages", {}).get("in_results", ()))
    made = Translations(pack.text, language, {c.id: c.lay_name for c in pack.causes.values()}, in_results)
    _recent.insert(0, (pack, language, made))
    del _recent[_KEPT:]
    return made


def _plain(text: object) -> str:
    """One line: YAML may have broken it. Blanks at the ends stay, they join lists."""
    return re.sub(r"\s+", " ", str(text))


def _fill(own: str, values: Mapping[str, str | None]) -> str:
    return _NAME.sub(lambda match: str(values.get(match[1], "")), own)


def _pattern(english: str) -> list[str]:
    """What stands between the names, and the names, in turn; it begins and ends with text (perhaps empty)."""
    parts, end = [], 0
    for match in _NAME.finditer(english):
        parts += [english[end : match.start()], match[1]]
        end = match.end()
    return [*parts, english[end:]]


def _ways(pattern: list[str], text: str) -> Iterator[dict[str, str]]:
    """Every way in which `text` can be `pattern` filled in (a name may hold the words that follow it, too)."""
    first, rest = pattern[0], pattern[1:]
    if not text.startswith(first) or not text.endswith(pattern[-1]):
        return
    text = text[len(first) :]
    if not rest:
        if not text:
            yield {}
        return
    name, after = rest[0], rest[1:]
    ends = [len(text) - len(after[0])] if len(after) == 1 else _all_places(after[0], text)
    for end in ends:
        if end > 0:
            for more in _ways(after, text[end:]):
                if more.get(name, text[:end]) == text[:end]:
                    yield {name: text[:end], **more}


def _all_places(part: str, text: str) -> Iterator[int]:
    at = text.find(part, 1)
    while at > 0:
        yield at
        at = text.find(part, at + 1)


def _pairs(english: Any, own: Any) -> Iterator[tuple[str, str]]:
    """Texts at the same place of two files."""
    if isinstance(english, dict) and isinstance(own, dict):
        for key in (k for k in english if k in own):
            yield from _pairs(english[key], own[key])
    elif isinstance(english, list) and isinstance(own, list) and len(english) == len(own):
        for one, other in zip(english, own, strict=True):
            yield from _pairs(one, other)
    elif isinstance(english, str) and isinstance(own, str) and english:
        yield english, own

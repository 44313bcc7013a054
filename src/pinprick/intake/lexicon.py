"""The lexicon of a pack, ready to search."""

from __future__ import annotations

import gc
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from pydantic import ValidationError

from pinprick.errors import PackError
from pinprick.intake.learned import Learned
from pinprick.intake.phrases import PhraseIndex
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.schema.words import FindingWords, Words
from pinprick.vocabulary import NO, UNSURE, YES

_PARTS = ("sensations", "scope", "time", "person", "guard", "implies", "also", "real_words", "learned")


@dataclass(slots=True, frozen=True)
class Label:
    """What a phrase stands for: `kind` finding, not_meant, place, quality, reaches, or the name of a cue."""

    kind: str
    name: str
    value: str = ""


@dataclass
class Lexicon:
    """Words of a pack with their index. `labels`: by the label number of a match. `key` tells lexicons apart."""

    words: Words
    index: PhraseIndex
    labels: list[Label] = field(default_factory=list)
    key: str = ""

    @cached_property
    def _written(self) -> tuple[frozenset[str], frozenset[str]]:
        return self.index.vocabulary()

    @property
    def vocabulary(self) -> frozenset[str]:
        """Every word written out in the lexicon."""
        return self._written[0]

    @property
    def stems(self) -> frozenset[str]:
        """Every `word*` of the lexicon, without the star."""
        return self._written[1]

    @cached_property
    def real_words(self) -> frozenset[str]:
        """Ordinary words that are no misspelling of a lexicon word."""
        return frozenset(self.words.real_words)

    @cached_property
    def learned(self) -> Learned | None:
        """The reader for what no phrase says, when the pack has one."""
        return Learned(self.words.learned) if self.words.learned else None

    @cached_property
    def after_my(self) -> frozenset[str]:
        """Words before which "me" is a way to say "my" ("me leg has gone")."""
        return frozenset(self.words.guard.after_my)

    def add(self, label: Label, phrases: list[str]) -> None:
        if phrases:
            self.index.add(len(self.labels), phrases)
            self.labels.append(label)


def merge(files: dict[str, Any]) -> Words:
    """One lexicon from the files of `words/`. PackError names the file when two say the same or one is malformed."""
    merged: dict[str, Any] = {"classes": {}, "findings": {}}
    for name, content in files.items():
        if not isinstance(content, dict):
            raise PackError(f"words/{name}.yaml: should be keys and lists, not {type(content).__name__}.")
        for key, value in content.items():
            if key in ("classes", "findings"):
                twice = set(merged[key]) & set(value)
                if twice:
                    raise PackError(f"words/{name}.yaml: {key}.{min(twice)} is already in another file.")
                merged[key].update(value)
            elif key in _PARTS and key not in merged:
                merged[key] = value
            else:
                raise PackError(f"words/{name}.yaml: {key!r} is not a part of a lexicon, or is given twice.")
    try:
        return Words.model_validate(merged)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise PackError(f"words: {where}: {first['msg']}.") from None


def build(words: Words, key: str = "") -> Lexicon:
    """Index every phrase of a lexicon."""
    lexicon = Lexicon(words, PhraseIndex(words.classes), key=key)
    for finding, entry in words.findings.items():
        _add_finding(lexicon, finding, entry)
    for place, p in words.sensations.places.items():
        for number in ("one", "both", "any"):
            lexicon.add(Label("place", place, number), [_any_owner(words) for words in getattr(p, number)])
    for quality, q in words.sensations.qualities.items():
        lexicon.add(Label("quality", quality), q.words)
        lexicon.add(Label("reaches", quality), q.reaches)
    lexicon.add(Label("again", "again"), words.sensations.again)
    scope = words.scope
    for cue in (
        "denies",
        "spoils_denial",
        "denies_before",
        "not_denying",
        "doubts",
        "fears",
        "may_come",
        "relatives",
        "long_ago",
    ):
        lexicon.add(Label("cue", cue), getattr(scope, cue))
    for name in ("lasts", "over", "starts", "not_start"):
        lexicon.add(Label("time", name), getattr(words.time, name))
    for phrase, days in words.time.ago.items():
        lexicon.add(Label("ago", phrase, str(days)), [phrase])
    lexicon.add(Label("guard", "topic"), words.guard.topic)
    lexicon.add(Label("guard", "elsewhere"), words.guard.elsewhere)
    for name, phrases in words.guard.first_of_all.items():
        lexicon.add(Label("guard", name), phrases)
    return lexicon


def _any_owner(phrase: str) -> str:
    """A place said of "my foot" may be said of "her left foot" too."""
    return phrase.replace(" my ", " <own> ").replace(" the ", " <own> ")


def _add_finding(lexicon: Lexicon, finding: str, entry: FindingWords) -> None:
    lexicon.add(Label("finding", finding, YES), entry.said)
    lexicon.add(Label("finding", finding, entry.if_denied or NO), entry.denied)
    lexicon.add(Label("finding", finding, UNSURE), entry.doubted)
    for value, phrases in entry.means.items():
        lexicon.add(Label("finding", finding, value), phrases)
    lexicon.add(Label("not_meant", finding), entry.not_meant)


@dataclass(frozen=True, eq=False)
class _ByDigest:
    """A pack's words, equal when the pack's digest is (a pack itself cannot be hashed)."""

    digest: str
    words: dict[str, Any]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByDigest) and other.digest == self.digest

    def __hash__(self) -> int:
        return hash(self.digest)


@lru_cache(maxsize=4)
def _built(pack: _ByDigest) -> Lexicon:
    collecting = gc.isenabled()
    gc.disable()  # ten thousand small records are made and none thrown away: collecting triples the time
    try:
        return build(merge(pack.words), pack.digest)
    finally:
        if collecting:
            gc.enable()


def lexicon(pack: Pack) -> Lexicon:
    """The lexicon of `pack`, built once for each content of the pack. PackError when it is malformed."""
    return _built(_ByDigest(pack.digest, pack.words))

"""The lexicon of a pack (`words/*.yaml`): how people say each finding. See docs/words.md for the phrase language."""

from __future__ import annotations

from typing import Literal

from pinprick.knowledge.schema.base import Record


class FindingWords(Record):
    """How people say one finding.

    `said`, `denied`, `doubted`: phrases that mean yes, no and not sure. `means`: for a categorical finding,
    value -> phrases, the value that wins when two are said first. `not_meant`: phrases that look like it but
    are something else; a match inside one is dropped. `if_denied`: value when a phrase is negated (default `no` for
    a binary finding, nothing for a categorical one). `when`: `now` = long past spells do not count. `about`: whose
    trouble it is. `feared`: drop it when it is only feared or asked ("is it a stroke?"). `within_days`:
    a time further back in the same clause drops it ("an operation five years ago"). `at_least`:
    value -> days: a time at least that long in the same clause makes it that value ("diabetes for twenty years").
    """

    said: list[str] = []
    denied: list[str] = []
    doubted: list[str] = []
    means: dict[str, list[str]] = {}
    not_meant: list[str] = []
    if_denied: str | None = None
    when: Literal["now", "ever"] = "now"
    about: Literal["person", "family"] = "person"
    feared: Literal["drop", "keep"] = "keep"
    within_days: float | None = None
    at_least: dict[str, float] = {}


class FindingsWords(Record):
    """One file of finding phrases."""

    findings: dict[str, FindingWords]


class PlaceWords(Record):
    """A place on the body: words for one of it, for both, or without number; the regions it covers."""

    kind: str
    one: list[str] = []
    both: list[str] = []
    any: list[str] = []
    regions: list[str] = []


class QualityWords(Record):
    """Something felt or seen at a place. `finds`: kind of place -> {finding: value when it is there}.

    `reaches`: words that take the place as their object ("can't feel my foot"). `negated`: kind of place ->
    {finding: value when it is denied there}; default: `no` for every yes of `finds`. `spread`: what happens to
    the map: `sensory` places count as numb or tingling skin, `pain` places only when nothing is numb.
    """

    words: list[str]
    reaches: list[str] = []
    finds: dict[str, dict[str, str]] = {}
    negated: dict[str, dict[str, str]] = {}
    spread: Literal["sensory", "pain", "weak", "vague", "none"] = "none"


class SensationWords(Record):
    """`sensations.yaml`: places, qualities, and the small words that join them."""

    places: dict[str, PlaceWords]
    qualities: dict[str, QualityWords]
    links: list[str]
    joins: list[str]
    path: list[str]
    again: list[str]
    """Words that stand for the place just named (it, them, there)."""
    left: list[str]
    right: list[str]
    both: list[str]
    other: list[str]


class ScopeWords(Record):
    """`scope.yaml`: words that change what follows or precedes them."""

    denies: list[str]
    spoils_denial: list[str]
    denies_before: list[str]
    not_denying: list[str]
    doubts: list[str]
    fears: list[str]
    may_come: list[str]
    relatives: list[str]
    kin: dict[str, str]
    long_ago: list[str]
    stops: list[str]
    subjects: list[str]
    determiners: list[str]
    verbs: list[str]
    holds_clause: list[str]


class TimeWords(Record):
    """`time.yaml`: units in days, number words, and phrases with a fixed length in days."""

    units_days: dict[str, float]
    numbers: dict[str, float]
    vague: dict[str, float]
    ago: dict[str, float]
    """Phrase -> days since then."""
    lasts: list[str]
    over: list[str]
    starts: list[str]
    not_start: list[str]
    """Phrases that another time belongs to."""
    complaint: list[str]
    """Findings that are the complaint: a time beside them is its duration."""


class PersonWords(Record):
    """`person.yaml`: age and sex."""

    female: list[str]
    male: list[str]
    female_kin: list[str]
    male_kin: list[str]
    decades: dict[str, int]


class GuardWords(Record):
    """`guard.yaml`: is this about legs or feet, is it English, and how words are misspelt."""

    topic: list[str]
    elsewhere: list[str]
    foreign: dict[str, list[str]]
    messages: dict[str, str]
    misspelt: dict[str, str]
    longest: int
    """Characters of an account that are read."""


class Words(Record):
    """The whole lexicon, merged from the files."""

    classes: dict[str, list[str]]
    findings: dict[str, FindingWords]
    sensations: SensationWords
    scope: ScopeWords
    time: TimeWords
    person: PersonWords
    guard: GuardWords
    real_words: list[str] = []
    """Ordinary words close to a word of the lexicon: never corrected to it."""
    implies: dict[str, list[str]] = {}
    """Finding -> findings that are then yes too."""
    also: dict[str, dict[str, str]] = {}
    """`finding=value` -> {finding: value}."""

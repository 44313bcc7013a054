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
    """Words that may stand between a quality and the place after it."""
    joins: list[str]
    """Words that may stand between two places told together."""
    path: list[str]
    """Words that make a place one that pain runs through."""
    again: list[str]
    """Words that stand for the place just named (it, them, there)."""
    left: list[str]
    right: list[str]
    both: list[str]
    other: list[str]
    reaching: list[str]
    """Words that carry a quality on from one place to the next: "numb down to the toes"."""
    prepositions: list[str]
    beside: list[str]
    """Prepositions that outweigh a place before the quality: "foot pain in the heel"."""
    adjectives: list[str]
    owners: list[str]


class ScopeWords(Record):
    """`scope.yaml`: words that change what follows or precedes them."""

    denies: list[str]
    spoils_denial: list[str]
    denies_before: list[str]
    not_denying: list[str]
    doubts: list[str]
    fears: list[str]
    may_come: list[str]
    sayings: list[str]
    before_verb: list[str]
    after_comma: list[str]
    relatives: list[str]
    kin: dict[str, str]
    goes_on: list[str]
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
    written_in: int
    """Calendar year of the lexicon: "since 2015" is counted up to it (nothing here reads a clock)."""
    fillers: list[str]
    approximate: list[str]
    so_far: list[str]
    pace: list[str]
    afterwards: list[str]
    before_now: list[str]
    before_bare_unit: list[str]
    not_a_time: list[str]
    """Words after a number and unit that make it no time: "two years old"."""
    rates: list[str]
    """Words before "a day" that make it a rate: "twice a day"."""
    doing: list[str]
    still: list[str]
    habitual: list[str]
    """Words of a clause that tell "numb for an hour now" from "goes numb for an hour"."""


class PersonWords(Record):
    """`person.yaml`: age and sex."""

    female: list[str]
    male: list[str]
    decades: dict[str, int]
    own: list[str]
    i_am: list[str]
    i_report: list[str]
    i_merely: list[str]
    third: dict[str, str]
    years: list[str]
    people: list[str]
    age_follows: list[str]
    is_age: list[str]
    not_years: list[str]
    not_ages: list[str]
    before_decade: list[str]
    past: list[str]


class GuardWords(Record):
    """`guard.yaml`: is this about legs or feet, is it English, and how words are misspelt."""

    topic: list[str]
    elsewhere: list[str]
    first_of_all: dict[str, list[str]] = {}
    """Message -> phrases: help that comes before anything about the legs (a wish to die, an overdose)."""
    foreign: dict[str, list[str]]
    messages: dict[str, str]
    misspelt: dict[str, str]
    after_my: list[str] = []
    """Words before which "me" is a way to say "my"."""
    longest: int
    """Characters of an account that are read."""


class LearnedFinding(Record):
    """One finding of the learned reader: log-odds before any word, the probability from which it is taken as said, and
    the log-odds of one step of its weights."""

    start: float
    at_least: float
    step: float


class LearnedWords(Record):
    """`learned.json`, written by `scripts/learn_words.py`: a linear reader for what no phrase says.

    `sentences`: number and fingerprint of the labelled sentences it was learned from. `width`, `stride`: words a
    window, and words from one window to the next. `passed_over`: words that are no feature (times, which must not
    change what is read). `denying`: words after which the next `denial_reach` words are features of their own.
    `features`: one a line. `counts` (a byte a feature), `columns` and `weights` (a byte a weight): for each feature
    how many findings it speaks of, which (places in `findings`), and by how many steps; base64.
    """

    sentences: str
    width: int
    stride: int
    passed_over: list[str]
    denying: list[str]
    denial_reach: int
    findings: dict[str, LearnedFinding]
    features: str
    counts: str
    columns: str
    weights: str


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
    learned: LearnedWords | None = None

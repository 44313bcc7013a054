"""Which concept of the pack a code on a record means, and what the concept then says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pinprick.intake.fhir_facts import Coding, Fact
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.schema.terminology import Code, Concept, Says
from pinprick.knowledge.terminology import terminology

_WORD = re.compile(r"[a-z0-9]+")


def _plain(system: str, code: str) -> str:
    """ICD-10-CM codes are written with and without the dot."""
    return code.upper().replace(".", "") if system == "icd10cm" else code


@dataclass(frozen=True)
class Match:
    """A concept found for a fact: by code (`code` is the map's entry) or by a name in its display text."""

    concept: Concept
    coding: Coding | None
    code: Code | None
    name: str | None

    @property
    def how(self) -> str:
        """`checked` or `recalled` for a code; `name` when only the display text said it."""
        return self.code.status if self.code else "name"


class CodeIndex:
    """Concepts of one kind, found by exact code, by the longest ICD-10-CM beginning, or by name."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self._exact: dict[tuple[str, str], tuple[Concept, Code]] = {}
        self._below: dict[str, tuple[Concept, Code]] = {}
        self._names: dict[tuple[str, ...], Concept] = {}
        for concept in concepts:
            for code in concept.codes:
                self._exact[code.system, _plain(code.system, code.code)] = (concept, code)
                if code.below:
                    self._below[_plain(code.system, code.code)] = (concept, code)
            for name in concept.names:
                self._names[tuple(_WORD.findall(name.lower()))] = concept
        self._longest_name = max((len(name) for name in self._names), default=0)

    def find(self, fact: Fact) -> list[Match]:
        """Every concept the fact's codes mean; when no code is known, every concept its words name."""
        found: dict[str, Match] = {}
        for coding in fact.codings:
            hit = self._by_code(coding)
            if hit:
                found.setdefault(hit[0].id, Match(hit[0], coding, hit[1], None))
        if not found and self._names:
            for text in [*(coding.display for coding in fact.codings), fact.text]:
                for name, concept in self._by_name(text):
                    coding_of = fact.codings[0] if fact.codings else None
                    found.setdefault(concept.id, Match(concept, coding_of, None, name))
        return list(found.values())

    def _by_code(self, coding: Coding) -> tuple[Concept, Code] | None:
        if coding.system is None:
            return None
        plain = _plain(coding.system, coding.code)
        exact = self._exact.get((coding.system, plain))
        if exact or coding.system != "icd10cm":
            return exact
        for length in range(len(plain), 2, -1):
            if plain[:length] in self._below:
                return self._below[plain[:length]]
        return None

    def _by_name(self, text: str) -> Iterable[tuple[str, Concept]]:
        words = _WORD.findall(text.lower())
        for at in range(len(words)):
            for length in range(1, self._longest_name + 1):
                name = tuple(words[at : at + length])
                if len(name) == length and name in self._names:
                    yield " ".join(name), self._names[name]


_INDEXES: dict[str, dict[str, CodeIndex]] = {}


def code_indexes(pack: Pack) -> dict[str, CodeIndex]:
    """The pack's indexes by kind of fact, built once per pack."""
    if pack.digest not in _INDEXES:
        known = terminology(pack)
        _INDEXES.clear()
        _INDEXES[pack.digest] = {
            "condition": CodeIndex(known.conditions),
            "medication": CodeIndex(known.medications),
            "observation": CodeIndex(known.observations),
            "procedure": CodeIndex(known.procedures),
            "family": CodeIndex(known.family),
        }
    return _INDEXES[pack.digest]


@dataclass(frozen=True)
class Standing:
    """All facts of one concept taken together: first and last day, and whether any goes on."""

    start: date | None
    last: date | None
    active: bool


def stand(facts: Iterable[Fact]) -> Standing:
    """The standing of a problem or medicine that the record names once or many times."""
    listed = list(facts)
    starts = [fact.start for fact in listed if fact.start]
    lasts = [fact.last for fact in listed if fact.last]
    return Standing(min(starts, default=None), max(lasts, default=None), any(fact.active for fact in listed))


def holds(says: Says, standing: Standing, as_of: date | None) -> bool:
    """Whether a line's conditions about time hold. A missing date fulfils no condition about dates."""
    if says.active and not standing.active:
        return False
    if says.within_days is not None:
        if as_of is None or standing.last is None:
            return False
        if not 0 <= (as_of - standing.last).days <= says.within_days:
            return False
    if says.at_least_days is not None:
        if as_of is None or standing.start is None:
            return False
        if (as_of - standing.start).days < says.at_least_days:
            return False
    return True


def number_holds(says: Says, number: float, comparator: str) -> bool:
    """Whether a measured number lies in the line's bounds; `<5` holds only if everything below 5 does."""
    low, high = says.at_least, says.below
    if comparator in {"<", "<="}:
        return low is None and (high is None or number < high or (comparator == "<" and number <= high))
    if comparator in {">", ">="}:
        return high is None and (low is None or number >= low)
    return (low is None or number >= low) and (high is None or number < high)

"""Joining what is felt to where it is felt: "my left foot and toes go numb" is numb at {left foot, toes}."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise

from pinprick.intake.lexicon import Label
from pinprick.intake.phrases import Match
from pinprick.intake.scope import Scopes
from pinprick.intake.tokens import Account
from pinprick.knowledge.schema.words import SensationWords

GENERAL = frozenset({"foot", "whole_leg"})
"""Places that only say which limb when a part of it is named too."""
_AFTER_REACH = 9
_AGAIN_REACH = 5
_JOIN_REACH = 6
_SENTENCES_BACK = 2
_SPREADING = "spreading"
_UPPER = frozenset({"hand", "arm", "face"})
_MAY_BE_MEANT_OF_ALL = frozenset({"weak"})
"""Qualities that are not said of a hand, arm or face which only a sentence before has named."""


@dataclass(slots=True)
class Place:
    """One place named: words `first` to `last`, its name and kind; `number` one, both or any; `sides` as said.

    `opposite`: "the other leg". `through`: after a path word ("down the leg").
    """

    first: int
    last: int
    name: str
    kind: str
    number: str
    sides: frozenset[str]
    regions: tuple[str, ...]
    opposite: bool = False
    through: bool = False


@dataclass(slots=True)
class Event:
    """A quality said of places (none: no place was named), and how it was said.

    `borrowed`: the place comes from an earlier clause or sentence.
    """

    quality: str
    first: int
    last: int
    places: list[Place] = field(default_factory=list)
    denied: bool = False
    doubted: bool = False
    long_ago: bool = False
    borrowed: bool = False

    def kinds(self) -> set[str]:
        """Kinds of place it is said of; `none` when no place was said."""
        return {place.kind for place in self.places} or {"none"}

    def kinds_and_names(self) -> set[str]:
        """Kinds and names of the places."""
        return self.kinds() | {place.name for place in self.places}


def longest(matches: Iterable[Match]) -> list[Match]:
    """Matches without those inside a longer one, in order."""
    kept: list[Match] = []
    for match in sorted(matches, key=lambda m: (m.first, -m.last)):
        if not kept or match.last > kept[-1].last:
            kept.append(match)
    return kept


def find_places(
    account: Account, matches: Iterable[Match], labels: list[Label], words: SensationWords
) -> list[Place]:
    """Places named, longest reading first, with side and number."""
    places: list[Place] = []
    for match in longest(matches):
        after = account.words[match.last + 1 : match.last + 2]
        if account.words[match.last] == "down" and after and after[0] in words.owners:
            continue  # "from the knee down the calf" is not "from the knee down"
        label = labels[match.label]
        entry = words.places[label.name]
        sides, both, opposite = _sides(account, match, words)
        number = "both" if both or len(sides) == 2 else "one" if sides else label.value
        path = any(account.words[k] in words.path for k in range(max(0, match.first - 3), match.first))
        place = Place(
            match.first, match.last, label.name, entry.kind, number, frozenset(sides), tuple(entry.regions)
        )
        place.opposite, place.through = opposite, path
        places.append(place)
    for before, after_it in pairwise(places):
        _share_side(account, before, after_it, words)
    return places


def _share_side(account: Account, before: Place, after: Place, words: SensationWords) -> None:
    """ "right arm and leg": one side for both; "the toes of my left foot": the foot says which toes."""
    between = account.words[before.last + 1 : after.first]
    if between in (["and"], ["or"]):
        if before.number == after.number == "one" and before.sides and not after.sides:
            after.sides = before.sides
        elif before.number == "both" and after.number == "one":
            told = account.words[max(0, before.first - 2) : before.first]
            after.number = "both" if set(told) & set(words.both) else after.number
    elif after.name in GENERAL and len(between) > 1 and between[0] in ("of", "on", "in"):
        owned = {*words.owners, "one"}.issuperset(between[1:])
        before.number = after.number if owned else before.number
        before.sides = after.sides if owned else before.sides
        after.regions = () if owned else after.regions


def _sides(account: Account, match: Match, words: SensationWords) -> tuple[set[str], bool, bool]:
    """Sides said in or just before a place, whether both are meant, and whether it is the other one."""
    sides: set[str] = set()
    both = opposite = False
    for k in range(max(0, match.first - 3), match.last + 1):
        word = account.words[k]
        if account.sentence[k] != account.sentence[match.last] or _is_apart(account, k, match.first):
            continue
        if word in words.left:
            sides.add("left")
        elif word in words.right:
            sides.add("right")
        elif word in words.both:
            both = True
        elif word in words.other and k < match.first:
            opposite = True
    tail = account.words[match.last + 1 : match.last + 4]
    if tail[:1] == ["on"] and len(tail) == 3:
        both = both or tail[1:] == ["both", "sides"]
        sides |= {
            s
            for s, names in (("left", words.left), ("right", words.right))
            if tail[1] in words.owners and tail[2] in names
        }
    return sides, both, opposite


def _is_apart(account: Account, k: int, first: int) -> bool:
    """True when a mark or a joining word stands between word k and the place that begins at `first`."""
    if k >= first:
        return False
    return any(account.mark[m] for m in range(k + 1, first + 1)) or bool(
        {"and", "or"} & set(account.words[k + 1 : first])
    )


def groups(account: Account, places: list[Place], words: SensationWords) -> list[list[Place]]:
    """Places told together ("my arms and legs", "from the hip down to the ankle") in one list."""
    joins, owners = set(words.joins), set(words.owners)
    result: list[list[Place]] = []
    for place in places:
        last = result[-1][-1] if result else None
        if last and account.clause[place.first] == account.clause[last.last]:
            between = account.words[last.last + 1 : place.first]
            marks = {account.mark[k] for k in range(last.last + 1, place.first + 1)}
            joined = "," in marks or not between or bool(set(between) - owners)
            if joined and ";" not in marks and len(between) <= _JOIN_REACH and joins.issuperset(between):
                result[-1].append(place)
                continue
        result.append([place])
    return result


@dataclass(slots=True)
class Linker:
    """Finds the places a quality is said of. `again`: words that stand for the place just named."""

    account: Account
    place_groups: list[list[Place]]
    again: set[int]
    scopes: Scopes
    words: SensationWords
    taken: set[int] = field(default_factory=set)

    def link(self, qualities: list[tuple[str, Match, bool]]) -> list[Event]:
        """Events in order. `qualities`: (name, match, whether it takes the place as its object)."""
        self.taken = {k for _, match, _ in qualities for k in range(match.first, match.last + 1)}
        events: list[Event] = []
        for name, match, reaches in qualities:
            places, borrowed = self.places_of(match, reaches, name)
            if name == _SPREADING:
                if not events or borrowed or not places:
                    continue
                name = events[-1].quality
            event = Event(name, match.first, match.last, list(places), borrowed=borrowed)
            event.denied = self.scopes.is_denied(match.fixed, match.last)
            event.doubted = self.scopes.is_doubted(match.fixed, match.last)
            event.long_ago = self.scopes.is_long_ago(match.last)
            events.append(event)
        return events

    def places_of(self, match: Match, reaches: bool, name: str) -> tuple[list[Place], bool]:
        """The places of one quality, and whether they were named in another clause.

        In this order: inside the words of the quality; after it, over linking words ("numbness in both feet"); just
        before it ("back pain"); before it in the clause ("my feet are numb"); the place last named.
        """
        account, words = self.account, self.words
        clause, sentence = account.clause[match.first], account.sentence[match.first]
        inside = [g for g in self.place_groups if match.first <= g[0].first and g[-1].last <= match.last]
        if inside:
            return inside[0], False
        before = [g for g in self.place_groups if g[-1].last < match.first]
        near = before[-1] if before else []
        in_clause = near if near and account.clause[near[-1].last] == clause else []
        compound = self.compound(near, match) if in_clause and not reaches else []
        after = next((g for g in self.place_groups if g[0].first > match.last), None)
        if after is not None and account.clause[after[0].first] == clause:
            gap = range(match.last + 1, after[0].first)
            between = [account.words[k] for k in gap if k not in self.taken]
            if in_clause and "with" in between and not self.taken.isdisjoint(gap):
                return in_clause, False  # "my legs turn to jelly with pins and needles in my hands"
            if self.reaches_after(match, after[0], between, reaches):
                subject = compound or in_clause
                if set(words.reaching) & set(between) and subject and not reaches:
                    return subject + after, False
                if in_clause and not compound and _says_which(in_clause, after):
                    return [
                        replace(p, number=after[0].number, sides=after[0].sides) for p in in_clause
                    ], False
                if not compound or account.words[match.last + 1] in words.beside:
                    return after, False
        if compound:
            return compound, False
        if near and self.refers_back(match, reaches):
            return near, True
        if near and account.sentence[near[-1].last] >= sentence - _SENTENCES_BACK:
            if name in _MAY_BE_MEANT_OF_ALL and account.sentence[near[-1].last] < sentence:
                near = [p for p in near if p.kind not in _UPPER]
            return near, not in_clause
        return [], True

    def compound(self, near: list[Place], match: Match) -> list[Place]:
        """ "back pain", "foot numbness": the place stands just before the quality."""
        if near[-1].last != match.first - 1 or self.account.mark[match.first]:
            return []
        listed = self.account.words[near[-1].first - 1] in ("and", "or")
        return near[-1:] if len(near) > 1 and near[-1].kind != near[0].kind and not listed else near

    def reaches_after(self, match: Match, place: Place, between: list[str], reaches: bool) -> bool:
        """True when only linking words stand between a quality and the place after it, one of them a preposition."""
        marks = {self.account.mark[k] for k in range(match.last + 1, place.first + 1)}
        if ";" in marks or len(between) > _AFTER_REACH or not set(self.words.links).issuperset(between):
            return False
        return (
            reaches
            or bool(set(self.words.prepositions) & set(between))
            or set(self.words.adjectives).issuperset(between)
        )

    def refers_back(self, match: Match, reaches: bool) -> bool:
        """ "not much feeling in either of them": a word after the quality stands for the place before."""
        account = self.account
        for k in range(match.last + 1, min(match.last + 1 + _AGAIN_REACH, len(account))):
            if k in self.again and account.clause[k] == account.clause[match.first]:
                return reaches or account.words[k - 1] in (*self.words.beside, "of")
        return False


def _says_which(subject: list[Place], after: list[Place]) -> bool:
    """ "my toes are numb on both feet": the place after says whose toes, no new place."""
    parts = all(p.name not in GENERAL and p.kind in ("foot", "leg") for p in subject)
    return parts and len(after) == 1 and after[0].name in GENERAL

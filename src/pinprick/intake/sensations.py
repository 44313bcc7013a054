"""Joining what is felt to where it is felt: "my left foot and toes go numb" is numb at {left foot, toes}."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from pinprick.intake.lexicon import Label
from pinprick.intake.phrases import Match
from pinprick.intake.scope import Scopes
from pinprick.intake.tokens import Account
from pinprick.knowledge.schema.words import PlaceWords, SensationWords

_REACHING = frozenset("up down to into through across towards spreading radiating climbing going running".split())
_PREPOSITIONS = frozenset(
    "in on of at over around across along under through throughout from to into round between behind near below above down up "
    "affecting involving inside towards".split()
)
_ADJECTIVES = frozenset("left right both lower upper outer inner whole and".split())
_OWNERS = frozenset("my the his her their left right both a".split())
_AFTER_REACH = 9
_JOIN_REACH = 6


@dataclass(slots=True)
class Place:
    """One place named: words `first` to `last`, its name and kind; `number` one, both or any; `sides` as said."""

    first: int
    last: int
    name: str
    kind: str
    number: str
    sides: frozenset[str]
    regions: tuple[str, ...]
    opposite: bool = False
    through: bool = False
    """Reached by a path word ("down the leg"): pain runs through it."""


@dataclass(slots=True)
class Event:
    """A quality said of places. Empty `places`: none was named. `denied`, `doubted`, `long_ago`: how it was said."""

    quality: str
    first: int
    last: int
    places: list[Place] = field(default_factory=list)
    denied: bool = False
    doubted: bool = False
    long_ago: bool = False
    borrowed: bool = False
    """The place comes from an earlier clause or sentence."""

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


def find_places(account: Account, matches: Iterable[Match], labels: list[Label], words: SensationWords) -> list[Place]:
    """Places named, longest reading first, with side and number."""
    places: list[Place] = []
    for match in longest(matches):
        if account.words[match.last] == "down" and account.words[match.last + 1 : match.last + 2] in (["the"], ["my"], ["his"], ["her"]):
            continue
        label = labels[match.label]
        entry: PlaceWords = words.places[label.name]
        sides, both, opposite = _sides(account, match, words)
        number = label.value
        if both:
            number = "both"
        elif sides == {"left", "right"}:
            number = "both"
        elif sides:
            number = "one"
        path = any(account.words[k] in words.path for k in range(max(0, match.first - 3), match.first))
        places.append(
            Place(match.first, match.last, label.name, entry.kind, number, frozenset(sides), tuple(entry.regions), opposite, path)
        )
    for before, after in zip(places, places[1:], strict=False):
        joined = account.words[before.last + 1 : after.first]
        if joined in (["and"], ["or"], ["&"]):
            if before.number == "one" and after.number == "one" and before.sides and not after.sides:
                after.sides = before.sides
            elif before.number == "both" and _has_both(account, before, words) and after.number == "one":
                after.number = "both"
        if joined in (["of", "my"], ["of", "the"], ["of", "his"], ["of", "her"], ["of", "my", "left"], ["of", "my", "right"], ["of", "the", "left"], ["of", "the", "right"], ["on", "my", "left"], ["on", "my", "right"], ["of", "both"], ["of", "both", "my"], ["of", "one"], ["on", "one"], ["on", "both"], ["in", "my", "left"], ["in", "my", "right"], ["on", "the", "left"], ["on", "the", "right"], ["of", "his", "left"], ["of", "his", "right"], ["of", "her", "left"], ["of", "her", "right"]) and (after.name in ("foot", "whole_leg")):
            before.number = after.number
            before.sides = after.sides
            after.regions = ()
    return places


def _has_both(account: Account, place: Place, words: SensationWords) -> bool:
    return any(account.words[k] in words.both for k in range(max(0, place.first - 2), place.first))


def _sides(account: Account, match: Match, words: SensationWords) -> tuple[set[str], bool, bool]:
    near = range(max(0, match.first - 3), match.last + 1)
    sides: set[str] = set()
    both = opposite = False
    for k in near:
        word = account.words[k]
        if account.sentence[k] != account.sentence[match.last]:
            continue
        if k < match.first and any(account.words[m] in {"and", "or"} for m in range(k + 1, match.first)) and word not in words.left + words.right:
            continue
        if k < match.first and account.words[k + 1 : match.first] and any(account.mark[m] for m in range(k + 1, match.first + 1)):
            continue
        if word in words.left:
            sides.add("left")
        elif word in words.right:
            sides.add("right")
        elif word in words.both and (word != "all" or k < match.first - 3) and word != "all":
            both = True
        elif word in words.other and k < match.first:
            opposite = True
    tail = account.words[match.last + 1 : match.last + 5]
    for pattern, side in ((("on", "the", "left"), "left"), (("on", "my", "left"), "left"), (("on", "the", "right"), "right"), (("on", "my", "right"), "right"), (("on", "both", "sides"), "both")):
        if tuple(tail[:3]) == pattern:
            if side == "both":
                both = True
            else:
                sides.add(side)
    return sides, both, opposite


def groups(account: Account, places: list[Place], words: SensationWords) -> list[list[Place]]:
    """Places told together ("my arms and legs", "from the hip down to the ankle") in one list."""
    joins = set(words.joins)
    result: list[list[Place]] = []
    for place in places:
        if result:
            last = result[-1][-1]
            between = account.words[last.last + 1 : place.first]
            same_clause = account.clause[place.first] == account.clause[last.last]
            comma = any(account.mark[k] == "," for k in range(last.last + 1, place.first + 1))
            close = len(between) <= _JOIN_REACH and all(w in joins for w in between)
            close = close and (comma or not between or bool(set(between) - _OWNERS))
            marked = any(account.mark[k] == ";" for k in range(last.last + 1, place.first + 1))
            if same_clause and close and not marked:
                result[-1].append(place)
                continue
        result.append([place])
    return result


def link(
    account: Account,
    qualities: list[tuple[str, Match, bool]],
    place_groups: list[list[Place]],
    again: set[int],
    scopes: Scopes,
    words: SensationWords,
) -> list[Event]:
    """Events: every quality with the places it is said of. `qualities`: (name, match, takes the place as object)."""
    links = set(words.links)
    taken = {k for _, match, _ in qualities for k in range(match.first, match.last + 1)}
    events: list[Event] = []
    for name, match, reaches in qualities:
        event = Event(name, match.first, match.last)
        group, borrowed = _place_of(account, match, reaches, place_groups, links, taken, again, events)
        event.places, event.borrowed = list(group), borrowed
        if name == "spreading":
            if not events or borrowed or not group:
                continue
            event.quality = events[-1].quality
        fixed = match.fixed
        event.denied = scopes.is_denied(fixed, match.last)
        event.doubted = scopes.is_doubted(fixed, match.last)
        event.long_ago = scopes.is_long_ago(match.last)
        events.append(event)
    return events


def _place_of(
    account: Account,
    match: Match,
    reaches: bool,
    place_groups: list[list[Place]],
    links: set[str],
    taken: set[int],
    again: set[int],
    events: list[Event],
) -> tuple[list[Place], bool]:
    sentence, clause = account.sentence[match.first], account.clause[match.first]
    inside = [g for g in place_groups if match.first <= g[0].first and g[-1].last <= match.last]
    if inside:
        return inside[0], False
    before = [g for g in place_groups if g[-1].last < match.first]
    after = next((g for g in place_groups if g[0].first > match.last), None)
    compound: list[Place] = []
    if before and _is_compound(account, before[-1][-1], match, reaches):
        near = before[-1]
        alone = len(near) > 1 and near[-1].kind != near[0].kind
        listed = account.words[near[-1].first - 1] in {"and", "or"}
        compound = near[-1:] if alone and not listed else near
    if after is not None and account.clause[after[0].first] == clause:
        between = [account.words[k] for k in range(match.last + 1, after[0].first) if k not in taken]
        if _reaches_after(account, match, after[0], between, reaches, links):
            subject = compound or (before[-1] if before and account.clause[before[-1][-1].last] == clause else [])
            if _REACHING & set(between) and not reaches and subject:
                return subject + after, False
            if not compound and subject and _only_says_which(subject, after):
                return [replace(p, number=after[0].number, sides=after[0].sides) for p in subject], False
            if not compound or account.words[match.last + 1] in {"in", "over", "round", "around", "on"}:
                return after, False
    if compound:
        return compound, False
    for k in range(match.last + 1, min(match.last + 6, len(account))):
        if k in again and account.clause[k] == clause and before and (reaches or account.words[k - 1] in {"in", "of", "on", "over", "around"}):
            return before[-1], True
    if before:
        near = before[-1]
        if account.clause[near[-1].last] == clause:
            return near, False
        if account.sentence[near[-1].last] == sentence:
            return near, True
        if account.sentence[near[-1].last] >= sentence - 2:
            return near, True
    return [], True


def _is_compound(account: Account, place: Place, match: Match, reaches: bool) -> bool:
    """ "back pain", "foot numbness": the place stands just before the quality."""
    same = account.clause[place.last] == account.clause[match.first]
    return same and place.last == match.first - 1 and not reaches and not account.mark[match.first]


def _reaches_after(
    account: Account, match: Match, place: Place, between: list[str], reaches: bool, links: set[str]
) -> bool:
    """True when only linking words stand between a quality and the place after it, one of them a preposition."""
    if any(account.mark[k] == ";" for k in range(match.last + 1, place.first + 1)):
        return False
    if len(between) > _AFTER_REACH or not all(w in links for w in between):
        return False
    return reaches or bool(_PREPOSITIONS & set(between)) or all(w in _ADJECTIVES for w in between)


def _only_says_which(subject: list[Place], after: list[Place]) -> bool:
    """ "my toes are numb on both feet": the place after says whose toes, no new place."""
    return len(after) == 1 and after[0].name in {"foot", "whole_leg"} and all(
        p.name not in {"foot", "whole_leg"} and p.kind in {"foot", "leg"} for p in subject
    )


"""How long and since when: time expressions of an account, in days."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pinprick.intake.tokens import Account
from pinprick.knowledge.schema.words import TimeWords

Kind = Literal["ago", "for", "over", "over_past", "lasts", "later", "rate"]

_YEAR = re.compile(r"(?:19|20)\d\d")
_JOINS = frozenset("or to and".split())
_APPROX = frozenset("about around roughly nearly almost approximately maybe some only just under over more than at least".split())
_SO_FAR = frozenset("past last these previous recent".split())
_PACE = frozenset("over within in across during".split())
_LATER = frozenset("later after afterwards".split())
_BEFORE = frozenset("ago back earlier".split())
_NOT_TIME = frozenset("old mark point flight drive trip shift course week walk run interval intervals gap weeks months years".split())
_RATES = frozenset("times twice once day days week packs pack cigarettes drinks units hours every per three four".split())
_A = frozenset({"a", "an", "one"})


@dataclass(slots=True, frozen=True)
class Span:
    """A time expression: words `first` to `last`, `days`, and what it says.

    `ago` a point in the past, `for` a stretch up to now, `over` a stretch in which something came on,
    `over_past` the same up to now, `lasts` the length of a spell,
    `later` a time after another event.
    """

    first: int
    last: int
    days: float
    kind: Kind


def duration_band(days: float) -> str:
    """Value of `duration_so_far`; an exact border takes the lower band."""
    for limit, band in _DURATIONS:
        if days <= limit:
            return band
    return "over_1_year"


_DURATIONS = (
    (0.9 / 24, "under_1_hour"),
    (1.5, "hours_to_1_day"),
    (7.5, "days_1_to_7"),
    (31.5, "weeks_1_to_4"),
    (92.5, "months_1_to_3"),
    (366.5, "months_3_to_12"),
)


def pace_band(days: float) -> str:
    """Value of `onset_pace` for something that came on over `days`."""
    for limit, band in _PACES:
        if days <= limit:
            return band
    return "months_or_longer"


_PACES = ((0.9 / 24, "seconds_to_minutes"), (1.01, "hours"), (10.5, "days"), (59, "weeks"))


def length_band(days: float) -> str:
    """Value of `episode_length` for a spell of `days`."""
    for limit, band in _LENGTHS:
        if days <= limit:
            return band
    return "over_24_hours"


_LENGTHS = (
    (1.99 / 1440, "under_2_minutes"),
    (1.01 / 24, "minutes_2_to_60"),
    (4.01 / 24, "hours_1_to_4"),
    (1.01, "hours_4_to_24"),
)


def find_times(account: Account, words: TimeWords, lasts: set[int], over: set[int], this_year: int | None = None) -> list[Span]:
    """All time expressions. `lasts`, `over`: words at which a phrase of that meaning ends (the next time belongs to it)."""
    found: list[Span] = []
    i = 0
    while i < len(account):
        span = _at(account, i, words, lasts, over)
        if span is None:
            i += 1
        else:
            if span.kind != "rate":
                found.append(span)
            i = span.last + 1
    return found


def _at(account: Account, i: int, words: TimeWords, lasts: set[int], over: set[int]) -> Span | None:
    text = account.words
    low, j = _number(text, i, words)
    if j >= len(text):
        return None
    unit = words.units_days.get(text[j])
    if low is None:
        if unit is None or not (text[j].endswith("s") or _word(text, i - 1) in _SO_FAR):
            return None
        plural = text[j].endswith("s")
        if plural and _word(text, i - 1) not in {"for", "past", "last", "over", "of", "within", "in", "these", "lasts", "lasted", "after", "many"} and _word(text, j + 1) not in _BEFORE:
            return None
        low = words.vague.get(text[j], 1.0) if plural else 1.0
        return _spanned(account, i, j, low * unit, lasts, over)
    if unit is None and _word(text, j) in {"more", "odd", "long", "whole", "full", "solid", "good"} and _word(text, j + 1) in words.units_days:
        j += 1
        unit = words.units_days[text[j]]
    if unit is None:
        return None
    if account.sentence[i] != account.sentence[j]:
        return None
    if _word(text, j + 1) in _NOT_TIME or _word(text, j + 1) == "into":
        return Span(i, j + 1, 0.0, "rate")
    if text[i] in _A and text[j] in words.units_days and unit >= 1 and _word(text, i - 1) in _RATES:
        return Span(i, j, 0.0, "rate")
    last = j
    if _word(text, j + 1) == "or":
        second, k = _one_number(text, j + 2, words)
        if second is not None and second > low and _word(text, k) not in words.units_days:
            low, last = second, k - 1
    if _word(text, j + 1) == "and" and _word(text, j + 2) in {"a", "an"} and _word(text, j + 3) == "half":
        low, last = low + 0.5, j + 3
    return _spanned(account, i, last, low * unit, lasts, over)


def _number(text: list[str], i: int, words: TimeWords) -> tuple[float | None, int]:
    """The number at word i (the larger of a range) and the word after it; None when there is none."""
    value, j = _one_number(text, i, words)
    if value is None:
        return None, i
    if _word(text, j) in {"or", "to"}:
        second, k = _one_number(text, j + 1, words)
        if second is not None and second > value:
            return (value + second) / 2 if second < 100 else second, k
    return value, j


def _one_number(text: list[str], i: int, words: TimeWords) -> tuple[float | None, int]:
    word = _word(text, i)
    if word and word[0].isdigit():
        if _YEAR.fullmatch(word):
            return None, i
        try:
            return float(word.replace(",", ".")), i + 1
        except ValueError:
            return None, i
    for length in (4, 3, 2, 1):
        phrase = " ".join(text[i : i + length])
        if phrase in words.numbers:
            return words.numbers[phrase], i + length
    return None, i


def _spanned(account: Account, first: int, last: int, days: float, lasts: set[int], over: set[int]) -> Span:
    text = account.words
    after, after2 = _word(text, last + 1), _word(text, last + 2)
    k = first - 1
    while _word(text, k) in _APPROX and _word(text, k) not in {"over", "under"}:
        k -= 1
    before, before2 = _word(text, k), _word(text, k - 1)
    kind: Kind = "for"
    if after in _BEFORE or (after == "or" and after2 == "so" and _word(text, last + 3) in _BEFORE):
        kind = "ago"
        last += 1 if after in _BEFORE else 3
    elif after in _LATER:
        kind = "later"
    elif {k, k - 1, k - 2} & lasts or (after == "at" and after2 == "a"):
        kind = "lasts"
    elif before == "since":
        kind = "ago"
    elif before in _SO_FAR or (before in {"the", "few"} and before2 in _SO_FAR):
        kind = "for"
        if _word(text, k - 1) == "over" or _word(text, k - 2) == "over":
            kind = "over_past"
    elif before in _PACE or {k, k - 1} & over:
        kind = "over"
    elif before in {"after", "every"}:
        kind = "lasts" if days < 0.2 and after not in {"of", "on"} else "later"
    if kind == "for" and days < 0.5 and not _up_to_now(account, first):
        kind = "lasts"
    return Span(first, last, days, kind)


def _up_to_now(account: Account, i: int) -> bool:
    """ "has been numb for twenty minutes", not "goes numb for five minutes"."""
    clause = account.clause[i]
    near = {w for w, c in zip(account.words, account.clause, strict=True) if c == clause}
    return bool(near & {"been", "past", "last", "now", "since", "already", "so"}) or not near & {"goes", "go", "went", "lasts", "lasted", "then", "comes"}


def _word(text: list[str], i: int) -> str:
    return text[i] if 0 <= i < len(text) else ""


def days_since_year(phrase_year: int, latest_year: int) -> float:
    """Days since a calendar year, counted from the latest year an account can speak of; at least two years."""
    return max(730.0, (latest_year - phrase_year) * 365.0)


def named_times(ago: Mapping[int, tuple[int, float]]) -> list[Span]:
    """Spans of phrases with a fixed meaning (`yesterday`): first word -> (last word, days)."""
    return [Span(first, last, days, "ago") for first, (last, days) in ago.items()]

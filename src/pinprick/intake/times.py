"""How long and since when: time expressions of an account, in days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from pinprick.intake.tokens import Account
from pinprick.knowledge.schema.words import TimeWords

Kind = Literal["ago", "for", "over", "over_past", "lasts", "later", "rate"]

_YEAR = re.compile(r"(?:19|20)\d\d")
_LONGEST_NUMBER = 4
_BRIEF_DAYS = 0.5

_DURATIONS = (
    (0.9 / 24, "under_1_hour"),
    (1.5, "hours_to_1_day"),
    (7.5, "days_1_to_7"),
    (31.5, "weeks_1_to_4"),
    (92.5, "months_1_to_3"),
    (366.5, "months_3_to_12"),
)
_PACES = ((0.9 / 24, "seconds_to_minutes"), (1.01, "hours"), (10.5, "days"), (59, "weeks"))
_LENGTHS = (
    (1.99 / 1440, "under_2_minutes"),
    (1.01 / 24, "minutes_2_to_60"),
    (4.01 / 24, "hours_1_to_4"),
    (1.01, "hours_4_to_24"),
)


@dataclass(slots=True, frozen=True)
class Span:
    """A time expression: words `first` to `last`, `days`, and what it says.

    `ago`: a point in the past; `for`: a stretch up to now; `over`: a stretch in which something came on, `over_past`
    one that reaches up to now; `lasts`: the length of a spell; `later`: a time after another event; `rate`: none of
    these ("twice a day", "two years old").
    """

    first: int
    last: int
    days: float
    kind: Kind


def duration_band(days: float) -> str:
    """Value of `duration_so_far`; an exact border takes the lower band."""
    return next((band for limit, band in _DURATIONS if days <= limit), "over_1_year")


def pace_band(days: float) -> str:
    """Value of `onset_pace` for something that came on over `days`."""
    return next((band for limit, band in _PACES if days <= limit), "months_or_longer")


def length_band(days: float) -> str:
    """Value of `episode_length` for a spell of `days`."""
    return next((band for limit, band in _LENGTHS if days <= limit), "over_24_hours")


def find_times(account: Account, words: TimeWords, lasts: set[int], over: set[int]) -> list[Span]:
    """All time expressions, in order. `lasts`, `over`: last words of phrases that say so of the time after them."""
    found: list[Span] = []
    reader = _Reader(account, words, lasts, over)
    i = 0
    while i < len(account):
        span = reader.at(i)
        if span is not None and span.kind != "rate":
            found.append(span)
        i = span.last + 1 if span else i + 1
    return found


@dataclass(slots=True)
class _Reader:
    account: Account
    words: TimeWords
    lasts: set[int]
    over: set[int]

    def word(self, i: int) -> str:
        """Word i, or nothing beyond the ends."""
        return self.account.words[i] if 0 <= i < len(self.account) else ""

    def at(self, i: int) -> Span | None:
        """The time expression that begins at word i."""
        number, j = self.number(i)
        if number is None:
            return self.calendar_year(i) or self.bare_unit(i)
        if self.word(j) in self.words.fillers and self.word(j + 1) in self.words.units_days:
            j += 1
        unit = self.words.units_days.get(self.word(j))
        if unit is None or self.account.sentence[i] != self.account.sentence[j]:
            return None
        if self.word(j + 1) in self.words.not_a_time:
            return Span(i, j + 1, 0.0, "rate")
        if self.word(i) in ("a", "an", "one") and unit >= 1 and self.word(i - 1) in self.words.rates:
            return Span(i, j, 0.0, "rate")
        last = j
        if self.word(j + 1) == "or":
            second, k = self.one_number(j + 2)
            if second is not None and second > number and self.word(k) not in self.words.units_days:
                number, last = second, k - 1
        if [self.word(j + n) for n in (1, 3)] == ["and", "half"]:
            number, last = number + 0.5, j + 3
        return self.spanned(i, last, number * unit)

    def calendar_year(self, i: int) -> Span | None:
        """ "since 2015": days up to the year the lexicon was written in."""
        if self.word(i - 1) in ("since", "in") and _YEAR.fullmatch(self.word(i)):
            years = self.words.written_in - int(self.word(i))
            if years > 0:
                return Span(i - 1, i, years * 365.0, "ago")
        return None

    def bare_unit(self, i: int) -> Span | None:
        """ "for weeks", "past month": a unit without a number."""
        unit = self.words.units_days.get(self.word(i))
        if unit is None:
            return None
        before, plural = self.word(i - 1), self.word(i).endswith("s")
        if not plural and before not in self.words.so_far:
            return None
        if (
            plural
            and before not in self.words.before_bare_unit
            and self.word(i + 1) not in self.words.before_now
        ):
            return None
        return self.spanned(i, i, (self.words.vague.get(self.word(i), 1.0) if plural else 1.0) * unit)

    def number(self, i: int) -> tuple[float | None, int]:
        """The number at word i (the middle of a range) and the word after it; None when there is none."""
        value, j = self.one_number(i)
        if value is not None and self.word(j) in ("or", "to"):
            second, k = self.one_number(j + 1)
            if second is not None and second > value:
                return (value + second) / 2, k
        return value, j

    def one_number(self, i: int) -> tuple[float | None, int]:
        """A single number, in digits or words."""
        word = self.word(i)
        if word[:1].isdigit():
            try:
                return (None if _YEAR.fullmatch(word) else float(word.replace(",", "."))), i + 1
            except ValueError:
                return None, i
        for length in range(_LONGEST_NUMBER, 0, -1):
            words = self.account.words[i : i + length]
            phrase = " ".join(words)
            if phrase in self.words.numbers:
                return self.words.numbers[phrase], i + len(words)
        return None, i

    def spanned(self, first: int, last: int, days: float) -> Span:
        """What a stretch of `days` says, from the words around it."""
        words, after, after2 = self.words, self.word(last + 1), self.word(last + 2)
        k = first - 1
        while self.word(k) in words.approximate:
            k -= 1
        before, before2 = self.word(k), self.word(k - 1)
        kind: Kind = "for"
        if after in words.before_now:
            kind, last = "ago", last + 1
        elif after == "or" and after2 == "so" and self.word(last + 3) in words.before_now:
            kind, last = "ago", last + 3
        elif after in words.afterwards:
            kind = "later"
        elif {k, k - 1, k - 2} & self.lasts or (after, after2) == ("at", "a"):
            kind = "lasts"
        elif before == "since":
            kind = "ago"
        elif before in words.so_far or (before in ("the", "few") and before2 in words.so_far):
            kind = "over_past" if "over" in (before2, self.word(k - 2)) else "for"
        elif before in words.pace or {k, k - 1} & self.over:
            kind = "over"
        elif before in ("after", "every"):
            kind = "lasts" if days < _BRIEF_DAYS and after not in ("of", "on") else "later"
        if kind == "for" and days < _BRIEF_DAYS:
            kind = self.brief(first)
        if kind == "over" and before == "in" and days < _BRIEF_DAYS / 8:
            kind = "lasts"
        return Span(first, last, days, kind)

    def brief(self, i: int) -> Kind:
        """What a short stretch says: "has been numb for an hour" (for), "goes numb for an hour" (lasts), "if I sit for
        an hour" (neither)."""
        clause = self.account.clause[i]
        near = {w for w, c in zip(self.account.words, self.account.clause, strict=True) if c == clause}
        if near & set(self.words.still):
            return "for"
        if near & set(self.words.doing):
            return "later"
        return "lasts" if near & set(self.words.habitual) else "for"

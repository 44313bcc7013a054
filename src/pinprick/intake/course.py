"""Time: how long, how fast it came on, how it has gone since."""

from __future__ import annotations

from dataclasses import dataclass, field

from pinprick.intake.lexicon import Lexicon
from pinprick.intake.mentions import Ledger
from pinprick.intake.phrases import Match
from pinprick.intake.sensations import Event
from pinprick.intake.times import Span, duration_band, find_times, length_band, pace_band
from pinprick.intake.tokens import Account

_TIMES = frozenset(
    {
        "onset_pace",
        "course",
        "time_pattern",
        "woke_with_symptom",
        "rapidly_worsening",
        "symptoms_cleared",
        "frequent",
        "episode_length",
        "age_band",
        "sex",
    }
)
_UP_TO_NOW = frozenset({"since", "for"})
_LEGS_AND_MORE = frozenset({"leg", "foot", "buttock", "groin", "hip", "hemibody", "saddle", "hand", "arm"})


def spans(account: Account, lex: Lexicon, by_kind: dict[str, list[Match]]) -> list[Span]:
    """All time expressions of an account in order."""
    ends: dict[str, set[int]] = {"lasts": set(), "over": set()}
    for match in by_kind.get("time", ()):
        name = lex.labels[match.label].name
        if name in ends:
            ends[name].add(match.last)
    found = find_times(account, lex.words.time, ends["lasts"], ends["over"])
    for match in by_kind.get("ago", ()):
        days = float(lex.labels[match.label].value)
        if not any(s.first <= match.first <= s.last for s in found):
            found.append(Span(match.first, match.last, days, "ago"))
    return sorted(found, key=lambda s: s.first)


def read(
    account: Account,
    lex: Lexicon,
    by_kind: dict[str, list[Match]],
    times: list[Span],
    events: list[Event],
    ledger: Ledger,
) -> None:
    """Duration, pace and length of a spell."""
    clauses = _Clauses.of(account, lex, by_kind, events, ledger)
    clauses.timed = {account.clause[span.first] for span in times}
    best: Span | None = None
    previous: Span | None = None
    for span in times:
        if span.kind == "lasts":
            ledger.add("episode_length", length_band(span.days), span.first, span.last)
        elif span.kind == "later":
            continue
        elif span.days < 0:
            if previous is not None and best is None and clauses.sentence_complains(span.first):
                best = previous
        elif clauses.belongs(span):
            if best is None or span.days > best.days:
                best = span
        else:
            previous = span
    if best is not None:
        ledger.add("duration_so_far", duration_band(best.days), best.first, best.last)
    _pace(times, best, clauses, ledger)


@dataclass(slots=True)
class _Clauses:
    """Which clauses tell of the complaint, of something else, and of its start."""

    account: Account
    complaint: set[int]
    other: set[int]
    starts: set[int]
    timed: set[int] = field(default_factory=set)

    @classmethod
    def of(
        cls,
        account: Account,
        lex: Lexicon,
        by_kind: dict[str, list[Match]],
        events: list[Event],
        ledger: Ledger,
    ) -> _Clauses:
        clause = account.clause
        complaint: set[int] = set()
        other: set[int] = set()
        for event in events:
            if event.denied or event.quality == "normal":
                continue
            kinds = event.kinds()
            (complaint if kinds & (_LEGS_AND_MORE | {"none"}) else other).add(clause[event.first])
        own = set(lex.words.time.complaint)
        for mention in ledger.mentions:
            if mention.finding in own and mention.value not in ("no", "none"):
                complaint.add(clause[mention.first])
            elif (
                mention.finding in lex.words.findings
                and mention.finding not in _TIMES
                and mention.value != "no"
            ):
                other.add(clause[mention.first])
        starts = set()
        for match in by_kind.get("time", ()):
            name = lex.labels[match.label].name
            if name == "starts":
                starts.add(clause[match.first])
            elif name == "not_start":
                other.add(clause[match.first])
        return cls(account, complaint, other, starts)

    def belongs(self, span: Span) -> bool:
        """True when the time is the complaint's: told in its clause, at its start, or in the nearest telling clause of
        the sentence."""
        account = self.account
        clause, sentence = account.clause[span.first], account.sentence[span.first]
        if clause in self.complaint:
            return True
        if clause in self.other:
            return self._covers_the_next(span)
        if clause in self.starts:
            return True
        of_sentence = sorted(
            {c for c, s in zip(account.clause, account.sentence, strict=True) if s == sentence}
        )
        later = [c for c in of_sentence if c > clause]
        earlier = [c for c in reversed(of_sentence) if c < clause]
        for candidate in later + earlier:
            if candidate in self.complaint:
                return True
            if candidate in self.other:
                return False
        return False

    def _covers_the_next(self, span: Span) -> bool:
        """True for a stretch up to now that opens a sentence part and runs on: "since yesterday I have back pain and my
        legs are numb"."""
        account, clause = self.account, self.account.clause[span.first]
        opening = span.first - 1 if account.words[span.first] not in _UP_TO_NOW else span.first
        if opening < 0 or account.words[opening] not in _UP_TO_NOW:
            return False
        if opening and account.clause[opening - 1] == clause:
            return False
        after = clause + 1
        same = {
            c
            for c, s in zip(account.clause, account.sentence, strict=True)
            if s == account.sentence[span.first]
        }
        return after in same and after in self.complaint and after not in self.timed

    def is_other(self, span: Span) -> bool:
        """True when the clause of a time tells of something else."""
        return self.account.clause[span.first] in self.other

    def sentence_complains(self, word: int) -> bool:
        account = self.account
        return any(
            c in self.complaint
            for c, s in zip(account.clause, account.sentence, strict=True)
            if s == account.sentence[word]
        )


def _pace(times: list[Span], best: Span | None, clauses: _Clauses, ledger: Ledger) -> None:
    """How fast it came on: over a stretch that was told, else as slowly as a worsening has lasted."""
    if ledger.says("onset_pace"):
        return
    worse = ledger.says("course", "worsening")
    overs = [s for s in times if s.days > 0 and (s.kind == "over" or (s.kind == "over_past" and worse))]
    told = [s for s in overs if clauses.belongs(s)] or [
        s for s in overs if not best and not clauses.is_other(s)
    ]
    if told:
        ledger.add("onset_pace", pace_band(told[0].days), told[0].first, told[0].last)
    elif best is not None and worse and best.days > 1.5:
        ledger.add("onset_pace", pace_band(best.days), best.first, best.last)

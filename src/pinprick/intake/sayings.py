"""Findings said in so many words: phrases of the lexicon, turned by what governs them."""

from __future__ import annotations

from dataclasses import dataclass

from pinprick.intake.lexicon import Label, Lexicon
from pinprick.intake.mentions import Ledger
from pinprick.intake.phrases import Match
from pinprick.intake.scope import Scopes, outside
from pinprick.intake.times import Span
from pinprick.intake.tokens import Account
from pinprick.vocabulary import NO, UNSURE, YES

_OWN = frozenset(["i", "i've", "i'm", "my"])
_ASKING = frozenset(["do", "could", "have", "is", "might"])


@dataclass(slots=True)
class Sayings:
    """Reads the phrases found in one account into a ledger."""

    account: Account
    lexicon: Lexicon
    scopes: Scopes
    times: list[Span]

    def read(self, matches: list[Match], blockers: list[Match], ledger: Ledger) -> None:
        """Add what `matches` say. `blockers`: phrases that only look like a finding."""
        labels = self.lexicon.labels
        blocked: dict[str, list[Match]] = {}
        for match in blockers:
            blocked.setdefault(labels[match.label].name, []).append(match)
        by_finding: dict[str, list[Match]] = {}
        for match in matches:
            by_finding.setdefault(labels[match.label].name, []).append(match)
        for finding, found in by_finding.items():
            for match in _outermost(outside(found, blocked.get(finding, []))):
                value = self.value(match)
                if value is not None:
                    ledger.add(finding, value, match.first, match.last)

    def value(self, match: Match) -> str | None:
        """What a phrase says of its finding where it stands; None when it says nothing of the person now."""
        label = self.label(match)
        entry = self.lexicon.words.findings[label.name]
        scopes, fixed, last = self.scopes, match.fixed, match.last
        if entry.about == "person" and scopes.of_relative(last):
            return None
        if entry.when == "now" and (scopes.is_long_ago(last) or scopes.may_only_come(fixed, last)):
            return None
        if entry.within_days is not None and self.is_further_back(match, entry.within_days):
            return None
        if entry.feared == "drop" and (scopes.is_feared(fixed, last) or self.is_only_asked(match)):
            return None
        if label.value in (NO, entry.if_denied) and scopes.spoils_denial(fixed, fixed):
            return None
        if scopes.is_denied(fixed, last) or (label.value == YES and scopes.is_denied(fixed, match.first)):
            denial = entry.if_denied or (NO if label.value == YES else None)
            return None if label.value in (NO, denial) else denial
        return UNSURE if label.value == YES and scopes.is_doubted(fixed, last) else label.value

    def label(self, match: Match) -> Label:
        """The label of a match, with the value that a long enough time in its clause gives it (`at_least`)."""
        label = self.lexicon.labels[match.label]
        entry = self.lexicon.words.findings[label.name]
        if entry.at_least and label.value not in (NO, entry.if_denied):
            told = max((t.days for t in self.times if self.in_clause(t, match)), default=0.0)
            for value, days in entry.at_least.items():
                if told >= days:
                    return Label(label.kind, label.name, value)
        return label

    def in_clause(self, time: Span, match: Match) -> bool:
        """True when a time stands in a clause of the match."""
        clause = self.account.clause
        return clause[time.first] in (clause[match.first], clause[match.last])

    def is_further_back(self, match: Match, days: float) -> bool:
        """True when a time of the same clause puts the match further back than `days`."""
        return any(t.kind == "ago" and t.days > days and self.in_clause(t, match) for t in self.times)

    def is_only_asked(self, match: Match) -> bool:
        """True in a question ("could it be diabetes?") that does not state it first ("I have diabetes, so ...?")."""
        account = self.account
        if account.sentence[match.last] not in account.asked:
            return False
        start = match.first
        while start > 0 and account.clause[start - 1] == account.clause[match.first]:
            start -= 1
        return account.words[start] in _ASKING or not _OWN & set(account.words[start : match.first + 1])


def _outermost(matches: list[Match]) -> list[Match]:
    """Matches that lie inside no longer one."""
    return [
        m
        for m in matches
        if not any(
            o.first <= m.first and m.last <= o.last and o.last - o.first > m.last - m.first for o in matches
        )
    ]

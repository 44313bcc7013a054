"""Which words are denied, doubted, feared, long past, or about a relative."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from pinprick.intake.lexicon import Lexicon
from pinprick.intake.phrases import Match
from pinprick.intake.tokens import Account

_LIST_SEGMENT = 5
_REACH = 12
_NEW_STATEMENT = frozenset(["just", "only", "mainly", "mostly", "now", "no", "not", "can't", "cannot"])


@dataclass(slots=True, frozen=True)
class Scope:
    """A cue (words `first` to `last`) and the words `begin` to `end` it governs."""

    first: int
    last: int
    begin: int
    end: int

    def governs(self, fixed: Collection[int], word: int) -> bool:
        """True when `word` is governed and the cue is not itself part of what was matched (`fixed`)."""
        return self.begin <= word <= self.end and self.first not in fixed


@dataclass(slots=True)
class Scopes:
    """All cues of an account, by what they do."""

    denied: list[Scope] = field(default_factory=list)
    spoilt: list[Scope] = field(default_factory=list)
    doubted: list[Scope] = field(default_factory=list)
    feared: list[Scope] = field(default_factory=list)
    may_come: list[Scope] = field(default_factory=list)
    relative: list[Scope] = field(default_factory=list)
    long_ago: list[Scope] = field(default_factory=list)

    def is_denied(self, fixed: Collection[int], word: int) -> bool:
        return any(scope.governs(fixed, word) for scope in self.denied)

    def spoils_denial(self, fixed: Collection[int], words: Collection[int]) -> bool:
        return any(scope.governs(fixed, word) for scope in self.spoilt for word in words)

    def is_doubted(self, fixed: Collection[int], word: int) -> bool:
        return any(scope.governs(fixed, word) for scope in self.doubted)

    def is_feared(self, fixed: Collection[int], word: int) -> bool:
        return any(scope.governs(fixed, word) for scope in self.feared)

    def may_only_come(self, fixed: Collection[int], word: int) -> bool:
        return any(scope.governs(fixed, word) for scope in self.may_come)

    def of_relative(self, word: int) -> bool:
        return any(scope.begin <= word <= scope.end for scope in self.relative)

    def is_long_ago(self, word: int) -> bool:
        return any(scope.begin <= word <= scope.end for scope in self.long_ago)


def forward(
    account: Account, cue: Match, subjects: Collection[str], verbs: Collection[str], across_lists: bool
) -> Scope:
    """The words after a cue that it governs: to the end of its clause, and on through a list ("no fever, rash or
    weakness") while each item is short and has no subject or verb of its own."""
    begin = cue.last + 1
    end = cue.last
    i = begin
    while i < len(account) and account.clause[i] == account.clause[cue.last] and i - cue.last <= _REACH:
        if account.words[i] in {"and", "so", "then"} and verbs and _acts(account, i, verbs):
            break
        if account.mark[i] == "," and not (across_lists and _is_list_item(account, i, subjects, verbs)):
            break
        end = i
        i += 1
    return Scope(cue.first, cue.last, begin, end)


def _acts(account: Account, i: int, verbs: Collection[str]) -> bool:
    """True when a verb follows the joining word at `i` within four words: a new statement, not one more item."""
    for j in range(i + 1, min(i + 5, len(account))):
        if account.mark[j] or account.clause[j] != account.clause[i]:
            return False
        if account.words[j] in verbs:
            return True
    return False


def _is_list_item(account: Account, i: int, subjects: Collection[str], verbs: Collection[str]) -> bool:
    """True when the words from `i` to the next mark are one more item of a list."""
    length = 0
    for j in range(i, len(account)):
        if j > i and (account.mark[j] or account.clause[j] != account.clause[i]):
            break
        word = account.words[j]
        if word in subjects or word in verbs or word in _NEW_STATEMENT:
            return False
        length += 1
    return length <= _LIST_SEGMENT


def backward(account: Account, cue: Match) -> Scope:
    """The words before a cue in its clause."""
    begin = cue.first
    while begin > 0 and account.clause[begin - 1] == account.clause[cue.first] and cue.first - begin < _REACH:
        begin -= 1
    return Scope(cue.first, cue.last, begin, cue.first - 1)


def whole_clause(account: Account, cue: Match) -> Scope:
    """All words of the clause that holds a cue."""
    begin, end = cue.first, cue.last
    while begin > 0 and account.clause[begin - 1] == account.clause[cue.first]:
        begin -= 1
    while end + 1 < len(account) and account.clause[end + 1] == account.clause[cue.last]:
        end += 1
    return Scope(cue.first, cue.last, begin, end)


def outside(matches: Iterable[Match], blockers: Iterable[Match]) -> list[Match]:
    """Matches that do not begin or end inside a blocker."""
    spans = [(b.first, b.last) for b in blockers]
    return [
        m
        for m in matches
        if not any(first <= m.last <= last or first <= m.first <= last for first, last in spans)
    ]


def read_scopes(account: Account, lex: Lexicon, found: Iterable[Match], relatives_apart: bool) -> Scopes:
    """What the cues of an account govern. `relatives_apart`: relatives named are not the person described."""
    words = lex.words.scope
    cues: dict[str, list[Match]] = {}
    for match in found:
        cues.setdefault(lex.labels[match.label].name, []).append(match)
    subjects, verbs, none = frozenset(words.subjects), frozenset(words.verbs), frozenset[str]()
    denies = outside(_longest(cues.get("denies", ())), cues.get("not_denying", ()))
    scopes = Scopes()
    scopes.denied = [forward(account, cue, subjects, verbs, True) for cue in denies]
    scopes.denied += [backward(account, cue) for cue in cues.get("denies_before", ())]
    scopes.spoilt = [forward(account, cue, none, none, False) for cue in cues.get("spoils_denial", ())]
    scopes.doubted = [forward(account, cue, subjects, verbs, False) for cue in cues.get("doubts", ())]
    scopes.feared = [forward(account, cue, none, none, True) for cue in cues.get("fears", ())]
    scopes.may_come = [forward(account, cue, none, none, True) for cue in cues.get("may_come", ())]
    scopes.long_ago = [
        whole_clause(account, cue) for cue in cues.get("long_ago", ()) if _is_over(account, lex, cue)
    ]
    if relatives_apart:
        saying = frozenset(words.sayings)
        scopes.relative = [
            _of_relative(account, lex, cue)
            for cue in cues.get("relatives", ())
            if not saying & set(account.words[cue.last + 1 : cue.last + 4])
        ]
    return scopes


def _of_relative(account: Account, lex: Lexicon, cue: Match) -> Scope:
    """What is said of a relative: what follows, until the speaker comes in ("with my wife when my leg went numb").

    Of a family ("diabetes in my family") the whole clause.
    """
    if "family" in account.words[cue.first : cue.last + 1]:
        return whole_clause(account, cue)
    own, kin = set(lex.words.person.own), lex.words.scope.kin
    end = cue.last
    for i in range(cue.last + 1, len(account)):
        mine = account.words[i] in own and not kin.keys() & set(account.words[i + 1 : i + 3])
        if account.clause[i] != account.clause[cue.last] or mine:
            break
        end = i
    return Scope(cue.first, cue.last, cue.first, end)


def _is_over(account: Account, lex: Lexicon, cue: Match) -> bool:
    """False for "in the past two weeks", and in a sentence that says the trouble goes on ("it began years ago")."""
    after = account.words[cue.last + 1] if cue.last + 1 < len(account) else ""
    time = lex.words.time
    if after in time.numbers or after in time.units_days or after[:1].isdigit():
        return False
    sentence = account.sentence[cue.first]
    said = {w for w, s in zip(account.words, account.sentence, strict=True) if s == sentence}
    return not said & set(lex.words.scope.goes_on)


def _longest(matches: Iterable[Match]) -> list[Match]:
    """Matches without those inside a longer one, in order."""
    kept: list[Match] = []
    for match in sorted(matches, key=lambda m: (m.first, -m.last)):
        if not kept or match.last > kept[-1].last:
            kept.append(match)
    return kept

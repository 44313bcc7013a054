"""Words to findings: reading a person's own account. Deterministic, offline, without a language model.

Phrases come from the pack's lexicon (`words/*.yaml`). Negation and uncertainty follow the idea of NegEx and ConText (Chapman 2001,
Harkema 2009): cue words with a direction and a scope that ends at clause borders. What is felt is joined to where it is felt by word
order. Every answer quotes the words it was read from.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pinprick.case import Understood
from pinprick.intake import conclude, course, guard, person, spelling
from pinprick.intake.lexicon import Label, Lexicon, lexicon
from pinprick.intake.mentions import Ledger
from pinprick.intake.phrases import Match
from pinprick.intake.scope import Scopes, backward, forward, outside, whole_clause
from pinprick.intake.sensations import Event, Place, find_places, groups, link, longest
from pinprick.intake.times import Span
from pinprick.intake.tokens import Account, cut_clauses, tokenise
from pinprick.knowledge.schema.pack import Pack
from pinprick.vocabulary import NO, UNSURE, YES


_SAYING = frozenset("said says say noticed thinks thought told tells saw reckons".split())


@dataclass(slots=True, frozen=True)
class Note:
    """Something the person should know about how their words were read. `code`: empty, too_long, other_language,
    not_about_legs, contradiction, nothing_understood."""

    code: str
    message: str


@dataclass(slots=True)
class Reading:
    """What was read from an account: `understood` in the order of the text, the same as `answers`, and notes."""

    understood: list[Understood] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)


def read_account(text: str, pack: Pack) -> Reading:
    """Findings in a person's own words.

    Any text is accepted: what cannot be read gives a note, never an error. Only the first characters of a very
    long text are read (`guard.longest` in the lexicon), so the time is bounded.
    """
    lex = lexicon(pack)
    messages = lex.words.guard.messages
    reading = Reading()
    if not text.strip():
        reading.notes.append(Note("empty", messages["empty"]))
        return reading
    if len(text) > lex.words.guard.longest:
        reading.notes.append(Note("too_long", messages["too_long"].format(longest=lex.words.guard.longest)))
        text = text[: lex.words.guard.longest]
    account = tokenise(text)
    spelling.correct(account, lex)
    foreign = guard.language(account, lex)
    if foreign:
        reading.notes.append(Note("other_language", messages["other_language"].format(language=foreign)))
        return reading
    ledger, about = read_words(account, lex, pack)
    order = {f.id: list(lex.words.findings[f.id].means) if f.id in lex.words.findings else [] for f in pack.findings.values() if not f.is_binary}
    settled = ledger.settle(order)
    for mention in sorted(settled.values(), key=lambda m: (m.first, m.finding)):
        if mention.finding not in pack.findings:
            continue
        quote, start, end = account.quote(mention.first, mention.last)
        reading.understood.append(Understood(finding=mention.finding, value=mention.value, quote=quote, start=start, end=end))
        reading.answers[mention.finding] = mention.value
    for finding in ledger.clashes:
        if finding in pack.findings:
            label = pack.findings[finding].label
            reading.notes.append(Note("contradiction", messages["contradiction"].format(finding=label)))
    if "elsewhere" in about and "topic" not in about:
        reading.notes.append(Note("not_about_legs", messages["not_about_legs"]))
    elif not reading.answers:
        reading.notes.append(Note("nothing_understood", messages["nothing_understood"]))
    return reading


def read_words(account: Account, lex: Lexicon, pack: Pack) -> tuple[Ledger, set[str]]:
    """All mentions in an account, and what it is about (`topic`: legs, feet, feeling; `elsewhere`: other parts)."""
    words = lex.words
    scope_words = words.scope
    cut_clauses(account, scope_words.stops, scope_words.subjects, scope_words.determiners, scope_words.verbs, scope_words.holds_clause)
    by_kind: dict[str, list[Match]] = {}
    for match in lex.index.search(account):
        by_kind.setdefault(lex.labels[match.label].kind, []).append(match)
    about = {lex.labels[m.label].name for m in by_kind.get("guard", ())}
    subject = person.find_subject(account, words, "topic" in about)
    scopes = read_scopes(account, lex, by_kind, subject)
    ledger = Ledger()
    person.read_age(account, words, subject, ledger)
    person.read_sex(account, words, subject, ledger)
    times = course.spans(account, lex, by_kind)
    _read_phrases(account, lex, by_kind, scopes, times, ledger)
    events, places = _read_events(account, lex, by_kind, scopes)
    conclude.qualities(events, words.sensations, ledger)
    conclude.regions(events, words.sensations, ledger)
    named = [p for p in places if not scopes.is_denied((), p.first) and not scopes.is_long_ago(p.first)]
    conclude.spread(events, named, words.sensations, ledger)
    course.read(account, lex, by_kind, times, events, ledger)
    conclude.implied(ledger, words, {f.id: f.implied_by for f in pack.findings.values() if f.implied_by})
    return ledger, about


def read_scopes(account: Account, lex: Lexicon, by_kind: dict[str, list[Match]], subject: person.Subject) -> Scopes:
    """The words that are denied, doubted, feared, long past or about a relative."""
    words = lex.words.scope
    cues: dict[str, list[Match]] = {}
    for match in by_kind.get("cue", ()):
        cues.setdefault(lex.labels[match.label].name, []).append(match)
    subjects, verbs = frozenset(words.subjects), frozenset(words.verbs)
    denies = outside(longest(cues.get("denies", ())), cues.get("not_denying", ()))
    scopes = Scopes()
    scopes.denied = [forward(account, cue, subjects, verbs, True) for cue in denies]
    scopes.spoilt = [forward(account, cue, frozenset(), frozenset(), False) for cue in cues.get("spoils_denial", ())]
    scopes.denied += [backward(account, cue) for cue in cues.get("denies_before", ())]
    scopes.doubted = [forward(account, cue, subjects, verbs, False) for cue in cues.get("doubts", ())]
    scopes.feared = [forward(account, cue, frozenset(), frozenset(), True) for cue in cues.get("fears", ())]
    scopes.may_come = [forward(account, cue, frozenset(), frozenset(), True) for cue in cues.get("may_come", ())]
    scopes.long_ago = [whole_clause(account, cue) for cue in cues.get("long_ago", ())]
    if subject.is_self:
        about = [whole_clause(account, cue) for cue in cues.get("relatives", ())]
        scopes.relative = [s for s in about if not _SAYING & set(account.words[s.last + 1 : s.last + 4])]
    return scopes


def _read_phrases(account: Account, lex: Lexicon, by_kind: dict[str, list[Match]], scopes: Scopes, times: list[Span], ledger: Ledger) -> None:
    blockers: dict[str, list[Match]] = {}
    for match in by_kind.get("not_meant", ()):
        blockers.setdefault(lex.labels[match.label].name, []).append(match)
    by_finding: dict[str, list[Match]] = {}
    for match in by_kind.get("finding", ()):
        by_finding.setdefault(lex.labels[match.label].name, []).append(match)
    for finding, matches in by_finding.items():
        for match in _unlike(matches, blockers.get(finding, []), lex.labels):
            within = lex.words.findings[finding].within_days
            if within is None or not _too_long_ago(account, match, times, within):
                _read_phrase(account, lex, _lengthened(account, lex, match, times), match, scopes, ledger)


def _too_long_ago(account: Account, match: Match, times: list[Span], within_days: float) -> bool:
    """True when a time of the same clause puts the matter further back than `within_days`."""
    clauses = {account.clause[match.first], account.clause[match.last]}
    return any(t.kind == "ago" and t.days > within_days and account.clause[t.first] in clauses for t in times)


def _lengthened(account: Account, lex: Lexicon, match: Match, times: list[Span]) -> Label:
    """The label of a match, with the value that a long enough time in its clause gives it."""
    label = lex.labels[match.label]
    if label.value == NO or label.value == lex.words.findings[label.name].if_denied:
        return label
    clauses = {account.clause[match.first], account.clause[match.last]}
    longest_time = max((t.days for t in times if account.clause[t.first] in clauses), default=0.0)
    for value, days in lex.words.findings[label.name].at_least.items():
        if longest_time >= days:
            return Label(label.kind, label.name, value)
    return label


def _unlike(matches: list[Match], blockers: list[Match], labels: list[Label]) -> list[Match]:
    """Matches that no blocker covers, and of those that lie inside one another the longest."""
    free = outside(matches, blockers)
    kept = []
    for match in free:
        inside = any(
            other is not match
            and other.first <= match.first
            and match.last <= other.last
            and (other.last - other.first) > (match.last - match.first)
            for other in free
        )
        if not inside:
            kept.append(match)
    return kept


def _read_phrase(account: Account, lex: Lexicon, label: Label, match: Match, scopes: Scopes, ledger: Ledger) -> None:
    entry = lex.words.findings[label.name]
    fixed, last = match.fixed, match.last
    if entry.about == "person" and scopes.of_relative(last):
        return
    if entry.when == "now" and scopes.is_long_ago(last):
        return
    if entry.feared == "drop" and (scopes.is_feared(fixed, last) or account.sentence[last] in account.asked and not _states(account, match)):
        return
    if entry.when == "now" and scopes.may_only_come(fixed, last):
        return
    value = label.value
    if value == NO and scopes.spoils_denial(fixed, fixed):
        return
    if scopes.is_denied(fixed, last):
        if value == YES:
            value = entry.if_denied or NO
        elif value == NO or entry.if_denied is None:
            return
        else:
            value = entry.if_denied
    elif scopes.is_doubted(fixed, last) and value == YES:
        value = UNSURE
    if value == NO and entry.if_denied:
        value = entry.if_denied
    ledger.add(label.name, value, match.first, match.last)


def _states(account: Account, match: Match) -> bool:
    """In a question, "I have" or "my" before the words still states something."""
    clause = account.clause[match.first]
    start = match.first
    while start > 0 and account.clause[start - 1] == clause:
        start -= 1
    return any(w in {"i've", "i", "my", "i'm"} for w in account.words[start : match.first + 1]) and not any(
        w in {"do", "could", "have", "is", "might"} for w in account.words[start : start + 1]
    )


def _read_events(
    account: Account, lex: Lexicon, by_kind: dict[str, list[Match]], scopes: Scopes
) -> tuple[list[Event], list[Place]]:
    words = lex.words.sensations
    places = find_places(account, by_kind.get("place", ()), lex.labels, words)
    places = [p for p in places if not scopes.of_relative(p.first)]
    found = [(lex.labels[m.label].name, m, lex.labels[m.label].kind == "reaches") for m in by_kind.get("quality", [])]
    reach = [(lex.labels[m.label].name, m, True) for m in by_kind.get("reaches", [])]
    chosen: list[tuple[str, Match, bool]] = []
    for name, match, reaches in sorted(found + reach, key=lambda t: (t[1].first, -t[1].last)):
        covered = any(m.first <= match.first and match.last <= m.last for n, m, _ in chosen if n == name or m.last - m.first > match.last - match.first)
        if not covered and not scopes.of_relative(match.first):
            chosen.append((name, match, reaches))
    again = {m.first for m in by_kind.get("again", ())}
    return link(account, chosen, groups(account, places, words), again, scopes, words), places

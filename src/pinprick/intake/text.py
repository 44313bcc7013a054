"""Words to findings: reading a person's own account. Deterministic, offline, without a language model.

Phrases come from the pack's lexicon (`words/*.yaml`). Denial, doubt and fear follow the idea of NegEx and ConText
(Chapman 2001, Harkema 2009): cue words with a direction and a scope that ends where a clause ends. What is felt is
joined to where it is felt by word order. Every answer quotes the words it was read from.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pinprick.case import Understood
from pinprick.intake import conclude, course, guard, person, spelling
from pinprick.intake.lexicon import Lexicon, lexicon
from pinprick.intake.mentions import Ledger
from pinprick.intake.phrases import Match
from pinprick.intake.sayings import Sayings
from pinprick.intake.scope import Scopes, read_scopes
from pinprick.intake.sensations import Event, Linker, Place, find_places, groups
from pinprick.intake.tokens import Account, cut_clauses, tokenise
from pinprick.knowledge.schema.pack import Pack
from pinprick.vocabulary import YES, Family

_CLEARED, _NORMAL = "symptoms_cleared", "normal"
_OF_LEGS = frozenset({Family.QUALITY, Family.WHERE, Family.DANGER})


@dataclass(slots=True, frozen=True)
class Note:
    """What the person should know of how their words were read.

    `code`: empty, too_long, other_language, not_about_legs, contradiction, nothing_understood; or a
    key of `first_of_all` in `guard.yaml`, whose message comes before everything else.
    """

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

    Any text is accepted: what cannot be read gives a note, never an error. Only the beginning of a very long text is
    read (`guard.longest` characters of the lexicon), so the time is bounded. PackError when the lexicon is malformed.
    """
    lex = lexicon(pack)
    limits = lex.words.guard
    if not text.strip():
        return Reading(notes=[Note("empty", limits.messages["empty"])])
    reading = Reading()
    if len(text) > limits.longest:
        reading.notes.append(Note("too_long", limits.messages["too_long"].format(longest=limits.longest)))
        text = text[: limits.longest]
    account = tokenise(text)
    spelling.correct(account, lex)
    foreign = guard.language(account, lex)
    if foreign:
        reading.notes.append(
            Note("other_language", limits.messages["other_language"].format(language=foreign))
        )
        return reading
    ledger, about = read_words(account, lex, pack)
    reading.notes += [Note(name, limits.messages[name]) for name in limits.first_of_all if name in about]
    _settle(reading, account, ledger, lex, pack)
    told = {pack.findings[finding].family for finding in reading.answers}
    if "elsewhere" in about and "topic" not in about and not told & _OF_LEGS:
        reading.notes.append(Note("not_about_legs", limits.messages["not_about_legs"]))
    elif not reading.answers:
        reading.notes.append(Note("nothing_understood", limits.messages["nothing_understood"]))
    return reading


def _settle(reading: Reading, account: Account, ledger: Ledger, lex: Lexicon, pack: Pack) -> None:
    """One answer for each finding, with its quote; a clash becomes `unsure` and a note."""
    order = {finding: list(entry.means) for finding, entry in lex.words.findings.items() if entry.means}
    settled = ledger.settle(order)
    for mention in sorted(settled.values(), key=lambda m: (m.first, m.finding)):
        if mention.finding in pack.findings:
            quote, start, end = account.quote(mention.first, mention.last)
            reading.understood.append(
                Understood(finding=mention.finding, value=mention.value, quote=quote, start=start, end=end)
            )
            reading.answers[mention.finding] = mention.value
    for finding in ledger.clashes:
        if finding in pack.findings:
            message = lex.words.guard.messages["contradiction"].format(finding=pack.findings[finding].label)
            reading.notes.append(Note("contradiction", message))


def read_words(account: Account, lex: Lexicon, pack: Pack) -> tuple[Ledger, set[str]]:
    """All mentions in an account, and what it is about (`topic`: legs, feet, feeling; `elsewhere`: other parts)."""
    words = lex.words
    cut_clauses(account, words.scope)
    found: dict[str, list[Match]] = {}
    for match in lex.index.search(account):
        found.setdefault(lex.labels[match.label].kind, []).append(match)
    about = {lex.labels[m.label].name for m in found.get("guard", ())}
    subject = person.find_subject(account, words, "topic" in about)
    scopes = read_scopes(account, lex, found.get("cue", []), relatives_apart=subject.is_self)
    times = course.spans(account, lex, found)
    ledger = Ledger()
    person.read_age(account, words, subject, ledger)
    person.read_sex(account, words, subject, ledger)
    Sayings(account, lex, scopes, times).read(found.get("finding", []), found.get("not_meant", []), ledger)
    events, places = _sensations(account, lex, found, scopes)
    conclude.qualities(events, words.sensations, ledger)
    conclude.regions(events, words.sensations, ledger)
    conclude.spread(events, places, words.sensations, ledger)
    course.read(account, lex, found, times, events, ledger)
    if lex.learned is not None and ("topic" in about or "elsewhere" not in about):
        not_meant = {lex.labels[m.label].name for m in found.get("not_meant", ())}
        lex.learned.read(account, lex.index.class_spans(account), words, scopes, not_meant, ledger)
    conclude.implied(ledger, words, {f.id: f.implied_by for f in pack.findings.values() if f.implied_by})
    return ledger, about


def _sensations(
    account: Account, lex: Lexicon, found: dict[str, list[Match]], scopes: Scopes
) -> tuple[list[Event], list[Place]]:
    """What is felt where, and the places that are neither denied, long past nor a relative's."""
    words = lex.words.sensations
    places = find_places(account, found.get("place", ()), lex.labels, words)
    places = [p for p in places if not scopes.of_relative(p.first)]
    qualities = [(lex.labels[m.label].name, m, False) for m in found.get("quality", ())]
    qualities += [(lex.labels[m.label].name, m, True) for m in found.get("reaches", ())]
    over = {
        k
        for m in found.get("finding", ())
        if lex.labels[m.label].name == _CLEARED and lex.labels[m.label].value == YES
        for k in m.fixed
    }
    # "went dead, then fine" says that it is over, not that the face was spared
    qualities = [q for q in qualities if q[0] != _NORMAL or not q[1].fixed <= over]
    chosen: list[tuple[str, Match, bool]] = []
    for name, match, reaches in sorted(qualities, key=lambda q: (q[1].first, -q[1].last)):
        covered = any(
            m.first <= match.first
            and match.last <= m.last
            and (n == name or m.last - m.first > match.last - match.first)
            for n, m, _ in chosen
        )
        if not covered and not scopes.of_relative(match.first):
            chosen.append((name, match, reaches))
    again = {m.first for m in found.get("again", ())}
    events = Linker(account, groups(account, places, words), again, scopes, words).link(chosen)
    now = [p for p in places if not scopes.is_denied((), p.first) and not scopes.is_long_ago(p.first)]
    return events, now

"""Time: how long, how fast it came on, how it has gone since."""

from __future__ import annotations

from pinprick.intake.lexicon import Lexicon
from pinprick.intake.mentions import Ledger
from pinprick.intake.phrases import Match
from pinprick.intake.sensations import Event
from pinprick.intake.times import Span, duration_band, find_times, length_band, pace_band
from pinprick.intake.tokens import Account

_COMPLAINT = frozenset({"leg", "foot", "buttock", "groin", "hip", "hemibody", "saddle", "hand", "arm"})
_LEG_FINDINGS = frozenset({"foot_drop", "cannot_move_leg", "difficulty_walking", "urge_to_move", "calf_tenderness", "stocking_spread", "radiating_leg_pain", "pain_both_legs", "one_side_weakness", "walking_brings_on", "both_legs_weak", "leg_weakness", "ascending_weakness", "saddle_numbness"})


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


def read(account: Account, lex: Lexicon, by_kind: dict[str, list[Match]], events: list[Event], ledger: Ledger) -> None:
    """Duration, pace and length of a spell."""
    times = spans(account, lex, by_kind)
    starts = {m.first for m in by_kind.get("time", ()) if lex.labels[m.label].name == "starts"}
    complaints: dict[int, list[int]] = {}
    for event in events:
        if event.denied or event.quality in {"normal", "odd"} or not (event.kinds() & (_COMPLAINT | {"none"})):
            continue
        complaints.setdefault(account.sentence[event.first], []).append(event.first)
    for mention in ledger.mentions:
        if mention.finding in _LEG_FINDINGS and mention.value == "yes":
            complaints.setdefault(account.sentence[mention.first], []).append(mention.first)
    best: Span | None = None
    previous: Span | None = None
    for span in times:
        sentence = account.sentence[span.first]
        if span.kind == "lasts":
            ledger.add("episode_length", length_band(span.days), span.first, span.last)
            continue
        if span.kind == "later":
            continue
        if span.days < 0:
            if previous is not None and best is None and sentence in complaints:
                best = previous
            continue
        relevant = sentence in complaints or any(abs(s - span.first) <= 6 and account.sentence[s] == sentence for s in starts)
        other = _risk_in_clause(account, ledger, lex, span)
        if relevant and not other:
            if best is None or span.days > best.days:
                best = span
        else:
            previous = span
    if best is not None:
        ledger.add("duration_so_far", duration_band(best.days), best.first, best.last)
    _pace(account, times, best, ledger)


def _risk_in_clause(account: Account, ledger: Ledger, lex: Lexicon, span: Span) -> bool:
    clause = account.clause[span.first]
    for mention in ledger.mentions:
        entry = lex.words.findings.get(mention.finding)
        if entry is not None and entry.when == "ever" and mention.finding not in {"sex", "age_band"} and account.clause[mention.first] == clause:
            return True
    return False


def _pace(account: Account, times: list[Span], best: Span | None, ledger: Ledger) -> None:
    if ledger.says("onset_pace"):
        return
    overs = [s for s in times if s.kind == "over" and s.days > 0]
    worse = ledger.says("course", "worsening")
    if best is None:
        if overs:
            ledger.add("onset_pace", pace_band(overs[0].days), overs[0].first, overs[0].last)
        return
    if best.days >= 59 and (worse or best.kind == "over"):
        ledger.add("onset_pace", "months_or_longer", best.first, best.last)
    elif worse and best.days > 1.5:
        ledger.add("onset_pace", pace_band(best.days), best.first, best.last)

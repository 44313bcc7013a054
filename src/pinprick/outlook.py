"""What is still worth asking or testing, and what would change the answer, in words a person can read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pinprick.conclusion import Conclusion
from pinprick.inference import Change, askable, inquire, next_tests, part, ranked, testable, would_change
from pinprick.inference import NextQuestion as Worth
from pinprick.inference import NextTest as TestWorth
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.text import sentences, value_in_words
from pinprick.results import NextQuestion, NextTest, WouldChange
from pinprick.triage.decision import OpenQuestion
from pinprick.vocabulary import YES, Urgency

MOST_QUESTIONS = 8
MOST_TESTS = 6
MOST_CHANGES = 3
_DIGITS = 6


@dataclass(frozen=True)
class Ahead:
    """The next questions and tests, best first, and the smallest answers that would move the result."""

    questions: list[NextQuestion]
    tests: list[NextTest]
    changes: list[WouldChange]


def look_ahead(known: Conclusion, pack: Pack) -> Ahead:
    """Look at every open question and test at once."""
    facts, decision = known.facts, known.decision
    words = sentences(pack, "report")
    # With a reason for self-care the open questions are the conditions of that reason, not every alarm there is.
    danger = [] if decision.level is Urgency.SELF_CARE else [q for q in decision.ask_first if q.danger]
    first = [c.finding for c in decision.as_long_as] or [q.finding for q in danger]
    net, level = known.network, decision.level
    people = list(dict.fromkeys([*first, *askable(net)]))
    every = inquire(net, facts.answers, facts.drawing, [*people, *testable(net)], floor=level)
    inquiry, tests = part(every, people), part(every, testable(net))
    asked = ranked(net, inquiry, first, MOST_QUESTIONS)
    tested = next_tests(net, facts.answers, facts.drawing, floor=level, inquiry=tests)
    moved = would_change(
        net, facts.answers, facts.drawing, floor=level, most=MOST_CHANGES, inquiry=inquiry, pairs=False
    )
    return Ahead(
        [_question(q, pack, words) for q in asked],
        [_test(t, pack, words) for t in [*tested[: MOST_TESTS - 1], *_least_worth(tested)]],
        [*_by_rule(danger[:MOST_CHANGES], known, pack, words), *_by_cause(moved, known, pack, words)],
    )


def _least_worth(tested: list[TestWorth]) -> list[TestWorth]:
    """What not to order: the test with the least worth for its price."""
    return [t for t in tested[MOST_TESTS - 1 :][-1:] if t.verdict == "not_now"]


def _separates(pair: tuple[str, str] | None, pack: Pack) -> dict[str, str] | None:
    return {"first": _name(pair[0], pack), "second": _name(pair[1], pack)} if pair else None


def _name(cause: str, pack: Pack) -> str:
    name = pack.causes[cause].lay_name
    return name[:1].lower() + name[1:]


def _question(q: Worth, pack: Pack, words: dict[str, Any]) -> NextQuestion:
    finding, reasons = pack.findings[q.finding], words["why_asked"]
    pair = _separates(q.separates, pack)
    why = (
        reasons["safety" if finding.is_binary else "safety_value"]
        if q.safety
        else reasons["separates"].format(**pair)
        if pair
        else reasons["general"]
    )
    return NextQuestion(
        finding=finding.id,
        question=finding.question,
        help=finding.help,
        values=finding.values,
        why=str(why),
        gain=round(q.gain, _DIGITS),
        safety=q.safety,
        separates=list(q.separates) if q.separates else None,
        burden_seconds=q.burden_seconds,
    )


def _test(t: TestWorth, pack: Pack, words: dict[str, Any]) -> NextTest:
    pair, reasons = _separates(t.separates, pack), words["why_tested"]
    why = reasons[t.verdict].format(price=t.why_price, **pair) if pair else reasons["general"]
    return NextTest(
        finding=t.finding,
        label=pack.findings[t.finding].label,
        why=str(why),
        gain=round(t.gain, _DIGITS),
        price=round(t.price, _DIGITS),
        why_price=t.why_price,
        verdict=t.verdict,
    )


def _by_rule(
    open_danger: list[OpenQuestion], known: Conclusion, pack: Pack, words: dict[str, Any]
) -> list[WouldChange]:
    """A yes to an open danger sign fires a rule: that alone moves the urgency."""
    return [
        WouldChange(
            answers={q.finding: YES},
            what="urgency",
            says=words["change"]["urgency"].format(
                label=pack.findings[q.finding].label,
                value=value_in_words(pack, q.finding, YES),
                level=words["urgency"][q.level],
            ),
            urgency=q.level,
            first_cause=known.ranked[0][0],
            probability=round(q.probability, _DIGITS),
        )
        for q in open_danger
        if pack.findings[q.finding].is_binary
    ]


def _by_cause(moved: list[Change], known: Conclusion, pack: Pack, words: dict[str, Any]) -> list[WouldChange]:
    found = []
    for change in moved:
        last, value = change.answers[-1]
        label = str(words["change"]["and"]).join(pack.findings[f].label for f, _ in change.answers)
        said = {"label": label, "value": value_in_words(pack, last, value)}
        if change.what == "urgency":
            level, first = Urgency(change.after), known.ranked[0][0]
            if level.rank <= known.decision.level.rank:
                continue
            says = words["change"]["urgency"].format(level=words["urgency"][level], **said)
        else:
            level, first = known.decision.level, change.after
            if first == known.ranked[0][0]:
                continue
            says = words["change"]["first_cause"].format(cause=pack.causes[first].lay_name, **said)
        found.append(
            WouldChange(
                answers=dict(change.answers),
                what=change.what,
                says=str(says),
                urgency=level,
                first_cause=first,
                probability=round(change.probability, _DIGITS),
            )
        )
    return found

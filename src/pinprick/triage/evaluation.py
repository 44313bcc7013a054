"""Which rules fire for a set of answers, which might, and which questions are still open.

`unsure` on a danger sign. Three readings were weighed. Leaving it out (as for any other answer) lets a person
who cannot tell whether the arm is weak be sent to a routine appointment. Reading it as yes sends everyone who
hesitates to hospital. So it is read as yes where it would raise and as unknown where it would lower, and a
rule that fires only under that reading counts one level below its own: a possible emergency is seen today, a
possible same-day problem within days. It can therefore raise and never lower, and self-care is closed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.schema.rules import Rule
from pinprick.knowledge.schema.urgency import level_below
from pinprick.triage.grammar import holds, openers
from pinprick.triage.rulebook import RuleBook, rulebook
from pinprick.vocabulary import UNSURE, Urgency

_MUST_ASK = (Urgency.EMERGENCY_NOW, Urgency.URGENT_SAME_DAY)


@dataclass(frozen=True)
class SelfCareReason:
    """A self-care rule whose positive reasons are all there.

    `unless`: leaves (finding, value) under its `none` that were not asked; self-care stands as long as none
    of them is true. Empty when all were answered no.
    """

    rule: Rule
    unless: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Evaluation:
    """What the rules say of one set of answers.

    `fired`: rules that hold, most urgent first, then in the order of the file. `possible`: urgent rules that
    hold only when danger signs answered `unsure` are read as yes. `pending`: rules at `emergency_now` or
    `urgent_same_day` that one more answer would fire, with the findings any of which would do it; `opening`:
    those findings with the values that would. `reasons`:
    self-care rules with their conditions. `danger`: danger signs that are true; `danger_unsure`: those in
    doubt.
    """

    fired: tuple[Rule, ...]
    possible: tuple[Rule, ...]
    pending: tuple[tuple[Rule, tuple[str, ...]], ...]
    opening: Mapping[str, tuple[str, ...]]
    reasons: tuple[SelfCareReason, ...]
    danger: tuple[str, ...]
    danger_unsure: tuple[str, ...]

    @property
    def floor(self) -> Urgency:
        """The level that the rules demand: `self_care` only with a reason and no danger sign."""
        levels = [rule.level for rule in self.fired] + [level_below(rule.level) for rule in self.possible]
        levels = [level for level in levels if level is not Urgency.SELF_CARE]
        if not self.reasons or self.danger or self.danger_unsure:
            levels.append(Urgency.ROUTINE_WEEKS)
        return Urgency.most_urgent([*levels, Urgency.SELF_CARE])


def evaluate(pack: Pack, answers: Mapping[str, str]) -> Evaluation:
    """Evaluate every rule of `pack` on `answers` (finding id -> value; absent = not asked).

    Unknown findings and values count for nothing here; `check_case` refuses them earlier.
    """
    book = rulebook(pack)
    known = book.leaves.known(answers)
    possible = book.possible(answers, known)
    unasked = book.leaves.open(answers)
    fired, maybe, pending = [], [], []
    ways = 0
    for compiled in book.urgent:
        rule = compiled.rule
        reading = compiled.condition.read(known, possible, unasked if rule.level in _MUST_ASK else 0)
        if reading.holds:
            fired.append(rule)
            continue
        if reading.in_doubt:
            maybe.append(rule)
        if reading.openers:
            pending.append((rule, tuple(book.leaves.names(reading.openers))))
            ways |= reading.openers
    reasons = _reasons(book, answers, known, unasked)
    return Evaluation(
        fired=tuple(sorted([*fired, *(r.rule for r in reasons)], key=_by_level)),
        possible=tuple(sorted(maybe, key=_by_level)),
        pending=tuple(sorted(pending, key=lambda item: _by_level(item[0]))),
        opening={f: book.leaves.values_of(f, ways) for f in book.leaves.names(ways)},
        reasons=tuple(reasons),
        danger=tuple(book.leaves.names(known & book.danger)),
        danger_unsure=tuple(book.leaves.names(possible & ~known & book.danger)),
    )


def _reasons(book: RuleBook, answers: Mapping[str, str], known: int, unasked: int) -> list[SelfCareReason]:
    """Self-care rules that hold. What stands under their `none` must be neither true nor in doubt (any answer
    `unsure`, danger sign or not, closes the rule); what was not asked becomes a condition, shown and
    asked."""
    doubt = known
    for finding, value in answers.items():
        if value == UNSURE:
            doubt |= book.leaves.of_finding.get(finding, 0)
    doubt = book.leaves.spread(doubt)
    found = []
    for compiled in book.reasons:
        if not holds(compiled.node, known, doubt):
            continue
        unless = compiled.node.none_of
        for child in compiled.node.excluded:
            unless |= openers(child, known, unasked)
        found.append(SelfCareReason(compiled.rule, tuple(book.leaves.values(unless & unasked))))
    return found


def _by_level(rule: Rule) -> int:
    return -rule.level.rank

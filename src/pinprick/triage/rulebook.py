"""The rules of a pack compiled once: conditions as bit masks, danger signs, and what each cause makes
worse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.schema.rules import Rule
from pinprick.triage.grammar import Leaves, Node, compile_condition, holds, leaves_of, openers
from pinprick.triage.policy import per_pack, thresholds
from pinprick.vocabulary import UNSURE, YES, Family, Urgency

_READINGS_KEPT = 64
"""Of one condition. People differ in few of the leaves that any one condition names, so most readings are known."""


@dataclass(frozen=True)
class Reading:
    """What a condition says: it `holds`; it holds `in_doubt` (danger signs answered unsure read as yes); the
    unasked leaves that alone would make it hold (`openers`, 0 where it holds)."""

    holds: bool
    in_doubt: bool
    openers: int


@dataclass(frozen=True)
class Compiled:
    """A condition as bit masks, with what it said of the answers met last."""

    node: Node
    leaves: int
    _known: dict[tuple[int, int, int], Reading] = field(default_factory=dict, repr=False, compare=False)

    @staticmethod
    def of(node: Node) -> Compiled:
        return Compiled(node, leaves_of(node))

    def read(self, known: int, possible: int, unasked: int) -> Reading:
        """`known`: true leaves; `possible`: with danger signs in doubt; `unasked`: open ones (0: no openers)."""
        key = (known & self.leaves, possible & self.leaves, unasked & self.leaves)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _READINGS_KEPT:
                self._known.clear()
            found = self._known[key] = self._read(*key)
        return found

    def _read(self, known: int, possible: int, unasked: int) -> Reading:
        if holds(self.node, known):
            return Reading(True, False, 0)
        in_doubt = possible != known and holds(self.node, possible, known)
        return Reading(False, in_doubt, openers(self.node, known, unasked) if unasked else 0)


@dataclass(frozen=True)
class CompiledRule:
    """A rule with its condition as bit masks."""

    rule: Rule
    condition: Compiled

    @property
    def node(self) -> Node:
        return self.condition.node

    @property
    def is_reason_for_self_care(self) -> bool:
        return self.rule.level is Urgency.SELF_CARE


@dataclass(frozen=True)
class RuleBook:
    """Everything triage needs of a pack.

    `danger`: bits of the danger signs. `worse`: cause id -> (condition, level, why) in the order of its file.
    """

    leaves: Leaves
    danger: int
    urgent: tuple[CompiledRule, ...]
    reasons: tuple[CompiledRule, ...]
    worse: Mapping[str, tuple[tuple[Compiled, Urgency, str], ...]]

    def possible(self, answers: Mapping[str, str], known: int) -> int:
        """`known` with every danger sign answered `unsure` read as true, and what that implies."""
        mask = known
        for finding, value in answers.items():
            if value == UNSURE:
                mask |= self.leaves.of_finding.get(finding, 0) & self.danger
        return self.leaves.spread(mask) if mask != known else known


@per_pack
def rulebook(pack: Pack) -> RuleBook:
    """Compile the rules of `pack` (once for each pack). PackError when a rule names what is not there."""
    leaves = Leaves(pack)
    compiled = [
        CompiledRule(rule, Compiled.of(compile_condition(rule.when, leaves.bit_of))) for rule in pack.rules
    ]
    family = [leaves.bit[f.id, YES] for f in pack.findings.values() if f.family is Family.DANGER]
    beside = [leaves.bit_of(leaf) for leaf in thresholds(pack).danger_signs.beside_family_danger]
    danger = 0
    for bit in family + beside:
        danger |= bit
    return RuleBook(
        leaves=leaves,
        danger=danger,
        urgent=tuple(c for c in compiled if not c.is_reason_for_self_care),
        reasons=tuple(c for c in compiled if c.is_reason_for_self_care),
        worse={
            cause.id: tuple(
                (Compiled.of(compile_condition(w.when, leaves.bit_of)), w.level, w.why)
                for w in cause.urgency.worse_when
            )
            for cause in pack.causes.values()
        },
    )

"""The rules of a pack compiled once: conditions as bit masks, danger signs, and what each cause makes
worse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.schema.rules import Rule
from pinprick.triage.grammar import Leaves, Node, compile_condition
from pinprick.triage.policy import per_pack, thresholds
from pinprick.vocabulary import UNSURE, YES, Family, Urgency


@dataclass(frozen=True)
class CompiledRule:
    """A rule with its condition as bit masks."""

    rule: Rule
    node: Node

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
    worse: Mapping[str, tuple[tuple[Node, Urgency, str], ...]]

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
    compiled = [CompiledRule(rule, compile_condition(rule.when, leaves.bit_of)) for rule in pack.rules]
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
                (compile_condition(w.when, leaves.bit_of), w.level, w.why) for w in cause.urgency.worse_when
            )
            for cause in pack.causes.values()
        },
    )

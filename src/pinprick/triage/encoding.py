"""The rules written a second time, as formulas for the SMT solver z3, straight from the rule trees.

Nothing here calls the evaluator: it is the witness against it. `prove` checks that the two agree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pinprick.errors import MissingExtraError
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.schema.rules import Condition, Item, Rule
from pinprick.triage.policy import thresholds
from pinprick.vocabulary import YES, Family, Urgency

Formula = Any
Leaf = tuple[str, str]
Reading = Callable[[str], Formula]


def solver_library() -> Any:
    """The module z3. MissingExtraError says how to install it."""
    try:
        import z3
    except ImportError:
        raise MissingExtraError("Proving the triage rules", "prove") from None
    return z3


@dataclass(frozen=True)
class World:
    """One symbolic person: a truth value for each leaf, and for each finding whether it is `unsure`."""

    said: Mapping[Leaf, Formula]
    unsure: Mapping[str, Formula]


@dataclass(frozen=True)
class Levels:
    """What the rules say of one world: which fire, which are possible, reasons, danger, and each level
    reached.

    `at_least[level]` is the formula "the rules demand `level` or more".
    """

    fires: Mapping[str, Formula]
    possible: Mapping[str, Formula]
    reasons: Mapping[str, Formula]
    danger: Formula
    at_least: Mapping[Urgency, Formula]


class Encoding:
    """The rules of a pack as formulas over the leaves that they name."""

    def __init__(self, pack: Pack) -> None:
        self.z3 = solver_library()
        self.pack = pack
        named = [leaf for rule in pack.rules for leaf in leaves_of(rule.when)]
        beside = thresholds(pack).danger_signs.beside_family_danger
        own = [f.id for f in pack.findings.values() if f.family is Family.DANGER]
        promised = [leaf for promise in thresholds(pack).guarantees for leaf in leaves_of(promise.when)]
        self.danger = [split(leaf) for leaf in [*own, *beside]]
        wanted = {split(leaf) for leaf in [*named, *beside, *own, *promised]}
        stack = [finding for finding, _ in wanted]
        while stack:
            for implied in pack.findings[stack.pop()].implied_by:
                if (implied, YES) not in wanted:
                    wanted.add((implied, YES))
                    stack.append(implied)
        order = {f: i for i, f in enumerate(pack.findings)}
        self.leaves = sorted(wanted, key=lambda leaf: (order[leaf[0]], leaf[1]))
        self.findings = list(dict.fromkeys(finding for finding, _ in self.leaves))

    def world(self, name: str) -> tuple[World, Formula]:
        """A free symbolic person, and the constraint that each finding has one answer at most."""
        z3 = self.z3
        said = {leaf: z3.Bool(f"{name}:{leaf[0]}={leaf[1]}") for leaf in self.leaves}
        unsure = {finding: z3.Bool(f"{name}:{finding}=unsure") for finding in self.findings}
        one_answer = [
            z3.AtMost(unsure[finding], *[said[leaf] for leaf in self.leaves if leaf[0] == finding], 1)
            for finding in self.findings
        ]
        return World(said, unsure), z3.And(one_answer)

    def levels(self, world: World) -> Levels:
        """The rules applied to `world`."""
        z3 = self.z3
        danger_leaves = set(self.danger)
        certain = self._reading(world, lambda leaf: z3.BoolVal(False))
        possible = self._reading(
            world, lambda leaf: world.unsure[leaf[0]] if leaf in danger_leaves else z3.BoolVal(False)
        )
        doubt = self._reading(world, lambda leaf: world.unsure[leaf[0]])
        fires, maybe, reasons = {}, {}, {}
        for rule in self.pack.rules:
            if rule.level is Urgency.SELF_CARE:
                reasons[rule.id] = self.formula(rule.when, certain, doubt)
            else:
                fires[rule.id] = self.formula(rule.when, certain, certain)
                maybe[rule.id] = self.formula(rule.when, possible, certain)
        danger = z3.Or([possible("=".join(leaf)) for leaf in self.danger])
        ranks = {rule.id: rule.level.rank for rule in self.pack.rules}
        at_least = {}
        for level in Urgency:
            ways = [f for rule, f in fires.items() if ranks[rule] >= level.rank]
            ways += [f for rule, f in maybe.items() if ranks[rule] - 1 >= level.rank]
            if level.rank <= Urgency.ROUTINE_WEEKS.rank:
                ways += [danger, z3.Not(z3.Or(list(reasons.values())))]
            at_least[level] = z3.BoolVal(True) if level.rank == 0 else z3.Or(ways)
        return Levels(fires, maybe, reasons, danger, at_least)

    def certain(self, world: World) -> Reading:
        """The reading of leaves in which only what was said counts."""
        return self._reading(world, lambda leaf: self.z3.BoolVal(False))

    def _reading(self, world: World, in_doubt: Callable[[Leaf], Formula]) -> Reading:
        """Leaf text -> formula: said, or in doubt and counted, or a yes to something that implies it."""
        z3 = self.z3
        made: dict[Leaf, Formula] = {}

        def read(text: str) -> Formula:
            leaf = split(text)
            if leaf not in made:
                ways = [world.said[leaf], in_doubt(leaf)]
                if leaf[1] == YES:
                    ways += [read(implied) for implied in self.pack.findings[leaf[0]].implied_by]
                made[leaf] = z3.Or(ways)
            return made[leaf]

        return read

    def formula(self, condition: Condition, known: Reading, against: Reading) -> Formula:
        """One condition: leaves read with `known`, those under `none` with `against` (swapped at each
        nesting)."""
        z3 = self.z3

        def one(item: Item, here: Reading, there: Reading) -> Formula:
            return here(item) if isinstance(item, str) else self.formula(item, here, there)

        parts = [one(item, known, against) for item in condition.all or []]
        if condition.any is not None:
            parts.append(z3.Or([one(item, known, against) for item in condition.any]))
        if condition.at_least is not None:
            items = [one(item, known, against) for item in condition.at_least.of]
            parts.append(z3.AtLeast(*items, condition.at_least.n))
        parts += [z3.Not(one(item, against, known)) for item in condition.none or []]
        return z3.And(parts)


def split(leaf: str) -> Leaf:
    """`finding` or `finding=value` as (finding, value)."""
    finding, _, value = leaf.partition("=")
    return finding, value or YES


def leaves_of(condition: Condition) -> list[str]:
    """Every leaf text of a condition, in order."""
    items = [*(condition.all or []), *(condition.any or []), *(condition.none or [])]
    items += condition.at_least.of if condition.at_least else []
    return [leaf for item in items for leaf in ([item] if isinstance(item, str) else leaves_of(item))]


def emergencies(pack: Pack) -> list[Rule]:
    """The rules at `emergency_now`."""
    return [rule for rule in pack.rules if rule.level is Urgency.EMERGENCY_NOW]

"""The rule grammar, compiled to bit masks: `all`, `any`, `none`, `at_least` over leaves `finding=value`.

A leaf is one value of one finding; it has one bit. What is known is an integer with the bits of the true
leaves. An unknown leaf is simply not set, so it never makes `all`, `any` or `at_least` true and never blocks
`none`: the three values of the rule language (true, false, unknown) need no third truth value to be decided,
only to find what is still open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pinprick.errors import PackError
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.schema.rules import Condition, Item
from pinprick.vocabulary import UNSURE, YES


@dataclass(frozen=True)
class Node:
    """One compiled condition: every requirement must hold, and nothing that is excluded may be known true.

    `all_of`, `none_of`: bit masks of leaves. `counts`: each (n, leaves, nodes) asks for n or more of them
    true (`any` is n = 1). `nodes`: nested conditions that must hold; `excluded`: nested ones that must not.
    """

    all_of: int
    none_of: int
    counts: tuple[tuple[int, int, tuple[Node, ...]], ...]
    nodes: tuple[Node, ...]
    excluded: tuple[Node, ...]


class Leaves:
    """The numbering of leaves of one pack: (finding, value) -> bit position, and the masks built on it."""

    def __init__(self, pack: Pack) -> None:
        self.items = [(f.id, value) for f in pack.findings.values() for value in f.values]
        self.bit = {leaf: 1 << i for i, leaf in enumerate(self.items)}
        self.of_finding: dict[str, int] = {}
        for (finding, _), bit in self.bit.items():
            self.of_finding[finding] = self.of_finding.get(finding, 0) | bit
        self.implied = _closure(pack, self.bit)

    def bit_of(self, leaf: str) -> int:
        """The bit of `finding` (answered yes) or `finding=value`. PackError when the pack has no such
        leaf."""
        finding, _, value = leaf.partition("=")
        try:
            return self.bit[finding, value or YES]
        except KeyError:
            known = [v for f, v in self.items if f == finding]
            right = f"one of {', '.join(known)}" if known else "a finding of this pack"
            raise PackError(f"Rule leaf {leaf!r} is unknown: write {right}.") from None

    def spread(self, known: int) -> int:
        """`known` with every leaf that it implies: a yes to an `implied_by` finding is a yes."""
        for cause, effect in self.implied:
            if known & cause:
                known |= effect
        return known

    def known(self, answers: Mapping[str, str]) -> int:
        """The true leaves of `answers`, `implied_by` filled in. Unknown findings or values count for
        nothing."""
        mask = 0
        for finding, value in answers.items():
            mask |= self.bit.get((finding, value), 0)
        return self.spread(mask)

    def open(self, answers: Mapping[str, str]) -> int:
        """The leaves of findings not asked or answered `unsure`."""
        mask = (1 << len(self.items)) - 1
        for finding, value in answers.items():
            if value != UNSURE:
                mask &= ~self.of_finding.get(finding, 0)
        return mask

    def names(self, mask: int) -> list[str]:
        """The findings that own the bits of `mask`, each once, in the order of the pack."""
        found: dict[str, None] = {}
        while mask:
            bit = mask & -mask
            found[self.items[bit.bit_length() - 1][0]] = None
            mask ^= bit
        return list(found)

    def values_of(self, finding: str, mask: int) -> tuple[str, ...]:
        """The values of one finding whose leaves are in `mask`."""
        return tuple(leaf[1] for leaf in self.values(mask & self.of_finding[finding]))

    def values(self, mask: int) -> list[tuple[str, str]]:
        """The leaves of `mask` as (finding, value)."""
        leaves = []
        while mask:
            bit = mask & -mask
            leaves.append(self.items[bit.bit_length() - 1])
            mask ^= bit
        return leaves


def _closure(pack: Pack, bit: Mapping[tuple[str, str], int]) -> list[tuple[int, int]]:
    """(bits of any cause, bit of its effect), ordered so that one pass reaches everything implied."""
    pairs: dict[str, set[str]] = {f.id: set(f.implied_by) for f in pack.findings.values() if f.implied_by}
    for finding in pairs:
        seen, stack = set(pairs[finding]), list(pairs[finding])
        while stack:
            for further in pairs.get(stack.pop(), set()) - seen:
                seen.add(further)
                stack.append(further)
        pairs[finding] = seen - {finding}
    return [(sum(bit[c, YES] for c in sorted(causes)), bit[f, YES]) for f, causes in pairs.items()]


def compile_condition(condition: Condition, bit_of: Callable[[str], int]) -> Node:
    """Compile one condition. `bit_of` turns a leaf text into its bit."""

    def split(items: list[Item] | None) -> tuple[int, tuple[Node, ...]]:
        leaves = 0
        nodes = []
        for item in items or []:
            if isinstance(item, str):
                leaves |= bit_of(item)
            else:
                nodes.append(compile_condition(item, bit_of))
        return leaves, tuple(nodes)

    all_of, nodes = split(condition.all)
    none_of, excluded = split(condition.none)
    counts = []
    if condition.any is not None:
        counts.append((1, *split(condition.any)))
    if condition.at_least is not None:
        counts.append((condition.at_least.n, *split(condition.at_least.of)))
    return Node(all_of, none_of, tuple(counts), nodes, excluded)


def leaves_of(node: Node) -> int:
    """Every leaf that a condition names: nothing else can change whether it holds."""
    found = node.all_of | node.none_of
    for _, leaves, nodes in node.counts:
        found |= leaves
        for child in nodes:
            found |= leaves_of(child)
    for child in (*node.nodes, *node.excluded):
        found |= leaves_of(child)
    return found


def holds(node: Node, known: int, against: int | None = None) -> bool:
    """Whether a condition holds when the leaves `known` are true.

    `against`, when given, is what is known for the parts that speak *against* the condition (under `none`;
    the two change places at each nesting). With `known` the possible and `against` the certain leaves the
    answer is whether the condition holds under the most alarming reading.
    """
    back = known if against is None else against
    if node.all_of & ~known or node.none_of & back:
        return False
    for n, leaves, nodes in node.counts:
        if n == 1 and leaves & known:
            continue
        count = (leaves & known).bit_count()
        if count < n and count + sum(holds(child, known, back) for child in nodes) < n:
            return False
    for child in node.nodes:
        if not holds(child, known, back):
            return False
    return not any(holds(child, back, known) for child in node.excluded)


def openers(node: Node, known: int, unasked: int) -> int:
    """The unasked leaves each of which, alone, would make a condition hold that does not hold yet."""
    missing = node.all_of & ~known
    if node.none_of & known or missing & (missing - 1):
        return 0
    common = missing & unasked if missing else -1
    for n, leaves, nodes in node.counts:
        short = n - (leaves & known).bit_count()
        if short > 0:
            short -= sum(holds(child, known) for child in nodes)
        if short > 1 or not common:
            return 0
        if short == 1:
            way = leaves & ~known & unasked
            for child in nodes:
                way |= 0 if holds(child, known) else openers(child, known, unasked)
            common &= way
    for child in node.nodes:
        if common and not holds(child, known):
            common &= openers(child, known, unasked)
    for child in node.excluded:
        if common and holds(child, known):
            common &= _closers(child, known, unasked)
    return _verified(common, lambda leaf: holds(node, known | leaf)) if common > 0 else 0


def _closers(node: Node, known: int, unasked: int) -> int:
    """The unasked leaves each of which, alone, would stop a condition that holds: "is anything new?"."""
    ways = node.none_of & unasked
    for child in node.excluded:
        ways |= openers(child, known, unasked)
    for child in node.nodes:
        ways |= _closers(child, known, unasked)
    return _verified(ways, lambda leaf: not holds(node, known | leaf))


def _verified(leaves: int, test: Callable[[int], bool]) -> int:
    """Those of `leaves` that pass `test`: one leaf may serve a requirement and an exclusion at once."""
    good = 0
    while leaves:
        leaf = leaves & -leaves
        good |= leaf if test(leaf) else 0
        leaves ^= leaf
    return good

"""Three-valued truth of a condition: true, false, or not known yet (Kleene's strong logic).

Kleene SC, Introduction to Metamathematics, 1952, section 64. The same grammar serves conditions on findings
(cautions) and on the items of a scored instrument; only the meaning of a leaf differs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.schema.rules import Condition, Item
from pinprick.vocabulary import UNSURE, YES

Truth = bool | None
Leaf = Callable[[str], Truth]


def truth(item: Item, leaf: Leaf) -> Truth:
    """Whether `item` holds: True, False, or None when that depends on what is not known."""
    if isinstance(item, str):
        return leaf(item)
    return _all(_parts(item, leaf))


def _parts(condition: Condition, leaf: Leaf) -> list[Truth]:
    parts: list[Truth] = []
    if condition.all is not None:
        parts.append(_all([truth(i, leaf) for i in condition.all]))
    if condition.any is not None:
        parts.append(_any([truth(i, leaf) for i in condition.any]))
    if condition.none is not None:
        parts.append(_not(_any([truth(i, leaf) for i in condition.none])))
    if condition.at_least is not None:
        values = [truth(i, leaf) for i in condition.at_least.of]
        sure, possible = values.count(True), values.count(True) + values.count(None)
        n = condition.at_least.n
        parts.append(True if sure >= n else None if possible >= n else False)
    return parts


def _all(values: list[Truth]) -> Truth:
    return False if False in values else None if None in values else True


def _any(values: list[Truth]) -> Truth:
    return True if True in values else None if None in values else False


def _not(value: Truth) -> Truth:
    return None if value is None else not value


def answer_leaf(pack: Pack, answers: Mapping[str, str]) -> Leaf:
    """Leaves over findings: `finding` (answered yes) or `finding=value`. A yes to a finding named in
    `implied_by` counts as a yes; `unsure` and not asked are not known."""

    def value_of(finding: str) -> str | None:
        value = answers.get(finding)
        if value in (None, UNSURE) and finding in pack.findings:
            implied = pack.findings[finding].implied_by
            return YES if any(answers.get(i) == YES for i in implied) else None
        return value

    def leaf(text: str) -> Truth:
        finding, _, wanted = text.partition("=")
        value = value_of(finding)
        return None if value is None else value == (wanted or YES)

    return leaf

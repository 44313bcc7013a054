"""Random people for the property tests: answers to findings of the pack, likely to meet its rules."""

from __future__ import annotations

from hypothesis import strategies as st

from pinprick.knowledge.load import load_pack
from pinprick.knowledge.schema.rules import Condition
from pinprick.vocabulary import NO, UNSURE, YES

PACK = load_pack()


def leaves(condition: Condition) -> list[tuple[str, str]]:
    items = [*(condition.all or []), *(condition.any or []), *(condition.none or [])]
    items += condition.at_least.of if condition.at_least else []
    found: list[tuple[str, str]] = []
    for item in items:
        if isinstance(item, str):
            finding, _, value = item.partition("=")
            found.append((finding, value or YES))
        else:
            found += leaves(item)
    return found


RULE_LEAVES = {rule.id: leaves(rule.when) for rule in PACK.rules}
DANGER_FAMILY = [f.id for f in PACK.findings.values() if f.family == "danger"]


@st.composite
def people(draw: st.DrawFn) -> dict[str, str]:
    """Answers near one to three rules, so that something happens."""
    answers: dict[str, str] = {}
    for rule in draw(st.lists(st.sampled_from(PACK.rules), min_size=1, max_size=3)):
        for finding, value in RULE_LEAVES[rule.id]:
            answer = draw(
                st.sampled_from([value, value, value, None, UNSURE, PACK.findings[finding].values[-1]])
            )
            if answer is not None:
                answers[finding] = answer
    return answers


shares = st.floats(min_value=0, max_value=1, allow_nan=False)
marginals = st.dictionaries(st.sampled_from(list(PACK.causes)), shares, max_size=12)
__all__ = ["DANGER_FAMILY", "NO", "PACK", "RULE_LEAVES", "UNSURE", "YES", "leaves", "marginals", "people"]

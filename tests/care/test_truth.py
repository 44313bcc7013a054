"""Three-valued conditions agree with two-valued logic on every completion of what is not known."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from pinprick.care.truth import answer_leaf, truth
from pinprick.knowledge.load import load_pack
from pinprick.knowledge.schema.rules import AtLeast, Condition

LEAVES = ["a", "b", "c", "d"]
leaf = st.sampled_from(LEAVES)
condition = st.recursive(
    leaf,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda items: Condition(all=items)),
        st.lists(inner, min_size=1, max_size=3).map(lambda items: Condition(any=items)),
        st.lists(inner, min_size=1, max_size=3).map(lambda items: Condition(none=items)),
        st.tuples(st.integers(1, 3), st.lists(inner, min_size=1, max_size=3)).map(
            lambda pair: Condition(at_least=AtLeast(n=pair[0], of=pair[1]))
        ),
    ),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(item=condition, known=st.dictionaries(leaf, st.booleans()))
def test_a_decided_condition_stays_decided(item: Condition | str, known: dict[str, bool]) -> None:
    now = truth(item, known.get)
    if now is None:
        return
    unknown = [name for name in LEAVES if name not in known]
    for values in itertools.product([True, False], repeat=len(unknown)):
        full = {**known, **dict(zip(unknown, values, strict=True))}
        assert truth(item, full.get) is now


def test_leaves_over_findings() -> None:
    pack = load_pack()
    leaf = answer_leaf(pack, {"opioid_use": "unsure", "side": "one", "hiv": "no", "foot_drop": "yes"})
    assert leaf("opioid_use") is None and leaf("age_band=under_16") is None
    assert leaf("side=one") is True and leaf("side=both_unequal") is False and leaf("hiv") is False
    for finding in pack.findings.values():
        if "foot_drop" in finding.implied_by:
            assert leaf(finding.id) is True

"""The compiled grammar against a plain reading of the rule trees."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinprick.errors import PackError
from pinprick.knowledge.schema.rules import Condition
from pinprick.triage.grammar import compile_condition, holds, openers
from pinprick.triage.rulebook import Compiled

NAMES = "abcdef"
BIT = {name: 1 << i for i, name in enumerate(NAMES)}

items = st.recursive(
    st.sampled_from(NAMES),
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            "all": st.lists(inner, min_size=1, max_size=3),
            "any": st.lists(inner, min_size=1, max_size=3),
            "none": st.lists(inner, min_size=1, max_size=3),
            "at_least": st.fixed_dictionaries(
                {"n": st.integers(1, 3), "of": st.lists(inner, min_size=1, max_size=3, unique_by=str)}
            ),
        },
    ),
    max_leaves=12,
)
conditions = items.filter(lambda item: isinstance(item, dict)).map(Condition.model_validate)


def plainly(condition: Condition, true: set[str]) -> bool:
    def one(item: Any) -> bool:
        return item in true if isinstance(item, str) else plainly(item, true)

    count = condition.at_least
    return (
        all(one(i) for i in condition.all or [])
        and (condition.any is None or any(one(i) for i in condition.any))
        and not any(one(i) for i in condition.none or [])
        and (count is None or len({str(i) for i in count.of if one(i)}) >= count.n)
    )


def mask(names: set[str]) -> int:
    return sum(BIT[n] for n in names)


@settings(max_examples=500)
@given(conditions, st.sets(st.sampled_from(NAMES)))
def test_compiled_equals_plain_reading(condition: Condition, true: set[str]) -> None:
    assert holds(compile_condition(condition, BIT.__getitem__), mask(true)) == plainly(condition, true)


@settings(max_examples=500)
@given(conditions, st.sets(st.sampled_from(NAMES)), st.sampled_from(NAMES))
def test_openers_are_sound(condition: Condition, true: set[str], _: str) -> None:
    node = compile_condition(condition, BIT.__getitem__)
    unasked = set(NAMES) - true
    if not plainly(condition, true):
        way = openers(node, mask(true), mask(unasked))
        for name in NAMES:
            if way & BIT[name]:
                assert name in unasked and plainly(condition, true | {name})


@settings(max_examples=500)
@given(conditions, st.sets(st.sampled_from(NAMES)), st.sets(st.sampled_from(NAMES)))
def test_the_alarming_reading_is_above_the_certain_one(
    condition: Condition, true: set[str], doubtful: set[str]
) -> None:
    node = compile_condition(condition, BIT.__getitem__)
    if holds(node, mask(true)):
        assert holds(node, mask(true | doubtful), mask(true))


def test_openers_find_the_one_missing_answer_and_the_new_sign() -> None:
    node = compile_condition(Condition.model_validate({"all": ["a", "b"]}), BIT.__getitem__)
    assert openers(node, BIT["a"], BIT["b"] | BIT["c"]) == BIT["b"]
    assert openers(node, 0, BIT["a"] | BIT["b"]) == 0
    excluded = Condition.model_validate({"all": ["a"], "none": [{"all": ["b"], "none": ["c"]}]})
    node = compile_condition(excluded, BIT.__getitem__)
    assert openers(node, BIT["a"] | BIT["b"], BIT["c"] | BIT["d"]) == BIT["c"]
    assert openers(node, BIT["a"] | BIT["b"], BIT["d"]) == 0


def test_an_unknown_leaf_is_a_clear_error() -> None:
    from triage_people import PACK

    from pinprick.triage.grammar import Leaves

    leaves = Leaves(PACK)
    with pytest.raises(PackError, match="leg_sweling"):
        leaves.bit_of("leg_sweling")
    with pytest.raises(PackError, match="one_leg"):
        leaves.bit_of("leg_swelling=left")


def test_implied_findings_count() -> None:
    from triage_people import PACK

    from pinprick.triage.grammar import Leaves

    leaves = Leaves(PACK)
    known = leaves.known({"cannot_move_leg": "yes", "leg_weakness": "no", "tingling": "unsure"})
    assert known & leaves.bit_of("leg_weakness")
    assert not known & leaves.bit_of("altered_sensation")


@settings(max_examples=150, deadline=None)
@given(conditions, st.lists(st.tuples(*[st.sets(st.sampled_from(NAMES))] * 3), min_size=1, max_size=6))
def test_what_was_said_of_the_same_leaves_is_said_again(
    condition: Condition, people: list[tuple[set[str], set[str], set[str]]]
) -> None:
    node = compile_condition(condition, BIT.__getitem__)
    compiled = Compiled.of(node)
    beside = 1 << len(NAMES)  # a leaf that the condition does not name
    for true, doubted, asked in [*people, *people]:
        known = sum(BIT[name] for name in true)
        possible = known | sum(BIT[name] for name in doubted - true)
        unasked = sum(BIT[name] for name in set(NAMES) - asked - true - doubted)
        reading = compiled.read(known | beside, possible | beside, unasked)
        assert reading.holds == holds(node, known)
        if not reading.holds:
            assert reading.in_doubt == holds(node, possible, known)
            assert reading.openers == openers(node, known, unasked)

"""The quick spelling of JSON is that of `json.dumps`, byte for byte."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pinprick.report.json import spell, to_json
from pinprick.results import CauseResult, LedgerLine

numbers = st.floats(allow_nan=False, allow_infinity=False) | st.floats(-0.001, 0.001).map(
    lambda x: round(x, 6)
)
texts = st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(
    [" 1e-05\n", 'x": 0.00001,\n', "NaN", "\u2028", "\x7f\x00\x1f"]
)
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | numbers | texts,
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
)


@given(plain)
@example([1e-5, 9.9e-5, 0.0001, -1e-6, 1e16, 1e-10, 5e-324, -0.0])
@example({"a": {}, "b": [], "c": [{"d": 1e-6}, 2e-5], "x 1e-05": 1e-5})
def test_the_same_bytes_as_the_standard_library(content: Any) -> None:
    assert spell(content) == json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_a_number_that_is_none_is_refused(bad: float) -> None:
    for content in (bad, [bad], {"a": [1, bad, 2]}):
        with pytest.raises(ValueError, match="not JSON compliant"):
            spell(content)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_a_record_with_a_number_that_is_none_is_refused_and_not_written_as_a_gap(bad: float) -> None:
    line = LedgerLine(kind="prior", label="Prior", decibans=1e-5, basis="judgement")
    whole = CauseResult(
        id="a", name="A", lay_name="A", probability=0.1, in_words="1 in 10", summary="", ledger=[line]
    )
    assert to_json(whole) == json.dumps(whole.model_dump(mode="json"), indent=2, ensure_ascii=False) + "\n"
    inside = whole.model_copy(update={"ledger": [line.model_copy(update={"decibans": bad})]})
    for broken in (whole.model_copy(update={"probability": bad}), inside):
        with pytest.raises(ValueError, match="not JSON compliant"):
            to_json(broken)


def test_the_word_for_no_number_in_a_text_is_text() -> None:
    assert json.loads(spell({"a": " NaN\n", "b": ["Infinity"]})) == {"a": " NaN\n", "b": ["Infinity"]}

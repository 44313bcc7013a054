"""Instruments: every published example exactly, ranges that are honest, errors that help."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinprick.care.instruments import Entered, instrument_names, load_instrument, score, score_all
from pinprick.care.truth import answer_leaf, truth
from pinprick.errors import CaseError
from pinprick.knowledge.load import load_pack
from pinprick.knowledge.schema.instruments import Example

PACK = load_pack()
NAMES = instrument_names(PACK)
EXAMPLES = [
    pytest.param(name, example, id=f"{name}-{place}")
    for name in NAMES
    for place, example in enumerate(load_instrument(PACK, name).examples)
]


def test_the_instruments_promised_are_there() -> None:
    promised = {
        "mnsi", "mnsi_exam", "mtcns", "edinburgh_claudication", "wells_dvt", "abcd2", "audit_c",
        "fibromyalgia_2016", "ada_diabetes_risk", "rls_criteria", "lumbar_stenosis_tool", "abi", "rutherford",
        "rutherford_acute",
        "brighton_gbs", "iwgdf_foot_risk", "ctcae_neuropathy",
    }  # fmt: skip
    assert set(NAMES) == promised


@pytest.mark.parametrize("name, example", EXAMPLES)
def test_published_examples_are_reproduced(name: str, example: Example) -> None:
    result = score(name, example.findings, PACK, example.entered)
    assert {key: result.scores.get(key) for key in example.scores} == example.scores, example.said
    assert result.outcome == example.outcome, (example.said, result.says)
    assert PACK.source(example.source)


@pytest.mark.parametrize("name", NAMES)
def test_an_instrument_is_complete(name: str) -> None:
    instrument = load_instrument(PACK, name)
    assert instrument.id == name and instrument.examples and instrument.licence.note
    assert set(instrument.causes) <= set(PACK.causes)
    keys = [*instrument.sources, *(a.source for a in instrument.accuracy)]
    assert all(PACK.source(key) for key in keys)
    ids = {item.id for item in instrument.items}
    for rule in instrument.scores.values():
        assert {*rule.plus, *rule.ratio} <= ids
    uncounted = {i.id for i in instrument.items if not i.counted}
    assert not uncounted & {key for rule in instrument.scores.values() for key in rule.plus}
    for item in instrument.items:
        for option in item.options:
            if option.when is not None:
                truth(option.when, _known_leaf)
    if instrument.licence.status == "permission_needed":
        assert "not printed" in instrument.licence.note


def _known_leaf(text: str) -> bool:
    finding, _, value = text.partition("=")
    assert finding in PACK.findings, text
    assert (value or "yes") in PACK.findings[finding].values, text
    return False


def test_not_computable_says_how_much_is_known() -> None:
    answers = {
        "numb": "yes",
        "burning": "no",
        "tingling": "yes",
        "muscle_cramps": "no",
        "night_worse": "no",
        "fatigue": "no",
    }
    result = score("mnsi", answers, PACK)
    assert not result.computable and result.outcome is None
    assert result.says == "MNSI questionnaire not computable: 6 of 15 items known."
    assert result.ranges["total"] == (2, 11) and "q13_sense" in result.open_items


def test_a_result_is_given_as_soon_as_nothing_open_can_change_it() -> None:
    answers = {
        "numb": "yes", "burning": "yes", "touch_hurts": "yes", "tingling": "yes", "known_neuropathy": "yes",
        "night_worse": "yes", "calf_pain_walking": "yes",
    }  # fmt: skip
    result = score("mnsi", answers, PACK)
    assert result.outcome == "high" and result.known == 7 and result.scores == {}


def test_wells_from_the_case() -> None:
    answers = {
        "cancer_history": "active", "leg_swelling": "one_leg", "calf_tenderness": "yes", 
        "recent_immobility": "yes", "previous_dvt": "yes", "exam_calf_circumference": "yes",
    }  # fmt: skip
    result = score("wells_dvt", answers, PACK)
    assert result.ranges["total"] == (3, 9) and result.outcome == "likely"


def test_entered_wins_over_the_case() -> None:
    assert score("wells_dvt", {"previous_dvt": "yes"}, PACK, {"previous_clot": "no"}).ranges["total"][1] == 8


def test_abi_from_a_reported_result() -> None:
    assert score("abi", {"test_abi_low": "yes"}, PACK).outcome is None, "low, but very low is still possible"
    assert score("abi", {}, PACK, {"ankle": 60, "arm": 150}).outcome == "severe"
    assert score("abi", {}, PACK, {"ankle": 230, "arm": 150}).outcome == "stiff"


def test_an_instrument_for_others_says_so() -> None:
    result = score("iwgdf_foot_risk", {"diabetes_status": "none"}, PACK)
    assert result.applies is False and "people with diabetes" in result.says
    assert score("ada_diabetes_risk", {"diabetes_status": "diabetes_under_10_years"}, PACK).applies is False


@pytest.mark.parametrize(
    "name, entered, words",
    [
        ("mnsj", {}, "Did you mean mnsi"),
        ("mnsi", {"q1_num": "yes"}, "Did you mean q1_numb"),
        ("mnsi", {"q1_numb": "maybe"}, "yes, no"),
        ("abi", {"ankle": "high", "arm": 120}, "not a number"),
        ("abi", {"ankle": 900, "arm": 120}, "outside 0 to 350"),
        ("abi", {"ankle": float("nan"), "arm": 120}, "outside"),
        ("audit_c", {"how_often": 9}, "Choose one of"),
    ],
)
def test_bad_entries_are_errors_that_help(name: str, entered: Entered, words: str) -> None:
    with pytest.raises(CaseError, match=words):
        score(name, {}, PACK, entered)


def test_all_instruments_from_one_case() -> None:
    results = score_all({"urge_to_move": "no", "diabetes_status": "none"}, PACK)
    assert [r.instrument for r in results if r.computable][:1] == ["rls_criteria"]
    assert len(results) == len(NAMES)


ANSWERS = st.dictionaries(st.sampled_from(sorted(PACK.findings)), st.integers(0, 9), max_size=20).map(
    lambda d: {
        f: [*PACK.findings[f].values, "unsure"][i % (len(PACK.findings[f].values) + 1)] for f, i in d.items()
    }
)


@settings(max_examples=60, deadline=None)
@given(answers=ANSWERS, name=st.sampled_from(NAMES))
def test_any_case_scores_without_error(answers: dict[str, str], name: str) -> None:
    result = score(name, answers, PACK)
    assert result.known <= result.of and result.says
    for low, high in result.ranges.values():
        assert low <= high


@settings(max_examples=40, deadline=None)
@given(
    data=st.data(),
    name=st.sampled_from(["wells_dvt", "abcd2", "edinburgh_claudication", "rls_criteria", "rutherford"]),
)
def test_a_partial_result_never_changes_when_more_is_known(data: st.DataObject, name: str) -> None:
    instrument = load_instrument(PACK, name)
    full = {i.id: data.draw(st.sampled_from([o.id for o in i.options])) for i in instrument.items}
    kept = data.draw(st.sets(st.sampled_from(sorted(full))))
    part = score(name, {}, PACK, {k: v for k, v in full.items() if k in kept})
    whole = score(name, {}, PACK, full)
    assert part.outcome in (None, whole.outcome)
    for key, (low, high) in part.ranges.items():
        assert low <= whole.scores[key] <= high


@pytest.mark.parametrize(
    "name",
    [
        "edinburgh_claudication",
        "brighton_gbs",
        "rutherford",
        "rutherford_acute",
        "iwgdf_foot_risk",
        "ctcae_neuropathy",
        "rls_criteria",
    ],
)
def test_every_complete_answer_has_an_outcome(name: str) -> None:
    instrument = load_instrument(PACK, name)
    case = {"diabetes_status": "diabetes_under_10_years", "neurotoxic_chemotherapy": "earlier"}
    for options in itertools.product(*([o.id for o in i.options] for i in instrument.items)):
        entered = dict(zip([i.id for i in instrument.items], options, strict=True))
        result = score(name, case, PACK, entered)
        assert result.outcome is not None, entered


def test_case_leaf_and_instrument_agree_on_implied_findings() -> None:
    leaf = answer_leaf(PACK, {"calf_pain_walking": "yes"})
    assert leaf("calf_pain_walking") is True

"""A brief assessment says what the whole one says, to the last digit, and nothing of what it leaves out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinprick.assessment import assess
from pinprick.case import Case
from pinprick.errors import CaseError
from pinprick.interfaces.rest.examples import ANSWERS, DRAWING, WORDS
from pinprick.knowledge.load import load_pack
from pinprick.report.json import to_json
from pinprick.report.text import render_text
from pinprick.results import Assessment, BriefAssessment

PACK = load_pack()
LEFT_OUT = {"order_flips", "missing_mass", "location", "next_questions", "next_tests", "would_change", "care"}


def spelled(text: str) -> dict[str, Any]:
    """JSON with every number as it is spelled, so that equal means the same bytes."""
    return dict(json.loads(text, parse_float=str, parse_int=str))


def compare(case: Case) -> None:
    whole, brief = spelled(to_json(assess(case, PACK))), spelled(to_json(assess(case, PACK, "brief")))
    assert brief.pop("detail") == "brief"
    assert whole.keys() - brief.keys() == LEFT_OUT
    assert len(brief["causes"]) == len(whole["causes"])
    for one, all_of_it in zip(brief.pop("causes"), whole["causes"], strict=True):
        assert all_of_it["in_words"].startswith(one.pop("in_words"))
        assert one == {key: all_of_it[key] for key in one} and "probability" in one
        assert not {"ledger", "low", "high"} & one.keys()
    assert brief == {key: whole[key] for key in brief}


@pytest.mark.parametrize("case", [{}, ANSWERS, WORDS, {"drawing": DRAWING}])
def test_the_same_to_the_last_digit(case: dict[str, Any]) -> None:
    compare(Case.model_validate(case))


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_the_same_for_any_answers(data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.sampled_from(sorted(PACK.findings)), unique=True, max_size=12))
    answers = {f: data.draw(st.sampled_from([*PACK.findings[f].values, "unsure"]), label=f) for f in chosen}
    compare(Case(findings=answers, country=data.draw(st.sampled_from([None, "GB", "US"]))))


def test_the_emergency_comes_first_with_its_rule_and_its_advice() -> None:
    brief = assess(Case.model_validate(WORDS), PACK, "brief")
    assert isinstance(brief, BriefAssessment)
    urgency = brief.urgency
    assert urgency.level == "emergency_now" and urgency.act and urgency.do_not and urgency.call["number"]
    assert any(b.certainty == "fired" and b.source for b in urgency.because)
    names = list(json.loads(to_json(brief)))
    assert names.index("urgency") < names.index("causes")
    assert len(to_json(brief)) < len(to_json(assess(Case.model_validate(WORDS), PACK))) / 2


def test_a_brief_assessment_is_no_whole_one() -> None:
    brief = to_json(assess(Case(), PACK, "brief"))
    assert (
        BriefAssessment.model_validate_json(brief).model_dump() == assess(Case(), PACK, "brief").model_dump()
    )
    with pytest.raises(ValueError):
        Assessment.model_validate_json(brief)


def test_a_wrong_detail_says_what_would_be_right() -> None:
    wrong: Any = "short"
    with pytest.raises(CaseError, match="full or brief"):
        assess(Case(), PACK, wrong)


@pytest.mark.parametrize("language", ["en", "es"])
def test_as_text_it_begins_like_the_whole_report(language: str) -> None:
    case = Case.model_validate(WORDS)
    brief = render_text(assess(case, PACK, "brief"), PACK, language=language)
    whole = render_text(assess(case, PACK), PACK, language=language)
    first = brief.split("\n\n", 1)[0]
    assert whole.startswith(first) and first.count("\n") >= 4
    assert len(brief) < len(whole) and "dB" not in brief
    assert brief.rstrip().endswith(whole.rstrip().rsplit("\n\n", 1)[1])

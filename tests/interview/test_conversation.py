"""The conversation as a state machine: order, safety, back, change, stop, and reading back what was saved."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from interview_people import to_the_end

from pinprick import Interview, assess
from pinprick.case import Drawing
from pinprick.errors import CaseError, PinprickError
from pinprick.interview.steps import (
    AccountStep,
    AlertStep,
    DrawingStep,
    QuestionStep,
    ResultStep,
    SafetyStep,
    UnderstoodStep,
)
from pinprick.knowledge.load import load_pack
from pinprick.knowledge.schema.interview import script
from pinprick.knowledge.schema.pack import Pack
from pinprick.vocabulary import Urgency

SLOW = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack()


def test_the_order_is_words_safety_drawing_questions_result(pack: Pack) -> None:
    known = {"onset_pace": "months_or_longer", "age_band": "age_60_64", "sex": "male"}
    _, steps = to_the_end(Interview.start(pack), "For two years my toes have been numb.", known)
    stages = [step.stage for step in steps]
    order = ["words", "safety", "drawing", "questions", "result"]
    assert stages == sorted(stages, key=order.index)
    assert set(stages) == set(order)


def test_at_most_five_safety_pages_and_none_asks_what_is_known(pack: Pack) -> None:
    words = "My leg is weak and numb, with a fever, and my calf is sore."
    read = set(Interview.start(pack).told(words).answers)
    named = {f for group in script(pack).safety for f in group.findings}
    assert read & named
    _, steps = to_the_end(Interview.start(pack), words)
    pages = [step for step in steps if isinstance(step, SafetyStep)]
    assert 1 <= len(pages) <= 5
    asked = [ask.finding for page in pages for ask in page.asks]
    assert len(asked) == len(set(asked))
    assert not read & set(asked)


def test_every_emergency_sign_the_script_names_is_asked_of_someone_who_says_nothing(pack: Pack) -> None:
    _, steps = to_the_end(Interview.start(pack))
    asked = {ask.finding for s in steps if isinstance(s, SafetyStep) for ask in s.asks}
    assert asked == {f for group in script(pack).safety for f in group.findings}


def test_an_emergency_in_the_words_comes_before_anything_else(pack: Pack) -> None:
    words = "Since this morning both legs are numb, I am numb when I wipe and I cannot pass urine"
    interview = Interview.start(pack).told(words, "GB")
    assert isinstance(interview.step, AlertStep)
    assert interview.step.decision.level is Urgency.EMERGENCY_NOW
    assert interview.step.decision.call.number == "999"
    on = interview.go_on()
    assert isinstance(on.step, UnderstoodStep)
    assert on.is_emergency


def test_an_emergency_on_a_safety_page_ends_the_questions(pack: Pack) -> None:
    interview = Interview.start(pack).told("")
    while not (isinstance(interview.step, SafetyStep) and interview.step.group == "back"):
        interview = interview.skip()
    asks = interview.step.asks
    interview = interview.answer({a.finding: "yes" if a.finding == "saddle_numbness" else "no" for a in asks})
    assert isinstance(interview.step, AlertStep)
    assert isinstance(interview.stop().step, ResultStep)


def test_back_takes_back_exactly_one_answer(pack: Pack) -> None:
    interview = Interview.start(pack).told("my feet tingle").skip()
    states = [interview]
    for _ in range(6):
        interview = interview.skip()
        states.append(interview)
    for earlier in reversed(states[:-1]):
        interview = interview.back()
        assert interview.to_json() == earlier.to_json()
    start = Interview.start(pack)
    assert start.back() == start


def test_a_change_of_one_answer_keeps_the_others(pack: Pack) -> None:
    interview = Interview.start(pack).told("my feet tingle").change("diabetes_status", "none")
    changed = interview.change("diabetes_status", "diabetes_10_years_or_more")
    assert changed.case.findings == {"diabetes_status": "diabetes_10_years_or_more"}
    assert changed.change("diabetes_status", None).case.findings == {}
    with pytest.raises(CaseError, match="not one of its values"):
        interview.change("diabetes_status", "perhaps")
    with pytest.raises(CaseError, match="no finding called"):
        interview.change("diabetis_status", "none")


def test_what_the_person_corrects_wins_over_what_was_read(pack: Pack) -> None:
    interview = Interview.start(pack).told("I have diabetes and my toes are numb")
    assert isinstance(interview.step, UnderstoodStep)
    corrected = interview.answer({"diabetes_status": "none"})
    assert interview.answers["diabetes_status"] != "none"
    assert corrected.answers["diabetes_status"] == "none"


def test_skipped_is_not_unsure_and_is_not_asked_again(pack: Pack) -> None:
    interview = Interview.start(pack).told("my feet tingle at night")
    while not isinstance(interview.step, QuestionStep):
        interview = interview.skip()
    finding = interview.step.ask.finding
    after = interview.skip()
    assert finding not in after.answers
    assert finding in after.progress.skipped
    _, steps = to_the_end(after)
    assert finding not in [s.ask.finding for s in steps if isinstance(s, QuestionStep)]


def test_stopping_at_any_point_gives_an_honest_result(pack: Pack) -> None:
    for interview in (Interview.start(pack).told(""), Interview.start(pack).told("odd")):
        stopped = interview.stop()
        assert isinstance(stopped.step, ResultStep)
        assert stopped.step.reason == "stopped"
        assert assess(stopped.case, pack).not_enough
        assert not isinstance(stopped.go_on().step, ResultStep)


def test_a_drawing_counts_and_a_wrong_one_is_refused(pack: Pack) -> None:
    interview = Interview.start(pack).told("my feet tingle")
    drawn = interview.draw(Drawing(regions={"right": ["sole_heel"], "left": ["sole_heel"]}))
    assert drawn.answers["at_heel"] == "yes"
    with pytest.raises(PinprickError, match="elbow"):
        interview.draw(Drawing(regions={"right": ["elbow"]}))


def test_the_answer_must_fit_the_step(pack: Pack) -> None:
    with pytest.raises(CaseError, match="not an answer to this step"):
        Interview.start(pack).answer({"numb": "yes"})


def test_an_account_too_long_is_refused_with_its_length(pack: Pack) -> None:
    with pytest.raises(CaseError, match="20,001"):
        Interview.start(pack).told("a" * 20_001)


def test_saved_and_read_back_it_is_the_same_conversation(pack: Pack) -> None:
    drawing = Drawing(cells={"R.leg.03.12": "burning"}, views=["front"])
    interview, _ = to_the_end(
        Interview.start(pack), 'ééñ 🦶 my "toes" <b>tingle</b>', {"sex": "female"}, drawing
    )
    again = Interview.from_json(interview.to_json(), pack)
    assert again.events == interview.events
    assert again.case == interview.case
    assert again.to_json() == interview.to_json()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "null",
        "[]",
        '{"version":1}',
        '{"version":2,"pack":"legs_and_feet","language":"en","events":[]}',
        '{"version":1,"pack":"other","language":"en","events":[]}',
        '{"version":1,"pack":"legs_and_feet","language":"en","events":[{"kind":"sudo"}]}',
        '{"version":1,"pack":"legs_and_feet","language":"en","events":[{"kind":"told"}]}',
        '{"version":1,"pack":"legs_and_feet","language":"en","events":[{"kind":"answered","finding":"no_such","value":"yes"}]}',
        '{"version":1,"pack":"legs_and_feet","language":7,"events":[]}',
        "[" * 100_000,
        "x" * 400_001,
    ],
)
def test_a_forged_conversation_is_refused_in_one_sentence(pack: Pack, text: str) -> None:
    with pytest.raises(CaseError) as raised:
        Interview.from_json(text, pack)
    assert str(raised.value).endswith((".", "?"))


@given(st.text(max_size=300))
@SLOW
def test_no_text_read_back_breaks_it(text: str) -> None:
    with pytest.raises(CaseError):
        Interview.from_json(text, load_pack())


@given(st.data())
@SLOW
def test_whatever_people_answer_it_ends_and_no_question_comes_twice(data: st.DataObject) -> None:
    pack = load_pack()
    interview = Interview.start(pack).told(
        data.draw(st.sampled_from(["", "my toes are numb", "both legs tingle"]))
    )
    asked: list[str] = []
    for _ in range(60):
        step = interview.step
        if isinstance(step, ResultStep):
            break
        if isinstance(step, AlertStep):
            interview = interview.go_on()
        elif isinstance(step, SafetyStep):
            values = {a.finding: data.draw(st.sampled_from((*a.values, "unsure"))) for a in step.asks}
            interview = interview.answer(values)
        elif isinstance(step, QuestionStep):
            asked.append(step.ask.finding)
            value = data.draw(st.sampled_from((*step.ask.values, "unsure", None)))
            interview = interview.skip() if value is None else interview.answer(value)
        else:
            assert isinstance(step, AccountStep | UnderstoodStep | DrawingStep)
            interview = interview.skip()
    assert isinstance(interview.step, ResultStep)
    assert len(asked) == len(set(asked))
    assert json.loads(interview.to_json())["version"] == 1
    assert Interview.from_json(interview.to_json(), pack).case == interview.case

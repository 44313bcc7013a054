"""A proposal is a question and nothing else: no byte of an assessment knows of it before the person answers."""

from __future__ import annotations

import json

import pytest

from pinprick.assessment import assess
from pinprick.case import Case, Proposal
from pinprick.case_checks import check_case, parse_case
from pinprick.errors import CaseError
from pinprick.interfaces.turns import answered, resumed, state_of, step_content
from pinprick.interview.conversation import Interview
from pinprick.interview.steps import AccountStep, AlertStep, ProposedStep, UnderstoodStep
from pinprick.knowledge.schema.pack import Pack
from pinprick.report.json import to_json

WORDS = "My toes tingle at night. The dog is called Bruno. The curtains are green."


def proposal(finding: str, quote: str, value: str = "yes") -> Proposal:
    start = WORDS.index(quote)
    return Proposal(finding=finding, value=value, quote=quote, start=start, end=start + len(quote))


WEIGHT = proposal("weight_loss", "The dog is called Bruno")
STEPS = proposal("unsteady", "curtains are green")
FACE = proposal("face_droop", "green")


@pytest.fixture(scope="module")
def told(pack: Pack) -> Interview:
    return Interview.start(pack).told(WORDS)


def result(interview: Interview) -> str:
    return to_json(assess(interview.case, interview.pack))


def test_what_is_only_proposed_changes_no_byte(told: Interview) -> None:
    asked = told.propose([FACE, WEIGHT, STEPS], "m")
    left_open = asked.skip().skip()
    assert isinstance(asked.step, ProposedStep)
    assert not isinstance(left_open.step, ProposedStep)
    for interview in (asked, left_open, asked.stop(), asked.answer({}).answer({})):
        assert to_json(interview.case) == to_json(told.case)
        assert result(interview) == result(told)
        assert interview.conclusion.decision == told.conclusion.decision


def test_a_confirmed_proposal_counts_as_the_same_answer_given_unasked(told: Interview) -> None:
    confirmed = told.propose([WEIGHT], "m").answer({"weight_loss": "yes"})
    assert result(confirmed) == result(told.change("weight_loss", "yes")) != result(told)


def test_no_and_not_sure_are_the_persons_answers_too(told: Interview) -> None:
    for value in ("no", "unsure"):
        interview = told.propose([WEIGHT], "m").answer({"weight_loss": value})
        assert interview.case.findings == {"weight_loss": value}
        assert interview.case.confirmed_proposals == []
        assert result(interview) == result(told.change("weight_loss", value))


def test_danger_signs_are_asked_first_and_alone_and_an_alert_comes_before_the_rest(told: Interview) -> None:
    asked = told.propose([WEIGHT, FACE, STEPS], "m")
    step = asked.step
    assert isinstance(step, ProposedStep) and step.danger
    assert [p.finding for p in step.proposals] == ["face_droop"] == [a.finding for a in step.asks]
    alert = asked.answer({"face_droop": "yes"})
    assert isinstance(alert.step, AlertStep)
    rest = alert.go_on().step
    assert isinstance(rest, ProposedStep) and not rest.danger
    assert [p.finding for p in rest.proposals] == ["weight_loss", "unsteady"]
    after = alert.go_on().answer({"unsteady": "no"})
    assert isinstance(after.step, UnderstoodStep)
    assert after.case.findings == {"face_droop": "yes", "unsteady": "no"}


def test_the_record_says_who_proposed_what_the_person_confirmed(told: Interview) -> None:
    interview = told.propose([WEIGHT, STEPS], "llama").answer({"weight_loss": "yes", "unsteady": "no"})
    (record,) = interview.case.confirmed_proposals
    assert record.model_dump() == {
        "finding": "weight_loss",
        "value": "yes",
        "quote": "The dog is called Bruno",
        "by": "llama",
    }
    assert interview.change("weight_loss", "no").case.confirmed_proposals == []
    assert interview.change("weight_loss", None).case.confirmed_proposals == []
    again = parse_case(json.loads(to_json(interview.case)), told.pack)
    assert again == interview.case


def test_the_record_changes_no_byte_of_the_assessment(told: Interview) -> None:
    case = told.propose([WEIGHT], "llama").answer({"weight_loss": "yes"}).case
    silent = case.model_copy(update={"confirmed_proposals": []})
    assert to_json(assess(case, told.pack)) == to_json(assess(silent, told.pack))


def test_a_case_without_a_model_says_nothing_of_models() -> None:
    assert "confirmed_proposals" not in json.loads(to_json(Case(findings={"numb": "yes"})))


@pytest.mark.parametrize("findings", [{}, {"weight_loss": "no"}, {"unsteady": "yes"}])
def test_a_record_of_what_was_never_confirmed_is_refused(findings: dict[str, str], pack: Pack) -> None:
    record = {"finding": "weight_loss", "value": "yes", "quote": "q", "by": "m"}
    with pytest.raises(CaseError, match=r"confirmed_proposals: weight_loss: .* also stands in `findings`"):
        check_case(Case.model_validate({"findings": findings, "confirmed_proposals": [record]}), pack)


def test_what_is_known_already_is_not_asked(told: Interview) -> None:
    night = proposal("night_worse", "at night")
    assert told.answers["night_worse"] == "yes"
    assert isinstance(told.propose([night], "m").step, UnderstoodStep)
    given = told.change("weight_loss", "no").propose([WEIGHT, STEPS], "m").step
    assert isinstance(given, ProposedStep) and [p.finding for p in given.proposals] == ["unsteady"]


def test_one_step_back_from_proposals_is_the_account_and_from_an_answer_the_proposal(told: Interview) -> None:
    asked = told.propose([WEIGHT], "m")
    assert isinstance(asked.back().step, AccountStep)
    assert asked.answer({"weight_loss": "yes"}).back() == asked
    assert told.back().events == () and Interview.start(told.pack).back().events == ()


def test_new_words_end_the_proposals_of_the_old_ones(told: Interview) -> None:
    interview = (
        told.propose([WEIGHT, STEPS], "m")
        .settle(["weight_loss"], {"weight_loss": "yes"})
        .told("My toes itch.")
    )
    assert not isinstance(interview.step, ProposedStep)
    assert interview.case.findings == {"weight_loss": "yes"}
    assert interview.case.confirmed_proposals == []


def test_only_what_is_asked_can_be_answered(told: Interview) -> None:
    asked = told.propose([FACE, WEIGHT], "m")
    for given in ({"numb": "yes"}, {"nosuch": "yes"}, {"face_droop": "very"}, {"weight_loss": "yes"}):
        with pytest.raises(CaseError):
            asked.answer(given)
    with pytest.raises(CaseError, match="was not asked about here"):
        told.settle(["weight_loss"], {"weight_loss": "yes"})
    with pytest.raises(CaseError, match="was not asked about here"):
        asked.settle([], {"weight_loss": "yes"})


@pytest.mark.parametrize(
    "forged",
    [
        {"finding": "nosuch"},
        {"finding": "exam_monofilament_loss"},
        {"finding": "told_freely"},
        {"value": "unsure"},
        {"value": "<script>"},
        {"quote": "words nobody wrote"},
        {"start": 0},
        {"start": 70, "end": 60},
        {"end": 10_000},
    ],
)
def test_a_forged_state_shows_nothing_that_is_not_the_persons_own(
    forged: dict[str, object], told: Interview
) -> None:
    state = state_of(told.propose([WEIGHT], "m"))
    state["events"][1]["proposals"][0] |= forged
    with pytest.raises(CaseError):
        resumed(state, told.pack)
    with pytest.raises(CaseError):
        told.propose([Proposal.model_validate({**WEIGHT.model_dump(), **forged})], "m")


def test_a_state_with_proposals_before_any_words_is_refused(told: Interview) -> None:
    state = state_of(told.propose([WEIGHT], "m"))
    state["events"] = state["events"][1:]
    with pytest.raises(CaseError):
        resumed(state, told.pack)


def test_the_conversation_reads_back_and_goes_on_as_plain_data(told: Interview) -> None:
    asked = told.propose([WEIGHT, STEPS], "m")
    again = resumed(state_of(asked), told.pack)
    assert again == asked
    kind, content = step_content(again.step)
    assert kind == "proposed" and content["by"] == "m"
    assert content["proposals"][0]["quote"] == "The dog is called Bruno"
    assert content["asks"][0]["question"] == told.pack.findings["weight_loss"].question
    after = answered(again, {"weight_loss": "yes"})
    assert after.case.findings == {"weight_loss": "yes"} and resumed(state_of(after), told.pack) == after


def test_nothing_proposed_leaves_the_conversation_as_it_is(told: Interview) -> None:
    assert told.propose([], "m") is told


def test_signs_of_the_safety_pages_are_danger_signs_wherever_they_are_filed(told: Interview) -> None:
    assert told.pack.findings["saddle_numbness"].family != "danger"
    step = told.propose([WEIGHT, proposal("saddle_numbness", "green")], "m").step
    assert isinstance(step, ProposedStep) and step.danger
    assert [p.finding for p in step.proposals] == ["saddle_numbness"]

"""The written report read as a person would: emergency first, nothing said twice, nothing that contradicts."""

from __future__ import annotations

import pytest

from pinprick.assessment import assess
from pinprick.case import Case
from pinprick.knowledge.load import load_pack
from pinprick.report.text import render_text
from pinprick.vocabulary import Urgency

PACK = load_pack()
STORIES = {
    "cauda": "Since this morning both legs are numb, I am numb when I wipe and I cannot pass urine",
    "pregnant": "I am 28 weeks pregnant and my outer thigh is numb and burning for three weeks",
    "child": "My 9 year old daughter has tingling in both feet and her legs got weak over the last 3 days",
    "stroke": "An hour ago my right face, arm and leg went numb and I cannot find my words",
    "foot": "I have diabetes and there is a sore on my numb foot, it smells and I feel feverish",
    "posture": "My foot falls asleep when I sit cross legged and it is fine after five minutes of walking",
    "panic": "I get very scared, breathe fast, my hands, mouth and feet tingle, my heart pounds, then it stops",
    "clot": "My left calf is swollen, red and painful since I flew back two days ago and my foot tingles",
    "old stroke": "I had a stroke in 2015 and my left leg has been numb ever since, nothing has changed",
    "thinner": "I take warfarin, since yesterday I have back pain and both my legs feel numb and weak",
    "nothing": "qwerty asdf zxcv",
    "wine": "My feet have been numb and burning for 4 years, both sides, I drink a lot of wine",
}


def report(name: str) -> str:
    return render_text(assess(Case(account=STORIES[name]), PACK), PACK, width=100)


@pytest.mark.parametrize("name", STORIES)
def test_no_advice_is_said_twice(name: str) -> None:
    text = " ".join(report(name).split())
    for advice in ("Call an ambulance now.", "Go now to an emergency department", "Do not drive yourself."):
        assert text.count(advice) <= 2, advice
    lines = [line.strip() for line in report(name).splitlines() if line.startswith("  - ")]
    assert len(lines) == len(set(lines))


@pytest.mark.parametrize("name", STORIES)
def test_nothing_soothing_or_elective_beside_an_emergency(name: str) -> None:
    if assess(Case(account=STORIES[name]), PACK).urgency.level is not Urgency.EMERGENCY_NOW:
        return
    text = report(name)
    assert text.splitlines()[1].startswith("!!")
    for heading in ("What you can do", "Treatments to talk over", "Tests to ask about", "Checks by a doctor"):
        assert heading not in text
    assert "the first cause would be" not in text


@pytest.mark.parametrize("name", ["cauda", "child", "stroke", "foot", "thinner"])
def test_emergencies_are_called(name: str) -> None:
    assert assess(Case(account=STORIES[name]), PACK).urgency.level is Urgency.EMERGENCY_NOW


def test_reasons_are_those_of_the_level_shown() -> None:
    for name in ("cauda", "stroke", "foot"):
        why = report(name).split("Why we say this:")[1].split("\n\n")[0]
        assert "sd_" not in why and "risk:" not in why


def test_nothing_understood_gives_questions_and_no_causes() -> None:
    text = report("nothing")
    assert "What may explain it" not in text and "Treatments" not in text
    assert "Please answer these first" in text and "Call the emergency number at once if:" in text


def test_panic_is_no_stroke() -> None:
    assert "stroke. Say when" not in report("panic")


def test_a_leg_is_one_place_and_not_fifteen() -> None:
    assert "The whole leg and foot: yes" in report("cauda")
    assert "ball of the foot" not in report("cauda")


def test_child_is_told_that_causes_are_adult_ones() -> None:
    assert "under 16" in report("child")


def test_a_condition_of_self_care_names_its_answers() -> None:
    conditions = assess(Case(account=STORIES["posture"]), PACK).urgency.as_long_as
    spell = next(c for c in conditions if c.startswith("How long does one spell last?"))
    assert "One of these:" in spell


def test_treatments_are_for_likely_causes_only() -> None:
    assert "Duloxetine" not in report("pregnant")


@pytest.mark.parametrize(
    ("story", "says"),
    [
        ("I want to die, my legs are numb and I can't cope", "crisis line"),
        ("I took too many pills last night and my legs feel numb", "poison centre"),
        ("My whole packet of pregabalin is gone and my feet tingle, overdose?", "poison centre"),
    ],
)
def test_help_that_comes_before_the_legs(story: str, says: str) -> None:
    first = render_text(assess(Case(account=story), PACK), PACK, width=100).split("=====")[0]
    assert first.startswith("!!") and says in first


def test_no_crisis_where_there_is_none() -> None:
    for story in (*STORIES.values(), "My feet are killing me and I am dying to take my shoes off"):
        assert not any(n.code in ("wish_to_die", "overdose") for n in assess(Case(account=story), PACK).notes)

"""Ways people say the signs that matter most: small grammars, look-alikes, spelling, slips, denial."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pinprick.intake.text import read_account
from pinprick.knowledge.load import load_pack
from pinprick.vocabulary import NO

PACK = load_pack()
WAYS: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent / "ways" / "danger.yaml").read_text(encoding="utf-8")
)
DRAWN = 40
"""Sentences drawn of each grammar: all of a small one."""
UNDERSTOOD = 0.9
RELAXED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def said(grammar: str, sets: dict[str, list[Any]], most: int) -> list[str]:
    """Sentences of a grammar, at most `most`, drawn the same way each time."""
    names = re.findall(r"{(\w+)}", grammar)
    every = [
        grammar.format(**dict(zip(names, map(str, chosen), strict=True)))
        for chosen in itertools.product(*(sets[name] for name in names))
    ]
    random.Random(7).shuffle(every)
    return every[:most]


def grammars() -> Iterator[Any]:
    for way in WAYS["ways"]:
        for grammar in way["say"]:
            yield pytest.param(way, grammar, id=f"{way['finding']}: {grammar}")


@pytest.mark.parametrize(("way", "grammar"), list(grammars()))
def test_nearly_every_way_of_saying_it_is_understood(way: dict[str, Any], grammar: str) -> None:
    sentences = said(grammar, {**WAYS["sets"], **way.get("sets", {})}, DRAWN)
    wanted = str(way.get("value", "yes"))
    missed = [s for s in sentences if read_account(s + ".", PACK).answers.get(way["finding"]) != wanted]
    assert len(missed) <= (1 - UNDERSTOOD) * len(sentences) + 1, missed


@pytest.mark.parametrize("row", WAYS["never"], ids=lambda row: str(row["text"])[:60])
def test_what_only_looks_like_danger_is_not_read_as_danger(row: dict[str, Any]) -> None:
    answers = read_account(row["text"], PACK).answers
    for finding in row["never"]:
        assert answers.get(finding) in (None, NO, "none", "never"), (finding, answers.get(finding))


@pytest.mark.parametrize("row", WAYS["also"], ids=lambda row: str(row["text"])[:60])
def test_signs_in_the_words_of_many_people(row: dict[str, Any]) -> None:
    answers = read_account(row["text"], PACK).answers
    for finding in row["yes"]:
        assert answers.get(finding) not in (None, NO, "none", "unsure"), (finding, answers.get(finding))


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("I have been diagnosed with a spinal tumour", "I have been diagnosed with a spinal tumor"),
        (
            "my leg is paralysed and I had diarrhoea last week",
            "my leg is paralyzed and I had diarrhea last week",
        ),
        ("agonising pain in my calf", "agonizing pain in my calf"),
        ("my foot has gone grey and cold", "my foot has gone gray and cold"),
        ("the anaesthetic wore off but my leg is weak", "the anesthetic wore off but my leg is weak"),
        ("saddle anaesthesia since last night", "saddle anesthesia since last night"),
    ],
)
def test_british_and_american_spelling_say_the_same(british: str, american: str) -> None:
    assert read_account(british, PACK).answers == read_account(american, PACK).answers


PLAIN = [
    ("my speech is slurred", "speech_trouble"),
    ("my face is drooping on one side", "face_droop"),
    ("I am breathless and my legs are weak", "breathless"),
    ("I can't control my bladder", "new_urinary_incontinence"),
    ("my bottom is completely numb", "saddle_numbness"),
    ("trouble swallowing since this morning", "bulbar_or_facial_weakness"),
    ("my right leg is paralysed", "leg_weakness"),
    ("he collapsed and was unconscious", "confusion_collapse_or_seizure"),
]


def swapped(word: str, at: int) -> str:
    """The word with two neighbouring letters inside it exchanged."""
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


@RELAXED
@given(st.sampled_from(PLAIN), st.data())
def test_one_slip_in_a_long_word_keeps_the_danger(
    said_and_meant: tuple[str, str], data: st.DataObject
) -> None:
    text, finding = said_and_meant
    long_words = [w for w in text.split() if len(w) >= 7 and w.isalpha()]
    word = data.draw(st.sampled_from(long_words))
    at = data.draw(st.integers(1, len(word) - 3))
    slip = data.draw(
        st.sampled_from(
            [swapped(word, at), word[:at] + word[at + 1 :], word[:at] + word[at] * 2 + word[at + 1 :]]
        )
    )
    assert read_account(text.replace(word, slip), PACK).answers.get(finding) == "yes", slip


DENIABLE = [
    ("numbness in my bottom", "saddle_numbness"),
    ("trouble passing urine", "urinary_retention"),
    ("slurred speech", "speech_trouble"),
    ("facial droop", "face_droop"),
    ("shortness of breath", "breathless"),
    ("weakness in my legs", "both_legs_weak"),
    ("double vision", "vision_loss_or_double"),
    ("chest pain", "chest_pain_or_coughing_blood"),
    ("fever", "fever"),
    ("fits", "confusion_collapse_or_seizure"),
    ("wetting myself", "new_urinary_incontinence"),
    ("arm weakness", "arm_weakness"),
    ("trouble swallowing", "bulbar_or_facial_weakness"),
]


@RELAXED
@given(
    st.sampled_from(
        [
            "no {}",
            "I have no {}",
            "there is no {}",
            "never had {}",
            "without {}",
            "I deny {}",
            "no sign of {}",
        ]
    ),
    st.lists(st.sampled_from(DENIABLE), min_size=1, max_size=3, unique=True),
)
def test_a_list_of_denials_affirms_nothing(frame: str, things: list[tuple[str, str]]) -> None:
    text = frame.format(" or ".join(thing for thing, _ in things)) + "."
    answers = read_account(text, PACK).answers
    for _, finding in things:
        assert answers.get(finding) in (None, NO), (text, finding)


@pytest.mark.parametrize(("text", "finding"), PLAIN)
def test_yesterday_changes_time_only(text: str, finding: str) -> None:
    assert read_account(f"{text} yesterday", PACK).answers.get(finding) == "yes"


@pytest.mark.parametrize(
    ("clipped", "whole"),
    [
        ("me leg is draggin", "my leg is dragging"),
        ("left arm + left leg goin weak", "left arm and left leg going weak"),
        ("my feet n hands are tinglin", "my feet and hands are tingling"),
        ("numb w/ pins & needles", "numb with pins and needles"),
    ],
)
def test_how_it_is_typed_does_not_matter(clipped: str, whole: str) -> None:
    assert read_account(clipped, PACK).answers == read_account(whole, PACK).answers

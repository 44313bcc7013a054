"""What holds of any account: no crash, true quotes, denial never affirms, a time changes times only."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pinprick.intake.text import read_account
from pinprick.intake.tokens import tokenise
from pinprick.knowledge.load import load_pack
from pinprick.vocabulary import Family

PACK = load_pack()
RELAXED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

TIME_WORDS = [
    "a",
    "an",
    "one",
    "two",
    "three",
    "3",
    "10",
    "couple",
    "of",
    "few",
    "half",
    "and",
    "or",
    "so",
    "to",
    "minute",
    "minutes",
    "hour",
    "hours",
    "day",
    "weeks",
    "month",
    "years",
    "ago",
    "since",
    "for",
    "in",
    "over",
    "after",
    "within",
    "every",
    "last",
    "past",
    "later",
    "at",
    "the",
    "quarter",
    "dozen",
    "twenty",
    "five",
    "2015",
    "numb",
    "goes",
    "now",
    ".",
    ",",
]

THINGS = [
    "numbness",
    "pain",
    "weakness",
    "tingling",
    "burning",
    "swelling",
    "fever",
    "back pain",
    "headaches",
    "diabetes",
    "double vision",
    "trouble passing urine",
    "chest pain",
    "a rash",
    "cramps",
    "weight loss",
    "slurred speech",
]
PLACES = ["in my left foot", "in both legs", "in my toes", "around my bottom", "in my right hand", ""]
DENIALS = [
    "I have no {}.",
    "I don't have any {}.",
    "I've never had {}.",
    "There is no sign of {}.",
    "I am without {}.",
    "He denies {}.",
    "I haven't got {}.",
    "No {} at all.",
]
WORDS = st.sampled_from(
    [
        "my",
        "the",
        "i",
        "i'm",
        "left",
        "right",
        "both",
        "foot",
        "feet",
        "leg",
        "legs",
        "toes",
        "numb",
        "numbness",
        "pain",
        "hurts",
        "no",
        "not",
        "can't",
        "don't",
        "never",
        "and",
        "or",
        "but",
        ",",
        ".",
        "?",
        "since",
        "for",
        "two",
        "three",
        "weeks",
        "years",
        "ago",
        "yesterday",
        "suddenly",
        "when",
        "walk",
        "sit",
        "back",
        "diabetes",
        "stroke",
        "had",
        "have",
        "is",
        "are",
        "feel",
        "pee",
        "mother",
        "father",
        "she",
        "he",
        "scared",
        "might",
        "weak",
        "tingling",
        "up",
        "to",
        "knees",
        "saddle",
        "cold",
        "night",
        "worse",
        "better",
        "gone",
        "now",
        "62",
        "year",
        "old",
    ]
)


@RELAXED
@given(st.text(max_size=400))
@example("İ am numb İn my foot")
@example("\x00\ufffd🦶🏽 numb\u200dfoot ﬁt ß")
@example("'''...---,,,;;;")
@example("a" * 5000)
def test_any_text_is_read_without_error(text: str) -> None:
    assert_honest(text)


@RELAXED
@given(st.lists(WORDS, max_size=60))
def test_any_jumble_of_telling_words_is_read(words: list[str]) -> None:
    assert_honest(" ".join(words))


@RELAXED
@given(st.lists(st.sampled_from(TIME_WORDS), max_size=12))
@example(["a", "minute", "or", "two"])
@example(["a", "minute", "or", "two", "and", "a", "half"])
def test_any_jumble_of_time_words_is_read(words: list[str]) -> None:
    assert_honest("numb foot " + " ".join(words))


def assert_honest(text: str) -> None:
    """Every quote is at its place, every answer is understood once, every value is allowed."""
    reading = read_account(text, PACK)
    assert {u.finding: u.value for u in reading.understood} == reading.answers
    assert len(reading.understood) == len(reading.answers)
    for u in reading.understood:
        assert text[u.start : u.end] == u.quote and u.quote
        assert u.value in [*PACK.findings[u.finding].values, "unsure"]
    assert reading.answers or reading.notes
    assert reading == read_account(text, PACK)


@pytest.mark.parametrize("thing", THINGS)
def test_a_denied_thing_is_never_read_as_present(thing: str) -> None:
    for place in PLACES:
        said = read_account(f"I have {thing} {place}.", PACK).answers
        present = {finding for finding, value in said.items() if value == "yes"}
        for denial in DENIALS:
            denied = read_account(denial.format(f"{thing} {place}".strip()), PACK).answers
            assert not {finding for finding in present if denied.get(finding) == "yes"}, (denial, place)


SENTENCES = [
    "My left foot is numb.",
    "Both legs tingle and burn.",
    "My right leg is weak.",
    "I have back pain and my foot drags.",
    "I can't pass urine and my bottom is numb.",
    "I have diabetes and my toes hurt.",
    "My calf is swollen.",
]


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("when", ["since yesterday", "yesterday", "for two weeks", "for three years"])
def test_a_time_changes_times_only(sentence: str, when: str) -> None:
    plain = read_account(sentence, PACK).answers
    timed = read_account(sentence[:-1] + f" {when}.", PACK).answers
    changed = {f for f in plain.keys() | timed.keys() if plain.get(f) != timed.get(f)}
    assert {PACK.findings[f].family for f in changed} <= {Family.TIME}
    assert "duration_so_far" in timed


@pytest.mark.parametrize("sentence", SENTENCES)
def test_order_of_unrelated_sentences_does_not_matter(sentence: str) -> None:
    first = read_account(f"I have never smoked. {sentence}", PACK).answers
    last = read_account(f"{sentence} I have never smoked.", PACK).answers
    assert first == last


def test_a_megabyte_is_cut_and_read() -> None:
    text = "My feet have been numb for two weeks and I can't feel my toes, it's worse at nigth. " * 12_500
    reading = read_account(text, PACK)
    assert "too_long" in {n.code for n in reading.notes}
    assert reading.answers["numb"] == "yes"


@pytest.mark.parametrize(
    "char", ["a", " ", ".", ",", "-", "numb ", "not ", "my left my right ", "\n", "1", "a'"]
)
def test_no_text_of_one_thing_hangs(char: str) -> None:
    read_account(char * 200_000, PACK)


@given(st.text(max_size=200))
@RELAXED
def test_words_lie_where_they_say(text: str) -> None:
    account = tokenise(text)
    for i, word in enumerate(account.words):
        assert len(text[account.start[i] : account.end[i]]) == len(word)
    assert account.start == sorted(account.start)

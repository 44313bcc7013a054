"""The reading grade against counts made by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinprick.knowledge.reading_grade import grade, hardest_sentence, sentences, syllables

COUNTED = {
    "numb": 1, "leg": 1, "toes": 1, "walked": 1, "wanted": 2, "changes": 2, "table": 2, "tingling": 2, "feeling": 2,
    "diabetes": 4, "artery": 3, "movement": 2, "medicine": 3, "area": 3, "people": 2, "paresthesia": 5, "bladder": 2,
    "circulation": 4, "seizure": 2, "vitamin": 3, "created": 3, "nerve": 1, "emergency": 4, "10": 1,
}  # fmt: skip


def test_most_syllables_are_counted_right() -> None:
    wrong = {word: syllables(word) for word, n in COUNTED.items() if abs(syllables(word) - n) > 0}
    assert len(wrong) <= 2, wrong
    assert all(abs(syllables(word) - n) <= 1 for word, n in COUNTED.items())


def test_the_formula() -> None:
    # 6 words, 1 sentence, 6 syllables: 0.39 x 6 + 11.8 - 15.59
    assert grade("The cat sat on the mat.") == pytest.approx(0.39 * 6 + 11.8 - 15.59)
    # 2 sentences of 3 words each
    assert grade("The cat sat. The dog ran.") == pytest.approx(0.39 * 3 + 11.8 - 15.59)


def test_harder_words_have_a_higher_grade() -> None:
    easy, hard = "Is your leg weak?", "Does debilitating paraparesis characterise your presentation?"
    assert grade(easy) < 3 < 12 < grade(hard)


def test_plain_words_count_as_two_syllables() -> None:
    text = "Go to the emergency room now."
    assert grade(text, {"emergency"}) == pytest.approx(grade(text) - 11.8 * 2 / 6)


def test_the_hardest_sentence_is_found() -> None:
    text = "Stand up. Immediate neurological evaluation is indispensable. Sit down."
    assert hardest_sentence(text)[1] == "Immediate neurological evaluation is indispensable."
    assert sentences("One. Two! Three?") == ["One.", "Two!", "Three?"]


@given(st.text(max_size=300))
def test_any_text_has_a_finite_grade(text: str) -> None:
    assert -20 < grade(text) < 2000
    assert hardest_sentence(text)[0] < 2000


@given(st.from_regex(r"[A-Za-z]{1,30}", fullmatch=True))
def test_every_word_has_a_syllable(word: str) -> None:
    assert 1 <= syllables(word) <= 30

"""Notes, contradictions, the lexicon's completeness, and its errors."""

from __future__ import annotations

import pytest

from pinprick.errors import PackError
from pinprick.intake.lexicon import lexicon, merge
from pinprick.intake.scoring import score_extraction
from pinprick.intake.text import read_account
from pinprick.knowledge.load import load_pack
from pinprick.vocabulary import AnsweredBy

PACK = load_pack()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("  \n\t ", "empty"),
        ("Me duele mucho la pierna izquierda y no siento el pie desde ayer", "other_language"),
        ("J'ai le pied gauche engourdi depuis deux semaines et je ne sens pas mes orteils", "other_language"),
        ("Mein linker Fuß ist taub und ich habe Schmerzen in den Beinen", "other_language"),
        ("У меня онемели ноги", "other_language"),
        ("我的腿麻了", "other_language"),
        ("my elbow hurts", "not_about_legs"),
        ("I have a sore throat and a runny nose", "not_about_legs"),
        ("😀😀😀", "nothing_understood"),
        ("hello there", "nothing_understood"),
    ],
)
def test_notes(text: str, code: str) -> None:
    reading = read_account(text, PACK)
    assert [n.code for n in reading.notes] == [code]
    assert all(n.message for n in reading.notes)


def test_not_english_is_not_read_at_all() -> None:
    assert (
        read_account("Me duele mucho la pierna izquierda, no diabetes, y no siento el pie", PACK).answers
        == {}
    )


def test_yes_and_no_to_one_thing_is_unsure_and_said_so() -> None:
    reading = read_account("I have a fever. I have no fever. My foot is numb.", PACK)
    assert reading.answers["fever"] == "unsure"
    assert "Fever" in next(n.message for n in reading.notes if n.code == "contradiction")


def test_every_finding_a_person_can_answer_has_words() -> None:
    words = lexicon(PACK).words
    spoken = {f for f, w in words.findings.items() if w.said or w.means or w.denied}
    felt = {f for q in words.sensations.qualities.values() for table in q.finds.values() for f in table}
    placed = {region for p in words.sensations.places.values() for region in p.regions}
    derived = {"age_band", "sex", "duration_so_far", "told_freely"}  # the last is set by the program
    asked = {
        f.id for f in PACK.findings.values() if f.answered_by in (AnsweredBy.PERSON, AnsweredBy.HOME_CHECK)
    }
    assert asked - spoken - felt - placed - derived == set()


def test_lexicon_names_known_findings_values_places_and_classes() -> None:
    words = lexicon(PACK).words
    assert set(words.findings) <= set(PACK.findings)
    for finding, entry in words.findings.items():
        values = [*PACK.findings[finding].values, "unsure"]
        assert set(entry.means) <= set(values), finding
        assert entry.if_denied is None or entry.if_denied in values, finding
        assert set(entry.at_least) <= set(values), finding
    phrases = [
        phrase
        for entry in words.findings.values()
        for group in (entry.said, entry.denied, entry.doubted, entry.not_meant, *entry.means.values())
        for phrase in group
    ]
    named = {
        part for p in phrases for part in p.replace("?", "").replace("/", " ").split() if part.startswith("<")
    }
    assert {n[1:-1] for n in named} <= set(words.classes) | {"number"}
    assert all(f in PACK.findings for targets in words.implies.values() for f in targets)


def test_a_relative_is_the_person_described() -> None:
    answers = read_account("My father is 81. His feet are numb and he smokes.", PACK).answers
    assert (answers["age_band"], answers["sex"], answers["numb"], answers["smoking"]) == (
        "age_80_plus",
        "male",
        "yes",
        "current",
    )


def test_a_relative_who_is_only_mentioned_is_not() -> None:
    answers = read_account(
        "My feet are numb. My mother is 80 and has diabetes and had a stroke.", PACK
    ).answers
    assert not {"age_band", "sex", "diabetes_status", "prior_stroke"} & set(answers)


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"a": []}, "words/a.yaml"),
        ({"a": {"nonsense": {}}}, "nonsense"),
        ({"a": {"classes": {"x": ["a"]}}, "b": {"classes": {"x": ["b"]}}}, "classes.x"),
        ({**PACK.words, "extra": {"findings": {"new_one": {"sayed": ["x"]}}}}, "new_one.sayed"),
    ],
)
def test_a_broken_lexicon_says_where(files: dict[str, object], says: str) -> None:
    with pytest.raises(PackError, match=says):
        merge(files)


def test_scoring_counts_right_wrong_and_missed() -> None:
    cases = [{"id": "one", "narrative": "My left foot is numb. I have no fever."}]
    coded = {"one": {"numb": "yes", "fever": "yes", "tingling": "yes", "side": "one", "burning": "unsure"}}
    result = score_extraction(cases, coded, PACK, vocabulary={"numb", "fever", "tingling", "side", "burning"})
    assert (result.precision, result.recall) == (2 / 3, 2 / 4)
    assert {(e.finding, e.kind) for e in result.errors} == {("fever", "other_value"), ("tingling", "missed")}

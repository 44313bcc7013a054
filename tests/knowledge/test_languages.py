"""Languages: what is missing is listed, sentences are found by their English, counts take the right form."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from pinprick.knowledge.check import check
from pinprick.knowledge.checks.contents import read_contents
from pinprick.knowledge.edit import edit_file
from pinprick.knowledge.formats import day, number, percent
from pinprick.knowledge.languages import lacking, outlived, spoken, stays_english
from pinprick.knowledge.load import load_pack, pack_folder
from pinprick.knowledge.plural import RULES, Counted, form, is_counted
from pinprick.knowledge.text import odds_in_words, sentences
from pinprick.knowledge.translations import Translations, translations

PACK = load_pack()
FOLDER = Path(pack_folder("legs_and_feet"))
SPANISH = translations(PACK, "es")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "pack", ignore=shutil.ignore_patterns("compiled.json")))


def test_spanish_has_every_text_a_person_reads() -> None:
    contents = read_contents(FOLDER)
    assert spoken(contents) == ["es"]
    assert [(x.file, x.dotted) for x in lacking(contents, "es")] == []
    assert outlived(contents, "es") == []


def test_what_stays_english_says_why() -> None:
    assert all(len(item.why.split()) >= 5 for item in stays_english(read_contents(FOLDER)))


def test_a_language_with_nothing_lacks_everything() -> None:
    lacks = lacking(read_contents(FOLDER), "eu")
    files = {lack.file for lack in lacks}
    assert len(lacks) > 2500
    assert {"text/en/interface.yaml", "causes/stroke.yaml", "red_flags.yaml", "care/emergency.yaml"} <= files


def test_the_check_names_file_and_key_of_what_is_missing(folder: Path) -> None:
    edit_file(folder / "causes" / "stroke.yaml", ["summary"], "Nobody has said this in Spanish yet.")
    path = folder / "text" / "es" / "report.yaml"
    text = path.read_text(encoding="utf-8").replace("  cautions: Tenga cuidado\n", "")
    path.write_text(text, encoding="utf-8")
    found = {(p.file, p.key): p for p in check(folder).problems if p.what.startswith("es lacks")}
    assert set(found) == {("causes/stroke.yaml", "summary"), ("text/en/report.yaml", "headings.cautions")}
    assert all(p.severity == "warning" and p.line > 1 for p in found.values())


def test_a_name_lost_in_translation_is_an_error(folder: Path) -> None:
    path = folder / "text" / "es" / "sentences" / "places.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Encaja con {names}.", "Encaja con {nombres}."), encoding="utf-8")
    assert any("names in braces" in p.what for p in check(folder).errors)


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("Be seen today.", "Que le vean hoy."),
        ("Call an ambulance. Do not drive yourself.", "Llame a una ambulancia. No conduzca usted."),
        ("If “Cold leg” were yes: Be seen today.", "Si «Pierna fría» fuera sí: Que le vean hoy."),
        (
            "It fits the sciatic nerve or the femoral nerve (front of the thigh). That points to the brain.",
            "Encaja con el nervio ciático o el nervio femoral (delante del muslo). Eso señala el cerebro.",
        ),
        ("avoid more than a day or two in bed", "no esté más de uno o dos días en cama"),
        ("Avoid more than a day or two in bed.", "No esté más de uno o dos días en cama."),
        ("This was never said by anyone.", None),
        ("Be seen today. This was never said by anyone.", None),
    ],
)
def test_sentences_are_found_whole_in_a_row_or_by_pattern(english: str, spanish: str | None) -> None:
    assert SPANISH.say(english) == spanish


def test_names_that_hold_the_words_between_them_are_told_apart() -> None:
    alcohol, sclerosis = (
        PACK.causes[c].lay_name for c in ("alcohol_related_neuropathy", "multiple_sclerosis")
    )
    text = (
        f"It helps to tell {alcohol[:1].lower() + alcohol[1:]} from {sclerosis[:1].lower() + sclerosis[1:]}."
    )
    found = SPANISH.say(text)
    assert found == "Ayuda a distinguir daño de los nervios por el alcohol de esclerosis múltiple."


@given(st.text(max_size=300))
def test_any_text_is_answered_and_english_is_itself(text: str) -> None:
    assert translations(PACK, "en").say(text) == text
    assert SPANISH.say(text) is None or isinstance(SPANISH.say(text), str)


@given(st.text("{}ab .,", max_size=40), st.text("{}ab .,", max_size=40))
def test_any_pattern_is_read_without_harm(english: str, own: str) -> None:
    words = Translations({"es/sentences": {english: own}}, "es", {}, ())
    assert words.say(english) is not None or not english.strip()


@pytest.mark.parametrize("language", sorted(RULES))
def test_plural_forms_are_those_of_cldr(language: str) -> None:
    right = Locale.parse(language).plural_form
    counts = [*range(230), 1000, 1001, 10**6, 2 * 10**6, 10**6 + 1]
    assert [(n, form(language, n)) for n in counts] == [(n, right(n)) for n in counts]


def test_a_count_takes_its_form() -> None:
    result = sentences(PACK, "interface", "es")["result"]
    assert result["others"].format(n=1) == "Se sopesó 1 causa más"
    assert result["others"].format(n=4) == "Se sopesaron 4 causas más"
    assert sentences(PACK, "interface")["result"]["others"].format(n=1) == "1 more cause was weighed"
    made = Counted({"one": "{n} day", "few": "{n} days!", "other": "{n} days"}, "pl")
    assert [made.format(n=n) for n in (1, 3, 5)] == ["1 day", "3 days!", "5 days"]
    assert made == "{n} days" and form("xx", 1) == "other"


def test_only_forms_of_one_sentence_are_a_count() -> None:
    assert is_counted({"one": "a", "other": "b"})
    for content in (
        {"numb": "a", "other": "b"},
        {"other": "b"},
        {"one": "a", "two": "b"},
        {"one": 1, "other": "b"},
        "a",
    ):
        assert not is_counted(content)


def test_numbers_and_dates_as_the_language_writes_them() -> None:
    assert number(PACK, 1.25, 1, "es", sign=True) == "+1,2" and number(PACK, -3, 1) == "-3.0"
    assert percent(PACK, 0.899, 1) == "89.9%" and percent(PACK, 0.899, 1, "es") == "89,9 %"
    assert day(PACK, date(2026, 5, 3)) == "2026-05-03" and day(PACK, date(2026, 5, 3), "es") == "03/05/2026"
    assert odds_in_words(PACK, 0.3, 0.2, 0.5, "es") == "unas 3 de cada 10 (de 2 de cada 10 a 5 de cada 10)"
    assert odds_in_words(PACK, 0.3, 0.3, 0.3) == "about 3 in 10"

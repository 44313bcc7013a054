"""A whole conversation in another language says nothing in English; a right-to-left language turns the page round."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

import browser
import pytest
from spanish import english_on, english_sentences, marked_english

from pinprick.assessment import assess
from pinprick.case import Case, Drawing
from pinprick.interfaces.terminal.conversation import run
from pinprick.interfaces.web import render
from pinprick.interfaces.web.render import Pages
from pinprick.interview.conversation import Interview
from pinprick.interview.steps import (
    AlertStep,
    DrawingStep,
    QuestionStep,
    ResultStep,
    SafetyStep,
    UnderstoodStep,
)
from pinprick.knowledge.load import load_pack
from pinprick.knowledge.schema.pack import Pack
from pinprick.report.text import render_text

PACK = load_pack()
PAGES = Pages(PACK)
STATIC = Path(render.__file__).parent / "static"
SHOTS = Path(os.environ["PINPRICK_SHOTS"]) if "PINPRICK_SHOTS" in os.environ else None
"""A folder to leave the screenshots in, to be looked at."""
STORIES = (
    "",
    "Tengo las piernas dormidas desde hace una semana y me duele mucho la espalda cuando estoy de pie.",
    "For years both my feet have been numb and burning, worse at night. I have diabetes and take metformin. "
    "I am a 62 year old man, I take oxycodone and I fell twice this year.",
    "My left leg and arm went numb this morning and my face droops.",
)


def _answered(interview: Interview, chance: Random) -> Interview:
    step = interview.step
    match step:
        case UnderstoodStep():
            return interview.answer({})
        case SafetyStep() if step.one:
            return interview.answer({step.asks[0].finding: chance.choice(list(step.asks[0].values))})
        case SafetyStep():
            said = {
                a.finding: "yes" if chance.random() < 0.04 else chance.choice(["no", "unsure"])
                for a in step.asks
            }
            return interview.answer(said)
        case AlertStep():
            return interview.go_on()
        case DrawingStep():
            return interview.draw(Drawing(regions={"right": ["sole_toe1", "edge_outer"]}))
        case QuestionStep():
            return interview.answer(chance.choice([*step.ask.values, "unsure"]))
    return interview


def _pages(story: str, seed: int) -> Iterator[str]:
    """Every page of one conversation in Spanish, to its result."""
    chance = Random(seed)
    interview = Interview.start(PACK, "es")
    yield PAGES.step(interview)
    yield PAGES.step(interview, error="account_empty")
    interview = interview.told(story, chance.choice(["ES", "GB", None]))
    for _ in range(11):
        if isinstance(interview.step, ResultStep):
            break
        yield PAGES.step(interview)
        interview = _answered(interview, chance)
    yield PAGES.review(interview)
    yield PAGES.change(interview, "onset_pace")
    yield PAGES.step(interview.stop())
    yield PAGES.error("not_found", language="es")


@pytest.mark.parametrize("seed", range(len(STORIES)))
def test_a_spanish_conversation_says_no_english_sentence(seed: int) -> None:
    for page in _pages(STORIES[seed], seed):
        assert '<html lang="es"' in page
        assert english_on(page) == []
        assert marked_english(page) == []


def test_the_search_for_english_finds_what_is_there() -> None:
    assert len(english_sentences()) > 2500
    page = PAGES.step(Interview.start(PACK, "en").told("my foot is numb").skip())
    assert len(english_on(page)) >= 3
    assert marked_english('<p lang="es">Hola <span lang="en">See a doctor.</span></p>') == ["See a doctor."]


def test_a_spanish_story_is_answered_kindly_and_leads_on_to_questions() -> None:
    interview = Interview.start(PACK, "es").told(STORIES[1])
    page = PAGES.step(interview)
    assert "Parece español y por ahora solo entiendo inglés, así que le haré preguntas" in page
    assert isinstance(_answered(interview, Random(0)).step, SafetyStep)


@pytest.mark.parametrize("story", STORIES[2:])
def test_the_written_report_is_spanish_too(story: str) -> None:
    a = assess(Case(account=story, country="ES"), PACK)
    report = render_text(a, PACK, 100, "es")
    said = " ".join(report.split())
    assert [s for s in english_sentences() if s in said] == []
    assert "Qué puede explicarlo" in report and "decibanes" in report


@pytest.mark.parametrize("story", STORIES[1:])
def test_the_terminal_says_no_english_sentence(story: str) -> None:
    answers = iter([story, "", "ES", *["", "1", "0", "g", "n", "2"] * 8])
    written: list[str] = []

    def read(prompt: str) -> str:
        written.append(prompt)
        try:
            return next(answers)
        except StopIteration:
            raise EOFError from None

    run(PACK, "es", read, written.append)
    said = " ".join(" ".join(written).split()).replace(story, "")
    assert "decibanes" in said and len(said) > 3000
    assert [s for s in english_sentences() if s in said] == []


def test_the_result_itself_is_the_same_in_every_language() -> None:
    case = Case(account=STORIES[2], country="ES")
    english, spanish = (render_text(assess(case, PACK), PACK, 100, code) for code in ("en", "es"))
    first = assess(case, PACK).causes[0]
    assert f"= {first.probability:.1%}" in english
    assert f"= {first.probability * 100:.1f} %".replace(".", ",") in spanish


def _right_to_left() -> Pack:
    """The pack with a made-up language that is written from right to left: a few words, the rest English."""
    words = {
        "language": {"name": "עברית לדוגמה", "direction": "rtl", "reviewed": False},
        "app": {"title": "למה הרגליים שלי רדומות?", "unreviewed": "מילים לדוגמה בלבד."},
        "account": {"heading": "מה מרגישים ואיפה?"},
        "actions": {"continue": "המשך", "back": "חזרה", "skip": "דילוג"},
        "levels": {"emergency_now": "חירום עכשיו"},
    }
    return PACK.model_copy(update={"text": {**PACK.text, "qaa/interface": words}})


def test_a_right_to_left_language_is_one_and_is_not_shipped() -> None:
    pages = Pages(_right_to_left())
    page = pages.step(Interview.start(pages.pack, "qaa"))
    assert '<html lang="qaa" dir="rtl">' in page and "מה מרגישים ואיפה?" in page and "המשך" in page
    assert '<html lang="es" dir="ltr">' in PAGES.step(Interview.start(PACK, "es"))
    assert PAGES.languages == ["en", "es"]


def test_the_style_names_no_side() -> None:
    """Start and end, not left and right: so a page turns round by its direction alone."""
    boxes, lines = r"(?:margin|padding|border)-(?:left|right)", r"text-align:\s*(?:left|right)|float:"
    sided = re.compile(rf"{boxes}|{lines}|[;{{\s](?:left|right):")
    for name in ("pinprick.css", "pinprick-app.css"):
        style = (STATIC / name).read_text(encoding="utf-8")
        assert len(style) > 1000 and sided.findall(style) == []


@pytest.mark.parametrize("width", [320, 768])
def test_a_right_to_left_page_is_whole(width: int, tmp_path: Path) -> None:
    """In a real browser: nothing hangs out at a side, and the page starts at the right."""
    if why := browser.missing():
        pytest.fail(why)
    from playwright.sync_api import sync_playwright

    pages = Pages(_right_to_left())
    start = Interview.start(pages.pack, "qaa")
    told = start.told("My left leg and arm went numb this morning and my face droops.")
    steps = {"account": start, "alert": told, "result": told.stop()}
    style = "".join((STATIC / name).read_text("utf-8") for name in ("pinprick.css", "pinprick-app.css"))
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=browser.chromium(), args=browser.FLAGS)
        shown = chromium.new_page(viewport={"width": width, "height": 900})
        for name, interview in steps.items():
            html = pages.step(interview).replace("</head>", f"<style>{style}</style></head>")
            shown.set_content(
                re.sub(r'<(?:script|link)[^>]*(?:src|href)="/static[^>]*>(?:</script>)?', "", html)
            )
            shown.screenshot(path=str(SHOTS / f"rtl_{name}_{width}.png" if SHOTS else tmp_path / "shot.png"))
            assert shown.evaluate("document.documentElement.scrollWidth") <= width, name
            assert shown.evaluate("getComputedStyle(document.querySelector('h1')).direction") == "rtl"
            left, right = shown.evaluate(
                "(() => { const b = document.querySelector('.brand').getBoundingClientRect();"
                " return [b.left, innerWidth - b.right]; })()"
            )
            assert right < left, name
        chromium.close()

"""The result page of many kinds of people, in both languages: nothing the engine says is missing a place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from pinprick.interfaces.web.render import Pages
from pinprick.interview.conversation import Interview
from pinprick.knowledge.load import load_pack
from pinprick.vocabulary import Urgency

STORIES = yaml.safe_load(
    (Path(__file__).resolve().parents[1] / "cases" / "development.yaml").read_text(encoding="utf-8")
)["cases"]
POSTURE = "My left foot and toes go numb when I cross my legs, gone after a few minutes of walking about"


@pytest.fixture(scope="module")
def pages() -> Pages:
    return Pages(load_pack())


def shown(pages: Pages, story: str, language: str = "en") -> tuple[Interview, str]:
    interview = Interview.start(pages.pack, language).told(story, "ES").stop()
    return interview, pages.step(interview)


@pytest.mark.parametrize("place", range(0, len(STORIES), 9))
def test_every_story_has_a_whole_page(pages: Pages, place: int) -> None:
    interview, page = shown(pages, STORIES[place]["narrative"])
    level = interview.conclusion.decision.level
    assert f"u-{level}" in page
    assert page.count('class="cause"') >= 3
    assert page.index("u-") < page.index('class="cause"')


def test_self_care_says_what_it_rests_on(pages: Pages) -> None:
    interview, page = shown(pages, POSTURE)
    assert interview.conclusion.decision.level is Urgency.SELF_CARE
    assert "This holds as long as" in page
    assert 'href="tel:' not in page.split('class="facts"')[0]


@pytest.mark.parametrize(
    "story", [POSTURE, "Both legs are numb, I am numb when I wipe and I cannot pass urine today"]
)
def test_in_spanish_what_to_do_is_in_spanish(pages: Pages, story: str) -> None:
    _, page = shown(pages, story, "es")
    banner = page.split('<section class="urgency')[1].split("</section>")[0]
    assert 'lang="en"' not in banner.split('class="facts"')[0].replace('class="act"><span lang="en">', "")
    assert "No haga esto" in banner
    assert '<html lang="es"' in page
    assert "Nadie las ha revisado" in page


def test_spanish_has_every_sentence_of_the_interface(pages: Pages) -> None:
    def keys(content: dict[str, object], prefix: str = "") -> set[str]:
        found = set()
        for key, value in content.items():
            found |= keys(value, f"{prefix}{key}.") if isinstance(value, dict) else {f"{prefix}{key}"}
        return found

    english, spanish = (keys(pages.pack.text[f"{code}/interface"]) for code in ("en", "es"))
    assert english - spanish == set()
    assert {key for key in spanish - english if ".regions." not in key} == set()


def test_every_translated_sentence_keeps_its_names_in_braces(pages: Pages) -> None:
    def texts(content: dict[str, object], prefix: str = "") -> dict[str, str]:
        found: dict[str, str] = {}
        for key, value in content.items():
            if isinstance(value, dict):
                found |= texts(value, f"{prefix}{key}.")
            else:
                found[f"{prefix}{key}"] = str(value)
        return found

    english, spanish = (texts(pages.pack.text[f"{code}/interface"]) for code in ("en", "es"))
    for key, sentence in english.items():
        assert set(re.findall(r"{\w+}", sentence)) == set(re.findall(r"{\w+}", spanish[key])), key

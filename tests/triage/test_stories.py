"""The stories that fool people: each must reach its floor, and the harmless ones must stay low."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from pinprick.intake.text import read_account
from pinprick.knowledge.load import load_pack, pack_folder
from pinprick.triage import decide, evaluate
from pinprick.vocabulary import Urgency

_WORDS = {True: "yes", False: "no"}


def _stories() -> list[dict[str, Any]]:
    path = pack_folder("legs_and_feet") / "cases" / "stories.yaml"
    stories: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))["stories"]
    for story in stories:
        story["given"] = {
            f: _WORDS.get(v, v) if isinstance(v, bool) else v for f, v in story["given"].items()
        }
    return stories


STORIES = _stories()


def test_there_are_enough_stories_and_each_says_why() -> None:
    assert len(STORIES) >= 60
    assert len({story["name"] for story in STORIES}) == len(STORIES)
    assert all(story["reason"] and story["account"] for story in STORIES)
    assert {story["expect"]["floor"] for story in STORIES} == set(Urgency)


@pytest.mark.parametrize("story", STORIES, ids=[s["name"] for s in STORIES])
def test_story_as_coded(story: dict[str, Any]) -> None:
    pack = load_pack()
    for finding, value in story["given"].items():
        assert value in [*pack.findings[finding].values, "unsure"], f"{finding}={value}"
    level = evaluate(pack, story["given"]).floor
    assert level.rank >= Urgency(story["expect"]["floor"]).rank
    assert level.rank <= Urgency(story["expect"].get("ceiling", "emergency_now")).rank


def test_told_in_words_an_emergency_is_found_or_its_sign_is_asked_next() -> None:
    """Words are read imperfectly: what was missed must be among the questions asked before a lower level."""
    pack = load_pack()
    emergencies = [s for s in STORIES if s["expect"]["floor"] == Urgency.EMERGENCY_NOW]
    reached, asked = [], []
    for story in emergencies:
        answers = read_account(story["account"], pack).answers
        decision = decide(pack, answers, {})
        if decision.level is Urgency.EMERGENCY_NOW:
            reached.append(story["name"])
            continue
        told = {f: v for f, v in story["given"].items() if f in {q.finding for q in decision.ask_first}}
        if evaluate(pack, {**answers, **told}).floor is Urgency.EMERGENCY_NOW:
            asked.append(story["name"])
    missed = {s["name"] for s in emergencies} - {*reached, *asked}
    assert len(reached) >= 0.55 * len(emergencies)
    assert len(missed) <= 0.1 * len(emergencies), missed

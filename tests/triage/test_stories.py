"""The stories that fool people: each must reach its floor, and the harmless ones must stay low."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from pinprick.knowledge.load import load_pack, pack_folder
from pinprick.triage import evaluate
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

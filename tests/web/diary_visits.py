"""A page with a diary in a folder of its own, and made entries to look at."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from fastapi.testclient import TestClient
from httpx import Response

from pinprick.case import Case, Drawing
from pinprick.diary.database import Database
from pinprick.diary.place import diary_url
from pinprick.diary.record import make_entry
from pinprick.diary.store import Diary
from pinprick.interfaces.web.app import create_app
from pinprick.knowledge.schema.pack import Pack

HERE = "http://127.0.0.1:8765"
TOES = ["sole_toe1", "dorsum_toe1", "sole_toe2", "dorsum_toe2", "sole_toe3", "dorsum_toe3"]
SHIN = [
    "sole_ball_inner",
    "sole_ball_outer",
    "lower_leg_front",
    "lower_leg_outer",
    "ankle_front",
    "ankle_outer",
]


class Visit:
    """One person's page; `file`: where the diary is kept once it is."""

    def __init__(self, pack: Pack, file: Path) -> None:
        self.pack, self.file = pack, file
        self.client = TestClient(create_app(pack, diary=True), base_url=HERE)

    def result(self, words: str, language: str = "en") -> Response:
        """The result page of a story."""
        told = self.client.post(
            "/step", data={"form": "account", "text": words, "state": "", "lang": language}
        )
        return self.client.post("/step", data={"state": field(told, "state"), "do": "stop"})

    def keep_page(self, words: str, language: str = "en") -> Response:
        state = field(self.result(words, language), "state")
        return self.client.post("/diary/keep", data={"state": state})

    def keep(self, words: str, **said: str) -> Response:
        """Keep the result of a story, having agreed."""
        return self.send(self.keep_page(words), agree="yes", **said)

    def send(self, page: Response, **said: str) -> Response:
        hidden = {"state": field(page, "state"), "token": field(page, "token")}
        return self.client.post("/diary/entries", data={**hidden, **said})

    def forget(self, **said: str) -> Response:
        page = self.client.get("/diary/forget", params=said)
        return self.client.post("/diary/forget", data={"token": field(page, "token"), **said})

    def files(self) -> bytes:
        """Every byte beside the diary's file."""
        return b"".join(one.read_bytes() for one in self.file.parent.rglob("*") if one.is_file())


def field(page: Response, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    assert found, page.text[:3000]
    return html.unescape(found.group(1))


def fill(pack: Pack, days: Mapping[int, tuple[int, Drawing, dict[str, str]]]) -> None:
    """Entries so many days ago: severity, drawing and findings."""
    database = Database(diary_url())
    diary = Diary(database)
    diary.forget()
    for number, (ago, (severity, drawing, findings)) in enumerate(days.items()):
        case = Case(country="GB", drawing=drawing, findings={"numb": "yes", **findings})
        on = date.today() - timedelta(days=ago)
        diary.add(make_entry(f"e{number}", on, case, pack, severity, ["a daily walk"]))
    database.close()


def drawn(right: list[str], left: list[str]) -> Drawing:
    return Drawing(regions={"right": right, "left": left})


def slow(pack: Pack) -> None:
    """It climbs over weeks and comes to the other side."""
    fill(
        pack,
        {
            60: (3, drawn(TOES, []), {"age_band": "age_65_69", "sex": "female"}),
            20: (5, drawn(TOES, TOES), {}),
            0: (6, drawn(TOES + SHIN, TOES), {}),
        },
    )


def dangerous(pack: Pack) -> None:
    """Weakness climbs from the legs to the arms in two days."""
    fill(
        pack,
        {
            2: (2, drawn(TOES, TOES), {"leg_weakness": "yes"}),
            0: (
                8,
                drawn(TOES + SHIN, TOES + SHIN),
                {"leg_weakness": "yes", "both_legs_weak": "yes", "arm_weakness": "yes"},
            ),
        },
    )

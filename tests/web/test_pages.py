"""The pages over HTTP: what a browser without scripts sends, what a hostile one sends, and what comes back."""

from __future__ import annotations

import html
import json
import re

import pytest
from command_line import assessed
from fastapi.testclient import TestClient
from httpx import Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pinprick.case import Drawing
from pinprick.interfaces.web.app import create_app
from pinprick.interfaces.web.protection import MOST_BYTES
from pinprick.interview.conversation import Interview
from pinprick.knowledge.load import load_pack

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}</textarea><svg onload=alert(3)>"


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(create_app(load_pack()))


def state_of(page: Response) -> str:
    found = re.search(r'name="state" value="([^"]*)"', page.text)
    assert found, page.text[:500]
    return html.unescape(found.group(1))


def send(client: TestClient, **fields: object) -> Response:
    return client.post("/step", data=fields)


def started(client: TestClient, words: str = "my toes are numb") -> Response:
    return send(client, form="account", text=words, state="", lang="en")


def test_the_first_page_needs_nothing_from_elsewhere(client: TestClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', page.text)
    assert "set-cookie" not in page.headers
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_every_page_has_one_heading_a_title_and_a_language(client: TestClient) -> None:
    pages = [client.get("/"), started(client), client.get("/nowhere")]
    state = state_of(pages[1])
    pages += [
        send(client, state=state, do=do)
        for do in ("skip", "draw", "review", "stop", "rewrite", "change:numb")
    ]
    for page in pages:
        assert len(re.findall(r"<h1[ >]", page.text)) == 1, page.text
        assert '<html lang="en"' in page.text
        assert " style=" not in page.text
        assert re.search(r"<title>.+ - Pinprick</title>", page.text)


def test_hostile_words_are_shown_as_words(client: TestClient) -> None:
    first = started(client, HOSTILE)
    pages = [first]
    state = state_of(first)
    for do in ("rewrite", "stop", "review", "draw", "skip"):
        pages.append(send(client, state=state, do=do))
    for page in pages:
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert "<svg onload" not in page.text
    pdf = client.post("/save", data={"state": state, "as": "pdf"})
    assert pdf.content.startswith(b"%PDF")


@pytest.mark.parametrize(
    "field",
    [
        "form",
        "do",
        "finding",
        "value",
        "tick",
        "rest",
        "cells",
        "views",
        "region",
        "body",
        "country",
        "lang",
        "text",
    ],
)
def test_a_hostile_value_in_any_field_is_a_page_not_a_trace(client: TestClient, field: str) -> None:
    state = state_of(started(client))
    for form in ("account", "understood", "safety", "question", "change", "drawing"):
        fields = {"state": state, "form": form, "lang": "en", "text": "numb", field: HOSTILE}
        page = client.post("/step", data=fields)
        assert page.status_code in (200, 400)
        assert "<script>alert" not in page.text
        assert "Traceback" not in page.text


@given(state=st.text(max_size=200), do=st.text(max_size=40), form=st.text(max_size=20))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_forged_fields_start_afresh(state: str, do: str, form: str) -> None:
    client = TestClient(create_app(load_pack()))
    page = client.post("/step", data={"state": state, "do": do, "form": form})
    assert page.status_code in (200, 400)
    assert "Traceback" not in page.text


def test_a_forged_state_says_so_and_starts_afresh(client: TestClient) -> None:
    page = send(client, state='{"version":1,"pack":"legs_and_feet","events":[{"kind":"x"}]}', do="next")
    assert page.status_code == 400
    assert "could not be read back" in page.text
    assert 'name="text"' in page.text


def test_what_was_typed_stays_when_something_is_missing(client: TestClient) -> None:
    page = started(client, "   ")
    assert page.status_code == 400
    assert "There is a problem" in page.text
    long = "my foot is numb " * 2000
    page = started(client, long)
    assert page.status_code == 400
    assert "20,000" in page.text
    assert long.strip() in html.unescape(page.text)


def test_a_body_too_large_is_turned_away(client: TestClient) -> None:
    page = client.post(
        "/step",
        content=b"text=" + b"a" * (MOST_BYTES + 1),
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert page.status_code == 413
    assert "more than a page can hold" in page.text


def test_a_drawing_of_a_hundred_thousand_points_is_a_sentence(client: TestClient) -> None:
    state = state_of(started(client))
    cells = json.dumps({f"R.leg.{i}.0": "numb" for i in range(60_000)})
    page = send(client, state=state, form="drawing", cells=cells)
    assert page.status_code in (400, 413)
    assert "Traceback" not in page.text


def test_the_emergency_comes_first_with_the_number_of_the_country(client: TestClient) -> None:
    words = "Since this morning both legs are numb, I am numb when I wipe and I cannot pass urine"
    page = send(client, form="account", text=words, country="GB", state="", lang="en")
    assert 'href="tel:999"' in page.text
    assert page.text.index("Emergency now") < page.text.index("Why this page says so")
    on = send(client, state=state_of(page), do="go_on")
    assert "alarm-strip" in on.text


def test_none_of_these_and_a_tick_clash(client: TestClient) -> None:
    interview = Interview.start(load_pack()).told("").skip()
    page = client.post(
        "/step", data={"state": interview.to_json(), "form": "safety", "tick": ["face_droop"], "rest": "none"}
    )
    assert page.status_code == 400
    assert "Keep one or the other" in page.text
    page = client.post("/step", data={"state": interview.to_json(), "form": "safety"})
    assert page.status_code == 400


def test_saved_data_is_the_same_bytes_as_the_command_line(client: TestClient, tmp_path: object) -> None:
    drawing = Drawing(regions={"right": ["sole_heel"]}, cells={"L.sole.03.2": "burning"}, views=["sole"])
    interview = (
        Interview.start(load_pack()).told("For a year my feet tingle").draw(drawing).change("sex", "female")
    )
    saved = client.post("/save", data={"state": interview.to_json(), "as": "json"})
    case = client.post("/save", data={"state": interview.to_json(), "as": "case"})
    assert saved.content == assessed(case.content)


def test_the_paper_has_two_pages_in_every_kind_of_case(client: TestClient) -> None:
    stories = [
        "",
        "odd",
        "Sudden numb right face and arm an hour ago, speech slurred",
        "For years both feet burn. " + "And more. " * 300,
    ]
    for story in stories:
        interview = Interview.start(load_pack()).told(story)
        pdf = client.post("/save", data={"state": interview.to_json(), "as": "pdf"})
        assert pdf.headers["content-type"] == "application/pdf"
        assert len(re.findall(rb"/Type ?/Page[^s]", pdf.content)) == 2


def test_health_record_download_is_a_bundle(client: TestClient) -> None:
    interview = Interview.start(load_pack()).told("my toes are numb")
    bundle = client.post("/save", data={"state": interview.to_json(), "as": "fhir"})
    assert bundle.json()["resourceType"] == "Bundle"


def test_a_wrong_address_and_a_wrong_method_are_pages(client: TestClient) -> None:
    assert client.get("/nowhere").status_code == 404
    assert client.get("/save").status_code == 405
    assert client.get("/step", follow_redirects=False).headers["location"] == "/"
    assert "no such page" in client.get("/static/../app.py").text


def test_pages_are_light(client: TestClient) -> None:
    paths = [
        "/",
        "/static/pinprick-app.css",
        "/static/page.mjs",
        "/static/paint.mjs",
        "/static/icon.svg",
        "/atlas.json",
    ]
    weight = 0
    for path in paths:
        with client.stream("GET", path) as answer:
            weight += sum(len(part) for part in answer.iter_raw())
    assert weight <= 300_000


def test_the_painting_surface_covers_both_sides_alike(client: TestClient) -> None:
    atlas = client.get("/atlas.json").json()
    for name, view in atlas["views"].items():
        ids = [cell[0] for cell in view["cells"]]
        right = {i[2:] for i in ids if i.startswith("R.")}
        left = {i[2:] for i in ids if i.startswith("L.")}
        assert right == left, name
        assert {label[0] for label in view["labels"]} == {"right", "left"}
        assert {cell[1] for cell in view["cells"]} <= set(atlas["names"])

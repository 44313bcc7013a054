"""The page in a real Chromium: to the end with a mouse, by keyboard alone, without scripts, and against mishaps."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from browser import Server, browser, missing
from command_line import assessed

pytestmark = pytest.mark.skipif(missing() is not None, reason=str(missing()))

CASES = Path(__file__).resolve().parents[1] / "cases"
AXE = Path(__file__).parent / "axe.min.js"
ACTED = 5


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def chrome() -> Iterator[Any]:
    with browser() as started:
        yield started


@pytest.fixture
def page(chrome: Any, server: Server) -> Iterator[Any]:
    yield from _page(chrome, server)


@pytest.fixture
def plain_page(chrome: Any, server: Server) -> Iterator[Any]:
    """A page without scripts."""
    yield from _page(chrome, server, java_script_enabled=False)


def _page(chrome: Any, server: Server, **settings: Any) -> Iterator[Any]:
    context = chrome.new_context(viewport={"width": 390, "height": 844}, accept_downloads=True, **settings)
    opened = context.new_page()
    said: list[str] = []
    elsewhere: list[str] = []
    opened.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.on(
        "request", lambda r: None if r.url.startswith((server.address, "blob:")) else elsewhere.append(r.url)
    )
    opened.goto(server.address + "/")
    opened.said = said
    yield opened
    assert not elsewhere, "the page asked for something elsewhere"
    assert not context.cookies()
    context.close()


def press(page: Any, button: str = "button.main") -> None:
    with page.expect_navigation():
        page.click(button)


def step(page: Any) -> str:
    """Which form the page shows; `alert` or `result` when there is none."""
    found = page.locator("main input[name=form]")
    if found.count():
        return str(found.first.get_attribute("value"))
    return "result" if page.locator("#causes").count() else "alert"


def developed(number: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """The nth development case that names places and was coded, with its coding."""
    coded = yaml.safe_load((CASES / "development_findings.yaml").read_text(encoding="utf-8"))
    told = yaml.safe_load((CASES / "development.yaml").read_text(encoding="utf-8"))
    coded = coded if isinstance(coded, list) else coded["cases"]
    stories = {case["id"]: case for case in told["cases"]}
    drawn = [c for c in coded if c.get("drawing") and any(c["drawing"].values()) and c["id"] in stories]
    chosen = drawn[:: max(1, len(drawn) // ACTED)][number]
    return stories[chosen["id"]], chosen


def act(page: Any, story: str, coding: dict[str, Any], by_picture: bool) -> None:
    """Answer as the coding says, until the result."""
    known: dict[str, str] = coding.get("findings", {})
    page.fill("#field", story)
    page.select_option("#country", "GB")
    press(page)
    for _ in range(50):
        match step(page):
            case "result":
                return
            case "alert":
                press(page, "button[value=go_on]")
            case "understood":
                press(page)
            case "safety":
                _safety(page, known)
            case "drawing":
                _draw(page, coding, by_picture)
            case "question":
                finding = page.get_attribute("input[name=finding]", "value")
                if finding in known:
                    page.check(f"input[name=value][value={known[finding]}]")
                    press(page)
                else:
                    press(page, "button[value=skip]")
    raise AssertionError("the conversation does not end")


def _safety(page: Any, known: dict[str, str]) -> None:
    boxes = page.locator("input[name=tick]")
    if not boxes.count():
        value = known.get("onset_pace")
        if value and value != "unsure":
            page.check(f"input[name=value][value={value}]")
            press(page)
        else:
            press(page, "button[value=skip]")
        return
    ticked = 0
    for box in boxes.all():
        if known.get(box.get_attribute("value") or "") == "yes":
            box.check()
            ticked += 1
    if not ticked:
        page.check("#rest-none")
    press(page)


def _draw(page: Any, coding: dict[str, Any], by_picture: bool) -> None:
    if by_picture:
        page.wait_for_selector("#painter polygon")
        picture = page.locator(".paper svg")
        picture.scroll_into_view_if_needed()
        box = picture.bounding_box()
        for share in (0.42, 0.58):
            page.mouse.move(box["x"] + box["width"] * share, box["y"] + box["height"] * 0.7)
            page.mouse.down()
            page.mouse.move(box["x"] + box["width"] * share, box["y"] + box["height"] * 0.9, steps=8)
            page.mouse.up()
        assert "Nothing is marked" not in page.inner_text("#said")
    else:
        if page.locator(".place-list:not([open])").count():
            page.click(".place-list > summary")
        for side in ("right", "left"):
            for region in coding["drawing"].get(side) or []:
                page.check(f"input[name=region][value='{side}:{region}']")
            for cell in (coding.get("drawing_body") or {}).get(side) or []:
                page.check(f"input[name=body][value='{side}:{cell}']")
    press(page)


def saved(page: Any, kind: str) -> bytes:
    if kind == "case":
        state = page.locator("input[name=state]").first.get_attribute("value")
        answer = page.request.post(page.url.rsplit("/", 1)[0] + "/save", form={"state": state, "as": "case"})
        return bytes(answer.body())
    with page.expect_download() as download:
        page.click(f"button[value={kind}]")
    return Path(download.value.path()).read_bytes()


@pytest.mark.parametrize("number", range(ACTED))
def test_a_development_case_acted_to_the_end_equals_the_command_line(page: Any, number: int) -> None:
    story, coding = developed(number)
    act(page, story["narrative"], coding, by_picture=number == 0)
    case, shown = saved(page, "case"), saved(page, "json")
    assert shown == assessed(case)
    result = json.loads(shown)
    assert page.locator(f".u-{result['urgency']['level']}").count() == 1
    assert result["urgency"]["headline"] in page.inner_text("h1")
    assert page.said == []


def test_without_scripts_a_conversation_reaches_the_same_result(plain_page: Any) -> None:
    story, coding = developed(1)
    act(plain_page, story["narrative"], coding, by_picture=False)
    assert plain_page.locator(".cause").count() >= 3


def test_by_keyboard_alone_to_the_result(page: Any) -> None:
    keys = page.keyboard

    def go_to(selector: str) -> None:
        for _ in range(120):
            if page.evaluate("s => document.activeElement?.matches(s)", selector):
                return
            keys.press("Tab")
        raise AssertionError(f"the keyboard does not reach {selector}")

    go_to("#field")
    keys.type("For a year both my feet have been numb and burn at night")
    go_to("button.main")
    with page.expect_navigation():
        keys.press("Enter")
    for _ in range(40):
        now = step(page)
        if now == "result":
            break
        if now == "drawing":
            page.wait_for_selector("#painter polygon")
            go_to(".paper svg")
            for key in ("ArrowDown", "ArrowDown", "ArrowRight", " ", "ArrowUp", "Enter"):
                keys.press(key)
            if "Nothing is marked" in page.inner_text("#said"):
                for _ in range(12):
                    keys.press("ArrowLeft")
                    keys.press(" ")
            assert "Nothing is marked" not in page.inner_text("#said")
            keys.press("u")
            keys.press(" ")
            go_to("button.main")
        elif now == "safety" and page.locator("#rest-none").count():
            go_to("#rest-none")
            keys.press("Space")
            go_to("button.main")
        elif now in ("safety", "question"):
            go_to("input[name=value]")
            keys.press("Space")
            keys.press("ArrowDown")
            go_to("button.main")
        elif now == "alert":
            go_to("button[value=go_on]")
        else:
            go_to("button.main")
        with page.expect_navigation():
            keys.press("Enter")
    assert step(page) == "result"


def test_painting_marks_undoes_and_says_it_in_words(page: Any) -> None:
    press(page, "button[value=skip]")
    page.evaluate("() => Object.assign(document.querySelector('button.main'), {name: 'do', value: 'draw'})")
    press(page)
    page.wait_for_selector("#painter polygon")
    page.click("button[data-value=top]")
    page.click("button[data-value=burning]")
    box = page.locator(".paper svg").bounding_box()
    page.locator(".paper svg").scroll_into_view_if_needed()
    box = page.locator(".paper svg").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.62, box["y"] + box["height"] * 0.4)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.66, box["y"] + box["height"] * 0.5, steps=5)
    page.mouse.up()
    assert page.inner_text("#said").startswith("Marked so far: Right:")
    assert set(json.loads(page.input_value("#cells")).values()) == {"burning"}
    assert page.input_value("#views") == "front,top"
    assert page.locator("polygon[fill='url(#hatch-burning)']").count() > 2
    page.click("text=Undo")
    assert page.inner_text("#said") == "Nothing is marked yet."


def test_back_reload_and_a_second_tab_lose_nothing(page: Any, server: Server) -> None:
    page.fill("#field", "my toes are numb")
    press(page)
    press(page)
    assert step(page) == "safety"
    page.go_back()
    assert step(page) == "understood"
    press(page)
    second = page.context.new_page()
    second.goto(server.address)
    second.fill("#field", "my heel burns")
    press(second)
    press(page, "button[value=stop]")
    assert "toes" in page.inner_text(".words")
    page.reload()
    assert "toes" in page.inner_text(".words")
    assert "heel" in second.inner_text("main")
    with page.expect_navigation():
        page.click("header .brand")
    assert step(page) == "account"


def test_the_answers_stay_when_the_program_stops(chrome: Any) -> None:
    own = Server()
    for opened in _page(chrome, own):
        opened.fill("#field", "my toes are numb")
        own.stop()
        opened.click("button.main")
        opened.wait_for_selector("#cut-off:not([hidden])")
        assert "still on this page" in opened.inner_text("#cut-off")
        assert opened.input_value("#field") == "my toes are numb"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_has_an_accessibility_fault(chrome: Any, server: Server, theme: str) -> None:
    if not AXE.is_file():
        pytest.skip(
            "axe-core is not here: npm install --prefix tests/web axe-core, then copy axe.min.js beside this test"
        )
    faults: list[str] = []

    def look(opened: Any, where: str) -> None:
        opened.evaluate(AXE.read_text(encoding="utf-8"))
        found = opened.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        for fault in found["violations"]:
            nodes = [node["html"][:160] for node in fault["nodes"][:3]]
            faults.append(f"{where}: {fault['id']}: {nodes}")

    for opened in _page(chrome, server, color_scheme=theme):
        look(opened, "start")
        opened.click("button.main")
        opened.wait_for_selector("#problem")
        look(opened, "start with a problem")
        opened.fill(
            "#field",
            "For a year both my feet have been numb and burn at night. I have diabetes. I am a woman of 70.",
        )
        press(opened)
        seen: set[str] = set()
        for _ in range(30):
            now = step(opened)
            if now == "drawing":
                opened.wait_for_selector("#painter polygon")
            if now not in seen:
                look(opened, now)
            seen.add(now)
            if now == "result":
                opened.evaluate("() => document.querySelectorAll('details').forEach(d => { d.open = true; })")
                look(opened, "result, all open")
                break
            if now == "drawing":
                opened.click(".place-list > summary")
                look(opened, "drawing, list open")
                opened.check("input[value='right:sole_heel']")
                press(opened)
            elif now == "safety":
                if opened.locator("#rest-none").count():
                    opened.check("#rest-none")
                    press(opened)
                else:
                    press(opened, "button[value=skip]")
            elif now == "question":
                opened.check("input[name=value][value=no]") if opened.locator(
                    "input[name=value][value=no]"
                ).count() else opened.check("#field")
                press(opened)
            else:
                press(opened)
        press(opened, "main section form .second")
        opened.goto(server.address)
        opened.fill(
            "#field", "Both legs are numb, I am numb when I wipe and I cannot pass urine since this morning"
        )
        press(opened)
        look(opened, step(opened))
        press(opened, "button[value=review]")
        look(opened, "answers")
    assert not faults, "\n".join(faults)
    assert {"understood", "safety", "drawing", "question", "result"} <= seen


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_no_page_is_wider_than_the_screen(chrome: Any, server: Server, width: int) -> None:
    context = chrome.new_context(viewport={"width": width, "height": 700})
    opened = context.new_page()
    opened.goto(server.address)
    story, _ = developed(2)
    opened.fill("#field", story["narrative"])
    press(opened)
    for _ in range(40):
        assert opened.evaluate("document.documentElement.scrollWidth") <= width, step(opened)
        now = step(opened)
        if now == "result":
            break
        press(
            opened,
            "button[value=go_on]"
            if now == "alert"
            else "button.main"
            if now == "understood"
            else "button[value=stop]",
        )
    assert now == "result"
    context.close()

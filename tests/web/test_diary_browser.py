"""The diary in a real Chromium: kept and deleted without scripts and by keyboard, narrow, in both themes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import diary_visits
import pytest
from browser import Server, browser, missing

from pinprick.knowledge.load import load_pack
from pinprick.knowledge.schema.pack import Pack

pytestmark = pytest.mark.skipif(missing() is not None, reason=str(missing()))

AXE = Path(__file__).parent / "axe.min.js"
STORY = "For a year both my feet have been numb"


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    file = tmp_path_factory.mktemp("diary") / "diary.sqlite"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PINPRICK_DIARY", str(file))
        running = Server(diary=True)
        yield running
        running.stop()


@pytest.fixture(scope="module")
def chrome() -> Iterator[Any]:
    with browser() as started:
        yield started


def press(page: Any, button: str = "button.main") -> None:
    with page.expect_navigation():
        page.click(button)


def to_keep_page(page: Any, server: Server) -> None:
    page.goto(server.address)
    page.fill("#field", STORY)
    press(page)
    for _ in range(5):
        if page.locator("#keep-this").count():
            break
        press(page, "button[value=stop]" if page.locator("button[value=stop]").count() else "button.main")
    press(page, "#keep-this")


def test_without_scripts_it_is_kept_shown_and_deleted(chrome: Any, server: Server) -> None:
    context = chrome.new_context(java_script_enabled=False, viewport={"width": 320, "height": 700})
    page = context.new_page()
    to_keep_page(page, server)
    page.select_option("#severity", "4")
    page.fill("#tried", "warm socks")
    press(page)
    assert "Without that nothing is kept" in page.inner_text("#problem")
    page.check("#agree")
    press(page)
    assert "Entries in your diary now: 1" in page.inner_text("main")
    assert "warm socks" in page.inner_text(".days")
    page.reload()
    assert page.locator(".days > li").count() == 1, "a reload keeps nothing twice"
    press(page, "#forget ~ p a")
    press(page)
    assert "deleted for good: 1" in page.inner_text("main")
    assert not context.cookies()
    context.close()


def test_by_keyboard_alone(chrome: Any, server: Server, pack: Pack) -> None:
    context = chrome.new_context()
    page = context.new_page()
    keys = page.keyboard

    def go_to(selector: str) -> None:
        for _ in range(150):
            if page.evaluate("s => document.activeElement?.matches(s)", selector):
                return
            keys.press("Tab")
        raise AssertionError(f"the keyboard does not reach {selector}")

    to_keep_page(page, server)
    go_to("#severity")
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    go_to("#agree")
    keys.press("Space")
    go_to("button.main")
    with page.expect_navigation():
        keys.press("Enter")
    assert "1 of 10" in page.inner_text(".days")
    for reached in (".button", ".trend", "#every", "#passphrase", "button[value=json]", "#forget ~ p a"):
        go_to(reached)
    with page.expect_navigation():
        keys.press("Enter")
    go_to("button.main")
    with page.expect_navigation():
        keys.press("Enter")
    assert "deleted for good: 1" in page.inner_text("main")
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_no_page_has_a_fault_or_is_too_wide(
    chrome: Any, server: Server, pack: Pack, theme: str, language: str
) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not here: copy axe.min.js beside this test")
    faults: list[str] = []
    context = chrome.new_context(viewport={"width": 320, "height": 700}, color_scheme=theme)
    page = context.new_page()

    def look(where: str) -> None:
        page.evaluate(AXE.read_text(encoding="utf-8"))
        for fault in page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")["violations"]:
            faults.append(f"{where}: {fault['id']}: {[n['html'][:160] for n in fault['nodes'][:3]]}")
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            faults.append(f"{where}: wider than the screen")

    def visit(path: str) -> None:
        page.goto(f"{server.address}{path}{'&' if '?' in path else '?'}lang={language}")
        look(path)

    visit("/diary")
    to_keep_page(page, server)
    look("keep")
    press(page)
    look("keep, with a problem")
    for course in (diary_visits.slow, diary_visits.dangerous):
        course(pack)
        visit("/diary")
        picture = page.locator(".trend img")
        assert picture.evaluate("i => i.complete && i.naturalWidth > 0"), "the picture is there"
    top = page.locator(".u-emergency_now .call").bounding_box()
    assert top and top["y"] < 1400, "the number to call is near the top"
    for path in (
        "/diary/summary",
        "/diary/forget",
        "/diary/forget?entry=none",
        "/diary/day?entry=e0",
        "/diary/again",
    ):
        visit(path)
    page.goto(f"{server.address}/diary/forget")
    press(page)
    context.close()
    assert not faults, "\n".join(faults)

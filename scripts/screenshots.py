"""Screenshots of every step for the docs: python scripts/screenshots.py (needs Chromium and Playwright)."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent

OUT = ROOT / "docs" / "screenshots"
WIDTHS = (320, 390, 768, 1280)
STORY = "For two years both my feet have been numb and burn at night. I have diabetes. I am a woman of 70."
EMERGENCY = "Since this morning both legs are numb, I am numb when I wipe and I cannot pass urine"


def main() -> None:
    """Walk through one conversation at every width, and look at the emergency page and the dark theme."""
    sys.path.insert(0, str(ROOT / "tests" / "web"))
    from browser import Server, browser, missing

    reason = missing()
    if reason:
        raise SystemExit(reason)
    OUT.mkdir(parents=True, exist_ok=True)
    server = Server()
    with browser() as chrome:
        for width in WIDTHS:
            for theme in ("light", "dark") if width == 390 else ("light",):
                _walk(chrome, server.address, width, theme)
                if width < 700:
                    _alone(chrome, server.address, width, theme)
    server.stop()


def _walk(chrome: Any, address: str, width: int, theme: str) -> None:
    size = {"width": width, "height": 1000 if width < 700 else 900}
    context = chrome.new_context(viewport=size, color_scheme=theme, device_scale_factor=1)
    page = context.new_page()
    tag = f"{width}" + ("-dark" if theme == "dark" else "")

    def keep(name: str) -> None:
        page.screenshot(path=OUT / f"{name}-{tag}.jpg", type="jpeg", quality=72)

    def press(button: str = "button.main") -> None:
        with page.expect_navigation():
            page.click(button)

    page.goto(address)
    keep("1-words")
    page.fill("#field", STORY)
    page.select_option("#country", "GB")
    press()
    keep("2-understood")
    press()
    press("button[value=skip]")
    keep("3-safety")
    while page.locator("#rest-none").count():
        page.check("#rest-none")
        press()
    page.wait_for_selector("#painter polygon")
    _paint(page)
    keep("4-drawing")
    press()
    keep("5-question")
    press("button[value=stop]")
    keep("6-result")
    page.locator(".cause details").first.evaluate("e => { e.open = true; e.scrollIntoView(); }")
    keep("7-why")
    page.goto(address)
    page.fill("#field", EMERGENCY)
    page.select_option("#country", "GB")
    press()
    keep("8-emergency")
    context.close()


def _alone(chrome: Any, address: str, width: int, theme: str) -> None:
    """The page without a connection: its start, and a result with an emergency that is not the likeliest."""
    context = chrome.new_context(viewport={"width": width, "height": 1000}, color_scheme=theme)
    page = context.new_page()
    tag = f"{width}" + ("-dark" if theme == "dark" else "")
    page.goto(f"{address}/offline/en")
    page.wait_for_function("() => document.querySelector('#ready')?.textContent")
    page.check("input[value=numb]")
    page.check("input[value=tingling]")
    page.select_option("#country", "GB")
    page.screenshot(path=OUT / f"9-alone-{tag}.jpg", type="jpeg", quality=72)
    page.click("button.main")
    for _ in range(5):
        if page.locator("input[value=saddle_numbness]").count():
            break
        page.click("[data-do=skip]")
    page.check("input[value=saddle_numbness]")
    page.click("button.main")
    page.click("[data-do=stop]")
    page.wait_for_selector("#causes")
    page.screenshot(path=OUT / f"10-alone-result-{tag}.jpg", type="jpeg", quality=72)
    page.locator("#causes").scroll_into_view_if_needed()
    page.evaluate("() => document.querySelector('#causes').scrollIntoView()")
    page.screenshot(path=OUT / f"11-alone-causes-{tag}.jpg", type="jpeg", quality=72)
    context.close()


def _paint(page: Any) -> None:
    page.click("button[data-value=top]")
    picture = page.locator(".paper svg")
    for feeling, share in (("numb", 0.36), ("burning", 0.64)):
        page.click(f"button[data-value={feeling}]")
        picture.scroll_into_view_if_needed()
        box = picture.bounding_box()
        page.mouse.move(box["x"] + box["width"] * share, box["y"] + box["height"] * 0.35)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * (share - 0.1), box["y"] + box["height"] * 0.4, steps=6)
        page.mouse.move(box["x"] + box["width"] * (share + 0.05), box["y"] + box["height"] * 0.55, steps=6)
        page.mouse.up()


if __name__ == "__main__":
    main()

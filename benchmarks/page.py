"""The page on this machine, timed in a real Chromium: `python benchmarks/page.py`.

For the server's page and for the page that works without a connection: bytes until it can be used (as sent,
compressed), first contentful paint (median of visits with an empty cache), and the time from pressing Continue on a
question to the next question standing there. The last is also timed with the processor slowed to a sixth, about a
cheap phone. The targets stand in the third column; nothing here fails, it only prints.
"""

from __future__ import annotations

import statistics
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "web"))

VISITS = 5
MOST_STEPS = 30
SLOW = 6
FIRST_PAINT = """() => new Promise((done) => new PerformanceObserver((list) => {
  const found = list.getEntriesByName('first-contentful-paint');
  if (found.length) done(found[0].startTime);
}).observe({type: 'paint', buffered: true}))"""
PRESS = """() => new Promise((done) => {
  const main = document.querySelector('main');
  const began = performance.now();
  new MutationObserver((_, watch) => {
    watch.disconnect();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
  }).observe(main, {childList: true});
  document.querySelector('button.main').click();
})"""


class Weight:
    """Bytes that came over the wire for one page, as Chromium counts them (headers and compressed bodies)."""

    def __init__(self, page: Any) -> None:
        self.bytes = 0
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", self._add)

    def _add(self, event: dict[str, Any]) -> None:
        self.bytes += int(event["encodedDataLength"])


def first_visits(chrome: Any, address: str, usable: str) -> tuple[float, float]:
    """Kilobytes until the page is usable, and the median first contentful paint in ms."""
    weights, paints = [], []
    for _ in range(VISITS):
        context = chrome.new_context(viewport={"width": 390, "height": 844}, service_workers="block")
        page = context.new_page()
        weight = Weight(page)
        page.goto(address)
        page.wait_for_selector(usable)
        page.wait_for_load_state("networkidle")
        paints.append(page.evaluate(FIRST_PAINT))
        weights.append(weight.bytes / 1000)
        context.close()
    return statistics.median(weights), statistics.median(paints)


def painted_weight(chrome: Any, address: str) -> float:
    """Kilobytes of a whole visit of the server's page up to the picture to paint on."""
    context = chrome.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    weight = Weight(page)
    page.goto(address)
    page.click("button[value=skip]")
    while not page.locator("#painter").count():
        with page.expect_navigation():
            page.click("button[value=skip]")
    page.wait_for_selector("#painter polygon")
    context.close()
    return weight.bytes / 1000


def server_questions(chrome: Any, address: str) -> list[float]:
    """Milliseconds from Continue to the next question of the server's page."""
    context = chrome.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(address)
    page.click("button[value=skip]")
    times: list[float] = []
    for _ in range(MOST_STEPS):
        if page.locator("#causes").count():
            break
        question = page.locator("input[name=form][value=question]").count() > 0
        if question:
            page.check(calm(page))
        with page.expect_navigation():
            page.click(
                "button.main" if question else "button:is([value=nothing], [value=skip], [value=go_on])"
            )
        if question:
            times.append(
                page.evaluate("() => performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
            )
    context.close()
    return times


def offline_questions(chrome: Any, address: str, slower: int) -> list[float]:
    """Milliseconds from Continue to the next question painted, the processor slowed `slower` times."""
    context = chrome.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("#country")
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.evaluate(PRESS)
    times: list[float] = []
    for _ in range(MOST_STEPS):
        if page.locator("#causes").count():
            break
        skip = page.locator(
            "[data-do=nothing], [data-do=go_on], fieldset:not([data-finding]) ~ .buttons [data-do=skip]"
        )
        if skip.count():
            skip.first.click()
            page.wait_for_timeout(50 * slower)
            continue
        page.check(calm(page))
        times.append(page.evaluate(PRESS))
    context.close()
    return times


def calm(page: Any) -> str:
    """The answer that keeps the conversation going: no, or the third of several."""
    no = "input[name=value][value=no]"
    return no if page.locator(no).count() else "input[name=value] >> nth=2"


def main() -> None:
    from browser import Server, browser, missing

    reason = missing()
    if reason:
        sys.exit(f"Cannot be timed here: {reason}")
    server = Server()
    print(f"{'':44}{'measured':>12}   target")
    with browser() as chrome:
        weight, paint = first_visits(chrome, server.address, "#field")
        row("server page: first page", f"{weight:.0f} KB", "300 KB")
        row("server page: first contentful paint", f"{paint:.0f} ms", "1000 ms")
        row(
            "server page: whole way to the picture",
            f"{painted_weight(chrome, server.address):.0f} KB",
            "300 KB",
        )
        spread("server page: next question", server_questions(chrome, server.address), "100 ms")
        alone = f"{server.address}/offline/en"
        weight, paint = first_visits(chrome, alone, "#country")
        row("without a connection: all of it, once", f"{weight:.0f} KB", "")
        row("without a connection: first contentful paint", f"{paint:.0f} ms", "1000 ms")
        spread("without a connection: next question", offline_questions(chrome, alone, 1), "100 ms")
        spread(f"the same, processor {SLOW} times slower", offline_questions(chrome, alone, SLOW), "")
    server.stop()


def row(what: str, measured: str, target: str) -> None:
    print(f"{what:44}{measured:>12}   {target}", flush=True)


def spread(what: str, times: list[float], target: str) -> None:
    if times:
        row(f"{what}, median", f"{statistics.median(times):.0f} ms", target)
        row(f"{what}, slowest", f"{max(times):.0f} ms", "")


if __name__ == "__main__":
    main()

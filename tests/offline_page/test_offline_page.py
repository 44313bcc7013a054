"""The page without a connection in a real Chromium: kept by its worker, to the end by keyboard, and nothing leaves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from browser import Server, browser, missing
from whole_cases import whole_cases

from pinprick.assessment import assess
from pinprick.case import Case
from pinprick.conclusion import conclude
from pinprick.knowledge.load import load_pack
from pinprick.knowledge.text import sentences

pytestmark = pytest.mark.skipif(missing() is not None, reason=str(missing()))

AXE = Path(__file__).resolve().parents[1] / "web" / "axe.min.js"
READY = "works without a connection too"
MOST_STEPS = 60


@pytest.fixture(scope="module")
def chrome() -> Iterator[Any]:
    with browser() as started:
        yield started


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.stop()


class Visit:
    """One visitor: what the console said, and every request with whether the network answered it."""

    def __init__(self, chrome: Any, server: Server, language: str = "en", **settings: Any) -> None:
        size = settings.pop("viewport", {"width": 390, "height": 844})
        self.context = chrome.new_context(viewport=size, accept_downloads=True, **settings)
        self.page = self.context.new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda m: self.said.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(f"{server.address}/offline/{language}")
        self.page.wait_for_selector("#country")

    def press(self, selector: str = "button.main") -> None:
        """Press a button and wait for the next page, which is another form or result."""
        self.page.evaluate("() => { document.querySelector('main').firstElementChild.dataset.old = '1'; }")
        self.page.click(selector)
        self.page.wait_for_function("() => !document.querySelector('main > [data-old]')")

    def step(self) -> str:
        found: str = self.page.evaluate(
            """() => document.querySelector('#causes') ? 'result' : document.querySelector('#painter') ? 'drawing'
              : document.querySelector('#country') ? 'start' : document.querySelector('#rest-none') ? 'safety'
              : document.querySelector('[data-do=go_on]') ? 'alert' : 'question'"""
        )
        return found

    def to_the_result(self, look: Any = None, tick: str | None = None) -> None:
        for _ in range(MOST_STEPS):
            now = self.step()
            if look:
                look(now)
            if now == "result":
                return
            if now == "safety":
                sign = self.page.locator(f"input[value={tick}]") if tick else None
                self.page.check(f"input[value={tick}]" if sign and sign.count() else "#rest-none")
            elif now == "drawing":
                self.page.click(".place-list > summary")
                self.page.check("input[value='right:sole_heel']")
            elif now == "question":
                self.page.check("#field")
            self.press("[data-do=stop]" if now == "alert" else "button.main")
        raise AssertionError("the conversation does not end")


@pytest.fixture
def visit(chrome: Any, server: Server) -> Iterator[Visit]:
    opened = Visit(chrome, server)
    yield opened
    assert opened.said == []
    opened.context.close()


def test_the_whole_conversation_by_keyboard_with_the_server_gone(chrome: Any) -> None:
    own = Server()
    visit = Visit(chrome, own)
    page, keys = visit.page, visit.page.keyboard
    page.wait_for_function("text => document.querySelector('#ready')?.textContent.includes(text)", arg=READY)
    visit.context.set_offline(True)
    own.stop()
    page.reload()
    page.wait_for_selector("#country")
    page.wait_for_function("text => document.querySelector('#ready')?.textContent.includes(text)", arg=READY)
    visit.asked.clear()

    def go_to(selector: str) -> None:
        for _ in range(150):
            if page.evaluate("s => document.activeElement?.matches(s)", selector):
                return
            keys.press("Tab")
        raise AssertionError(f"the keyboard does not reach {selector}")

    seen: set[str] = set()
    for _ in range(MOST_STEPS):
        now = visit.step()
        seen.add(now)
        if now == "result":
            break
        if now == "start":
            go_to("input[value=tingling]")
            keys.press("Space")
            go_to("#country")
            keys.type("United K")
        elif now == "drawing":
            go_to(".paper svg")
            for key in ("ArrowDown", "ArrowDown", "ArrowRight", " ", "ArrowUp", "Enter"):
                keys.press(key)
            for _ in range(14):
                if "Nothing is marked" not in page.inner_text("#said"):
                    break
                keys.press("ArrowLeft")
                keys.press(" ")
            assert "Nothing is marked" not in page.inner_text("#said")
        elif now == "safety":
            go_to("#rest-none")
            keys.press("Space")
        elif now == "question":
            go_to("input[name=value]")
            keys.press("ArrowDown")
        go_to("[data-do=go_on]" if now == "alert" else "button.main")
        page.evaluate("() => { document.querySelector('main').firstElementChild.dataset.old = '1'; }")
        keys.press("Enter")
        page.wait_for_function("() => !document.querySelector('main > [data-old]')")
        assert page.evaluate("() => document.activeElement.id") == "main", "a new page is read from its top"
    assert {"start", "safety", "drawing", "question", "result"} <= seen
    go_to("details[data-why] > summary")
    keys.press("Enter")
    page.wait_for_selector(".weights li")
    assert page.locator(".cause").count() == 4
    assert page.locator(".urgency .level-icon").count() == 1
    assert visit.asked == [], "something was asked for during the conversation"
    assert visit.said == []
    assert page.evaluate("() => localStorage.length + sessionStorage.length") == 0
    assert not visit.context.cookies()
    visit.context.close()


def test_the_worker_keeps_the_listed_files_and_nothing_else(visit: Visit, server: Server) -> None:
    visit.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    visit.to_the_result()
    kept = visit.page.evaluate(
        """async () => {
          const names = await caches.keys();
          const requests = await (await caches.open(names[0])).keys();
          return {names, paths: requests.map((r) => new URL(r.url).pathname)};
        }"""
    )
    assert len(kept["names"]) == 1
    worker = visit.page.request.get(f"{server.address}/offline/worker.js").text()
    listed = json.loads(worker.split("\n", 1)[0].removeprefix("self.PINPRICK = ").removesuffix(";"))
    assert kept["names"][0].endswith(listed["version"])
    assert set(kept["paths"]) == set(listed["files"])
    assert {"/offline/en", "/offline/es", "/offline/pack.json", "/static/engine/engine.mjs"} <= set(
        kept["paths"]
    )


def test_a_second_visit_asks_the_network_for_nothing_but_the_worker(visit: Visit) -> None:
    visit.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    visit.page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    answered: list[tuple[str, bool]] = []
    visit.page.on("response", lambda r: answered.append((r.url, r.from_service_worker)))
    visit.page.reload()
    visit.page.wait_for_selector("#country")
    assert len(answered) > 20
    assert [url for url, kept in answered if not kept and not url.endswith("worker.js")] == []


def test_the_saved_case_gives_the_same_result_in_python(visit: Visit) -> None:
    pack = load_pack()
    visit.page.select_option("#country", "GB")
    visit.to_the_result()
    with visit.page.expect_download() as download:
        visit.page.click("[data-do=save]")
    case = Case.model_validate_json(Path(download.value.path()).read_text(encoding="utf-8"))
    assert case.country == "GB"
    assert case.drawing is not None
    result = assess(case, pack)
    assert visit.page.locator(f".u-{result.urgency.level}").count() == 1
    assert result.urgency.headline == visit.page.inner_text("h1")
    shown = visit.page.eval_on_selector_all(".cause", "items => items.map((item) => item.dataset.cause)")
    named = [cause.id for cause in result.causes if cause.id in pack.causes]
    assert shown == named[:4]


def test_an_emergency_comes_first_and_stays_in_sight(visit: Visit) -> None:
    page = visit.page
    page.select_option("#country", "GB")
    visit.press()
    while page.locator("input[value=saddle_numbness]").count() == 0:
        visit.press("[data-do=skip]")
    page.check("input[value=saddle_numbness]")
    page.check("input[value=urinary_retention]")
    visit.press()
    assert visit.step() == "alert"
    assert page.get_attribute(".call", "href") == "tel:999"
    assert page.locator(".u-emergency_now .level-icon").count() == 1
    visit.press("[data-do=go_on]")
    assert page.get_attribute("#strip a", "href") == "tel:999"
    while visit.step() == "safety":
        visit.press("[data-do=stop]")
    words = sentences(load_pack(), "interface")["result"]["rule_first"]
    assert visit.step() == "result"
    assert page.locator("main > *").nth(1).get_attribute("class") == "urgency u-emergency_now"
    first = page.locator(".cause").first
    assert first.get_attribute("data-cause") == "cauda_equina_syndrome"
    likely = page.locator(".cause").nth(1).locator(".bar").get_attribute("width")
    if float(first.locator(".bar").get_attribute("width")) < float(likely):
        assert words in first.inner_text()


def test_back_in_the_page_and_in_the_browser(visit: Visit) -> None:
    page = visit.page
    page.check("input[value=burning]")
    visit.press()
    page.check("#rest-none") if visit.step() == "safety" else page.check("#field")
    visit.press()
    second = page.inner_text("h1")
    visit.press("[data-do=skip]")
    page.go_back()
    assert page.inner_text("h1") == second
    page.go_back()
    page.go_back()
    page.wait_for_selector("#country")
    page.go_forward()
    visit.press("[data-do=back]")
    assert page.is_checked("input[value=burning]"), "coming back shows what was ticked"


def test_a_page_without_an_answer_says_what_is_missing(visit: Visit) -> None:
    visit.press()
    visit.page.click("button.main")
    assert visit.page.evaluate("() => document.activeElement.id") == "problem"
    visit.page.click("#problem a")
    assert visit.page.evaluate("() => document.activeElement.id") == "field"


def test_answers_are_kept_only_when_asked_and_deleted_for_good(visit: Visit) -> None:
    page = visit.page
    page.check("input[value=numb]")
    visit.press()
    visit.press("[data-do=stop]")
    assert page.evaluate("() => localStorage.length") == 0
    page.check("#keep-here")
    page.reload()
    page.wait_for_selector("#kept")
    visit.press("#kept button.second")
    assert visit.step() == "result"
    page.uncheck("#keep-here")
    assert page.evaluate("() => localStorage.length") == 0


@pytest.mark.parametrize(
    "forged",
    [
        "{",
        "[]",
        '{"version":1,"pack":"legs_and_feet","events":[{"kind":"told"},{"kind":"answered","finding":"<b>","value":"yes"}]}',
        '{"version":1,"pack":"legs_and_feet","events":[{"kind":"told"},{"kind":"drew","drawing":{"cells":{"R.x":"numb"}}}]}',
        '{"version":1,"pack":"legs_and_feet","events":[null]}',
        '{"version":1,"pack":"other","events":[{"kind":"told"}]}',
    ],
)
def test_what_is_kept_but_cut_or_forged_is_left_alone(visit: Visit, forged: str) -> None:
    visit.page.evaluate("text => localStorage.setItem('pinprick-kept', text)", forged)
    visit.page.reload()
    visit.page.wait_for_selector("#country")
    assert visit.page.locator("#kept").count() == 0


def test_whole_cases_end_as_in_python(visit: Visit) -> None:
    pack = load_pack()
    cases = whole_cases(pack)
    assert len(cases) >= 300
    found = visit.page.evaluate(
        """async (cases) => {
          const { createEngine } = await import('/static/engine/engine.mjs');
          const { createDrawing } = await import('/static/drawing/drawing.mjs');
          const { Conversation } = await import('/static/offline/conversation.mjs');
          const data = async (name) => (await fetch(`/offline/${name}.json`)).json();
          const [engine, reader] = [createEngine(await data('pack')), createDrawing(await data('atlas'))];
          return cases.map(({ findings, drawing, country }) => {
            const told = new Conversation(engine, reader, 'en').with({ kind: 'told', text: '', country });
            const { answers, marginals, ranked, decision } = told.check('all', findings).draw(drawing).conclusion;
            const { level, call } = decision;
            return { answers, marginals, ranked: ranked.map(([cause]) => cause), level, number: call.number };
          });
        }""",
        [case.model_dump(mode="json") for case in cases],
    )
    worst = 0.0
    for case, here in zip(cases, found, strict=True):
        known = conclude(case, pack)
        assert here["answers"] == known.facts.answers
        assert here["level"] == known.decision.level
        assert here["number"] == known.decision.call.number
        assert here["ranked"] == [cause for cause, _ in known.ranked]
        marginals = known.posterior.marginals
        worst = max(worst, *(abs(here["marginals"][cause] - p) for cause, p in marginals.items()))
    assert worst < 1e-6
    levels = {item["level"] for item in found}
    assert len(levels) == 5, levels
    assert np.mean([case.drawing is not None for case in cases]) > 0.3


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_has_an_accessibility_fault(chrome: Any, server: Server, theme: str) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not here: copy axe.min.js to tests/web")
    faults: list[str] = []

    def look(where: str) -> None:
        visit.page.evaluate("() => document.querySelectorAll('details').forEach(d => { d.open = true; })")
        found = visit.page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        for fault in found["violations"]:
            faults.append(f"{where}: {fault['id']}: {[node['html'][:160] for node in fault['nodes'][:3]]}")

    def once(where: str) -> None:
        if where not in seen:
            seen.add(where)
            look(where)
            if where == "drawing":
                visit.page.click(".place-list > summary")

    for language, tick in (("en", None), ("es", "saddle_numbness")):
        seen: set[str] = set()
        visit = Visit(chrome, server, language, color_scheme=theme)
        visit.page.evaluate(AXE.read_text(encoding="utf-8"))
        visit.to_the_result(once, tick)
        visit.press("[aria-labelledby=notasked] button.link")
        look("change")
        assert seen >= ({"alert", "result"} if tick else {"start", "safety", "drawing", "question", "result"})
        assert visit.said == []
        visit.context.close()
    assert not faults, "\n".join(faults)


def test_in_spanish_only_names_of_sources_stay_english(chrome: Any, server: Server) -> None:
    visit = Visit(chrome, server, "es")
    english: set[str] = set()

    def look(where: str) -> None:
        visit.page.evaluate(
            "() => document.querySelectorAll('main details').forEach(d => { d.open = true; })"
        )
        found = visit.page.locator("main [lang=en]:not(.clinical):not(.cite)").all_inner_texts()
        english.update(f"{where}: {text}" for text in found)
        if where == "drawing":
            visit.page.click(".place-list > summary")

    visit.to_the_result(look)
    assert visit.page.locator(".weights li").count() > 5
    assert not english
    visit.context.close()


@pytest.mark.parametrize("width", [320, 768])
def test_no_page_is_wider_than_the_screen(chrome: Any, server: Server, width: int) -> None:
    visit = Visit(chrome, server, "es", viewport={"width": width, "height": 700})

    def look(where: str) -> None:
        visit.page.evaluate(
            "() => document.querySelectorAll('main details').forEach(d => { d.open = true; })"
        )
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width, where
        if where == "drawing":
            visit.page.click(".place-list > summary")

    visit.to_the_result(look)
    visit.context.close()


def test_without_scripts_it_points_to_the_page_that_works(chrome: Any, server: Server) -> None:
    context = chrome.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.address)
    page.click("text=Use it without a connection")
    assert "needs scripts" in page.inner_text("main")
    page.click("main a")
    assert page.locator("#field").count() == 1
    context.close()

"""The worker over time: a new version takes over whole, and one that cannot be fetched whole is not kept."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn
from browser import browser, missing

from pinprick.interfaces.web.app import create_app
from pinprick.interfaces.web.serve import _free_port
from pinprick.knowledge.load import load_pack
from pinprick.knowledge.schema.pack import Pack

pytestmark = pytest.mark.skipif(missing() is not None, reason=str(missing()))


UNTIL_NEW_WAITS = """async () => {
  const kept = await navigator.serviceWorker.getRegistration('/offline/');
  while (!kept.waiting) await new Promise((r) => setTimeout(r, 50));
}"""
UNTIL_OLD_IS_GONE = """async (old) => {
  while ((await caches.keys()).includes(old)) await new Promise((r) => setTimeout(r, 50));
}"""


class Running:
    """An application at one port, until stopped."""

    def __init__(self, app: Any, port: int) -> None:
        self._server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="critical", access_log=False))
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        for _ in range(400):
            if self._server.started:
                return
            time.sleep(0.05)
        raise RuntimeError("the server did not start")

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=10)


@pytest.fixture(scope="module")
def chrome() -> Iterator[Any]:
    with browser() as started:
        yield started


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack()


def kept(page: Any) -> list[str]:
    found: list[str] = page.evaluate("() => caches.keys()")
    return found


def digest(page: Any) -> str:
    found: str = page.evaluate("async () => (await (await fetch('/offline/pack.json')).json()).pack.digest")
    return found


def test_a_new_version_takes_over_whole_when_the_old_page_is_closed(chrome: Any, pack: Pack) -> None:
    port = _free_port("127.0.0.1", 0)
    address = f"http://127.0.0.1:{port}/offline/en"
    first = Running(create_app(pack), port)
    context = chrome.new_context()
    page = context.new_page()
    page.goto(address)
    page.wait_for_function(
        "() => document.querySelector('#ready')?.textContent.includes('without a connection')"
    )
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    old = kept(page)
    first.stop()
    second = Running(create_app(pack.model_copy(update={"digest": "feedfeedfeedfeed"})), port)
    page.reload()
    page.evaluate(UNTIL_NEW_WAITS)
    assert digest(page) == pack.digest, "an open page stays with the version it began with"
    page.close()
    second.stop()
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("#country")
    page.evaluate(UNTIL_OLD_IS_GONE, old[0])
    assert digest(page) == "feedfeedfeedfeed"
    context.close()


@pytest.mark.parametrize("fault", ["missing", "altered"])
def test_a_page_that_cannot_be_kept_whole_says_so_and_works(chrome: Any, pack: Pack, fault: str) -> None:
    port = _free_port("127.0.0.1", 0)
    app = create_app(pack)

    async def faulty(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["path"] == "/static/icon.svg":
            status = 404 if fault == "missing" else 200
            await send({"type": "http.response.start", "status": status, "headers": []})
            await send({"type": "http.response.body", "body": b"<svg/>"})
        else:
            await app(scope, receive, send)

    server = Running(faulty, port)
    context = chrome.new_context()
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{port}/offline/en")
    page.wait_for_function("() => document.querySelector('#ready')?.textContent.includes('will not keep it')")
    page.click("button.main")
    page.wait_for_selector("input[name=value]")
    context.close()
    server.stop()

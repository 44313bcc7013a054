"""A real Chromium against a real server on this machine."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def missing() -> str | None:
    """Why no browser can be driven here, or None."""
    if not chromium():
        return "no Chromium on this machine (Debian: apt install chromium)"
    try:
        import_module("playwright.sync_api")
    except ModuleNotFoundError:
        return "Playwright is not installed (pip install --group dev)"
    return None


def chromium() -> str | None:
    return next(
        (
            found
            for name in ("chromium", "chromium-browser", "google-chrome")
            if (found := shutil.which(name))
        ),
        None,
    )


class Server:
    """The page on a free port of this machine, in a thread."""

    def __init__(self, diary: bool = False) -> None:
        import uvicorn

        from pinprick.interfaces.web.app import create_app
        from pinprick.interfaces.web.serve import _free_port
        from pinprick.knowledge.load import load_pack

        self.port = _free_port("127.0.0.1", 0)
        settings = uvicorn.Config(
            create_app(load_pack(), diary), port=self.port, log_level="critical", access_log=False
        )
        self._server = uvicorn.Server(settings)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        self.address = f"http://127.0.0.1:{self.port}"
        for _ in range(400):
            if self._server.started:
                return
            time.sleep(0.05)
        raise RuntimeError("the server did not start")

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=10)


@contextmanager
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield started
        started.close()

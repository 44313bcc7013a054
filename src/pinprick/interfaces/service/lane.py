"""The lane of long work: assessments take turns, so that short requests never stand behind them."""

from __future__ import annotations

import asyncio
from typing import Any

from pinprick.interfaces.service.callers import DIARY_PREFIX

Scope = dict[str, Any]
_STREAMED = ("/api/v1/batch",)
"""Answers that are sent while they are made: they take turns by themselves, line by line."""

_LONG_TO_READ = frozenset(f"{DIARY_PREFIX}/{name}" for name in ("course", "trend.svg", "fhir"))


class Lane:
    """ASGI middleware: at most `at_once` long requests are worked out together, the rest wait in order.

    Python computes one thing at a time in a process; ten assessments side by side would each take ten times as
    long, and a health check would wait behind all of them. An answer is made whole within the lane and sent
    outside it: a caller that reads slowly holds no turn.
    """

    def __init__(self, app: Any, at_once: int) -> None:
        self.app = app
        self._turns = asyncio.Semaphore(at_once)

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if not is_long(scope["method"], scope["path"]):
            await self.app(scope, receive, send)
            return
        made: list[dict[str, Any]] = []

        async def keep(message: dict[str, Any]) -> None:
            made.append(message)

        async with self._turns:
            await self.app(scope, receive, keep)
        for message in made:
            await send(message)


def is_long(method: str, path: str) -> bool:
    """Whether a request assesses something, as far as its method and path tell: everything that is posted, and
    what reads a whole diary."""
    if method in ("GET", "HEAD"):
        return path in _LONG_TO_READ
    return method == "POST" and path not in _STREAMED

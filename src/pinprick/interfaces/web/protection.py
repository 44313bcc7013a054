"""What every response carries, and how much a request may bring."""

from __future__ import annotations

import logging
from typing import Any

from pinprick.interfaces.replay import replay

Scope = dict[str, Any]
MOST_BYTES = 2_000_000
"""A conversation with a whole painted body is under 100 KB; more than this is turned away unread."""

_log = logging.getLogger("pinprick.web")

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class Protection:
    """ASGI middleware: security headers on every page, 413 for a body over `MOST_BYTES`, and a page for an error
    that nobody foresaw. `too_large`, `internal`: those two pages."""

    def __init__(self, app: Any, too_large: bytes, internal: bytes) -> None:
        self.app, self.too_large, self.internal = app, too_large, internal

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        begun = False

        async def with_headers(message: dict[str, Any]) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                present = {name.lower() for name, _ in message["headers"]}
                extra = [(k.lower().encode(), v.encode()) for k, v in HEADERS.items()]
                message["headers"] = [*message["headers"], *(h for h in extra if h[0] not in present)]
            await send(message)

        body = await self._body(scope, receive)
        if body is None:
            await _page(with_headers, 413, self.too_large)
            return
        try:
            await self.app(scope, replay(body, receive), with_headers)
        except Exception as error:
            # The kind of error only: its text may hold what a person typed.
            _log.error("internal error on %s: %s", scope["path"], type(error).__name__)
            if not begun:
                await _page(with_headers, 500, self.internal)

    async def _body(self, scope: Scope, receive: Any) -> bytes | None:
        """The whole request body, or None as soon as it is too large."""
        if scope["method"] in ("GET", "HEAD"):
            return b""
        parts: list[bytes] = []
        size = 0
        while True:
            message = await receive()
            if message["type"] != "http.request":
                return b"".join(parts)
            part = message.get("body", b"")
            size += len(part)
            if size > MOST_BYTES:
                return None
            parts.append(part)
            if not message.get("more_body"):
                return b"".join(parts)


async def _page(send: Any, status: int, body: bytes) -> None:
    kind = [(b"content-type", b"text/html; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": kind})
    await send({"type": "http.response.body", "body": body})

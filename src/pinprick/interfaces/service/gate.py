"""The gate before every request: how many at once, who, how often, how large, how slow; then what is written down."""

from __future__ import annotations

import asyncio
import json
import logging
import math
import secrets
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from starlette.concurrency import run_in_threadpool

from pinprick.interfaces.replay import replay
from pinprick.interfaces.rest.limits import Limits, RateLimit
from pinprick.interfaces.service.audit import AuditTrail, audit_line
from pinprick.interfaces.service.bearer import Check
from pinprick.interfaces.service.callers import ANYONE_HERE, Caller, Refused, scope_needed
from pinprick.interfaces.service.keys import MARK
from pinprick.interfaces.service.metrics import Metrics, Traces
from pinprick.interfaces.service.settings import Settings
from pinprick.interfaces.service.shared_rate import SharedRateLimit
from pinprick.interfaces.web.protection import HEADERS

Scope = dict[str, Any]
Send = Callable[[dict[str, Any]], Awaitable[None]]
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_FILES = ("/static/", "/offline/")
"""Files made once, not worked out for anyone. The page that works without a connection reads some fifty of them
twice over on its first visit, which is no sign of haste; `in_flight` holds for them as for all."""
_TITLES = {
    400: "The request cannot be read",
    401: "Please say who you are",
    403: "Not allowed",
    408: "The request came too slowly",
    413: "The request is too large",
    429: "Too many requests",
    503: "Busy just now",
}
_log = logging.getLogger("pinprick.service")


class Gate:
    """ASGI middleware. `keys`, `tokens`: how to find the caller of a key or a bearer token (None: not taken)."""

    def __init__(
        self,
        app: Any,
        settings: Settings,
        trail: AuditTrail,
        metrics: Metrics,
        pack_version: Callable[[], str],
        keys: Check | None = None,
        tokens: Check | None = None,
    ) -> None:
        self.app, self.settings, self.trail, self.metrics = app, settings, trail, metrics
        self.pack_version, self.keys, self.tokens = pack_version, keys, tokens
        self.traces = Traces()
        self.rate = _rate_limit(settings)
        self.working = 0

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        begun, answer = time.perf_counter(), _Answer(send, secrets.token_hex(8), self.settings.tls)
        method = scope["method"] if scope["method"] in _METHODS else "OTHER"
        with self.traces.span(method) as span:
            await self._answered(scope, receive, answer)
            route = _route(scope)
            if span is not None:
                span.update_name(f"{method} {route}")
                span.set_attribute("http.route", route)
                span.set_attribute("http.response.status_code", answer.status)
        self._written_down(scope, method, route, answer, time.perf_counter() - begun)

    async def _answered(self, scope: Scope, receive: Any, answer: _Answer) -> None:
        if self.working >= self.settings.in_flight:
            self.metrics.refused.labels("busy").inc()
            await answer.problem(503, "Please try again in a moment.", {"retry-after": "1"})
            return
        self.working += 1
        self.metrics.in_flight.inc()
        try:
            caller = await self._caller(scope)
            scope.setdefault("state", {})["caller"] = caller  # from here on it is audited, refused or not
            self._allowed(scope, caller)
            self._not_too_often(scope, caller)
            body = await self._body(scope, receive)
            await self.app(scope, replay(body, receive), answer.send)
        except Refused as refused:
            self.metrics.refused.labels(str(refused.status)).inc()
            extra = {"www-authenticate": "Bearer"} if refused.status == 401 else {}
            if refused.status in (429, 503):
                extra["retry-after"] = str(refused.wait)
            await answer.problem(refused.status, f"{refused.reason[0].upper()}{refused.reason[1:]}.", extra)
        except Exception as error:
            # The kind of error only: its text may hold what a person said.
            _log.error(json.dumps({"event": "error", "kind": type(error).__name__, "request": answer.id}))
            await answer.problem(500, "Something went wrong here. It is not you.", {})
        finally:
            self.working -= 1
            self.metrics.in_flight.dec()

    async def _caller(self, scope: Scope) -> Caller:
        if not self.settings.asks_who:
            return ANYONE_HERE
        given = [value for name, value in scope["headers"] if name == b"authorization"]
        scheme, _, token = (given[0].decode("latin-1") if len(given) == 1 else "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip() or len(token) > 8000:
            raise Refused(401, "send Authorization: Bearer with a key or token")
        token = token.strip()
        check = self.keys if token.startswith(MARK) else self.tokens
        if check is None:
            raise Refused(401, "this kind of key is not taken here")
        return await run_in_threadpool(check, token)

    def _allowed(self, scope: Scope, caller: Caller) -> None:
        needed = scope_needed(scope["method"], scope["path"])
        if needed not in caller.scopes:
            raise Refused(403, f"this needs the scope {needed}")

    def _not_too_often(self, scope: Scope, caller: Caller) -> None:
        if scope["method"] in ("GET", "HEAD") and scope["path"].startswith(_FILES):
            return
        client = scope.get("client")
        who = caller.who if caller is not ANYONE_HERE else f"at:{client[0] if client else ''}"
        wait = self.rate.wait(who)
        if wait is not None:
            raise Refused(429, "too many requests: please wait a little", max(1, math.ceil(wait)))

    async def _body(self, scope: Scope, receive: Any) -> bytes:
        """The whole body. Refused 413 when too large, 408 when it takes too long: a slow caller holds nobody up."""
        lengths = [value for name, value in scope["headers"] if name == b"content-length"]
        if lengths and lengths[0].isdigit() and int(lengths[0]) > self.settings.body_bytes:
            raise Refused(413, f"at most {self.settings.body_bytes:,} bytes")
        parts: list[bytes] = []
        size = 0
        try:
            async with asyncio.timeout(self.settings.body_seconds):
                while True:
                    message = await receive()
                    if message["type"] != "http.request":
                        raise Refused(400, "the connection ended before the request did")
                    size += len(message.get("body", b""))
                    if size > self.settings.body_bytes:
                        raise Refused(413, f"at most {self.settings.body_bytes:,} bytes")
                    parts.append(message.get("body", b""))
                    if not message.get("more_body"):
                        return b"".join(parts)
        except TimeoutError:
            raise Refused(408, f"send it within {self.settings.body_seconds:g} seconds") from None

    def _written_down(self, scope: Scope, method: str, route: str, answer: _Answer, seconds: float) -> None:
        self.metrics.requests.labels(method, route, str(answer.status)).inc()
        self.metrics.seconds.labels(route).observe(seconds)
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = {"at": now, "request": answer.id, "method": method, "route": route, "status": answer.status}
        _log.info(json.dumps({**line, "ms": round(1000 * seconds, 1)}))
        state = scope.get("state", {})
        caller = state.get("caller")
        if caller is not None and not state.get("audited") and not route.startswith("/static"):
            action = f"{method} {route}"
            self.trail.add(
                audit_line(now, caller.who, caller.tenant, action, answer.status, self.pack_version())
            )


def _rate_limit(settings: Settings) -> RateLimit | SharedRateLimit:
    if settings.rate_file is not None:
        return SharedRateLimit(settings.rate_file, settings.rate, settings.burst)
    return RateLimit(Limits(requests_per_second=settings.rate, burst=settings.burst))


class _Answer:
    """What goes back: every answer gets its id and the security headers; `status` is what was sent."""

    def __init__(self, send: Send, identity: str, tls: bool) -> None:
        self._send, self.id, self.status = send, identity, 0
        headers = {**HEADERS, **({"Strict-Transport-Security": "max-age=31536000"} if tls else {})}
        self._headers = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    async def send(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            present = {name.lower() for name, _ in message["headers"]}
            extra = [header for header in self._headers if header[0] not in present]
            if self.status == 503 and b"retry-after" not in present:
                extra.append((b"retry-after", b"5"))
            identity = (b"x-request-id", self.id.encode())
            message = {**message, "headers": [*message["headers"], *extra, identity]}
        await self._send(message)

    async def problem(self, status: int, detail: str, headers: dict[str, str]) -> None:
        """An error as problem details (RFC 9457), unless an answer has begun."""
        if self.status:
            return
        content = {
            "type": "about:blank",
            "title": _TITLES.get(status, "Error"),
            "status": status,
            "detail": detail,
        }
        body = json.dumps(content).encode()
        said = {
            "content-type": "application/problem+json",
            "content-length": str(len(body)),
            "cache-control": "no-store",
            **headers,
        }
        if status in (408, 413):
            said["connection"] = "close"
        listed = [(name.encode(), value.encode()) for name, value in said.items()]
        await self.send({"type": "http.response.start", "status": status, "headers": listed})
        await self.send({"type": "http.response.body", "body": body})


def _route(scope: Scope) -> str:
    """The template of the route (`/api/v1/score/{name}`), so that nothing a person typed is written down."""
    path = getattr(scope.get("route"), "path", None)
    if isinstance(path, str):
        return path
    return "/static" if str(scope["path"]).startswith("/static/") else "(none)"

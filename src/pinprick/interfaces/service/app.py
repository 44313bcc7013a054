"""The service as one ASGI application: health, metrics, the gate, and the page and API behind it."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import signal
import sys
from contextlib import suppress
from typing import Any

from starlette.concurrency import run_in_threadpool

from pinprick.diary.database import Database
from pinprick.diary.place import StorageError, diary_url
from pinprick.errors import PinprickError
from pinprick.interfaces.rest.memory import keep_freed_memory
from pinprick.interfaces.service.audit import AuditTrail
from pinprick.interfaces.service.bearer import BearerTokens
from pinprick.interfaces.service.diary_routes import create_router
from pinprick.interfaces.service.gate import Gate
from pinprick.interfaces.service.keys import KeyRing
from pinprick.interfaces.service.lane import Lane
from pinprick.interfaces.service.metrics import Metrics
from pinprick.interfaces.service.settings import Settings, read_settings
from pinprick.knowledge.load import load_pack, pack_folder, parse_pack
from pinprick.knowledge.schema.pack import Pack

_SWITCH_SECONDS = 0.0003
_log = logging.getLogger("pinprick.service")


class Service:
    """An ASGI application. `reload()` takes a new pack into use while requests go on with the old one."""

    def __init__(self, settings: Settings, pack: Pack | None = None) -> None:
        """PinprickError when the pack, the database or the keys cannot be used: a service that cannot work
        does not start."""
        self.settings, self.metrics = settings, Metrics()
        self.database = Database(diary_url(settings.diary))
        self.trail = AuditTrail(self.database, lambda count: self.metrics.audit_fallback.inc(count))
        self.stopping = False
        self._take(pack or load_pack(settings.pack))
        tokens = None
        if settings.jwks is not None:
            who, whom = str(settings.issuer), str(settings.audience)
            tokens = BearerTokens(settings.jwks, who, whom, settings.tenant_claim).caller
        keys = KeyRing(self.database).caller if settings.keys else None
        self.gate = Gate(
            Lane(self._inner, settings.computing),
            settings,
            self.trail,
            self.metrics,
            lambda: self.pack_version,
            keys,
            tokens,
        )

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http" and scope["path"] in ("/health/live", "/health/ready"):
            await _plain(send, *await self._health(scope["path"]))
        elif scope["type"] == "http":
            await self.gate(scope, receive, send)

    def reload(self) -> bool:
        """Read the pack again. On an error the old one stays in use, and the log says why."""
        try:
            self._take(parse_pack(pack_folder(self.settings.pack)))
            _set_aside()
        except PinprickError as error:
            _log.error(json.dumps({"event": "pack not reloaded", "why": str(error)}))
            self.metrics.reloads.labels("no").inc()
            return False
        self.metrics.reloads.labels("yes").inc()
        _log.info(json.dumps({"event": "pack reloaded", "pack": self.pack_version}))
        return True

    def close(self) -> None:
        """Write what is waiting and let go of the database."""
        self.trail.close()
        self.database.close()

    def _take(self, pack: Pack) -> None:
        from pinprick.interfaces.web.app import create_app

        version = f"{pack.id}|{pack.version}|{pack.digest}"
        app = create_app(pack)
        app.include_router(create_router(pack, self.database, version))
        # One assignment each: a request sees the old application or the new one, never half of both.
        self.app, self.pack_version = app, version

    async def _inner(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["path"] == "/metrics":
            scope["route"] = _METRICS_ROUTE
            page = await run_in_threadpool(self.metrics.page)
            await _plain(send, 200, page, b"text/plain; version=0.0.4; charset=utf-8")
            return
        await self.app(scope, receive, send)

    async def _health(self, path: str) -> tuple[int, bytes]:
        """Live: the process answers. Ready: it also takes new work and reaches its database."""
        if path == "/health/live":
            return 200, b"live\n"
        if self.stopping:
            return 503, b"stopping\n"
        try:
            await run_in_threadpool(self.database.ping)
        except StorageError:
            return 503, b"no database\n"
        return 200, b"ready\n"

    async def _lifespan(self, receive: Any, send: Any) -> None:
        await receive()
        loop = asyncio.get_running_loop()
        with suppress(
            NotImplementedError, RuntimeError, ValueError
        ):  # no such signal on Windows or in a thread
            loop.add_signal_handler(signal.SIGHUP, lambda: loop.run_in_executor(None, self.reload))
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self.stopping = True
        await run_in_threadpool(self.close)
        await send({"type": "lifespan.shutdown.complete"})


class _MetricsRoute:
    path = "/metrics"


_METRICS_ROUTE = _MetricsRoute()


async def _plain(send: Any, status: int, body: bytes, kind: bytes = b"text/plain; charset=utf-8") -> None:
    headers = [
        (b"content-type", kind),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def service() -> Service:
    """The service that the environment describes, for an ASGI server's factory option."""
    from pinprick.interfaces.service.logs import write_json_lines

    write_json_lines()
    # Assessments compute in threads: hand over sooner, so that a health check does not wait behind them.
    sys.setswitchinterval(_SWITCH_SECONDS)
    keep_freed_memory()
    made = Service(read_settings())
    _set_aside()
    return made


def _set_aside() -> None:
    """What was just built stays: looking through it again and again for rubbish would stop every request."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()

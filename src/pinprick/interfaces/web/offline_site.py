"""The page that works without a connection: its shell by language, its data, and the worker that keeps both."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from pinprick.interfaces.web.offline_atlas import offline_atlas
from pinprick.interfaces.web.offline_pack import offline_json
from pinprick.interfaces.web.render import Pages
from pinprick.knowledge.schema.pack import Pack

_STATIC = Path(__file__).resolve().parent / "static"
_WORKER = "offline/worker.js"
_SHARED = ("pinprick-app.css", "icon.svg", "manifest.webmanifest", "paint.mjs")
_FOLDERS = ("drawing", "engine", "offline")
_FRESH = {"Cache-Control": "no-cache"}


class OfflineSite:
    """Every file of the page by address, made once. The same pack and files give the same bytes and version."""

    def __init__(self, pack: Pack, pages: Pages) -> None:
        self.pack, self.pages = pack, pages

    @cached_property
    def modules(self) -> list[str]:
        """Addresses of the scripts, in order of name."""
        found = [path for folder in _FOLDERS for path in sorted((_STATIC / folder).glob("*.mjs"))]
        return [f"/static/{path.relative_to(_STATIC).as_posix()}" for path in found] + ["/static/paint.mjs"]

    @cached_property
    def made(self) -> dict[str, tuple[bytes, str]]:
        """Address -> content and media type, for what is not a static file."""
        atlas = json.dumps(offline_atlas(self.pack), separators=(",", ":"), ensure_ascii=False)
        shells = {
            f"/offline/{language}": (
                self.pages.alone(language, self.modules).encode(),
                "text/html; charset=utf-8",
            )
            for language in self.pages.languages
        }
        return {
            **shells,
            "/offline/pack.json": (offline_json(self.pack).encode(), "application/json"),
            "/offline/atlas.json": (atlas.encode(), "application/json"),
        }

    @cached_property
    def packed(self) -> dict[str, bytes]:
        """The same, compressed once (gzip, without a time, so that the same content gives the same bytes)."""
        return {address: gzip.compress(content, mtime=0) for address, (content, _) in self.made.items()}

    @cached_property
    def fingerprints(self) -> dict[str, str]:
        """Address -> SHA-256 of every file that the page needs."""
        return {address: hashlib.sha256(content).hexdigest() for address, content in self._contents()}

    @cached_property
    def version(self) -> str:
        """Changes with the pack and with any file: 16 hex digits."""
        whole = json.dumps([self.pack.digest, self.fingerprints], sort_keys=True)
        return hashlib.sha256(whole.encode()).hexdigest()[:16]

    @cached_property
    def worker(self) -> str:
        """The service worker, with its version and list of files."""
        named = json.dumps({"version": self.version, "files": self.fingerprints})
        named = json.dumps({"version": self.version, "files": self.fingerprints})
        head = f"self.PINPRICK = {named};\n"
        return head + (_STATIC / _WORKER).read_text(encoding="utf-8")

    def _contents(self) -> Iterator[tuple[str, bytes]]:
        for address, (content, _) in self.made.items():
            yield address, content
        static = [*self.modules, *(f"/static/{name}" for name in _SHARED)]
        for address in dict.fromkeys(static):
            yield address, (_STATIC / address.removeprefix("/static/")).read_bytes()


def offline_router(pack: Pack, pages: Pages) -> APIRouter:
    """`/offline/<language>`, its data and its worker. Nothing here takes anything from the person."""
    router, site = APIRouter(), OfflineSite(pack, pages)

    @router.get("/offline", include_in_schema=False)
    @router.get("/offline/", include_in_schema=False)
    def start() -> RedirectResponse:
        return RedirectResponse("/offline/en", status_code=308)

    @router.get("/offline/worker.js", include_in_schema=False)
    def worker() -> Response:
        return Response(site.worker, media_type="text/javascript", headers=_FRESH)

    @router.get("/offline/{name}", include_in_schema=False)
    def part(request: Request, name: str) -> Response:
        address = f"/offline/{name}"
        if address not in site.made:
            raise HTTPException(404)
        content, media_type = site.made[address]
        headers = dict(_FRESH)
        if "gzip" in request.headers.get("accept-encoding", ""):
            content, headers = site.packed[address], {**headers, "Content-Encoding": "gzip"}
        return Response(content, media_type=media_type, headers=headers)

    return router

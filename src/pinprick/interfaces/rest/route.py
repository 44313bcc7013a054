"""How every route behaves: strict JSON in, problem details out, limits kept, pack version and ETag on each answer."""

from __future__ import annotations

import asyncio
import hashlib
import math
from collections.abc import AsyncGenerator, Callable, Coroutine
from typing import Any

from fastapi import HTTPException, Request, Response
from fastapi.responses import StreamingResponse
from fastapi.routing import APIRoute
from starlette.requests import ClientDisconnect

from pinprick.interfaces.rest.limits import IdempotencyKeys, Limits, RateLimit
from pinprick.interfaces.rest.problems import answer_with_problem
from pinprick.interfaces.rest.strict_json import NotJson, read_json
from pinprick.knowledge.schema.pack import Pack

PACK_HEADER = "Pinprick-Pack"
_KEY_LENGTH = 200

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


def version_of(pack: Pack) -> str:
    """What `Pinprick-Pack` says on every answer: which knowledge gave it."""
    return f"{pack.id}; version={pack.version}; digest={pack.digest}"


class LimitedRequest(Request):
    """A request whose body is read within limits of size and time, as strict JSON."""

    limits: Limits
    largest: int

    async def stream(self) -> AsyncGenerator[bytes, None]:
        """The body in pieces. HTTPException 413 past the limit, 408 when the client is too slow."""
        size = 0
        pieces = super().stream().__aiter__()
        while True:
            try:
                piece = await asyncio.wait_for(pieces.__anext__(), self.limits.read_seconds)
            except StopAsyncIteration:
                return
            except TimeoutError:
                raise HTTPException(408, "The request came too slowly.") from None
            size += len(piece)
            if size > self.largest:
                raise HTTPException(413, f"The body is larger than {self.largest:,} bytes.")
            yield piece

    async def json(self) -> Any:
        """The body as strict JSON. HTTPException 400 when it is not."""
        try:
            return read_json(await self.body())
        except NotJson as error:
            raise HTTPException(400, str(error)) from None


def route_class(
    pack: Pack, limits: Limits, answer: Callable[[Exception], Response] | None = None
) -> type[APIRoute]:
    """The class of routes that keep these limits; `answer` tells errors (problem details when None)."""
    rate = RateLimit(limits)
    keys = IdempotencyKeys(limits)
    tell = answer or answer_with_problem
    version = version_of(pack)

    class PinprickRoute(APIRoute):
        """One route of the service."""

        def get_route_handler(self) -> Handler:
            handle = super().get_route_handler()
            extra = self.openapi_extra or {}
            largest = int(extra.get("x-largest-body", limits.body_bytes))
            media_types = tuple((extra.get("requestBody") or {}).get("content", {"application/json": {}}))

            async def limited(request: Request) -> Response:
                inner = LimitedRequest(request.scope, request.receive)
                inner.limits, inner.largest = limits, largest
                try:
                    response = await self._answered(inner, handle, media_types)
                except ClientDisconnect:
                    response = Response(status_code=400)
                except Exception as error:
                    response = tell(error)
                response.headers[PACK_HEADER] = version
                return _tagged(request, response)

            return limited

        async def _answered(
            self, request: LimitedRequest, handle: Handler, media_types: tuple[str, ...]
        ) -> Response:
            client = request.client.host if request.client else "unknown"
            wait = rate.wait(client)
            if wait is not None:
                seconds = {"Retry-After": str(max(1, math.ceil(wait)))}
                raise HTTPException(429, "Too many requests. Please wait a little.", seconds)
            if request.method in {"POST", "PUT"}:
                _check_media_type(request, media_types)
                _check_length(request)
                key = request.headers.get("idempotency-key")
                if key is not None:
                    await _check_key(request, key, keys)
            return await handle(request)

    return PinprickRoute


def _check_media_type(request: Request, allowed: tuple[str, ...]) -> None:
    given = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if given not in allowed:
        named = given or "no Content-Type"
        raise HTTPException(415, f"Send {' or '.join(allowed)}, not {named}.")


def _check_length(request: LimitedRequest) -> None:
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > request.largest:
        raise HTTPException(413, f"The body is larger than {request.largest:,} bytes.")


async def _check_key(request: LimitedRequest, key: str, keys: IdempotencyKeys) -> None:
    if not 0 < len(key) <= _KEY_LENGTH:
        raise HTTPException(400, f"Idempotency-Key: 1 to {_KEY_LENGTH} characters.")
    said = f"{request.method} {request.url.path}?{request.url.query}\n".encode() + await request.body()
    if keys.clashes(key, said):
        raise HTTPException(422, "This Idempotency-Key was used before for a different request.")


def _tagged(request: Request, response: Response) -> Response:
    """An ETag from the answer's bytes; 304 when a GET already has them."""
    if isinstance(response, StreamingResponse) or response.status_code != 200:
        return response
    tag = f'"{hashlib.sha256(bytes(response.body)).hexdigest()[:32]}"'
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "no-cache" if request.method == "GET" else "no-store"
    asked = [part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")]
    if request.method == "GET" and (tag in asked or "*" in asked):
        kept = {name: response.headers[name] for name in (PACK_HEADER, "ETag", "Cache-Control")}
        return Response(status_code=304, headers=kept)
    return response

"""One question to a language model over HTTP. Bounded in time, size and number; nothing is followed, kept or logged.

Python's own `http.client`: it follows no redirect and asks no proxy, so the words go to the address named or nowhere.
"""

from __future__ import annotations

import json
import socket
from contextlib import suppress
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from pinprick.errors import PinprickError
from pinprick.interfaces.proposer.endpoint import Endpoint, is_here

MOST_BYTES = 1_000_000
"""Largest reply that is read."""
_DOES_NOT_TAKE_SCHEMAS = (400, 422)


class ExchangeFailed(PinprickError):
    """No reply. `reason`: unreachable, slow, too_large, refused, redirected, elsewhere or not_understood (a key of
    `failed` in the pack's sentences); `status`: the HTTP status when refused."""

    def __init__(self, reason: str, status: int = 0) -> None:
        super().__init__(f"{reason} {status}" if status else reason)
        self.reason, self.status = reason, status


def complete(endpoint: Endpoint, body: dict[str, Any]) -> str:
    """What the model replied to a request (a body of `/chat/completions`). ExchangeFailed for whatever goes wrong.

    Waits `endpoint.seconds` at most, however slowly the other side speaks. A server that refuses a request for its
    `response_format` is asked once more without; nothing else is tried again.
    """
    line = _Line(endpoint)
    answers: SimpleQueue[str | ExchangeFailed] = SimpleQueue()

    def work() -> None:
        try:
            answers.put(line.ask(body))
        except ExchangeFailed as failed:
            answers.put(failed)
        except Exception:
            # Whatever it was, the conversation goes on. Its text may hold the key or the words: it is not told.
            answers.put(ExchangeFailed("unreachable"))

    Thread(target=work, name="proposer", daemon=True).start()
    try:
        answer = answers.get(timeout=endpoint.seconds)
    except Empty:
        raise ExchangeFailed("slow") from None
    finally:
        line.cut()
    if isinstance(answer, ExchangeFailed):
        raise answer
    return answer


class _Line:
    """The connection of one question; `cut` ends it from outside."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self._open: HTTPConnection | None = None
        self._over = False

    def ask(self, body: dict[str, Any]) -> str:
        try:
            return self._asked(body)
        except ExchangeFailed as failed:
            if failed.status not in _DOES_NOT_TAKE_SCHEMAS or self._over or "response_format" not in body:
                raise
        return self._asked({key: value for key, value in body.items() if key != "response_format"})

    def _asked(self, body: dict[str, Any]) -> str:
        to = self.endpoint
        kind = HTTPSConnection if to.scheme == "https" else HTTPConnection
        connection = self._open = kind(to.host, to.port, timeout=to.seconds)
        try:
            connection.connect()
            if not to.is_elsewhere and not is_here(str(connection.sock.getpeername()[0])):
                raise ExchangeFailed("elsewhere")
            headers = {"Content-Type": "application/json", "Accept": "application/json"}
            if to.key is not None:
                headers["Authorization"] = f"Bearer {to.key}"
            sent = json.dumps(body, ensure_ascii=True).encode("ascii")
            connection.request("POST", to.path, body=sent, headers=headers)
            return _content(_read(connection.getresponse()))
        except TimeoutError:
            raise ExchangeFailed("slow") from None
        finally:
            connection.close()

    def cut(self) -> None:
        """End the connection; whatever waits on it stops waiting. Harmless when it has ended."""
        self._over = True
        held = self._open.sock if self._open is not None else None
        if held is not None:
            with suppress(OSError):
                held.shutdown(socket.SHUT_RDWR)


def _read(response: HTTPResponse) -> bytes:
    if 300 <= response.status < 400:
        raise ExchangeFailed("redirected")
    if response.status != 200:
        raise ExchangeFailed("refused", response.status)
    found = response.read(MOST_BYTES + 1)
    if len(found) > MOST_BYTES:
        raise ExchangeFailed("too_large")
    return found


def _content(reply: bytes) -> str:
    """The text of the first choice."""
    try:
        content = json.loads(reply)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError):
        raise ExchangeFailed("not_understood") from None
    if not isinstance(content, str):
        raise ExchangeFailed("not_understood")
    return content

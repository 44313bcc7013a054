"""A language model that is not one: a server on this machine that answers well, badly, slowly or hugely."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from pinprick.interfaces.proposer.endpoint import named
from pinprick.interfaces.proposer.proposer import Proposer
from pinprick.knowledge.load import load_pack
from pinprick.knowledge.schema.pack import Pack

Answer = Callable[[BaseHTTPRequestHandler], None]


class FakeModel:
    """Answers every request with `answer`; `requests`: what came, as (path, headers, body)."""

    def __init__(self, answer: Answer) -> None:
        self.requests: list[tuple[str, dict[str, str], bytes]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                outer.requests.append((self.path, dict(self.headers.items()), body))
                with suppress(OSError):  # the caller hung up, as it should on a slow or huge answer
                    answer(self)

            def log_message(self, format: str, *args: object) -> None:
                """Silent."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            block_on_close = False

            def handle_error(self, request: Any, client_address: Any) -> None:
                """Silent."""

        self._server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def proposer(self, seconds: float = 20.0) -> Proposer:
        endpoint = named(self.url, "fake", seconds=seconds, environment={})
        assert endpoint is not None
        return Proposer(endpoint)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class Models:
    """Starts fake models, and stops them with the test."""

    def __init__(self) -> None:
        self._started: list[FakeModel] = []

    def start(self, answer: Answer) -> FakeModel:
        self._started.append(FakeModel(answer))
        return self._started[-1]

    def saying(self, content: object) -> FakeModel:
        """A model whose message is `content`, whatever it is asked."""
        return self.start(lambda handler: self.raw(handler, 200, self.chat(content)))

    def proposing(self, *items: dict[str, str]) -> FakeModel:
        return self.saying(json.dumps({"proposals": list(items)}))

    def status(self, status: int, body: bytes = b"{}", **headers: str) -> FakeModel:
        return self.start(lambda handler: self.raw(handler, status, body, **headers))

    @staticmethod
    def chat(content: object) -> bytes:
        """A chat completion whose first choice says `content`."""
        return json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode()

    @staticmethod
    def raw(handler: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    def close(self) -> None:
        for one in self._started:
            one.close()


@pytest.fixture(scope="session")
def pack() -> Pack:
    return load_pack()


@pytest.fixture
def models() -> Iterator[Models]:
    found = Models()
    yield found
    found.close()


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every attempt to connect anywhere is noted here and fails."""
    tried: list[object] = []

    def connect(self: socket.socket, address: object) -> None:
        tried.append(address)
        raise AssertionError(f"a connection to {address!r} was opened")

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket.socket, "connect_ex", connect)
    return tried

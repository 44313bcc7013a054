"""An answer goes out at once, also through the socket that several workers share."""

from __future__ import annotations

import asyncio
import socket

import uvicorn
from uvicorn.server import ServerState

from pinprick.interfaces.service.connection import PromptProtocol


async def _app(scope: object, receive: object, send: object) -> None:
    """Nothing is asked of it."""


def test_nothing_is_held_back_on_a_shared_socket() -> None:
    seen: list[int] = []

    class Watched(PromptProtocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            super().connection_made(transport)
            held = transport.get_extra_info("socket")
            seen.append(held.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))

    async def main() -> None:
        shared = socket.socket(socket.AF_INET)  # as uvicorn makes it for several workers: no protocol named
        shared.bind(("127.0.0.1", 0))
        config = uvicorn.Config(_app, log_config=None)
        config.load()
        state = ServerState()
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: Watched(config, state, {}), sock=shared)
        _, writer = await asyncio.open_connection(*shared.getsockname())
        for _ in range(100):
            if seen:
                break
            await asyncio.sleep(0.02)
        writer.close()
        server.close()

    asyncio.run(main())
    assert seen and seen[0] != 0

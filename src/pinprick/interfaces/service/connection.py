"""How a worker speaks HTTP: an answer goes out at once."""

from __future__ import annotations

import asyncio
import socket
from typing import cast

from uvicorn.protocols.http.h11_impl import H11Protocol

_INTERNET = (socket.AF_INET, socket.AF_INET6)


class PromptProtocol(H11Protocol):
    """HTTP/1.1 whose connections never hold back the end of an answer (TCP_NODELAY).

    An event loop sees to that by itself only for sockets made with the protocol named. The one that several workers
    share is not, and without this each answer waits some 40 ms for the caller to acknowledge its first half.
    """

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin, with nothing held back."""
        held = transport.get_extra_info("socket")
        if held is not None and held.family in _INTERNET:
            held.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().connection_made(cast(asyncio.Transport, transport))

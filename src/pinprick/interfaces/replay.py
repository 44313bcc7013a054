"""A request body that was read to be checked, handed on to the application as if it had just come in."""

from __future__ import annotations

from typing import Any


def replay(body: bytes, receive: Any) -> Any:
    """An ASGI `receive` that gives `body` whole first, then whatever `receive` gives (a disconnect)."""
    sent = False

    async def once() -> dict[str, Any]:
        nonlocal sent
        if sent:
            message: dict[str, Any] = await receive()
            return message
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return once

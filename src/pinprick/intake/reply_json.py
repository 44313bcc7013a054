"""What a language model replied, as plain items: JSON alone, in a fence, after chatter, or cut off in the middle."""

from __future__ import annotations

import json

_MOST_TRIES = 200
"""Places at which reading is tried and fails; a reply of nothing but opening braces costs no more than this."""
_THOUGHT = "</think>"


def items_in(reply: str) -> list[object] | None:
    """The list under `proposals`; else every object that can be read by itself; None when there is none.

    Never raises. Of a reply that was cut off, the items before the cut are kept.
    """
    text = reply.rpartition(_THOUGHT)[2]
    decoder = json.JSONDecoder()
    found: list[object] = []
    tries = 0
    at = text.find("{")
    while at >= 0 and tries < _MOST_TRIES:
        try:
            content, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            tries += 1
            at = text.find("{", at + 1)
            continue
        listed = content.get("proposals")
        if isinstance(listed, list):
            return listed
        found.append(content)
        at = text.find("{", end)
    return found or None

"""JSON read strictly: UTF-8, no NaN or Infinity, no key given twice, no half of a character, no great depth."""

from __future__ import annotations

import json
from typing import Any

from pinprick.errors import PinprickError


class NotJson(PinprickError):
    """The text is not JSON in the strict sense; says where and why."""


def read_json(body: bytes) -> Any:
    """Parsed JSON. NotJson with the line and the reason when it is not strict JSON."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotJson(f"The body is not UTF-8 text ({error.reason} at byte {error.start}).") from None
    try:
        content = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise NotJson(
            f"The body is not JSON: line {error.lineno}, column {error.colno}: {error.msg}."
        ) from None
    except RecursionError:
        raise NotJson("The body is nested too deep.") from None
    except ValueError as error:
        raise NotJson(f"The body cannot be read: {error}.") from None
    if "\\u" in text:
        _refuse_half_characters(content)
    return content


def _refuse_constant(name: str) -> float:
    raise NotJson(f"{name} is not a number that JSON allows; leave the value out.")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) != len(pairs):
        names = [key for key, _ in pairs]
        twice = next(key for at, key in enumerate(names) if key in names[:at])
        raise NotJson(f"The key {twice!r} stands twice in one object.")
    return content


def _refuse_half_characters(content: Any) -> None:
    """A lone surrogate (`\\ud800`) is half a character: it cannot be written as UTF-8 again."""
    stack = [content]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            try:
                item.encode("utf-8")
            except UnicodeEncodeError as error:
                raise NotJson(
                    f"Half of a character (a lone surrogate) at place {error.start} of a text."
                ) from None
        elif isinstance(item, dict):
            stack.extend(item.keys())
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)

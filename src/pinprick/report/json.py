"""An assessment as JSON: one spelling, used by every surface, so that the same case gives the same bytes."""

from __future__ import annotations

import json
import re
from typing import Any

from pydantic import BaseModel
from pydantic_core import PydanticSerializationError
from pydantic_core import to_json as written

from pinprick.results import Result

_SMALL = (re.compile(rb"0\.0000\d+(?=,?\n)"), re.compile(rb"e-\d+(?=,?\n)"))
"""Ends of numbers below 0.0001. They end a line, where no text can be: text ends with a quotation mark."""
_NO_NUMBER = re.compile(rb" (?:NaN|-?Infinity),?\n")


def to_json(result: BaseModel) -> str:
    """Any typed record as JSON text: two spaces of indent, keys in the record's order, UTF-8, one final newline.

    ValueError when a number is not finite: no such number may leave the engine.
    """
    # Other records would write a number that is not finite as null, and nobody would see it.
    return spell(result if isinstance(result, Result) else result.model_dump(mode="json"))


def spell(content: Any) -> str:
    """Plain data in the same spelling as `to_json`: that of Python's own `json.dumps`, only sooner."""
    if isinstance(content, dict | list | Result):
        try:
            text = written(content, indent=2, inf_nan_mode="constants")
        except PydanticSerializationError:
            return _dumped(content.model_dump(mode="json") if isinstance(content, Result) else content)
        if (b"NaN" in text or b"Infinity" in text) and _NO_NUMBER.search(text):
            raise ValueError("Out of range float values are not JSON compliant")
        return _python_numbers(text).decode() + "\n"
    return _dumped(content)


def _python_numbers(text: bytes) -> bytes:
    """The same JSON with its smallest numbers as Python writes them: 1e-06, not 1e-6 or 0.000001."""
    pieces, done = [], 0
    for end in sorted(found.end() for pattern in _SMALL for found in pattern.finditer(text)):
        start = text.rfind(b" ", 0, end) + 1
        pieces += [text[done:start], repr(float(text[start:end])).encode()]
        done = end
    return b"".join([*pieces, text[done:]])


def _dumped(content: Any) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def to_line(result: BaseModel) -> str:
    """The same content on one line, for streams of newline-delimited JSON."""
    content = result.model_dump(mode="json")
    return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n"

"""An assessment as JSON: one spelling, used by every surface, so that the same case gives the same bytes."""

from __future__ import annotations

import json
import re
from typing import Any

from pydantic import BaseModel
from pydantic_core import PydanticSerializationError
from pydantic_core import to_json as written

_SMALL = re.compile(rb"(?<= )-?(?:0\.0000\d+|\d+(?:\.\d+)?e-\d+)(?=,?\n)")
"""A number below 0.0001 at the end of its line, where no text can be: text ends with a quotation mark."""
_NO_NUMBER = re.compile(rb" (?:NaN|-?Infinity),?\n")


def to_json(result: BaseModel) -> str:
    """Any typed record as JSON text: two spaces of indent, keys in the record's order, UTF-8, one final newline.

    ValueError when a number is not finite: no such number may leave the engine.
    """
    return spell(result.model_dump(mode="json"))


def spell(content: Any) -> str:
    """Plain data in the same spelling as `to_json`: that of Python's own `json.dumps`, only sooner."""
    if isinstance(content, dict | list):
        try:
            text = written(content, indent=2, inf_nan_mode="constants")
        except PydanticSerializationError:
            return _dumped(content)
        if _NO_NUMBER.search(text):
            raise ValueError("Out of range float values are not JSON compliant")
        return _SMALL.sub(lambda found: repr(float(found[0])).encode(), text).decode() + "\n"
    return _dumped(content)


def _dumped(content: Any) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def to_line(result: BaseModel) -> str:
    """The same content on one line, for streams of newline-delimited JSON."""
    content = result.model_dump(mode="json")
    return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n"

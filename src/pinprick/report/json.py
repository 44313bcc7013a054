"""An assessment as JSON: one spelling, used by every surface, so that the same case gives the same bytes."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel


def to_json(result: BaseModel) -> str:
    """Any typed record as JSON text: two spaces of indent, keys in the record's order, UTF-8, one final newline.

    ValueError when a number is not finite: no such number may leave the engine.
    """
    return spell(result.model_dump(mode="json"))


def spell(content: Any) -> str:
    """Plain data in the same spelling as `to_json`."""
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def to_line(result: BaseModel) -> str:
    """The same content on one line, for streams of newline-delimited JSON."""
    content = result.model_dump(mode="json")
    return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n"

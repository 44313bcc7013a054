"""Reading input and printing results for the commands."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

from pinprick.errors import CaseError

MAX_INPUT_CHARACTERS = 4_000_000


def width() -> int:
    """Columns to write to: the terminal's, at most 100; 80 in a pipe."""
    return min(shutil.get_terminal_size((80, 24)).columns, 100)


def standard_input() -> str:
    """All of standard input as text. CaseError when it is not UTF-8 or is larger than 4 MB."""
    data = sys.stdin.buffer.read(MAX_INPUT_CHARACTERS + 1)
    if len(data) > MAX_INPUT_CHARACTERS:
        raise CaseError("standard input: larger than 4 MB; a story or a case is a few kilobytes.")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CaseError(f"standard input: not UTF-8 text ({error.reason} at byte {error.start}).") from None


def print_json(content: Any) -> None:
    """Plain data as JSON, keys in their own order."""
    print(json.dumps(content, indent=2, ensure_ascii=False, default=str))


def write_bytes(path: Path, content: bytes) -> None:
    """Write a whole file or none: first beside it, then in its place. CaseError when that cannot be done."""
    partial = path.with_name(path.name + ".partial")
    try:
        partial.write_bytes(content)
        partial.replace(path)
    except OSError as error:
        raise CaseError(f"{path}: cannot be written ({error.strerror}).") from None

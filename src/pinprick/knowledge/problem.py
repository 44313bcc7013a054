"""A problem found in a pack: where it is, what is wrong, and what would be right."""

from __future__ import annotations

import difflib
from collections.abc import Container, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One problem. `severity` is `error` (the pack must not be used) or `warning` (worth a look)."""

    file: str
    """path inside the pack"""
    line: int
    """from 1"""
    key: str
    """dotted path of the key, empty for the whole file"""
    what: str
    right: str
    severity: str = "error"

    @property
    def is_error(self) -> bool:
        return self.severity == "error"

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}"
        key = f" {self.key}:" if self.key else ""
        return f"{where}: {self.severity}:{key} {self.what}. Right: {self.right}."


def missing(item: object, known: Container[str]) -> bool:
    """True when `item` is not text, or not one of `known`."""
    return not (isinstance(item, str) and item in known)


def nearest(word: object, known: Iterable[str], otherwise: str) -> str:
    """`did you mean …?` when a known word is close to `word`, else `otherwise`."""
    close = difflib.get_close_matches(str(word), list(known), n=1, cutoff=0.6)
    return f"did you mean {close[0]}?" if close else otherwise or "a value of the findings file"

"""Probabilities and distributions: range, sum, and the values of the finding they speak of."""

from __future__ import annotations

import math
from typing import Any

from pinprick.knowledge.checks.contents import Contents, Entry
from pinprick.knowledge.located import KeyPath, is_number
from pinprick.knowledge.problem import nearest

LOWEST, HIGHEST = 0.001, 0.999
"""Nothing is impossible and nothing certain: outside this range one answer could outweigh all others."""
ROUNDING = 0.006
"""How far from 1 a distribution of rounded numbers may add up."""


def check_probability(contents: Contents, finding: str, value: Any, entry: Entry, path: KeyPath) -> None:
    """Check `value`, the p of `finding` at `path`: a number, or one number for each of its values."""
    values = contents.values(finding)
    is_binary = contents.findings[finding].content.get("kind") != "categorical"
    if is_binary:
        if isinstance(value, dict):
            entry.problem(path, f"{finding} is a yes/no finding", "one number, the chance of yes")
        else:
            check_in_range(value, entry, path)
        return
    if not values:  # the finding itself is broken, and reported there
        return
    if not isinstance(value, dict):
        entry.problem(
            path, f"{finding} has {len(values)} values", "one number for each: " + ", ".join(values)
        )
        return
    for name, p in value.items():
        if name not in values:
            entry.problem(
                (*path, name), f"{finding} has no value {name!r}", nearest(name, values, ", ".join(values))
            )
        check_in_range(p, entry, (*path, name))
    missing = [name for name in values if name not in value]
    if missing:
        entry.problem(path, f"no number for {', '.join(missing)}", "one number for every value")
    check_sum(value, entry, path)


def check_in_range(value: Any, entry: Entry, path: KeyPath) -> None:
    """0.001 to 0.999."""
    if not is_number(value):
        entry.problem(path, f"{value!r} is not a number", f"a number from {LOWEST} to {HIGHEST}")
    elif not LOWEST <= value <= HIGHEST:
        entry.problem(path, f"{value} is out of range", f"a number from {LOWEST} to {HIGHEST}")


def check_sum(value: dict[Any, Any], entry: Entry, path: KeyPath) -> None:
    """Numbers of a distribution add up to 1."""
    numbers = [p for p in value.values() if is_number(p)]
    if len(numbers) == len(value) and abs(math.fsum(numbers) - 1) > ROUNDING:
        entry.problem(path, f"the numbers add up to {math.fsum(numbers):.4g}", "numbers that add up to 1")

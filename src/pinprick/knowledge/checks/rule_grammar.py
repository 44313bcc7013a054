"""The grammar of rule conditions: leaves that exist, with values they may take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pinprick.knowledge.checks.contents import Contents, Entry
from pinprick.knowledge.located import KeyPath
from pinprick.knowledge.problem import nearest

NODES = ("all", "any", "none", "at_least")


def leaves(condition: Any) -> Iterator[str]:
    """Every leaf (`finding` or `finding=value`) below a raw condition."""
    return (leaf for _, leaf in located_leaves(condition, ()))


def located_leaves(condition: Any, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """Every leaf with its path below a raw condition."""
    if isinstance(condition, str):
        yield path, condition
    elif isinstance(condition, list):
        for position, item in enumerate(condition):
            yield from located_leaves(item, (*path, position))
    elif isinstance(condition, dict):
        for key, value in condition.items():
            if key in ("all", "any", "none", "of", "at_least") and isinstance(value, (list, dict)):
                yield from located_leaves(value, (*path, key))


def check_condition(contents: Contents, condition: Any, entry: Entry, path: KeyPath) -> None:
    """Check one `when`: its nodes are complete and every leaf exists with that value."""
    for leaf_path, leaf in located_leaves(condition, path):
        finding, equals, value = leaf.partition("=")
        if finding not in contents.findings:
            right = nearest(finding, contents.findings, "an id of a findings file")
            entry.problem(leaf_path, f"no finding is called {finding!r}", right)
            continue
        values = contents.values(finding)
        if not equals and "yes" not in values:
            right = f"{finding}=value with one of: {', '.join(values)}"
            entry.problem(leaf_path, f"{finding} is not a yes/no finding", right)
        elif equals and value not in values:
            right = nearest(value, values, "one of: " + ", ".join(values))
            entry.problem(leaf_path, f"{finding} has no value {value!r}", right)
    _check_nodes(condition, entry, path)


def _check_nodes(condition: Any, entry: Entry, path: KeyPath) -> None:
    if isinstance(condition, list):
        for position, item in enumerate(condition):
            _check_nodes(item, entry, (*path, position))
        return
    if not isinstance(condition, dict):
        return
    if not any(key in condition for key in NODES):
        entry.problem(path, "this condition says nothing", "one or more of: all, any, none, at_least")
    for key in ("all", "any", "none"):
        if key in condition:
            if isinstance(condition[key], list) and not condition[key]:
                entry.problem((*path, key), "this list is empty", "one item or more, or leave the key out")
            _check_nodes(condition[key], entry, (*path, key))
    at_least = condition.get("at_least")
    if isinstance(at_least, dict) and isinstance(at_least.get("of"), list):
        n, of = at_least.get("n"), at_least["of"]
        if isinstance(n, int) and not 1 <= n <= len(of):
            entry.problem(
                (*path, "at_least", "n"), f"{n} of {len(of)} items", f"a number from 1 to {len(of)}"
            )
        _check_nodes(of, entry, (*path, "at_least", "of"))

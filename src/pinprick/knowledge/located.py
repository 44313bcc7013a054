"""A pack file read together with the line of everything in it, so that a problem can be pointed at."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from pinprick.knowledge.problem import Problem

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
KeyPath = tuple[str | int, ...]


@dataclass
class Located:
    """The content of one file and where each key and list item begins."""

    file: str
    """path inside the pack, with forward slashes"""
    content: Any
    lines: dict[KeyPath, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, *path: str | int) -> int:
        """The line (from 1) of the key or item at `path`, or of its nearest parent that is in the file."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return 1

    def at(self, *path: str | int) -> Any:
        """The value at `path`, or None when there is none."""
        here = self.content
        for step in path:
            if isinstance(here, dict):
                here = here.get(step)
            elif isinstance(here, list) and isinstance(step, int) and step < len(here):
                here = here[step]
            else:
                return None
        return here

    def mapping(self, *path: str | int) -> dict[Any, Any]:
        """The mapping at `path`; empty when there is something else (which the schema check reports)."""
        value = self.at(*path)
        return value if isinstance(value, dict) else {}

    def items(self, *path: str | int) -> list[Any]:
        """The list at `path`; empty when there is something else (which the schema check reports)."""
        value = self.at(*path)
        return value if isinstance(value, list) else []

    def problem(self, path: KeyPath, what: str, right: str, severity: str = "error") -> None:
        """Note a problem at `path`."""
        key = ".".join(str(step) for step in path)
        self.problems.append(Problem(self.file, self.line(*path), key, what, right, severity))


def read_located(path: Path, file: str) -> Located:
    """Read one YAML or JSON file. A file that cannot be read gives content None and one problem."""
    located = Located(file, None)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        line = (
            path.read_bytes()[: error.start].count(b"\n") + 1 if isinstance(error, UnicodeDecodeError) else 1
        )
        located.problems.append(
            Problem(file, line, "", "the file is not readable UTF-8 text", "save it as UTF-8", "error")
        )
        return located
    if path.suffix == ".json":
        _read_json(text, located)
    else:
        _read_yaml(text, located)
    return located


def _read_json(text: str, located: Located) -> None:
    try:
        located.content = json.loads(text)
    except json.JSONDecodeError as error:
        right = "valid JSON: look for a missing comma, quote or bracket on this line or the one before"
        located.problems.append(Problem(located.file, error.lineno, "", error.msg, right, "error"))
        return
    except RecursionError:
        located.problems.append(
            Problem(located.file, 1, "", "the file is nested too deeply", "flat JSON", "error")
        )
        return
    try:
        node = yaml.compose(text, _LOADER)
    except (yaml.YAMLError, RecursionError):
        return
    if node is not None:
        _note_lines(node, (), located)


def _read_yaml(text: str, located: Located) -> None:
    right = "valid YAML: look for wrong indentation, a missing colon, quote or bracket here or just above"
    try:
        loader = _LOADER(text)
        try:
            node = loader.get_single_node()
            if node is None:
                located.problems.append(
                    Problem(located.file, 1, "", "the file is empty", "the keys this file needs", "error")
                )
                return
            _note_lines(node, (), located)
            located.content = loader.construct_document(node)
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        line = line_of(error, text)
        what = getattr(error, "problem", None) or str(error).splitlines()[0]
        located.problems.append(Problem(located.file, line, "", f"not well formed: {what}", right, "error"))
    except (ValueError, RecursionError) as error:
        located.problems.append(
            Problem(located.file, 1, "", f"not well formed: {str(error)[:80]}", right, "error")
        )


def line_of(error: yaml.YAMLError, text: str) -> int:
    """The line (from 1) to mend for a YAML error in `text`: where an open bracket or quote began, if that is it."""
    mark = getattr(error, "problem_mark", None)
    context = str(getattr(error, "context", None) or "")
    if "flow" in context or "quoted" in context:
        mark = getattr(error, "context_mark", None) or mark
    return min(mark.line + 1, text.count("\n") + 1) if mark else 1


def _note_lines(node: Any, path: KeyPath, located: Located) -> None:
    """Walk the nodes: the line of each key and item, and keys given twice (YAML drops the first silently)."""
    located.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else "?"
            step = (*path, key)
            line = key_node.start_mark.line + 1
            if key in seen:
                what = f"the key {key!r} is given twice; only the last one would count"
                name = ".".join(map(str, step))
                located.problems.append(
                    Problem(located.file, line, name, what, "one entry for each key", "error")
                )
            seen.add(key)
            located.lines[step] = line
            _note_lines(value_node, step, located)
    elif isinstance(node, yaml.SequenceNode):
        for position, item in enumerate(node.value):
            located.lines[(*path, position)] = item.start_mark.line + 1
            _note_lines(item, (*path, position), located)


def is_number(value: Any) -> bool:
    """True for a finite int or float (not a boolean)."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)

"""Change one value in a pack file and leave every other byte as it is: comments, order, line breaks.

The new value is written by ruamel.yaml; the text around it is not touched, so that a change shows up
as the few lines that mean something.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, SingleQuotedScalarString

from pinprick.errors import PackError
from pinprick.knowledge.located import line_of
from pinprick.knowledge.problem import nearest

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
WIDTH = 110
_SAFE_IN_FLOW = re.compile(r"[A-Za-z][\w ./()%+=<>;-]*")


def edit_file(path: Path, key_path: Sequence[str | int], value: Any) -> None:
    """Set the value at `key_path` in the YAML file `path`; a new last key is added at the end of its mapping.

    PackError when the file cannot be read as YAML or the path does not lead anywhere.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise PackError(f"{path}: not readable as UTF-8 text.") from None
    changed = changed_text(text, key_path, value, str(path))
    partial = path.with_name(path.name + ".partial")
    partial.write_text(changed, encoding="utf-8")
    partial.replace(path)


def changed_text(text: str, key_path: Sequence[str | int], value: Any, name: str = "the text") -> str:
    """`text` (YAML) with `value` at `key_path`, and nothing else changed. Raises PackError."""
    content, root = _read(text, name)
    expected = _with_value(content, list(key_path), value, name)
    parent, key_node, node = _find(root, key_path)
    if node is None:
        changed = _inserted(text, parent, str(key_path[-1]), value)
    elif key_node is not None:
        flow_parent = parent is not None and parent.flow_style
        body = " " + _in_flow(value) if flow_parent else _after_key(value, key_node.start_mark.column)
        start = text.index(":", key_node.end_mark.index) + 1
        changed = text[:start] + body + text[_end(node, text) :]
    else:
        in_flow = parent is not None and parent.flow_style
        column = node.start_mark.column
        body = _in_flow(value) if in_flow else _flow(value)
        body = _block(value, column) if isinstance(value, Mapping) and not in_flow else body
        changed = text[: node.start_mark.index] + body + text[_end(node, text) :]
    if _read(changed, name)[0] != expected:
        where = ".".join(map(str, key_path))
        raise PackError(f"{name}: {where} cannot be changed without changing more. Edit it by hand.")
    return changed


def _read(text: str, name: str) -> tuple[Any, Any]:
    try:
        return yaml.load(text, _LOADER), yaml.compose(text, _LOADER)
    except yaml.YAMLError as error:
        raise PackError(f"{name}:{line_of(error, text)}: not well-formed YAML. Mend that first.") from None


def _with_value(content: Any, path: list[str | int], value: Any, name: str) -> Any:
    """A copy of `content` with `value` at `path`."""
    if not path:
        return _plain(value)
    step, rest = path[0], path[1:]
    if isinstance(content, dict) and (step in content or not rest):
        return {**content, step: _with_value(content.get(step), rest, value, name)}
    if isinstance(content, list) and isinstance(step, int) and 0 <= step < len(content):
        return [_with_value(item, rest, value, name) if i == step else item for i, item in enumerate(content)]
    known = [str(k) for k in content] if isinstance(content, dict) else []
    raise PackError(f"{name}: there is no {step!r} here. Right: {nearest(step, known, 'a key in the file')}.")


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    return value


def _find(node: Any, path: Sequence[str | int]) -> tuple[Any, Any, Any]:
    """(parent node, key node or None, value node or None when the last key is new) at a path that exists."""
    parent, key_node = None, None
    for step in path:
        parent, key_node, found = node, None, None
        if isinstance(node, yaml.MappingNode):
            pairs = [(k, v) for k, v in node.value if k.value == str(step)]
            key_node, found = pairs[-1] if pairs else (None, None)
        elif isinstance(node, yaml.SequenceNode):
            found = node.value[int(step)]
        node = found
    return parent, key_node, node


def _end(node: Any, text: str) -> int:
    """Where the text of `node` ends (the marks of block collections run on over blank lines and comments)."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(node, yaml.MappingNode) else last, text)
    end = int(node.end_mark.index)
    if isinstance(node, yaml.ScalarNode):
        body = text[node.start_mark.index : end]
        end = node.start_mark.index + len(body.rstrip())
    return end


def _inserted(text: str, parent: Any, key: str, value: Any) -> str:
    """`text` with a new key at the end of the mapping `parent`."""
    if parent.flow_style:
        closing = parent.end_mark.index - 1
        before = text[:closing].rstrip()
        comma = "" if before.endswith("{") else ", "
        return f"{before}{comma}{key}: {_in_flow(value)}" + text[closing:]
    end = _end(parent, text)
    column = int(parent.start_mark.column)
    return text[:end] + "\n" + " " * column + f"{key}:" + _after_key(value, column) + text[end:]


def _after_key(value: Any, column: int) -> str:
    """What follows `key:` for a value in a block mapping whose keys stand in `column`."""
    flow = _flow(value)
    is_long = len(flow) + column > WIDTH - 30 and isinstance(value, (Mapping, list, str))
    if not is_long:
        return " " + flow
    if isinstance(value, Mapping):
        return "\n" + " " * (column + 2) + _block(value, column + 2)
    if isinstance(value, str):
        dumped = _dump({"k": value}, WIDTH - column - 20)
        return dumped[2:].replace("\n", "\n" + " " * column)
    return " " + flow


def _block(value: Mapping[str, Any], column: int) -> str:
    """A mapping in block style whose first line continues the current line at `column`."""
    return _dump(value, WIDTH - column).replace("\n", "\n" + " " * column)


def _dump(value: Mapping[str, Any], width: int) -> str:
    outer = CommentedMap()
    for key, item in value.items():
        outer[key] = item if isinstance(item, str) else _flow_style(item)
    stream = io.StringIO()
    writer = YAML()
    writer.width = width
    writer.dump(outer, stream)
    text: str = stream.getvalue()
    return text.rstrip("\n")


def _flow(value: Any) -> str:
    stream = io.StringIO()
    writer = YAML()
    writer.width = 1_000_000
    writer.dump(CommentedSeq([value if isinstance(value, str) else _flow_style(value)]), stream)
    text: str = stream.getvalue()
    return text.rstrip("\n").removeprefix("- ")


def _in_flow(value: Any) -> str:
    """As `_flow`, for a place between braces or brackets, where a comma needs quotes."""
    return _flow([value])[1:-1]


def _flow_style(value: Any) -> Any:
    if isinstance(value, Mapping):
        flow_map = CommentedMap((k, _flow_style(v)) for k, v in value.items())
        flow_map.fa.set_flow_style()
        return flow_map
    if isinstance(value, (list, tuple)):
        flow_list = CommentedSeq(_flow_style(v) for v in value)
        flow_list.fa.set_flow_style()
        return flow_list
    if isinstance(value, str) and not _SAFE_IN_FLOW.fullmatch(value):
        return (SingleQuotedScalarString if value.isprintable() else DoubleQuotedScalarString)(value)
    return value

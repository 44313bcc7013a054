"""Plain data from YAML or JSON that a person wrote: a key may stand once, and nothing in it runs."""

from __future__ import annotations

import json
from typing import Any

import yaml

from pinprick.errors import CaseError

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LONGEST_SHOWN = 60


def read_plain(text: str, where: str) -> Any:
    """Mappings, lists and scalars. CaseError names `where`, the line and what would be right.

    Of two answers to one question neither may win in silence, so a key that stands twice is an error.
    """
    try:
        if text.lstrip().startswith("{"):
            return json.loads(text, object_pairs_hook=_once)
        return _from_yaml(text)
    except _Twice as error:
        raise CaseError(f"{where}{error.line}: the key {error.key!r} stands twice; keep one.") from None
    except json.JSONDecodeError as error:
        raise CaseError(f"{where}:{error.lineno}: not JSON: {error.msg}.") from None
    except yaml.reader.ReaderError as error:
        place = text.count("\n", 0, error.position) + 1
        raise CaseError(
            f"{where}:{place}: not plain text: it holds a control character (#x{error.character:04x})."
        ) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        raise CaseError(f"{where}{line}: not YAML: {getattr(error, 'problem', None) or error}.") from None
    except RecursionError:
        raise CaseError(f"{where}: nested too deep; a case has three levels.") from None
    except ValueError:
        raise CaseError(f"{where}: it holds a number or a date that no one can read.") from None


class _Twice(Exception):
    def __init__(self, key: str, line: str = "") -> None:
        super().__init__(key)
        self.key, self.line = key[:_LONGEST_SHOWN], line


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _Twice(key)
        found[key] = value
    return found


def _from_yaml(text: str) -> Any:
    loader = _LOADER(text)
    try:
        root = loader.get_single_node()
        if root is None:
            return None
        _keys_once(root)
        return loader.construct_document(root)
    finally:
        loader.dispose()


def _keys_once(root: yaml.Node) -> None:
    """Every mapping below `root`; an anchor that is named many times is looked at once."""
    waiting, seen = [root], {id(root)}
    while waiting:
        node = waiting.pop()
        inside: list[yaml.Node] = []
        if isinstance(node, yaml.MappingNode):
            keys: set[str] = set()
            for key, value in node.value:
                if isinstance(key, yaml.ScalarNode):
                    if key.value in keys:
                        raise _Twice(key.value, f":{key.start_mark.line + 1}")
                    keys.add(key.value)
                inside += [key, value]
        elif isinstance(node, yaml.SequenceNode):
            inside = list(node.value)
        for child in inside:
            if id(child) not in seen:
                seen.add(id(child))
                waiting.append(child)

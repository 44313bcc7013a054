"""Keys, types and allowed values of every file, by the typed schema of its kind."""

from __future__ import annotations

import difflib
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from pinprick.knowledge.checks.contents import Contents
from pinprick.knowledge.kinds import REQUIRED_FILES, kind_of
from pinprick.knowledge.located import KeyPath, Located
from pinprick.knowledge.problem import Problem, nearest

PLAIN = {
    "missing": "this key is missing",
    "extra_forbidden": "this key is not part of the schema",
    "bool_type": "this is not true or false",
    "dict_type": "this is not a mapping of keys to values",
    "enum": "this value is not allowed",
    "float_parsing": "this is not a number",
    "float_type": "this is not a number",
    "int_parsing": "this is not a whole number",
    "int_type": "this is not a whole number",
    "list_type": "this is not a list",
    "literal_error": "this value is not allowed",
    "model_type": "this is not a mapping of keys to values",
    "string_type": "this is not text",
}


def check_shape(contents: Contents) -> None:
    """Note every departure from the schema, with the line of the key."""
    for name in REQUIRED_FILES:
        if name not in contents.files:
            contents.files[name] = Located(
                name, None, problems=[Problem(name, 1, "", "the file is missing", f"a pack has {name}")]
            )
    for file in contents.files.values():
        kind = kind_of(file.file)
        if kind is None or file.content is None:
            continue
        try:
            TypeAdapter(kind.model).validate_python(kind.prepare(file.content))
        except ValidationError as error:
            _note(error, file, _field_names(kind.model))
        except RecursionError:
            file.problem((), "nested too deeply to be read", "a flatter rule")


def _note(error: ValidationError, file: Located, names: set[str]) -> None:
    seen: set[tuple[KeyPath, str]] = set()
    for item in error.errors(include_url=False):
        path = _real_path(item["loc"], file)
        kind = item["type"]
        if (path, kind) in seen:
            continue
        seen.add((path, kind))
        what = PLAIN.get(kind, item["msg"].replace("Value error, ", ""))
        context: dict[str, Any] = item.get("ctx") or {}
        if kind == "missing":
            what = f"the key {item['loc'][-1]!r} is missing"
            right = _nearest_sibling(str(item["loc"][-1]), path, file)
        elif kind == "extra_forbidden":
            right = nearest(path[-1] if path else "", names, "one of the keys in docs/knowledge.md")
        elif "expected" in context:
            right = f"one of {context['expected']}"
        else:
            right = item["msg"][0].lower() + item["msg"][1:]
        file.problem(path, what, right)


def _real_path(loc: tuple[int | str, ...], file: Located) -> KeyPath:
    """The steps of `loc` that exist in the file (pydantic adds names of union members between them)."""
    path: KeyPath = ()
    for step in loc:
        if (*path, step) in file.lines:
            path = (*path, step)
    return path


def _nearest_sibling(name: str, path: KeyPath, file: Located) -> str:
    value = file.at(*path)
    keys = [str(k) for k in value] if isinstance(value, dict) else []
    close = difflib.get_close_matches(name, keys, n=1, cutoff=0.75)
    return f"rename {close[0]!r} to {name!r}" if close else f"add {name!r}"


def _field_names(model: Any, seen: set[Any] | None = None) -> set[str]:
    """Names of all fields of a model and of the models in it."""
    seen = set() if seen is None else seen
    names: set[str] = set()
    if isinstance(model, type) and issubclass(model, BaseModel):
        if model in seen:
            return names
        seen.add(model)
        for name, info in model.model_fields.items():
            names |= {info.alias or name} | _field_names(info.annotation, seen)
    for part in getattr(model, "__args__", ()):
        names |= _field_names(part, seen)
    return names

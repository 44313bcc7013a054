"""JSON Schema of every kind of pack file, so that an editor can complete keys and mark mistakes while typing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from pinprick.knowledge.kinds import KINDS, FileKind

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(kind: FileKind) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of one kind of file."""
    schema = TypeAdapter(kind.model).json_schema(by_alias=True)
    if kind.name == "findings":  # the family stands once, at the top of the file
        finding = schema["$defs"]["Finding"]
        finding["required"] = [key for key in finding["required"] if key != "family"]
    title = f"Pinprick pack file: {kind.pattern}"
    return {"$schema": DIALECT, **schema, "title": title}


def export_schemas(folder: Path) -> list[Path]:
    """Write `<kind>.schema.json` for every kind of file into `folder` (made when missing); the paths written.

    The same code gives the same bytes. OSError when the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for kind in KINDS:
        path = folder / f"{kind.name}.schema.json"
        text = json.dumps(json_schema(kind), indent=2, ensure_ascii=False, sort_keys=True)
        path.write_text(text + "\n", encoding="utf-8")
        written.append(path)
    return written


def editor_settings(folder: Path) -> dict[str, list[str]]:
    """The `yaml.schemas` setting of the usual YAML editors: schema file -> the pack files it describes."""
    return {
        (folder / f"{kind.name}.schema.json").as_posix(): [f"**/packs/*/{kind.pattern}"] for kind in KINDS
    }

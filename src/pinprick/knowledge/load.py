"""Loading a pack: from its compiled form when that is fresh, else from its YAML files."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from pinprick.errors import PackError
from pinprick.knowledge.schema.care import MedicinesFile, TestsFile, TherapiesFile
from pinprick.knowledge.schema.causes import Cause
from pinprick.knowledge.schema.findings import FindingsFile
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.schema.rules import RulesFile
from pinprick.knowledge.schema.sources import BibliographyFile

PACKS = Path(__file__).resolve().parent.parent / "packs"
COMPILED = "compiled.json"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def pack_folder(pack: str | Path) -> Path:
    """The folder of a pack given by id (`legs_and_feet`) or by path. PackError when there is none."""
    folder = Path(pack)
    if not folder.is_dir():
        folder = PACKS / str(pack)
    if not (folder / "pack.yaml").is_file():
        known = ", ".join(sorted(p.parent.name for p in PACKS.glob("*/pack.yaml")))
        raise PackError(
            f"No pack called {str(pack)!r}: give a folder that holds pack.yaml, or one of: {known}."
        )
    return folder


def source_files(folder: Path) -> list[Path]:
    """The files a pack is made of, in a fixed order (cases and Python files are not part of it)."""
    files = [p for p in folder.rglob("*") if p.suffix in {".yaml", ".json"} and p.name != COMPILED]
    return sorted((p for p in files if p.relative_to(folder).parts[0] != "cases"), key=lambda p: p.as_posix())


def digest(folder: Path) -> str:
    """A fingerprint of the pack's files: the first 16 hex digits of SHA-256 over names and bytes."""
    sha = hashlib.sha256()
    for path in source_files(folder):
        sha.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return sha.hexdigest()[:16]


def read_yaml(path: Path) -> Any:
    """One YAML or JSON file. PackError with file and line when it is not well formed."""
    try:
        text = path.read_text(encoding="utf-8")
        return json.loads(text) if path.suffix == ".json" else yaml.load(text, _LOADER)
    except UnicodeDecodeError as error:
        raise PackError(f"{path}: not UTF-8 text ({error.reason} at byte {error.start}).") from None
    except json.JSONDecodeError as error:
        raise PackError(f"{path}:{error.lineno}: {error.msg}.") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        raise PackError(f"{path}{line}: {getattr(error, 'problem', None) or error}.") from None


def _section(folder: Path, subfolder: str) -> dict[str, Any]:
    """All files below `subfolder`, as {path without suffix: content}."""
    base = folder / subfolder
    files = [p for p in source_files(folder) if base in p.parents]
    return {p.relative_to(base).with_suffix("").as_posix(): read_yaml(p) for p in files}


def _checked(model: Any, path: Path) -> Any:
    try:
        return TypeAdapter(model).validate_python(read_yaml(path))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise PackError(
            f"{path}: {where}: {first['msg']}. Run `pinprick knowledge check` for the line."
        ) from None


def parse_pack(folder: Path) -> Pack:
    """Read and validate every YAML file of a pack (about a second). PackError names file and key."""
    findings = {}
    for path in sorted((folder / "findings").glob("*.yaml")):
        content = read_yaml(path)
        if isinstance(content, dict) and isinstance(content.get("findings"), list):
            for item in content["findings"]:
                if isinstance(item, dict):
                    item.setdefault("family", content.get("family"))
        try:
            file = FindingsFile.model_validate(content)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise PackError(f"{path}: {where}: {first['msg']}.") from None
        findings.update({f.id: f for f in file.findings})
    causes = {c.id: c for c in (_checked(Cause, p) for p in sorted((folder / "causes").glob("*.yaml")))}
    rules: RulesFile = _checked(RulesFile, folder / "red_flags.yaml")
    bibliography: BibliographyFile = _checked(BibliographyFile, folder / "bibliography.yaml")
    kinds = (("red_flag", rules.rules), ("see_doctor", rules.see_doctor), ("self_care", rules.self_care))
    known_care = {"medicines", "therapies", "tests"}
    care = _section(folder, "care")
    optional = {
        name: read_yaml(folder / f"{name}.yaml")
        for name in ("decision", "claims")
        if (folder / f"{name}.yaml").is_file()
    }
    return Pack.model_validate(
        {
            "header": read_yaml(folder / "pack.yaml"),
            "digest": digest(folder),
            "findings": findings,
            "causes": causes,
            "rules": [rule.model_copy(update={"kind": kind}) for kind, group in kinds for rule in group],
            "sources": bibliography.sources,
            "source_aliases": bibliography.aliases,
            "medicines": _checked(MedicinesFile, folder / "care" / "medicines.yaml").medicines,
            "therapies": {
                t.id: t for t in _checked(TherapiesFile, folder / "care" / "therapies.yaml").therapies
            },
            "tests": _checked(TestsFile, folder / "care" / "tests.yaml").tests,
            "atlas": _section(folder, "atlas"),
            "words": _section(folder, "words"),
            "text": _section(folder, "text"),
            "terminology": _section(folder, "terminology"),
            "care_data": {k: v for k, v in care.items() if k not in known_care},
            **optional,
        }
    )


def compile_pack(folder: Path) -> Path:
    """Parse the YAML and write `compiled.json` beside it; the same files give the same bytes."""
    target = folder / COMPILED
    text = parse_pack(folder).model_dump_json(by_alias=True)
    partial = target.with_suffix(".partial")
    partial.write_text(text + "\n", encoding="utf-8")
    partial.replace(target)
    return target


def load_pack(pack: str | Path = "legs_and_feet") -> Pack:
    """The pack with this id, or in this folder. Fast when `compiled.json` matches the files beside it.

    Raises PackError when there is no such pack or one of its files cannot be read.
    """
    return _load(pack_folder(pack).resolve())


@lru_cache(maxsize=4)
def _load(folder: Path) -> Pack:
    compiled = folder / COMPILED
    if compiled.is_file():
        try:
            pack = Pack.model_validate_json(compiled.read_bytes())
        except ValidationError:
            return parse_pack(folder)
        if pack.digest == digest(folder):
            return pack
    return parse_pack(folder)

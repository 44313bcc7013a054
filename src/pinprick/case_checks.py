"""Checking a case against a pack, and reading case files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from rapidfuzz import process

from pinprick.case import Case
from pinprick.errors import CaseError
from pinprick.knowledge.schema.pack import Pack
from pinprick.vocabulary import UNSURE

MAX_CASE_BYTES = 4_000_000
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def check_case(case: Case, pack: Pack) -> None:
    """Raise CaseError when the case names a finding or value the pack does not have; says which is near."""
    for finding_id, value in case.findings.items():
        finding = pack.findings.get(finding_id)
        if finding is None:
            raise CaseError(f"There is no finding called {finding_id!r}.{_near(finding_id, pack.findings)}")
        allowed = [*finding.values, UNSURE]
        if value not in allowed:
            raise CaseError(
                f"{finding_id}: {value!r} is not one of its values; it takes one of: {', '.join(allowed)}."
            )


def _near(word: str, known: Any) -> str:
    match = process.extractOne(word, list(known), score_cutoff=60)
    return f" Did you mean {match[0]!r}?" if match else " `pinprick knowledge show` lists them."


def parse_case(content: Any, pack: Pack, where: str = "case") -> Case:
    """A case from plain data (as read from YAML or JSON), checked against the pack.

    Raises CaseError naming `where`, the key and what would be right.
    """
    if not isinstance(content, dict):
        raise CaseError(f"{where}: a case is a mapping with keys such as findings, account and drawing.")
    try:
        case = Case.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        allowed = ", ".join(Case.model_fields)
        hint = f" A case takes: {allowed}." if first["type"] == "extra_forbidden" else ""
        raise CaseError(f"{where}: {key}: {first['msg']}.{hint}") from None
    try:
        check_case(case, pack)
    except CaseError as error:
        raise CaseError(f"{where}: {error}") from None
    return case


def read_case(text: str, pack: Pack, where: str = "case") -> Case:
    """A case from YAML or JSON text. CaseError names `where`, the line and what would be right."""
    if len(text) > MAX_CASE_BYTES:
        raise CaseError(f"{where}: larger than {MAX_CASE_BYTES // 1_000_000} MB; a case is a few kilobytes.")
    try:
        content = json.loads(text) if text.lstrip().startswith("{") else yaml.load(text, _LOADER)
    except json.JSONDecodeError as error:
        raise CaseError(f"{where}:{error.lineno}: not JSON: {error.msg}.") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        raise CaseError(f"{where}{line}: not YAML: {getattr(error, 'problem', None) or error}.") from None
    except (RecursionError, ValueError) as error:
        raise CaseError(f"{where}: cannot be read: {error}.") from None
    return parse_case(content, pack, where)


def read_case_file(path: Path, pack: Pack) -> Case:
    """A case from a .yaml or .json file. CaseError when it is missing, not text or not a case."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CaseError(f"{path}: no such file.") from None
    except IsADirectoryError:
        raise CaseError(f"{path}: is a folder; give a case file (.yaml or .json), or - for standard input.") from None
    except UnicodeDecodeError as error:
        raise CaseError(f"{path}: not UTF-8 text ({error.reason} at byte {error.start}).") from None
    return read_case(text, pack, str(path))



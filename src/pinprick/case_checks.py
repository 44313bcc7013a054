"""Checking a case against a pack, and reading case files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError
from rapidfuzz import process

from pinprick.case import Case
from pinprick.errors import CaseError
from pinprick.knowledge.schema.pack import Pack
from pinprick.plain_data import read_plain
from pinprick.vocabulary import UNSURE

MAX_CASE_BYTES = 4_000_000
_LONGEST_SHOWN = 60


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
    for item in case.confirmed_proposals:
        if case.findings.get(item.finding) != item.value:
            raise CaseError(
                f"confirmed_proposals: {item.finding[:_LONGEST_SHOWN]}: what the person confirmed also stands in "
                "`findings`, with the same value."
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
        raise CaseError(f"{where}: {_what_is_wrong(error)}") from None
    try:
        check_case(case, pack)
    except CaseError as error:
        raise CaseError(f"{where}: {error}") from None
    return case


def _what_is_wrong(error: ValidationError) -> str:
    """The first thing wrong with a case: its key, what stands there and what would be right."""
    first = error.errors()[0]
    loc = [str(part) for part in first["loc"] if part != "[key]"]
    key, given = ".".join(loc), first["input"]
    shown = repr(given) if isinstance(given, str | int | float | bool | None) else f"a {type(given).__name__}"
    shown = shown if len(shown) <= _LONGEST_SHOWN else f"{shown[:_LONGEST_SHOWN]}…"
    if first["type"] == "extra_forbidden":
        if len(loc) > 1:
            return f"{key}: {'.'.join(loc[:-1])} does not take the key {loc[-1]!r}."
        return f"{key}: no such key. A case takes: {', '.join(Case.model_fields)}."
    if first["type"] == "string_type":
        return f"{key}: {shown} is not text. Write a word, such as yes, no, unsure or age_50_59."
    if first["type"] in ("dict_type", "model_type"):
        return f"{key}: {shown} is not a mapping of keys to values."
    return f"{key}: {first['msg'].removeprefix('Value error, ')}".rstrip(".") + "."


def read_case(text: str, pack: Pack, where: str = "case") -> Case:
    """A case from YAML or JSON text. CaseError names `where`, the line and what would be right."""
    if len(text) > MAX_CASE_BYTES:
        raise CaseError(f"{where}: larger than {MAX_CASE_BYTES // 1_000_000} MB; a case is a few kilobytes.")
    return parse_case(read_plain(text, where), pack, where)


def read_case_file(path: Path, pack: Pack) -> Case:
    """A case from a .yaml or .json file. CaseError when it is missing, not text or not a case."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CaseError(f"{path}: no such file.") from None
    except IsADirectoryError:
        raise CaseError(
            f"{path}: is a folder; give a case file (.yaml or .json), or - for standard input."
        ) from None
    except UnicodeDecodeError as error:
        raise CaseError(f"{path}: not UTF-8 text ({error.reason} at byte {error.start}).") from None
    return read_case(text, pack, str(path))

"""A file of people as a stream of Arrow batches: Parquet, CSV, NDJSON, and FHIR NDJSON through the mapping."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pcsv

from pinprick.cohort.columns import ID, PASSED_OVER, check_columns
from pinprick.cohort.parquet import read_duckdb, read_parquet, readable, same_size
from pinprick.errors import CaseError
from pinprick.intake.fhir import read_record
from pinprick.intake.fhir_questionnaire import case_from_response
from pinprick.knowledge.schema.pack import Pack
from pinprick.vocabulary import NO, YES

FORMATS = {".parquet": "parquet", ".csv": "csv", ".ndjson": "NDJSON", ".jsonl": "NDJSON"}
MOST_SPOILED = 100_000
"""Lines that cannot be read at all before a file counts as not of its kind."""


@dataclass(frozen=True)
class Spoiled:
    """A line that could not be read: `text` names it or shows its beginning."""

    reason: str
    text: str


def read_batches(
    source: Path, pack: Pack, spoiled: list[Spoiled], rows: int, engine: str = "pyarrow"
) -> Iterator[pa.RecordBatch]:
    """The rows of a file in batches of exactly `rows` but for the last. Unreadable lines go to `spoiled`.

    `engine`: what reads Parquet, `pyarrow` or `duckdb`. CaseError when the file cannot be read.
    """
    kind = FORMATS.get(source.suffix.lower())
    if kind is None:
        raise CaseError(f"{source}: give a file that ends in {', '.join(FORMATS)}.")
    if not source.is_file():
        raise CaseError(f"{source}: no such file.")
    if kind == "NDJSON":
        yield from _ndjson(source, pack, spoiled, rows)
        return
    with readable(source, kind):
        if kind == "csv":
            batches = _csv(source, spoiled)
        elif engine == "duckdb":
            batches = read_duckdb(source, rows)
        else:
            batches = read_parquet(source, rows)
        yield from same_size(batches, rows)


def _csv(source: Path, spoiled: list[Spoiled]) -> Iterator[pa.RecordBatch]:
    """Every column as text: a type guessed from the first lines would fail on a later one."""

    def skip(row: pcsv.InvalidRow) -> str:
        why = f"{row.actual_columns} fields where the head has {row.expected_columns}"
        _spoil(source, spoiled, Spoiled(f"A line has {why}.", row.text[:80]))
        return "skip"

    with source.open(encoding="utf-8-sig") as file:
        head = file.readline()
    if not head.strip():
        raise CaseError(f"{source}: cannot be read as csv: it is empty.")
    names = [name.strip().strip('"') for name in head.rstrip("\r\n").split(",")]
    yield from pcsv.open_csv(
        source,
        read_options=pcsv.ReadOptions(use_threads=False),
        parse_options=pcsv.ParseOptions(invalid_row_handler=skip),
        convert_options=pcsv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True, null_values=[""]
        ),
    )


def _ndjson(source: Path, pack: Pack, spoiled: list[Spoiled], rows: int) -> Iterator[pa.RecordBatch]:
    """One person a line: an object of answers, a FHIR bundle or a QuestionnaireResponse."""
    people = _people(source, pack, spoiled)
    empty = True
    while part := list(islice(people, rows)):
        names = sorted({name for person in part for name in person} - {ID})
        check_columns(names, pack)
        empty = False
        yield pa.RecordBatch.from_pydict(
            {name: pa.array([p.get(name) for p in part], pa.string()) for name in (ID, *names)}
        )
    if empty:
        raise CaseError(f"{source}: cannot be read as NDJSON: no line is a person.")


def _people(source: Path, pack: Pack, spoiled: list[Spoiled]) -> Iterator[dict[str, str | None]]:
    with source.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                content = json.loads(line)
                person = _fhir(content, pack) if _is_fhir(content) else _plain(content, pack)
            except (ValueError, RecursionError, CaseError) as error:
                _spoil(source, spoiled, Spoiled(f"Line {number}: {error}", f"line {number}"))
                continue
            named: dict[str, str | None] = {ID: f"line {number}"}
            yield named | person


def _is_fhir(content: Any) -> bool:
    return isinstance(content, dict) and "resourceType" in content


def _fhir(content: dict[str, Any], pack: Pack) -> dict[str, str | None]:
    """The answers of a record; stories and drawings need one case at a time and are passed over."""
    if content["resourceType"] == "QuestionnaireResponse":
        case = case_from_response(content, pack)
    else:
        case = read_record(content, pack).case
    name = case.id or content.get("id")
    answers: dict[str, str | None] = dict(case.findings)
    if not answers:
        raise CaseError("nothing in this record is a finding of the pack.")
    return answers | ({ID: name} if isinstance(name, str) else {})


def _plain(content: Any, pack: Pack) -> dict[str, str | None]:
    if not isinstance(content, dict):
        raise CaseError('a person is an object: {"id": "1", "numb": "yes"}.')
    names = [name for name in content if name != ID and name not in PASSED_OVER]
    check_columns([*names, next(iter(pack.findings))], pack)
    person: dict[str, str | None] = {}
    for name, value in content.items():
        if isinstance(value, dict | list):
            raise CaseError(f"{name} holds {type(value).__name__}: one word, true, false or null.")
        if isinstance(value, bool):
            value = YES if value else NO
        person[name] = None if value is None else str(value)
    return person


def _spoil(source: Path, spoiled: list[Spoiled], line: Spoiled) -> None:
    spoiled.append(line)
    if len(spoiled) > MOST_SPOILED:
        raise CaseError(
            f"{source}: more than {MOST_SPOILED} lines cannot be read. The first: {spoiled[0].reason}"
        )

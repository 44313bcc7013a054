"""`pinprick cohort IN OUT` on one machine: streamed, bounded in memory, resumable, nothing written by halves."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from pinprick.cohort.batch import REJECT_SCHEMA, assess_batch, result_schema
from pinprick.errors import CaseError
from pinprick.knowledge.schema.pack import Pack

ROWS_A_PART = 65_536
FORMATS = {".parquet": "parquet", ".csv": "csv", ".ndjson": "json", ".jsonl": "json", ".json": "json"}
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Done:
    """What a run did: rows read, rows rejected, parts that an earlier run had finished."""

    rows: int
    rejected: int
    parts: int
    parts_kept: int


def run(source: Path, target: Path, pack: Pack, workers: int = 1, progress: Progress | None = None) -> Done:
    """Assess every row of `source` (Parquet, CSV or NDJSON) into the Parquet file `target`.

    Rows that cannot be used go to `<target>.rejects.parquet` with their reason; the rest completes. Parts are
    kept in `<target>.parts` until all are done: a run that was killed goes on where it stopped, and a changed
    input or pack starts anew. CaseError when the input cannot be read or the output not be written.
    """
    folder = target.with_name(target.name + ".parts")
    batches = read_batches(source)
    _open(folder, source, pack)
    rows = rejected = kept = number = 0
    for number, batch in enumerate(batches, 1):
        name = f"{number:06d}"
        if not (folder / f"{name}.done").exists():
            _write_part(folder, name, batch, pack, rows, workers)
        else:
            kept += 1
        rejected += json.loads((folder / f"{name}.done").read_text())["rejected"]
        rows += batch.num_rows
        if progress:
            progress(rows)
    _join(folder, target, pack, number)
    return Done(rows, rejected, number, kept)


def read_batches(source: Path, rows: int = ROWS_A_PART) -> Iterator[pa.RecordBatch]:
    """The rows of a file in batches of `rows`, always cut at the same places. CaseError when it cannot be read."""
    kind = FORMATS.get(source.suffix.lower())
    if kind is None:
        raise CaseError(f"{source}: give a file that ends in {', '.join(FORMATS)}.")
    if not source.is_file():
        raise CaseError(f"{source}: no such file.")
    try:
        table = ds.dataset(source, format=_format(kind))
        yield from _same_size(table.to_batches(batch_size=rows), rows)
    except (pa.ArrowException, OSError) as error:
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise CaseError(f"{source}: cannot be read as {kind}: {first}") from None


def _format(kind: str) -> Any:
    if kind == "csv":
        from pyarrow import csv

        return ds.CsvFileFormat(convert_options=csv.ConvertOptions(strings_can_be_null=True))
    return kind


def _same_size(batches: Iterator[pa.RecordBatch], rows: int) -> Iterator[pa.RecordBatch]:
    """Batches of exactly `rows` rows but for the last, however the reader cuts them."""
    held: list[pa.RecordBatch] = []
    count = 0
    for batch in batches:
        held.append(batch)
        count += batch.num_rows
        while count >= rows:
            whole = pa.Table.from_batches(held).combine_chunks()
            yield whole.slice(0, rows).combine_chunks().to_batches()[0]
            held, count = whole.slice(rows).to_batches(), count - rows
    if count:
        yield pa.Table.from_batches(held).combine_chunks().to_batches()[0]


def _open(folder: Path, source: Path, pack: Pack) -> None:
    """The folder of parts, emptied when it belongs to another input or pack."""
    stat = source.stat() if source.is_file() else None
    mark = {"input": str(source.resolve()), "size": stat.st_size if stat else 0, "pack": pack.digest}
    mark["changed"] = stat.st_mtime_ns if stat else 0
    note = folder / "run.json"
    try:
        if folder.exists() and (not note.exists() or json.loads(note.read_text()) != mark):
            shutil.rmtree(folder)
        folder.mkdir(parents=True, exist_ok=True)
        note.write_text(json.dumps(mark))
    except (OSError, ValueError) as error:
        raise CaseError(f"{folder.parent}: cannot be written to ({error}).") from None


def _write_part(folder: Path, name: str, batch: pa.RecordBatch, pack: Pack, first_row: int, workers: int) -> None:
    found = assess_batch(batch, pack, first_row, workers)
    try:
        for suffix, part in (("parquet", found.results), ("rejects", found.rejects)):
            partial = folder / f"{name}.{suffix}.partial"
            pq.write_table(pa.Table.from_batches([part]), partial, compression="zstd")
            partial.replace(folder / f"{name}.{suffix}")
        (folder / f"{name}.done").write_text(json.dumps({"rejected": found.rejects.num_rows}))
    except OSError as error:
        raise CaseError(f"{folder}: a part cannot be written ({error.strerror or error}).") from None


def _join(folder: Path, target: Path, pack: Pack, parts: int) -> None:
    """Put the parts together beside the target, then in its place."""
    try:
        for suffix, out, schema in (
            ("parquet", target, result_schema(pack)),
            ("rejects", target.with_name(f"{target.stem}.rejects.parquet"), REJECT_SCHEMA),
        ):
            partial = out.with_name(out.name + ".partial")
            with pq.ParquetWriter(partial, schema, compression="zstd") as writer:
                for number in range(1, parts + 1):
                    for batch in pq.ParquetFile(folder / f"{number:06d}.{suffix}").iter_batches():
                        writer.write_batch(batch)
            partial.replace(out)
        shutil.rmtree(folder)
    except OSError as error:
        raise CaseError(f"{target}: cannot be written ({error.strerror or error}).") from None


def summary(done: Done) -> dict[str, int]:
    """Plain data for `--json`."""
    return asdict(done)

"""`pinprick cohort IN OUT` on one machine: streamed, bounded in memory, resumable, nothing written by halves."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pinprick.cohort.batch import REJECT_SCHEMA, Assessed, Infer, assess_batch, result_schema
from pinprick.cohort.columns import ID, check_columns
from pinprick.cohort.readers import Spoiled, read_batches
from pinprick.errors import CaseError
from pinprick.knowledge.schema.pack import Pack

ROWS_A_PART = 16_384
NOTE = "run.json"
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Done:
    """What a run did: rows read, rows rejected, parts that an earlier run had finished."""

    rows: int
    rejected: int
    parts: int
    parts_kept: int


def run(
    source: Path,
    target: Path,
    pack: Pack,
    workers: int = 1,
    progress: Progress | None = None,
    engine: str = "pyarrow",
    rows_a_part: int = ROWS_A_PART,
    infer: Infer | None = None,
) -> Done:
    """Assess every row of `source` (Parquet, CSV, NDJSON or FHIR NDJSON) into the Parquet file `target`.

    Rows that cannot be used go to `<target>.rejects.parquet` with their reason; the rest completes. Parts are
    kept in `<target>.parts` until all are done: a run that was killed goes on where it stopped, and a changed
    input or pack starts anew. `engine`: what reads Parquet (`parquet.ENGINES`). `infer`: see `assess_batch`.
    CaseError when the input cannot be read or the output not be written.
    """
    folder = target.with_name(target.name + ".parts")
    spoiled: list[Spoiled] = []
    batches = read_batches(source, pack, spoiled, rows_a_part, engine)
    check_target(source, target)
    rows = rejected = kept = number = 0
    for number, batch in enumerate(batches, 1):
        if number == 1:
            check_columns(batch.schema.names, pack)
            _open(folder, source, pack, rows_a_part, infer)
        name = f"{number:06d}"
        if not (folder / f"{name}.done").exists():
            _write_part(folder, name, assess_batch(batch, pack, rows, workers, infer))
        else:
            kept += 1
        rejected += json.loads((folder / f"{name}.done").read_text())["rejected"]
        rows += batch.num_rows
        if progress:
            progress(rows)
    _join(folder, target, pack, number, spoiled)
    return Done(rows + len(spoiled), rejected + len(spoiled), number, kept)


def check_target(source: Path, target: Path) -> None:
    """CaseError when `target` is a folder or the input itself."""
    if target.is_dir():
        raise CaseError(f"{target}: is a folder; name the Parquet file to write.")
    if target.resolve() == source.resolve():
        raise CaseError(f"{target}: is the input; the results need a file of their own.")


def _open(folder: Path, source: Path, pack: Pack, rows_a_part: int, infer: Infer | None) -> None:
    """The folder of parts, emptied when it belongs to another input or pack."""
    stat = source.stat()
    mark = {
        "input": str(source.resolve()),
        "size": stat.st_size,
        "changed": stat.st_mtime_ns,
        "pack": pack.digest,
        "rows_a_part": rows_a_part,
        "infer": getattr(infer, "library", None),
    }
    note = folder / NOTE
    try:
        if folder.exists() and not note.exists() and any(folder.iterdir()):
            raise CaseError(f"{folder}: exists and is not from an earlier run; move it away.")
        if not note.exists() or note.read_text() != json.dumps(mark):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True, exist_ok=True)
            _write_whole(note, json.dumps(mark))
    except OSError as error:
        raise CaseError(f"{folder.parent}: cannot be written to ({error.strerror or error}).") from None


def _write_whole(path: Path, text: str) -> None:
    """All of `text` or nothing, whenever the run is killed."""
    partial = path.with_name(path.name + ".partial")
    partial.write_text(text)
    partial.replace(path)


def _write_part(folder: Path, name: str, found: Assessed) -> None:
    try:
        for suffix, part in (("parquet", found.results), ("rejects", found.rejects)):
            partial = folder / f"{name}.{suffix}.partial"
            pq.write_table(pa.Table.from_batches([part]), partial, compression="zstd")
            partial.replace(folder / f"{name}.{suffix}")
        _write_whole(folder / f"{name}.done", json.dumps({"rejected": found.rejects.num_rows}))
    except OSError as error:
        raise CaseError(f"{folder}: a part cannot be written ({error.strerror or error}).") from None


def _join(folder: Path, target: Path, pack: Pack, parts: int, spoiled: list[Spoiled]) -> None:
    """Put the parts together beside the target, then in its place."""
    try:
        for suffix, out, schema in (
            ("parquet", target, result_schema(pack)),
            ("rejects", rejects_path(target), REJECT_SCHEMA),
        ):
            partial = out.with_name(out.name + ".partial")
            with pq.ParquetWriter(partial, schema, compression="zstd") as writer:
                for number in range(1, parts + 1):
                    for batch in pq.ParquetFile(folder / f"{number:06d}.{suffix}").iter_batches():
                        writer.write_batch(batch)
                if suffix == "rejects" and spoiled:
                    lines = [{"row": None, ID: line.text, "reason": line.reason} for line in spoiled]
                    writer.write_batch(pa.RecordBatch.from_pylist(lines, schema=schema))
            partial.replace(out)
        shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        raise CaseError(f"{target}: cannot be written ({error.strerror or error}).") from None


def rejects_path(target: Path) -> Path:
    """Where the rows go that cannot be used."""
    return target.with_name(f"{target.stem}.rejects.parquet")


def summary(done: Done) -> dict[str, int]:
    """Plain data for `--json`."""
    return asdict(done)

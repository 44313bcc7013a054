"""Parquet files as streams of Arrow batches: whole, or a range of rows; by pyarrow or by DuckDB."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow.fs import FileSystem, LocalFileSystem

from pinprick.cohort.columns import ID
from pinprick.errors import CaseError, MissingExtraError

ENGINES = ("pyarrow", "duckdb")
ROWS_AT_ONCE = 16_384
"""Rows a batch: bounds memory, and a multiple of the rows that are worked out together."""


def row_count(source: Path) -> int | None:
    """Rows of a Parquet file; None where only reading the whole file would tell."""
    try:
        return int(pq.read_metadata(source).num_rows) if source.suffix.lower() == ".parquet" else None
    except (pa.ArrowException, OSError):
        return None


def file_shape(source: str) -> tuple[list[str], int]:
    """Column names and rows of a Parquet file, given by path or address. CaseError when it cannot be read."""
    with readable(source), _opened(source) as file:
        return file.schema_arrow.names, int(file.metadata.num_rows)


def read_rows(source: str, start: int, rows: int) -> Iterator[pa.RecordBatch]:
    """Rows `start` to `start + rows` of a Parquet file, in order, in batches of ROWS_AT_ONCE but for the last.

    Only the row groups that hold them are read. CaseError when the file cannot be read.
    """
    with readable(source), _opened(source) as file:
        sizes = [file.metadata.row_group(at).num_rows for at in range(file.metadata.num_row_groups)]
        first = list(accumulate(sizes, initial=0))
        groups = [
            at for at, size in enumerate(sizes) if first[at] < start + rows and first[at] + size > start
        ]
        skip = start - first[groups[0]] if groups else 0
        batches = file.iter_batches(batch_size=ROWS_AT_ONCE, row_groups=groups)
        yield from same_size(_between(batches, skip, rows), ROWS_AT_ONCE)


def _between(batches: Iterator[pa.RecordBatch], skip: int, rows: int) -> Iterator[pa.RecordBatch]:
    """`rows` rows after the first `skip`."""
    for batch in batches:
        part = batch.slice(min(skip, batch.num_rows), rows)
        skip, rows = max(skip - batch.num_rows, 0), rows - part.num_rows
        if part.num_rows:
            yield part
        if not rows:
            return


def read_parquet(source: Path, rows: int) -> Iterator[pa.RecordBatch]:
    """All rows, in batches of at most `rows`."""
    with _opened(str(source)) as file:
        yield from file.iter_batches(batch_size=rows)


def read_duckdb(source: Path, rows: int) -> Iterator[pa.RecordBatch]:
    """The same through DuckDB. MissingExtraError without it."""
    try:
        import duckdb
    except ModuleNotFoundError:
        raise MissingExtraError("Reading with DuckDB", "cohort") from None
    with duckdb.connect() as connection:
        table = connection.read_parquet(str(source))
        yield from table.to_arrow_reader(rows)


@contextmanager
def _opened(source: str) -> Iterator[pq.ParquetFile]:
    """Text is kept as dictionaries: a column of answers is a few words and a number a row."""
    if "://" in source:
        disk, path = FileSystem.from_uri(source)
    else:
        disk, path = LocalFileSystem(), source
    with pq.ParquetFile(path, filesystem=disk) as file:
        texts = [f.name for f in file.schema_arrow if pa.types.is_string(f.type) and f.name != ID]
    with pq.ParquetFile(path, filesystem=disk, read_dictionary=texts, memory_map=False) as file:
        yield file


@contextmanager
def readable(source: str | Path, kind: str = "parquet") -> Iterator[None]:
    """CaseError, naming `source`, for whatever a reader says is wrong with it."""
    try:
        yield
    except FileNotFoundError:
        raise CaseError(f"{source}: no such file.") from None
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise CaseError(f"{source}: cannot be read as {kind}: {first}") from None


def same_size(batches: Iterator[pa.RecordBatch], rows: int) -> Iterator[pa.RecordBatch]:
    """Batches of exactly `rows` rows but for the last, however the reader cuts them."""
    held: list[pa.RecordBatch] = []
    count = 0
    for batch in batches:
        held.append(batch)
        count += batch.num_rows
        while count >= rows:
            whole = pa.Table.from_batches(held).unify_dictionaries().combine_chunks()
            yield whole.slice(0, rows).combine_chunks().to_batches()[0]
            held, count = whole.slice(rows).to_batches(), count - rows
    if count:
        yield pa.Table.from_batches(held).unify_dictionaries().combine_chunks().to_batches()[0]

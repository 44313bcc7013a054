"""The same batch function as a step on Spark, for what outgrows one machine."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from pinprick.cohort.batch import assess_batch, result_schema
from pinprick.cohort.columns import ID, check_columns
from pinprick.cohort.packed import pack_answers, unpack_answers
from pinprick.cohort.parquet import file_shape, read_rows
from pinprick.errors import CaseError, MissingExtraError, PackError
from pinprick.inference.batch import CASES
from pinprick.knowledge.load import load_pack
from pinprick.knowledge.schema.pack import Pack

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

ROW, REJECTED = "row", "rejected"
"""Columns beside the results: the row's number in its file, and why it could not be used (null for results)."""
TRIES = 4
"""How often a part is tried: an executor that is lost costs its parts, not the run."""
ROWS_AN_EXCHANGE = 8192
MOST_ROWS_A_TASK = 16_384
TASKS_A_CORE = 4
"""Rows a task, and tasks a core when a file is small: cores that wait for the last task stand idle."""
Assess = Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]


def frame_schema(pack: Pack, *numbered: pa.Field) -> pa.Schema:
    """The result's columns and `rejected`, after `numbered`."""
    return pa.schema([*numbered, *result_schema(pack), pa.field(REJECTED, pa.string())])


def file_schema(pack: Pack) -> pa.Schema:
    """`row`, the result's columns and `rejected`."""
    return frame_schema(pack, pa.field(ROW, pa.int64()))


def assess_file(
    spark: SparkSession, source: str, pack_name: str = "legs_and_feet", rows_a_task: int | None = None
) -> DataFrame:
    """Every row of a Parquet file assessed, one partition a range of rows, partitions in the file's order.

    Spark hands out ranges of rows only; each worker reads its own from `source`, which must have the same name
    everywhere: a shared disk, or an address that pyarrow opens (`s3://...`, `hdfs://...`). Ranges begin at
    multiples of `inference.batch.CASES`, so the rows are those of the plain driver, bit for bit, on processors
    of one kind. Columns: `file_schema`. CaseError when the file cannot be read or a column is no finding;
    MissingExtraError without pyspark.
    """
    pack = load_pack(pack_name)
    names, rows = file_shape(source)
    check_columns(names, pack)
    if rows_a_task is None:
        share = -(-rows // (spark.sparkContext.defaultParallelism * TASKS_A_CORE))
        rows_a_task = min(-(-share // CASES) * CASES, MOST_ROWS_A_TASK)
    rows_a_task = max(rows_a_task, 1)
    digest = pack.digest

    def work(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        known = _pack_of(pack_name, digest)
        for batch in batches:
            for task in batch.column(0).to_pylist():
                start = task * rows_a_task
                for part in read_rows(source, start, min(rows_a_task, rows - start)):
                    yield _with_rejects(part, known, start, numbered=True)
                    start += part.num_rows

    tasks = -(-rows // rows_a_task)
    return spark.range(0, tasks, 1, max(tasks, 1)).mapInArrow(work, _spark_schema(file_schema(pack)))


def assess_frame(frame: DataFrame, pack_name: str = "legs_and_feet") -> DataFrame:
    """Every row of a Spark data frame assessed with `mapInArrow`; a row that cannot be used has only its id and
    the reason in `rejected`.

    For data that only Spark can read; `assess_file` is faster where both can. Needs a column `id` (results come
    in no fixed order). The answers travel as one text a row. Spark cuts batches where it likes, so processors
    without AVX-512 may differ from the plain driver by 1e-6. The pack must be installed on every worker, in the
    same version: the digest is checked there. CaseError on columns that are no findings; MissingExtraError
    without pyspark.
    """
    pack = load_pack(pack_name)
    check_columns(frame.columns, pack)
    if ID not in frame.columns:
        raise CaseError("On Spark the rows need a column `id`: they come back in no fixed order.")
    schema = _spark_schema(frame_schema(pack))
    names = [name for name in frame.columns if name in pack.findings]
    packed, digest = pack_answers(frame, names), pack.digest

    def work(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        known = _pack_of(pack_name, digest)
        for batch in batches:
            yield _with_rejects(unpack_answers(batch, names), known)

    return packed.mapInArrow(work, schema)


@lru_cache(maxsize=1)
def _pack_of(name: str, digest: str) -> Pack:
    """The pack of this worker, loaded once. PackError when it is not the driver's."""
    pack = load_pack(name)
    if pack.digest != digest:
        raise PackError(f"This worker has another {name} ({pack.digest}, not {digest}): install the same.")
    return pack


def _spark_schema(schema: pa.Schema) -> Any:
    try:
        from pyspark.sql.pandas.types import from_arrow_schema
    except ModuleNotFoundError:
        raise MissingExtraError("Spark", "spark") from None
    return from_arrow_schema(schema)


def _with_rejects(
    batch: pa.RecordBatch, pack: Pack, start: int = 0, numbered: bool = False
) -> pa.RecordBatch:
    """Results and rejects in one table, in the order of the rows."""
    found = assess_batch(batch, pack, start)
    results = pa.Table.from_batches([found.results]).replace_schema_metadata(None)
    results = results.append_column(REJECTED, pa.nulls(results.num_rows, pa.string()))
    rejects = pa.Table.from_batches([found.rejects]).rename_columns({"reason": REJECTED})
    rows = pa.array(range(start, start + batch.num_rows), pa.int64())
    kept = rows.filter(pc.invert(pc.is_in(rows, found.rejects.column(ROW))))
    both = pa.concat_tables([results.append_column(ROW, kept), rejects], promote_options="default")
    if found.rejects.num_rows:
        both = both.sort_by(ROW)
    both = both.select((file_schema(pack) if numbered else frame_schema(pack)).names).combine_chunks()
    return pa.RecordBatch.from_arrays([c.combine_chunks() for c in both.columns], schema=both.schema)


@contextmanager
def session(master: str = "local[*]") -> Iterator[SparkSession]:
    """A Spark session for `master`, closed afterwards; workers use this Python and one thread each.

    `local[2]` becomes `local[2,4]`: without that, Spark on one machine tries a part once. MissingExtraError
    without pyspark or pandas, which its Arrow bridge asks for; CaseError when Spark does not start (no Java, no
    such cluster).
    """
    if find_spec("pyspark") is None or find_spec("pandas") is None:
        raise MissingExtraError("Spark", "spark")
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    if master.startswith("local[") and "," not in master:
        master = f"{master[:-1]},{TRIES}]"
    try:
        spark = (
            SparkSession.builder.master(master)
            .appName("pinprick")
            .config("spark.ui.enabled", "false")
            .config("spark.task.maxFailures", str(TRIES))
            .config("spark.executorEnv.OPENBLAS_NUM_THREADS", "1")
            .config("spark.sql.execution.arrow.maxRecordsPerBatch", str(ROWS_AN_EXCHANGE))
            .getOrCreate()
        )
    except Exception as error:
        raise CaseError(f"Spark does not start on {master!r}: {str(error).splitlines()[0]}") from None
    try:
        yield spark
    finally:
        spark.stop()

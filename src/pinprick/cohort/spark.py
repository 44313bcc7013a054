"""The same batch function on Spark, for what outgrows one machine."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pinprick.cohort.batch import REJECT_SCHEMA, assess_batch, result_schema
from pinprick.cohort.columns import ID, check_columns
from pinprick.cohort.local import Done, rejects_path
from pinprick.errors import CaseError, MissingExtraError, PackError
from pinprick.knowledge.load import load_pack
from pinprick.knowledge.schema.pack import Pack

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

REJECTED = "rejected"
"""The column that says why a row could not be used; null for results."""
TRIES = 4
"""How often a part is tried: an executor that is lost costs its parts, not the run."""
ROWS_AN_EXCHANGE = 8192


def frame_schema(pack: Pack) -> pa.Schema:
    """The result's columns and `rejected`."""
    return result_schema(pack).remove_metadata().append(pa.field(REJECTED, pa.string()))


def assess_frame(frame: DataFrame, pack_name: str = "legs_and_feet") -> DataFrame:
    """Every row of a Spark data frame assessed with `mapInArrow`; a row that cannot be used has only its id and
    the reason in `rejected`.

    Needs a column `id` (results come in no fixed order). The pack must be installed on every worker, in the
    same version: the digest is checked there. CaseError on columns that are no findings; MissingExtraError
    without pyspark.
    """
    try:
        from pyspark.sql.pandas.types import from_arrow_schema
    except ModuleNotFoundError:
        raise MissingExtraError("Spark", "spark") from None
    pack = load_pack(pack_name)
    check_columns(frame.columns, pack)
    if ID not in frame.columns:
        raise CaseError("On Spark the rows need a column `id`: they come back in no fixed order.")
    return frame.mapInArrow(_worker(pack_name, pack.digest), from_arrow_schema(frame_schema(pack)))


def _worker(pack_name: str, digest: str) -> Any:
    def work(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        pack = load_pack(pack_name)
        if pack.digest != digest:
            raise PackError(
                f"This worker has another {pack_name} ({pack.digest}, not {digest}): install the same."
            )
        for batch in batches:
            yield _with_rejects(batch, pack)

    return work


def _with_rejects(batch: pa.RecordBatch, pack: Pack) -> pa.RecordBatch:
    found = assess_batch(batch, pack)
    schema = frame_schema(pack)
    results = pa.Table.from_batches([found.results.replace_schema_metadata(None)])
    results = results.append_column(REJECTED, pa.nulls(results.num_rows, pa.string()))
    rejects = {ID: found.rejects.column(ID), REJECTED: found.rejects.column("reason")}
    nulls = [rejects.get(f.name, pa.nulls(found.rejects.num_rows, f.type)) for f in schema]
    both = pa.concat_tables([results.cast(schema), pa.Table.from_arrays(nulls, schema=schema)])
    whole: pa.RecordBatch = both.combine_chunks().to_batches()[0] if both.num_rows else batch_of_none(schema)
    return whole


def batch_of_none(schema: pa.Schema) -> pa.RecordBatch:
    """A batch without rows."""
    return pa.RecordBatch.from_pylist([], schema=schema)


@contextmanager
def session(master: str = "local[*]") -> Iterator[SparkSession]:
    """A Spark session for `master`, closed afterwards; workers use this Python and one thread each.

    `local[2]` becomes `local[2,4]`: without that, Spark on one machine tries a part once. MissingExtraError
    without pyspark; CaseError when Spark does not start (no Java, no such cluster).
    """
    try:
        from pyspark.sql import SparkSession
    except ModuleNotFoundError:
        raise MissingExtraError("Spark", "spark") from None
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


def run(source: Path, target: Path, pack_name: str = "legs_and_feet", master: str = "local[*]") -> Done:
    """`local.run` for a Parquet file, on Spark: the same rows, in no fixed order.

    CaseError when the input cannot be read, the output not be written, or the run fails on every try.
    """
    pack = load_pack(pack_name)
    if source.suffix.lower() != ".parquet":
        raise CaseError(f"{source}: on Spark give a .parquet file.")
    try:
        check_columns(pq.read_schema(source).names, pack)
        size, groups = source.stat().st_size, pq.read_metadata(source).num_row_groups
    except FileNotFoundError:
        raise CaseError(f"{source}: no such file.") from None
    except (pa.ArrowException, OSError) as error:
        raise CaseError(f"{source}: cannot be read as parquet: {str(error).splitlines()[0]}") from None
    folder = target.with_name(target.name + ".spark")
    with session(master) as spark:
        # As many parts as cores, or a multiple: with 3 parts on 2 cores a quarter of the time is lost.
        parts = spark.sparkContext.defaultParallelism * 4
        spark.conf.set("spark.sql.files.maxPartitionBytes", str(max(size // parts, 1 << 16)))
        spark.conf.set("spark.sql.files.openCostInBytes", "0")
        people = spark.read.parquet(str(source.resolve()))
        # A row group cannot be split by a reader: a file with few of them would keep one core busy.
        people = people if groups >= parts else people.repartition(parts)
        frame = assess_frame(people, pack_name)
        try:
            frame.write.mode("overwrite").parquet(str(folder.resolve()), compression="zstd")
        except Exception as error:
            raise CaseError(f"{source}: the run on Spark failed: {_first_cause(error)}") from None
    return _split(folder, target, pack)


def _first_cause(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    ours = [line for line in lines if line.startswith("pinprick.errors.")]
    return (ours or lines or [type(error).__name__])[0]


def _split(folder: Path, target: Path, pack: Pack) -> Done:
    """Spark's parts into the results and the rejects; then the folder goes."""
    files = sorted(folder.glob("*.parquet"))
    rows = rejected = 0
    partials = [(path, path.with_name(path.name + ".partial")) for path in (target, rejects_path(target))]
    try:
        with (
            pq.ParquetWriter(partials[0][1], result_schema(pack), compression="zstd") as results,
            pq.ParquetWriter(partials[1][1], REJECT_SCHEMA, compression="zstd") as rejects,
        ):
            for file in files:
                for batch in pq.ParquetFile(file).iter_batches():
                    bad = pc.is_valid(batch.column(REJECTED))
                    rows += batch.num_rows
                    rejected += pc.sum(bad).as_py() or 0
                    kept = pa.Table.from_batches([batch.filter(pc.invert(bad))]).drop_columns([REJECTED])
                    results.write_table(kept.cast(result_schema(pack)))
                    why = batch.filter(bad)
                    rejects.write_table(
                        pa.Table.from_arrays(
                            [pa.nulls(why.num_rows, pa.int64()), why.column(ID), why.column(REJECTED)],
                            schema=REJECT_SCHEMA,
                        )
                    )
        for path, partial in partials:
            partial.replace(path)
        shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        raise CaseError(f"{target}: cannot be written ({error.strerror or error}).") from None
    return Done(rows, rejected, len(files), 0)

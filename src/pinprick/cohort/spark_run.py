"""`pinprick cohort --spark`: a Parquet file on Spark, into the same two files as the plain driver."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pinprick.cohort.batch import REJECT_SCHEMA, result_schema
from pinprick.cohort.local import Done, check_target, rejects_path
from pinprick.cohort.parquet import file_shape
from pinprick.cohort.spark import REJECTED, ROW, assess_file, session
from pinprick.errors import CaseError
from pinprick.knowledge.load import load_pack
from pinprick.knowledge.schema.pack import Pack

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def run(source: Path, target: Path, pack_name: str = "legs_and_feet", master: str = "local[*]") -> Done:
    """`local.run` for a Parquet file, on Spark: the same rows in the same order, and the same rejects.

    CaseError when the input cannot be read, the output not be written, or the run fails on every try.
    """
    if source.suffix.lower() != ".parquet":
        raise CaseError(f"{source}: on Spark give a .parquet file.")
    file_shape(str(source))
    check_target(source, target)
    with session(master) as spark:
        return run_in(spark, source, target, pack_name)


def run_in(
    spark: SparkSession,
    source: Path,
    target: Path,
    pack_name: str = "legs_and_feet",
    rows_a_task: int | None = None,
) -> Done:
    """`run` in a session that is open already."""
    pack = load_pack(pack_name)
    frame = assess_file(spark, str(source.resolve()), pack_name, rows_a_task)
    folder = target.with_name(target.name + ".spark")
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
    """Spark's parts, one a range of rows and named in their order, into results and rejects; the folder goes."""
    files = sorted(folder.glob("part-*.parquet"))
    rows = rejected = 0
    partials = [(path, path.with_name(path.name + ".partial")) for path in (target, rejects_path(target))]
    schema = result_schema(pack)
    try:
        with (
            pq.ParquetWriter(partials[0][1], schema, compression="zstd") as results,
            pq.ParquetWriter(partials[1][1], REJECT_SCHEMA, compression="zstd") as rejects,
        ):
            for file in files:
                for batch in pq.ParquetFile(file).iter_batches():
                    bad = pc.is_valid(batch.column(REJECTED))
                    rows += batch.num_rows
                    rejected += pc.sum(bad).as_py() or 0
                    kept = pa.Table.from_batches([batch.filter(pc.invert(bad))])
                    results.write_table(kept.select(schema.names).cast(schema))
                    why = pa.Table.from_batches([batch.filter(bad)]).rename_columns({REJECTED: "reason"})
                    if not why.num_rows:
                        continue
                    rejects.write_table(why.select([ROW, "id", "reason"]).cast(REJECT_SCHEMA))
        for path, partial in partials:
            partial.replace(path)
        shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        raise CaseError(f"{target}: cannot be written ({error.strerror or error}).") from None
    return Done(rows, rejected, len(files), 0)

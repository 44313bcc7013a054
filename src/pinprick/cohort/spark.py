"""The same batch function on Spark, for what outgrows one machine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pinprick.errors import MissingExtraError

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame


def assess_frame(frame: DataFrame, pack_name: str = "legs_and_feet") -> DataFrame:
    """Every row of a Spark data frame assessed with `mapInArrow`; rows that cannot be used are left out.

    Needs a column `id` (results come in no fixed order). The pack must be installed on every worker, in the
    same version: the digest is checked there. MissingExtraError without pyspark.
    """
    try:
        from pyspark.sql.pandas.types import from_arrow_schema
    except ModuleNotFoundError:
        raise MissingExtraError("Spark", "spark") from None
    from pinprick.cohort.batch import result_schema
    from pinprick.knowledge.load import load_pack

    pack = load_pack(pack_name)
    return frame.mapInArrow(_worker(pack_name, pack.digest), from_arrow_schema(result_schema(pack)))


def _worker(pack_name: str, digest: str) -> Any:
    def work(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from pinprick.cohort.batch import assess_batch
        from pinprick.errors import PackError
        from pinprick.knowledge.load import load_pack

        pack = load_pack(pack_name)
        if pack.digest != digest:
            raise PackError(f"This worker has another {pack_name} ({pack.digest}, not {digest}): install the same.")
        for batch in batches:
            yield assess_batch(batch, pack).results

    return work

"""A row's answers as one text, for Spark: hundreds of columns through Java cost more than working them out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pinprick.cohort.columns import ID
from pinprick.errors import CaseError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

BETWEEN = "\x1f"
"""ASCII's own mark between units; no answer holds it."""
PACKED = "answers"
MOST_SHOWN = 40


def pack_answers(frame: DataFrame, names: list[str]) -> DataFrame:
    """`id` and `answers`: the columns `names` of each row, joined; null is an empty text.

    CaseError when a column holds something that is not one word, such as a list.
    """
    from pyspark.sql import functions as sql

    for name, kind in frame.dtypes:
        if name in names and kind.startswith(("array", "struct", "map", "binary")):
            raise CaseError(f"Column {name!r} holds {kind}, which is not text.")
    words = [sql.coalesce(sql.col(f"`{name}`").cast("string"), sql.lit("")) for name in names]
    return frame.select(sql.col(ID).cast("string").alias(ID), sql.concat_ws(BETWEEN, *words).alias(PACKED))


def unpack_answers(batch: pa.RecordBatch, names: list[str]) -> pa.RecordBatch:
    """The batch that `pack_answers` packed: `id` and one column a name, as dictionaries.

    A row whose text does not come apart into as many words as there are names keeps it, shortened, in the
    first column, where it is rejected as no answer.
    """
    words = pc.split_pattern(batch.column(PACKED), BETWEEN)
    wrong = np.flatnonzero(pc.list_value_length(words).to_numpy(zero_copy_only=False) != len(names))
    if wrong.size:
        texts = batch.column(PACKED).to_pylist()
        for row in wrong:
            shown = texts[row].replace(BETWEEN, " ").strip()[:MOST_SHOWN]
            texts[row] = BETWEEN.join([shown or "?", *[""] * (len(names) - 1)])
        words = pc.split_pattern(pa.array(texts, pa.string()), BETWEEN)
    coded = pc.dictionary_encode(words.flatten())
    table = coded.indices.to_numpy().reshape(batch.num_rows, len(names))
    columns = [
        pa.DictionaryArray.from_arrays(pa.array(np.ascontiguousarray(table[:, at])), coded.dictionary)
        for at in range(len(names))
    ]
    return pa.RecordBatch.from_arrays([batch.column(ID), *columns], names=[ID, *names])

"""One pure function from an Arrow batch of people to an Arrow batch of results. No row is touched in Python."""

from __future__ import annotations

from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from pinprick.cohort.columns import ID, Codes, read_codes
from pinprick.inference.batch import UNKNOWN, Marginals, marginals_batch
from pinprick.inference.network import UNEXPLAINED, Network, network
from pinprick.knowledge.schema.pack import Pack
from pinprick.triage.batch import UNSURE_CODE, fired_batch, levels_batch
from pinprick.vocabulary import Urgency

BLOCK = 2048
"""Rows taken at a time, which bounds the memory of the rules' columns."""


Infer = Callable[[Codes, Collection[str]], Marginals]
"""P(cause) of codes of which only some findings were asked: an `inference.array_backend.ArrayBatch`."""


@dataclass(frozen=True)
class Assessed:
    """`results` for the rows that could be used; `rejects`: row, id and reason of the others."""

    results: pa.RecordBatch
    rejects: pa.RecordBatch


def result_schema(pack: Pack) -> pa.Schema:
    """The columns of the result: id, urgency, rules, first cause, and P(cause) of every cause as p_<cause>."""
    causes = [pa.field(f"p_{cause}", pa.float32()) for cause in _order(network(pack))]
    return pa.schema(
        [
            pa.field(ID, pa.string()),
            pa.field("urgency", pa.string()),
            pa.field("rules", pa.list_(pa.string())),
            pa.field("first_cause", pa.string()),
            *causes,
        ],
        metadata={"pack": f"{pack.id} {pack.version} {pack.digest}"},
    )


REJECT_SCHEMA = pa.schema([("row", pa.int64()), (ID, pa.string()), ("reason", pa.string())])


def _order(net: Network) -> list[str]:
    return [*net.causes, UNEXPLAINED]


def assess_batch(
    batch: pa.RecordBatch, pack: Pack, first_row: int = 0, workers: int = 1, infer: Infer | None = None
) -> Assessed:
    """Urgency, rules and causes of every person in `batch`.

    Columns: finding ids (text or boolean; null = not asked) and optionally `id`. `first_row` numbers the rows.
    `workers` threads share the blocks (give the linear algebra library one thread: OPENBLAS_NUM_THREADS=1).
    Probabilities are in single precision and agree with `assess` to 1e-4; urgency and rules are the same.
    A row's numbers do not depend on the batch it comes in, bit for bit, when all batches have the same columns
    and begin at multiples of `inference.batch.CASES` rows of their file: that is why rows that cannot be used
    are worked out too, and dropped afterwards. `infer` replaces `marginals_batch`.
    CaseError on columns that are no findings.
    """
    read = read_codes(batch, pack)
    ids = _ids(batch, first_row)
    starts = range(0, len(read.codes), BLOCK)
    with ThreadPoolExecutor(max(workers, 1)) as pool:
        parts = list(
            pool.map(lambda start: _block(read.codes[start : start + BLOCK], pack, read.asked, infer), starts)
        )
    results = _joined(parts, ids, result_schema(pack))
    if read.rejects:
        results = results.take(pa.array(read.kept))
    rejects = pa.RecordBatch.from_pylist(
        [
            {"row": first_row + row, ID: ids[row].as_py(), "reason": reason}
            for row, reason in sorted(read.rejects.items())
        ],
        schema=REJECT_SCHEMA,
    )
    return Assessed(results, rejects)


def _ids(batch: pa.RecordBatch, first_row: int) -> pa.Array:
    if ID in batch.schema.names:
        return batch.column(ID).cast(pa.string())
    return pa.array(range(first_row, first_row + batch.num_rows)).cast(pa.string())


def _block(codes: Codes, pack: Pack, asked: list[str], infer: Infer | None) -> list[pa.Array]:
    net = network(pack)
    known = np.where(codes == UNSURE_CODE, UNKNOWN, codes).astype(np.int8)
    found = (infer(known, asked) if infer else marginals_batch(net, known, asked=asked)).causes
    column = {cause: at for at, cause in enumerate(_order(net))}
    by_pack = found[:, [column[cause] for cause in pack.causes]]
    ranks = levels_batch(pack, codes, by_pack)
    names, fired = fired_batch(pack, codes)
    levels = pa.array([level.value for level in sorted(Urgency, key=lambda u: u.rank)])
    offsets = np.concatenate([[0], np.cumsum(fired.sum(axis=1))]).astype(np.int32)
    rules = pa.array(names).take(pa.array(np.nonzero(fired)[1]))
    return [
        levels.take(pa.array(ranks)),
        pa.ListArray.from_arrays(pa.array(offsets), rules),
        pa.array(_order(net)).take(pa.array(found.argmax(axis=1))),
        *(pa.array(np.ascontiguousarray(found[:, at])) for at in range(found.shape[1])),
    ]


def _joined(parts: list[list[pa.Array]], ids: pa.Array, schema: pa.Schema) -> pa.RecordBatch:
    if not parts:
        return pa.RecordBatch.from_pylist([], schema=schema)
    columns = [pa.concat_arrays([part[at] for part in parts]) for at in range(len(parts[0]))]
    return pa.RecordBatch.from_arrays([ids, *columns], schema=schema)

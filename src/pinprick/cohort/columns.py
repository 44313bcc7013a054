"""Arrow columns to answer codes and back: which columns mean what, and which rows cannot be used."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz import fuzz, process

from pinprick.errors import CaseError
from pinprick.knowledge.schema.pack import Pack
from pinprick.triage.batch import NOT_ASKED, UNSURE_CODE
from pinprick.vocabulary import NO, UNSURE, YES

Codes = npt.NDArray[np.int8]
ID = "id"
PASSED_OVER = ("true_cause", "needed")
"""Columns that a simulation adds and an assessment does not read."""


@dataclass(frozen=True)
class Read:
    """`codes` (rows, findings of the pack) of all rows; `kept`: the numbers of those that can be used; `asked`:
    the findings that are columns; `rejects`: row number -> why it cannot be used."""

    codes: Codes
    kept: npt.NDArray[np.int64]
    asked: list[str]
    rejects: dict[int, str]


def check_columns(names: list[str], pack: Pack) -> None:
    """CaseError naming the first column that is neither `id` nor a finding, and the nearest that is."""
    known = [ID, *pack.findings, *PASSED_OVER]
    for name in names:
        if name not in known:
            near = process.extractOne(name, known, scorer=fuzz.ratio, score_cutoff=60)
            hint = f" Did you mean {near[0]!r}?" if near else " Columns are finding ids, and `id`."
            raise CaseError(f"There is no finding called {name!r} for a column of this name.{hint}")
    if not set(names) & set(pack.findings):
        raise CaseError(
            "No column is a finding: name the columns by finding ids, for example `numb` or `side`."
        )


def read_codes(batch: pa.RecordBatch, pack: Pack) -> Read:
    """The answers of a batch: text columns hold values, boolean ones yes and no; null or empty = not asked.

    A value a finding does not have rejects its row, not the batch.
    """
    check_columns(batch.schema.names, pack)
    codes = np.full((batch.num_rows, len(pack.findings)), NOT_ASKED, dtype=np.int8)
    rejects: dict[int, str] = {}
    for at, finding in enumerate(pack.findings.values()):
        if finding.id in batch.schema.names:
            table = {value: i for i, value in enumerate(finding.values)} | {UNSURE: UNSURE_CODE}
            if finding.is_binary:
                table |= {"true": table[YES], "false": table[NO]}
            codes[:, at] = _column(batch.column(finding.id), table, finding.id, finding.values, rejects)
    kept = np.setdiff1d(np.arange(batch.num_rows), np.fromiter(rejects, dtype=np.int64, count=len(rejects)))
    return Read(codes, kept, [f for f in pack.findings if f in batch.schema.names], rejects)


def _column(
    column: pa.Array, table: dict[str, int], name: str, values: list[str], rejects: dict[int, str]
) -> npt.NDArray[np.int8]:
    if pa.types.is_boolean(column.type):
        column = pc.if_else(column, YES, NO)
    if not pa.types.is_dictionary(column.type):
        try:
            column = pc.dictionary_encode(column.cast(pa.string()))
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise CaseError(f"Column {name!r} holds {column.type}, which is not text: {error}.") from None
    words = [None if w is None else str(w).strip() for w in column.dictionary.to_pylist()]
    bad = len(values) + 1
    code = np.array([NOT_ASKED if not w else table.get(w, bad) for w in words] + [NOT_ASKED], dtype=np.int16)
    index = pc.fill_null(column.indices, len(words)).to_numpy(zero_copy_only=False)
    found = code[index]
    for row in np.flatnonzero(found == bad):
        word = words[int(index[row])]
        rejects.setdefault(int(row), f"{name}: {word!r} is not one of {', '.join([*values, UNSURE])}.")
    return np.where(found == bad, NOT_ASKED, found).astype(np.int8)

"""People drawn from the pack, many at a time: for load, calibration and capacity planning."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from pinprick.errors import CaseError
from pinprick.inference.decisions import LEVELS, levels
from pinprick.inference.network import UNEXPLAINED, Network, network
from pinprick.inference.parameters import PRIOR_FINDINGS
from pinprick.knowledge.schema.pack import Pack
from pinprick.vocabulary import NO, YES

Ints = npt.NDArray[np.int64]
ROWS = 16_384
"""People drawn at a time: bounds the memory of a simulation."""


def simulate(
    pack: Pack, n: int, seed: int = 0, asked: float = 0.6, slips: float = 0.0, rows: int = ROWS
) -> Iterator[pa.RecordBatch]:
    """`n` people in batches of `rows`: id, true causes, the level they need, and their answers.

    Age, sex and causes come from the priors, each answer from P(answer | causes). `asked`: share of the
    questions that were asked (the others are null). `slips`: share of yes-or-no answers given wrong. The same
    seed and `rows` give the same people.
    """
    net = network(pack)
    for start in range(0, n, rows):
        rng = np.random.default_rng([seed, start])
        yield _people(net, min(rows, n - start), start, rng, asked, slips)


def write_people(
    target: Path,
    pack: Pack,
    n: int,
    seed: int = 0,
    asked: float = 0.6,
    slips: float = 0.0,
    progress: Callable[[int], None] | None = None,
) -> None:
    """`simulate` into a Parquet file, a batch at a time; the whole file or none. CaseError when not writable."""
    partial = target.with_name(target.name + ".partial")
    batches = simulate(pack, n, seed, asked, slips)
    first = next(batches)
    try:
        with pq.ParquetWriter(partial, first.schema, compression="zstd") as writer:
            done = 0
            for batch in chain([first], batches):
                writer.write_batch(batch)
                done += batch.num_rows
                if progress:
                    progress(done)
        partial.replace(target)
    except OSError as error:
        raise CaseError(f"{target}: cannot be written ({error.strerror or error}).") from None


def _people(
    net: Network, n: int, start: int, rng: np.random.Generator, asked: float, slips: float
) -> pa.RecordBatch:
    findings = net.pack.findings
    age, sex = (_drawn(_shares(net, f), n, rng) for f in PRIOR_FINDINGS)
    at = _sets(net, age, sex, rng)
    columns: dict[str, pa.Array] = {"id": pa.array(range(start, start + n)).cast(pa.string())}
    columns["true_cause"] = _cause_names(net, at)
    columns["needed"] = pa.array([level.value for level in LEVELS]).take(pa.array(levels(net)[at]))
    answers: dict[str, Ints] = {"age_band": age, "sex": sex}
    for finding, span in net.columns.items():
        p = net.answer_table[at, span].astype(np.float64)
        if finding == net.silence.finding:
            continue
        if p.shape[1] == 1:
            yes = rng.random(n) < p[:, 0]
            answers[finding] = np.where(yes ^ (rng.random(n) < slips), 0, 1)
        else:
            edges = np.cumsum(p / p.sum(axis=1, keepdims=True), axis=1)
            answers[finding] = np.minimum((rng.random((n, 1)) > edges).sum(axis=1), p.shape[1] - 1)
    for general in findings.values():
        for special in general.implied_by:
            answers[general.id] = np.where(answers[special] == 0, 0, answers[general.id])
    for finding, codes in answers.items():
        told = rng.random(n) < (1.0 if finding in PRIOR_FINDINGS else asked)
        values = pa.array(findings[finding].values if not findings[finding].is_binary else [YES, NO])
        columns[finding] = values.take(pa.array(codes, mask=~told))
    return pa.RecordBatch.from_pydict(columns)


def _shares(net: Network, finding: str) -> npt.NDArray[np.float64]:
    p = net.pack.findings[finding].background.p
    values = np.array([p[v] for v in net.values(finding)] if isinstance(p, dict) else [p, 1 - p])
    return np.asarray(values / values.sum())


def _drawn(shares: npt.NDArray[np.float64], n: int, rng: np.random.Generator) -> Ints:
    return rng.choice(len(shares), size=n, p=shares)


def _sets(net: Network, age: Ints, sex: Ints, rng: np.random.Generator) -> Ints:
    """One set of causes for each person, from the prior of their age band and sex."""
    found = np.zeros(len(age), dtype=np.int64)
    for a, age_name in enumerate(net.values("age_band")):
        for s, sex_name in enumerate(net.values("sex")):
            here = np.flatnonzero((age == a) & (sex == s))
            if here.size:
                p = np.exp(net.prior(age_name, sex_name)[0])
                found[here] = np.searchsorted(np.cumsum(p / p.sum()), rng.random(here.size)).clip(
                    max=net.size - 1
                )
    return found


def _cause_names(net: Network, at: Ints) -> pa.Array:
    """The causes of each set as one text, joined by +."""
    names = [form.cause for form in net.forms]
    sets, inverse = np.unique(at, return_inverse=True)
    texts = ["+".join(names[i] for i in net.members[s] if i < net.width) or UNEXPLAINED for s in sets]
    return pa.array(texts).take(pa.array(inverse))

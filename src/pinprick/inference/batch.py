"""Many cases at once: the same posterior as one blocked matrix product in single precision."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pinprick.errors import CaseError
from pinprick.inference.decisions import LEVELS, levels
from pinprick.inference.network import Network
from pinprick.inference.parameters import PRIOR_FINDINGS
from pinprick.vocabulary import UNSURE

Codes = NDArray[np.int8]
Singles = NDArray[np.float32]
UNKNOWN = -1
CASES, SETS = 1024, 1024
"""Cases and sets taken at a time: few enough for the cache, enough to make copying the table cheap."""
EVEN = 32
"""Blocks are filled up to a multiple of this: small products are summed in an order of their own."""
SMALLEST = np.float32(-80)
"""Logs below this are raised to it: their exponentials would be subnormal, which is 10 to 25 times slower."""


@dataclass(frozen=True)
class Marginals:
    """`causes` (cases, causes + 1): P(cause), `unexplained` last; `by_level` (cases, 5): P(most urgent cause's
    level), in the order of `decisions.LEVELS`; `log_evidence` (cases,): ln P(answers)."""

    causes: Singles
    by_level: Singles
    log_evidence: Singles


def encode(network: Network, cases: Iterable[Mapping[str, str]]) -> Codes:
    """Answers as codes, shape (cases, findings in the pack's order): the number of the value, -1 = not known.

    `unsure` is not known. CaseError on an unknown finding or value.
    """
    place = {finding: at for at, finding in enumerate(network.pack.findings)}
    rows = []
    for answers in cases:
        row = np.full(len(place), UNKNOWN, dtype=np.int8)
        for finding, value in answers.items():
            if value != UNSURE or not network.values(finding):
                row[place[finding]] = network.value_number(finding, value)
        rows.append(row)
    return np.array(rows, dtype=np.int8).reshape(len(rows), len(place))


def marginals_batch(
    network: Network,
    codes: Codes,
    drawings: Singles | None = None,
    workers: int = 1,
    asked: Collection[str] = (),
) -> Marginals:
    """P(cause | answers) of every case.

    `codes` (cases, findings) as `encode` makes them; `drawings` (cases, causes + 1): ln likelihood ratio of
    each case's drawing, `unexplained` last, NaN in the first place = no drawing. Memory does not grow with the
    number of cases beyond the result. `workers` threads share the blocks; give the linear algebra library one
    thread (OPENBLAS_NUM_THREADS=1) when it is above 1. Agrees with `posterior` to about 1e-4. CaseError on
    codes of the wrong shape or out of range.

    A case's numbers do not depend on its neighbours, bit for bit, when `asked` names the findings that any case
    of the whole run may answer (so that sums have the same terms in the same order) and runs are cut at
    multiples of CASES; with the library's AVX-512 kernels, wherever they are cut.
    """
    checked(network, codes, drawings)
    table = network.log_table
    what = counts(network)
    rows = _rows_asked(network, asked)
    count, causes = len(codes), len(network.causes) + 1
    result = Marginals(
        np.empty((count, causes), dtype=np.float32),
        np.empty((count, len(LEVELS)), dtype=np.float32),
        np.empty(count, dtype=np.float32),
    )

    def block(start: int) -> None:
        part = slice(start, min(start + CASES, count))
        held = part.stop - start
        drawn = None if drawings is None else _filled(drawings[part], np.nan)
        weights = features(network, _filled(codes[part], UNKNOWN), drawn)
        used = np.flatnonzero(rows | weights.any(axis=0))
        total, top = (found[:held] for found in _summed(network, table, used, what, weights, drawn))
        whole = total[:, 0]
        result.causes[part] = total[:, 1 : 1 + causes] / whole[:, None]
        result.by_level[part] = total[:, 1 + causes :] / whole[:, None]
        result.log_evidence[part] = top + np.log(whole)

    starts = range(0, count, CASES)
    if workers <= 1:
        for start in starts:
            block(start)
    else:
        with ThreadPoolExecutor(workers) as pool:
            for _ in pool.map(block, starts):
                pass
    return result


def stream(network: Network, blocks: Iterable[Codes]) -> Iterator[Marginals]:
    """`marginals_batch` over a stream of blocks, one result a block: memory stays that of one block."""
    for codes in blocks:
        yield marginals_batch(network, codes)


def work(network: Network, features: int) -> int:
    """Multiply-adds of one case with `features` table rows in use: both matrix products."""
    return network.size * (features + 1 + len(network.causes) + 1 + len(LEVELS))


def checked(network: Network, codes: Codes, drawings: Singles | None = None) -> None:
    """CaseError when codes or drawings have the wrong shape or are out of range."""
    findings = network.pack.findings
    if codes.ndim != 2 or codes.shape[1] != len(findings):
        raise CaseError(
            f"The codes have shape {codes.shape}: they need one column for each of the {len(findings)} findings."
        )
    highest = np.array([len(finding.values) for finding in findings.values()])
    bad = np.argwhere((codes < UNKNOWN) | (codes >= highest))
    if bad.size:
        case, column = (int(x) for x in bad[0])
        name = list(findings)[column]
        raise CaseError(
            f"Case {case}, {name}: code {int(codes[case, column])} is out of range. "
            f"It can be -1 (not known) to {highest[column] - 1}."
        )
    if drawings is not None and drawings.shape != (len(codes), len(network.causes) + 1):
        raise CaseError(
            f"The drawings have shape {drawings.shape}: they need ({len(codes)}, {len(network.causes) + 1})."
        )


def features(network: Network, codes: Codes, drawings: Singles | None = None) -> Singles:
    """Weights of the table's rows for each case, shape (cases, rows): the rules of `evidence.weigh`."""
    findings = list(network.pack.findings.values())
    place = {finding.id: at for at, finding in enumerate(findings)}
    known = codes != UNKNOWN
    for finding in findings:
        if finding.implied_by:
            special = (codes[:, [place[f] for f in finding.implied_by]] == 0).any(axis=1)
            known[:, place[finding.id]] &= ~(special & (codes[:, place[finding.id]] == 0))
    if drawings is not None:
        has_drawing = ~np.isnan(drawings[:, 0])
        replaces = set(network.dependence.drawing_replaces)
        for finding in findings:
            if not replaces.isdisjoint({finding.id, finding.group, network.group.get(finding.id)}):
                known[:, place[finding.id]] &= ~has_drawing
    rules = network.dependence
    weights = np.full(codes.shape, rules.overall, dtype=np.float32)
    for group in sorted(set(network.group.values())):
        columns = [place[f] for f, g in network.group.items() if g == group and f in place]
        n = np.maximum(known[:, columns].sum(axis=1, keepdims=True), 1).astype(np.float32)
        weights[:, columns] = rules.overall * n ** -np.float32(rules.exponents.get(group, rules.exponent))
    weights[~known] = 0
    found = np.zeros((len(codes), network.log_table.shape[0]), dtype=np.float32)
    case = np.arange(len(codes))
    for at, finding in enumerate(findings):
        if finding.id in network.log_rows and finding.id != network.silence.finding:
            here = known[:, at]
            found[case[here], network.log_rows[finding.id].start + codes[here, at].astype(np.int64)] = (
                weights[here, at]
            )
    _tell(network, codes, place, found)
    age, sex = (
        codes[:, place[f]] + 1 if f in place else np.zeros(len(codes), dtype=int) for f in PRIOR_FINDINGS
    )
    sexes = 1 + (len(network.values("sex")) if "sex" in place else 0)
    found[case, network.prior_rows.start + age.astype(int) * sexes + sex] = 1
    return found


def _tell(network: Network, codes: Codes, place: Mapping[str, int], features: Singles) -> None:
    """Silence of the cases told freely: nothing mentioned, less what was (as `evidence.silence`)."""
    if not network.told or network.silence.finding not in place:
        return
    free = (codes[:, place[network.silence.finding]] == 0).astype(np.float32)
    start = network.silence_rows.start
    said = np.zeros((len(codes), len(network.told)), dtype=np.float32)
    findings = network.pack.findings
    for at, finding in enumerate(network.told):
        general = [place[f.id] for f in findings.values() if finding in f.implied_by and f.is_binary]
        special = [place[f] for f in findings[finding].implied_by]
        known = codes[:, place[finding]] != UNKNOWN
        known |= (codes[:, general] == 1).any(axis=1) | (codes[:, special] == 0).any(axis=1)
        said[:, at] = known
    weight = free * np.minimum(1, said.sum(axis=1) / np.float32(network.silence.full_story))
    features[:, start] = weight
    features[:, start + 1 : start + 1 + len(network.told)] = -weight[:, None] * said


def counts(network: Network) -> Singles:
    """What each set counts for: 1, its causes, `unexplained`, its level; shape (sets, 1 + causes + 1 + 5)."""
    n = len(network.causes)
    found = np.zeros((network.size, 1 + n + 1 + len(LEVELS) + 1), dtype=np.float32)
    cause = np.append(network.cause_of, found.shape[1] - 2)[network.members]
    at = np.arange(network.size)
    for place in range(network.members.shape[1]):
        found[at, 1 + cause[:, place]] = 1
    found[0, 1 + n] = 1
    found[at, 2 + n + levels(network)] = 1
    found[:, 0] = 1
    return np.ascontiguousarray(found[:, :-1])


def _filled(block: NDArray[Any], empty: float) -> NDArray[Any]:
    """`block` with rows of `empty` added up to a multiple of EVEN."""
    more = -len(block) % EVEN
    return np.concatenate([block, np.full((more, *block.shape[1:]), empty, dtype=block.dtype)])


def _rows_asked(network: Network, asked: Collection[str]) -> NDArray[np.bool_]:
    """The rows of the table that answers to `asked` can use, shape (rows,)."""
    rows = np.zeros(network.log_table.shape[0], dtype=np.bool_)
    for finding in asked:
        if finding == network.silence.finding:
            rows[network.silence_rows] = True
        elif finding in PRIOR_FINDINGS:
            rows[network.prior_rows] = True
        elif finding in network.log_rows:
            rows[network.log_rows[finding]] = True
    return rows


def _summed(
    network: Network,
    table: Singles,
    used: NDArray[np.intp],
    what: Singles,
    weights: Singles,
    drawings: Singles | None,
) -> tuple[Singles, Singles]:
    """Sum over sets of exp(log joint - top) x what, and top, for each case, from the rows `used` of the table.

    `top` is the largest among the first sets, which hold every cause alone and many pairs. Should any later
    set be so much likelier that single precision overflows, the case is done again with the top over all.
    """
    share, lift = _drawn(network, drawings)
    lifted = np.concatenate([weights[:, used], np.zeros((len(weights), 1), dtype=np.float32)], axis=1)
    rows = np.ones((len(used) + 1, SETS), dtype=np.float32)
    buffer = np.empty((len(weights), SETS), dtype=np.float32)
    chunks = [slice(start, min(start + SETS, network.size)) for start in range(0, network.size, SETS)]

    def logs_of(part: slice) -> Singles:
        width = part.stop - part.start
        np.take(table[:, part], used, axis=0, out=rows[:-1, :width], mode="clip")
        logs = np.matmul(lifted, rows[:, :width], out=buffer[:, :width])
        if share is not None and lift is not None:
            logs += np.log(np.maximum(lift @ share[:, part], np.float32(1e-30)))
        return logs

    def summed(looked_at: list[slice]) -> Singles:
        lifted[:, -1] = 0
        lifted[:, -1] = -np.max([logs_of(part).max(axis=1) for part in looked_at], axis=0)
        total = np.zeros((len(weights), what.shape[1]), dtype=np.float32)
        with np.errstate(over="ignore", invalid="ignore"):
            for part in chunks:
                logs = np.maximum(logs_of(part), SMALLEST, out=buffer[:, : part.stop - part.start])
                total += np.exp(logs, out=logs) @ what[part]
        return total

    total = summed(chunks[:1])
    good = np.asarray(np.isfinite(total).all(axis=1))
    if not good.all():
        top = lifted[:, -1].copy()
        total = np.where(good[:, None], total, summed(chunks))
        lifted[:, -1] = np.where(good, top, lifted[:, -1])
    return total, -lifted[:, -1]


def _drawn(network: Network, drawings: Singles | None) -> tuple[Singles | None, Singles | None]:
    """Each member's share of a set (causes + 1, sets) and the drawings' likelihood ratios (cases, causes + 1)."""
    if drawings is None:
        return None, None
    n = len(network.causes)
    share = np.zeros((n + 2, network.size), dtype=np.float32)
    cause = np.append(network.cause_of, n + 1)[network.members]
    size = np.maximum((network.members < network.width).sum(axis=1), 1)
    at = np.arange(network.size)
    for place in range(network.members.shape[1]):
        share[cause[:, place], at] += 1 / size
    share[n] = 0
    share[n, 0] = 1
    return share[:-1], np.exp(np.where(np.isnan(drawings), 0, drawings)).astype(np.float32)

"""What each answer not yet given would do: joint probabilities of answers with urgency levels and causes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pinprick.inference.decisions import LEVELS, levels
from pinprick.inference.network import Network
from pinprick.inference.parameters import PRIOR_FINDINGS, SMALLEST
from pinprick.inference.posterior import Posterior
from pinprick.inference.rows import tempered, tempered_shares
from pinprick.inference.sets import likeliest
from pinprick.vocabulary import YES, Urgency

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
LIVE_MASS = 1 - 1e-4


@dataclass(frozen=True)
class Outlook:
    """All answers that could come next.

    `findings` in order; `span[f]` the rows of its values in `by_level` (rows, 5) and `by_cause`
    (rows, causes + 1): P(value and level), P(value and cause), `unexplained` last. `values` names the rows.
    """

    findings: tuple[str, ...]
    span: dict[str, slice]
    values: tuple[str, ...]
    by_level: Floats
    by_cause: Floats
    level: Floats
    cause: Floats

    def probability(self, finding: str) -> Floats:
        """P(value | answers) of each value, in the order of the pack."""
        return np.asarray(self.by_level[self.span[finding]].sum(axis=1))


def open_findings(network: Network, answers: Mapping[str, str], candidates: Sequence[str]) -> list[str]:
    """The candidates still worth a thought: not answered, and not settled by what is.

    A general finding with a specific yes is known; a specific one whose general finding is denied too.
    """
    findings = network.pack.findings
    denied = {f for f, value in answers.items() if value == "no"}
    settled = {special for f in denied if f in findings for special in findings[f].implied_by}
    return [
        f for f in candidates
        if f in findings and f not in answers and f not in settled
        and not any(answers.get(special) == YES for special in findings[f].implied_by)
    ]  # fmt: skip


def outlook(
    point: Posterior, candidates: Sequence[str], of_cause: Mapping[str, Urgency] | None = None
) -> Outlook:
    """Joint probabilities of every value of every candidate with the levels and the causes.

    One matrix product over the live sets (those holding 1 - 1e-4 of the posterior, single precision), so all
    candidates cost about as much as one. A finding in a group that has answers already is tempered like them.
    """
    network, cut = point.network, len(LEVELS)
    live = _live(point)
    what = _what(point, live, of_cause)
    whole = what.sum(axis=1, dtype=np.float64)
    joint, columns = _joint(point, what, live, candidates)
    span, values, rows, denied = {}, [], list[int](), list[int]()
    for finding in candidates:
        here, own = columns[finding], network.pack.findings[finding].values
        span[finding] = slice(len(rows), len(rows) + len(own))
        values += own
        rows += range(here.start, here.stop)
        if len(own) > here.stop - here.start:
            denied.append(len(rows))
            rows.append(here.start)
    every = np.ascontiguousarray(joint.T).take(rows, axis=0)
    every[denied] = whole - every[denied]
    np.maximum(every, 0.0, out=every)
    return Outlook(
        tuple(candidates), span, tuple(values), every[:, :cut], every[:, cut:], whole[:cut], whole[cut:]
    )


def _joint(
    point: Posterior, what: Singles, live: NDArray[np.int64], candidates: Sequence[str]
) -> tuple[Floats, dict[str, slice]]:
    """P(answer, level) and P(answer, cause), `unexplained` last: shape (5 + causes + 1, columns), and the
    columns of each finding."""
    network = point.network
    table = network.asked_table if live.size == network.size else network.asked_table[live]
    parts, spans = [what @ table], dict(network.columns)
    at = table.shape[1]
    for finding in candidates:
        if finding in PRIOR_FINDINGS:
            parts.append(what @ _turned_round(point, finding, live))
            spans[finding] = slice(at, at + parts[-1].shape[1])
            at = spans[finding].stop
    joint = np.concatenate(parts, axis=1).astype(np.float64)
    weights = _weights(point)
    less = {f: weights[network.group[f]] for f in candidates if network.group.get(f) in weights}
    less = {f: weight for f, weight in less.items() if f in network.columns and weight != 1.0}
    yes = [f for f in less if f in network.binary_row]
    columns = [network.columns[f].start for f in yes]
    if yes:
        weight = np.array([less[f] for f in yes], dtype=np.float32)
        joint[:, columns] = what @ tempered(table[:, columns], weight)
    for finding in less.keys() - set(yes):
        here = network.columns[finding]
        joint[:, here] = what @ tempered_shares(table[:, here], less[finding])
    return joint, spans


def _live(point: Posterior) -> NDArray[np.int64]:
    """The likeliest sets, up to the mass that counts, in rising order; all sets when most are needed."""
    enough = likeliest(point.probability, LIVE_MASS)
    return enough if 2 * enough.size < point.probability.size else np.arange(point.probability.size)


def _what(point: Posterior, live: NDArray[np.int64], of_cause: Mapping[str, Urgency] | None) -> Singles:
    """Who holds each live set's probability, (5 + n + 1, k): levels, causes, `unexplained`."""
    n, cut = len(point.network.causes), len(LEVELS)
    chosen = np.asarray(point.members[live])
    p = point.probability[live] / point.probability[live].sum()
    what = np.zeros((cut + n + 2, live.size), dtype=np.float32)
    at = np.arange(live.size)
    what[levels(point.network, of_cause)[live], at] = p
    cause = np.append(point.network.cause_of, n + 1)[chosen]
    for place in range(chosen.shape[1]):
        what[cut + cause[:, place], at] = p
    what[cut + n] = np.where(chosen[:, 0] == point.network.width, p, 0)
    return what[:-1]


def _weights(point: Posterior) -> dict[str, float]:
    """For each group with answers, how much less one more counts than if it stood alone."""
    rules = point.network.dependence
    return {
        answer.group: float(answer.in_group + 1) ** -rules.exponents.get(answer.group, rules.exponent)
        for answer in point.evidence.weighed
        if answer.group
    }


def _turned_round(point: Posterior, finding: str, live: NDArray[np.int64]) -> Singles:
    """P(age band | set) or P(sex | set) from the priors by Bayes' rule: shape (k, values)."""
    network, evidence = point.network, point.evidence
    other = evidence.sex if finding == "age_band" else evidence.age

    def of_all() -> Singles:
        shares = network.pack.findings[finding].background.p
        found = []
        for value in network.values(finding):
            age, sex = (value, other) if finding == "age_band" else (other, value)
            share = shares.get(value, 0.0) if isinstance(shares, dict) else 1.0
            found.append(np.log(max(share, SMALLEST)) + network.prior(age, sex)[0])
        weights = np.exp(np.array(found) - np.max(found, axis=0))
        return np.asarray(weights / weights.sum(axis=0), dtype=np.float32)

    every: Singles = network.once(("turned round", finding, other), of_all)
    return every.take(live, axis=1).T

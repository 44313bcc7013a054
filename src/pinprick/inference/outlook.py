"""What each answer not yet given would do: joint probabilities of answers with urgency levels and causes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pinprick.inference.decisions import LEVELS, levels
from pinprick.inference.network import Network
from pinprick.inference.parameters import SMALLEST
from pinprick.inference.posterior import Posterior
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
    network, n, cut = point.network, len(point.network.causes), len(LEVELS)
    live = _live(point)
    what = _what(point, live, of_cause)
    whole = what.sum(axis=1, dtype=np.float64)
    table = network.answer_table if live.size == network.size else network.answer_table[live]
    joint = (what @ table).astype(np.float64)
    span, values, parts = {}, [], []
    position = 0
    for finding in candidates:
        columns, weight = network.columns.get(finding), _weight(point, finding)
        if columns is None:
            block = what @ _turned_round(point, finding, live)
        elif weight != 1.0:
            block = what @ _tempered(table[:, columns], weight)
        else:
            block = joint[:, columns]
        if block.shape[1] < len(network.values(finding)):
            block = np.column_stack([block, whole - block[:, 0]])
        parts.append(block.T)
        span[finding] = slice(position, position + block.shape[1])
        values += network.values(finding)
        position += block.shape[1]
    every = np.maximum(np.concatenate(parts), 0.0) if parts else np.zeros((0, cut + n + 1))
    return Outlook(
        tuple(candidates), span, tuple(values), every[:, :cut], every[:, cut:], whole[:cut], whole[cut:]
    )


def _live(point: Posterior) -> NDArray[np.int64]:
    """The likeliest sets, up to the mass that counts, in rising order; all sets when most are needed."""
    order = np.argsort(-point.probability, kind="stable")
    enough = int(np.searchsorted(np.cumsum(point.probability[order]), LIVE_MASS)) + 1
    return np.sort(order[:enough]) if 2 * enough < order.size else np.arange(order.size)


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


def _weight(point: Posterior, finding: str) -> float:
    """How much one more answer of this finding's group would count."""
    rules, group = point.network.dependence, point.network.group.get(finding)
    before = max((w.in_group for w in point.evidence.weighed if group and w.group == group), default=0)
    exponent = rules.exponents.get(group or "", rules.exponent)
    return rules.overall * float(before + 1) ** -exponent if before else rules.overall


def _turned_round(point: Posterior, finding: str, live: NDArray[np.int64]) -> Singles:
    """P(age band | set) or P(sex | set) from the priors by Bayes' rule: shape (k, values)."""
    network, evidence = point.network, point.evidence
    shares = network.pack.findings[finding].background.p
    found = []
    for value in network.values(finding):
        age, sex = (value, evidence.sex) if finding == "age_band" else (evidence.age, value)
        share = shares.get(value, 0.0) if isinstance(shares, dict) else 1.0
        found.append(np.log(max(share, SMALLEST)) + network.prior(age, sex)[0][live])
    weights = np.exp(np.array(found) - np.max(found, axis=0))
    return np.asarray((weights / weights.sum(axis=0)).T, dtype=np.float32)


def _tempered(p: Singles, weight: float) -> Singles:
    """p ** weight, made to sum to 1 over the values: shape (k, 1) for yes, else (k, values)."""
    raised = np.exp(np.float32(weight) * np.log(p))
    if p.shape[1] > 1:
        return np.asarray(raised / raised.sum(axis=1, keepdims=True))
    other = np.exp(np.float32(weight) * np.log(np.maximum(1 - p, np.float32(SMALLEST))))
    return np.asarray(raised / (raised + other))

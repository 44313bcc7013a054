"""The posterior over sets of causes for one case, exact in double precision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pinprick.inference import sets
from pinprick.inference.evidence import Evidence, silence_moved, weigh, weighed_rows
from pinprick.inference.network import Network
from pinprick.inference.parameters import UNEXPLAINED

Floats = NDArray[np.float64]
_REMEMBERED = 4
"""Posteriors kept: explaining one case asks for the same one many times over."""
_ALIKE = 12
"""Probabilities equal to this many digits are equal: what is left is the order in which a processor added."""


@dataclass(frozen=True)
class Posterior:
    """What the answers say.

    `members` (k, width) and `probability` (k,) are the sets and their probabilities; `log_evidence` is
    ln P(answers). `evidence` says which answers counted and how much; `parts` are their rows over all sets
    (see `weighed_rows`), kept for those who explain the case.
    """

    network: Network = field(repr=False)
    evidence: Evidence
    members: NDArray[np.int64] = field(repr=False)
    probability: Floats = field(repr=False)
    log_evidence: float
    parts: tuple[tuple[float, Floats], ...] = field(default=(), repr=False, compare=False)

    @cached_property
    def vector(self) -> Floats:
        """P(cause) in the order of `network.causes`, shape (causes,)."""
        return np.asarray(np.clip(self.network.by_cause(self.of_forms), 0.0, 1.0))

    @cached_property
    def of_forms(self) -> Floats:
        """P(form) in the order of `network.forms`, shape (forms,)."""
        known = self.members is self.network.members
        members = self.network.by_place.T if known else self.members
        return sets.marginals(self.probability, members, self.network.width)

    @cached_property
    def unexplained(self) -> float:
        """P(no cause in the pack explains it)."""
        if self.members is self.network.members:
            return float(self.probability[0])
        return float(self.probability[self.members[:, 0] == self.network.width].sum())

    @cached_property
    def marginals(self) -> dict[str, float]:
        """Cause id -> probability, `unexplained` last. Causes go together: the sum may pass 1."""
        return {
            **dict(zip(self.network.causes, self.vector.tolist(), strict=True)),
            UNEXPLAINED: self.unexplained,
        }

    def marginal(self, cause: str) -> float:
        """P(cause); KeyError when the pack has no such cause."""
        return self.marginals[cause]

    def ranked(self) -> list[tuple[str, float]]:
        """Causes with their probability, likeliest first; equal ones in the pack's order."""
        return sorted(self.marginals.items(), key=lambda item: -round(item[1], _ALIKE))

    def sets(self, most: int = 10) -> list[tuple[tuple[str, ...], float]]:
        """The `most` likeliest sets as (cause ids, probability); () is `unexplained`."""
        names = [form.cause for form in self.network.forms]
        order = np.argsort(-self.probability, kind="stable")[:most]
        return [
            (tuple(names[i] for i in self.members[at] if i < len(names)), float(self.probability[at]))
            for at in order
        ]

    def best_set(self) -> tuple[str, ...]:
        """The likeliest set."""
        return self.sets(1)[0][0]


def log_joint(prior_row: Floats, parts: Sequence[tuple[float, Floats]]) -> Floats:
    """ln P(set, answers) over all sets, shape (sets,): prior + sum of weight x row."""
    total, scaled = prior_row.copy(), np.empty_like(prior_row)
    for weight, row in parts:
        total += row if weight == 1.0 else np.multiply(row, weight, out=scaled)
    return total


def normalised(log_weights: Floats) -> tuple[Floats, float]:
    """Probabilities in proportion to exp(log_weights), and the log of their sum."""
    top = float(log_weights.max())
    weights = log_weights - top
    np.exp(weights, out=weights)
    total = float(weights.sum())
    weights /= total
    return weights, top + float(np.log(total))


def posterior(
    network: Network, answers: Mapping[str, str], drawing_evidence: Mapping[str, float] | None = None
) -> Posterior:
    """P(sets of causes | answers, drawing).

    `answers`: finding id -> value (`unsure` is left out); `drawing_evidence`: cause id -> natural log of the
    drawing's likelihood ratio. The order of answers makes no difference: they are added up in the pack's
    order. CaseError on findings, values or causes that the pack does not have.
    """
    ordered = _in_order(network, answers)
    drawn = None if drawing_evidence is None else tuple(sorted(drawing_evidence.items()))
    key = (tuple(ordered.items()), drawn)
    known: Posterior | None = network.recent.get(key)
    if known is None:
        evidence = weigh(network, ordered, drawing_evidence)
        parts = tuple(weighed_rows(network, evidence))
        joint = log_joint(network.prior(evidence.age, evidence.sex)[0], parts)
        known = Posterior(network, evidence, network.members, *normalised(joint), parts)
        network.recent[key] = known
        for old in list(network.recent)[:-_REMEMBERED]:
            network.recent.pop(old, None)
    return known


def updated(
    point: Posterior, answers: Mapping[str, str], drawing_evidence: Mapping[str, float] | None = None
) -> Posterior:
    """`posterior` of answers that differ in little from those of `point`: only what differs is weighed.

    For looking at many answers in turn; equal to the posterior worked out anew but for the last two or three of
    its sixteen digits.
    """
    network, before = point.network, point.evidence
    evidence = weigh(network, _in_order(network, answers), drawing_evidence)
    moved: list[tuple[float, Floats]] = []
    if (evidence.age, evidence.sex) != (before.age, before.sex):
        moved.append((1.0, network.prior(evidence.age, evidence.sex)[0]))
        moved.append((-1.0, network.prior(before.age, before.sex)[0]))
    weights = {(answer.finding, answer.value): answer.weight for answer in evidence.weighed}
    for answer in before.weighed:
        of_answer = (answer.finding, answer.value)
        weights[of_answer] = weights.get(of_answer, 0.0) - answer.weight
    changed = [answer for answer, weight in weights.items() if weight]
    moved += zip((weights[answer] for answer in changed), network.rows_of(changed), strict=True)
    if evidence.spoken != before.spoken:
        moved += silence_moved(network, before, evidence)
    change = log_joint(np.zeros(network.size), moved)
    top = float(change.max())
    change -= top
    likelier = np.exp(change, out=change)
    likelier *= point.probability
    total = float(likelier.sum())
    likelier /= total
    return Posterior(
        network, evidence, point.members, likelier, point.log_evidence + top + float(np.log(total))
    )


def _in_order(network: Network, answers: Mapping[str, str]) -> dict[str, str]:
    """The answers in the order of the pack's findings, so that sums round the same way every time."""
    for finding in answers:
        network.values(finding)
    return {finding: answers[finding] for finding in network.pack.findings if finding in answers}

"""Does the pack reproduce its own backgrounds?

The expected frequency of a finding over everyone who asks is summed exactly over all sets of up to three
causes, with the rules for combining causes of docs/knowledge.md (noisy-OR on the excess, inhibition of the
leak, mixtures for findings with several values), age and sex left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from pinprick.knowledge.schema.findings import Probability

UNEXPLAINED = "unexplained"
LARGEST_SET = 3
LEAST_WEIGHT = 0.05
"""Weight in a mixture of a cause that lists a distribution close to the background."""
LIMIT = 1.5
"""An expected frequency further than this factor from its background needs mending or a reason."""
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Expected:
    """One value of a finding: its background, and its frequency expected from all causes together."""

    finding: str
    value: str
    background: float
    expected: float

    @property
    def ratio(self) -> float:
        return self.expected / self.background

    @property
    def is_off(self) -> bool:
        return not 1 / LIMIT <= self.ratio <= LIMIT


def set_weights(shares: Mapping[str, float]) -> tuple[NDArray[np.int64], Floats]:
    """All sets of one to three causes and the probability of each, so that every cause keeps its share.

    `shares`: share by cause, `unexplained` among them. Returns members, shape=(sets, 3), positions of causes
    (k, one past the last, stands for an empty place), and probabilities, shape=(sets,), which add up to
    1 - share of `unexplained`.
    """
    names = [name for name in shares if name != UNEXPLAINED]
    k = len(names)
    target = np.array([shares[name] for name in names], dtype=np.float64)
    explained = 1 - shares.get(UNEXPLAINED, 0.0)
    rows = [
        s + (k,) * (LARGEST_SET - len(s))
        for n in range(1, LARGEST_SET + 1)
        for s in combinations(range(k), n)
    ]
    members = np.array(rows, dtype=np.int64).reshape(-1, LARGEST_SET)
    odds = np.append(target / (1 - target), 1.0)
    weights = np.empty(len(members))
    for _ in range(200):
        weights = odds[members].prod(axis=1)
        weights *= explained / weights.sum()
        marginals = np.zeros(k + 1)
        for column in members.T:
            marginals += np.bincount(column, weights, minlength=k + 1)
        step = target / marginals[:k]
        if np.abs(step - 1).max() < 1e-6:
            break
        odds[:k] *= step
    return members, weights


def expected_frequencies(
    shares: Mapping[str, float],
    backgrounds: Mapping[str, Probability],
    likelihoods: Mapping[str, Mapping[str, Probability]],
) -> list[Expected]:
    """Expected frequency of every value of every finding that some cause lists.

    `backgrounds`: finding -> background; `likelihoods`: cause -> finding -> p. Findings that no cause lists
    are left out: they equal their background. All numbers must be valid probabilities.
    """
    members, weights = set_weights(shares)
    names = [name for name in shares if name != UNEXPLAINED]
    results = []
    for finding, background in backgrounds.items():
        listed = {c: likelihoods[c][finding] for c in shares if finding in likelihoods.get(c, {})}
        if not listed:
            continue
        alone = listed.get(UNEXPLAINED, background)
        empty = shares.get(UNEXPLAINED, 0.0)
        if isinstance(background, dict):
            values = list(background)
            b = np.array([background[v] for v in values])
            p = np.tile(b, (len(names) + 1, 1))
            says = np.zeros(len(names) + 1)
            for i, name in enumerate(names):
                row = listed.get(name)
                if isinstance(row, dict):
                    p[i] = [row[v] for v in values]
                    says[i] = max(LEAST_WEIGHT, np.abs(p[i] - b).sum() / 2)
            total = says[members].sum(axis=1)
            mixed = (says[members][:, :, None] * p[members]).sum(axis=1)
            mixed = np.where(total[:, None] > 0, mixed / np.where(total > 0, total, 1)[:, None], b)
            own = np.array([alone[v] for v in values]) if isinstance(alone, dict) else b
            expected = weights @ mixed + empty * own
            results += [
                Expected(finding, v, float(x), float(y)) for v, x, y in zip(values, b, expected, strict=True)
            ]
        elif isinstance(alone, (int, float)):
            b0 = float(background)
            q = np.full(len(names) + 1, b0)
            for i, name in enumerate(names):
                number = listed.get(name, b0)
                q[i] = number if isinstance(number, (int, float)) else b0
            leak = b0 * np.minimum(q / b0, 1)[members].prod(axis=1)
            free = (1 - np.maximum(q - b0, 0) / (1 - b0))[members].prod(axis=1)
            expected_yes = float(weights @ (1 - (1 - leak) * free) + empty * float(alone))
            results.append(Expected(finding, "yes", b0, expected_yes))
    return results

"""How the odds of causes grow as all answers together go from no weight to full weight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
NODES = 12
"""Gauss-Legendre points of the integral: the shares then add up to about a thousandth of a deciban."""


DIGITS = 1e-6
"""Below this share a difference has lost too many digits, and the sum is taken anew."""


@dataclass(frozen=True)
class Growth:
    """What every cause's account needs, worked out once a case.

    `rows` (answers, sets): weighed log-likelihoods. `mass` (sets, NODES): the sets' weights along the way, the
    quadrature weight not included; `whole` (NODES,) their sum, `by_all` (answers, NODES) that of mass x rows.
    `without` (answers, sets): the weights at the end with one answer taken back, in single precision. `end`
    (sets,): ln P(set, answers).
    """

    rows: Floats
    mass: Floats
    whole: Floats
    by_all: Floats
    without: NDArray[np.float32]
    end: Floats

    def shares(self, has: NDArray[np.bool_]) -> Floats:
        """Integral over t from 0 to 1 of d log-odds / d t by answers, shape (answers,): `has` marks the sets that
        hold the cause. Where the sets weigh exp(start + t x rows)."""
        weights = np.polynomial.legendre.leggauss(NODES)[1] / 2
        held = np.flatnonzero(has)
        inside = self.mass[held]
        by_held = self.rows[:, held] @ inside
        # "All the others" is everything less the cause's own sets, as long as that leaves enough digits.
        of_held = inside.sum(axis=0)
        of_others, by_others = self.whole - of_held, self.by_all - by_held
        few = of_others < DIGITS * self.whole
        if few.any():
            rest = np.where(has[:, None], 0.0, self.mass[:, few])
            of_others[few], by_others[:, few] = rest.sum(axis=0), self.rows @ rest
        pulled = by_held / np.maximum(of_held, 1e-300)
        pushed = by_others / np.maximum(of_others, 1e-300)
        return np.asarray((pulled - pushed) @ weights)

    def left_out(self, has: NDArray[np.bool_]) -> Floats:
        """By how much the log-odds fall when one answer is taken back and all others stay, shape (answers,)."""
        both = np.stack([has, ~has], axis=1).astype(np.float32)
        inside, outside = np.maximum((self.without @ both).T.astype(np.float64), 1e-300)
        return np.asarray(log_odds(self.end, has) - np.log(inside / outside))


def growth(start: Floats, end: Floats, rows: Floats) -> Growth:
    """The way from `start` (ln prior) to `end` = start + the sum of `rows`."""
    nodes = (np.polynomial.legendre.leggauss(NODES)[0] + 1) / 2
    along = start[:, None] + rows.sum(axis=0)[:, None] * nodes
    mass = np.exp(along - along.max(axis=0))
    back = (end - rows).astype(np.float32)
    if len(back):
        back -= back.max(axis=1, keepdims=True)
    return Growth(rows, mass, mass.sum(axis=0), rows @ mass, np.exp(back), end)


def log_odds(log_weights: Floats, has: NDArray[np.bool_]) -> float:
    """ln of the weight of the sets that hold a cause over that of the others."""
    with_cause, without = log_weights[has], log_weights[~has]
    top, bottom = float(with_cause.max()), float(without.max())
    inside, outside = np.exp(with_cause - top).sum(), np.exp(without - bottom).sum()
    return top - bottom + float(np.log(inside / outside))

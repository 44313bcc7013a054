"""Survey statistics: weighted area under the curve, logistic regression, and jackknife intervals over the design."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
STEPS, CLOSE = 50, 1e-9


@dataclass(frozen=True)
class Design:
    """Who stands for how many: `weight`, `stratum` and `psu`, each of shape (people,)."""

    weight: Floats
    stratum: npt.NDArray[np.int64]
    psu: npt.NDArray[np.int64]

    def at(self, rows: npt.NDArray[np.bool_]) -> Design:
        """The design of some of the people."""
        return Design(self.weight[rows], self.stratum[rows], self.psu[rows])


def area(score: Floats, truth: Floats, weight: Floats) -> float:
    """Weighted area under the ROC curve: P(a person with it scores higher than one without), ties half."""
    _, level = np.unique(score, return_inverse=True)
    with_it = np.bincount(level, weight * truth)
    without = np.bincount(level, weight * (1 - truth))
    below = np.cumsum(without) - without
    total = with_it.sum() * without.sum()
    return float((with_it * (below + without / 2)).sum() / total) if total else float("nan")


def logistic(x: Floats, y: Floats, weight: Floats, ridge: float = 0.0) -> Floats:
    """Coefficients, the intercept first, of a weighted logistic regression (iterated reweighted least squares).

    x (people, columns); y 0 or 1. `ridge`: penalty on all but the intercept, in effective people. McCullagh and
    Nelder 1989, section 4.4.
    """
    design = np.column_stack([np.ones(len(y)), x])
    weight = weight / weight.mean()
    penalty = np.diag([1e-9, *np.full(x.shape[1], ridge + 1e-9)])
    beta = np.zeros(design.shape[1])
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-np.clip(design @ beta, -30, 30)))
        information = design.T @ (design * (weight * p * (1 - p))[:, None]) + penalty
        step = np.linalg.solve(information, design.T @ (weight * (y - p)) - penalty @ beta)
        beta = beta + np.clip(step, -5, 5)
        if np.abs(step).max() < CLOSE:
            break
    return beta


def calibration_slope(p: Floats, truth: Floats, weight: Floats) -> float:
    """Slope of the outcome's log odds on those stated (Cox 1958): 1 is right, below 1 too extreme."""
    logit = np.log(p / (1 - p))
    return float(logistic(logit[:, None], truth, weight)[1])


def cross_validated(x: Floats, y: Floats, design: Design, folds: int = 10, ridge: float = 1.0) -> Floats:
    """Probabilities of a logistic regression for people whose sampling unit it has not seen, shape (people,)."""
    _, unit = np.unique(np.stack([design.stratum, design.psu]), axis=1, return_inverse=True)
    fold = unit.ravel() % folds
    found = np.empty(len(y))
    for k in range(folds):
        out = fold == k
        if out.any():
            beta = logistic(x[~out], y[~out], design.weight[~out], ridge)
            found[out] = 1 / (1 + np.exp(-(beta[0] + x[out] @ beta[1:])))
    return found


def jackknife(figure: Callable[[Floats], float], design: Design) -> tuple[float, float, float]:
    """A figure of the weights with its 95 % interval: value, low, high (stratified jackknife, JKn).

    Each unit is left out in turn, the others of its stratum weigh more for it (Rust and Rao 1996); Student's t
    with units less strata degrees of freedom. A stratum with one unit adds nothing.
    """
    value, variance, units = figure(design.weight), 0.0, 0
    strata = np.unique(design.stratum)
    for stratum in strata:
        here = design.stratum == stratum
        members = np.unique(design.psu[here])
        units += len(members)
        for psu in members if len(members) > 1 else ():
            out = here & (design.psu == psu)
            weight = np.where(here, design.weight * len(members) / (len(members) - 1), design.weight)
            weight[out] = 0
            variance += (len(members) - 1) / len(members) * (figure(weight) - value) ** 2
    half = student_95(units - len(strata)) * variance**0.5
    return value, value - half, value + half


def student_95(freedom: int) -> float:
    """The 97.5 % point of Student's t (Cornish-Fisher expansion, within 0.01 from 4 degrees up)."""
    z, v = 1.959964, max(freedom, 1)
    terms = (
        (z**3 + z) / 4 / v,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96 / v**2,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384 / v**3,
    )
    return z + sum(terms)

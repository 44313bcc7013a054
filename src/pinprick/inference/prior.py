"""The prior over sets of causes for one age band and sex."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pinprick.errors import PackError
from pinprick.inference.parameters import UNEXPLAINED
from pinprick.inference.sets import over_members
from pinprick.knowledge.schema.pack import Pack

Floats = NDArray[np.float64]
MOST_UNEXPLAINED = 0.9
MOST_ONE_CAUSE = 0.9
FEWEST_CAUSES, MOST_CAUSES = 1.0005, 2.9
"""Limits of the mean number of causes, among people with any, that sets of one to three can express."""
IMPOSSIBLE = -1e4
"""log P of a set that cannot be: zero when exponentiated, yet finite, so that sums stay numbers."""
FEWEST_TAKEN = 1.05
"""The mean taken when the shares are too small to fill all sets: `unexplained` then takes the rest."""


def shares(pack: Pack, age: str | None, sex: str | None) -> tuple[Floats, float]:
    """P(cause) for this age band and sex (None = not known): shape (causes,), and P(no cause).

    A multiplier that is not known counts as its average, 1. Where the causes' shares are too small to fill
    all sets (a pack with few causes), `unexplained` takes the rest.
    """

    def share(cause_id: str) -> float:
        prior = pack.causes[cause_id].prior
        return prior.share * prior.by_age.get(age or "", 1.0) * prior.by_sex.get(sex or "", 1.0)

    causes = [cause for cause in pack.causes if cause != UNEXPLAINED]
    of_causes = np.clip(np.array([share(cause) for cause in causes]), 1e-9, MOST_ONE_CAUSE)
    none = min(share(UNEXPLAINED), MOST_UNEXPLAINED) if UNEXPLAINED in pack.causes else 1e-9
    if of_causes.sum() < FEWEST_CAUSES * (1 - none):
        none = float(1 - of_causes.sum() / FEWEST_TAKEN)
    return of_causes, none


def odds(of_causes: Floats, none: float) -> Floats:
    """The o_i for which P(S) proportional to the product of o_i over S gives each cause its share.

    Sets hold one to three causes and have 1 - `none` together. Solved by iterative proportional fitting with
    a common scale; PackError when no such odds exist (shares too large for the sets).
    """
    target = of_causes / (1 - none)
    mean = float(target.sum())
    if not FEWEST_CAUSES <= mean <= MOST_CAUSES or target.max() >= 1:
        raise PackError(
            f"The priors cannot be met: the shares of the causes sum to {of_causes.sum():.3f} and "
            f"'unexplained' has {none:.3f}, so a person with a cause would have {mean:.2f} causes. "
            f"Sets of one to three causes need {FEWEST_CAUSES} to {MOST_CAUSES}, and no share above "
            f"1 - unexplained."
        )
    o = target / (1 - np.minimum(target, 0.95)) * min(1.0, 2 * (mean - 1))
    for _ in range(400):
        e1, e2, e3 = _symmetric(o)
        without1 = e1 - o
        without2 = e2 - o * without1
        total = e1 + e2 + e3
        now = o * (1 + without1 + without2) / total
        if np.max(np.abs(now / target - 1)) < 1e-12:
            break
        scale = _scale(o, mean)
        o = o * (target / now) * scale
    return np.asarray(o)


def _symmetric(o: Floats) -> tuple[float, float, float]:
    """Elementary symmetric polynomials of degree one to three, from power sums (Newton's identities)."""
    s1, s2, s3 = float(o.sum()), float((o**2).sum()), float((o**3).sum())
    return s1, (s1 * s1 - s2) / 2, (s1**3 - 3 * s1 * s2 + 2 * s3) / 6


def _scale(o: Floats, mean: float) -> float:
    """The factor on all odds at which sets hold `mean` causes on average (bisection on its logarithm)."""
    e1, e2, e3 = _symmetric(o)
    low, high = -25.0, 25.0
    for _ in range(60):
        middle = (low + high) / 2
        t = np.exp(middle)
        size = (e1 + 2 * e2 * t + 3 * e3 * t * t) / (e1 + e2 * t + e3 * t * t)
        low, high = (middle, high) if size < mean else (low, middle)
    return float(np.exp((low + high) / 2))


def log_prior(
    of_causes: Floats, none: float, cause_of: NDArray[np.int64], weight: Floats, clash: NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """log P(S) over all sets of forms in canonical order, shape (sets,), and the log odds it is made of.

    `cause_of` and `weight` (forms,) say which cause a form belongs to and its share of it; sets that hold two
    forms of one cause (`clash`, (sets,)) do not exist. Summed over its forms a cause keeps its odds, so the
    odds are solved for whole causes.
    """
    log_odds = np.log(odds(of_causes, none))[cause_of] + np.log(weight)
    row = over_members(log_odds, np.add)
    row[clash] = IMPOSSIBLE
    row[1:] += np.log1p(-none) - np.logaddexp.reduce(row[1:])
    row[0] = np.log(none)
    return row, log_odds

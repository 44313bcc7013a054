"""How the odds of causes grow as all answers together go from no weight to full weight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
Part = tuple[float, Floats]
"""An answer's weight and its log-likelihood in each set, shape (sets,)."""
NODES = 12
"""Gauss-Legendre points of the integral: the shares then add up to about a thousandth of a deciban."""
DIGITS = 1e-6
"""Below this share a difference has lost too many digits, and the sum is taken anew."""
LEAST = 1e-300


@dataclass(frozen=True)
class Growth:
    """The account of several causes at once, in nats.

    `shares` (causes, parts): what each answer adds to the log-odds, the integral over t from 0 to 1 of
    d log-odds / d t where the sets weigh exp(start + t x all answers). `left_out` (causes, parts): by how much
    the log-odds fall when one answer is taken back and all others stay. `log_odds` (causes,): at the end.
    """

    shares: Floats
    left_out: Floats
    log_odds: Floats


def growth(start: Floats, parts: Sequence[Part], held: Sequence[Numbers]) -> Growth:
    """The way from `start` (ln prior, shape (sets,)) to `start` + the weighted sum of `parts`.

    `held`: for each cause the numbers of the sets that hold it.
    """
    end = start.copy()
    for weight, row in parts:
        end += row if weight == 1.0 else weight * row
    top = end.max()
    end -= top + np.log(np.exp(end - top).sum())
    pull = _pull(start, end - start, held)
    shares = np.array([weight * (pull @ row) for weight, row in parts]).reshape(len(parts), len(held))
    after = log_odds(end, held)
    without = np.array([log_odds(end - weight * row, held) for weight, row in parts])
    return Growth(shares.T, (after - without.reshape(len(parts), len(held))).T, after)


def _pull(start: Floats, change: Floats, held: Sequence[Numbers]) -> Floats:
    """How much one nat more for a set along the whole way moves each cause's log-odds: shape (causes, sets).

    At each node the set's share of the sets that hold the cause, or, with a minus, of those that do not. The
    integral of any answer is then one product with it: nothing is summed node by node.
    """
    at, weights = _nodes()
    # Both ends sum to 1, so by convexity no sum between them passes 1: nothing overflows.
    mass = at[:, None] * change
    mass += start
    np.exp(mass, out=mass)
    inside = [mass.take(sets, axis=1) for sets in held]
    of_held = np.array([part.sum(axis=1) for part in inside]).reshape(len(held), NODES)
    of_others = _others(mass.sum(axis=1), of_held, mass, held)
    pull = (-weights / np.maximum(of_others, LEAST)) @ mass
    for cause, sets in enumerate(held):
        pull[cause, sets] = (weights / np.maximum(of_held[cause], LEAST)) @ inside[cause]
    return np.asarray(pull)


def _others(whole: Floats, of_held: Floats, mass: Floats, held: Sequence[Numbers]) -> Floats:
    """The mass of the sets without each cause: the rest, or where that is too small to be sure of, summed.

    Shapes: `whole` (rows,), `of_held` and the result (causes, rows), `mass` (rows, sets).
    """
    found = whole - of_held
    for cause, row in np.argwhere(found < DIGITS * whole):
        rest = mass[row].copy()
        rest[held[cause]] = 0.0
        found[cause, row] = rest.sum()
    return np.asarray(found)


def log_odds(log_weights: Floats, held: Sequence[Numbers]) -> Floats:
    """ln of the weight of the sets that hold each cause over that of the others, shape (causes,)."""
    mass = np.exp(log_weights - log_weights.max())
    of_held = np.array([mass.take(sets).sum() for sets in held])
    of_others = _others(mass.sum(keepdims=True), of_held[:, None], mass[None], held)[:, 0]
    return np.asarray(np.log(np.maximum(of_held, LEAST)) - np.log(np.maximum(of_others, LEAST)))


@lru_cache(maxsize=1)
def _nodes() -> tuple[Floats, Floats]:
    """Where the integral over 0 to 1 is looked at, and with what weight: shapes (NODES,)."""
    at, weights = np.polynomial.legendre.leggauss(NODES)
    return (at + 1) / 2, weights / 2

"""log P(finding = value | set of causes), by the rules of the pack's schema ("How causes combine")."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pinprick.inference.parameters import SMALLEST, Categorical
from pinprick.inference.sets import over_chosen, over_members

Floats = NDArray[Any]
"""Single or double precision: rows keep that of the numbers they are made from."""
Combine = Callable[[Floats, np.ufunc], Floats]
"""Takes one number per cause to one number per set: over all sets, or over chosen ones."""


def over(chosen: NDArray[np.int64] | None) -> Combine:
    """Combination over `chosen` sets (k, width), or over all sets in canonical order (None)."""
    if chosen is None:
        return over_members
    return lambda values, combine: over_chosen(values, chosen, combine)


def binary_no(p: Floats, background: Floats, combine: Combine) -> Floats:
    """P(no | set), shape (..., sets). Shapes: `p` (..., causes), `background` (...).

    Noisy-OR on the excess, inhibition on the leak: a cause with p at or above the background b adds its own
    chance e = (p - b) / (1 - b); one with p below it multiplies the leak by p / b. One cause alone gives back
    exactly its p.
    """
    b = background[..., None]
    excess = p >= b
    found = combine(np.where(excess, (1 - p) / (1 - b), 1.0), np.multiply)
    if excess.all():
        found *= 1 - b
        return found
    leak = combine(np.where(excess, 1.0, p / b), np.multiply)
    leak *= b
    found *= np.subtract(1, leak, out=leak)
    return found


def binary_rows(
    p: Floats, background: Floats, unexplained: Floats, yes: NDArray[np.bool_], combine: Combine
) -> Floats:
    """log P(yes), or log P(no) where `yes` (findings,) is False, over all sets: shape (findings, sets)."""
    found = binary_no(p, background, combine)
    found[:, 0] = 1 - unexplained
    found[yes] = 1 - found[yes]
    np.clip(found, SMALLEST, 1, out=found)
    return np.asarray(np.log(found, out=found))


def categorical(finding: Categorical, empty: NDArray[np.bool_] | slice, combine: Combine) -> Floats:
    """P(value), shape (values, sets): the causes that list it, mixed by what they have to say."""
    weights = np.concatenate([finding.say[None, :], finding.say * finding.p.T])
    summed = combine(weights, np.add)
    total, parts = summed[0], summed[1:]
    silent = total <= 0
    shares = np.where(silent, finding.background[:, None], parts / np.where(silent, 1.0, total))
    shares[:, empty] = finding.unexplained[:, None]
    return np.asarray(np.clip(shares, SMALLEST, 1, out=shares))


def categorical_rows(finding: Categorical, empty: NDArray[np.bool_] | slice, combine: Combine) -> Floats:
    """log P(value), shape (values, sets)."""
    shares = categorical(finding, empty, combine)
    return np.asarray(np.log(shares, out=shares))


def tempered(p: Floats, weight: Any) -> Floats:
    """P(yes) ** weight, made to sum to 1 with that of no. `weight`: one number, or one for each last place of `p`."""
    raised = np.exp(weight * np.log(p))
    other = np.exp(weight * np.log(np.maximum(1 - p, p.dtype.type(SMALLEST))))
    return np.asarray(raised / (raised + other))


def tempered_shares(p: Floats, weight: float) -> Floats:
    """P(value) ** weight, made to sum to 1 over the values, which stand last."""
    raised = np.exp(p.dtype.type(weight) * np.log(p))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))

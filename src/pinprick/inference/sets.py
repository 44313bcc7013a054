"""All sets of up to three causes, in one fixed order, and sums and products over their members."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LARGEST = 3
"""The most causes one set may hold; the prior is defined on these sets."""


def count(causes: int) -> int:
    """How many sets of up to three of `causes` causes there are, the empty set included (50 -> 20,876)."""
    n = causes
    return 1 + n + n * (n - 1) // 2 + n * (n - 1) * (n - 2) // 6


@lru_cache(maxsize=8)
def members(causes: int) -> NDArray[np.int64]:
    """The sets, shape (sets, 3): cause numbers in rising order, padded with `causes`.

    Order: the empty set, single causes, pairs, triples, each in lexicographic order.
    """
    n = causes
    table = np.full((count(n), LARGEST), n, dtype=np.int64)
    table[1 : n + 1, 0] = np.arange(n)
    start = n + 1
    first, second = np.triu_indices(n, 1)
    table[start : start + first.size, 0] = first
    table[start : start + first.size, 1] = second
    start += first.size
    for i in range(n - 2):
        later = int(np.searchsorted(first, i + 1))
        size = first.size - later
        table[start : start + size, 0] = i
        table[start : start + size, 1] = first[later:]
        table[start : start + size, 2] = second[later:]
        start += size
    table.setflags(write=False)
    return table


def over_members(values: Floats, combine: np.ufunc) -> Floats:
    """Combine one number per cause over the members of every set: shape (..., causes) -> (..., sets).

    `combine` is `np.multiply` or `np.add`; the empty set gets its identity, 1 or 0. Triples with first
    member i are i combined with the pairs of later causes, which lie side by side: no index is looked up.
    """
    n = values.shape[-1]
    out = np.empty((*values.shape[:-1], count(n)), dtype=values.dtype)
    out[..., 0] = combine.identity
    out[..., 1 : n + 1] = values
    pairs_from = at = n + 1
    pair_starts = []
    for i in range(n - 1):
        pair_starts.append(at)
        size = n - 1 - i
        combine(values[..., i : i + 1], values[..., i + 1 :], out=out[..., at : at + size])
        at += size
    pairs_to = at
    assert pairs_from + n * (n - 1) // 2 == pairs_to
    for i in range(n - 2):
        later = pair_starts[i + 1]
        size = pairs_to - later
        combine(values[..., i : i + 1], out[..., later:pairs_to], out=out[..., at : at + size])
        at += size
    return out


def over_chosen(values: Floats, chosen: NDArray[np.int64], combine: np.ufunc) -> Floats:
    """As `over_members`, for the sets `chosen` only: shape (..., causes), (k, width) -> (..., k).

    The numbers of one set lie side by side in memory, so that each member costs one copy, not one look-up a number.
    """
    padded = np.full((values.shape[-1] + 1, *values.shape[:-1]), combine.identity, dtype=values.dtype)
    padded[:-1] = np.moveaxis(values, -1, 0)
    out = padded.take(chosen[:, 0], axis=0)
    more = np.empty_like(out)
    for column in range(1, chosen.shape[1]):
        # "clip" spares numpy a second copy; no number is out of bounds.
        combine(out, padded.take(chosen[:, column], axis=0, out=more, mode="clip"), out=out)
    return np.moveaxis(out, 0, -1)


def likeliest(p: Floats, mass: float, most: int | None = None) -> NDArray[np.int64]:
    """The fewest places of `p` (k,) that hold `mass` together, at most `most` of them, in rising order.

    Of equal ones the first are taken, so that the choice does not depend on how they were sorted.
    """
    # All that are smaller than this hold less together than may be left out: they need no sorting.
    some = p[p > (float(p.sum()) - mass) / (2 * p.size)]
    some = some if some.size else p
    few = (
        some
        if most is None or most >= some.size
        else np.partition(some, some.size - most)[some.size - most :]
    )
    falling = np.sort(few)[::-1]
    enough = min(int(np.searchsorted(np.cumsum(falling), mass)) + 1, falling.size)
    if enough == p.size:
        return np.arange(p.size)
    taken = p > falling[enough - 1]
    taken[np.flatnonzero(p == falling[enough - 1])[: enough - int(np.count_nonzero(taken))]] = True
    return np.flatnonzero(taken)


def marginals(weights: Floats, chosen: NDArray[np.int64], causes: int) -> Floats:
    """The weight of all sets that hold each cause: shapes (k,), (k, width) -> (causes,)."""
    total = np.zeros(causes + 1)
    for column in range(chosen.shape[1]):
        total += np.bincount(chosen[:, column], weights=weights, minlength=causes + 1)
    return total[:causes]

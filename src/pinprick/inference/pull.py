"""How much each member of a set answers for: d log P(value | set) / d log P(value | member alone)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pinprick.inference.network import Network
from pinprick.inference.parameters import Categorical

Floats = NDArray[np.float64]


def pulls(
    network: Network, answers: Sequence[tuple[str, str]], chosen: NDArray[np.int64]
) -> tuple[Floats, Floats]:
    """Slopes of each answer (finding, value) by member, shape (width, k, answers), and by the background, shape
    (answers, k), for the sets `chosen` (k, width).

    A single cause that lists the finding has slope 1; members that do not list it have 0. The background
    has 1 where no member lists it. The empty set is `unexplained`: its first place has slope 1 where that
    lists the finding, else the background has. No slope is above 1: just above the background the excess of
    a cause is small and its slope steep, but only for very small changes.
    """
    binary, members = network.parameters.binary, np.ascontiguousarray(chosen.T)
    slopes = np.empty((*members.shape, len(answers)))
    alone_listed = np.empty(len(answers))
    for yes in (True, False):
        here = [
            at
            for at, (finding, value) in enumerate(answers)
            if finding in network.binary_row and (network.value_number(finding, value) == 0) is yes
        ]
        if here:
            row = [network.binary_row[answers[at][0]] for at in here]
            slopes[..., here] = (_yes if yes else _no)(binary.p[row], binary.background[row], members)
            alone_listed[here] = binary.unexplained[row] != binary.background[row]
    for at, (finding, value) in enumerate(answers):
        if finding in network.parameters.categorical:
            table = network.parameters.categorical[finding]
            slopes[..., at] = _categorical(table, table.values.index(value), members)
            alone_listed[at] = not np.array_equal(table.unexplained, table.background)
    empty = np.flatnonzero(members[0] == network.width)
    slopes[:, empty] = 0.0
    slopes[0, empty] = alone_listed
    return slopes, np.ascontiguousarray((slopes.sum(axis=0) == 0).T, dtype=np.float64)


@dataclass(frozen=True)
class _Sets:
    """What the slopes of yes and of no are made of, for findings (F,) and sets (k,).

    `of_member`: one number a form, then one for a place that is not filled, each (forms + 1, F): `own` and `kept`
    are its factors of P(no) above and below the background, `p` its number. `no_any`, `leak` (k, F): the products
    of `own` and of `kept` over the members of a set.
    """

    p: Floats
    own: Floats
    kept: Floats
    no_any: Floats
    leak: Floats


def _sets(p: Floats, background: Floats, members: NDArray[np.int64]) -> _Sets:
    """Shapes: `p` (F, forms), `background` (F,), `members` (width, k)."""
    b = background[:, None]
    filled = np.ones(len(p))
    own = np.column_stack([np.where(p > b, (1 - p) / (1 - b), 1.0), filled]).T
    kept = np.column_stack([np.where(p < b, p / b, 1.0), filled]).T
    own, kept = np.ascontiguousarray(own), np.ascontiguousarray(kept)
    # The numbers of one set lie side by side, so that each place costs one copy.
    no_any, leak = own.take(members[0], axis=0), kept.take(members[0], axis=0)
    for place in members[1:]:
        no_any *= own.take(place, axis=0)
        leak *= kept.take(place, axis=0)
    return _Sets(np.ascontiguousarray(np.column_stack([p, background]).T), own, kept, no_any, leak)


def _yes(p: Floats, b: Floats, members: NDArray[np.int64]) -> Floats:
    """Slopes of answers that are yes, shape (width, k, F)."""
    parts = _sets(p, b, members)
    found = np.empty((*members.shape, len(b)))
    not_leaked = 1 - b * parts.leak
    given = np.maximum(1 - not_leaked * parts.no_any, 1e-12)
    for at, place in enumerate(members):
        each = parts.p.take(place, axis=0)
        by_excess = not_leaked * (parts.no_any / parts.own.take(place, axis=0)) / (1 - b)
        by_leak = parts.leak / parts.kept.take(place, axis=0) * parts.no_any
        slope = np.where(each > b, by_excess, by_leak) * each
        slope /= given
        found[at] = np.where(each != b, np.minimum(slope, 1.0), 0.0)
    return found


def _no(p: Floats, b: Floats, members: NDArray[np.int64]) -> Floats:
    """Slopes of answers that are no, shape (width, k, F)."""
    parts = _sets(p, b, members)
    found = np.empty((*members.shape, len(b)))
    given = np.maximum((1 - b * parts.leak) * parts.no_any, 1e-12)
    for at, place in enumerate(members):
        each = parts.p.take(place, axis=0)
        by_leak = parts.leak / parts.kept.take(place, axis=0) * parts.no_any
        slope = np.where(each > b, 1.0, by_leak * (1 - each) / given)
        found[at] = np.where(each != b, np.minimum(slope, 1.0), 0.0)
    return found


def _categorical(table: Categorical, at: int, members: NDArray[np.int64]) -> Floats:
    part = np.append(table.say * table.p[:, at], 0.0)[members]
    total = part.sum(axis=0)
    return np.asarray(np.where(total > 0, part / np.where(total > 0, total, 1.0), 0.0))

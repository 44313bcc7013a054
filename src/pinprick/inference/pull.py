"""How much each member of a set answers for: d log P(value | set) / d log P(value | member alone)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pinprick.inference.network import Network
from pinprick.inference.parameters import Categorical

Floats = NDArray[np.float64]


def pulls(
    network: Network, answers: Sequence[tuple[str, str]], chosen: NDArray[np.int64]
) -> tuple[Floats, Floats]:
    """Slopes of each answer (finding, value) by member, shape (answers, width, k), and by the background, shape
    (answers, k), for the sets `chosen` (k, width).

    A single cause that lists the finding has slope 1; members that do not list it have 0. The background
    has 1 where no member lists it. The empty set is `unexplained`: its first place has slope 1 where that
    lists the finding, else the background has. No slope is above 1: just above the background the excess of
    a cause is small and its slope steep, but only for very small changes.
    """
    binary, members = network.parameters.binary, np.ascontiguousarray(chosen.T)
    slopes = np.empty((len(answers), *members.shape))
    alone_listed = np.empty(len(answers))
    yes_or_no = [at for at, (finding, _) in enumerate(answers) if finding in network.binary_row]
    row = [network.binary_row[answers[at][0]] for at in yes_or_no]
    yes = np.array([network.value_number(*answers[at]) == 0 for at in yes_or_no], dtype=np.bool_)
    slopes[yes_or_no] = _binary(binary.p[row], binary.background[row], yes, members)
    alone_listed[yes_or_no] = binary.unexplained[row] != binary.background[row]
    for at, (finding, value) in enumerate(answers):
        if finding in network.parameters.categorical:
            table = network.parameters.categorical[finding]
            slopes[at] = _categorical(table, table.values.index(value), members)
            alone_listed[at] = not np.array_equal(table.unexplained, table.background)
    empty = members[0] == network.width
    slopes[:, :, empty] = 0.0
    slopes[:, 0, empty] = alone_listed[:, None]
    return slopes, (slopes.sum(axis=1) == 0).astype(np.float64)


def _binary(p: Floats, background: Floats, yes: NDArray[np.bool_], members: NDArray[np.int64]) -> Floats:
    """Shapes: `p` (findings, forms), `background` and `yes` (findings,), `members` (width, k)."""
    b = background[:, None]
    excess = p > b
    # One number a form, then one more, 1, for a place that is not filled.
    own = np.column_stack([np.where(excess, (1 - p) / (1 - b), 1.0), np.ones(len(p))])[:, members]
    kept = np.column_stack([np.where(p < b, p / b, 1.0), np.ones(len(p))])[:, members]
    b = background[:, None, None]
    no_any, leak = own.prod(axis=1, keepdims=True), kept.prod(axis=1, keepdims=True)
    each = np.column_stack([p, background])[:, members]
    no = (1 - b * leak) * no_any
    by_leak = leak / kept * no_any
    found = np.empty_like(each)
    given = no[yes]
    by_excess = (1 - (b * leak)[yes]) * (no_any[yes] / own[yes]) / (1 - b[yes])
    found[yes] = np.where(each[yes] > b[yes], by_excess, by_leak[yes]) * each[yes]
    found[yes] /= np.maximum(1 - given, 1e-12)
    given = np.maximum(no[~yes], 1e-12)
    found[~yes] = np.where(each[~yes] > b[~yes], 1.0, by_leak[~yes] * (1 - each[~yes]) / given)
    return np.where(each != b, np.minimum(found, 1.0), 0.0)


def _categorical(table: Categorical, at: int, members: NDArray[np.int64]) -> Floats:
    part = np.append(table.say * table.p[:, at], 0.0)[members]
    total = part.sum(axis=0)
    return np.asarray(np.where(total > 0, part / np.where(total > 0, total, 1.0), 0.0))

"""How much each member of a set answers for: d log P(value | set) / d log P(value | member alone)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pinprick.inference.network import Network
from pinprick.inference.parameters import Categorical

Floats = NDArray[np.float64]


def pulls(network: Network, finding: str, value: str, chosen: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Slopes by member, shape (k, width), and by the background, shape (k,), for the sets `chosen`.

    A single cause that lists the finding has slope 1; members that do not list it have 0. The background
    has 1 where no member lists it. The empty set is `unexplained`: its first place has slope 1 where that
    lists the finding, else the background has. No slope is above 1: just above the background the excess of
    a cause is small and its slope steep, but only for very small changes.
    """
    n = network.width
    if finding in network.parameters.categorical:
        table = network.parameters.categorical[finding]
        slopes = _categorical(table, table.values.index(value), chosen)
        alone_listed = not np.array_equal(table.unexplained, table.background)
    else:
        row = network.binary_row[finding]
        binary = network.parameters.binary
        b = float(binary.background[row])
        slopes = _binary(np.append(binary.p[row], b), b, network.value_number(finding, value) == 0, chosen)
        alone_listed = bool(binary.unexplained[row] != b)
    empty = chosen[:, 0] == n
    slopes[empty] = 0.0
    slopes[empty, 0] = float(alone_listed)
    return slopes, (slopes.sum(axis=1) == 0).astype(np.float64)


def _binary(p: Floats, b: float, yes: bool, chosen: NDArray[np.int64]) -> Floats:
    each = p[chosen]
    listed, excess = each != b, each > b
    no_own = np.where(excess, (1 - each) / (1 - b), 1.0)
    kept = np.where(each < b, each / b, 1.0)
    no_any, leak = no_own.prod(axis=1, keepdims=True), kept.prod(axis=1, keepdims=True)
    no = (1 - b * leak) * no_any
    by_leak = leak / kept * no_any
    if yes:
        by_excess = (1 - b * leak) * (no_any / no_own) / (1 - b)
        slopes = np.where(excess, by_excess, by_leak) * each / np.maximum(1 - no, 1e-12)
    else:
        slopes = np.where(excess, 1.0, by_leak * (1 - each) / np.maximum(no, 1e-12))
    return np.where(listed, np.minimum(slopes, 1.0), 0.0)


def _categorical(table: Categorical, at: int, chosen: NDArray[np.int64]) -> Floats:
    part = np.append(table.say * table.p[:, at], 0.0)[chosen]
    total = part.sum(axis=1, keepdims=True)
    return np.asarray(np.where(total > 0, part / np.where(total > 0, total, 1.0), 0.0))

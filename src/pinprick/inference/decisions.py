"""What a mistake about urgency costs, and the level of each set of causes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from pinprick.inference.network import Network
from pinprick.inference.parameters import UNEXPLAINED
from pinprick.knowledge.schema.reasoning import section
from pinprick.knowledge.schema.urgency import UrgencyLoss
from pinprick.vocabulary import Urgency

Floats = NDArray[np.float64]
LEVELS: tuple[Urgency, ...] = tuple(Urgency)
"""Columns of every array by urgency, most urgent first."""


def losses(network: Network, floor: Urgency | None = None) -> Floats:
    """Loss [needed, given], shape (5, 5), from the pack; advice below `floor` costs too much to be chosen."""
    table: Floats = network.once("losses", lambda: _of_pack(network)).copy()
    if floor is not None:
        table[:, LEVELS.index(floor) + 1 :] = 1e6
    return table


def _of_pack(network: Network) -> Floats:
    if "urgency_loss" in network.pack.decision:
        rules: UrgencyLoss = section(network.pack, "urgency_loss", UrgencyLoss)
        return np.array([[rules.loss[needed][given] for given in LEVELS] for needed in LEVELS], np.float64)
    step = np.arange(len(LEVELS), dtype=np.float64)
    late = np.maximum(step[None, :] - step[:, None], 0)
    early = np.maximum(step[:, None] - step[None, :], 0)
    return np.asarray(9 * late**2 + early)


def level_of_causes(network: Network, of_cause: Mapping[str, Urgency] | None = None) -> NDArray[np.int64]:
    """Column of `LEVELS` for every cause and `unexplained`, shape (causes + 1,).

    `of_cause` overrides the causes' defaults (say, by a rule of a cause that holds for this person).
    """
    causes, fixed = network.pack.causes, of_cause or {}

    def level(cause: str) -> int:
        default = causes[cause].urgency.default if cause in causes else Urgency.ROUTINE_WEEKS
        return LEVELS.index(fixed.get(cause, default))

    return np.array([*map(level, network.causes), level(UNEXPLAINED)])


def levels(network: Network, of_cause: Mapping[str, Urgency] | None = None) -> NDArray[np.int64]:
    """Column of `LEVELS` for every set, shape (sets,): the most urgent of its members."""
    if not of_cause:
        found: NDArray[np.int64] = network.once("levels", lambda: _levels(network, {}))
        return found
    return _levels(network, of_cause)


def _levels(network: Network, of_cause: Mapping[str, Urgency]) -> NDArray[np.int64]:
    column = level_of_causes(network, of_cause)
    found = np.append(column[:-1][network.cause_of], len(LEVELS))[network.members].min(axis=1)
    found[0] = column[-1]
    return np.asarray(found)

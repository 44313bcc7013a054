"""What an edit of the pack does: rank, probability and urgency of every case, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from pinprick.errors import CaseError
from pinprick.inference.decisions import LEVELS, levels, losses
from pinprick.inference.network import Network, network
from pinprick.inference.posterior import Posterior, posterior
from pinprick.knowledge.schema.pack import Pack
from pinprick.vocabulary import Urgency

MOVED = 0.005
"""A probability counts as moved from this difference on."""


@dataclass(frozen=True)
class Told:
    """A case to compare: its name, the answers, and (if known) the true cause."""

    name: str
    answers: Mapping[str, str]
    truth: str | None = None


@dataclass(frozen=True)
class Moved:
    """How one case changed.

    `first_*`: the likeliest cause; `urgency_*`: the best advice from the causes alone (rules stand above it);
    `moved`: cause -> (probability before, after), largest change first; `rank_*`: place of the true cause, 1
    = first, None when it is not known or not in that pack. `dropped`: answers one of the packs does not know.
    """

    name: str
    first_before: str
    first_after: str
    urgency_before: Urgency
    urgency_after: Urgency
    moved: tuple[tuple[str, float, float], ...]
    rank_before: int | None
    rank_after: int | None
    dropped: tuple[str, ...]

    @property
    def changed(self) -> bool:
        """Whether anything a person would see has changed."""
        return (
            bool(self.moved)
            or self.urgency_before != self.urgency_after
            or self.first_before != self.first_after
        )


@dataclass(frozen=True)
class Impact:
    """Every case that changed, the most urgent changes first; how many were looked at; what the sum is.

    `first_hits_*`, `top_three_*`: how many cases of known truth have it first, or among the first three.
    """

    cases: tuple[Moved, ...]
    looked_at: int
    first_hits_before: int
    first_hits_after: int
    top_three_before: int
    top_three_after: int


def impact(old: Pack, new: Pack, cases: Iterable[Told]) -> Impact:
    """Compare two packs on `cases`. Answers that one of them does not know are dropped and listed.

    The pack's own rules are not part of this: it compares what the causes say.
    """
    before, after = network(old), network(new)
    told = list(cases)
    rows = [_compare(before, after, case) for case in told]
    changed = sorted((row for row in rows if row.changed), key=_order)
    known = [row for row, case in zip(rows, told, strict=True) if case.truth]

    def hits(ranks: Iterable[int | None], within: int) -> int:
        return sum(rank is not None and rank <= within for rank in ranks)

    return Impact(
        tuple(changed),
        len(rows),
        hits((row.rank_before for row in known), 1),
        hits((row.rank_after for row in known), 1),
        hits((row.rank_before for row in known), 3),
        hits((row.rank_after for row in known), 3),
    )


def _compare(before: Network, after: Network, case: Told) -> Moved:
    kept, dropped = {}, []
    for finding, value in case.answers.items():
        if _known(before, finding, value) and _known(after, finding, value):
            kept[finding] = value
        else:
            dropped.append(finding)
    old, new = posterior(before, kept), posterior(after, kept)
    names = list(dict.fromkeys([*old.marginals, *new.marginals]))
    pairs = [(name, old.marginals.get(name, 0.0), new.marginals.get(name, 0.0)) for name in names]
    moved = sorted((p for p in pairs if abs(p[2] - p[1]) >= MOVED), key=lambda p: -abs(p[2] - p[1]))
    return Moved(
        case.name,
        old.ranked()[0][0],
        new.ranked()[0][0],
        _advice(old),
        _advice(new),
        tuple(moved),
        _rank(old, case.truth),
        _rank(new, case.truth),
        tuple(dropped),
    )


def _known(net: Network, finding: str, value: str) -> bool:
    try:
        if value != "unsure":
            net.value_number(finding, value)
        return finding in net.pack.findings
    except CaseError:
        return False


def _advice(point: Posterior) -> Urgency:
    by_level = np.bincount(levels(point.network), weights=point.probability, minlength=len(LEVELS))
    return LEVELS[int((by_level @ losses(point.network)).argmin())]


def _rank(point: Posterior, truth: str | None) -> int | None:
    order = [cause for cause, _ in point.ranked()]
    return order.index(truth) + 1 if truth in order else None


def _order(row: Moved) -> tuple[int, bool, float, str]:
    """Less urgent advice first, then another first cause, then the size of the change."""
    lowered = row.urgency_after.rank - row.urgency_before.rank
    size = max((abs(after - before) for _, before, after in row.moved), default=0.0)
    return (
        lowered if lowered < 0 else (1 if lowered == 0 else 0),
        row.first_before == row.first_after,
        -size,
        row.name,
    )

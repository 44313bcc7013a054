"""How sure: 90 % bands of each cause's probability, from the uncertainty of every number behind it."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pinprick.inference import sets
from pinprick.inference.evidence import drawing_row
from pinprick.inference.network import Network
from pinprick.inference.parameters import UNEXPLAINED
from pinprick.inference.posterior import Posterior, posterior
from pinprick.inference.pull import pulls
from pinprick.inference.spread import of_finding, of_shares, uncertainty

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
MASS = 0.999
MOST_SETS = 4096
EACH = 6


@dataclass(frozen=True)
class Intervals:
    """`lower` and `upper` (5 % and 95 % of the draws) of every cause's probability, `unexplained` included.

    `first`, `second`: the likeliest causes. `flips`: share of the draws in which the second comes before the
    first; `first_holds`: in which the first stays first of all. `mass`: posterior mass of the sets used.
    """

    lower: dict[str, float]
    upper: dict[str, float]
    first: str
    second: str
    flips: float
    first_holds: float
    draws: int
    mass: float


def intervals(
    network: Network,
    answers: Mapping[str, str],
    drawing_evidence: Mapping[str, float] | None = None,
    draws: int = 200,
    seed: int = 0,
    mass: float = MASS,
) -> Intervals:
    """5-95 % bands, from `draws` draws of every number that bears on the case (seeded: same every time).

    Log-odds of each probability are normal with the spread of its basis (a Beta distribution matched on the
    log-odds scale, Aitchison & Shen 1980); prior odds likewise. For a single cause a draw is worked out
    exactly, the background's role as leak held; within a set each member's change counts by its slope
    (`pull.pulls`, the delta method). Sets holding `mass` of the posterior are drawn, at most 4,096, and for
    every cause itself and its pairs with the likeliest; what it has outside them moves in proportion.
    """
    point = posterior(network, answers, drawing_evidence)
    kept = _kept(point, mass)
    chosen = np.asarray(point.members[kept])
    p = point.probability[kept]
    change = _changes(point, chosen, draws, seed)
    weights = np.log(np.maximum(p, 1e-300)).astype(np.float32)[:, None] + change
    weights -= weights.max(axis=0)
    np.exp(weights, out=weights)
    weights /= weights.sum(axis=0)
    held = _held(chosen, network.width)
    drawn = _by_cause(network, held @ weights)
    names = [*network.causes, UNEXPLAINED]
    at_point = np.append(point.vector, point.unexplained)
    covered = _by_cause(network, held @ p.astype(np.float32)[:, None])[:, 0]
    drawn *= (at_point / np.maximum(covered, 1e-30)).astype(np.float32)[:, None]
    low, high = np.quantile(np.clip(drawn, 0, 1), [0.05, 0.95], axis=1)
    order = np.argsort(-at_point, kind="stable")
    first, second = int(order[0]), int(order[min(1, len(order) - 1)])
    return Intervals(
        lower=dict(zip(names, np.minimum(low, at_point).tolist(), strict=True)),
        upper=dict(zip(names, np.maximum(high, at_point).tolist(), strict=True)),
        first=names[first],
        second=names[second],
        flips=float((drawn[second] > drawn[first]).mean()),
        first_holds=float((drawn.argmax(axis=0) == first).mean()),
        draws=draws,
        mass=float(p.sum()),
    )


def _kept(point: Posterior, mass: float) -> NDArray[np.int64]:
    """The likeliest sets up to `mass`, and for causes that hold little of it: rows in rising order.

    Those are the empty set, each cause alone, and each cause with each of the `EACH` likeliest.
    """
    n = point.network.width
    pairs = 1 + n + n * (n - 1) // 2
    partners = np.argsort(-point.of_forms, kind="stable")[:EACH]
    taken = np.zeros(point.probability.size, dtype=np.bool_)
    taken[sets.likeliest(point.probability, mass, MOST_SETS)] = True
    taken[: n + 1] = True
    likely = np.zeros(n + 1, dtype=np.bool_)
    likely[partners] = True
    taken[n + 1 : pairs] |= likely[point.members[n + 1 : pairs, :2]].any(axis=1)
    return np.flatnonzero(taken)


def _changes(point: Posterior, chosen: NDArray[np.int64], draws: int, seed: int) -> Singles:
    """Change of ln P(set, answers) in each draw: shape (sets, draws)."""
    network, evidence, n = point.network, point.evidence, point.network.width
    answers = [(answer.finding, answer.value) for answer in evidence.weighed]
    weights = np.array([answer.weight for answer in evidence.weighed])
    by_member, by_background = pulls(network, answers, chosen)
    moved = [_answer_moved(network, *answer, draws, seed) for answer in answers]
    others = _others(point, chosen)
    slope = np.empty((*chosen.T.shape, len(answers) + len(others)), dtype=np.float32)
    slope[..., : len(answers)] = weights * by_member
    for name, spread, by_place in others:
        slope[..., len(moved)] = by_place.T
        moved.append(spread.astype(np.float32)[:, None] * _normals(name, n + 2, draws, seed))
    by_cause = np.stack(moved, axis=1)
    change = (weights * by_background.T).astype(np.float32) @ by_cause[n, : len(answers)]
    # A place that is not filled has the background's number, n, but no slope; the empty set has `unexplained`'s.
    member = chosen.T.copy()
    member[0, chosen[:, 0] == n] = n + 1
    for of_place in _by_member(slope, member, by_cause):
        change += of_place
    return np.asarray(change)


def _by_member(slope: Singles, member: NDArray[np.int64], by_cause: Singles) -> Singles:
    """slope x by_cause of each member, summed over answers: shape (width, sets, draws).

    Shapes: `slope` (width, sets, answers), `member` (width, sets), `by_cause` (forms + 2, answers, draws). Places
    of one member lie side by side, so that each member costs one product.
    """
    at = member.ravel().astype(np.int16)
    order = np.argsort(at, kind="stable")
    bounds = np.searchsorted(at[order], np.arange(len(by_cause) + 1))
    sorted_slope = slope.reshape(at.size, -1).take(order, axis=0)
    found = np.empty((at.size, by_cause.shape[2]), dtype=np.float32)
    for cause, (start, stop) in enumerate(pairwise(bounds.tolist())):
        filled = cause != len(by_cause) - 2
        if start < stop:
            found[order[start:stop]] = sorted_slope[start:stop] @ by_cause[cause] if filled else 0
    return found.reshape(*member.shape, -1)


def _others(point: Posterior, chosen: NDArray[np.int64]) -> list[tuple[str, Floats, Floats]]:
    """The priors and the drawing as further sources of change: name, spread by cause, slope by member."""
    network, n = point.network, point.network.width
    rules = uncertainty(network)
    here = (chosen < n).astype(np.float64)
    here[chosen[:, 0] == n, 0] = 1.0
    found = [("shares", of_shares(network, rules), here)]
    if point.evidence.drawing is not None and rules.drawing > 0:
        ratios, none = point.evidence.drawing
        each = np.append(ratios, none)[chosen] - drawing_row(point.evidence, chosen)[:, None]
        size = np.maximum((chosen < n).sum(axis=1, keepdims=True), 1)
        found.append(("drawing", np.full(n + 2, rules.drawing), here * np.exp(each) / size))
    return found


def _answer_moved(network: Network, finding: str, value: str, draws: int, seed: int) -> Singles:
    """How each draw moves ln P(value) of each form, the background and `unexplained`: (forms + 2, draws)."""

    def make() -> Singles:
        spread = of_finding(network, finding, value, uncertainty(network))
        return _moved(
            _log_odds(network, finding, value), spread, _normals(finding, network.width + 2, draws, seed)
        )

    found: Singles = network.once(("moved", finding, value, draws, seed), make)
    return found


def _log_odds(network: Network, finding: str, value: str) -> Floats:
    """Log-odds of P(value) for each form, the background and `unexplained`: shape (forms + 2,)."""
    if finding in network.parameters.categorical:
        table = network.parameters.categorical[finding]
        at = table.values.index(value)
        p = np.concatenate([table.p[:, at], [table.background[at], table.unexplained[at]]])
    else:
        row, binary = network.binary_row[finding], network.parameters.binary
        p = np.concatenate([binary.p[row], [binary.background[row], binary.unexplained[row]]])
        p = p if network.value_number(finding, value) == 0 else 1 - p
    p = np.clip(p, 1e-9, 1 - 1e-9)
    return np.asarray(np.log(p / (1 - p)))


def _moved(odds: Floats, spread: Floats, normals: Singles) -> Singles:
    """ln P(value) of each draw minus that of the point: shape (causes + 2, draws)."""
    centre = -odds.astype(np.float32)[:, None]
    drawn = np.exp(np.minimum(centre - spread.astype(np.float32)[:, None] * normals, 80))
    return np.asarray(np.log((1 + np.exp(centre)) / (1 + drawn)))


@lru_cache(maxsize=16)
def _normals(name: str, rows: int, draws: int, seed: int) -> Singles:
    """Standard normals that belong to one finding, so that one more answer does not reshuffle the others."""
    random = np.random.default_rng([seed, zlib.crc32(name.encode())])
    return random.standard_normal((rows, draws), dtype=np.float32)


def _by_cause(network: Network, of_forms: Singles) -> Singles:
    """Forms summed to causes, the empty set kept last: (forms + 1, draws) -> (causes + 1, draws)."""
    return np.concatenate([network.by_cause(of_forms[:-1]), of_forms[-1:]])


def _held(chosen: NDArray[np.int64], forms: int) -> Singles:
    """1 where a set holds a form, the empty set last: shape (forms + 1, sets)."""
    member = np.zeros((forms + 1, len(chosen)), dtype=np.float32)
    rows = np.arange(len(chosen))
    for place in range(1, chosen.shape[1]):
        here = chosen[:, place] < forms
        member[chosen[here, place], rows[here]] = 1
    member[chosen[:, 0], rows] = 1
    return member

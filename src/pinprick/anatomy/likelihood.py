"""How well each territory explains a drawing: a tempered Bernoulli likelihood, linear in what was painted.

The model of the atlas notes, section 4. For hypothesis k with membership m placed on its side:

    P = eps + (pmax - eps) min(1, m / 0.95),   L_k = tau(N) (sum d w ln(P/(1-P)) + sum over seen w ln(1-P))

Neighbouring cells are not independent, so the sum is tempered by tau, which falls with the number of painted
cells. Partial-coverage variants (only the foot, only below the knee ...) let an early or incomplete lesion fit.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from pinprick.anatomy.atlas import Atlas, Mask
from pinprick.anatomy.charts import Cell
from pinprick.anatomy.curves import Floats
from pinprick.anatomy.noise import Noise

_BATCH = 512
"""Rows scored together: small enough to stay in the processor's cache."""


@dataclass(frozen=True, eq=False)
class _Halves:
    """The painted weights of one half of the body, each territory once. `pick`: column -> territory, by side."""

    rows: tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]
    outside: npt.NDArray[np.float32]
    inside: npt.NDArray[np.float32]
    pick: tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]


@dataclass(frozen=True, eq=False)
class Scorer:
    """The likelihood compiled for one atlas.

    `painted` (1656, columns): weight of a painted cell; `clear` (1656, columns): of a cell seen and left clear.
    Columns are variants of hypotheses, sorted by hypothesis; `first` (162,) is the first column of each.
    """

    atlas: Atlas
    noise: Noise
    painted: npt.NDArray[np.float32]
    clear: npt.NDArray[np.float32]
    first: npt.NDArray[np.intp]
    penalty: npt.NDArray[np.float32]

    @cached_property
    def offsets(self) -> Floats:
        """Log-prior of the side of each hypothesis, shape (162,)."""
        return np.array([hypothesis.offset for hypothesis in self.atlas.hypotheses])

    @cached_property
    def _clear_by_views(self) -> dict[bytes, npt.NDArray[np.float32]]:
        return {}

    def temperature(self, cells: npt.ArrayLike) -> Floats:
        """tau for a number of painted cells."""
        n = np.maximum(np.asarray(cells, float), 1.0)
        return np.asarray(
            np.minimum(self.noise.tau_max, self.noise.tau * (n / 80.0) ** -self.noise.tau_power)
        )

    def columns(self, degree: npt.ArrayLike, seen: Mask) -> npt.NDArray[np.float32]:
        """Log-likelihood of every column. `degree` (n, 1656) 0-1, `seen` (1656,) the same for all. (n, columns)."""
        drawn = np.atleast_2d(np.asarray(degree, dtype=np.float32))
        if len(drawn) > _BATCH:
            parts = [self.columns(drawn[k : k + _BATCH], seen) for k in range(0, len(drawn), _BATCH)]
            return np.concatenate(parts)
        count = np.count_nonzero(drawn, axis=1)
        if len(drawn) == 1 and count[0] < 400:
            rows = np.flatnonzero(drawn[0])
            total = (drawn[0, rows] @ self.painted[rows])[None]
        else:
            total = self._by_halves(drawn)
        total += self._clear_of(seen)
        unseen = np.flatnonzero(~seen)
        if len(unseen):
            extra = drawn[:, unseen] > 0  # a painted cell counts as seen
            if extra.any():
                total += extra.astype(np.float32) @ self.clear[unseen]
        total *= self.temperature(count)[:, None].astype(np.float32)
        total -= self.penalty
        return np.asarray(total)

    def scores(self, degree: npt.ArrayLike, seen: Mask, side_prior: bool = True) -> Floats:
        """Log-likelihood of each hypothesis, variants summed. (n, 162). `side_prior` adds the side offsets."""
        drawn = np.atleast_2d(np.asarray(degree, dtype=np.float32))
        if len(drawn) > _BATCH:
            parts = [
                self.scores(drawn[k : k + _BATCH], seen, side_prior) for k in range(0, len(drawn), _BATCH)
            ]
            return np.concatenate(parts)
        columns = self.columns(drawn, seen)
        best = np.maximum.reduceat(columns, self.first, axis=1)
        widths = np.diff(np.append(self.first, columns.shape[1]))
        columns -= np.repeat(best, widths, axis=1)
        np.exp(columns, out=columns)
        result = best + np.log(np.add.reduceat(columns, self.first, axis=1))
        return np.asarray(result + self.offsets if side_prior else result, dtype=float)

    @cached_property
    def _halves(self) -> _Halves:
        limb, body = len(self.atlas.limb), len(self.atlas.body)
        both = [
            np.concatenate([np.arange(limb) + k * limb, 2 * limb + np.arange(body) + k * body])
            for k in (0, 1)
        ]
        outside = self.painted.min(axis=1)  # every cell lies outside some territory
        found: dict[bytes, int] = {}
        inside: list[npt.NDArray[np.float32]] = []
        pick = []
        for rows in both:
            numbers = []
            for column in (self.painted[rows] - outside[rows, None]).T:
                key = column.tobytes()
                if key not in found:
                    found[key] = len(inside)
                    inside.append(column)
                numbers.append(found[key])
            pick.append(np.array(numbers, dtype=np.intp))
        return _Halves(
            (both[0], both[1]), outside, np.ascontiguousarray(np.array(inside).T), (pick[0], pick[1])
        )

    def _by_halves(self, drawn: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """`drawn @ painted`, each limb scored once per territory: a territory on both sides is the sum of two."""
        halves = self._halves
        right, left = (drawn[:, rows] @ halves.inside for rows in halves.rows)
        total = np.take(right, halves.pick[0], axis=1)
        total += np.take(left, halves.pick[1], axis=1)
        total += (drawn @ halves.outside)[:, None]
        return np.asarray(total)

    def _clear_of(self, seen: Mask) -> npt.NDArray[np.float32]:
        key = seen.tobytes()
        if key not in self._clear_by_views:
            if len(self._clear_by_views) > 512:
                self._clear_by_views.clear()
            self._clear_by_views[key] = seen.astype(np.float32) @ self.clear
        return self._clear_by_views[key]


def scorer(atlas: Atlas, noise: Noise | None = None) -> Scorer:
    """The likelihood for an atlas (about 50 ms; cached on the atlas by `default_scorer`)."""
    noise = noise or atlas.noise
    weight = weights(atlas, noise)
    place = np.array([along(cell) for cell in atlas.limb])
    parts = [place >= cut for cut in noise.only_below] + [place < cut for cut in noise.only_above]
    limb = len(atlas.limb)
    placed: list[Floats] = []
    first: list[int] = []
    penalty: list[float] = []
    for hypothesis in atlas.hypotheses:
        territory = atlas.territories[hypothesis.territory]
        whole = atlas.placed(hypothesis.territory, hypothesis.side)
        first.append(len(placed))
        placed.append(whole)
        penalty.append(0.0)
        if territory["group"] == "pattern":
            continue
        column = atlas.membership[:limb, list(atlas.territories).index(hypothesis.territory)] * weight[:limb]
        full = float(column.sum())
        for part in parts:
            if full > 0 and 0.1199 <= float(column[part].sum()) / full <= 0.8801:
                both = np.concatenate([part, part, np.zeros(2 * len(atlas.body), dtype=bool)])
                placed.append(whole * both)
                penalty.append(noise.partial_penalty)
    member = np.array(placed, dtype=np.float32).T
    p = noise.eps + (noise.pmax - noise.eps) * np.minimum(1.0, member / 0.95)
    w = weight[:, None].astype(np.float32)
    clear = w * np.log1p(-p)
    painted = w * np.log(p) - clear
    return Scorer(
        atlas,
        noise,
        np.ascontiguousarray(painted, dtype=np.float32),
        np.ascontiguousarray(clear, dtype=np.float32),
        np.array(first, dtype=np.intp),
        np.array(penalty, dtype=np.float32),
    )


_SCORERS: dict[int, tuple[Atlas, Scorer]] = {}


def default_scorer(atlas: Atlas) -> Scorer:
    """The likelihood with the numbers of the atlas's pack, compiled once for each atlas."""
    held = _SCORERS.get(id(atlas))
    if held is None or held[0] is not atlas:
        held = (atlas, scorer(atlas))
        _SCORERS[id(atlas)] = held
    return held[1]


def posterior_of(scores: Floats) -> Floats:
    """Probability of each hypothesis, all equally likely beforehand apart from the side. Same shape."""
    shifted = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=-1, keepdims=True))


def along(cell: Cell) -> float:
    """Position along the limb: h on the leg, 1 + 0.36 v (or u) on the foot."""
    if cell.chart == "leg":
        return cell.centre[1]
    return 1 + 0.36 * (cell.centre[0] if cell.chart.startswith("edge") else cell.centre[1])


def weights(atlas: Atlas, noise: Noise) -> Floats:
    """What each cell of a whole drawing counts for, 1 on average. (1656,)."""
    area = np.array([cell.area_cm2 for cell in atlas.limb])
    limb = (area / 4.0) ** noise.area_power
    whole = np.concatenate([limb, limb, np.full(2 * len(atlas.body), noise.body_weight)])
    return np.asarray(whole / whole.mean())

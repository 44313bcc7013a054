"""How well each territory fits one drawing, in double precision: what `likelihood` works out in bulk, exactly.

A drawing counts as evidence in one case at a time, and the page in the browser must find the same number. So the sum
is done half by half: a territory on both sides is the sum of two halves, a territory on one side leaves the other
half outside it, and a partial-coverage variant is the same territory with a part of the limb outside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from pinprick.anatomy.atlas import Atlas, Mask
from pinprick.anatomy.curves import Floats
from pinprick.anatomy.likelihood import along, weights

LEAST_PART, MOST_PART = 0.1199, 0.8801
"""A variant is kept when it holds this share of its territory: less is nothing, more is the whole."""


@dataclass(frozen=True, eq=False)
class Tables:
    """Weights of one half. `painted`, `clear` (828, 63): within a territory; `painted_out`, `clear_out` (828,):
    outside. `parts` (11, 828): which cells a part keeps; the first row keeps all, the others no body cell.
    `kept` (63, 11): which parts of a territory are tried."""

    painted: Floats
    clear: Floats
    painted_out: Floats
    clear_out: Floats
    parts: Floats
    kept: Mask


@lru_cache(maxsize=4)
def tables(atlas: Atlas) -> Tables:
    """The weights of an atlas with the noise of its pack, worked out once."""
    noise, limb = atlas.noise, len(atlas.limb)
    whole = weights(atlas, noise)
    weight = np.concatenate([whole[:limb], whole[2 * limb : 2 * limb + len(atlas.body)]])
    p = noise.eps + (noise.pmax - noise.eps) * np.minimum(1.0, atlas.membership / 0.95)
    clear = weight[:, None] * np.log1p(-p)
    clear_out = weight * np.log1p(-noise.eps)
    place = np.array([along(cell) for cell in atlas.limb])
    cuts = [place >= cut for cut in noise.only_below] + [place < cut for cut in noise.only_above]
    parts = np.zeros((1 + len(cuts), len(weight)))
    parts[0] = 1.0
    parts[1:, :limb] = np.array(cuts, dtype=float).reshape(len(cuts), limb)
    column = atlas.membership[:limb] * weight[:limb, None]
    full = np.maximum(column.sum(axis=0), 1e-300)
    share = (parts[:, :limb] @ column / full).T
    kept = (share >= LEAST_PART) & (share <= MOST_PART)
    pattern = [territory["group"] == "pattern" for territory in atlas.territories.values()]
    kept[pattern] = False
    kept[:, 0] = True
    painted_out = weight * np.log(noise.eps) - clear_out
    return Tables(weight[:, None] * np.log(p) - clear, clear, painted_out, clear_out, parts, kept)


def fit(atlas: Atlas, degree: Floats, seen: Mask) -> Floats:
    """Log-likelihood of each hypothesis for one drawing, variants summed, without the prior of its side. (162,).

    `degree` (1656,) 0 clear to 1 painted; `seen` (1656,) before the person's eyes, every painted cell among them.
    """
    table, noise, limb, body = tables(atlas), atlas.noise, len(atlas.limb), len(atlas.body)
    outside, gain = [], []
    for k in range(2):
        start = 2 * limb + k * body
        rows = np.r_[k * limb : (k + 1) * limb, start : start + body]
        drawn, shown = degree[rows], seen[rows].astype(float)
        out = drawn * table.painted_out + shown * table.clear_out
        within = drawn[:, None] * table.painted + shown[:, None] * table.clear
        outside.append(float(out.sum()))
        gain.append(table.parts @ (within - out[:, None]))
    count = max(int(np.count_nonzero(degree)), 1)
    temperature = min(noise.tau_max, noise.tau * (count / 80.0) ** -noise.tau_power)
    nothing = np.zeros_like(gain[0])
    within_of = {"right": nothing + gain[0], "left": nothing + gain[1], "both": nothing + gain[0] + gain[1]}
    every = temperature * (sum(outside) + np.stack([within_of[side].T for side in _SIDES]))
    every[..., 1:] -= noise.partial_penalty
    scores = np.empty(len(atlas.hypotheses))
    for alike in _alike(atlas):
        each = every[alike.side[:, None], alike.territory[:, None], alike.parts]
        best = each.max(axis=1)
        scores[alike.number] = best + np.log(np.exp(each - best[:, None]).sum(axis=1))
    return scores


@dataclass(frozen=True, eq=False)
class Alike:
    """Hypotheses with equally many variants, all (n,): `number` of each, its `side` (0 right, 1 left, 2 both) and
    `territory`; `parts` (n, variants): which of the parts are tried."""

    number: npt.NDArray[np.intp]
    side: npt.NDArray[np.intp]
    territory: npt.NDArray[np.intp]
    parts: npt.NDArray[np.intp]


_SIDES = ("right", "left", "both")


@lru_cache(maxsize=4)
def _alike(atlas: Atlas) -> list[Alike]:
    """The hypotheses of an atlas by how many variants they have."""
    kept, order = tables(atlas).kept, {name: number for number, name in enumerate(atlas.territories)}
    by_size: dict[int, list[tuple[int, int, int]]] = {}
    for number, hypothesis in enumerate(atlas.hypotheses):
        at = order[hypothesis.territory]
        found = (number, _SIDES.index(hypothesis.side), at)
        by_size.setdefault(int(kept[at].sum()), []).append(found)
    alike = []
    for listed in by_size.values():
        number, side, territory = np.array(listed, dtype=np.intp).T
        parts = np.array([np.flatnonzero(kept[at]) for at in territory])
        alike.append(Alike(number, side, territory, parts))
    return alike

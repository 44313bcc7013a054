"""Simulated drawings: how often the localisation finds the territory that was drawn (`pinprick evaluate drawings`).

A drawing starts from one territory and side. A cell is painted when its membership exceeds a personal threshold
that varies smoothly over the skin (Gaussian field), so borders wander the way people's borders do. Then people are
untidy: the brush grows or shrinks the area, leaves gaps, strays, swaps sides; a lesion is felt only in part; some
views are never opened. The figures share these assumptions: expect worse on people.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from pinprick.anatomy.atlas import Atlas, Mask, load_atlas
from pinprick.anatomy.curves import Floats
from pinprick.anatomy.evidence import evidence_rules
from pinprick.anatomy.likelihood import Scorer, default_scorer, posterior_of
from pinprick.anatomy.likelihood import scorer as compile_scorer
from pinprick.anatomy.noise import Noise
from pinprick.anatomy.skin import along_cm, neighbours, positions_cm
from pinprick.knowledge.load import load_pack

CORRELATION_CM = 7.0
FOOT_FINER = 2.5
"""The border of a foot territory wanders this many times more finely than that of a leg."""
SIDES_ALIKE = 0.7
"""Correlation of the personal border between right and left, when both are ill."""
VIEW_SETS: tuple[tuple[float, tuple[str, ...]], ...] = (
    (0.20, ("front", "back", "outer", "inner", "top", "sole")),
    (0.60, ("front", "back", "top", "sole")),
    (0.10, ("front", "back")),
    (0.10, ("front", "top", "sole")),
)


@dataclass(frozen=True)
class Untidiness:
    """How people draw. Shares 0-1. `partial`: chances that only the far part, the near part or a blob is felt."""

    gaps: float
    brush: float
    strays: float
    partial: tuple[float, float, float]
    swapped: float
    all_views: bool


LEVELS = {
    "moderate": Untidiness(0.10, 0.3, 0.10, (0.0, 0.0, 0.0), 0.0, True),
    "realistic": Untidiness(0.22, 0.5, 0.25, (0.35, 0.08, 0.15), 0.02, False),
}


@dataclass(frozen=True, eq=False)
class Drawings:
    """Simulated drawings: `painted` (n, 1656), index of the hypothesis drawn (n,), and of the view set (n,)."""

    painted: Mask
    truth: npt.NDArray[np.intp]
    views: npt.NDArray[np.intp]


def evaluate_drawings(n: int = 6000, seed: int = 1, pack_id: str = "legs_and_feet") -> dict[str, Any]:
    """Accuracy of localisation on simulated drawings; the same `n` and `seed` give the same figures.

    Keys: `perfect`, `moderate`, `realistic` (each n, top1, top3, side_and_id, family, side), `calibration` and
    `reference_model` (the same realistic drawings read with the atlas notes' own numbers),
    `calibration_error` (largest gap between stated and observed from 0.3 up), `us_per_drawing`,
    `ms_single_drawing`, `confusions` (share of the first drawn that is read as the second), `by_territory`.
    """
    pack = load_pack(pack_id)
    atlas = load_atlas(pack)
    scorer = default_scorer(atlas)
    rules = evidence_rules(pack)
    family = {territory: rules.family(territory) for territory in atlas.territories}
    rng = np.random.default_rng(seed)
    result: dict[str, Any] = {}
    for name in ("perfect", "moderate", "realistic"):
        drawings = _perfect(atlas) if name == "perfect" else simulate(atlas, LEVELS[name], n, rng)
        probability = probabilities(scorer, drawings)
        result[name] = accuracy(atlas, drawings, probability, family)
        if name == "realistic":
            reference = probabilities(compile_scorer(atlas, Noise()), drawings)
            result["reference_model"] = accuracy(atlas, drawings, reference, family)
            result |= _calibration(drawings, probability)
            result["confusions"] = _confusions(atlas, drawings, probability)
            result["by_territory"] = _by_territory(atlas, drawings, probability)
            result |= _timing(scorer, drawings)
    return result


def simulate(atlas: Atlas, how: Untidiness, n: int, rng: np.random.Generator) -> Drawings:
    """`n` drawings with each territory equally often; empty ones are dropped, so a few less may come back."""
    # Half a stocking is another stocking: only roots, nerves and plexuses are felt in part.
    pattern = np.array([atlas.territories[h.territory]["group"] == "pattern" for h in atlas.hypotheses])
    truth = _truths(atlas, n, rng)
    member = np.array([atlas.placed(h.territory, h.side) for h in atlas.hypotheses])[truth]
    threshold = _thresholds(atlas, n, rng)
    painted = member > threshold
    painted &= _felt(atlas, painted, how, rng) | pattern[truth][:, None]
    painted = _brushed(atlas, painted, how, rng)
    painted &= rng.random(painted.shape) > rng.uniform(0, how.gaps, (n, 1))
    painted = _strayed(atlas, painted, how, rng)
    swap = rng.random(n) < how.swapped
    painted[swap] = painted[swap][:, _mirror(atlas)]
    shares = np.array([share for share, _ in VIEW_SETS])
    views = (
        np.zeros(n, dtype=np.intp) if how.all_views else rng.choice(len(shares), n, p=shares / shares.sum())
    )
    for number in range(len(VIEW_SETS)):
        painted[views == number] &= seen_in_set(atlas, number)
    kept = painted.any(axis=1)
    return Drawings(painted[kept], truth[kept], views[kept])


def probabilities(scorer: Scorer, drawings: Drawings) -> Floats:
    """Posterior of every hypothesis for each drawing, (n, 162)."""
    out = np.zeros((len(drawings.truth), len(scorer.atlas.hypotheses)))
    for number in np.unique(drawings.views):
        rows = np.flatnonzero(drawings.views == number)
        seen = seen_in_set(scorer.atlas, int(number))
        for start in range(0, len(rows), 2000):
            part = rows[start : start + 2000]
            out[part] = posterior_of(scorer.scores(drawings.painted[part], seen))
    return out


def seen_in_set(atlas: Atlas, number: int) -> Mask:
    """Cells seen with a set of `VIEW_SETS`; the body figure and saddle inset are always asked about."""
    return atlas.seen([*VIEW_SETS[number][1], "body", "saddle"])


def accuracy(
    atlas: Atlas, drawings: Drawings, probability: Floats, family: dict[str, str]
) -> dict[str, float | int]:
    """Share of drawings whose territory is first (top1) or in the first three, and right side and family."""
    order = np.argsort(-probability, axis=1)
    ids, sides = _names(atlas)
    families = np.array([family[name] for name in ids])
    right = ids[order] == ids[drawings.truth][:, None]
    # Three different territories, whatever their sides.
    top3 = [hit[_first_of_each(ids[row], 3)].any() for hit, row in zip(right, order, strict=True)]
    first = order[:, 0]
    # The side is judged where the drawing holds one; "patchy" is drawn on both sides but need not be.
    return {
        "n": len(first),
        "top1": _share(right[:, 0]),
        "top3": _share(np.array(top3)),
        "side_and_id": _share(right[:, 0] & (sides[first] == sides[drawings.truth])),
        "family": _share(families[first] == families[drawings.truth]),
        "side": _share(sides[first] == sides[drawings.truth]),
    }


def _first_of_each(names: npt.NDArray[np.str_], most: int) -> list[int]:
    found: dict[str, int] = {}
    for place, name in enumerate(names[: 3 * most]):
        found.setdefault(str(name), place)
        if len(found) == most:
            break
    return list(found.values())


def _share(hits: npt.NDArray[np.bool_]) -> float:
    return round(float(hits.mean()), 4)


def _names(atlas: Atlas) -> tuple[npt.NDArray[np.str_], npt.NDArray[np.str_]]:
    return np.array([h.territory for h in atlas.hypotheses]), np.array([h.side for h in atlas.hypotheses])


def _perfect(atlas: Atlas) -> Drawings:
    """Every territory once, exactly the cells with membership above one half (patchy: above nothing it has)."""
    seen: dict[str, int] = {}
    for number, hypothesis in enumerate(atlas.hypotheses):
        seen.setdefault(hypothesis.territory, number)
    truth = np.array(list(seen.values()))
    member = np.array([atlas.placed(atlas.hypotheses[k].territory, atlas.hypotheses[k].side) for k in truth])
    painted = member > 0.5
    scattered = np.random.default_rng(0).random(painted.shape) < 0.1
    blank = ~painted.any(axis=1)
    painted[blank] = scattered[blank]
    return Drawings(painted, truth, np.zeros(len(truth), dtype=np.intp))


def _truths(atlas: Atlas, n: int, rng: np.random.Generator) -> npt.NDArray[np.intp]:
    by_territory: dict[str, list[int]] = defaultdict(list)
    for number, hypothesis in enumerate(atlas.hypotheses):
        by_territory[hypothesis.territory].append(number)
    drawn = []
    for k in range(n):
        options = list(by_territory.values())[k % len(by_territory)]
        weight = np.exp([atlas.hypotheses[number].offset for number in options])
        drawn.append(options[int(rng.choice(len(options), p=weight / weight.sum()))])
    return np.array(drawn, dtype=np.intp)


@lru_cache(maxsize=4)
def _field_factor(atlas: Atlas) -> Floats:
    """Square root of the correlation of the personal border over one limb, (802, 802)."""
    place = positions_cm(atlas)
    foot = np.array([cell.chart != "leg" for cell in atlas.limb])
    place = np.where(foot[:, None], place * FOOT_FINER, place)
    squared = ((place[:, None] - place[None]) ** 2).sum(axis=2)
    values, vectors = np.linalg.eigh(np.exp(-squared / (2 * CORRELATION_CM**2)))
    kept = values > 1e-3 * values.max()
    return np.asarray(vectors[:, kept] * np.sqrt(values[kept]))


def _thresholds(atlas: Atlas, n: int, rng: np.random.Generator) -> Floats:
    """Personal thresholds, uniform in 0-1 at each cell and smooth over the skin, (n, 1656)."""
    factor = _field_factor(atlas)
    common, right, left = (rng.standard_normal((n, factor.shape[1])) @ factor.T for _ in range(3))
    own = np.sqrt(1 - SIDES_ALIKE**2)
    scale = np.sqrt((factor**2).sum(axis=1))
    limbs = [(SIDES_ALIKE * common + own * part) / scale for part in (right, left)]
    shared = rng.standard_normal((n, 1))
    body = np.sqrt(0.5) * shared + np.sqrt(0.5) * rng.standard_normal((n, 2 * len(atlas.body)))
    return np.asarray(_normal_cdf(np.hstack([*limbs, body])))


def _normal_cdf(z: Floats) -> Floats:
    """Normal distribution function to within 2e-4 (logistic fit of Bowling et al, J Ind Eng Manag 2009;2:114-27)."""
    return np.asarray(1 / (1 + np.exp(-(0.07056 * z**3 + 1.5976 * z))))


def _felt(atlas: Atlas, painted: Mask, how: Untidiness, rng: np.random.Generator) -> Mask:
    """Which cells are felt, when only a part of the territory is."""
    n = len(painted)
    felt = np.ones_like(painted)
    kind = rng.random(n)
    far, near, blob = np.cumsum(how.partial)
    limb = len(atlas.limb)
    along = along_cm(atlas)
    both = np.concatenate([along, along])
    for row in np.flatnonzero(kind < blob):
        cells = np.flatnonzero(painted[row, : 2 * limb])
        if not len(cells):
            continue
        if kind[row] < near:
            low, high = both[cells].min(), both[cells].max()
            cut = low + rng.uniform(0.2, 0.7) * (high - low)
            felt[row, : 2 * limb] = both >= cut if kind[row] < far else both <= cut
        else:
            centre = positions_cm(atlas)[rng.choice(cells) % limb]
            distance = np.sqrt(((positions_cm(atlas) - centre) ** 2).sum(axis=1))
            one = distance <= np.quantile(distance[cells % limb], rng.uniform(0.3, 0.8))
            felt[row, : 2 * limb] = np.concatenate([one, one])
    return felt


def _brushed(atlas: Atlas, painted: Mask, how: Untidiness, rng: np.random.Generator) -> Mask:
    """A third of the drawings grow at the border, a third shrink."""
    near = neighbours(atlas).astype(np.float32)
    limb = len(atlas.limb)
    mood = rng.integers(0, 3, len(painted))[:, None]
    for start in (0, limb):
        part = painted[:, start : start + limb]
        touching = part.astype(np.float32) @ near
        border = rng.random(part.shape) < how.brush
        grown = part | ((touching > 0) & border)
        shrunk = part & ~((touching < near.sum(axis=0)) & border)
        painted[:, start : start + limb] = np.where(mood == 0, grown, np.where(mood == 1, shrunk, part))
    return painted


def _strayed(atlas: Atlas, painted: Mask, how: Untidiness, rng: np.random.Generator) -> Mask:
    near = neighbours(atlas)
    limb = len(atlas.limb)
    for row in np.flatnonzero(rng.random(len(painted)) < how.strays):
        ill = [start for start in (0, limb) if painted[row, start : start + limb].any()]
        if ill:
            start, cell = int(rng.choice(ill)), int(rng.integers(limb))
            painted[row, start + np.append(np.flatnonzero(near[cell]), cell)] = True
    return painted


def _mirror(atlas: Atlas) -> npt.NDArray[np.intp]:
    limb, body = len(atlas.limb), len(atlas.body)
    order = np.arange(atlas.size)
    right, left = np.arange(limb), np.arange(limb, 2 * limb)
    return np.concatenate([left, right, order[2 * limb + body :], order[2 * limb : 2 * limb + body]])


def _calibration(drawings: Drawings, probability: Floats) -> dict[str, Any]:
    """Stated probability of the first hypothesis against how often it is right, in bins from 0.3 up."""
    stated = probability.max(axis=1)
    right = probability.argmax(axis=1) == drawings.truth
    bins = []
    for low, high in ((0.3, 0.45), (0.45, 0.6), (0.6, 0.75), (0.75, 0.9), (0.9, 1.01)):
        rows = (stated >= low) & (stated < high)
        if rows.sum() >= 30:
            bins.append(
                {"stated": _rounded(stated[rows]), "observed": _rounded(right[rows]), "n": int(rows.sum())}
            )
    return {
        "calibration": bins,
        "calibration_error": max((round(abs(b["stated"] - b["observed"]), 4) for b in bins), default=0.0),
    }


def _rounded(values: npt.NDArray[Any]) -> float:
    return round(float(values.mean()), 4)


def _confusions(atlas: Atlas, drawings: Drawings, probability: Floats) -> list[dict[str, Any]]:
    ids, _ = _names(atlas)
    drawn, read = ids[drawings.truth], ids[probability.argmax(axis=1)]
    total = Counter(drawn.tolist())
    pairs = Counter((a, b) for a, b in zip(drawn.tolist(), read.tolist(), strict=True) if a != b)
    ranked = sorted(((count / total[a], a, b) for (a, b), count in pairs.items()), reverse=True)
    return [{"drawn": a, "read_as": b, "share": round(share, 3)} for share, a, b in ranked if share >= 0.1]


def _by_territory(atlas: Atlas, drawings: Drawings, probability: Floats) -> dict[str, dict[str, float]]:
    ids, _ = _names(atlas)
    order = np.argsort(-probability, axis=1)
    scores: dict[str, dict[str, float]] = {}
    for name in atlas.territories:
        rows = np.flatnonzero(ids[drawings.truth] == name)
        if not len(rows):
            continue
        hits = [
            [name in ids[order[row]][_first_of_each(ids[order[row]], most)] for most in (1, 3)]
            for row in rows
        ]
        one, three = np.array(hits, float).mean(axis=0)
        scores[name] = {"top1": round(float(one), 3), "top3": round(float(three), 3)}
    return scores


def _timing(scorer: Scorer, drawings: Drawings, batch: int = 10_000) -> dict[str, float]:
    """Processor time, best of three: what one core would take, however busy the machine is."""
    rows = np.resize(np.arange(len(drawings.painted)), batch)
    degree = drawings.painted[rows].astype(np.float32)
    seen = scorer.atlas.seen(None)
    scorer.scores(degree[:10], seen)
    took, single = [], []
    for _ in range(3):
        start = time.process_time()
        scorer.scores(degree, seen)
        took.append(time.process_time() - start)
    for row in range(50):
        start = time.process_time()
        scorer.scores(degree[row], seen)
        single.append(time.process_time() - start)
    return {
        "us_per_drawing": round(min(took) / batch * 1e6, 1),
        "ms_single_drawing": round(float(np.median(single)) * 1e3, 3),
    }

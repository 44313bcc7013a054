"""Simulation-based calibration: of people given 30 %, do 30 % have it? Counted and drawn."""

from __future__ import annotations

from itertools import pairwise
from math import sqrt
from typing import Any

import numpy as np

from pinprick.cohort.batch import assess_batch
from pinprick.cohort.simulation import simulate
from pinprick.inference.network import UNEXPLAINED
from pinprick.knowledge.schema.pack import Pack

EDGES = (0.0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
SIDE, LEFT, TOP = 400, 64, 56
INK, FAINT, LINE, DOT = "#1b1b1b", "#5f6b76", "#c9d1d8", "#0b5cad"


def calibrate(pack: Pack, n: int, seed: int = 0, asked: float = 0.6, slips: float = 0.0) -> dict[str, Any]:
    """P(cause) of `n` simulated people against their true causes, all causes together, by band of probability.

    `bins`: from, to, n (cause and person pairs), stated (mean), seen (share with the cause), low, high (95 %,
    Wilson). `error`: mean distance of stated and seen, weighted by the people stated to have it.
    """
    stated, true = [], []
    for batch in simulate(pack, n, seed, asked, slips):
        found = assess_batch(batch, pack).results
        causes = [name[2:] for name in found.schema.names if name.startswith("p_")]
        stated.append(np.stack([found.column(f"p_{cause}").to_numpy() for cause in causes], axis=1))
        words = batch.column("true_cause").to_pylist()
        place = {cause: at for at, cause in enumerate(causes)}
        truth = np.zeros((len(words), len(causes)), dtype=bool)
        for row, word in enumerate(words):
            truth[row, [place[cause] for cause in word.split("+")]] = True
        known = [at for at, cause in enumerate(causes) if cause != UNEXPLAINED]
        stated[-1] = stated[-1][:, known]
        true.append(truth[:, known])
    p, y = np.concatenate(stated).ravel(), np.concatenate(true).ravel()
    bins = []
    for low, high in pairwise(EDGES):
        here = (p >= low) & ((p < high) | (high == EDGES[-1]))
        if here.any():
            bins.append(_bin(low, high, p[here], y[here]))
    weight = np.array([b["n"] * b["stated"] for b in bins])
    distance = np.array([abs(b["stated"] - b["seen"]) for b in bins])
    return {
        "people": n,
        "seed": seed,
        "asked": asked,
        "slips": slips,
        "error": float(weight @ distance / weight.sum()),
        "bins": bins,
    }


def _bin(low: float, high: float, p: Any, y: Any) -> dict[str, Any]:
    n, seen = int(y.size), float(y.mean())
    z = 1.96
    middle = (seen + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(seen * (1 - seen) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return {
        "from": low,
        "to": high,
        "n": n,
        "stated": float(p.mean()),
        "seen": seen,
        "low": max(middle - half, 0.0),
        "high": min(middle + half, 1.0),
    }


def plot(curve: dict[str, Any]) -> str:
    """The curve as an SVG of its own: stated probability across, share seen upward, diagonal = honest."""

    def x(p: float) -> float:
        return round(LEFT + p * SIDE, 1)

    def y(p: float) -> float:
        return round(TOP + (1 - p) * SIDE, 1)

    width, height = LEFT + SIDE + 28, TOP + SIDE + 84
    summary = f"{curve['people']:,} simulated people; mean distance from the diagonal {curve['error']:.3f}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" font-family="sans-serif" font-size="13" fill="{INK}">',
        f"<title>Calibration on simulated people</title><desc>{summary}</desc>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="24" font-size="16">Stated probability and what was true</text>',
        f'<text x="{LEFT}" y="43" fill="{FAINT}">{summary}</text>',
    ]
    for tick in range(0, 101, 20):
        p = tick / 100
        parts += [
            f'<path d="M{x(p)} {y(0)}V{y(1)}M{x(0)} {y(p)}H{x(1)}" stroke="{LINE}" stroke-width="0.7"/>',
            f'<text x="{x(p)}" y="{y(0) + 19}" text-anchor="middle">{tick} %</text>',
            f'<text x="{x(0) - 8}" y="{y(p) + 4.5}" text-anchor="end">{tick} %</text>',
        ]
    parts.append(f'<path d="M{x(0)} {y(0)}L{x(1)} {y(1)}" stroke="{FAINT}" stroke-dasharray="5 4"/>')
    for b in curve["bins"]:
        across = x(b["stated"])
        parts.append(f'<path d="M{across} {y(b["low"])}V{y(b["high"])}" stroke="{DOT}" stroke-width="2"/>')
        parts.append(f'<circle cx="{across}" cy="{y(b["seen"])}" r="4.5" fill="{DOT}"/>')
    parts += [
        f'<text x="{x(0.5)}" y="{y(0) + 43}" text-anchor="middle">stated: P(cause | answers)</text>',
        f'<text x="{x(0.5)}" y="{y(0) + 65}" text-anchor="middle" fill="{FAINT}">'
        "bars: 95 % intervals; below the line: too sure; above: not sure enough</text>",
        f'<text transform="translate(16 {y(0.5)}) rotate(-90)" text-anchor="middle">share who have it</text>',
        "</svg>",
    ]
    return "\n".join(parts) + "\n"

"""Smooth curves through given points: monotone cubic interpolation (PCHIP) of a silhouette."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def pchip(x: npt.ArrayLike, y: npt.ArrayLike, at: npt.ArrayLike) -> Floats:
    """Monotone cubic through (x, y), x rising, evaluated at `at`; same shape as `at`.

    Slopes after Fritsch and Butland (SIAM J Sci Stat Comput 1984;5:300-4): the harmonic mean of neighbouring
    secants, zero at a turning point, so that an outline never bulges beyond the points it was given.
    """
    knots, values = np.asarray(x, float), np.asarray(y, float)
    step, secant = np.diff(knots), np.diff(values) / np.diff(knots)
    slope = np.zeros_like(values)
    for k in range(1, len(knots) - 1):
        if secant[k - 1] * secant[k] > 0:
            before, after = 2 * step[k] + step[k - 1], step[k] + 2 * step[k - 1]
            slope[k] = (before + after) / (before / secant[k - 1] + after / secant[k])
    slope[0] = _end_slope(step[0], step[1], secant[0], secant[1])
    slope[-1] = _end_slope(step[-1], step[-2], secant[-1], secant[-2])
    where = np.asarray(at, float)
    i = np.clip(np.searchsorted(knots, where, side="right") - 1, 0, len(knots) - 2)
    s = np.clip((where - knots[i]) / step[i], 0.0, 1.0)
    near = (1 + 2 * s) * (1 - s) ** 2 * values[i] + s * (1 - s) ** 2 * step[i] * slope[i]
    far = s * s * (3 - 2 * s) * values[i + 1] + s * s * (s - 1) * step[i] * slope[i + 1]
    return np.asarray(near + far)


def _end_slope(step: float, next_step: float, secant: float, next_secant: float) -> float:
    slope = ((2 * step + next_step) * secant - step * next_secant) / (step + next_step)
    if slope * secant <= 0:
        return 0.0
    if secant * next_secant <= 0 and abs(slope) > 3 * abs(secant):
        return 3 * secant
    return float(slope)


def polygon_area(points: Floats) -> float:
    """Area of a simple polygon, shape (n, 2), by the shoelace formula; never negative."""
    x, y = points[:, 0], points[:, 1]
    return float(abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2)


def signed_distance(points: Floats, polygon: Floats) -> Floats:
    """Distance from each of `points` (n, 2) to the border of `polygon` (m, 2); positive inside. Shape (n,)."""
    start, edge = polygon, np.roll(polygon, -1, axis=0) - polygon
    length2 = np.maximum((edge**2).sum(axis=1), 1e-18)
    offset = points[:, None, :] - start[None]
    along = np.clip((offset * edge[None]).sum(axis=2) / length2, 0.0, 1.0)
    gap = offset - along[..., None] * edge[None]
    distance = np.sqrt((gap**2).sum(axis=2).min(axis=1))
    return np.asarray(np.where(inside(points, polygon), distance, -distance))


def inside(points: Floats, polygon: Floats) -> npt.NDArray[np.bool_]:
    """Which of `points` (n, 2) lie in `polygon` (m, 2), by the even-odd rule (a self-crossing loop leaves holes)."""
    x, y = points[:, 0, None], points[:, 1, None]
    x0, y0 = polygon[:, 0], polygon[:, 1]
    x1, y1 = np.roll(x0, -1), np.roll(y0, -1)
    crosses = (y0 > y) != (y1 > y)
    with np.errstate(divide="ignore", invalid="ignore"):
        at = x0 + (y - y0) * (x1 - x0) / (y1 - y0)
    return np.asarray((crosses & (x < at)).sum(axis=1) % 2 == 1)

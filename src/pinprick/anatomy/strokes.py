"""Brush strokes and filled shapes on a view -> cells of the atlas.

A stroke is a line of points with a brush radius; a shape is the inside of an SVG path. Both are in the screen units
of `pinprick.anatomy.views`. A cell is painted when the brush reaches half way into it: its middle lies under the
brush, or the line runs through it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from pinprick.anatomy.atlas import Atlas
from pinprick.anatomy.curves import Floats, inside
from pinprick.anatomy.svg_path import flatten
from pinprick.anatomy.views import ViewShapes, view_shapes
from pinprick.errors import DrawingError

MOST_POINTS = 200_000
_GRID = 250
"""Points closer together than the view's width over this are one point: a brush never needs more."""
_CHUNK = 64


def cells_of_stroke(
    atlas: Atlas, view: str, points: Sequence[Sequence[float]] | Floats, radius: float
) -> list[str]:
    """Cells under a brush stroke, in atlas order. `points` (n, 2) and `radius` in screen units of the view.

    Points outside the figure paint nothing. DrawingError for an unknown view, a radius that is not positive, points
    that are not finite numbers, or more than 200,000 of them.
    """
    shapes = view_shapes(atlas, view)
    if not (np.isfinite(radius) and 0 < radius <= max(shapes.width, shapes.height)):
        raise DrawingError(
            f"stroke on {view}: radius {radius!r} must be above 0 and at most the size of the view."
        )
    line = _thinned(_checked(points, view), shapes.width / _GRID)
    return _cells(atlas, shapes, lambda middles: _near(middles, line, radius), line)


def cells_of_path(atlas: Atlas, view: str, path: str) -> list[str]:
    """Cells whose middle lies inside an SVG path (even-odd, so a loop that crosses itself leaves its hole)."""
    shapes = view_shapes(atlas, view)
    loops = [_checked(loop, view) for loop in flatten(path)]

    def within(middles: Floats) -> npt.NDArray[np.bool_]:
        mask = np.zeros(len(middles), dtype=bool)
        for loop in loops:
            for start in range(0, len(middles), _CHUNK):
                mask[start : start + _CHUNK] ^= inside(middles[start : start + _CHUNK], loop)
        return mask

    return _cells(atlas, shapes, within, np.empty((0, 2)))


def _cells(
    atlas: Atlas, shapes: ViewShapes, covered: Callable[[Floats], npt.NDArray[np.bool_]], line: Floats
) -> list[str]:
    owners = [name for name, polygons in shapes.cells.items() for _ in polygons]
    polygons = [polygon for several in shapes.cells.values() for polygon in several]
    middles = np.array([polygon.mean(axis=0) for polygon in polygons])
    hit = covered(middles)
    for number in np.flatnonzero(~hit) if len(line) else []:
        polygon = polygons[number]
        low, high = polygon.min(axis=0), polygon.max(axis=0)
        close = line[((line >= low) & (line <= high)).all(axis=1)]
        hit[number] = bool(len(close)) and bool(inside(close, polygon).any())
    painted = {owners[number] for number in np.flatnonzero(hit)}
    return sorted(painted, key=atlas.index.__getitem__)


def _checked(points: Sequence[Sequence[float]] | Floats, view: str) -> Floats:
    try:
        line = np.asarray(points, dtype=float)
    except (TypeError, ValueError):
        raise DrawingError(
            f"stroke on {view}: points must be pairs of numbers, such as [[0.2, 0.5]]."
        ) from None
    if line.ndim != 2 or line.shape[1] != 2 or not len(line):
        raise DrawingError(f"stroke on {view}: points must be a list of [x, y] pairs with at least one pair.")
    if len(line) > MOST_POINTS:
        raise DrawingError(
            f"stroke on {view}: {len(line)} points; at most {MOST_POINTS} are read. Thin the line."
        )
    if not np.isfinite(line).all():
        raise DrawingError(f"stroke on {view}: every x and y must be a finite number.")
    return line


def _thinned(line: Floats, step: float) -> Floats:
    """The line with points added so that none are further apart than `step`, and repeats on its grid dropped."""
    line = np.clip(line, -10.0, 10.0)
    gaps = np.hypot(*np.diff(line, axis=0).T) if len(line) > 1 else np.array([])
    if len(gaps) and gaps.max() > step and gaps.sum() / step < MOST_POINTS:
        pieces = np.maximum(1, np.ceil(gaps / step).astype(int))
        which = np.repeat(np.arange(len(gaps)), pieces)
        part = np.concatenate([np.arange(count) / count for count in pieces])
        line = np.vstack([line[which] + part[:, None] * np.diff(line, axis=0)[which], line[-1:]])
    grid = np.round(line / step).astype(np.int64)
    _, first = np.unique(grid, axis=0, return_index=True)
    return np.asarray(line[np.sort(first)])


def _near(middles: Floats, line: Floats, radius: float) -> npt.NDArray[np.bool_]:
    """Whether each middle lies within `radius` of the thinned line."""
    mask = np.zeros(len(middles), dtype=bool)
    for start in range(0, len(middles), _CHUNK):
        part = middles[start : start + _CHUNK]
        reach = (
            np.abs(line - part.mean(axis=0)) <= radius + np.abs(part - part.mean(axis=0)).max(axis=0)
        ).all(axis=1)
        close = line[reach]
        if len(close):
            gap = part[:, None, :] - close[None]
            mask[start : start + _CHUNK] = ((gap**2).sum(axis=2) <= radius**2).any(axis=1)
    return mask

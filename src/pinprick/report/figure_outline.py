"""Smooth outlines: cubic curves through the points of a silhouette, corners kept; and the figure of a body.

The body is our own outline, drawn from measures of the atlas, of no sex and no skin.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

TRUNK: list[tuple[float, float]] = [
    (0.0, 0.012), (0.022, 0.017), (0.038, 0.034), (0.043, 0.060), (0.040, 0.090), (0.029, 0.113), (0.027, 0.128),
    (0.030, 0.145), (0.052, 0.158), (0.080, 0.166), (0.096, 0.174), (0.104, 0.190), (0.103, 0.212), (0.098, 0.250),
    (0.091, 0.295), (0.085, 0.340), (0.084, 0.372), (0.089, 0.410), (0.097, 0.450), (0.103, 0.490), (0.102, 0.540),
    (0.094, 0.620), (0.082, 0.695), (0.077, 0.735), (0.079, 0.785), (0.071, 0.865), (0.058, 0.935), (0.059, 0.955),
    (0.073, 0.982), (0.070, 0.992), (0.048, 0.994), (0.034, 0.984), (0.032, 0.945), (0.028, 0.870), (0.024, 0.790),
    (0.026, 0.740), (0.020, 0.640), (0.009, 0.530), (0.003, 0.486), (0.0, 0.480),
]  # fmt: skip
"""Half of the head, trunk and leg, from the crown round to the crotch: (x from the midline, y) in body heights."""
ARM: list[tuple[float, float]] = [
    (0.094, 0.172), (0.112, 0.174), (0.129, 0.188), (0.140, 0.225), (0.146, 0.300), (0.158, 0.370), (0.164, 0.428),
    (0.173, 0.452), (0.182, 0.474), (0.178, 0.482), (0.169, 0.476), (0.168, 0.505), (0.160, 0.516), (0.146, 0.514),
    (0.137, 0.500), (0.133, 0.468), (0.136, 0.430), (0.120, 0.370), (0.109, 0.304), (0.104, 0.240), (0.100, 0.205),
]  # fmt: skip
"""One arm with its hand, thumb outward: (x from the midline, y)."""


def smooth_path(points: Floats, closed: bool = True, keep: npt.NDArray[np.bool_] | None = None) -> str:
    """SVG path data of a smooth curve through `points` (n, 2) in picture units (Catmull-Rom).

    `keep` (n,) says which points stay corners; without it those where the outline turns by more than 55 degrees do
    (the web of two toes, the waist).
    """
    n = len(points)
    if n < 3:
        return "M" + " L".join(_at(point) for point in points)
    before, after = np.roll(points, 1, axis=0), np.roll(points, -1, axis=0)
    into, out = points - before, after - points
    size_in, size_out = np.hypot(*into.T) + 1e-12, np.hypot(*out.T) + 1e-12
    sharp = ((into * out).sum(axis=1) / (size_in * size_out)) < np.cos(np.radians(55.0))
    if keep is not None:
        sharp = keep.copy()
    if not closed:
        sharp[[0, -1]] = True
    direction = (after - before) / (size_in + size_out)[:, None]
    direction[sharp] = 0.0
    pieces = [f"M{_at(points[0])}"]
    for k in range(n if closed else n - 1):
        follow = (k + 1) % n
        reach = size_out[k] / 3
        first, second = points[k] + direction[k] * reach, points[follow] - direction[follow] * reach
        pieces.append(f"C{_at(first)} {_at(second)} {_at(points[follow])}")
    return "".join(pieces) + ("Z" if closed else "")


def straight_path(points: Floats) -> str:
    """SVG path data of a closed polygon, always the same way round, so that overlapping cells never cancel."""
    x, y = points[:, 0], points[:, 1]
    if float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) < 0:
        points = points[::-1]
    return "M" + "L".join(_at(point) for point in points) + "Z"


def body_halves(middle: float) -> list[Floats]:
    """Outlines of a whole figure around x = `middle`: head, trunk and legs as one, then both arms."""
    half = np.array(TRUNK)
    whole = np.vstack([half, half[-2:0:-1] * [-1, 1]])
    arm = np.array(ARM)
    return [piece + np.array([middle, 0.0]) for piece in (whole, arm, arm * [-1, 1])]


def _at(point: Floats) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"

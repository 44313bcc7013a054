"""SVG path data -> polygons. Commands M L H V C S Q T A Z, absolute and relative; curves become short lines."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

import numpy as np

from pinprick.anatomy.curves import Floats
from pinprick.errors import DrawingError

_TOKEN = re.compile(r"\s*,?\s*(?:([MmLlHhVvCcSsQqTtAaZz])|([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?))")
_COUNT = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}
_PIECES = 16
MOST_CHARACTERS = 2_000_000


def flatten(path: str) -> list[Floats]:
    """The loops of a path, each (n, 2), closed or not. DrawingError with the place where it cannot be read."""
    if len(path) > MOST_CHARACTERS:
        raise DrawingError(f"path: {len(path)} characters; at most {MOST_CHARACTERS} are read.")
    loops: list[list[complex]] = []
    here, start, control, last = 0j, 0j, 0j, ""
    for command, numbers in _commands(path):
        kind, base = command.upper(), here if command.islower() else 0j
        if kind == "M":
            here = start = base + complex(*numbers)
            loops.append([here])
        elif not loops:
            raise DrawingError(f"path: it must begin with M and two numbers, not with {command}.")
        elif kind == "Z":
            here = start
            loops.append([start])
        else:
            points, control = _piece(kind, numbers, here, base, control if last in _FOLLOWS[kind] else here)
            loops[-1] += points
            here = points[-1]
        last = kind
    kept = [np.array([(point.real, point.imag) for point in loop]) for loop in loops if len(loop) > 2]
    if not kept:
        raise DrawingError(
            "path: it encloses nothing. A shape needs at least three points, such as M0 0 L1 0 L1 1 Z."
        )
    return kept


_FOLLOWS = {"S": "CS", "T": "QT", "L": "", "H": "", "V": "", "C": "", "Q": "", "A": ""}


def _commands(path: str) -> Iterator[tuple[str, list[float]]]:
    at, command, numbers = 0, "", list[float]()
    end = len(path.rstrip())
    while at < end:
        token = _TOKEN.match(path, at)
        if token is None:
            raise DrawingError(f"path: cannot read {path[at : at + 12]!r} at character {at}.")
        at = token.end()
        if token[1]:
            if numbers:
                raise DrawingError(f"path: {command} before character {at} lacks a number.")
            command = token[1]
            if command in "Zz":
                yield command, []
            continue
        if not command or command in "Zz":
            raise DrawingError(f"path: a number without a command before character {at}.")
        numbers.append(float(token[2]))
        if len(numbers) == _COUNT[command.upper()]:
            yield command, numbers
            numbers = []
            command = {"M": "L", "m": "l"}.get(command, command)
    if numbers:
        raise DrawingError(f"path: the last {command} lacks a number.")


def _piece(
    kind: str, numbers: list[float], here: complex, base: complex, control: complex
) -> tuple[list[complex], complex]:
    """Points of one command after `here`, and the control point that a smooth curve mirrors next."""
    if kind == "H":
        return [complex(numbers[0] + base.real, here.imag)], here
    if kind == "V":
        return [complex(here.real, numbers[0] + base.imag)], here
    if kind == "A":
        return _arc(here, base + complex(*numbers[5:7]), *numbers[:5]), here
    given = [base + complex(numbers[i], numbers[i + 1]) for i in range(0, len(numbers), 2)]
    if kind == "L":
        return given, here
    if kind in "ST":
        given.insert(0, 2 * here - control)
    end = given[-1]
    bend = [here, *given]
    steps = np.linspace(0, 1, _PIECES + 1)[1:]
    order = len(bend) - 1
    weights = [math.comb(order, k) * (1 - steps) ** (order - k) * steps**k for k in range(order + 1)]
    curve = sum(
        (weight * point for weight, point in zip(weights, bend, strict=True)), np.zeros(_PIECES, complex)
    )
    return [complex(point) for point in curve], given[-2] if end == given[-1] else here


def _arc(
    start: complex, end: complex, rx: float, ry: float, turn: float, large: float, sweep: float
) -> list[complex]:
    """An elliptical arc as points (SVG 1.1, appendix F.6: from end points to centre)."""
    rx, ry = abs(rx), abs(ry)
    if rx == 0 or ry == 0 or start == end:
        return [end]
    angle = complex(math.cos(math.radians(turn)), math.sin(math.radians(turn)))
    half = (start - end) / 2 * angle.conjugate()
    grow = math.sqrt(max(1.0, (half.real / rx) ** 2 + (half.imag / ry) ** 2))
    rx, ry = rx * grow, ry * grow
    denominator = (rx * half.imag) ** 2 + (ry * half.real) ** 2
    root = math.sqrt(max(0.0, ((rx * ry) ** 2 - denominator) / denominator))
    sign = -1 if bool(large) == bool(sweep) else 1
    centre = sign * root * complex(rx * half.imag / ry, -ry * half.real / rx)
    first = complex((half.real - centre.real) / rx, (half.imag - centre.imag) / ry)
    last = complex((-half.real - centre.real) / rx, (-half.imag - centre.imag) / ry)
    begin = math.atan2(first.imag, first.real)
    span = math.atan2(last.imag, last.real) - begin
    if sweep and span < 0:
        span += 2 * math.pi
    elif not sweep and span > 0:
        span -= 2 * math.pi
    middle = centre * angle + (start + end) / 2
    angles = begin + span * np.linspace(0, 1, _PIECES + 1)[1:]
    return [middle + complex(rx * math.cos(a), ry * math.sin(a)) * angle for a in angles]

"""What an answer is worth: less expected loss from wrong advice, and information about the causes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pinprick.inference.outlook import Outlook

Floats = NDArray[np.float64]
_LEADERS = 8
_SPLIT_AT_LEAST = 0.01
_ADVICE_AT_LEAST = 0.05
"""From this share of the present loss on, a question is about the advice rather than the causes."""


@dataclass(frozen=True)
class Gain:
    """Worth of each finding of an outlook, all shapes (findings,).

    `loss_drop` in the unit of the pack's `urgency_loss`; `bits`: information about the causes, summed over
    them. `separates`: the two causes the answer tells apart best, among the likeliest, or, where the advice
    hangs on it, among those whose neglect costs most. The first becomes likelier by the finding's first value
    (for a binary one, by yes).
    """

    loss_drop: Floats
    bits: Floats
    separates: list[tuple[str, str] | None]


def expected_loss(by_level: Floats, losses: Floats) -> Floats:
    """Loss of the best advice for each row of joint probabilities: shapes (..., 5), (5, 5) -> (...)."""
    return np.asarray((by_level @ losses).min(axis=-1))


def gains(out: Outlook, losses: Floats, causes: list[str], level_of_cause: NDArray[np.int64]) -> Gain:
    """The worth of knowing each finding's value, before it is known.

    `losses` (5, 5) [needed, given]; `causes` names the columns of `out.by_cause`, and `level_of_cause` gives
    their level as a column of `losses`.

    Loss: sum over values of the loss of the best advice then, against the best advice now (value of
    information, Raiffa & Schlaifer 1961). Information: mutual information of the answer with the presence of
    each cause, summed (Shannon), in bits.
    """
    now = float(expected_loss(out.level, losses))
    after = expected_loss(out.by_level, losses)
    information = _information(out)
    starts = [out.span[f].start for f in out.findings]
    if not starts:
        return Gain(np.zeros(0), np.zeros(0), [])
    drop = np.maximum(now - np.add.reduceat(after, starts), 0.0)
    bits = np.maximum(np.add.reduceat(information, starts), 0.0)
    advice = int((out.level @ losses).argmin())
    missed = out.cause * (1 + losses[level_of_cause, advice])
    about_advice = drop > _ADVICE_AT_LEAST * max(now, 1e-9)
    plain, weighed = (_separates(out, starts, causes, weight) for weight in (out.cause, missed))
    return Gain(
        drop, bits, [b if about else a for about, a, b in zip(about_advice, plain, weighed, strict=True)]
    )


def _information(out: Outlook) -> Floats:
    """Each row's part of the mutual information with every cause, summed over causes, in bits: (rows,)."""
    value = out.by_level.sum(axis=1, keepdims=True)
    with_cause = np.minimum(out.by_cause, value)
    cause = out.cause[None, :]
    total = np.zeros(len(value))
    for joint, share in ((with_cause, cause), (value - with_cause, 1 - cause)):
        expected = np.maximum(value * share, 1e-12)
        total += (joint * np.log2(np.maximum(joint, 1e-12) / expected)).sum(axis=1)
    return np.asarray(total)


def _separates(
    out: Outlook, starts: list[int], causes: list[str], weight: Floats
) -> list[tuple[str, str] | None]:
    """For each finding the two leading causes its answer tells apart best; `starts`: its first row."""
    leaders = np.argsort(-weight, kind="stable")[:_LEADERS]
    leaders = leaders[weight[leaders] > _SPLIT_AT_LEAST]
    if len(leaders) < 2:
        return [None] * len(starts)
    given = out.by_cause[:, leaders] / np.maximum(out.cause[leaders], 1e-12)
    one, other = np.triu_indices(len(leaders), 1)
    w, v = weight[leaders[one]], weight[leaders[other]]
    between = np.add.reduceat(np.abs(given[:, one] - given[:, other]), starts)
    best = (w * v / np.maximum(w + v, 1e-12) * between).argmax(axis=1)
    turned = given[starts, one[best]] < given[starts, other[best]]
    first = leaders[np.where(turned, other[best], one[best])]
    second = leaders[np.where(turned, one[best], other[best])]
    return [(causes[a], causes[b]) for a, b in zip(first.tolist(), second.tolist(), strict=True)]

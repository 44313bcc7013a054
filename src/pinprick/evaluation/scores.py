"""Scores of ranked causes and urgency against known answers, each share with its 95 % interval."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt

from pinprick.evaluation.cases import KnownCase
from pinprick.vocabulary import Urgency


@dataclass(frozen=True)
class Outcome:
    """What the engine said of one case at one stage.

    `ranked`: (cause id, probability), likeliest first. `shown_first`: the cause shown first, which is another
    one when an emergency rule fired: what must be ruled out comes before what is likely.
    """

    case: KnownCase
    stage: str
    ranked: tuple[tuple[str, float], ...]
    urgency: Urgency
    seconds: float
    because: tuple[str, ...] = ()
    shown_first: str = ""

    def top(self, k: int) -> set[str]:
        return {cause for cause, _ in self.ranked[:k]}


def wilson(hits: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson score interval for a share (Wilson, J Am Stat Assoc 1927); (0, 1) when n is 0."""
    if n == 0:
        return (0.0, 1.0)
    share, z2 = hits / n, z * z
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = z * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return (max(0.0, middle - half), min(1.0, middle + half))


def brier(outcomes: Sequence[Outcome]) -> float:
    """Mean over cases of the sum over causes of (P(cause) - 1 if it is the answer else 0)^2 (Brier 1950); 0 best."""
    total = 0.0
    for outcome in outcomes:
        total += sum((p - (cause == outcome.case.truth)) ** 2 for cause, p in outcome.ranked)
    return total / max(1, len(outcomes))


def calibration(outcomes: Sequence[Outcome], bins: int = 10) -> tuple[float, list[dict[str, float]]]:
    """Expected calibration error of the first cause's stated probability, and the reliability table.

    A first cause counts as right only when it is the final diagnosis itself.
    """
    rows: list[dict[str, float]] = []
    error = 0.0
    for b in range(bins):
        inside = [o for o in outcomes if o.ranked and min(int(o.ranked[0][1] * bins), bins - 1) == b]
        if not inside:
            continue
        stated = sum(o.ranked[0][1] for o in inside) / len(inside)
        right = sum(o.ranked[0][0] == o.case.truth for o in inside) / len(inside)
        error += abs(stated - right) * len(inside) / len(outcomes)
        rows.append(
            {"from": b / bins, "to": (b + 1) / bins, "n": len(inside), "stated": stated, "right": right}
        )
    return error, rows


def is_under(outcome: Outcome) -> bool:
    """Less urgent than every acceptable level."""
    return outcome.urgency.rank < min(u.rank for u in outcome.case.acceptable_urgency)


def is_over(outcome: Outcome) -> bool:
    """More urgent than every acceptable level."""
    return outcome.urgency.rank > max(u.rank for u in outcome.case.acceptable_urgency)


_SHARES: dict[str, Callable[[Outcome], bool]] = {
    "top1_strict": lambda o: o.case.truth in o.top(1),
    "top1_lenient": lambda o: bool(o.top(1) & o.case.acceptable_causes),
    "top3_strict": lambda o: o.case.truth in o.top(3),
    "top3_lenient": lambda o: bool(o.top(3) & o.case.acceptable_causes),
    "top5_strict": lambda o: o.case.truth in o.top(5),
    "shown_first_lenient": lambda o: o.shown_first in o.case.acceptable_causes,
    "urgency_ok": lambda o: o.urgency in o.case.acceptable_urgency,
    "under": is_under,
    "over": is_over,
}


def stage_scores(outcomes: Sequence[Outcome]) -> dict[str, object]:
    """All figures of one stage: shares 0-1, counts `n`, `emergencies`, `self_care`, and `intervals` (95 %)."""
    scores = _scores(outcomes)
    sensory = [o for o in outcomes if o.case.sensory]
    return {**scores, "n_sensory": len(sensory), "sensory": {**_scores(sensory), "n_sensory": len(sensory)}}


def _scores(outcomes: Sequence[Outcome]) -> dict[str, object]:
    n = len(outcomes)
    result: dict[str, object] = {"n": n}
    intervals: dict[str, tuple[float, float]] = {}

    def share(name: str, hits: int, of: int) -> None:
        result[name] = hits / of if of else None
        intervals[name] = wilson(hits, of)

    for name, test in _SHARES.items():
        share(name, sum(test(o) for o in outcomes), n)
    emergencies = [o for o in outcomes if o.case.urgency is Urgency.EMERGENCY_NOW]
    others = [o for o in outcomes if Urgency.EMERGENCY_NOW not in o.case.acceptable_urgency]
    self_care = [o for o in outcomes if o.case.urgency is Urgency.SELF_CARE]
    result["emergencies"] = len(emergencies)
    share(
        "emergencies_caught", sum(o.urgency is Urgency.EMERGENCY_NOW for o in emergencies), len(emergencies)
    )
    share("over_to_emergency", sum(o.urgency is Urgency.EMERGENCY_NOW for o in others), len(others))
    result["self_care"] = len(self_care)
    share("self_care_right", sum(o.urgency is Urgency.SELF_CARE for o in self_care), len(self_care))
    result["brier"] = brier(outcomes)
    result["ece"], result["reliability"] = calibration(outcomes)
    result["intervals"] = intervals
    return result

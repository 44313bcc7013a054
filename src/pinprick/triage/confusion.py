"""How often the urgency is right: the confusion matrix, the figures that matter, and every miss with its reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt

from pinprick.triage.decision import Decision
from pinprick.vocabulary import Urgency


@dataclass(frozen=True)
class Judged:
    """One case: the level `needed`, the levels also counted right, the level `given`, and what demanded it."""

    id: str
    needed: Urgency
    acceptable: frozenset[Urgency]
    given: Urgency
    because: tuple[str, ...] = ()

    @property
    def is_right(self) -> bool:
        return self.given is self.needed or self.given in self.acceptable


@dataclass(frozen=True)
class Share:
    """`hits` of `of` cases, with the Wilson 95 % interval (0-1); all None when there is no case."""

    hits: int
    of: int
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Confusion:
    """What came of a set of cases.

    `matrix[needed][given]`: counts. `emergencies_exact`: emergencies given `emergency_now`;
    `emergencies_caught`: given that or another level counted right. `over_to_emergency`: cases for which
    `emergency_now` is not counted right and that were given it. `self_care_exact` and `self_care_right`: of
    cases that need no visit. `right`: exact or acceptable. `misses`: the cases that are neither.
    """

    matrix: dict[Urgency, dict[Urgency, int]]
    emergencies_exact: Share
    emergencies_caught: Share
    over_to_emergency: Share
    self_care_exact: Share
    self_care_right: Share
    exact: Share
    right: Share
    misses: tuple[Judged, ...]


def judge(case_id: str, needed: Urgency, acceptable: Sequence[Urgency], decision: Decision) -> Judged:
    """One decision beside what was needed; `because` names the rules and probabilities that set the level."""
    rules = [f"{b.rule} ({b.label})" for b in decision.because if b.level.rank >= decision.level.rank]
    risk = [
        f"risk {round(100 * r.probability)} % of {', '.join(r.causes[:3])}"
        for r in decision.risk
        if r.level is decision.level
    ]
    return Judged(case_id, needed, frozenset(acceptable), decision.level, (*rules, *risk))


def confusion(judged: Sequence[Judged]) -> Confusion:
    """The matrix and the figures of a set of cases."""
    emergencies = [j for j in judged if j.needed is Urgency.EMERGENCY_NOW]
    others = [j for j in judged if Urgency.EMERGENCY_NOW not in (j.needed, *j.acceptable)]
    home = [j for j in judged if j.needed is Urgency.SELF_CARE]
    return Confusion(
        matrix={
            needed: {given: sum(j.needed is needed and j.given is given for j in judged) for given in Urgency}
            for needed in Urgency
        },
        emergencies_exact=_share(emergencies, _is_exact),
        emergencies_caught=_share(emergencies, lambda j: j.is_right),
        over_to_emergency=_share(others, lambda j: j.given is Urgency.EMERGENCY_NOW),
        self_care_exact=_share(home, _is_exact),
        self_care_right=_share(home, lambda j: j.is_right),
        exact=_share(judged, _is_exact),
        right=_share(judged, lambda j: j.is_right),
        misses=tuple(j for j in judged if not j.is_right),
    )


def as_text(result: Confusion) -> str:
    """The matrix, the figures with their intervals, and one line for each miss."""
    width = max(len(level) for level in Urgency)
    lines = ["needed \\ given".ljust(width) + "".join(level.rjust(width + 2) for level in Urgency)]
    for needed, row in result.matrix.items():
        lines.append(needed.ljust(width) + "".join(str(n).rjust(width + 2) for n in row.values()))
    lines.append("")
    figures = {
        "emergencies given emergency_now": result.emergencies_exact,
        "emergencies given that or an acceptable level": result.emergencies_caught,
        "sent to emergency_now without need": result.over_to_emergency,
        "self-care given self_care": result.self_care_exact,
        "self-care given that or an acceptable level": result.self_care_right,
        "exact": result.exact,
        "exact or acceptable": result.right,
    }
    lines += [f"{name}: {_percent(share)}" for name, share in figures.items()]
    lines.append("")
    for miss in result.misses:
        error = "under" if miss.given.rank < miss.needed.rank else "over"
        why = "; ".join(miss.because) or "no rule fired and no probability reached a threshold"
        lines.append(f"{miss.id}: needed {miss.needed}, given {miss.given} ({error}). {why}")
    return "\n".join(lines)


def _is_exact(judged: Judged) -> bool:
    return judged.given is judged.needed


def _share(cases: Sequence[Judged], test: Callable[[Judged], bool]) -> Share:
    """Wilson EB 1927, the score interval for a proportion."""
    n, hits = len(cases), sum(test(j) for j in cases)
    if n == 0:
        return Share(0, 0, None, None, None)
    p, z = hits / n, 1.959964
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return Share(hits, n, p, max(0.0, middle - half), min(1.0, middle + half))


def _percent(share: Share) -> str:
    if share.share is None or share.low is None or share.high is None:
        return "no case"
    return f"{share.hits}/{share.of} = {100 * share.share:.0f} % (95 %: {100 * share.low:.0f}-{100 * share.high:.0f})"

"""The floor under the urgency that the probabilities of the causes demand.

Each cause has a level: its default, or more when one of its own `worse_when` conditions holds. Level L is
demanded when P(some cause of level L or more) reaches the threshold of L, or one cause reaches its own
threshold. Thresholds come from the loss matrix (`UrgencyLoss.threshold`). For `emergency_now` the upper end
of the interval of the likeliest emergency is used, because a missed one costs most where we know least.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod

from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.schema.urgency import level_below
from pinprick.triage.policy import losses, thresholds
from pinprick.triage.rulebook import rulebook
from pinprick.vocabulary import Urgency


@dataclass(frozen=True)
class RiskReason:
    """Why the probabilities demand a level.

    `cause`: the one cause that reached its own threshold, or None for the sum over `causes`, largest first.
    `probability` and `threshold` are on the 0-1 scale.
    """

    level: Urgency
    probability: float
    threshold: float
    causes: tuple[str, ...]
    cause: str | None = None


def cause_levels(pack: Pack, answers: Mapping[str, str]) -> dict[str, Urgency]:
    """The level of each cause for these answers. A `worse_when` that holds only when danger signs answered
    `unsure` are read as yes counts one level below its own, as for rules."""
    book = rulebook(pack)
    known = book.leaves.known(answers)
    possible = book.possible(answers, known)
    levels = {}
    for cause in pack.causes.values():
        level = cause.urgency.default
        for condition, worse, _ in book.worse[cause.id]:
            reading = condition.read(known, possible, 0)
            if reading.holds or reading.in_doubt:
                level = Urgency.most_urgent([level, worse if reading.holds else level_below(worse)])
        levels[cause.id] = level
    return levels


def risk_floor(
    pack: Pack,
    answers: Mapping[str, str],
    marginals: Mapping[str, float],
    uppers: Mapping[str, float] | None = None,
) -> tuple[RiskReason, ...]:
    """Every level that the probabilities demand, most urgent first; empty when they demand nothing.

    `marginals`: cause id -> P(cause | answers); `uppers`: the upper ends of their 90 % intervals. Both are
    monotone here: a larger probability never lowers the result.
    """
    levels = cause_levels(pack, answers)
    loss, policy = losses(pack), thresholds(pack)
    reasons = []
    ranks = {cause: levels.get(cause, Urgency.SELF_CARE).rank for cause in marginals}
    base = {cause: min(1.0, p) for cause, p in marginals.items()}
    by_odds = sorted(base, key=lambda cause: -base[cause])
    for level in list(Urgency)[:-1]:
        rank, share, ranked = level.rank, base, by_odds
        if uppers and level is Urgency.EMERGENCY_NOW:
            share = {cause: min(1.0, max(p, uppers.get(cause, p))) for cause, p in marginals.items()}
            ranked = sorted(share, key=lambda cause: -share[cause])
        ranked = [cause for cause in ranked if ranks[cause] >= rank]
        # One cause at a time at its upper end: all uppers at once would be one chance in many.
        at_upper = ranked if share is not base else ranked[:1]
        total = max(
            (1 - prod(1 - (share if c == raised else base)[c] for c in ranked) for raised in at_upper),
            default=0.0,
        )
        limit = loss.threshold(level)
        if total >= limit:
            reasons.append(RiskReason(level, total, limit, tuple(ranked)))
        for cause in ranked:
            own = policy.causes.get(cause)
            if own and share[cause] >= own.at and levels[cause] is level:
                reasons.append(RiskReason(level, share[cause], own.at, (cause,), cause))
    return tuple(reasons)

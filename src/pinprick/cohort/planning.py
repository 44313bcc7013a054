"""A week of demand: if so many of a town ask, how many visits of each urgency come of it."""

from __future__ import annotations

from math import sqrt
from typing import Any

from pinprick.cohort.batch import assess_batch
from pinprick.cohort.simulation import simulate
from pinprick.errors import CaseError
from pinprick.knowledge.schema.pack import Pack
from pinprick.vocabulary import Urgency

MOST_DRAWN = 8192
"""People drawn at most: the share of a level is then known to about 1 in 100."""


def demand(
    pack: Pack, inhabitants: int, share: float = 0.02, asked: float = 0.6, seed: int = 0
) -> dict[str, Any]:
    """How many of `inhabitants` are told each urgency when `share` of them ask in one week.

    The people are drawn from the pack's priors, with `asked` of the questions answered. For each level:
    `people`, and `low` to `high`, the 95 % range of one week's count (binomial, with the error of the
    simulation); `needed`: how many have a cause that needs that level. CaseError when nobody asks.
    """
    asks = round(inhabitants * share)
    if asks < 1:
        raise CaseError(
            f"{share:.2%} of {inhabitants} is nobody: raise the share or the number of inhabitants."
        )
    drawn = min(max(asks, 1000), MOST_DRAWN)
    told = dict.fromkeys((level.value for level in Urgency), 0)
    needed = dict(told)
    for batch in simulate(pack, drawn, seed, asked):
        for level in assess_batch(batch, pack).results.column("urgency").to_pylist():
            told[level] += 1
        for level in batch.column("needed").to_pylist():
            needed[level] += 1
    return {
        "inhabitants": inhabitants,
        "share": share,
        "asks": asks,
        "drawn": drawn,
        "levels": {
            level: {**_range(count / drawn, asks, drawn), "needed": round(needed[level] / drawn * asks)}
            for level, count in told.items()
        },
    }


def _range(p: float, asks: int, drawn: int) -> dict[str, int]:
    """Expected count and its 95 % range: the week's own chance and that of the simulation."""
    spread = 1.96 * sqrt(p * (1 - p) * asks * (1 + asks / drawn))
    return {
        "people": round(p * asks),
        "low": max(round(p * asks - spread), 0),
        "high": min(round(p * asks + spread), asks),
    }


def render(week: dict[str, Any]) -> str:
    """The week as a small table."""
    lines = [f"{week['asks']:,} of {week['inhabitants']:,} people ask in a week ({week['share']:.1%})."]
    lines.append(f"{'told':<18}{'people':>9}   {'95 % range':<19}{'cause needs it':>14}")
    for level, count in week["levels"].items():
        span = f"{count['low']:,} to {count['high']:,}"
        lines.append(f"{level.replace('_', ' '):<18}{count['people']:>9,}   {span:<19}{count['needed']:>14,}")
    lines.append(f"From {week['drawn']:,} people drawn from the pack: a town that asks as the pack assumes.")
    return "\n".join(lines)

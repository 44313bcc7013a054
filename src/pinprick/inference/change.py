"""What would change the result: the smallest answers that move the advice or the first cause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from pinprick.inference.decisions import LEVELS, levels, losses
from pinprick.inference.network import Network
from pinprick.inference.outlook import Outlook
from pinprick.inference.parameters import UNEXPLAINED
from pinprick.inference.posterior import Posterior, updated
from pinprick.inference.questions import Inquiry, askable, inquire
from pinprick.vocabulary import Urgency

LEAST_LIKELY = 0.005
TRIED_FIRST = 8


@dataclass(frozen=True)
class Change:
    """Answers that would change the result.

    `answers`: one or two (finding, value); `what`: the advice from the causes (`urgency`) or the first cause;
    `before`, `after`: level or cause id; `probability`: how likely these answers are, given what is known.
    """

    answers: tuple[tuple[str, str], ...]
    what: Literal["urgency", "first_cause"]
    before: str
    after: str
    probability: float


def would_change(
    network: Network,
    answers: Mapping[str, str],
    drawing_evidence: Mapping[str, float] | None = None,
    candidates: Sequence[str] | None = None,
    level_of_cause: Mapping[str, Urgency] | None = None,
    floor: Urgency | None = None,
    most: int = 5,
    inquiry: Inquiry | None = None,
    pairs: bool = True,
) -> list[Change]:
    """The smallest sets of further answers that would move the advice or the first cause, likeliest first.

    One answer where one is enough; else two, begun with the answers that move the result furthest. Answers
    less likely than 1 in 200 are not counted. At most `most` of each kind; empty when nothing would. An
    `inquiry` made before is used as it is; `pairs=False` looks at single answers only, ten times as fast.
    """
    if inquiry is None:
        pool = askable(network) if candidates is None else list(candidates)
        inquiry = inquire(network, answers, drawing_evidence, pool, level_of_cause, floor)
    table = losses(network, floor)
    names = [*network.causes, UNEXPLAINED]
    advice, first = _result(inquiry.out, table)
    singles = _flips(inquiry.out, table, names, advice, first)
    column = levels(network, level_of_cause)
    found: list[Change] = []
    for what in ("urgency", "first_cause"):
        alone = [change for change in singles if change.what == what]
        if pairs and not alone:
            alone = _pairs(network, answers, drawing_evidence, inquiry, level_of_cause, floor, what, most)
        likeliest = sorted(alone, key=lambda change: -change.probability)[:most]
        found += [
            c for c in likeliest if _borne_out(inquiry.point, answers, drawing_evidence, c, table, column)
        ]
    return found


def _borne_out(
    before: Posterior,
    answers: Mapping[str, str],
    drawing_evidence: Mapping[str, float] | None,
    change: Change,
    table: np.ndarray,
    column: np.ndarray,
) -> bool:
    """Whether the posterior itself changes so: looking ahead scales weighed likelihoods to sum to 1, so that what it
    says of a close race may be off."""
    point = updated(before, {**answers, **dict(change.answers)}, drawing_evidence)
    if change.what == "first_cause":
        return point.ranked()[0][0] == change.after
    by_level = np.bincount(column, weights=point.probability, minlength=len(LEVELS))
    return LEVELS[int((by_level @ table).argmin())].value == change.after


def _result(out: Outlook, table: np.ndarray) -> tuple[int, int]:
    return int((out.level @ table).argmin()), int(out.cause.argmax())


def _flips(
    out: Outlook, table: np.ndarray, names: list[str], advice: int, first: int, likelihood: float = 1.0
) -> list[Change]:
    """Single values of an outlook that bring another result."""
    p = out.by_level.sum(axis=1)
    advised, leads = (out.by_level @ table).argmin(axis=1), out.by_cause.argmax(axis=1)
    found = []
    for finding in out.findings:
        span = out.span[finding]
        for row in range(span.start, span.stop):
            chance = float(p[row]) * likelihood
            if p[row] < LEAST_LIKELY:
                continue
            answer = ((finding, out.values[row]),)
            if advised[row] != advice:
                before, after = LEVELS[advice].value, LEVELS[int(advised[row])].value
                found.append(Change(answer, "urgency", before, after, chance))
            if leads[row] != first:
                before, after = names[first], names[int(leads[row])]
                found.append(Change(answer, "first_cause", before, after, chance))
    return found


def _pairs(
    network: Network,
    answers: Mapping[str, str],
    drawing_evidence: Mapping[str, float] | None,
    inquiry: Inquiry,
    level_of_cause: Mapping[str, Urgency] | None,
    floor: Urgency | None,
    what: str,
    most: int,
) -> list[Change]:
    """Pairs of answers, the first one among those that move loss or leading cause furthest."""
    out, table, names = inquiry.out, losses(network, floor), [*network.causes, UNEXPLAINED]
    advice, first = _result(out, table)
    p = out.by_level.sum(axis=1)
    safe = np.maximum(p, 1e-12)[:, None]
    if what == "urgency":
        at_risk = (out.by_level / safe) @ table
        push = at_risk[:, advice] - np.delete(at_risk, advice, axis=1).min(axis=1)
    else:
        rivals = np.delete(out.by_cause, first, axis=1).max(axis=1)
        push = (rivals - out.by_cause[:, first]) / safe[:, 0]
    push = np.where(p >= LEAST_LIKELY, push, -np.inf)
    owner = [f for f in out.findings for _ in range(out.span[f].stop - out.span[f].start)]
    found: list[Change] = []
    for row in np.argsort(-push, kind="stable")[:TRIED_FIRST]:
        if not np.isfinite(push[row]):
            continue
        start = (owner[row], out.values[row])
        more = {**answers, start[0]: start[1]}
        further = inquire(network, more, drawing_evidence, list(out.findings), level_of_cause, floor)
        for change in _flips(further.out, table, names, advice, first, float(p[row])):
            if change.what == what:
                pair = tuple(sorted((start, *change.answers)))
                found.append(Change(pair, change.what, change.before, change.after, change.probability))
    unique = {change.answers: change for change in sorted(found, key=lambda change: change.probability)}
    return sorted(unique.values(), key=lambda change: -change.probability)[:most]

"""Answers that do not fit together, named in pairs; nothing fails because of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from pinprick.errors import ImpossibleEvidence
from pinprick.inference.evidence import silence
from pinprick.inference.posterior import Posterior
from pinprick.knowledge.schema.reasoning import Clashes
from pinprick.vocabulary import NO, YES


@dataclass(frozen=True)
class Clash:
    """Two answers that do not fit together.

    `kind`: `impossible` (the pack says they cannot both be true, `why` says so), `denied` (a general finding
    denied, a specific one affirmed), `unlikely` (each is common, together no set of causes gives them easily;
    `nats` says how much rarer than by chance).
    """

    one: tuple[str, str]
    other: tuple[str, str]
    kind: Literal["impossible", "denied", "unlikely"]
    why: str | None = None
    nats: float | None = None


def clashes(point: Posterior, answers: Mapping[str, str]) -> list[Clash]:
    """All pairs that clash, the certain ones first; empty when the answers fit together.

    `unlikely` uses the conflict measure of Jensen, Chamberlain, Nordahl & Jensen (1990), ln of the product of
    P(answer) over P(all answers): above 0 the answers speak against each other. It is only named above the
    pack's `beyond`, with the pair that conflicts most.
    """
    rules: Clashes = point.network.setting("clashes", Clashes)
    found = []
    for pair in rules.cannot_both:
        one, other = _leaf(pair.one), _leaf(pair.other)
        if answers.get(one[0]) == one[1] and answers.get(other[0]) == other[1]:
            found.append(Clash(one, other, "impossible", pair.why))
    for general, special in point.evidence.contradictions:
        found.append(Clash((general, NO), (special, YES), "denied"))
    if not found and (unlikely := _unlikely(point, rules.beyond)):
        found.append(unlikely)
    return found


def require_consistent(point: Posterior, answers: Mapping[str, str]) -> None:
    """ImpossibleEvidence naming the first pair that cannot both be true; nothing when there is none."""
    for clash in clashes(point, answers):
        if clash.kind == "impossible":
            one, other = ("=".join(answer) for answer in (clash.one, clash.other))
            raise ImpossibleEvidence(f"These answers do not fit together: {one} and {other}. {clash.why}")


def _leaf(text: str) -> tuple[str, str]:
    finding, _, value = text.partition("=")
    return finding, value or YES


def _unlikely(point: Posterior, beyond: float) -> Clash | None:
    network, evidence = point.network, point.evidence
    if len(evidence.weighed) < 2:
        return None
    prior = np.exp(network.prior(evidence.age, evidence.sex)[0])
    rows = np.exp(np.array(network.rows_of([(answer.finding, answer.value) for answer in evidence.weighed])))
    alone = np.log(rows @ prior)
    weights = np.array([answer.weight for answer in evidence.weighed])
    conflict = float((weights * alone).sum()) - point.log_evidence
    if (unsaid := silence(network, evidence)) is not None:
        conflict += float(np.log(np.exp(unsaid) @ prior))
    together = np.log((rows * prior) @ rows.T)
    pairs = alone[:, None] + alone[None, :] - together
    np.fill_diagonal(pairs, -np.inf)
    first, second = sorted(np.unravel_index(int(pairs.argmax()), pairs.shape))
    if max(conflict, float(pairs[first, second])) <= beyond or pairs[first, second] <= 0:
        return None
    one, other = evidence.weighed[first], evidence.weighed[second]
    nats = float(pairs[first, second])
    return Clash((one.finding, one.value), (other.finding, other.value), "unlikely", None, nats)

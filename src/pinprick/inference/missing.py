"""What sets of more than three causes would weigh: stated for each case, and added when it matters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pinprick.inference import rows, sets
from pinprick.inference.evidence import Evidence, drawing_row, fullness
from pinprick.inference.network import Network
from pinprick.inference.parameters import SMALLEST
from pinprick.inference.posterior import Posterior, normalised

Floats = NDArray[np.float64]
STATED_ABOVE = 0.02
"""From this missing mass on, sets of four are added."""
TRIPLES_MASS = 0.98
MOST_TRIPLES = 600


@dataclass(frozen=True)
class Missing:
    """Mass of the sets left out, as a share of all sets were they allowed with the same odds.

    `four`: sets of four (counted one by one around the likeliest triples, so nearly all of it); `more`: sets
    of five and more, carried on from the ratio of fours to triples; `mass`: both.
    """

    four: float
    more: float

    @property
    def mass(self) -> float:
        """All that is left out."""
        return self.four + self.more


def log_joint_over(network: Network, evidence: Evidence, chosen: NDArray[np.int64]) -> Floats:
    """ln of prior weight x likelihood for any sets, shape (k,): the scale of the sets up to three.

    Sets above three get the product of the same prior odds, on the same scale.
    """
    prior_row, log_odds = network.prior(evidence.age, evidence.sex)
    scale = float(prior_row[1] - log_odds[0])
    total = sets.over_chosen(log_odds, chosen, np.add) + scale
    empty = chosen[:, 0] == network.width
    total[empty] = prior_row[0]
    combine, table = rows.over(chosen), network.parameters.binary
    binary = [answer for answer in evidence.weighed if answer.finding in network.binary_row]
    at = [network.binary_row[answer.finding] for answer in binary]
    no = rows.binary_no(table.p[at].astype(np.float32), table.background[at].astype(np.float32), combine)
    no[:, empty] = 1 - table.unexplained[at, None]
    yes = np.array([network.value_number(answer.finding, answer.value) == 0 for answer in binary], dtype=bool)
    np.subtract(1, no, out=no, where=yes[:, None])
    np.log(np.maximum(no, np.float32(SMALLEST), out=no), out=no)
    total += np.array([answer.weight for answer in binary]) @ no
    for answer in evidence.weighed:
        if answer.finding in network.parameters.categorical:
            shares = rows.categorical(network.parameters.categorical[answer.finding], empty, combine)
            total += answer.weight * np.log(shares[network.value_number(answer.finding, answer.value)])
    if evidence.drawing is not None:
        total += drawing_row(evidence, chosen)
    if evidence.spoken is not None:
        unsaid = [network.binary_row[finding] for finding in network.told if finding not in evidence.spoken]
        no = rows.binary_no(
            table.p[unsaid].astype(np.float32), table.background[unsaid].astype(np.float32), combine
        )
        no[:, empty] = 1 - table.unexplained[unsaid, None]
        np.subtract(1, no, out=no)
        no *= network.silence.mention_rate
        np.subtract(1, no, out=no)
        np.log(no, out=no)
        total += fullness(network, evidence) * _one_by_one(no)
    return np.asarray(total)


def _one_by_one(terms: NDArray[np.float32]) -> NDArray[np.float32]:
    """Sum over the findings, shape (findings, k) -> (k,), in their order: rounding must not hang on how they lie."""
    total = np.zeros(terms.shape[1], dtype=terms.dtype)
    for row in terms:
        total += row
    return total


def fours(point: Posterior, mass: float = TRIPLES_MASS) -> NDArray[np.int64]:
    """Sets of four made of a likely triple and a likely form, shape (k, 4).

    Triples with `mass` of the triples' mass, at most 600; forms with `mass` of all forms' probability.
    """
    n = point.network.width
    triples = np.flatnonzero(point.members[:, 2] < n)
    if n < 4 or triples.size == 0:
        return np.zeros((0, 4), dtype=np.int64)
    p = point.probability[triples]
    base = point.members[triples[sets.likeliest(p, mass * float(p.sum()), MOST_TRIPLES)], :3]
    one_more = sets.likeliest(point.of_forms, mass * float(point.of_forms.sum()))
    # A set holds one form of a cause at most, and each set of four counts once, whichever triple it grew from.
    cause = point.network.cause_of
    triple, other = np.nonzero((cause[base][:, :, None] != cause[one_more]).all(axis=1))
    first, second, third = base[triple].T
    added = one_more[other]
    low, high = np.minimum(first, added), np.maximum(first, added)
    middle, high = np.minimum(second, high), np.maximum(second, high)
    upper, high = np.minimum(third, high), np.maximum(third, high)
    code = np.sort(((low * n + middle) * n + upper) * n + high)
    code = code[np.append(True, code[1:] != code[:-1])[: code.size]]
    return np.stack([code // n**3, code // n**2 % n, code // n % n, code % n], axis=1)


def missing_mass(point: Posterior) -> Missing:
    """What sets above three would hold of the posterior.

    Sets of four are summed around the likeliest triples, which leaves out a few per cent of them. Larger sets
    follow the ratio fours / triples: each further size shrinks at least as fast (Newton's inequality for the
    prior; explaining away for the likelihood). Checked against all sets in the tests.
    """
    network, n = point.network, point.network.width
    chosen = fours(point)
    if not len(chosen):
        return Missing(0.0, 0.0)
    log_weights = log_joint_over(network, point.evidence, chosen)
    of_fours = float(np.exp(log_weights - point.log_evidence).sum())
    of_triples = float(point.probability[point.members[:, 2] < n].sum())
    ratio = min(of_fours / max(of_triples, 1e-12), 0.9)
    of_more = of_fours * ratio / (1 - ratio)
    whole = 1 + of_fours + of_more
    return Missing(of_fours / whole, of_more / whole)


def with_fours(point: Posterior) -> Posterior:
    """The posterior with sets of four added around all likely triples; its `largest` is 4."""
    chosen = fours(point, 0.9999)
    if not len(chosen):
        return point
    more = log_joint_over(point.network, point.evidence, chosen)
    known = np.log(np.maximum(point.probability, 1e-300)) + point.log_evidence
    probability, log_evidence = normalised(np.concatenate([known, more]))
    padding = np.full((len(point.members), 1), point.network.width, dtype=np.int64)
    members = np.concatenate([np.concatenate([point.members, padding], axis=1), chosen])
    return Posterior(point.network, point.evidence, members, probability, log_evidence)


def certified(point: Posterior) -> tuple[Posterior, Missing]:
    """The posterior to show and what it leaves out: with sets of four where more than 2 % would be missing."""
    missing = missing_mass(point)
    if missing.mass <= STATED_ABOVE:
        return point, missing
    larger = with_fours(point)
    of_fours = float(larger.probability[len(point.members) :].sum())
    ratio = min(missing.more / max(missing.four, 1e-12), 0.9)
    return larger, Missing(0.0, of_fours * ratio / (1 + of_fours * ratio))

"""How uncertain each number of the pack is: standard deviations of log-odds by basis, n or interval."""

from __future__ import annotations

from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

from pinprick.inference.network import Network
from pinprick.inference.parameters import UNEXPLAINED
from pinprick.knowledge.schema.causes import Likelihood
from pinprick.knowledge.schema.findings import Background
from pinprick.knowledge.schema.reasoning import Uncertainty
from pinprick.vocabulary import YES, Basis

Floats = NDArray[np.float64]
_NORMAL_90, _NORMAL_95 = 1.6448536, 1.9599640


def uncertainty(network: Network) -> Uncertainty:
    """The pack's `uncertainty` settings, checked."""
    found: Uncertainty = network.setting("uncertainty", Uncertainty)
    return found


def of_likelihood(number: Likelihood | Background, value: str, rules: Uncertainty) -> float:
    """Standard deviation of the log-odds of P(value).

    Published with a 95 % interval: its width on the log-odds scale. Published with n: that of a Beta
    distribution with n p and n (1 - p) counts, sqrt(1 / np + 1 / n(1 - p)). Else by basis.
    """
    ci = getattr(number, "ci", None)
    n = getattr(number, "n", None)
    found = rules.spread.get(number.basis, rules.spread.get(Basis.JUDGEMENT, 0.7))
    if ci and 0 < ci[0] < ci[1] < 1:
        found = (_logit(ci[1]) - _logit(ci[0])) / (2 * _NORMAL_95)
    elif n and number.basis is not Basis.JUDGEMENT:
        p = number.p.get(value, 0.0) if isinstance(number.p, dict) else number.p
        p = min(max(p if value == YES or isinstance(number.p, dict) else 1 - p, 0.5 / n), 1 - 0.5 / n)
        found = sqrt(1 / (n * p) + 1 / (n * (1 - p)))
    return min(max(found, rules.least), rules.most)


def of_finding(network: Network, finding: str, value: str, rules: Uncertainty) -> Floats:
    """Spread of P(value) for each form, the background and `unexplained`: shape (forms + 2,)."""
    pack = network.pack
    background = of_likelihood(pack.findings[finding].background, value, rules)
    listed = [form.listed.get(finding) for form in network.forms]
    alone = pack.causes[UNEXPLAINED].findings.get(finding) if UNEXPLAINED in pack.causes else None
    found = [of_likelihood(number, value, rules) if number else background for number in (*listed, alone)]
    return np.array([*found[:-1], background, found[-1]])


def of_shares(network: Network, rules: Uncertainty) -> Floats:
    """Spread of the log prior odds of each form, 0 for the background, and `unexplained`: (forms + 2,)."""

    def spread(cause: str) -> float:
        rare = network.pack.causes[cause].prior.share < rules.rare_below
        return log(rules.rare_factor if rare else rules.share_factor) / _NORMAL_90

    alone = spread(UNEXPLAINED) if UNEXPLAINED in network.pack.causes else 0.0
    return np.array([*(spread(form.cause) for form in network.forms), 0.0, alone])


def _logit(p: float) -> float:
    return log(p / (1 - p))

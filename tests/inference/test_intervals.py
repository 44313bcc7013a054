"""Bands against the slow way: every draw as a network of its own, over all sets."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinprick.inference import intervals, network, posterior, rows, sets
from pinprick.inference.intervals import _log_odds, _normals
from pinprick.inference.spread import of_finding, of_likelihood, of_shares, uncertainty
from pinprick.knowledge.load import load_pack
from pinprick.knowledge.schema.causes import Likelihood
from pinprick.vocabulary import Basis

PACK = load_pack()
NET = network(PACK)
N = NET.width
DRAWS = 200
CASES = {
    "stroke": {"age_band": "age_70_79", "onset_pace": "seconds_to_minutes", "face_droop": "yes",
               "arm_weakness": "yes", "side": "one", "numb": "yes", "fever": "no"},
    "feet": {"diabetes_status": "diabetes_10_years_or_more", "stocking_spread": "yes", "burning": "yes",
             "side": "both_about_equal", "numb": "yes", "onset_pace": "months_or_longer", "back_pain": "no"},
    "back": {"back_pain": "yes", "radiating_leg_pain": "yes", "side": "one", "tingling": "yes",
             "cough_sneeze_worse": "yes", "leg_weakness": "no"},
    "little": {"tingling": "yes", "side": "one"},
}  # fmt: skip


def slow(answers: dict[str, str]) -> np.ndarray:
    """Marginals of every draw, shape (draws, causes), from rows worked out anew for each."""
    point = posterior(NET, answers)
    rules = uncertainty(NET)
    shares = of_shares(NET, rules)[:, None] * _normals("shares", N + 2, DRAWS, 0)
    found = []
    for draw in range(DRAWS):
        total = NET.prior(point.evidence.age, point.evidence.sex)[0].copy()
        total += sets.over_members(shares[:N, draw].astype(float), np.add)
        total[0] += shares[N + 1, draw]
        for answer in point.evidence.weighed:
            normals = _normals(answer.finding, N + 2, DRAWS, 0)[:, draw]
            spread = of_finding(NET, answer.finding, answer.value, rules)
            odds = _log_odds(NET, answer.finding, answer.value) + spread * normals
            total += answer.weight * slow_row(answer.finding, answer.value, 1 / (1 + np.exp(-odds)))
        weights = np.exp(total - total.max())
        found.append(NET.by_cause(sets.marginals(weights / weights.sum(), NET.members, N)))
    return np.array(found)


def slow_row(finding: str, value: str, p: np.ndarray) -> np.ndarray:
    """One answer's row with drawn numbers; the background's own draw counts where no member lists it."""
    empty, combine = slice(0, 1), rows.over(None)
    if finding in NET.parameters.categorical:
        table = NET.parameters.categorical[finding]
        at = table.values.index(value)
        shares, alone = table.p.copy(), table.unexplained.copy()
        shares[:, at], alone[at] = p[:N], p[N + 1]
        row = rows.categorical_rows(replace(table, p=shares, unexplained=alone), empty, combine)[at]
        listed, alone_listed = table.say > 0, not np.array_equal(table.unexplained, table.background)
    else:
        at, binary = NET.binary_row[finding], NET.parameters.binary
        yes, b = (p if value == "yes" else 1 - p), binary.background[at : at + 1]
        listed, alone_listed = binary.p[at] != b, binary.unexplained[at] != b
        each = np.where(listed, yes[:N], b)
        row = rows.binary_rows(each[None], b, yes[N + 1 :], np.array([value == "yes"]), combine)[0]
    silent = ~np.append(listed, False)[NET.members].any(axis=1)
    silent[0] = not alone_listed
    row[silent] = np.log(p[N])
    return row


@pytest.mark.parametrize("name", CASES)
def test_bands_agree_with_the_slow_way(name: str) -> None:
    fast = intervals(NET, CASES[name], draws=DRAWS)
    low, high = np.quantile(slow(CASES[name]), [0.05, 0.95], axis=0)
    point = posterior(NET, CASES[name]).vector
    off = max(
        np.abs(np.minimum(low, point) - [fast.lower[c] for c in NET.causes]).max(),
        np.abs(np.maximum(high, point) - [fast.upper[c] for c in NET.causes]).max(),
    )

    assert off < 0.02, off


@given(st.sampled_from(sorted(CASES)), st.integers(0, 3))
@settings(max_examples=12, deadline=None)
def test_the_point_lies_inside_and_the_same_seed_gives_the_same_band(name: str, seed: int) -> None:
    one, again = (intervals(NET, CASES[name], seed=seed) for _ in range(2))
    assert one == again
    for cause, p in posterior(NET, CASES[name]).marginals.items():
        assert 0 <= one.lower[cause] <= p <= one.upper[cause] <= 1
    assert 0 <= one.flips <= 1 and one.mass > 0.99


def test_judgement_is_wider_than_a_published_count() -> None:
    rules = uncertainty(NET)
    guess = of_likelihood(Likelihood(p=0.3, basis=Basis.JUDGEMENT), "yes", rules)
    derived = of_likelihood(Likelihood(p=0.3, basis=Basis.DERIVED), "yes", rules)
    counted = of_likelihood(Likelihood(p=0.3, basis=Basis.PUBLISHED, n=400), "yes", rules)
    stated = of_likelihood(Likelihood(p=0.3, basis=Basis.PUBLISHED, ci=(0.26, 0.35)), "yes", rules)
    assert guess > derived > counted
    assert counted == pytest.approx((1 / 120 + 1 / 280) ** 0.5)
    assert stated == pytest.approx(0.109, abs=0.002)


def test_without_answers_a_rare_emergency_is_known_to_a_factor_of_three() -> None:
    band = intervals(NET, {}, draws=4000)
    share = PACK.causes["cauda_equina_syndrome"].prior.share
    assert band.upper["cauda_equina_syndrome"] / share == pytest.approx(3, rel=0.15)
    assert share / band.lower["cauda_equina_syndrome"] == pytest.approx(3, rel=0.15)

"""Simulated accuracy (the atlas's acceptance test 5), calibration, and a repeatable benchmark."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from pinprick.anatomy.atlas import Atlas
from pinprick.anatomy.noise import Noise, noise_of
from pinprick.anatomy.simulation import LEVELS, evaluate_drawings, simulate
from pinprick.errors import PackError


@pytest.fixture(scope="module")
def figures() -> dict[str, Any]:
    return evaluate_drawings(1890, seed=3)


def test_realistic_drawings_reach_the_required_accuracy(figures: dict[str, Any]) -> None:
    got = figures["realistic"]
    assert got["top1"] >= 0.72 and got["top3"] >= 0.90 and got["family"] >= 0.87 and got["side"] >= 0.955
    assert figures["moderate"]["top3"] >= 0.98 and figures["perfect"]["top3"] == 1.0


def test_central_patterns_are_in_the_first_three(figures: dict[str, Any]) -> None:
    central = [name for name in figures["by_territory"] if name.startswith("sensory_level")]
    central += ["saddle", "cauda_equina", "hemibody"]
    # 30 drawings each: one swapped side, or one lesion drawn to almost nothing, may miss.
    assert np.mean([figures["by_territory"][name]["top3"] for name in central]) >= 0.97


def test_learned_noise_beats_the_reference(figures: dict[str, Any]) -> None:
    learned, reference = figures["realistic"], figures["reference_model"]
    assert learned["n"] == reference["n"]
    assert learned["top3"] > reference["top3"]


def test_stated_probabilities_hold(figures: dict[str, Any]) -> None:
    assert figures["calibration_error"] <= 0.12  # bins of a small sample; 0.045 with 6000 drawings
    assert all(row["n"] >= 30 for row in figures["calibration"])


def test_the_same_seed_gives_the_same_drawings(atlas: Atlas) -> None:
    one, other = (simulate(atlas, LEVELS["realistic"], 130, np.random.default_rng(5)) for _ in range(2))
    assert (one.painted == other.painted).all() and (one.truth == other.truth).all()
    assert one.painted.any(axis=1).all()


def test_noise_of_a_pack_is_checked() -> None:
    assert noise_of(None) == Noise()
    with pytest.raises(PackError, match=r"noise\.yaml: eps"):
        noise_of({"eps": 2})
    with pytest.raises(PackError, match=r"noise\.yaml: speed"):
        noise_of({"speed": 1})

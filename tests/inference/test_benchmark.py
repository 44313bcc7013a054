"""The benchmark says what it promises."""

from __future__ import annotations

import math

import pytest

from pinprick.inference.benchmark import run_benchmark


@pytest.fixture(scope="module")
def report() -> dict[str, object]:
    return run_benchmark(quick=True)


def test_the_benchmark_has_every_figure(report: dict[str, object]) -> None:
    for key in ("sgemm_gflops", "batch_peak_fraction", "step_ratio", "step_ms", "interval_ms", "missing_mass_ms",
                "compile_s"):  # fmt: skip
        value = report[key]
        assert isinstance(value, float) and math.isfinite(value) and value > 0, key
    assert [row["causes"] for row in report["scaling"]] == [25, 50]


def test_others_agree_and_are_slower(report: dict[str, object]) -> None:
    for name in ("vs_pyagrum", "vs_pgmpy"):
        found = report[name]
        assert isinstance(found, dict)
        if found["times_longer"] is None:
            assert "pip install" in found["reason"]
        else:
            assert found["largest_difference"] < 1e-5
            assert found["times_longer"] > 1

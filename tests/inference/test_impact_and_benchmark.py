"""What an edit moves, and that the benchmark says what it promises."""

from __future__ import annotations

import math

import pytest

from pinprick.inference.benchmark import run_benchmark
from pinprick.inference.impact import Told, impact
from pinprick.knowledge.load import load_pack
from pinprick.knowledge.schema.pack import Pack

PACK = load_pack()
CASES = [
    Told("foot", {"numb": "yes", "pebble_sensation": "yes", "side": "one"}, "morton_neuroma"),
    Told("face", {"face_droop": "yes", "onset_pace": "seconds_to_minutes"}, "stroke"),
]


def edited(cause: str, finding: str, p: float) -> Pack:
    """The pack with one number changed."""
    old = PACK.causes[cause]
    number = old.findings[finding].model_copy(update={"p": p})
    cause_now = old.model_copy(update={"findings": {**old.findings, finding: number}})
    return PACK.model_copy(update={"causes": {**PACK.causes, cause: cause_now}, "digest": f"{PACK.digest}x"})


def test_the_same_pack_moves_nothing() -> None:
    found = impact(PACK, PACK, CASES)
    assert found.cases == () and found.looked_at == 2
    assert found.first_hits_before == found.first_hits_after


def test_one_number_moves_its_cause_and_is_listed() -> None:
    found = impact(PACK, edited("morton_neuroma", "pebble_sensation", 0.05), CASES)
    assert [row.name for row in found.cases] == ["foot"]
    cause, before, after = found.cases[0].moved[0]
    assert cause == "morton_neuroma" and after < before
    assert found.first_hits_after <= found.first_hits_before


def test_an_answer_one_pack_does_not_know_is_dropped_and_said() -> None:
    fewer = PACK.model_copy(
        update={
            "findings": {k: f for k, f in PACK.findings.items() if k != "pebble_sensation"},
            "digest": "fewer",
        }
    )
    found = impact(PACK, fewer, CASES)
    assert all(row.dropped == ("pebble_sensation",) for row in found.cases if row.name == "foot")


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

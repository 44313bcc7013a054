"""The survey: statistics against figures worked out by other means, coding, and the survey itself when at hand."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from pinprick import load_pack
from pinprick.errors import CaseError
from pinprick.evaluation.nhanes import evaluate_nhanes, render
from pinprick.evaluation.nhanes_coding import answers, nhanes_map, read_survey
from pinprick.evaluation.nhanes_statistics import (
    Design,
    area,
    calibration_slope,
    jackknife,
    logistic,
    student_95,
)

PACK = load_pack()
RANDOM = np.random.default_rng(0)


def test_area_counts_pairs() -> None:
    score, truth = np.round(RANDOM.random(60), 1), (RANDOM.random(60) < 0.4).astype(float)
    weight = RANDOM.integers(1, 4, 60).astype(float)
    pairs = [
        (weight[i] * weight[j], (score[i] > score[j]) + (score[i] == score[j]) / 2)
        for i in np.flatnonzero(truth)
        for j in np.flatnonzero(truth == 0)
    ]
    assert area(score, truth, weight) == pytest.approx(
        sum(w * s for w, s in pairs) / sum(w for w, _ in pairs)
    )


def test_logistic_regression_finds_the_log_odds_ratio() -> None:
    x = np.repeat([0.0, 0.0, 1.0, 1.0], [30, 70, 60, 40])
    y = np.repeat([1.0, 0.0, 1.0, 0.0], [30, 70, 60, 40])
    beta = logistic(x[:, None], y, np.ones(200))
    assert beta == pytest.approx([np.log(30 / 70), np.log(60 / 40) - np.log(30 / 70)], abs=1e-6)


def test_calibration_slope_of_honest_and_of_doubled_odds() -> None:
    logit = RANDOM.normal(0, 1.5, 40_000)
    y = (RANDOM.random(40_000) < 1 / (1 + np.exp(-logit))).astype(float)
    ones = np.ones(40_000)
    assert calibration_slope(1 / (1 + np.exp(-logit)), y, ones) == pytest.approx(1, abs=0.05)
    assert calibration_slope(1 / (1 + np.exp(-2 * logit)), y, ones) == pytest.approx(0.5, abs=0.03)


def test_jackknife_of_a_mean_is_the_textbook_error() -> None:
    x = RANDOM.normal(size=40)
    design = Design(np.ones(40), np.zeros(40, dtype=np.int64), np.arange(40))
    value, low, high = jackknife(lambda w: float(x @ w / w.sum()), design)
    assert value == pytest.approx(x.mean())
    assert (high - low) / 2 == pytest.approx(student_95(39) * x.std(ddof=1) / 40**0.5)


@pytest.mark.parametrize(("freedom", "point"), [(5, 2.571), (29, 2.045), (100, 1.984)])
def test_students_t(freedom: int, point: float) -> None:
    assert student_95(freedom) == pytest.approx(point, abs=0.01)


def test_the_map_names_real_findings_and_values() -> None:
    for finding, coding in nhanes_map().findings.items():
        values = set(map(str, coding.values.values())) | ({coding.raised.to} if coding.raised else set())
        assert values <= set(PACK.findings[finding].values), finding
    for target in nhanes_map().targets.values():
        assert {target.finding, target.question} <= set(PACK.findings)


def test_coding_of_one_person() -> None:
    mapping = nhanes_map()
    survey = {name: [None] for name in mapping.columns()}
    survey |= {
        "age": [63],
        "diabetes_dx": ["yes"],
        "diabetes_duration_y": [12],
        "mi_told": [0],
        "stroke_told": [1],
    }
    survey |= {"ever_5plus_daily": [0], "drinks_per_week": [20.0], "bmi": [31.0], "numb_where": ["both"]}
    assert answers(survey, mapping, PACK) == [
        {
            "age_band": "age_60_64",
            "diabetes_status": "diabetes_10_years_or_more",
            "prior_stroke": "yes",
            "alcohol_intake": "heavy_now",
            "obesity": "yes",
            "hands_numb": "yes",
        }
    ]


def test_a_file_that_is_not_the_survey(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    import pyarrow.parquet as pq

    with pytest.raises(CaseError, match="no such file"):
        read_survey(tmp_path / "none.parquet", nhanes_map())
    (tmp_path / "text.parquet").write_text("no")
    with pytest.raises(CaseError, match="cannot be read as Parquet"):
        read_survey(tmp_path / "text.parquet", nhanes_map())
    pq.write_table(pa.table({"age": [50]}), tmp_path / "other.parquet")
    with pytest.raises(CaseError, match="has no column"):
        read_survey(tmp_path / "other.parquet", nhanes_map())


def test_the_survey() -> None:
    path = os.environ.get("PINPRICK_NHANES")
    if not path:
        pytest.skip("PINPRICK_NHANES does not name the survey's file")
    found = evaluate_nhanes(Path(path), PACK)
    for name in ("pad", "insensate"):
        part = found[name]
        assert {"auc", "auc_logistic", "auc_single_question", "calibration_slope", "n"} <= part.keys()
        assert part["auc"] > part["auc_single_question"]
        assert 0.8 < part["calibration_slope"] < 1.5
    assert found["pad"]["n"] == 5083 and found["insensate"]["n"] == 5240
    assert found["pad"]["prevalence"] == pytest.approx(0.050, abs=0.001)
    assert "Ankle-brachial" in render(found)

"""The batch through the array API agrees with the plain one; what is not there is said."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from pinprick import load_pack
from pinprick.cohort import local
from pinprick.cohort.simulation import write_people
from pinprick.errors import CaseError, MissingExtraError
from pinprick.inference import array_backend
from pinprick.inference.array_backend import ArrayBatch
from pinprick.inference.batch import marginals_batch
from pinprick.inference.network import network

PACK = load_pack()
NET = network(PACK)


def codes(cases: int, share: float) -> np.ndarray:
    random = np.random.default_rng(8)
    highest = np.array([len(finding.values) for finding in PACK.findings.values()])
    told = random.random((cases, len(highest))) < share
    return np.where(told, random.integers(0, highest, (cases, len(highest))), -1).astype(np.int8)


@pytest.mark.parametrize("library", ["strict", "torch"])
def test_the_array_api_agrees_with_the_plain_batch(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip({"strict": "array_api_strict", "torch": "torch"}[library])
    monkeypatch.setattr(array_backend, "CASES", 20)
    block = codes(50, 0.2)
    block[0] = -1
    plain, found = marginals_batch(NET, block), ArrayBatch(NET, library)(block)
    assert found.causes == pytest.approx(plain.causes, abs=1e-5)
    assert found.by_level == pytest.approx(plain.by_level, abs=1e-5)
    assert found.log_evidence == pytest.approx(plain.log_evidence, abs=1e-3)
    assert ArrayBatch(NET, library)(block[:0]).causes.shape == (0, len(NET.causes) + 1)


def test_a_population_through_the_array_api(tmp_path: Path) -> None:
    pytest.importorskip("array_api_strict")
    people = tmp_path / "people.parquet"
    write_people(people, PACK, 40, seed=9)
    local.run(people, tmp_path / "plain.parquet", PACK)
    local.run(people, tmp_path / "arrays.parquet", PACK, infer=ArrayBatch(NET, "strict"))
    plain, found = (pq.read_table(tmp_path / f"{name}.parquet") for name in ("plain", "arrays"))
    assert found["urgency"].equals(plain["urgency"]) and found["rules"].equals(plain["rules"])
    for cause in NET.causes:
        assert found[f"p_{cause}"].to_pylist() == pytest.approx(plain[f"p_{cause}"].to_pylist(), abs=1e-5)


def test_a_library_or_a_device_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CaseError, match="no array library called 'abacus': torch, cupy, strict"):
        ArrayBatch(NET, "abacus")
    monkeypatch.setitem(sys.modules, "array_api_compat.cupy", None)
    with pytest.raises(MissingExtraError, match=r"pinprick\[gpu\]"):
        ArrayBatch(NET, "cupy")


def test_a_device_that_is_not_there() -> None:
    pytest.importorskip("array_api_strict")
    with pytest.raises(CaseError, match="strict has no device 'moon'"):
        ArrayBatch(NET, "strict", "moon")

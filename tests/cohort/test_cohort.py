"""Populations: the same numbers as one case, bad rows apart, and a run that was killed goes on."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from pinprick import Case, load_pack
from pinprick.cohort import local
from pinprick.cohort.batch import Assessed, Infer, assess_batch
from pinprick.cohort.simulation import simulate
from pinprick.conclusion import conclude
from pinprick.errors import CaseError
from pinprick.inference import batch as blocks
from pinprick.inference.rivals import cut
from pinprick.knowledge.schema.pack import Pack

PACK = load_pack()


def people(n: int, seed: int = 1) -> pa.Table:
    return pa.Table.from_batches(simulate(PACK, n, seed, rows=500))


def test_a_batch_says_what_one_case_says() -> None:
    table = people(24)
    found = assess_batch(table.combine_chunks().to_batches()[0], PACK).results.to_pylist()
    for row, result in zip(table.to_pylist(), found, strict=True):
        answers = {k: v for k, v in row.items() if v is not None and k in PACK.findings}
        alone = conclude(Case(findings=answers), PACK)
        assert result["urgency"] == alone.decision.level
        for cause, p in alone.posterior.marginals.items():
            assert result[f"p_{cause}"] == pytest.approx(p, abs=2e-4)
        fired = {b.rule for b in alone.decision.because if b.certainty == "fired"}
        assert fired <= set(result["rules"])


def test_a_row_says_the_same_bit_for_bit_wherever_a_run_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "CASES", 64)
    table = people(230, seed=6)
    bad = pa.array([None, "sideways", *table["side"].to_pylist()[2:]])
    table = table.set_column(table.schema.get_field_index("side"), "side", bad)
    whole = assess_batch(table.combine_chunks().to_batches()[0], PACK, workers=2).results
    for cuts in ([0, 64, 192, 230], [0, 128, 230]):
        batches = [table.slice(a, b - a).combine_chunks().to_batches()[0] for a, b in pairwise(cuts)]
        parts = [assess_batch(batch, PACK).results for batch in batches]
        assert pa.Table.from_batches(parts).equals(pa.Table.from_batches([whole]))
    alone = assess_batch(table.slice(70, 3).combine_chunks().to_batches()[0], PACK).results
    for name in (c for c in whole.schema.names if c.startswith("p_")):
        # Row 1 is rejected, so row 70 of the table is row 69 of the results.
        assert alone.column(name).to_pylist() == pytest.approx(
            whole.column(name).to_pylist()[69:72], abs=1e-5
        )


def test_a_case_beyond_single_precision_is_done_again_and_its_neighbour_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    net, _ = cut(PACK, causes=12, findings=4, cases=0)
    monkeypatch.setattr(blocks, "SETS", 1)  # The first sets are then "unexplained" alone.
    codes = blocks.encode(net, [{}, {}])
    drawings = np.full((2, len(net.causes) + 1), np.nan, dtype=np.float32)
    calm = blocks.marginals_batch(net, codes, drawings).causes
    drawings[1] = [80.0] * len(net.causes) + [-60.0]
    wild = blocks.marginals_batch(net, codes, drawings).causes
    assert np.array_equal(calm[0], wild[0])
    assert np.isfinite(wild).all() and wild[1, :-1].sum() > 0.99 and wild[1, -1] < 1e-6


def test_unsure_and_booleans_and_blanks() -> None:
    batch = pa.RecordBatch.from_pydict(
        {"id": ["a", "b", "c"], "saddle_numbness": ["unsure", "yes", None], "numb": [True, False, None]}
    )
    found = assess_batch(batch, PACK).results.to_pylist()
    assert [r["id"] for r in found] == ["a", "b", "c"]
    assert found[1]["urgency"] == "emergency_now"
    alone = conclude(Case(findings={"saddle_numbness": "unsure", "numb": "yes"}), PACK)
    assert found[0]["urgency"] == alone.decision.level


def test_one_bad_row_is_rejected_with_its_reason_and_the_rest_completes() -> None:
    batch = pa.RecordBatch.from_pydict({"id": ["a", "b"], "side": ["left", "one"]})
    found = assess_batch(batch, PACK, first_row=10)
    assert found.results.num_rows == 1
    reject = found.rejects.to_pylist()[0]
    assert (reject["row"], reject["id"]) == (10, "a")
    assert "both_unequal" in reject["reason"]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("x.parquet", b"PAR1 not really", "cannot be read as parquet"),
        ("x.csv", b"id,tinglin\n1,yes\n", "Did you mean 'tingling'"),
        ("x.csv", b"id\n1\n", "No column is a finding"),
        ("x.txt", b"", "give a file that ends in"),
        ("x.csv", b"", "cannot be read as csv"),
    ],
)
def test_input_that_cannot_be_used(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CaseError, match=says):
        local.run(tmp_path / name, tmp_path / "out.parquet", PACK)
    assert not (tmp_path / "out.parquet").exists()


def test_missing_input(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="no such file"):
        local.run(tmp_path / "none.parquet", tmp_path / "out.parquet", PACK)


def test_csv_and_parquet_give_the_same(tmp_path: Path) -> None:
    table = people(40)
    pq.write_table(table, tmp_path / "in.parquet")
    pa.csv.write_csv(table, tmp_path / "in.csv")
    for name in ("parquet", "csv"):
        local.run(tmp_path / f"in.{name}", tmp_path / f"{name}.parquet", PACK)
    assert pq.read_table(tmp_path / "csv.parquet").equals(pq.read_table(tmp_path / "parquet.parquet"))


def test_a_killed_run_goes_on_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local.run, "__defaults__", (1, None, "pyarrow", 50, None))
    pq.write_table(people(170), tmp_path / "in.parquet")
    whole = tmp_path / "whole.parquet"
    assert local.run(tmp_path / "in.parquet", whole, PACK).parts == 4
    calls = 0
    real = assess_batch

    def dies(
        batch: pa.RecordBatch, pack: Pack, first_row: int, workers: int, infer: Infer | None
    ) -> Assessed:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise KeyboardInterrupt
        return real(batch, pack, first_row, workers, infer)

    monkeypatch.setattr(local, "assess_batch", dies)
    with pytest.raises(KeyboardInterrupt):
        local.run(tmp_path / "in.parquet", tmp_path / "out.parquet", PACK)
    assert not (tmp_path / "out.parquet").exists()
    done = local.run(tmp_path / "in.parquet", tmp_path / "out.parquet", PACK)
    assert (done.parts_kept, done.rows) == (2, 170)
    assert pq.read_table(tmp_path / "out.parquet").equals(pq.read_table(whole))
    assert not (tmp_path / "out.parquet.parts").exists()


def test_simulated_people_follow_the_pack() -> None:
    table = people(4000, seed=3)
    again = people(4000, seed=3)
    assert table.equals(again)
    share = np.mean([("lumbosacral_radiculopathy" in c) for c in table["true_cause"].to_pylist()])
    assert share == pytest.approx(PACK.causes["lumbosacral_radiculopathy"].prior.share, abs=0.025)
    assert table["tingling"].null_count / len(table) == pytest.approx(0.4, abs=0.04)

"""Spark gives the rows of the plain driver, bit for bit, and refuses what the plain driver refuses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pinprick import load_pack
from pinprick.cohort import local, spark, spark_run
from pinprick.cohort.simulation import write_people
from pinprick.errors import CaseError, PackError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@pytest.fixture(scope="module")
def session(java: None) -> Iterator[SparkSession]:
    with spark.session("local[2]") as running:
        running.sparkContext.setLogLevel("OFF")
        yield running


@pytest.fixture
def people(tmp_path: Path, own_pack: str) -> Path:
    """Ninety people in row groups of 25, one with a word that is no answer."""
    path = tmp_path / "people.parquet"
    write_people(path, load_pack(own_pack), 90, seed=4)
    table = pq.read_table(path)
    words = table["side"].to_pylist()
    words[33] = "sideways"
    bad = table.set_column(table.schema.get_field_index("side"), "side", pa.array(words))
    pq.write_table(bad, path, row_group_size=25)
    return path


def test_the_same_rows_in_the_same_order_and_the_same_rejects(
    tmp_path: Path, session: SparkSession, people: Path, own_pack: str
) -> None:
    local.run(people, tmp_path / "local.parquet", load_pack(own_pack))
    done = spark_run.run_in(session, people, tmp_path / "spark.parquet", own_pack)
    assert (done.rows, done.rejected) == (90, 1)
    for name in ("", ".rejects"):
        ours, plain = (pq.read_table(tmp_path / f"{n}{name}.parquet") for n in ("spark", "local"))
        assert ours.equals(plain) and ours.schema.metadata == plain.schema.metadata
    assert not (tmp_path / "spark.parquet.spark").exists()


def test_many_tasks_keep_the_order(
    tmp_path: Path, session: SparkSession, people: Path, own_pack: str
) -> None:
    done = spark_run.run_in(session, people, tmp_path / "spark.parquet", own_pack, rows_a_task=32)
    assert done.parts == 3
    kept = [str(row) for row in range(90) if row != 33]
    assert pq.read_table(tmp_path / "spark.parquet")["id"].to_pylist() == kept
    assert pq.read_table(tmp_path / "spark.rejects.parquet")["row"].to_pylist() == [33]


def test_a_file_by_its_address_and_without_ids(
    tmp_path: Path, session: SparkSession, people: Path, own_pack: str
) -> None:
    nameless = tmp_path / "nameless.parquet"
    pq.write_table(pq.read_table(people).drop_columns(["id"]).slice(0, 10), nameless)
    rows = spark.assess_file(session, nameless.as_uri(), own_pack).collect()
    assert [(row["row"], row["id"]) for row in rows] == [(n, str(n)) for n in range(10)]


def test_an_empty_file(tmp_path: Path, session: SparkSession, people: Path, own_pack: str) -> None:
    pq.write_table(pq.read_table(people).slice(0, 0), tmp_path / "none.parquet")
    done = spark_run.run_in(session, tmp_path / "none.parquet", tmp_path / "out.parquet", own_pack)
    assert done.rows == 0 and pq.read_table(tmp_path / "out.parquet").num_rows == 0


def test_a_frame_says_what_the_file_says(
    tmp_path: Path, session: SparkSession, people: Path, own_pack: str
) -> None:
    local.run(people, tmp_path / "local.parquet", load_pack(own_pack))
    frame = session.read.parquet(str(people))
    found = {row["id"]: row for row in spark.assess_frame(frame, own_pack).collect()}
    assert len(found) == 90 and "sideways" in found["33"]["rejected"] and found["33"]["urgency"] is None
    for plain in pq.read_table(tmp_path / "local.parquet").to_pylist():
        row = found[plain["id"]].asDict()
        assert row["rejected"] is None
        for name, value in plain.items():
            assert row[name] == (pytest.approx(value, abs=1e-5) if name.startswith("p_") else value)


def test_booleans_and_marks_between_words_and_lists(session: SparkSession, own_pack: str) -> None:
    frame = session.createDataFrame(
        [("a", True, "one"), ("b", None, "one\x1fboth")], "id string, numb boolean, side string"
    )
    a, b = sorted(spark.assess_frame(frame, own_pack).collect(), key=lambda row: str(row["id"]))
    assert a["rejected"] is None and a["urgency"]
    assert "one both" in b["rejected"]
    lists = session.createDataFrame([("a", ["yes"])], "id string, numb array<string>")
    with pytest.raises(CaseError, match=r"holds array<string>, which is not text"):
        spark.assess_frame(lists, own_pack)
    with pytest.raises(CaseError, match="need a column `id`"):
        spark.assess_frame(frame.drop("id"), own_pack)


def test_a_worker_with_another_pack_stops_the_run(own_pack: str) -> None:
    with pytest.raises(PackError, match="This worker has another"):
        spark._pack_of(own_pack, "0123456789abcdef")


@pytest.mark.parametrize(
    ("name", "says"), [("none.parquet", "no such file"), ("people.csv", "give a .parquet file")]
)
def test_what_cannot_be_read_is_said_before_spark_starts(tmp_path: Path, name: str, says: str) -> None:
    with pytest.raises(CaseError, match=says):
        spark_run.run(tmp_path / name, tmp_path / "out.parquet")

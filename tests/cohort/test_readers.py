"""Files of people: NDJSON, FHIR NDJSON, lines that are spoiled, columns of the wrong kind."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pinprick import load_pack
from pinprick.cohort import local
from pinprick.cohort.readers import Spoiled, read_batches
from pinprick.errors import CaseError

PACK = load_pack()


def rows(path: Path, spoiled: list[Spoiled] | None = None) -> list[dict[str, object]]:
    found = read_batches(path, PACK, [] if spoiled is None else spoiled, 100)
    return [row for batch in found for row in batch.to_pylist()]


def test_plain_and_fhir_lines_together(tmp_path: Path) -> None:
    response = {
        "resourceType": "QuestionnaireResponse",
        "status": "completed",
        "item": [{"linkId": "numb", "answer": [{"valueBoolean": True}]}],
    }
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": "2026-01-01T00:00:00Z",
        "entry": [
            {
                "resource": {
                    "resourceType": "Patient",
                    "id": "p",
                    "gender": "female",
                    "birthDate": "1950-05-05",
                }
            }
        ],
    }
    lines = [{"id": "a", "numb": True, "side": "one", "tingling": None}, response, bundle]
    path = tmp_path / "people.ndjson"
    path.write_text("\n".join(map(json.dumps, lines)) + "\n\n")
    one, two, three = rows(path)
    assert (one["id"], one["numb"], one["side"], one["tingling"]) == ("a", "yes", "one", None)
    assert (two["id"], two["numb"], two["side"]) == ("line 2", "yes", None)
    assert (three["sex"], three["age_band"]) == ("female", "age_70_79")


def test_one_spoiled_line_does_not_stop_the_others(tmp_path: Path) -> None:
    path = tmp_path / "people.ndjson"
    lines = ['{"id": "a", "numb": "yes"}', "{not json", '["numb"]', '{"numb": {"x": 1}}', '{"nubm": "yes"}']
    path.write_text("\n".join([*lines, '{"resourceType": "Observation"}', '{"id": "z", "numb": "no"}']))
    done = local.run(path, tmp_path / "out.parquet", PACK)
    assert (done.rows, done.rejected) == (7, 5)
    rejects = pq.read_table(tmp_path / "out.rejects.parquet")
    assert rejects["id"].to_pylist() == [f"line {n}" for n in range(2, 7)]
    assert "Did you mean 'numb'" in rejects["reason"][3].as_py()
    assert pq.read_table(tmp_path / "out.parquet")["id"].to_pylist() == ["a", "z"]


def test_csv_with_a_short_line_and_an_answer_that_comes_late(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("id,numb,side\n" + "1,,\n" * 60_000 + "2,yes\n3,true,one\n4,yes,left\n")
    spoiled: list[Spoiled] = []
    found = rows(path, spoiled)
    assert found[-1] == {"id": "4", "numb": "yes", "side": "left"} and found[0]["numb"] is None
    assert len(spoiled) == 1 and "2 fields where the head has 3" in spoiled[0].reason


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({"numb": [[1], [2]]}, "not text"),
        ({"id": ["a"], "shoe_size": [44]}, "no finding called 'shoe_size'"),
    ],
)
def test_columns_that_cannot_be_answers(tmp_path: Path, table: dict[str, list[object]], says: str) -> None:
    pq.write_table(pa.table(table), tmp_path / "x.parquet")
    with pytest.raises(CaseError, match=says):
        local.run(tmp_path / "x.parquet", tmp_path / "out.parquet", PACK)


def test_numbers_for_words_are_rejected_row_by_row(tmp_path: Path) -> None:
    pq.write_table(pa.table({"numb": [1, None, 0]}), tmp_path / "x.parquet")
    done = local.run(tmp_path / "x.parquet", tmp_path / "out.parquet", PACK)
    assert (done.rows, done.rejected) == (3, 2)


def test_truncated_parquet_and_no_rows_and_no_place_to_write(tmp_path: Path) -> None:
    table = pa.table({"id": ["a"], "numb": ["yes"]})
    whole, cut, none = (tmp_path / f"{name}.parquet" for name in ("whole", "cut", "none"))
    pq.write_table(table, whole)
    cut.write_bytes(whole.read_bytes()[:-20])
    with pytest.raises(CaseError, match="cannot be read as parquet"):
        local.run(cut, tmp_path / "out.parquet", PACK)
    pq.write_table(table.slice(0, 0), none)
    assert local.run(none, tmp_path / "out.parquet", PACK).rows == 0
    assert pq.read_table(tmp_path / "out.parquet").num_rows == 0
    (tmp_path / "file").write_text("")
    for target, says in (
        (tmp_path / "file" / "out.parquet", "written"),
        (tmp_path, "is a folder"),
        (whole, "input"),
    ):
        with pytest.raises(CaseError, match=says):
            local.run(whole, target, PACK)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300), kind=st.sampled_from(["parquet", "csv", "ndjson"]))
def test_any_bytes_are_read_or_refused_in_a_sentence(tmp_path: Path, content: bytes, kind: str) -> None:
    path = tmp_path / f"x.{kind}"
    path.write_bytes(content)
    try:
        rows(path)
    except CaseError as error:
        assert str(error)

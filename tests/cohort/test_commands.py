"""The commands `cohort` and `simulate`: what they print, bad input, a run that is killed, and Spark."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pinprick import load_pack
from pinprick.cohort import local
from pinprick.cohort.calibration import calibrate, plot
from pinprick.cohort.planning import demand, render
from pinprick.cohort.simulation import write_people
from pinprick.errors import CaseError

PACK = load_pack()
COMMAND = [sys.executable, "-c", "from pinprick.interfaces.cli import main; main()"]
WITHOUT_PYARROW = (
    "import sys; sys.modules['pyarrow'] = None; from pinprick.interfaces.cli import main; main()"
)


def run(*args: object, code: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code] if code else COMMAND
    return subprocess.run(
        [*command, *map(str, args)], capture_output=True, text=True, timeout=120, check=False
    )


def test_simulate_then_cohort(tmp_path: Path) -> None:
    done = run("simulate", 300, tmp_path / "people.parquet", "--seed", 1, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["people"] == 300
    done = run("cohort", tmp_path / "people.parquet", tmp_path / "out.parquet", "--workers", 2, "--json")
    found = json.loads(done.stdout)
    assert (found["rows"], found["rejected"]) == (300, 0)
    assert found["rows_per_second"] > 0 and found["peak_memory_mb"] > 20
    assert "Assessing" not in done.stderr, "no bar into a pipe"
    results = pq.read_table(tmp_path / "out.parquet")
    assert results["id"].to_pylist() == pq.read_table(tmp_path / "people.parquet")["id"].to_pylist()


@pytest.mark.parametrize("args", [("cohort", "a.parquet", "b.parquet"), ("simulate", "5", "a.parquet")])
def test_without_pyarrow_it_says_what_to_install(args: tuple[str, ...]) -> None:
    done = run(*args, code=WITHOUT_PYARROW)
    assert done.returncode == 2
    assert "pip install 'pinprick[cohort]'" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("simulate", "0", "x.parquet"), "simulate 1 to"),
        (("simulate", "1000000000000", "x.parquet"), "simulate 1 to 100,000,000"),
        (("simulate", "10"), "Say one thing to make"),
        (("simulate", "10", "no/such/folder/x.parquet"), "cannot be written"),
        (("simulate", "10", "--plan", "--share", "0.001"), "nobody"),
        (("cohort", "none.parquet", "out.parquet"), "no such file"),
        (("cohort", "none.parquet", "out.parquet", "--spark"), "no such file"),
    ],
)
def test_bad_input_is_one_sentence(args: tuple[str, ...], says: str) -> None:
    done = run(*args)
    assert done.returncode == 2 and says in done.stderr and "Traceback" not in done.stderr


def test_killed_with_no_warning_and_run_again(tmp_path: Path, own_pack: str) -> None:
    people, target, pack = tmp_path / "people.parquet", tmp_path / "out.parquet", load_pack(own_pack)
    write_people(people, pack, 400, seed=2)
    local.run(people, tmp_path / "whole.parquet", pack, rows_a_part=40)
    parts = tmp_path / "out.parquet.parts"
    code = (
        "import sys; from pathlib import Path; from pinprick import load_pack; from pinprick.cohort import local; "
        "local.run(Path(sys.argv[1]), Path(sys.argv[2]), load_pack(sys.argv[3]), rows_a_part=40)"
    )
    killed = subprocess.Popen([sys.executable, "-c", code, str(people), str(target), own_pack])
    until = time.monotonic() + 60
    while len(list(parts.glob("*.done"))) < 3 and killed.poll() is None and time.monotonic() < until:
        time.sleep(0.01)
    os.kill(killed.pid, signal.SIGKILL)
    assert killed.wait(timeout=30) == -signal.SIGKILL
    assert not target.exists()
    done = local.run(people, target, pack, rows_a_part=40)
    assert done.parts_kept >= 3 and done.parts == 10
    assert pq.read_table(target).equals(pq.read_table(tmp_path / "whole.parquet"))


def test_a_changed_input_starts_anew_and_a_strange_folder_is_left_alone(tmp_path: Path) -> None:
    people, target = tmp_path / "people.parquet", tmp_path / "out.parquet"
    write_people(people, PACK, 40, seed=2)
    parts = tmp_path / "out.parquet.parts"
    parts.mkdir()
    (parts / "run.json").write_text('{"input": "another"}')
    (parts / "000001.done").write_text('{"rejected": 7}')
    assert local.run(people, target, PACK).parts_kept == 0
    parts.mkdir()
    (parts / "mine.txt").write_text("mine")
    with pytest.raises(CaseError, match="not from an earlier run"):
        local.run(people, target, PACK)
    assert (parts / "mine.txt").read_text() == "mine"


def test_duckdb_reads_the_same(tmp_path: Path) -> None:
    pytest.importorskip("duckdb", reason="DuckDB is not installed")
    people = tmp_path / "people.parquet"
    write_people(people, PACK, 300, seed=3)
    for engine in ("pyarrow", "duckdb"):
        local.run(people, tmp_path / f"{engine}.parquet", PACK, engine=engine, rows_a_part=128)
    assert pq.read_table(tmp_path / "duckdb.parquet").equals(pq.read_table(tmp_path / "pyarrow.parquet"))


def test_a_week_of_a_town() -> None:
    week = demand(PACK, 50_000, share=0.02, seed=1)
    assert week["asks"] == 1000
    levels = week["levels"]
    assert abs(sum(level["people"] for level in levels.values()) - 1000) <= 3
    assert all(level["low"] <= level["people"] <= level["high"] for level in levels.values())
    assert "same day" in render(week)


def test_stated_probabilities_mean_what_they_say_on_the_packs_own_people() -> None:
    curve = calibrate(PACK, 900, seed=5)
    assert sum(b["n"] for b in curve["bins"]) == 900 * (len(PACK.causes) - 1)
    assert curve["error"] < 0.06
    seen = [b["seen"] for b in curve["bins"]]
    assert seen[-1] > 0.9 and seen[0] < 0.01
    drawn = plot(curve)
    assert drawn.count("<circle") == len(curve["bins"]) and "NaN" not in drawn

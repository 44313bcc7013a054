"""An executor of a Spark cluster is killed half-way: its parts are done again, and no row is lost or doubled."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from threading import Thread

import pyarrow.parquet as pq
import pytest

from pinprick import load_pack
from pinprick.cohort import local, spark, spark_run
from pinprick.cohort.simulation import write_people

ROWS, A_TASK = 6144, 1024


def executors(application: str) -> list[int]:
    """Process ids of the executors of one application."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if application.encode() in words and any(b"CoarseGrainedExecutorBackend" in word for word in words):
            found.append(int(folder.name))
    return found


def test_rows_are_the_same_after_an_executor_was_killed(tmp_path: Path, own_pack: str, java: None) -> None:
    if not Path("/proc/self/cmdline").exists():
        pytest.skip("finds the executor through /proc, which this system does not have")
    pack, people, target = load_pack(own_pack), tmp_path / "people.parquet", tmp_path / "spark.parquet"
    write_people(people, pack, ROWS, seed=5)
    few = ["id", "age_band", "sex", "numb", "side", "tingling", "back_pain", "saddle_numbness", "onset_pace"]
    pq.write_table(pq.read_table(people, columns=few), people)
    local.run(people, tmp_path / "local.parquet", pack)
    killed: list[int] = []
    with spark.session("local-cluster[2,1,1024]") as session:
        session.sparkContext.setLogLevel("OFF")
        application = str(session.sparkContext.applicationId)

        def kill_one() -> None:
            """As soon as a first part is being written, one executor dies without a word."""
            until = time.monotonic() + 240
            while not killed and time.monotonic() < until:
                if list(tmp_path.glob("spark.parquet.spark/_temporary/**/*.parquet")):
                    killed.append(executors(application)[0])
                    os.kill(killed[0], signal.SIGKILL)
                time.sleep(0.02)

        thread = Thread(target=kill_one)
        thread.start()
        done = spark_run.run_in(session, people, target, own_pack, rows_a_task=A_TASK)
        thread.join(timeout=60)
        tracker = session.sparkContext.statusTracker()
        jobs = [tracker.getJobInfo(job) for job in tracker.getJobIdsForGroup()]
        stages = [tracker.getStageInfo(stage) for job in jobs if job for stage in job.stageIds]
    assert killed and not Path(f"/proc/{killed[0]}").exists()
    assert sum(stage.numFailedTasks for stage in stages if stage) >= 1, "a task was lost and done again"
    assert (done.rows, done.parts) == (ROWS, ROWS // A_TASK)
    assert pq.read_table(target).equals(pq.read_table(tmp_path / "local.parquet"))

"""`pinprick benchmark cohort`: from Parquet to Parquet beside the machine's own speed, other readers and engines."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from os import cpu_count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from pinprick.cohort import limits, local
from pinprick.cohort.batch import assess_batch
from pinprick.cohort.columns import read_codes
from pinprick.cohort.simulation import write_people
from pinprick.errors import MissingExtraError, PinprickError
from pinprick.inference.batch import UNKNOWN, Singles, features, work
from pinprick.inference.network import network
from pinprick.knowledge.load import load_pack, pack_folder
from pinprick.knowledge.schema.pack import Pack

SQUARE, PRODUCTS = 2048, 4
COMMAND = "from pinprick.interfaces.cli import main; main()"


def run_benchmark(quick: bool = False) -> dict[str, Any]:
    """All in one run, in turns, so that both sides see the same neighbours; medians of wall time.

    Keys: `workers`; `sgemm_gflops` (as many products at once as there are workers); `rows_per_second` and
    `peak_fraction` (useful multiply-adds of Parquet to Parquet as a share of that peak); `duckdb_ratio` (rows a
    second with DuckDB's reader to pyarrow's, in turns); `memory_mb` (peak of a process, by rows); `spark` (warm,
    in turns with the plain loop); `vs_pyagrum` and `vs_pgmpy` (`limits.largest`). What is not installed has a
    `reason` or says `stopped`.
    """
    pack, workers = load_pack(), min(cpu_count() or 1, 64)
    people, repeats = (8192, 3) if quick else (32_768, 5)
    with TemporaryDirectory() as folder:
        source = Path(folder) / "people.parquet"
        write_people(source, pack, people, seed=1)
        report: dict[str, Any] = {"people": people, "workers": workers}
        report |= _against_peak(source, pack, workers, repeats)
        report["memory_mb"] = _memory(
            Path(folder), pack, (20_000, 100_000) if quick else (100_000, 1_000_000)
        )
        report["spark"] = _spark(source, repeats)
    for name in limits.RIVALS:
        report[f"vs_{name}"] = limits.largest(name, (10,) if quick else range(10, 31, 2))
    return report


def _timed(do: Callable[[], Any]) -> float:
    start = perf_counter()
    do()
    return perf_counter() - start


def _against_peak(source: Path, pack: Pack, workers: int, repeats: int) -> dict[str, Any]:
    first = next(pq.ParquetFile(source).iter_batches(batch_size=1024))
    codes = read_codes(first, pack).codes
    rows = int(features(network(pack), np.where(codes < 0, UNKNOWN, codes).astype(np.int8)).any(axis=0).sum())
    people = pq.read_metadata(source).num_rows
    flops = 2 * work(network(pack), rows) * people
    assess_batch(first.slice(0, 64), pack)
    square = np.random.default_rng(0).random((SQUARE, SQUARE), dtype=np.float32)
    target = source.with_name("out.parquet")
    peaks, rates, duckdb_ratios, fractions = [], [], [], []
    for _ in range(repeats):
        peak = 2 * SQUARE**3 * PRODUCTS * workers / _timed(lambda: _multiply(square, workers))
        plain = _timed(lambda: local.run(source, target, pack, workers))
        peaks.append(peak / 1e9)
        rates.append(people / plain)
        fractions.append(flops / plain / peak)
        try:
            duckdb_ratios.append(
                plain / _timed(lambda: local.run(source, target, pack, workers, None, "duckdb"))
            )
        except MissingExtraError:
            continue
    return {
        "sgemm_gflops": median(peaks),
        "rows_per_second": median(rates),
        "peak_fraction": median(fractions),
        "duckdb_ratio": median(duckdb_ratios) if duckdb_ratios else None,
        "table_rows_in_use": rows,
    }


def _multiply(square: Singles, workers: int) -> None:
    with ThreadPoolExecutor(workers) as pool:
        for _ in pool.map(lambda _: square @ square, range(PRODUCTS * workers)):
            pass


def _memory(folder: Path, pack: Pack, sizes: tuple[int, int]) -> dict[str, Any]:
    """Peak memory of `pinprick cohort` in a process of its own; few answers each, since only rows count here."""
    found: dict[str, Any] = {}
    for size in sizes:
        source = folder / f"{size}.parquet"
        write_people(source, pack, size, seed=2, asked=0.05)
        done = subprocess.run(
            [sys.executable, "-c", COMMAND, "cohort", str(source), str(folder / "memory.parquet"), "--json"],
            capture_output=True,
            text=True,
            check=False,
        )
        found[str(size)] = (
            json.loads(done.stdout)["peak_memory_mb"] if done.returncode == 0 else done.stderr.strip()
        )
        source.unlink()
    return found


def _spark(source: Path, repeats: int) -> dict[str, Any]:
    """Rows a second on a warm Spark local[2] as a share of the plain loop's with two workers, in turns."""
    from pinprick.cohort import spark, spark_run

    people = pq.read_metadata(source).num_rows
    # A pack in a folder of its own: the workers load the same one, whatever is edited meanwhile.
    own = str(shutil.copytree(pack_folder(load_pack().id), source.with_name("pack")))
    pack = load_pack(own)
    plain, sparked = source.with_name("plain.parquet"), source.with_name("spark.parquet")
    try:
        clock = perf_counter()
        with spark.session("local[2]") as session:
            start = perf_counter() - clock
            cold = _timed(lambda: spark_run.run_in(session, source, sparked, own))
            turns = [
                (
                    people / _timed(lambda: spark_run.run_in(session, source, sparked, own)),
                    people / _timed(lambda: local.run(source, plain, pack, 2)),
                )
                for _ in range(repeats)
            ]
    except PinprickError as error:
        return {"reason": str(error)}
    return {
        "start_seconds": start,
        "first_run_seconds": cold,
        "rows_per_second": median(ours for ours, _ in turns),
        "ratio_to_plain": median(ours / loop for ours, loop in turns),
        "identical_rows": pq.read_table(plain).equals(pq.read_table(sparked)),
    }

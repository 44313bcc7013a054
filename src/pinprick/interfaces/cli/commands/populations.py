"""`pinprick cohort` and `pinprick simulate`: from one person to ten million."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pinprick.errors import CaseError, MissingExtraError
from pinprick.interfaces.cli.app import app
from pinprick.interfaces.cli.options import JsonOption, PackOption
from pinprick.interfaces.cli.output import print_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MOST_PEOPLE = 100_000_000


@app.command()
def cohort(
    source: Annotated[
        Path, typer.Argument(metavar="IN", help="People: .parquet, .csv or .ndjson (FHIR too).")
    ],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="The Parquet file of results to write.")],
    workers: Annotated[int, typer.Option(min=0, max=256, help="Threads; 0: one a core.")] = 0,
    spark: Annotated[bool, typer.Option("--spark", help="Run on Spark instead.")] = False,
    master: Annotated[
        str, typer.Option(help="With --spark: the cluster, or local[2] for this machine.")
    ] = "local[*]",
    arrays: Annotated[
        str | None, typer.Option(help="Hold the tables elsewhere: torch or cupy, for a graphics card.")
    ] = None,
    device: Annotated[str | None, typer.Option(help="With --arrays torch: cuda, or cpu.")] = None,
    as_json: JsonOption = False,
    pack: PackOption = "legs_and_feet",
) -> None:
    """Assess a whole file of people; rows that cannot be used go to OUT.rejects.parquet with the reason."""
    _need_pyarrow("Assessing populations")
    from pinprick.cohort import local
    from pinprick.cohort.parquet import row_count
    from pinprick.cohort.spark_run import run as run_on_spark
    from pinprick.knowledge.load import load_pack

    started = monotonic()
    if spark and arrays:
        raise CaseError("Say --spark or --arrays, not both.")
    if spark:
        done = run_on_spark(source, target, pack, master)
    else:
        loaded, infer = load_pack(pack), None
        if arrays:
            from pinprick.inference.array_backend import ArrayBatch
            from pinprick.inference.network import network

            infer = ArrayBatch(network(loaded), arrays, device)
        with _bar("Assessing", row_count(source)) as moved:
            done = local.run(source, target, loaded, workers or os.cpu_count() or 1, moved, infer=infer)
    seconds = monotonic() - started
    found: dict[str, Any] = local.summary(done) | {
        "seconds": round(seconds, 2),
        "rows_per_second": round(done.rows / seconds, 1),
        "peak_memory_mb": peak_memory_mb(),
        "results": str(target),
        "rejects": str(local.rejects_path(target)),
    }
    if as_json:
        print_json(found)
        return
    print(f"{done.rows:,} people in {seconds:.1f} s: {found['rows_per_second']:,.0f} a second.")
    print(f"Peak memory: {found['peak_memory_mb']} MB.")
    if done.parts_kept:
        print(f"{done.parts_kept} of {done.parts} parts were kept from an earlier run.")
    print(
        f"Rejected: {done.rejected:,}" + (f", with reasons in {found['rejects']}." if done.rejected else ".")
    )
    print(f"Results: {target}")


@app.command()
def simulate(
    people: Annotated[int, typer.Argument(metavar="N", help="How many people.")],
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="The Parquet file to write.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same people.")] = 0,
    asked: Annotated[
        float, typer.Option(min=0, max=1, help="Share of the questions that are answered.")
    ] = 0.6,
    slips: Annotated[float, typer.Option(min=0, max=1, help="Share of yes-or-no answers given wrong.")] = 0.0,
    calibration: Annotated[Path | None, typer.Option(help="Write a calibration plot (.svg) instead.")] = None,
    plan: Annotated[
        bool, typer.Option("--plan", help="For N inhabitants: visits a week by urgency.")
    ] = False,
    share: Annotated[float, typer.Option(min=0, max=1, help="With --plan: share who ask in a week.")] = 0.02,
    as_json: JsonOption = False,
    pack: PackOption = "legs_and_feet",
) -> None:
    """Draw people from the pack: to a file, as a calibration plot, or as a week of demand."""
    _need_pyarrow("Simulating people")
    if not 1 <= people <= MOST_PEOPLE:
        raise CaseError(f"N is {people}: simulate 1 to {MOST_PEOPLE:,} people.")
    if sum((file is not None, calibration is not None, plan)) != 1:
        raise CaseError("Say one thing to make: a FILE, or --calibration PLOT.svg, or --plan.")
    from pinprick.knowledge.load import load_pack

    loaded = load_pack(pack)
    if plan:
        from pinprick.cohort.planning import demand, render

        week = demand(loaded, people, share, asked, seed)
        print_json(week) if as_json else print(render(week))
        return
    if calibration is not None:
        from pinprick.cohort.calibration import calibrate, plot
        from pinprick.interfaces.cli.output import write_bytes

        curve = calibrate(loaded, people, seed, asked, slips)
        write_bytes(calibration, plot(curve).encode())
        print_json(curve) if as_json else print(f"Calibration error {curve['error']:.4f}: {calibration}")
        return
    assert file is not None
    from pinprick.cohort.simulation import write_people

    started = monotonic()
    with _bar("Drawing people", people) as moved:
        write_people(file, loaded, people, seed, asked, slips, moved)
    seconds = monotonic() - started
    found = {
        "people": people,
        "seconds": round(seconds, 2),
        "peak_memory_mb": peak_memory_mb(),
        "file": str(file),
    }
    if as_json:
        print_json(found)
    else:
        print(f"{people:,} people in {seconds:.1f} s, peak memory {found['peak_memory_mb']} MB: {file}")


def _need_pyarrow(what: str) -> None:
    try:
        import_module("pyarrow")
    except ModuleNotFoundError:
        raise MissingExtraError(what, "cohort") from None


@contextmanager
def _bar(title: str, total: int | None) -> Iterator[Callable[[int], None] | None]:
    """A progress bar on standard error, only when that is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(title, total=total)
        yield lambda rows: progress.update(task, completed=rows)


def peak_memory_mb() -> int | None:
    """The most memory this process has held, in MB; None where the system does not say."""
    try:
        import resource
    except ModuleNotFoundError:
        return None
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(most / (1e6 if sys.platform == "darwin" else 1e3))

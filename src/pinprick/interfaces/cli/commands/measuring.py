"""`pinprick benchmark`: speed beside the machine's own speed and other libraries, in one run."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from pinprick.errors import CaseError, MissingExtraError
from pinprick.interfaces.cli.app import app
from pinprick.interfaces.cli.options import JsonOption
from pinprick.interfaces.cli.output import print_json


@app.command()
def benchmark(
    part: Annotated[str, typer.Argument(help="`engine`, or `cohort`: whole populations.")] = "engine",
    quick: Annotated[bool, typer.Option("--quick", help="Fewer repeats, for a first look.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Measure the engine: posterior, look-ahead, intervals, batch, against other exact engines."""
    found = _measured(part, quick)
    if as_json:
        print_json(found)
        return
    for key, value in found.items():
        if isinstance(value, dict):
            print(key)
            for inner, number in value.items():
                print(f"  {inner}: {number}")
        else:
            print(f"{key}: {value}")


def _measured(part: str, quick: bool) -> dict[str, Any]:
    if part == "engine":
        from pinprick.inference.benchmark import run_benchmark

        return run_benchmark(quick)
    if part != "cohort":
        raise CaseError(f"There is no benchmark called {part!r}: engine or cohort.")
    try:
        from pinprick.cohort.benchmark import run_benchmark as run_cohort
    except ModuleNotFoundError as error:
        if error.name != "pyarrow":
            raise
        raise MissingExtraError("Measuring populations", "cohort") from None
    return run_cohort(quick)

"""`pinprick benchmark`: speed beside the machine's own speed and other libraries, in one run."""

from __future__ import annotations

from typing import Annotated

import typer

from pinprick.interfaces.cli.app import app
from pinprick.interfaces.cli.options import JsonOption
from pinprick.interfaces.cli.output import print_json


@app.command()
def benchmark(
    quick: Annotated[bool, typer.Option("--quick", help="Fewer repeats, for a first look.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Measure the engine: posterior, look-ahead, intervals, batch, against other exact engines."""
    from pinprick.inference.benchmark import run_benchmark

    found = run_benchmark(quick)
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

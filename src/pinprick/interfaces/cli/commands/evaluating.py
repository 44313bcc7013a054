"""`pinprick evaluate`: the engine against cases with a known answer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pinprick.errors import CaseError
from pinprick.interfaces.cli.app import app
from pinprick.interfaces.cli.output import print_json, width


@app.command()
def evaluate(
    cases: Annotated[str, typer.Argument(help="A file of known cases; or `drawings`; or `nhanes`.")],
    file: Annotated[str | None, typer.Argument(help="With `nhanes`: the survey file.")] = None,
    findings: Annotated[Path | None, typer.Option(help="The same cases coded as findings.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
    split: Annotated[bool, typer.Option("--split", help="Also by kind of source.")] = False,
    where: Annotated[
        str, typer.Option(help="How the place is told: drawing, regions or neither.")
    ] = "drawing",
    only: Annotated[str | None, typer.Option(help="`urgency`: the confusion matrix and every miss.")] = None,
    baselines: Annotated[bool, typer.Option(help="Add the baselines to the table.")] = False,
    worst: Annotated[int, typer.Option(min=0, help="How many of the worst cases to show.")] = 10,
    pack: Annotated[str, typer.Option("--pack", help="A pack by id or folder.")] = "legs_and_feet",
) -> None:
    """Score the engine: top-1/3/5, urgency, emergencies caught, calibration, extraction, beside peers."""
    from pinprick.evaluation.cases import WHERE, read_known_cases
    from pinprick.knowledge.load import load_pack

    loaded = load_pack(pack)
    if where not in WHERE:
        raise CaseError(f"--where: {where!r} is not one of {', '.join(WHERE)}.")
    if cases == "drawings":
        _drawings(pack, as_json)
        return
    if cases == "nhanes":
        _nhanes(file, pack, as_json)
        return
    known = read_known_cases(Path(cases), loaded, findings)
    from pinprick.evaluation.run import evaluate as evaluate_cases
    from pinprick.evaluation.table import render_evaluation, render_urgency

    report = evaluate_cases(known, loaded, where=where, split=split, baselines=baselines)
    if as_json:
        print_json(report)
    elif only == "urgency":
        print(render_urgency(report, loaded))
    else:
        print(render_evaluation(report, loaded, width(), worst))


def _drawings(pack: str, as_json: bool) -> None:
    from pinprick.anatomy.simulation import evaluate_drawings

    found = evaluate_drawings(pack_id=pack)
    if as_json:
        print_json(found)
        return
    for level in ("perfect", "moderate", "realistic"):
        print(
            f"{level:<10} "
            + "  ".join(f"{k} {v:.3f}" for k, v in found[level].items() if isinstance(v, float))
        )
    print(f"calibration error {found['calibration_error']:.3f}, {found['us_per_drawing']:.1f} us a drawing")
    for pair in found["confusions"][:12]:
        print("  " + ", ".join(f"{k}: {v}" for k, v in pair.items()))


def _nhanes(file: str | None, pack: str, as_json: bool) -> None:
    from pinprick.evaluation.nhanes import evaluate_nhanes, render
    from pinprick.knowledge.load import load_pack

    if file is None:
        raise CaseError("`evaluate nhanes` needs the survey's file: pinprick evaluate nhanes FILE.parquet")
    found = evaluate_nhanes(Path(file), load_pack(pack))
    print_json(found) if as_json else print(render(found))

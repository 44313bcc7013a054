"""`pinprick locate`: what a drawing alone says about where the trouble sits."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pinprick.case import Case
from pinprick.errors import DrawingError
from pinprick.interfaces.cli.app import app
from pinprick.interfaces.cli.commands.assessing import read_case_argument
from pinprick.interfaces.cli.options import CaseArgument, JsonOption, PackOption
from pinprick.interfaces.cli.output import width, write_bytes

if TYPE_CHECKING:
    from pinprick.anatomy.locate import Location


@app.command()
def locate(
    file: CaseArgument,
    png: Annotated[Path | None, typer.Option("--png", help="Also write the picture to this file.")] = None,
    svg: Annotated[Path | None, typer.Option("--svg", help="The same as SVG.")] = None,
    pack: PackOption = "legs_and_feet",
    as_json: JsonOption = False,
) -> None:
    """Say which nerves, roots or levels fit a drawing, and what speaks for and against."""
    from pinprick.anatomy.locate import locate as locate_drawing
    from pinprick.knowledge.load import load_pack
    from pinprick.report.json import to_json

    loaded = load_pack(pack)
    case: Case = read_case_argument(file, loaded)
    if case.drawing is None:
        raise DrawingError(f"{file}: no drawing in this case; give one under the key `drawing`.")
    found = locate_drawing(case.drawing, loaded)
    if svg or png:
        from pinprick.report.figure import drawing_png, drawing_svg

        if svg:
            write_bytes(svg, drawing_svg(case.drawing, loaded, found).encode())
        if png:
            write_bytes(png, drawing_png(case.drawing, loaded, found))
    print(to_json(found) if as_json else _as_text(found, width()), end="" if as_json else "\n")


def _as_text(found: Location, columns: int) -> str:
    import textwrap

    lines = [textwrap.fill(found.headline, columns), textwrap.fill(found.limits, columns), ""]
    lines += [f"  {h.probability:5.0%}  {h.name}" for h in found.hypotheses[:5]]
    lines += ["", "Level:"] + [
        f"  {p:5.0%}  {found.level_names[lv]}" for lv, p in found.levels.items() if p >= 0.01
    ]
    for title, reasons in (
        ("Speaks for it:", found.speaks_for),
        ("Speaks against it:", found.speaks_against),
    ):
        if reasons:
            lines += ["", title] + [f"  - {r.text}" for r in reasons[:5]]
    for question in [*found.ask_first, *([found.separating] if found.separating else [])]:
        lines += ["", textwrap.fill(f"Ask: {question.text}", columns)]
    return "\n".join(lines)

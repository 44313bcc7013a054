"""`pinprick score`: published instruments, computed from a case."""

from __future__ import annotations

from typing import Annotated

import typer

from pinprick.errors import CaseError
from pinprick.interfaces.cli.app import app
from pinprick.interfaces.cli.commands.assessing import read_case_argument
from pinprick.interfaces.cli.options import CaseArgument, JsonOption, PackOption
from pinprick.interfaces.cli.output import print_json


@app.command()
def score(
    name: Annotated[str, typer.Argument(help="An instrument, for example mnsi; or `all`.")],
    file: CaseArgument,
    enter: Annotated[list[str] | None, typer.Option(help="item=value, measured or counted by hand.")] = None,
    pack: PackOption = "legs_and_feet",
    as_json: JsonOption = False,
) -> None:
    """Score an instrument from a case; says what is missing when it cannot be computed."""
    from pinprick.care.instruments import score as score_one
    from pinprick.care.instruments import score_all
    from pinprick.conclusion import gather
    from pinprick.knowledge.load import load_pack

    loaded = load_pack(pack)
    answers = gather(read_case_argument(file, loaded), loaded).answers
    if name == "all":
        scores = score_all(answers, loaded)
    else:
        scores = [score_one(name, answers, loaded, dict(_entry(text) for text in enter or []))]
    if as_json:
        print_json([s.model_dump(mode="json") for s in scores])
        return
    for s in scores:
        print(s.says)
        if s.sources:
            print(f"  sources: {', '.join(s.sources)}")


def _entry(text: str) -> tuple[str, float | str]:
    item, equals, value = text.partition("=")
    if not (item and equals and value):
        raise CaseError(f"--enter {text!r}: write it as item=value, for example abi=0.8.")
    try:
        return item, float(value)
    except ValueError:
        return item, value

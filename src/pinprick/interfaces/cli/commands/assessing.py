"""`pinprick ask`, `pinprick assess`, `pinprick explain`: from a person's words or a case to an answer."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pinprick.case import Case
from pinprick.errors import CaseError
from pinprick.interfaces.cli.app import app
from pinprick.interfaces.cli.options import (
    CaseArgument,
    CountryOption,
    DetailOption,
    JsonOption,
    LanguageOption,
    PackOption,
)
from pinprick.interfaces.cli.output import standard_input, width, write_bytes
from pinprick.interfaces.cli.proposing import (
    ProposerModelOption,
    ProposerOption,
    ProposerRemoteOption,
    ProposerSecondsOption,
    named_proposer,
)
from pinprick.knowledge.schema.pack import Pack
from pinprick.results import Detail


@app.command()
def ask(
    words: Annotated[list[str] | None, typer.Argument(help="What you feel, in your own words.")] = None,
    as_json: JsonOption = False,
    country: CountryOption = None,
    language: LanguageOption = "en",
    detail: DetailOption = "full",
    pack: PackOption = "legs_and_feet",
    proposer: ProposerOption = None,
    proposer_model: ProposerModelOption = None,
    proposer_remote: ProposerRemoteOption = False,
    proposer_seconds: ProposerSecondsOption = 60.0,
) -> None:
    """Say what you feel; get how soon to be seen, what may explain it, and why."""
    model = named_proposer(proposer, proposer_model, proposer_remote, proposer_seconds)
    text = " ".join(words) if words else _asked()
    case = Case(account=text, country=country)
    if model is not None:
        from pinprick.interfaces.terminal.confirming import confirmed
        from pinprick.knowledge.load import load_pack
        from pinprick.knowledge.text import require_language

        loaded = load_pack(pack)
        require_language(loaded, language)
        case = confirmed(case, loaded, language, model)
    _report(case, as_json, pack, language, detail)


def _asked() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("What do you feel, where, and since when?", default="", show_default=False))
    return standard_input()


@app.command()
def assess(
    file: CaseArgument,
    as_json: JsonOption = False,
    country: CountryOption = None,
    language: LanguageOption = "en",
    detail: DetailOption = "full",
    pack: PackOption = "legs_and_feet",
) -> None:
    """Assess a case: findings, drawing, own words, or all three."""
    from pinprick.knowledge.load import load_pack

    case = read_case_argument(file, load_pack(pack))
    _report(
        case.model_copy(update={"country": country}) if country else case, as_json, pack, language, detail
    )


def read_case_argument(file: str, pack: Pack) -> Case:
    """The case in a file, or on standard input for `-`."""
    from pinprick.case_checks import read_case, read_case_file

    return (
        read_case(standard_input(), pack, "standard input")
        if file == "-"
        else read_case_file(Path(file), pack)
    )


def _report(case: Case, as_json: bool, pack_name: str, language: str, detail: Detail) -> None:
    from pinprick.assessment import assess as assess_case
    from pinprick.knowledge.load import load_pack
    from pinprick.knowledge.text import require_language
    from pinprick.report.json import to_json
    from pinprick.report.text import render_text

    pack = load_pack(pack_name)
    require_language(pack, language)
    assessment = assess_case(case, pack, detail)
    print(to_json(assessment) if as_json else render_text(assessment, pack, width(), language), end="")


@app.command()
def explain(
    file: CaseArgument,
    cause: Annotated[str | None, typer.Argument(help="Id of a cause; the first one when left out.")] = None,
    png: Annotated[
        Path | None, typer.Option("--png", help="Also write the weight chart to this file.")
    ] = None,
    svg: Annotated[Path | None, typer.Option("--svg", help="The same as SVG.")] = None,
    as_json: JsonOption = False,
    pack: PackOption = "legs_and_feet",
) -> None:
    """Show how the odds of one cause add up, answer by answer, with every source."""
    from pinprick.assessment import explain as explain_cause
    from pinprick.knowledge.load import load_pack
    from pinprick.report.text import ledger_text

    loaded = load_pack(pack)
    if cause is not None and cause not in loaded.causes:
        raise CaseError(f"There is no cause called {cause!r}; `pinprick knowledge show` lists them.")
    result = explain_cause(read_case_argument(file, loaded), loaded, cause)
    if svg or png:
        from pinprick.report.chart import ledger_png, ledger_svg

        if svg:
            write_bytes(svg, ledger_svg(result, loaded).encode())
        if png:
            write_bytes(png, ledger_png(result, loaded))
    if as_json:
        print(result.model_dump_json(indent=2))
    else:
        print(ledger_text(result, loaded, width(), bars=True))

"""`pinprick` alone, `pinprick serve`, `pinprick guide`, `pinprick mcp`: the conversation and its surfaces."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pinprick.errors import MissingExtraError, PinprickError
from pinprick.interfaces.cli.app import app
from pinprick.interfaces.cli.options import LanguageOption, PackOption
from pinprick.interfaces.cli.proposing import (
    ProposerModelOption,
    ProposerOption,
    ProposerRemoteOption,
    ProposerSecondsOption,
    named_proposer,
)


@app.callback(invoke_without_command=True)
def talk(
    context: typer.Context,
    language: LanguageOption = "en",
    proposer: ProposerOption = None,
    proposer_model: ProposerModelOption = None,
    proposer_remote: ProposerRemoteOption = False,
    proposer_seconds: ProposerSecondsOption = 60.0,
) -> None:
    """Why are my legs and feet numb, how soon should I be seen, and what can I do?"""
    source = context.get_parameter_source("proposer")
    if context.invoked_subcommand is not None and source is not None and source.name == "COMMANDLINE":
        raise PinprickError(
            f"Put --proposer after the command: pinprick {context.invoked_subcommand} --proposer …"
        )
    if context.invoked_subcommand is None:
        from pinprick.interfaces.terminal.conversation import run
        from pinprick.knowledge.load import load_pack
        from pinprick.knowledge.text import require_language

        pack = load_pack()
        require_language(pack, language)
        model = named_proposer(proposer, proposer_model, proposer_remote, proposer_seconds)
        run(pack, language, proposer=model)


@app.command()
def serve(
    host: Annotated[
        str, typer.Option(help="Address to listen on; only this machine by default.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535)] = 8765,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the page in a browser.")] = False,
    pack: PackOption = "legs_and_feet",
    production: Annotated[
        bool,
        typer.Option("--production", help="For many: keys, limits, audit, metrics (PINPRICK_* settings)."),
    ] = False,
    workers: Annotated[int, typer.Option(min=1, max=256, help="Processes (with --production).")] = 1,
    tls_cert: Annotated[Path | None, typer.Option(help="Certificate (with --production).")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="Its private key.")] = None,
    proposer: ProposerOption = None,
    proposer_model: ProposerModelOption = None,
    proposer_remote: ProposerRemoteOption = False,
    proposer_seconds: ProposerSecondsOption = 60.0,
) -> None:
    """Serve the page, the guide and the API on this machine. Nothing leaves it (but see --proposer-remote)."""
    model = named_proposer(proposer, proposer_model, proposer_remote, proposer_seconds)
    if production:
        if model is not None:
            raise PinprickError("--proposer is for one person; leave it out with --production.")
        from pinprick.interfaces.service.run import run as run_service
        from pinprick.interfaces.service.settings import read_settings

        settings = read_settings(
            host=host, port=port, workers=workers, pack=pack, tls_cert=tls_cert, tls_key=tls_key
        )
        run_service(settings)
        return
    try:
        from pinprick.interfaces.web.serve import serve as run_server
    except ModuleNotFoundError as error:
        raise MissingExtraError(f"The page ({error.name})", "web") from None
    run_server(host=host, port=port, open_browser=open_browser, pack=pack, proposer=model)


@app.command()
def guide(
    out: Annotated[Path, typer.Option("--out", help="Folder to write the site into.")] = Path("site"),
    pack: PackOption = "legs_and_feet",
) -> None:
    """Write the living article as a site: every cause, finding, medicine, rule and source."""
    try:
        from pinprick.guide.build import write_guide
    except ModuleNotFoundError as error:
        raise MissingExtraError(f"The guide ({error.name})", "web") from None
    from pinprick.knowledge.load import load_pack

    written = write_guide(load_pack(pack), out)
    print(f"Wrote {written} pages to {out}.")


@app.command()
def mcp(pack: PackOption = "legs_and_feet") -> None:
    """Serve the reasoning to an assistant over the Model Context Protocol (standard input and output)."""
    try:
        from pinprick.interfaces.mcp.server import run
    except ModuleNotFoundError as error:
        raise MissingExtraError(f"The MCP server ({error.name})", "mcp") from None
    run(pack)

"""`pinprick knowledge …`: check, look at and compare what the pack knows."""

from __future__ import annotations

from typing import Annotated

import typer

from pinprick.interfaces.cli.app import app
from pinprick.interfaces.cli.output import print_json

knowledge = typer.Typer(help="Check, look at and compare what a pack knows.", no_args_is_help=True)
app.add_typer(knowledge, name="knowledge")

PackOption = Annotated[str, typer.Option("--pack", help="A pack by id or folder.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print as JSON.")]


@knowledge.command("compile")
def compile_(pack: PackOption = "legs_and_feet") -> None:
    """Write the pack's compiled form, which loads fast."""
    from pinprick.knowledge.load import compile_pack, pack_folder

    target = compile_pack(pack_folder(pack))
    print(f"Compiled {pack} ({target.stat().st_size / 1e6:.1f} MB).")

"""Options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

from pinprick.results import Detail

PackOption = Annotated[str, typer.Option("--pack", help="A pack by id or folder.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print as JSON.")]
CountryOption = Annotated[
    str | None, typer.Option("--country", help="Two-letter country code, for the emergency number.")
]
LanguageOption = Annotated[
    str, typer.Option("--language", help="Two-letter code of a language of the pack, such as es.")
]
DetailOption = Annotated[
    Detail,
    typer.Option("--detail", help="full, or brief: how soon and which causes, without the explanation."),
]
CaseArgument = Annotated[str, typer.Argument(help="A case file (.yaml or .json), or - for standard input.")]

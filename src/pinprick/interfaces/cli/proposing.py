"""Options that let a language model propose what to ask (`--proposer`), shared by the commands that read words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pinprick.interfaces.proposer.proposer import Proposer

ProposerOption = Annotated[
    str | None,
    typer.Option(
        "--proposer",
        envvar="PINPRICK_PROPOSER",
        show_envvar=False,
        metavar="URL",
        help="Let a language model at this OpenAI-compatible address (such as http://127.0.0.1:11434/v1) point to "
        "words that may have been missed. You are asked about each; it decides nothing. Off unless named here or in "
        "PINPRICK_PROPOSER.",
    ),
]
ProposerModelOption = Annotated[
    str | None,
    typer.Option(
        "--proposer-model",
        envvar="PINPRICK_PROPOSER_MODEL",
        show_envvar=False,
        metavar="NAME",
        help="The name of that model (or PINPRICK_PROPOSER_MODEL).",
    ),
]
ProposerRemoteOption = Annotated[
    bool,
    typer.Option(
        "--proposer-remote",
        help="Allow an address that is not this computer. The words a person types then leave this machine: whoever "
        "runs that address can read and keep them.",
    ),
]
ProposerSecondsOption = Annotated[
    float,
    typer.Option("--proposer-seconds", min=1, max=600, help="Longest wait for that model, in seconds."),
]


def named_proposer(url: str | None, model: str | None, remote: bool, seconds: float) -> Proposer | None:
    """The language model these options name, or None. ProposerError when they name one that cannot be used."""
    if not url:
        return None
    from pinprick.interfaces.proposer.endpoint import named
    from pinprick.interfaces.proposer.proposer import Proposer

    endpoint = named(url, model, remote, seconds)
    return Proposer(endpoint) if endpoint is not None else None

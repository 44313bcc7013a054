"""The `pinprick` command: its sub-commands, and errors as one clear sentence."""

from __future__ import annotations

import os
import sys

import typer

from pinprick.errors import PinprickError

app = typer.Typer(
    name="pinprick",
    help="Why are my legs and feet numb, how soon should I be seen, and what can I do?",
    add_completion=False,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def main() -> None:
    """Run the command line; bad input ends with a sentence on standard error and exit code 2."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import pinprick.interfaces.cli.commands  # registers every command on `app`

    assert pinprick.interfaces.cli.commands.REGISTERED
    try:
        app()
    except PinprickError as error:
        print(f"pinprick: {error}", file=sys.stderr)
        raise SystemExit(2) from None
    except BrokenPipeError:
        # The reader of a pipe went away (for example `| head`): nothing more to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None

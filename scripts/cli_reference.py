"""Write docs/cli.md from the commands themselves, or check that it is true (`--check`)."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

PAGE = Path(__file__).parent.parent / "docs" / "cli.md"
HEAD = """# The command line

Every command prints plain text; those with `--json` print a documented, versioned contract. Bad input ends with one
sentence on standard error and exit code 2. This page is written by `scripts/cli_reference.py`; a test compares the two.
"""


def commands() -> Iterator[tuple[str, Any]]:
    """Full name and Click command of everything a person can run, in the order of `--help`."""
    from pinprick.interfaces.cli import commands as registered
    from pinprick.interfaces.cli.app import app

    assert registered.REGISTERED
    yield from _below("pinprick", typer.main.get_command(app))


def _below(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    inside = getattr(command, "commands", None)
    if inside is None:
        yield name, command
        return
    for word, child in inside.items():
        yield from _below(f"{name} {word}", child)


def page() -> str:
    return HEAD + "".join(_section(name, command) for name, command in commands())


def _section(name: str, command: Any) -> str:
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option" and p.name != "help"]
    usage = " ".join([name, *("[options]" for _ in options[:1]), *(_shown(a) for a in arguments)])
    rows = [f"| `{_shown(a)}` | {_help(a)} |" for a in arguments]
    rows += [f"| `{', '.join([*o.opts, *o.secondary_opts])}` | {_help(o)} |" for o in options]
    table = "\n| | |\n| --- | --- |\n" + "\n".join(rows) + "\n" if rows else ""
    return f"\n## {name}\n\n{inspect.cleandoc(command.help or '')}\n\n```\n{usage}\n```\n{table}"


def _shown(argument: Any) -> str:
    word = (argument.metavar or argument.name).strip("[]{}").removesuffix("...").upper()
    many = "..." if argument.nargs == -1 else ""
    return f"{word}{many}" if argument.required else f"[{word}{many}]"


def _help(parameter: Any) -> str:
    text = " ".join((getattr(parameter, "help", None) or "").split()).replace("|", "\\|")
    default = parameter.default
    worth = default not in (None, False, "", [], ()) and not callable(default)
    return f"{text} Default: `{default}`." if worth and parameter.param_type_name == "option" else text


if __name__ == "__main__":
    if "--check" in sys.argv:
        if PAGE.read_text(encoding="utf-8") != page():
            sys.exit("docs/cli.md is not what the commands say; run scripts/cli_reference.py.")
    else:
        PAGE.write_text(page(), encoding="utf-8")

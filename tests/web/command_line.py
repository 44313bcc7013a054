"""`pinprick assess - --json`, run in this process, so that it and the page read the same pack."""

from __future__ import annotations

from typer.testing import CliRunner

import pinprick.interfaces.cli.commands
from pinprick.interfaces.cli.app import app


def assessed(case: bytes) -> bytes:
    """What the command prints for a case on standard input."""
    assert pinprick.interfaces.cli.commands.REGISTERED
    told = CliRunner().invoke(app, ["assess", "-", "--json"], input=case)
    assert told.exit_code == 0, told.output
    return told.stdout_bytes

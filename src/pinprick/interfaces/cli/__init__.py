"""The command line. Each command is one call of the Python API."""

from pinprick.interfaces.cli.app import main

__all__ = ["main"]

"""Where a diary is kept: the person's own data folder, or a database named by its URL."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from pinprick.errors import PinprickError

VARIABLE = "PINPRICK_DIARY"
_HOW = "sqlite:////full/path/diary.sqlite, postgresql://user@host/name, or a path to a file"


class StorageError(PinprickError):
    """What was asked could not be stored or read; the text says whether anything was written."""


def data_folder(platform: str = sys.platform, environment: Mapping[str, str] = os.environ) -> Path:
    """The folder for a person's own data, as each system has it (XDG, Windows and macOS conventions)."""
    home = Path(environment.get("HOME") or environment.get("USERPROFILE") or "~").expanduser()
    if platform == "win32":
        return Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local") / "pinprick"
    if platform == "darwin":
        return home / "Library" / "Application Support" / "pinprick"
    return Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share") / "pinprick"


def diary_url(given: str | None = None, environment: Mapping[str, str] = os.environ) -> str:
    """The database URL for `given`, else `PINPRICK_DIARY`, else a file in the data folder.

    A path becomes an SQLite URL; `postgresql:` gets the psycopg driver. StorageError for anything else.
    """
    asked = given or environment.get(VARIABLE) or str(data_folder(environment=environment) / "diary.sqlite")
    scheme, colon, rest = asked.partition("://")
    if not colon:
        return f"sqlite:///{Path(asked).expanduser().resolve()}"
    if scheme in ("postgresql", "postgres"):
        return f"postgresql+psycopg://{rest}"
    if scheme in ("sqlite", "postgresql+psycopg"):
        return asked
    raise StorageError(f"A diary cannot be kept at {scheme}://: use {_HOW}.")

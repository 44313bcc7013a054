"""Databases to test on: SQLite in a file always, PostgreSQL where its programs are installed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pinprick.diary.place import diary_url
from pinprick.knowledge.load import load_pack
from pinprick.knowledge.schema.pack import Pack
from postgres_server import Server, postgres_programs


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    programs = postgres_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql); SQLite is tested all the same")
    server = Server(programs)
    yield server
    server.stop()
    shutil.rmtree(server.folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return diary_url(str(tmp_path / "diary.sqlite"))
    return diary_url(request.getfixturevalue("postgres").new_database())


@pytest.fixture(scope="session")
def pack() -> Pack:
    return load_pack()

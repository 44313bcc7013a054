from __future__ import annotations

from collections.abc import Iterator

import pytest

from databases import pack, postgres, url
from pinprick.diary.database import Database

__all__ = ["database", "pack", "postgres", "url"]


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = Database(url)
    yield opened
    opened.close()

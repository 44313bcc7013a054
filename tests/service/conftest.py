from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient

from databases import pack, postgres, url
from pinprick.interfaces.service.app import Service
from pinprick.interfaces.service.settings import read_settings
from pinprick.knowledge.schema.pack import Pack

__all__ = ["pack", "postgres", "service", "url"]


@pytest.fixture
def service(pack: Pack, url: str) -> Iterator[Callable[..., TestClient]]:
    """Services over one database: `service(keys=True)` is a client of a new one."""
    made: list[Service] = []

    def new(**settings: object) -> TestClient:
        told = {"diary": url, "rate": 1000.0, "burst": 1000, **settings}
        made.append(Service(read_settings({}, **told), pack))
        return TestClient(made[-1], raise_server_exceptions=False)

    yield new
    for one in made:
        one.close()

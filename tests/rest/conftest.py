"""One service for all REST tests."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from pinprick.interfaces.rest.app import create_api
from pinprick.knowledge.load import load_pack


@pytest.fixture(scope="session")
def client() -> TestClient:
    return TestClient(create_api(load_pack()), raise_server_exceptions=False)

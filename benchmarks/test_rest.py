"""REST in one process: an assessment over HTTP beside an endpoint that does nothing."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from pinprick.interfaces.rest.app import create_api
from pinprick.interfaces.rest.benchmark import add_no_op
from pinprick.interfaces.rest.examples import ANSWERS
from pinprick.knowledge.load import load_pack


@pytest.fixture(scope="module")
def client() -> TestClient:
    app = create_api(load_pack())
    add_no_op(app)
    return TestClient(app)


@pytest.mark.parametrize("path", ["/no-op", "/api/v1/explain", "/api/v1/assess"])
def test_one_request(benchmark: Any, client: TestClient, path: str) -> None:
    body = {"case": ANSWERS} if path.endswith("explain") else ANSWERS
    answer = benchmark(lambda: client.post(path, json=body))
    assert answer.status_code == 200


def test_reading_a_record(benchmark: Any) -> None:
    from pinprick.intake.fhir import read_record

    pack = load_pack()
    codes = ["44054006", "59621000", "49436004", "160904001"]
    entries = [
        {
            "resource": {
                "resourceType": "Condition",
                "id": str(number),
                "onsetDateTime": "2015-01-01",
                "code": {"coding": [{"system": "http://snomed.info/sct", "code": codes[number % 4]}]},
            }
        }
        for number in range(2_000)
    ]
    reading = benchmark(lambda: read_record({"resourceType": "Bundle", "entry": entries}, pack))
    assert reading.case.findings["hypertension"] == "yes"

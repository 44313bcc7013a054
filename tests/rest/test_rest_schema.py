"""Schemathesis: whatever the OpenAPI description allows or forbids, no crash and no answer it does not describe."""

from __future__ import annotations

import os
from typing import Any

import schemathesis
import schemathesis.checks as checks
from hypothesis import HealthCheck, Phase, settings

from pinprick.interfaces.rest.app import create_api
from pinprick.knowledge.load import load_pack

EXAMPLES = int(os.environ.get("PINPRICK_SCHEMA_EXAMPLES", "4"))
"""Examples per operation; the long run sets 800, which makes over 20,000 cases in all."""


@schemathesis.serializer("application/x-ndjson")
def lines_as_they_are(_: object, value: Any) -> bytes:
    """A batch is text already."""
    return str(value).encode("utf-8", "replace")


_APP = create_api(load_pack())
schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", _APP)


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_operation_answers_as_described(case: Any) -> None:
    case.call_and_validate(
        checks=[
            checks.not_a_server_error,
            checks.status_code_conformance,
            checks.content_type_conformance,
            checks.response_schema_conformance,
            checks.response_headers_conformance,
        ]
    )

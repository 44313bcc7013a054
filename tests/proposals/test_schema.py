"""Schemathesis on the two routes that a model adds: no crash and no answer that the description does not know."""

from __future__ import annotations

import json
from typing import Any

import schemathesis
import schemathesis.checks as checks
from hypothesis import HealthCheck, Phase, settings

from pinprick.interfaces.proposer import proposer as module
from pinprick.interfaces.proposer.endpoint import Endpoint, named
from pinprick.interfaces.rest.app import create_api
from pinprick.knowledge.load import load_pack


class Quoting(module.Proposer):
    """A model without a network: proposes a finding for the words it is given."""

    def read(self, account: str, pack: Any, known: Any) -> module.Consulted:
        reply = {"proposals": [{"finding": "weight_loss", "value": "yes", "quote": account[:100]}]}
        return module.Consulted(module.read_reply(json.dumps(reply), account, pack, known))


_ENDPOINT = named("http://127.0.0.1:1/v1", "m", environment={})
assert isinstance(_ENDPOINT, Endpoint)
_APP = create_api(load_pack(), proposer=Quoting(_ENDPOINT))
schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", _APP).include(path_regex="propos")


@schema.parametrize()
@settings(
    max_examples=25,
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


def test_both_routes_were_looked_at() -> None:
    assert len(list(schema.get_all_operations())) == 2

"""Errors in FHIR's own words: an OperationOutcome with the same text a problem detail would carry."""

from __future__ import annotations

import json
from typing import Any

from fastapi.responses import Response

from pinprick.interfaces.rest.problems import problem_of

MEDIA_TYPE = "application/fhir+json"
_ISSUE_TYPES = {
    400: "structure",
    404: "not-found",
    405: "not-supported",
    408: "timeout",
    413: "too-long",
    415: "not-supported",
    422: "invalid",
    429: "throttled",
}


def outcome(severity: str, kind: str, text: str) -> dict[str, Any]:
    """An OperationOutcome with one issue."""
    return {
        "resourceType": "OperationOutcome",
        "issue": [{"severity": severity, "code": kind, "diagnostics": text}],
    }


def fhir_response(
    resource: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    """A resource as application/fhir+json."""
    text = json.dumps(resource, ensure_ascii=False, allow_nan=False, indent=2) + "\n"
    return Response(text.encode("utf-8"), status, headers, MEDIA_TYPE)


def answer_with_outcome(error: Exception) -> Response:
    """The response for any exception below /fhir."""
    found, headers = problem_of(error)
    kind = _ISSUE_TYPES.get(found.status, "exception")
    return fhir_response(outcome("error", kind, found.detail), found.status, headers)

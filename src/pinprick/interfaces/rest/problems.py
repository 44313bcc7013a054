"""Errors as problem details (RFC 9457): what was wrong, where, and what would be right; never a trace."""

from __future__ import annotations

import json
import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from pinprick.errors import CaseError, DrawingError, ImpossibleEvidence, MissingExtraError, PinprickError

MEDIA_TYPE = "application/problem+json"
_LOG = logging.getLogger("pinprick.rest")
_KINDS: tuple[tuple[type[PinprickError], int, str], ...] = (
    (ImpossibleEvidence, 422, "impossible-evidence"),
    (DrawingError, 422, "drawing"),
    (CaseError, 422, "case"),
    (MissingExtraError, 501, "missing-part"),
)


class Invalid(BaseModel):
    """One thing that was wrong in a request."""

    where: str = Field(examples=["body.findings.numb"])
    says: str


class Problem(BaseModel):
    """A problem detail (RFC 9457). `type` is stable; `detail` is for a person to read."""

    model_config = ConfigDict(json_schema_extra={"description": "A problem detail (RFC 9457)."})

    type: str = Field(examples=["urn:pinprick:problem:case"])
    title: str
    status: int
    detail: str
    invalid: list[Invalid] = []


def problem(status: int, kind: str, detail: str, invalid: list[Invalid] | None = None) -> Problem:
    """A problem of this kind (`urn:pinprick:problem:<kind>`)."""
    title = HTTPStatus(status).phrase
    return Problem(
        type=f"urn:pinprick:problem:{kind}", title=title, status=status, detail=detail, invalid=invalid or []
    )


def problem_response(found: Problem, headers: dict[str, str] | None = None) -> Response:
    """The response that carries a problem."""
    text = json.dumps(found.model_dump(mode="json"), ensure_ascii=True, indent=2) + "\n"
    return Response(text, status_code=found.status, media_type=MEDIA_TYPE, headers=headers)


def problem_of(error: Exception) -> tuple[Problem, dict[str, str]]:
    """The problem an exception stands for, and headers to send with it. Unknown ones say nothing of the inside."""
    if isinstance(error, PinprickError):
        for error_type, status, name in _KINDS:
            if isinstance(error, error_type):
                return problem(status, name, str(error)), {}
        return problem(422, "invalid", str(error)), {}
    if isinstance(error, RequestValidationError):
        invalid = [
            Invalid(where=".".join(str(part) for part in item["loc"]), says=str(item["msg"]))
            for item in error.errors()[:20]
        ]
        detail = f"{invalid[0].where}: {invalid[0].says}." if invalid else "The request is not valid."
        return problem(422, "invalid", detail, invalid), {}
    if isinstance(error, HTTPException):
        kind = HTTPStatus(error.status_code).phrase.lower().replace(" ", "-")
        return problem(error.status_code, kind, str(error.detail)), dict(error.headers or {})
    _LOG.error("unexpected error: %s", type(error).__name__, exc_info=error)
    return problem(500, "unexpected", "Something went wrong inside. Nothing you sent was kept."), {}


def answer_with_problem(error: Exception) -> Response:
    """The response for any exception."""
    found, headers = problem_of(error)
    return problem_response(found, headers)


def install(app: FastAPI, prefix: str = "", headers: dict[str, str] | None = None) -> None:
    """Answer with problem details below `prefix` also where no route is: unknown paths, methods, crashes.

    `headers` (say, the pack's version) go with each of them.
    """

    async def handle(request: Request, error: Exception) -> Response:
        if not request.url.path.startswith(prefix):
            if isinstance(error, HTTPException):
                return Response(str(error.detail), error.status_code, dict(error.headers or {}), "text/plain")
            raise error
        response = answer_with_problem(error)
        response.headers.update(headers or {})
        return response

    app.add_exception_handler(HTTPException, handle)
    app.add_exception_handler(RequestValidationError, handle)
    app.add_exception_handler(Exception, handle)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI entries for problems with these statuses."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}

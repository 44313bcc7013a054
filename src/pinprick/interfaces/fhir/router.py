"""The FHIR R4 service: the questionnaire, a form filled in from a record, and `$assess`."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from pinprick.errors import CaseError
from pinprick.intake.fhir import read_record
from pinprick.intake.fhir_dates import read_date
from pinprick.intake.fhir_questionnaire import case_from_response
from pinprick.intake.fhir_reading import RecordReading
from pinprick.interfaces.fhir.capability import assess_operation, capability
from pinprick.interfaces.fhir.outcomes import MEDIA_TYPE, answer_with_outcome, fhir_response, outcome
from pinprick.interfaces.rest.limits import Limits
from pinprick.interfaces.rest.route import LimitedRequest, route_class
from pinprick.interfaces.rest.strict_json import NotJson, read_json
from pinprick.knowledge.schema.pack import Pack
from pinprick.report.fhir import to_bundle
from pinprick.report.fhir_questionnaire import questionnaire, questionnaire_url, response

PREFIX = "/fhir"
_PATIENT = re.compile(
    r"^(?:https?://[^\s]{1,200}/)?Patient/[A-Za-z0-9.\-]{1,64}$|^urn:uuid:[0-9a-fA-F\-]{36}$"
)
_INSTANT = re.compile(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?:Z|[+-]\d{2}:\d{2})$")


def _documented(*statuses: int, takes: str | None = None, largest: int | None = None) -> dict[str, Any]:
    """OpenAPI entries: resources are described by FHIR itself, so their schema here is an object with a type."""
    shape = {
        "type": "object",
        "properties": {"resourceType": {"type": "string"}},
        "required": ["resourceType"],
    }
    content = {MEDIA_TYPE: {"schema": shape}}
    extra: dict[str, Any] = {}
    if takes is not None:
        taken = {**shape, "description": takes}
        extra["requestBody"] = {
            "required": True,
            "content": {MEDIA_TYPE: {"schema": taken}, "application/json": {"schema": taken}},
        }
    if largest is not None:
        extra["x-largest-body"] = largest
    names = {200: "A resource", 304: "Not changed"}
    return {
        "responses": {
            s: {"description": names.get(s, "An OperationOutcome"), "content": content}
            for s in (200, *statuses)
        },
        "openapi_extra": extra,
        "tags": ["fhir"],
        "response_class": Response,
    }


def create_router(pack: Pack, limits: Limits | None = None) -> APIRouter:
    """Every route below /fhir. Errors are OperationOutcomes."""
    bounds = limits or Limits()
    router = APIRouter(prefix=PREFIX, route_class=route_class(pack, bounds, answer_with_outcome))
    asked = questionnaire(pack)
    posted = (400, 408, 413, 415, 422, 429, 500)

    @router.get("/metadata", summary="What this server can do", **_documented(429, 500))
    async def read_capability() -> Response:
        return fhir_response(capability(pack))

    @router.get(
        "/OperationDefinition/QuestionnaireResponse-assess",
        summary="What $assess does",
        **_documented(429, 500),
    )
    async def read_operation() -> Response:
        return fhir_response(assess_operation())

    @router.get("/Questionnaire/{id}", summary="The questionnaire", **_documented(404, 422, 429, 500))
    async def read_questionnaire(id: str) -> Response:
        if id not in {asked["id"], pack.id}:
            raise HTTPException(
                404, f"There is no Questionnaire with id {id!r}; this server has {asked['id']!r}."
            )
        return fhir_response(asked)

    @router.get("/Questionnaire", summary="Find the questionnaire by url", **_documented(422, 429, 500))
    async def search_questionnaires(url: str | None = None) -> Response:
        found = url is None or url.split("|")[0] == questionnaire_url(pack)
        entries = [{"fullUrl": asked["url"], "resource": asked, "search": {"mode": "match"}}] if found else []
        listed: dict[str, Any] = {"resourceType": "Bundle", "type": "searchset", "total": len(entries)}
        return fhir_response(listed | ({"entry": entries} if entries else {}))

    @router.post(
        "/QuestionnaireResponse/$assess",
        summary="From a response to an assessment",
        **_documented(*posted, takes="A QuestionnaireResponse, or Parameters with one named response"),
    )
    async def assess_response(request: Request) -> Response:
        """A Bundle with the urgency, the causes, what to do, and the assessment itself (Binary, the same bytes)."""
        told = _response_in(await _body(request))
        return await run_in_threadpool(_assessed, told, pack)

    @router.post(
        "/Questionnaire/$populate",
        summary="A form filled in from a record",
        **_documented(
            *posted,
            takes="A Bundle with one Patient",
            largest=bounds.record_bytes,
        ),
    )
    async def populate(request: Request, as_of: str | None = None) -> Response:
        """Parameters with `response` (in progress) and `issues`: all that was used, kept aside, or not known."""
        record = await _body(request)
        day = read_date(as_of)
        if as_of is not None and day is None:
            raise CaseError("as_of: a date such as 2026-03-01.")
        reading = await run_in_threadpool(read_record, record, pack, day)
        return fhir_response(_populated(reading, pack))

    return router


async def _body(request: Request) -> Any:
    assert isinstance(request, LimitedRequest)
    body = await request.body()
    try:
        return await run_in_threadpool(read_json, body)
    except NotJson as error:
        raise HTTPException(400, str(error)) from None


def _response_in(content: Any) -> Any:
    """The QuestionnaireResponse that was sent, as itself or inside Parameters."""
    if not isinstance(content, dict) or content.get("resourceType") != "Parameters":
        return content
    parameters = content.get("parameter")
    for parameter in parameters if isinstance(parameters, list) else []:
        if isinstance(parameter, dict) and parameter.get("name") == "response":
            return parameter.get("resource")
    raise CaseError("Parameters: there is no parameter named response.")


def _assessed(told: Any, pack: Pack) -> Response:
    from pinprick.assessment import assess

    case = case_from_response(told, pack)
    authored = told.get("authored")
    timed = isinstance(authored, str) and _INSTANT.match(authored) and read_date(authored) is not None
    recorded = authored if timed else datetime.now(UTC).isoformat(timespec="seconds")
    return fhir_response(to_bundle(assess(case, pack), pack, recorded, _subject(told)))


def _subject(told: Any) -> dict[str, Any] | None:
    subject = told.get("subject")
    reference = subject.get("reference") if isinstance(subject, dict) else None
    return {"reference": reference} if isinstance(reference, str) and _PATIENT.match(reference) else None


def _populated(reading: RecordReading, pack: Pack) -> dict[str, Any]:
    issues: list[dict[str, Any]] = []
    for use in reading.used:
        words = f"{use.finding} = {use.value}, because: {use.because} ({use.resource}, {use.how})"
        issues += outcome("information", "informational", words)["issue"]
    for item in reading.unknown:
        words = f"{item.resource}: {item.display or item.code}: {item.why} ({item.system} {item.code})"
        issues += outcome("warning", "code-invalid", words)["issue"]
    for item in reading.kept_aside:
        issues += outcome("information", "incomplete", f"{item.resource}: {item.display}: {item.why}")[
            "issue"
        ]
    for warning in reading.warnings:
        issues += outcome("warning", "business-rule", warning)["issue"]
    for cause in reading.diagnosed:
        words = f"Already on the problem list: {pack.causes[cause].name}"
        issues += outcome("information", "informational", words)["issue"]
    filled = {"name": "response", "resource": response(reading.case, pack)}
    told = (
        [{"name": "issues", "resource": {"resourceType": "OperationOutcome", "issue": issues}}]
        if issues
        else []
    )
    return {"resourceType": "Parameters", "parameter": [filled, *told]}

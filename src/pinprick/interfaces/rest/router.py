"""The REST service: the same assessment as everywhere else, below /api/v1."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, HTTPException, Path, Request
from fastapi.responses import Response, StreamingResponse

from pinprick.case import Case, Drawing
from pinprick.case_checks import check_case
from pinprick.interfaces.rest.batch import MEDIA_TYPE, TwoWayStream, assess_lines
from pinprick.interfaces.rest.conversation import add_interview_routes
from pinprick.interfaces.rest.examples import CASES, DRAWINGS, EXPLAIN, SCORE
from pinprick.interfaces.rest.limits import Limits
from pinprick.interfaces.rest.models import ExplainRequest, NextQuestions, NextTests, ScoreRequest, Wanted
from pinprick.interfaces.rest.problems import documented
from pinprick.interfaces.rest.reading import JSON, add_pack_routes
from pinprick.interfaces.rest.route import route_class
from pinprick.knowledge.schema.pack import Pack
from pinprick.report.json import spell, to_json
from pinprick.results import Assessment, BriefAssessment, CauseResult

PREFIX = "/api/v1"
_POSTED = documented(400, 408, 413, 415, 422, 429, 500)
_BATCH: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            MEDIA_TYPE: {
                "schema": {"type": "string", "description": "one case a line, as JSON"},
                "example": '{"account": "my feet tingle"}\n{"findings": {"numb": "yes"}}\n',
            }
        },
    },
}
_BATCH_ANSWER: dict[str, Any] = {
    "description": "One line out for each line in",
    "content": {MEDIA_TYPE: {"schema": {"type": "string"}}},
}


def create_router(pack: Pack, limits: Limits | None = None) -> APIRouter:
    """Every route below /api/v1. Errors are problem details, limits hold, whatever app the router is put in."""
    bounds = limits or Limits()
    router = APIRouter(prefix=PREFIX, route_class=route_class(pack, bounds))

    @router.post(
        "/assess",
        tags=["assess"],
        response_model=Assessment | BriefAssessment,
        responses=_POSTED,
        summary="From a case to an assessment",
    )
    def assess_case(case: Annotated[Case, Body(openapi_examples=CASES)], detail: Wanted = "full") -> Response:
        """Urgency first, then causes with their ledgers: the same bytes as `pinprick assess --json`.

        `detail=brief`: the urgency, what to do now, the rules that say so, and every cause with its probability.
        The numbers are those of the whole answer, which takes several times as long.
        """
        from pinprick.assessment import assess

        return Response(to_json(assess(case, pack, detail)), media_type=JSON)

    @router.post(
        "/explain",
        tags=["assess"],
        response_model=CauseResult,
        responses=_POSTED | documented(404),
        summary="How the odds of one cause add up",
    )
    def explain_cause(asked: Annotated[ExplainRequest, Body(openapi_examples=EXPLAIN)]) -> Response:
        """The ledger of one cause: every line with its weight and its sources."""
        from pinprick.assessment import explain

        if asked.cause is not None and asked.cause not in pack.causes:
            raise HTTPException(404, f"There is no cause called {asked.cause!r}.")
        return Response(to_json(explain(asked.case, pack, asked.cause)), media_type=JSON)

    @router.post(
        "/locate",
        tags=["assess"],
        response_model=dict[str, Any],
        responses=_POSTED,
        summary="Where the fault may lie, from a drawing",
    )
    def locate_drawing(drawing: Annotated[Drawing, Body(openapi_examples=DRAWINGS)]) -> Response:
        """Levels, families and nerves that fit the drawing, and the question that tells the first two apart."""
        from pinprick.anatomy.locate import locate

        return Response(to_json(locate(drawing, pack)), media_type=JSON)

    @router.post(
        "/next/questions",
        tags=["next"],
        response_model=NextQuestions,
        responses=_POSTED,
        summary="What to ask next",
    )
    def next_questions(case: Annotated[Case, Body(openapi_examples=CASES)]) -> Response:
        """Safety questions that are still open, then the ones that would tell most."""
        from pinprick.conclusion import conclude
        from pinprick.outlook import look_ahead

        ahead = look_ahead(conclude(case, pack), pack)
        found = NextQuestions(pack_digest=pack.digest, questions=ahead.questions)
        return Response(to_json(found), media_type=JSON)

    @router.post(
        "/next/tests",
        tags=["next"],
        response_model=NextTests,
        responses=_POSTED,
        summary="Which tests are worth having",
    )
    def next_tests(case: Annotated[Case, Body(openapi_examples=CASES)]) -> Response:
        """Examinations and tests by what they would tell against what they cost."""
        from pinprick.conclusion import conclude
        from pinprick.outlook import look_ahead

        found = NextTests(pack_digest=pack.digest, tests=look_ahead(conclude(case, pack), pack).tests)
        return Response(to_json(found), media_type=JSON)

    @router.get(
        "/score",
        tags=["score"],
        response_model=list[str],
        responses=documented(429, 500),
        summary="Scored instruments",
    )
    def list_scores() -> Response:
        """Names of the scored instruments."""
        from pinprick.care.instruments import instrument_names

        return Response(spell(instrument_names(pack)), media_type=JSON)

    @router.post(
        "/score/{name}",
        tags=["score"],
        response_model=dict[str, Any],
        responses=_POSTED | documented(404),
        summary="One scored instrument",
    )
    def score_instrument(
        name: Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,60}$")],
        asked: Annotated[ScoreRequest, Body(openapi_examples=SCORE)],
    ) -> Response:
        """Scored from a case, and from what a clinician entered; says what is missing when it cannot be scored."""
        from pinprick.care.instruments import instrument_names, score
        from pinprick.conclusion import gather

        if name not in instrument_names(pack):
            raise HTTPException(404, f"There is no instrument called {name!r}.")
        check_case(asked.case, pack)
        return Response(
            to_json(score(name, gather(asked.case, pack).answers, pack, asked.entered)), media_type=JSON
        )

    @router.post(
        "/batch",
        tags=["batch"],
        responses=documented(400, 408, 413, 415, 422, 429, 500)
        | {
            200: {
                "description": "One line out for each line in",
                "content": {MEDIA_TYPE: {"schema": {"type": "string"}}},
            }
        },
        response_class=StreamingResponse,
        openapi_extra=_BATCH | {"x-largest-body": bounds.batch_bytes},
        summary="Many cases in one stream",
    )
    async def assess_batch(request: Request, detail: Wanted = "full") -> StreamingResponse:
        """NDJSON in and out, streamed: one line for each line, in order. A bad line gets a problem; the rest go on."""
        return TwoWayStream(assess_lines(request.stream(), pack, bounds, detail), media_type=MEDIA_TYPE)

    add_interview_routes(router, pack)
    add_pack_routes(router, pack)
    return router

"""The conversation over HTTP. The service keeps nothing: the state travels with every call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Body
from fastapi.responses import Response
from pydantic import Field

from pinprick.interfaces.rest.examples import ANSWER, BLANK, CHANGE, START, STATE
from pinprick.interfaces.rest.models import Message, Wanted
from pinprick.interfaces.rest.problems import documented
from pinprick.interfaces.turns import answered, resumed, state_of, step_content
from pinprick.interview.conversation import Interview
from pinprick.knowledge.schema.pack import Pack
from pinprick.report.json import to_json
from pinprick.results import Assessment, BriefAssessment

_JSON = "application/json"
_POSTED = documented(400, 408, 413, 415, 422, 429, 500)


class ConversationStart(Message):
    """How a conversation begins. `account`: the person's own words (None: ask for them)."""

    account: str | None = None
    country: str | None = Field(default=None, min_length=2, max_length=2)
    language: str = Field(default="en", min_length=2, max_length=8)


class ConversationState(Message):
    """A state this service gave out, as it came."""

    state: dict[str, Any] = Field(examples=[BLANK])


class ConversationAnswer(ConversationState):
    """An answer to the step shown.

    `given`: words for the account or the value of a question (text); finding -> value for a page; a drawing; null
    for nothing to paint.
    """

    given: str | dict[str, Any] | None


class ConversationChange(ConversationState):
    """Any answer, set or changed (null takes it back)."""

    finding: str = Field(max_length=80)
    value: str | None = Field(max_length=80)


class ConversationView(Message):
    """What to show now, and the state to send with the next call.

    `kind`: account, understood, safety, alert (an emergency: show the advice before all else), drawing, question or
    result. `step`: its content.
    """

    state: dict[str, Any]
    kind: str
    stage: str
    emergency: bool
    step: dict[str, Any]


def view(interview: Interview) -> ConversationView:
    """What to show of a conversation."""
    kind, content = step_content(interview.step)
    return ConversationView(
        state=state_of(interview),
        kind=kind,
        stage=interview.step.stage,
        emergency=interview.is_emergency,
        step=content,
    )


def add_interview_routes(router: APIRouter, pack: Pack) -> None:
    """POST routes below /interview."""

    def post(path: str, summary: str) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
        return router.post(
            path, tags=["interview"], response_model=ConversationView, responses=_POSTED, summary=summary
        )

    def shown(interview: Interview) -> Response:
        return Response(to_json(view(interview)), media_type=_JSON)

    @post("/interview", "Begin")
    def begin(start: Annotated[ConversationStart, Body(openapi_examples=START)]) -> Response:
        """The first step: the account, or what was understood from it."""
        interview = Interview.start(pack, start.language)
        return shown(interview if start.account is None else interview.told(start.account, start.country))

    @post("/interview/answer", "Answer the step shown")
    def answer(
        asked: Annotated[
            ConversationAnswer,
            Body(openapi_examples=ANSWER),
        ],
    ) -> Response:
        return shown(answered(resumed(asked.state, pack), asked.given))

    @post("/interview/skip", "Leave the step shown unanswered")
    def skip(asked: Annotated[ConversationState, Body(openapi_examples=STATE)]) -> Response:
        return shown(resumed(asked.state, pack).skip())

    @post("/interview/undo", "One step back")
    def undo(asked: Annotated[ConversationState, Body(openapi_examples=STATE)]) -> Response:
        return shown(resumed(asked.state, pack).back())

    @post("/interview/change", "Set or change any answer")
    def change(
        asked: Annotated[
            ConversationChange,
            Body(openapi_examples=CHANGE),
        ],
    ) -> Response:
        return shown(resumed(asked.state, pack).change(asked.finding, asked.value))

    @post("/interview/stop", "Ask for the result now")
    def stop(asked: Annotated[ConversationState, Body(openapi_examples=STATE)]) -> Response:
        return shown(resumed(asked.state, pack).stop())

    @post("/interview/go-on", "From an alert or a result back to the questions")
    def go_on(asked: Annotated[ConversationState, Body(openapi_examples=STATE)]) -> Response:
        return shown(resumed(asked.state, pack).go_on())

    @router.post(
        "/interview/result",
        tags=["interview"],
        response_model=Assessment | BriefAssessment,
        responses=_POSTED,
        summary="The assessment of what is known so far",
    )
    def result(
        asked: Annotated[ConversationState, Body(openapi_examples=STATE)], detail: Wanted = "full"
    ) -> Response:
        """At any time: an honest answer from what is known, the same bytes as assessing the case."""
        from pinprick.assessment import assess

        return Response(to_json(assess(resumed(asked.state, pack).case, pack, detail)), media_type=_JSON)

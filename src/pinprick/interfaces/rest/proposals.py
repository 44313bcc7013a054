"""What a language model proposes, over HTTP: routes that exist only where the server was started with one."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body
from fastapi.openapi.models import Example
from fastapi.responses import Response
from pydantic import Field

from pinprick.case import Case, Proposal
from pinprick.case_checks import check_case
from pinprick.conclusion import gather
from pinprick.intake.proposals import is_danger
from pinprick.interfaces.proposer.proposer import Consulted, Proposer, failure
from pinprick.interfaces.rest.conversation import ConversationState, ConversationView, view
from pinprick.interfaces.rest.examples import STATE
from pinprick.interfaces.rest.limits import Limits
from pinprick.interfaces.rest.models import Message
from pinprick.interfaces.rest.problems import documented
from pinprick.interfaces.rest.reading import JSON
from pinprick.interfaces.rest.route import route_class
from pinprick.interfaces.rest.router import PREFIX
from pinprick.interfaces.turns import resumed
from pinprick.interview.conversation import Interview
from pinprick.knowledge.schema.pack import Pack
from pinprick.report.json import to_json

_POSTED = documented(400, 408, 413, 415, 422, 429, 500)
_WORDS: dict[str, Example] = {
    "words": Example(summary="A person's own words", value={"account": "my foot is made of wood"})
}


class Proposed(Message):
    """One thing to ask the person; no answer, and not part of any case before they confirm it.

    `quote`: their own words, `start` to `end` of the account. `question` and `values`: what to put to them.
    """

    finding: str
    value: str
    quote: str
    start: int
    end: int
    question: str
    values: list[str]
    danger: bool = Field(description="a danger sign: ask it first")


class DroppedProposal(Message):
    """Something the model proposed that is not to be asked, and why."""

    reason: str
    finding: str | None


class ProposalsFound(Message):
    """What to ask, danger signs first. `note`: why there is nothing from the model, for the person (null: all well)."""

    pack_digest: str
    model: str
    proposals: list[Proposed]
    dropped: list[DroppedProposal]
    note: str | None


def create_router(pack: Pack, proposer: Proposer, limits: Limits | None = None) -> APIRouter:
    """`POST /proposals` and `POST /interview/propose` below /api/v1. A model that fails is a note, never an error."""
    router = APIRouter(prefix=PREFIX, route_class=route_class(pack, limits or Limits()))

    def shown(item: Proposal) -> Proposed:
        ask = Interview.start(pack).ask(item.finding)
        content: dict[str, Any] = item.model_dump()
        return Proposed(
            **content, question=ask.question, values=list(ask.values), danger=is_danger(item.finding, pack)
        )

    @router.post(
        "/proposals",
        tags=["proposals"],
        response_model=ProposalsFound,
        responses=_POSTED,
        summary="What a language model would ask about these words",
    )
    def propose(case: Annotated[Case, Body(openapi_examples=_WORDS)]) -> Response:
        """The account of a case as the language model of this server reads it. Nothing is concluded from it: ask the
        person each question, and put what they answer into `findings` (and `confirmed_proposals`) of the case.
        """
        check_case(case, pack)
        account = case.account or ""
        found = proposer.read(account, pack, gather(case, pack).answers) if account.strip() else Consulted()
        answer = ProposalsFound(
            pack_digest=pack.digest,
            model=proposer.endpoint.model,
            proposals=[shown(item) for item in found.proposals.kept],
            dropped=[DroppedProposal(reason=d.reason, finding=d.finding) for d in found.proposals.dropped],
            note=failure(found, pack, "en") if found.failed else None,
        )
        return Response(to_json(answer), media_type=JSON)

    @router.post(
        "/interview/propose",
        tags=["interview", "proposals"],
        response_model=ConversationView,
        responses=_POSTED,
        summary="Let the language model of this server read the account",
    )
    def propose_in_conversation(
        asked: Annotated[ConversationState, Body(openapi_examples=STATE)],
    ) -> Response:
        """The same conversation with a step of kind `proposed` when there is something to ask; else as it was."""
        interview, _ = proposer.consult(resumed(asked.state, pack))
        return Response(to_json(view(interview)), media_type=JSON)

    return router

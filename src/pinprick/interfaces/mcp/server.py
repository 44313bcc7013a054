"""An MCP server: an assistant holds the conversation, Pinprick does the reasoning. Urgency first, never softened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from pinprick import __version__
from pinprick.case_checks import parse_case
from pinprick.errors import CaseError, MissingExtraError, PinprickError
from pinprick.interfaces.mcp.guide_search import Hit, search
from pinprick.interfaces.turns import answered, resumed, state_of, step_content
from pinprick.interview.conversation import Interview
from pinprick.knowledge.load import load_pack
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.text import sentences
from pinprick.presentation import urgency_result
from pinprick.report.spoken import first_words
from pinprick.results import Assessment, BriefAssessment, CauseResult, Detail, UrgencyResult

_Tool = TypeVar("_Tool", bound=Callable[..., Any])
State = Annotated[dict[str, Any], Field(description="The `state` of the last call, as it came.")]


class Turn(BaseModel):
    """One turn of the conversation. `say_first`: tell the person this before anything else, word for word."""

    model_config = ConfigDict(extra="forbid")

    say_first: str
    urgency: UrgencyResult
    kind: str = Field(description="account, understood, safety, alert, drawing, question or result")
    step: dict[str, Any]
    state: dict[str, Any]


class Assessed(BaseModel):
    """An assessment, whole or brief. `say_first`: tell the person this before anything else, word for word."""

    model_config = ConfigDict(extra="forbid")

    say_first: str
    assessment: Assessment | BriefAssessment


class Found(BaseModel):
    model_config = ConfigDict(extra="forbid")

    hits: list[Hit]


class Located(BaseModel):
    model_config = ConfigDict(extra="forbid")

    location: dict[str, Any]


def create_server(pack: Pack) -> Any:
    """The server with its tools (an `mcp.server.mcpserver.MCPServer`). MissingExtraError without the SDK."""
    try:
        from mcp.server.mcpserver import MCPServer
        from mcp.server.mcpserver.exceptions import ToolError
        from mcp.types import ToolAnnotations
    except ImportError:
        raise MissingExtraError("The MCP server", "mcp") from None

    text: dict[str, Any] = sentences(pack, "mcp")
    server = MCPServer(
        "pinprick", title=text["title"], instructions=text["instructions"], version=__version__
    )
    reading = ToolAnnotations(
        read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
    )

    def tool(name: str) -> Callable[[_Tool], _Tool]:
        made: Callable[[_Tool], _Tool] = server.tool(
            name, description=text["tools"][name], annotations=reading, structured_output=True
        )
        return made

    def first(urgency: UrgencyResult) -> str:
        return str(text["urgency_first"].format(words=first_words(urgency)))

    def turn(interview: Interview) -> Turn:
        kind, step = step_content(interview.step)
        urgency = urgency_result(interview.conclusion.decision, pack)
        state = state_of(interview)
        return Turn(say_first=first(urgency), urgency=urgency, kind=kind, step=step, state=state)

    @tool("ask")
    def ask(account: str, country: str | None = None) -> Turn:
        with _in_words(ToolError):
            return turn(Interview.start(pack).told(account, country))

    @tool("next_question")
    def next_question(state: State) -> Turn:
        with _in_words(ToolError):
            return turn(resumed(state, pack))

    @tool("answer")
    def answer(
        state: State,
        given: Annotated[
            str | dict[str, Any] | None,
            Field(description="value of the question; finding -> value for a page; drawing; null to skip"),
        ] = None,
        finding: Annotated[str | None, Field(description="set to change any answer")] = None,
    ) -> Turn:
        with _in_words(ToolError):
            interview = resumed(state, pack)
            if finding is not None:
                if isinstance(given, dict):
                    raise CaseError("With `finding`, `given` is one value.")
                return turn(interview.change(finding, given))
            return turn(interview.skip() if given is None else answered(interview, given))

    @tool("assess")
    def assess_case(
        case: Annotated[
            dict[str, Any] | None, Field(description="findings, account, drawing, country")
        ] = None,
        state: Annotated[dict[str, Any] | None, Field(description="or the state of a conversation")] = None,
        detail: Annotated[Detail, Field(description="brief: urgency and causes, not explained")] = "full",
    ) -> Assessed:
        from pinprick.assessment import assess

        with _in_words(ToolError):
            if (case is None) == (state is None):
                raise CaseError("Give either a case or a state.")
            told = parse_case(case, pack) if case is not None else resumed(state or {}, pack).case
            assessment = assess(told, pack, detail)
            return Assessed(say_first=first(assessment.urgency), assessment=assessment)

    @tool("locate")
    def locate_drawing(
        drawing: Annotated[
            dict[str, Any], Field(description='for example {"regions": {"left": ["sole_heel"]}}')
        ],
    ) -> Located:
        from pinprick.anatomy.locate import locate

        with _in_words(ToolError):
            case = parse_case({"drawing": drawing}, pack)
            assert case.drawing is not None
            return Located(location=locate(case.drawing, pack).model_dump(mode="json"))

    @tool("explain")
    def explain_cause(case: dict[str, Any], cause: str | None = None) -> CauseResult:
        from pinprick.assessment import explain

        with _in_words(ToolError):
            if cause is not None and cause not in pack.causes:
                raise CaseError(f"There is no cause called {cause!r}.")
            return explain(parse_case(case, pack), pack, cause)

    @tool("search_guide")
    def search_guide(query: str) -> Found:
        return Found(hits=search(pack, query[:500]))

    return server


@contextmanager
def _in_words(kind: type[Exception]) -> Iterator[None]:
    """Bad input reaches the assistant as one clear sentence (the SDK's ToolError), never as a trace."""
    try:
        yield
    except PinprickError as error:
        raise kind(str(error)) from None


def run(pack: str = "legs_and_feet") -> None:
    """Serve on standard input and output until the other side closes it."""
    create_server(load_pack(pack)).run("stdio")


if __name__ == "__main__":
    run()

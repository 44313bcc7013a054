"""What CDS Hooks 2.0 sends and takes: services, requests and cards."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Indicator = Literal["info", "warning", "critical"]
SUMMARY_LENGTH = 140


class Service(BaseModel):
    """One service, as discovery lists it."""

    hook: str
    id: str
    title: str
    description: str
    prefetch: dict[str, str]
    usageRequirements: str | None = None


class Discovery(BaseModel):
    services: list[Service]


class HookRequest(BaseModel):
    """A call of a hook. Unknown keys are allowed: the standard lets systems add `extension`s."""

    model_config = ConfigDict(extra="allow")

    hook: str
    hookInstance: str = Field(min_length=1, max_length=200)
    fhirServer: str | None = None
    fhirAuthorization: dict[str, Any] | None = None
    context: dict[str, Any]
    prefetch: dict[str, Any] | None = None


class Source(BaseModel):
    label: str
    url: str | None = None


class Action(BaseModel):
    """A resource the user may add with one click."""

    type: Literal["create"] = "create"
    description: str
    resource: dict[str, Any]


class Suggestion(BaseModel):
    label: str
    uuid: str
    actions: list[Action]


class Link(BaseModel):
    label: str
    url: str
    type: Literal["absolute"] = "absolute"


class Card(BaseModel):
    """One card. `summary` has at most 140 characters; `detail` is GitHub-flavoured Markdown."""

    uuid: str
    summary: str = Field(max_length=SUMMARY_LENGTH)
    detail: str | None = None
    indicator: Indicator
    source: Source
    suggestions: list[Suggestion] = []
    selectionBehavior: Literal["any", "at-most-one"] | None = None
    links: list[Link] = []


class Cards(BaseModel):
    cards: list[Card]

"""What the REST service takes and gives, beside a case and an assessment."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from pinprick.case import Case
from pinprick.results import Detail, NextQuestion, NextTest

Wanted = Annotated[
    Detail,
    Query(description="`full`, or `brief`: urgency and causes only, without intervals and explanation"),
]
"""How much of an assessment a request asks for."""


class Message(BaseModel):
    """A body of the service: no unknown keys."""

    model_config = ConfigDict(extra="forbid")


class ExplainRequest(Message):
    """A case, and the cause to explain (the first one when left out)."""

    case: Case
    cause: str | None = Field(default=None, examples=["cauda_equina_syndrome"])


class ScoreRequest(Message):
    """A case, and item values a clinician entered, for one scored instrument."""

    case: Case
    entered: dict[str, str | float] = {}


class NextQuestions(Message):
    pack_digest: str
    questions: list[NextQuestion]


class NextTests(Message):
    pack_digest: str
    tests: list[NextTest]


class BatchProblem(Message):
    """A line of a batch that could not be assessed; the others go on."""

    line: int
    problem: dict[str, Any]


class PackSummary(Message):
    """Which knowledge answers, and how much of it there is."""

    id: str
    version: str
    digest: str
    title: str
    licence: str
    language: str
    findings: int
    causes: int
    rules: int
    sources: int

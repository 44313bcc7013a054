"""One entry of a diary: a day, what was told and drawn, how bad it was, what was tried, and what was concluded."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from pinprick.assessment import assess
from pinprick.case import Case
from pinprick.errors import CaseError
from pinprick.knowledge.schema.pack import Pack
from pinprick.results import Assessment, PackRef
from pinprick.vocabulary import Urgency

Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:-]{1,64}$")]
"""An id that may stand in an address or a log: letters, digits and `_ . : -`, at most 64."""

Tried = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
MOST_CAUSES = 5


class _Kept(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LikelyCause(_Kept):
    """A cause of that day: its id, its name in plain words, and P(present) from 0 to 1."""

    id: str
    lay_name: str
    probability: float


class Summary(_Kept):
    """What was concluded that day. `answers`: every answer used, from the case, the words or the drawing."""

    pack: PackRef
    urgency: Urgency
    headline: str
    causes: list[LikelyCause]
    answers: dict[str, str]


class Entry(_Kept):
    """One day. `severity`: 0 (nothing) to 10 (as bad as can be); `tried`: what the person tried, in their words."""

    id: Name
    on: date
    severity: int | None = Field(default=None, ge=0, le=10)
    tried: list[Tried] = Field(default=[], max_length=20)
    case: Case
    summary: Summary


def summarise(assessment: Assessment) -> Summary:
    """The part of an assessment that a diary keeps."""
    return Summary(
        pack=assessment.pack,
        urgency=assessment.urgency.level,
        headline=assessment.urgency.headline,
        causes=[
            LikelyCause(id=cause.id, lay_name=cause.lay_name, probability=cause.probability)
            for cause in assessment.causes[:MOST_CAUSES]
        ],
        answers=assessment.answers,
    )


def make_entry(
    id: str,
    on: date,
    case: Case,
    pack: Pack,
    severity: int | None = None,
    tried: list[str] | None = None,
    assessment: Assessment | None = None,
) -> Entry:
    """An entry of that day, assessed unless `assessment` is given. CaseError names what does not fit."""
    summary = summarise(assessment or assess(case, pack))
    try:
        return Entry(id=id, on=on, severity=severity, tried=tried or [], case=case, summary=summary)
    except ValidationError as error:
        first = error.errors()[0]
        raise CaseError(f"diary entry: {'.'.join(map(str, first['loc']))}: {first['msg']}.") from None

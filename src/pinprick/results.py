"""The shape of an assessment: everything concluded from a case, as plain typed records (JSON schema version 1)."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from pinprick.case import Understood
from pinprick.vocabulary import Urgency

SCHEMA_VERSION = "1"

Detail = Literal["full", "brief"]
"""How much of an assessment is wanted: all of it, or the urgency and the causes without their explanation."""


class Result(BaseModel):
    """A record of an assessment; read-only, no unknown keys. A number that is not finite is written as such, so
    that it is seen and refused (`report.json`), not passed on as a gap."""

    model_config = ConfigDict(extra="forbid", frozen=True, ser_json_inf_nan="constants")


class PackRef(Result):
    id: str
    version: str
    digest: str


class Note(Result):
    """Something the person should know about how their words were read (`code` is stable, `message` is for them)."""

    code: str
    message: str


class Because(Result):
    """One reason for the urgency: a rule of the pack, or a risk (`rule` starts with `risk:`).

    `certainty`: `fired`; `possible` (a danger sign was answered unsure); `risk` (a probability is too high).
    """

    rule: str
    label: str
    level: Urgency
    certainty: str = "fired"
    source: str | None
    citation: str | None = None
    verified: str | None = None
    reviewed_by: str | None = None


class UrgencyResult(Result):
    """How soon to be seen, what to do, and why. Shown before anything else.

    `call`: whom to call, by country. `as_long_as`: questions to which the answer must be no for self-care to
    stand. `ask_first`: findings still open that could raise the urgency, most telling first.
    """

    level: Urgency
    headline: str
    act: str
    deadline: str
    deadline_hours: float | None = None
    call: dict[str, str | None]
    say: str | None = None
    do_not: list[str] = []
    because: list[Because] = []
    as_long_as_text: str | None = None
    as_long_as: list[str] = []
    ask_first: list[str] = []
    safety_net: list[str] = []
    emergency_signs: list[str] = []
    notes: list[str] = []


class LedgerLine(Result):
    """One line of the account of one cause, in decibans (10 log10 of an odds ratio).

    `kind`: prior, age_band, sex, drawing, answer or combined. `if_left_out`: how far the odds would fall if
    this answer alone were taken back. `verified`: one entry a source, seen or recalled.
    """

    kind: str
    finding: str | None = None
    label: str
    value: str | None = None
    decibans: float
    if_left_out: float | None = None
    basis: str
    sources: list[str] = []
    verified: list[str] = []
    note: str | None = None


class CauseResult(Result):
    """One cause: P(it is present), its 90 % interval, and (for the first ones) the ledger that adds up to it."""

    id: str
    name: str
    lay_name: str
    probability: float
    low: float | None = None
    high: float | None = None
    in_words: str
    summary: str
    because_of_rule: str | None = Field(
        default=None, description="set when a fired rule puts this cause first"
    )
    ledger: list[LedgerLine] = Field(default=[], description="lines that add up to total_decibans")
    total_decibans: float | None = None


class NextQuestion(Result):
    """A question worth asking next. `gain`: expected drop of decision loss (see the pack's `urgency_loss`);
    `separates`: the two causes it tells apart best."""

    finding: str
    question: str
    help: str | None = None
    values: list[str]
    why: str
    gain: float
    safety: bool = False
    separates: list[str] | None = None
    burden_seconds: float | None = None


class NextTest(Result):
    """An examination or test, its worth and its price in the same unit; verdict: worth_it, not_now, they_decide."""

    finding: str
    label: str
    why: str
    gain: float
    price: float
    why_price: str
    verdict: str

    @property
    def worth_it(self) -> bool:
        return self.verdict != "not_now"


class WouldChange(Result):
    """The smallest answers that would move the urgency or the first cause (`what`), and what they would move it to."""

    answers: dict[str, str]
    what: str
    says: str
    urgency: Urgency
    first_cause: str
    probability: float


class Assessment(Result):
    """Everything concluded from one case. The same case and pack give the same bytes on every surface."""

    schema_version: str = SCHEMA_VERSION
    pack: PackRef
    case_id: str | None = None
    urgency: UrgencyResult
    not_enough: bool
    not_enough_why: str | None = None
    understood: list[Understood]
    notes: list[Note] = []
    answers: dict[str, str] = Field(
        description="every answer used: given, read from words, or read from the drawing"
    )
    causes: list[CauseResult]
    order_flips: float | None = Field(
        default=None, description="share of parameter draws in which the first two swap"
    )
    missing_mass: float | None = Field(
        default=None, description="what sets of four causes or more would hold"
    )
    location: dict[str, Any] | None = None
    next_questions: list[NextQuestion] = []
    next_tests: list[NextTest] = []
    would_change: list[WouldChange] = []
    care: dict[str, Any] | None = None
    disclaimer: str


class BriefCause(Result):
    """One cause without its interval and its ledger. `in_words`: the chance alone, such as "about 3 in 10"."""

    id: str
    name: str
    lay_name: str
    probability: float
    in_words: str
    because_of_rule: str | None = Field(
        default=None, description="set when a fired rule puts this cause first"
    )


class BriefAssessment(Result):
    """How soon, what to do now, which rules say so, and every cause in order: an `Assessment` without explanation.

    What stands in both is the same to the last digit. What is worked out only for the whole (intervals, ledgers,
    next questions and tests, what would change, the plan) is not here at all: an empty list would say that there
    is none.
    """

    schema_version: str = SCHEMA_VERSION
    detail: Literal["brief"] = "brief"
    pack: PackRef
    case_id: str | None = None
    urgency: UrgencyResult
    not_enough: bool
    not_enough_why: str | None = None
    understood: list[Understood]
    notes: list[Note] = []
    answers: dict[str, str] = Field(
        description="every answer used: given, read from words, or read from the drawing"
    )
    causes: list[BriefCause]
    disclaimer: str

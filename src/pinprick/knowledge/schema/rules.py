"""Triage rules: conditions on findings and the urgency they demand."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from pinprick.knowledge.schema.base import Record
from pinprick.vocabulary import Urgency


class AtLeast(Record):
    """`n` or more of the items are true."""

    n: int
    of: list[Item]


class Condition(Record):
    """A node of the rule grammar. Keys present are joined by "and".

    A leaf is `finding` (answered yes) or `finding=value`.
    """

    all: list[Item] | None = None
    any: list[Item] | None = None
    none: list[Item] | None = None
    at_least: AtLeast | None = None


Item = str | Condition
AtLeast.model_rebuild()
Condition.model_rebuild()


class Rule(Record):
    """One triage rule: when its condition holds, the urgency is at least `level`."""

    id: str
    kind: Literal["red_flag", "see_doctor", "self_care"] = "red_flag"
    label: str
    when: Condition
    level: Urgency
    act: str
    conditions: list[str] = Field(default=[], description="causes this rule is about, first one shown first")
    time_window: str | None = None
    source: str
    verified: str
    confidence: float | None = None
    note: str | None = None
    changed: str | None = None
    reviewed_by: str | None = None
    reviewed_on: str | None = None


class RulesFile(Record):
    """`red_flags.yaml`: red flags, see-a-doctor criteria and reasons for self-care."""

    meta: dict[str, object]
    rules: list[Rule]
    see_doctor: list[Rule]
    self_care: list[Rule]

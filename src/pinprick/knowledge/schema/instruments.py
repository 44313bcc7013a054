"""A scored instrument as data: items, how points add up, what a result means, accuracy, licence, examples."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from pinprick.knowledge.schema.base import Record
from pinprick.knowledge.schema.rules import Condition


class Option(Record):
    """One answer to an item. `when`: findings that settle it from the case. `at_least`: for a number, the
    lowest value of this option (the option with the highest bound that is reached counts)."""

    id: str
    label: str
    points: float = 0.0
    when: Condition | None = None
    at_least: float | None = None


class InstrumentItem(Record):
    """One item, in our own words. A number has `low` and `high`; without options it scores its own value."""

    id: str
    label: str
    kind: Literal["choice", "number"] = "choice"
    options: list[Option] = []
    low: float | None = None
    high: float | None = None
    unit: str | None = None
    counted: bool = Field(default=True, description="False: asked, but never scored")
    optional: bool = Field(default=False, description="True: other items can stand in for it")
    note: str | None = None

    @model_validator(mode="after")
    def _complete(self) -> InstrumentItem:
        if self.kind == "number" and (self.low is None or self.high is None):
            raise ValueError(f"item {self.id}: a number needs low and high")
        if self.kind == "choice" and len(self.options) < 2:
            raise ValueError(f"item {self.id}: a choice needs two options or more")
        return self


class Sum(Record):
    """A score: `plus` adds the points of items; `ratio` divides the first item's value by the second's."""

    plus: list[str] = []
    ratio: list[str] = []
    digits: int = 1


class Outcome(Record):
    """A result. The first outcome whose condition holds counts; leaves are `item=option` or `score>=number`."""

    id: str
    label: str
    means: str
    when: Condition | None = None


class Accuracy(Record):
    """One published figure on how well a result tells."""

    at: str
    measure: str
    value: float
    n: int | None = None
    population: str
    source: str
    verified: Literal["seen", "recalled"]


class Licence(Record):
    """Whether the wording may be printed. We always print our own words, never the original items."""

    status: Literal["public_domain", "free", "criteria", "permission_needed"]
    note: str


class Example(Record):
    """A published example or scoring rule that the evaluator must reproduce exactly."""

    kind: Literal["worked_example", "scoring_rule"]
    said: str
    source: str
    url: str | None = None
    entered: dict[str, str | float] = {}
    findings: dict[str, str] = {}
    scores: dict[str, float] = {}
    outcome: str | None = None


class Instrument(Record):
    """One file `care/instruments/<id>.yaml`."""

    id: str
    name: str
    measures: str
    done_by: Literal["person", "clinician"]
    causes: list[str] = []
    applies: Condition | None = None
    applies_to: str | None = None
    items: list[InstrumentItem]
    scores: dict[str, Sum] = {}
    outcomes: list[Outcome]
    limits: str | None = None
    accuracy: list[Accuracy] = []
    licence: Licence
    sources: list[str]
    examples: list[Example]

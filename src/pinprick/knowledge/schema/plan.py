"""What a care plan is made of: cautions, interactions, tests in plain words, safety net, what to tell."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from pinprick.knowledge.schema.base import Record
from pinprick.knowledge.schema.rules import Condition
from pinprick.vocabulary import Urgency

CautionLevel = Literal["avoid", "ask_first", "care", "know"]


class Topic(Record):
    """What a caution is about, the findings that settle it, and what to tell a prescriber till then."""

    label: str
    findings: list[str]
    ask: str


class Target(Record):
    """What a caution is for: medicines by id, by tag, therapies by id, or everyone (`general`)."""

    medicines: list[str] = []
    tags: list[str] = []
    therapies: list[str] = []
    general: bool = False


class Caution(Record):
    """A caution that shows when `when` holds (always when it has none)."""

    id: str
    topic: str
    when: Condition | None = None
    target: Target = Field(alias="for")
    level: CautionLevel
    say: str
    why: str
    sources: list[str]


class CautionsFile(Record):
    topics: dict[str, Topic]
    cautions: list[Caution]


class Interaction(Record):
    """Two medicines that clash: ours (`medicines`, `tags`) and the other (`with`, its ATC group)."""

    id: str
    medicines: list[str] = []
    tags: list[str] = []
    other: str = Field(alias="with")
    atc: str
    finding: str | None = None
    severity: Literal["minor", "moderate", "serious", "contraindicated"]
    effect: str
    do: str
    sources: list[str]


class InteractionsFile(Record):
    interactions: list[Interaction]


class CatalogueTest(Record):
    """One test in plain words; `phrases` are the lines of `tests.yaml` it stands for."""

    id: str
    name: str
    say: str
    price: Literal["simple", "planned", "hospital"]
    settles: list[str] = []
    phrases: list[str]
    none: bool = Field(default=False, description="the phrase says that no test is needed")


class CatalogueFile(Record):
    tests: list[CatalogueTest]


class Watch(Record):
    """One line of the safety net; for everyone when neither `causes` nor `medicines` are given."""

    id: str
    causes: list[str] = []
    medicines: list[str] = []
    watch: str
    do: str
    level: Urgency
    rule: str


class SafetyNetFile(Record):
    watch: list[Watch]


class Tell(Record):
    """One thing to tell the doctor, and the findings that hold what the person already said."""

    id: str
    say: str
    findings: list[str]


class TellFile(Record):
    items: list[Tell]


class PlanSettings(Record):
    """How a plan is put together (`care/plan.yaml`)."""

    likely_from: float
    likely_at_most: int
    always_first: bool
    tests_at_most: int
    self_care_at_most: int
    safety_net_at_most: int
    urgency_weight: dict[Urgency, float]

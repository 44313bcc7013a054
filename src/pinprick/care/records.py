"""The shape of a care plan: plain typed records, ready for JSON."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from pinprick.knowledge.schema.care import MedicineCode
from pinprick.knowledge.schema.plan import CautionLevel
from pinprick.vocabulary import Urgency


class PlanRecord(BaseModel):
    """A record of a care plan; read-only, no unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class LikelyCause(PlanRecord):
    id: str
    lay_name: str
    probability: float


class CautionAdvice(PlanRecord):
    """One caution that holds in this case. `because`: the labels of the answers that make it hold."""

    id: str
    topic: str
    level: CautionLevel
    say: str
    why: str
    because: list[str] = []
    sources: list[str]


class InteractionAdvice(PlanRecord):
    """A pair of medicines that clash. `present`: True when the case names the other, None when unknown."""

    id: str
    other: str
    atc: str
    severity: str
    effect: str
    do: str
    present: bool | None
    sources: list[str]


class TestAdvice(PlanRecord):
    """A test to ask about. `weight` orders the list: probability of its causes, more for dangerous ones."""

    __test__ = False

    id: str
    name: str
    say: str
    why: str
    causes: list[str]
    price: str
    weight: float
    settles: list[str] = []


class Approval(PlanRecord):
    region: str
    status: str = Field(description="approved, partly, off_label, refused or unknown")
    words: str
    detail: str | None = None


class TreatmentAdvice(PlanRecord):
    """One medicine to talk over for one likely cause. Never a dose; never a promise of feeling."""

    medicine: str
    title: str
    cause: str
    cause_name: str
    does: str
    know: str
    effect: str
    strength: str
    strength_words: str
    nnt: float | None = None
    nnt_words: str | None = None
    approval: list[Approval] = []
    codes: list[MedicineCode] = []
    cautions: list[CautionAdvice] = []
    interactions: list[InteractionAdvice] = []
    note: str | None = None
    sources: list[str]


class NotAdvised(PlanRecord):
    """Something people are offered for a likely cause that trials say does not help."""

    medicine: str
    title: str
    cause: str
    say: str
    effect: str
    sources: list[str]


class SelfCareAdvice(PlanRecord):
    id: str
    title: str
    how: str
    dose: str
    shows: str
    strength: str
    causes: list[str]
    cautions: list[str] = []
    computed: list[CautionAdvice] = []
    sources: list[str]


class LeftOut(PlanRecord):
    """A self-care step that would fit a likely cause but is unsafe in this case."""

    id: str
    title: str
    say: str
    caution: str


class WatchAdvice(PlanRecord):
    id: str
    watch: str
    do: str
    level: Urgency
    rule: str
    everyone: bool = Field(default=False, description="true for signs that concern every cause and medicine")


class TellAdvice(PlanRecord):
    """One thing to tell the doctor; `known` is what the person already answered."""

    id: str
    say: str
    known: list[str] = []


class CarePlan(PlanRecord):
    """What now. At `emergency_now` there is no treatment or self-care: `first` is the act, `withheld` why."""

    level: Urgency
    emergency_first: bool
    first: str
    withheld: str | None = None
    likely: list[LikelyCause]
    tests: list[TestAdvice] = []
    no_test: list[str] = []
    treatments: list[TreatmentAdvice] = []
    not_advised: list[NotAdvised] = []
    self_care: list[SelfCareAdvice] = []
    left_out: list[LeftOut] = []
    cautions: list[CautionAdvice] = []
    check_first: list[str] = []
    safety_net: list[WatchAdvice] = []
    tell: list[TellAdvice] = []
    notes: list[str] = []

"""What triage weighs and says: losses, thresholds, danger signs, acts and emergency numbers."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, model_validator

from pinprick.knowledge.schema.base import Record
from pinprick.knowledge.schema.rules import Condition
from pinprick.vocabulary import Urgency, Verified

Probability01 = Annotated[float, Field(gt=0, lt=1)]


class UrgencyLoss(Record):
    """`decision.yaml` key `urgency_loss`: the harm of advising `given` when `needed` was right.

    `loss[needed][given]`, in units of one needless routine appointment; 0 on the diagonal.
    """

    unit: str
    why: str
    basis: str
    loss: dict[Urgency, dict[Urgency, Annotated[float, Field(ge=0)]]]

    @model_validator(mode="after")
    def _complete(self) -> UrgencyLoss:
        levels = set(Urgency)
        if set(self.loss) != levels or any(set(row) != levels for row in self.loss.values()):
            raise ValueError("loss needs every level of urgency as row and as column")
        if any(self.loss[level][level] != 0 for level in levels):
            raise ValueError("the right advice costs nothing: put 0 on the diagonal")
        return self

    def threshold(self, level: Urgency) -> float:
        """P(this level or more is needed) from which it is better to advise `level` than the one below.

        Indifference between neighbours: t = over / (over + under), with `over` the loss of advising `level`
        when one below was right and `under` the loss of the reverse (Pauker & Kassirer 1975, equation 1).
        """
        below = level_below(level)
        over, under = self.loss[below][level], self.loss[level][below]
        return over / (over + under)


class CauseThreshold(Record):
    """A cause whose own probability, from `at` on, sets its level as a floor."""

    at: Probability01
    why: str


class DangerSigns(Record):
    """Leaves that count as danger signs beside the whole family `danger`, and why some are left out."""

    beside_family_danger: list[str]
    left_out: dict[str, str] = Field(default={})


class EnoughToSay(Record):
    """When the answer is "not enough to say": see `triage.decision`."""

    leading_cause_at_least: Probability01
    open_danger_at_most: Probability01
    informative_answers_at_least: Annotated[int, Field(ge=0)]
    why: str


class Guarantee(Record):
    """A promise kept for every person: when `when` holds, the urgency is at least `at_least`.

    It says in one line what the rules together must do; `triage.prove` proves it, so that no edit of a rule
    can break it unseen.
    """

    id: str
    says: str
    when: Condition
    at_least: Urgency


class Thresholds(Record):
    """`decision.yaml` key `thresholds`."""

    guarantees: list[Guarantee] = Field(default=[])
    kept_though_implied: dict[str, str] = Field(default={})

    causes: dict[str, CauseThreshold] = Field(default={})
    danger_signs: DangerSigns
    enough_to_say: EnoughToSay


class LevelActs(Record):
    """What everyone is told at one level of urgency."""

    headline: str
    deadline: str
    deadline_hours: float | None
    act: str
    whom_to_call: str
    do_not: list[str] = Field(default=[])
    safety_net: str


class CauseActs(Record):
    """What is added when this cause leads: the words for the call, and what not to do."""

    say: str | None = None
    do_not: list[str] = Field(default=[])


class EmergencyNumbers(Record):
    """Numbers of one country. `ambulance` is always there; `advice` is a telephone line for health advice."""

    name: str
    ambulance: str
    mobile: str | None = None
    advice: str | None = None
    advice_name: str | None = None
    poison: str | None = None
    source: str
    verified: Verified


class EmergencyCare(Record):
    """`care/emergency.yaml`. `gives_way`: acts left out when another act begins with the key."""

    meta: dict[str, Any]
    levels: dict[Urgency, LevelActs]
    by_cause: dict[str, CauseActs]
    numb_skin: list[str]
    emergency_signs: list[str]
    gives_way: dict[str, list[str]] = {}
    under_16: str
    not_enough: str
    ask_first: str
    as_long_as: str
    unsure: str
    risk_reasons: dict[Urgency, str]
    anywhere: EmergencyNumbers
    countries: dict[str, EmergencyNumbers]

    @model_validator(mode="after")
    def _every_level(self) -> EmergencyCare:
        if set(self.levels) != set(Urgency):
            raise ValueError("levels needs an entry for each level of urgency")
        return self


def level_below(level: Urgency) -> Urgency:
    """The next less urgent level; `self_care` stays."""
    levels = list(Urgency)
    return levels[min(levels.index(level) + 1, len(levels) - 1)]

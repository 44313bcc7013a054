"""A cause: a condition that can explain the numbness, with every number a reader can check."""

from __future__ import annotations

from typing import Literal

from pinprick.knowledge.schema.base import Record
from pinprick.knowledge.schema.findings import Probability
from pinprick.knowledge.schema.rules import Condition
from pinprick.vocabulary import Basis, Urgency


class Codes(Record):
    """Codes of the cause in the usual terminologies; `basis` says whether they were seen or recalled."""

    icd10cm: list[str] = []
    mondo: str | None = None
    hpo: str | None = None
    snomed: str | None = None
    mesh: str | None = None
    basis: str


class Prior(Record):
    """P(the cause is present | an adult asks), and its multipliers by age band and sex."""

    share: float
    basis: Basis
    sources: list[str] = []
    derivation: str | None = None
    by_age: dict[str, float]
    by_sex: dict[str, float]


class Likelihood(Record):
    """P(finding | this cause is present and explains the complaint)."""

    p: Probability
    basis: Basis
    sources: list[str] = []
    note: str | None = None
    n: int | None = None
    ci: tuple[float, float] | None = None


class Pattern(Record):
    """Where the cause is drawn: territories that share `weight` equally, on one side or both."""

    territories: list[str]
    side: Literal["one", "both"]
    weight: float
    basis: Basis
    sources: list[str] = []
    note: str | None = None


class Presentation(Record):
    """One way a cause shows itself. Answers that go together within it are right together.

    `weight`: share of the cause's people who present so (the weights of a cause sum to 1). `findings` replace
    the cause's own numbers; `like` takes another cause's numbers for everything not given here, for a part
    that looks like that cause. Presentations of one cause exclude each other.
    """

    id: str
    name: str
    weight: float
    like: str | None = None
    why: str
    findings: dict[str, Likelihood]


class WorseWhen(Record):
    """A rule of one cause: when it holds, the cause is at least this urgent."""

    when: Condition
    level: Urgency
    why: str


class CauseUrgency(Record):
    """How soon to be seen when this cause leads and no rule fires."""

    default: Urgency
    worse_when: list[WorseWhen] = []


class CauseTests(Record):
    """Key of `care/tests.yaml`, and the examination and test findings that bear on the cause."""

    care: str | None = None
    findings: list[str] = []


class LookAlike(Record):
    id: str
    tell_apart: str


class Cause(Record):
    """One file `causes/<id>.yaml`."""

    id: str
    name: str
    lay_name: str
    summary: str
    codes: Codes
    prior: Prior
    findings: dict[str, Likelihood]
    presentations: list[Presentation] = []
    patterns: list[Pattern]
    urgency: CauseUrgency
    tests: CauseTests
    treatments: list[str]
    self_care: list[str]
    explains: str
    look_alikes: list[LookAlike]

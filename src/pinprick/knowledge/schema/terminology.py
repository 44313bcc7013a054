"""Terminology: codes of the usual systems and the findings they settle, each code marked checked or recalled."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from pinprick.knowledge.schema.base import Record
from pinprick.vocabulary import Family

SystemName = Literal["icd10cm", "snomed", "rxnorm", "loinc"]
CodeStatus = Literal["checked", "recalled"]

SYSTEM_URLS: dict[str, SystemName] = {
    "http://hl7.org/fhir/sid/icd-10-cm": "icd10cm",
    "urn:oid:2.16.840.1.113883.6.90": "icd10cm",
    "http://snomed.info/sct": "snomed",
    "urn:oid:2.16.840.1.113883.6.96": "snomed",
    "http://www.nlm.nih.gov/research/umls/rxnorm": "rxnorm",
    "urn:oid:2.16.840.1.113883.6.88": "rxnorm",
    "http://loinc.org": "loinc",
    "urn:oid:2.16.840.1.113883.6.1": "loinc",
}
"""The URLs and object ids by which a record names a code system."""


class Code(Record):
    """One code. `status`: checked against a published file (named in `against`), or recalled from memory.

    `below`: the code stands for itself and every code it begins (ICD-10-CM only).
    """

    system: SystemName
    code: str
    status: CodeStatus
    against: str | None = None
    below: bool = False

    @model_validator(mode="after")
    def _checked_against_something(self) -> Code:
        if self.status == "checked" and not self.against:
            raise ValueError(f"{self.system} {self.code} is marked checked: say against what")
        return self


class Says(Record):
    """What a concept on a record settles. Lines are tried in order; the first that holds for a finding counts.

    `active`: the problem or prescription is going on at the record's date. `within_days`: it began, was taken or
    was measured at most so many days before that date. `at_least_days`: it began at least so many days before.
    `at_least`, `below`: bounds of a measured number in the concept's unit (at_least <= x < below).
    `coded`: codes of a coded answer. A line with none of these always holds.
    """

    finding: str
    value: str
    active: bool = False
    within_days: int | None = Field(default=None, ge=0)
    at_least_days: int | None = Field(default=None, ge=0)
    at_least: float | None = None
    below: float | None = None
    coded: list[str] = []


class Unit(Record):
    """How to turn a number in this unit into the concept's: x * factor + offset."""

    factor: float = 1.0
    offset: float = 0.0


class Concept(Record):
    """One thing a record can hold: its codes in several systems, its names, and what it says about a person.

    `names`: words that identify it in a display text (medicines: the ingredient), whole words, lower case.
    `says` empty: known, but it settles nothing by itself (`note` says why).
    """

    id: str
    label: str
    codes: list[Code] = []
    names: list[str] = []
    units: dict[str, Unit] = {}
    says: list[Says] = []
    basis: str | None = None
    note: str | None = None


class ConceptsFile(Record):
    """One file `terminology/<kind>.yaml` of concepts."""

    kind: Literal["condition", "medication", "observation", "procedure", "family"]
    concepts: list[Concept]


class EnableWhen(Record):
    """Ask `finding` only when `question` was answered with one of `values`."""

    finding: str
    question: str
    values: list[str]


class ItemCode(Record):
    """The code of a question in a public terminology."""

    finding: str
    system: SystemName
    code: str
    display: str
    status: CodeStatus
    against: str | None = None


class QuestionnaireFile(Record):
    """`terminology/questionnaire.yaml`: conditions for asking, codes of questions, headings and prompts."""

    enable_when: list[EnableWhen]
    item_codes: list[ItemCode]
    titles: dict[Family, str]
    prompts: dict[str, str]


class PrecedenceFile(Record):
    """`terminology/precedence.yaml`: per finding, its values from the one that wins when sources differ."""

    precedence: dict[str, list[str]]


class Terminology(Record):
    """The whole section. `family`: diseases of close relatives. A pack may do without the last two lists."""

    conditions: list[Concept]
    medications: list[Concept]
    observations: list[Concept]
    procedures: list[Concept] = []
    family: list[Concept] = []
    questionnaire: QuestionnaireFile
    precedence: dict[str, list[str]]

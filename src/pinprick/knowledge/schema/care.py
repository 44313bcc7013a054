"""Care: medicines, therapies and tests to ask about, with what the evidence says of each."""

from __future__ import annotations

from pinprick.knowledge.schema.base import Record


class Effect(Record):
    """Number needed to treat (`value`) with its interval."""

    value: float | None = None
    ci: list[float] | None = None
    note: str | None = None


class Indication(Record):
    condition: str
    effect: str
    evidence_strength: str
    nnt: Effect | None = None
    approved: dict[str, str | None]
    note: str | None = None
    sources: list[str]


class Harm(Record):
    effect: str
    nnh: float | None = None
    ci: list[float] | None = None
    per_1000_extra: float | None = None
    sources: list[str]


class Precautions(Record):
    renal: str
    pregnancy: str
    driving: str
    over_65: str
    opioid_co_use: str
    suicidality: str
    stopping: str


class MedicineCode(Record):
    """One substance in the usual terminologies; `basis` says whether the codes were looked up or recalled."""

    name: str
    rxnorm: str | None = None
    atc: str | None = None
    basis: str


class Medicine(Record):
    """One medicine or class. It may relieve pain or treat a cause; none restores feeling.

    `tags` name what cautions and interactions look for, such as `sedating` or `kidney_cleared`.
    """

    name: str
    drug_class: str
    relieves: str
    tags: list[str] = []
    codes: list[MedicineCode] = []
    indications: list[Indication]
    contraindications: list[str]
    interactions: list[str]
    precautions: Precautions
    harms: list[Harm]
    monitoring: list[str]
    time_window: str | None = None
    sources: list[str]


class Therapy(Record):
    """Self-care or a therapy without medicines."""

    id: str
    name: str
    for_conditions: list[str]
    evidence: str
    strength: str
    sources: list[str]
    cautions: list[str]


class MedicinesFile(Record):
    medicines: dict[str, Medicine]


class TherapiesFile(Record):
    therapies: list[Therapy]


class TestsFile(Record):
    tests: dict[str, list[str]]

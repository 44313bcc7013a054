"""A finding: one thing that can be known about a person, with its question and its background."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from pinprick.knowledge.schema.base import Record
from pinprick.vocabulary import NO, YES, AnsweredBy, Basis, Family

Probability = float | dict[str, float]
"""P(yes) of a binary finding (0-1), or the distribution over the values of a categorical one (sums to 1)."""


class Background(Record):
    """How common a finding is among all adults who ask about numb or tingling legs or feet."""

    p: Probability
    basis: Basis
    source: str | None = None
    note: str | None = None


class AtlasLink(Record):
    """Which atlas regions and territories stand for a region question."""

    regions: list[str] = []
    territories: list[str] = []


class Finding(Record):
    """One finding with its values and its question."""

    id: str
    label: str
    family: Family
    tier: Literal["core", "extended"]
    kind: Literal["binary", "categorical"]
    values: list[str] = [YES, NO]
    question: str
    help: str | None = None
    answered_by: AnsweredBy
    background: Background
    group: str | None = None
    implied_by: list[str] = []
    atlas_cells_from: AtlasLink | None = None
    maps_from: list[str] = Field(default=[], description="ids in the evidence dossiers with this meaning")
    in_rules: bool = False

    @property
    def is_binary(self) -> bool:
        return self.kind == "binary"


class FindingsFile(Record):
    """One file `findings/<family>.yaml`."""

    family: Family
    title: str
    findings: list[Finding]

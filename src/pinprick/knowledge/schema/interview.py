"""How a conversation runs: `text/interview.yaml`."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from pinprick.errors import PackError
from pinprick.knowledge.schema.base import Record
from pinprick.knowledge.schema.pack import Pack


class SafetyGroup(Record):
    """One safety page: either `one` finding with its values, or a list to `tick` (unticked counts as no)."""

    id: str
    one: str | None = None
    tick: list[str] = Field(default=[])

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if bool(self.one) == bool(self.tick):
            raise ValueError(f"safety group {self.id!r} needs either `one` or `tick`")
        return self

    @property
    def findings(self) -> list[str]:
        return [self.one] if self.one else self.tick


class Script(Record):
    """The fixed part of a conversation. `start`: yes/no findings to tick where own words cannot be read.
    `longest_account` is in characters."""

    safety: list[SafetyGroup]
    opening: list[str]
    start: list[str] = Field(default=[])
    longest_account: int


def script(pack: Pack) -> Script:
    """The script of `pack`. PackError when it is missing or names a finding the pack does not have."""
    if "interview" not in pack.text:
        raise PackError(f"{pack.id}: text/interview.yaml is missing; it says how the conversation runs.")
    try:
        found = Script.model_validate(pack.text["interview"])
    except ValueError as error:
        raise PackError(f"{pack.id}: text/interview.yaml: {error}") from None
    named = [f for group in found.safety for f in group.findings] + found.opening + found.start
    unknown = [f for f in named if f not in pack.findings]
    if unknown:
        raise PackError(f"{pack.id}: text/interview.yaml: no finding called {unknown[0]!r}.")
    choices = [f for f in found.start if not pack.findings[f].is_binary]
    if choices:
        raise PackError(
            f"{pack.id}: text/interview.yaml: start: {choices[0]} has values of its own; only yes/no can be ticked."
        )
    if len(found.safety) > 5:
        raise PackError(
            f"{pack.id}: text/interview.yaml: five safety pages at most, not {len(found.safety)}."
        )
    return found

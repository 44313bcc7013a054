"""What was read from a record: the answers, where each came from, and all that was left over."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from pinprick.case import Case


class _Read(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FromRecord(_Read):
    """One answer read from the record.

    `how`: `checked` or `recalled` (the standing of the code in the map), `name` (its text),
    `date`.
    """

    finding: str
    value: str
    because: str
    resource: str
    system: str | None
    code: str | None
    date: str | None
    how: str


class NotUsed(_Read):
    """Something on the record that settled nothing, and why. Codes stand as they do on the record."""

    resource: str
    system: str | None
    code: str | None
    display: str | None
    why: str


class RecordReading(_Read):
    """A case pre-filled from a record, with all that was used, kept aside, unknown, and already diagnosed.

    `unknown`: codes the pack does not know. `kept_aside`: codes it knows that settle nothing here.
    `diagnosed`: causes of the pack on the problem list. `other_resources`: types that are not read, counted.
    """

    case: Case
    as_of: str | None
    used: list[FromRecord]
    kept_aside: list[NotUsed]
    unknown: list[NotUsed]
    diagnosed: list[str]
    other_resources: dict[str, int]
    warnings: list[str]

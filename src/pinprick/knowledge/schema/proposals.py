"""What an optional language model is told, and how much of its reply is looked at: `text/proposals.yaml`."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from pinprick.errors import PackError
from pinprick.knowledge.schema.base import Record
from pinprick.knowledge.schema.pack import Pack

_FILLED_IN = ("{findings}", "{most}", "{longest_quote}")


class Proposing(Record):
    """Limits and instructions. Lengths are in characters, but for `shortest_quote` (letters and digits) and
    `most_tokens`. `never`: findings that are no question. `instructions` hold `{findings}`, `{most}` and
    `{longest_quote}`."""

    most: int = Field(ge=1, le=50)
    shortest_quote: int = Field(ge=1)
    longest_quote: int = Field(ge=1, le=2000)
    longest_account: int = Field(ge=1, le=100_000)
    longest_reply: int = Field(ge=1, le=1_000_000)
    most_tokens: int = Field(ge=1)
    never: list[str] = []
    instructions: str

    @model_validator(mode="after")
    def _whole(self) -> Self:
        lacking = next((name for name in _FILLED_IN if name not in self.instructions), None)
        if lacking:
            raise ValueError(f"instructions: {lacking} is missing; it is filled in there")
        return self


def proposing(pack: Pack) -> Proposing:
    """The section of `pack`. PackError when it is missing, malformed or names a finding the pack does not have."""
    if "proposals" not in pack.text:
        raise PackError(f"{pack.id}: text/proposals.yaml is missing; it says what a language model is told.")
    try:
        found = Proposing.model_validate(pack.text["proposals"])
    except ValueError as error:
        raise PackError(f"{pack.id}: text/proposals.yaml: {error}") from None
    unknown = next((finding for finding in found.never if finding not in pack.findings), None)
    if unknown:
        raise PackError(f"{pack.id}: text/proposals.yaml: never: no finding called {unknown!r}.")
    return found

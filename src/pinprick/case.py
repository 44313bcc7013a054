"""A case: what one person told us. Not asked (absent), not sure (`unsure`) and no (`no`) are three things."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    field_validator,
    model_serializer,
)

SideName = Literal["right", "left"]
Quality = Literal["numb", "tingling", "burning", "pain", "other"]
PointResult = Literal["normal", "reduced", "absent"]


class _CaseRecord(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Understood(_CaseRecord):
    """One finding read from the person's own words, with the words it came from."""

    finding: str
    value: str
    quote: str
    start: int = Field(ge=0, description="first character of the quote in the account")
    end: int = Field(ge=0, description="one past its last character")


class Proposal(_CaseRecord):
    """One finding that a language model proposes: a question to put to the person, no answer.

    `quote`: the words of the account (`start` to `end`) that it is about; never words of the model.
    """

    finding: str
    value: str
    quote: str
    start: int = Field(ge=0, description="first character of the quote in the account")
    end: int = Field(ge=1, description="one past its last character")


class ConfirmedProposal(_CaseRecord):
    """Where an answer came from: the language model `by` proposed it for the words `quote`, the person confirmed it."""

    finding: str
    value: str
    quote: str
    by: str


class Drawing(_CaseRecord):
    """Where the person painted.

    `cells`: stable cell id -> quality. `regions`: atlas region ids by side, the coarse way to say the same
    (both may be given: they add up). `body`: named body cells by side (face, arm, trunk, saddle). `views`:
    the views that were opened; a place shown only in views never opened is unknown, not normal (None = all).
    `points`: bedside points tested, id -> result; see `pinprick.anatomy`.
    """

    cells: dict[str, Quality] = {}
    regions: dict[SideName, list[str]] = {}
    body: dict[SideName, list[str]] = {}
    views: list[str] | None = None
    points: dict[str, PointResult] = {}

    @property
    def is_blank(self) -> bool:
        """True when nothing was painted or tested."""
        return not (self.cells or self.points or any(self.regions.values()) or any(self.body.values()))


class Case(_CaseRecord):
    """What one person told us.

    `findings`: finding id -> value (`yes`, `no`, `unsure`, or one of the finding's values). `account`: their
    own words; when given, `assess` reads findings from it, and `findings` win where both speak. `country`
    (ISO 3166 alpha-2) picks the emergency number. `confirmed_proposals`: which of the `findings` a language model
    proposed before the person confirmed them; a record only, from which nothing is concluded. Values are checked
    against a pack by `check_case`.
    """

    id: str | None = None
    account: str | None = None
    findings: dict[str, str] = {}
    drawing: Drawing | None = None
    country: str | None = None
    confirmed_proposals: list[ConfirmedProposal] = []

    @model_serializer(mode="wrap")
    def _without_empty_record(self, written: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """A case in which no model had a part says nothing of models."""
        content: dict[str, Any] = written(self)
        if not self.confirmed_proposals:
            content.pop("confirmed_proposals", None)
        return content

    @field_validator("findings", mode="before")
    @classmethod
    def _yaml_booleans(cls, value: Any) -> Any:
        """YAML reads an unquoted yes as a boolean; both spellings mean the same here."""
        if isinstance(value, Mapping):
            words = {True: "yes", False: "no"}
            return {k: words.get(v, v) if isinstance(v, bool) else v for k, v in value.items()}
        return value

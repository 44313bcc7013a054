"""What happened in a conversation, as a list of small records. Everything else is worked out from them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from pinprick.case import Drawing, Proposal


class _Event(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Told(_Event):
    """The person's own words (empty: they would rather answer questions). `country`: ISO 3166 alpha-2 or None."""

    kind: Literal["told"] = "told"
    text: str
    country: str | None = None


class Confirmed(_Event):
    """They looked at what was understood, and changed these values (finding id -> value)."""

    kind: Literal["confirmed"] = "confirmed"
    changed: dict[str, str] = {}


class Proposed(_Event):
    """What a language model (`by`: its name) pointed to in these words. Nothing is known by it: it is to be asked."""

    kind: Literal["proposed"] = "proposed"
    by: str = Field(max_length=200)
    proposals: tuple[Proposal, ...] = Field(max_length=50)


class Settled(_Event):
    """Proposals that were put to the person: `asked` ids, and what they answered; the others were left open."""

    kind: Literal["settled"] = "settled"
    asked: tuple[str, ...]
    answers: dict[str, str] = {}


class Checked(_Event):
    """One safety page answered (finding id -> value), or skipped (no answers)."""

    kind: Literal["checked"] = "checked"
    group: str
    answers: dict[str, str] = {}


class Drew(_Event):
    """The drawing, or None when they would rather not draw."""

    kind: Literal["drew"] = "drew"
    drawing: Drawing | None = None


class Answered(_Event):
    """One question: a value, or None when it was skipped (skipped is not asked again, and is not `unsure`)."""

    kind: Literal["answered"] = "answered"
    finding: str
    value: str | None = None


class WentOn(_Event):
    """They read the emergency advice and chose to go on with the questions."""

    kind: Literal["went_on"] = "went_on"


class Stopped(_Event):
    """They asked for the result now; `resumed` undoes it."""

    kind: Literal["stopped"] = "stopped"


class Resumed(_Event):
    """From the result back to the questions."""

    kind: Literal["resumed"] = "resumed"


Event = Annotated[
    Told | Confirmed | Proposed | Settled | Checked | Drew | Answered | WentOn | Stopped | Resumed,
    Field(discriminator="kind"),
]

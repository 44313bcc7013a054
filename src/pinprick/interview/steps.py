"""What to show next: one typed step, the same for the terminal and the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pinprick.case import Drawing, Proposal, Understood
from pinprick.results import Note
from pinprick.triage.decision import Decision
from pinprick.vocabulary import YES

Stage = Literal["words", "safety", "drawing", "questions", "result"]


@dataclass(frozen=True)
class Ask:
    """One question with its values in order. `now`: the answer given earlier, when there is one."""

    finding: str
    question: str
    help: str | None
    values: tuple[str, ...]
    now: str | None = None


@dataclass(frozen=True)
class AccountStep:
    """Ask for the person's own words."""

    text: str = ""
    country: str | None = None
    stage: Stage = "words"


@dataclass(frozen=True)
class UnderstoodStep:
    """Show what was read from the words, to be corrected. `asks` pairs with `understood`, one a finding."""

    account: str
    understood: tuple[Understood, ...]
    asks: tuple[Ask, ...]
    notes: tuple[Note, ...]
    stage: Stage = "words"


@dataclass(frozen=True)
class ProposedStep:
    """Ask what a language model (`by`) proposes, each with the words it is about. `asks` pairs with `proposals`.

    `danger`: these are danger signs; they come before everything else. An answer may be left out.
    """

    by: str
    proposals: tuple[Proposal, ...]
    asks: tuple[Ask, ...]
    danger: bool
    stage: Stage = "words"


@dataclass(frozen=True)
class SafetyStep:
    """One page of danger signs: `one` question with values, or several to tick (`asks`)."""

    group: str
    one: bool
    asks: tuple[Ask, ...]
    number: int
    of: int
    stage: Stage = "safety"


@dataclass(frozen=True)
class AlertStep:
    """An emergency rule has fired: the advice comes first, and going on is offered."""

    decision: Decision
    understood: tuple[Understood, ...]
    stage: Stage = "result"


@dataclass(frozen=True)
class DrawingStep:
    """Ask where it is. `drawing`: what was painted before, when they come back to it."""

    drawing: Drawing | None = None
    stage: Stage = "drawing"


@dataclass(frozen=True)
class QuestionStep:
    """One computed (or opening) question. `why`: the reason it is asked, one sentence; `safety`: a danger sign."""

    ask: Ask
    why: str
    safety: bool
    number: int
    stage: Stage = "questions"


@dataclass(frozen=True)
class ResultStep:
    """Nothing more to ask, or the person asked to stop. `reason`: stopped, settled, nothing_worth_asking or
    enough_asked."""

    reason: str
    stage: Stage = "result"


Step = (
    AccountStep
    | UnderstoodStep
    | ProposedStep
    | SafetyStep
    | AlertStep
    | DrawingStep
    | QuestionStep
    | ResultStep
)


def is_place(finding: str, value: str) -> bool:
    """Whether this answer only says where: the drawing settles it better than a list of yes and no."""
    return finding.startswith("at_") and value == YES

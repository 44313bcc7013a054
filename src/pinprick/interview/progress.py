"""The state that a list of events adds up to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pinprick.case import Case, Drawing
from pinprick.interview.events import (
    Answered,
    Checked,
    Confirmed,
    Drew,
    Event,
    Resumed,
    Stopped,
    Told,
    WentOn,
)


@dataclass(frozen=True)
class Progress:
    """Where a conversation stands. `given`: answers the person gave themselves; `skipped`: asked, not answered."""

    told: Told | None = None
    confirmed: bool = False
    given: dict[str, str] = field(default_factory=dict)
    skipped: frozenset[str] = frozenset()
    checked: frozenset[str] = frozenset()
    drew: bool = False
    drawing: Drawing | None = None
    went_on: bool = False
    stopped: bool = False
    questions: int = 0

    @property
    def case(self) -> Case:
        """What the person told us so far."""
        told = self.told
        return Case(
            account=told.text if told and told.text.strip() else None,
            findings=self.given,
            drawing=self.drawing,
            country=told.country if told else None,
        )


def progress(events: Sequence[Event]) -> Progress:
    """The state after `events`, in order. Later answers replace earlier ones."""
    state = Progress()
    for event in events:
        state = _after(state, event)
    return state


def _after(state: Progress, event: Event) -> Progress:
    match event:
        case Told():
            return replace(state, told=event, confirmed=False)
        case Confirmed(changed=changed):
            return replace(state, confirmed=True, given={**state.given, **changed})
        case Checked(group=group, answers=answers):
            return replace(state, checked=state.checked | {group}, given={**state.given, **answers})
        case Drew(drawing=drawing):
            return replace(state, drew=True, drawing=drawing)
        case Answered(finding=finding, value=None):
            kept = {f: v for f, v in state.given.items() if f != finding}
            return replace(
                state, given=kept, skipped=state.skipped | {finding}, questions=state.questions + 1
            )
        case Answered(finding=finding, value=str(value)):
            known = {**state.given, finding: value}
            return replace(state, given=known, questions=state.questions + 1)
        case WentOn():
            return replace(state, went_on=True)
        case Stopped():
            return replace(state, stopped=True)
        case Resumed():
            return replace(state, stopped=False, went_on=True)
    raise AssertionError(f"no such event: {event!r}")

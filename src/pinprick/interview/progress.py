"""The state that a list of events adds up to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pinprick.case import Case, ConfirmedProposal, Drawing, Proposal
from pinprick.interview.events import (
    Answered,
    Checked,
    Confirmed,
    Drew,
    Event,
    Proposed,
    Resumed,
    Settled,
    Stopped,
    Told,
    WentOn,
)


@dataclass(frozen=True)
class Progress:
    """Where a conversation stands. `given`: answers the person gave themselves; `skipped`: asked, not answered.

    `proposed`: what a language model pointed to in the words told last; `settled`: those of it that were asked;
    `confirmed_of`: those that the person confirmed, by finding.
    """

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
    proposed: Proposed | None = None
    settled: frozenset[str] = frozenset()
    confirmed_of: dict[str, ConfirmedProposal] = field(default_factory=dict)

    @property
    def open_proposals(self) -> tuple[Proposal, ...]:
        """Proposals not asked yet, about things the person has not answered otherwise."""
        proposals = self.proposed.proposals if self.proposed else ()
        return tuple(p for p in proposals if p.finding not in self.settled and p.finding not in self.given)

    @property
    def from_proposals(self) -> list[ConfirmedProposal]:
        """Answers as they stand now that a language model proposed and the person confirmed."""
        kept = self.confirmed_of.items()
        return [record for finding, record in kept if self.given.get(finding) == record.value]

    @property
    def case(self) -> Case:
        """What the person told us so far."""
        told = self.told
        return Case(
            account=told.text if told and told.text.strip() else None,
            findings=self.given,
            drawing=self.drawing,
            country=told.country if told else None,
            confirmed_proposals=self.from_proposals,
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
            return replace(
                state, told=event, confirmed=False, proposed=None, settled=frozenset(), confirmed_of={}
            )
        case Confirmed(changed=changed):
            return replace(state, confirmed=True, given={**state.given, **changed})
        case Proposed():
            return replace(state, proposed=event, settled=frozenset())
        case Settled(asked=asked, answers=answers):
            return replace(
                state,
                settled=state.settled | set(asked),
                given={**state.given, **answers},
                confirmed_of={**state.confirmed_of, **_confirmed(state.proposed, answers)},
            )
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


def _confirmed(proposed: Proposed | None, answers: dict[str, str]) -> dict[str, ConfirmedProposal]:
    """Of these answers those that are what was proposed."""
    proposals = proposed.proposals if proposed else ()
    return {
        p.finding: ConfirmedProposal(
            finding=p.finding, value=p.value, quote=p.quote, by=proposed.by if proposed else ""
        )
        for p in proposals
        if answers.get(p.finding) == p.value
    }

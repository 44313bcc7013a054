"""The conversation as a pure state machine over (events, pack): the same in the terminal and on the page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from pydantic import TypeAdapter, ValidationError

from pinprick.case import Case, Drawing, Proposal
from pinprick.case_checks import check_case
from pinprick.conclusion import Conclusion, conclude
from pinprick.errors import CaseError
from pinprick.intake.proposals import is_danger
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
from pinprick.interview.inquiry import choose
from pinprick.interview.progress import Progress, progress
from pinprick.interview.proposing import check_proposals
from pinprick.interview.steps import (
    AccountStep,
    AlertStep,
    Ask,
    DrawingStep,
    ProposedStep,
    QuestionStep,
    ResultStep,
    SafetyStep,
    Step,
    UnderstoodStep,
)
from pinprick.interview.wording import in_language
from pinprick.knowledge.schema.interview import script
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.text import sentences
from pinprick.vocabulary import UNSURE, Urgency

VERSION = 1
MOST_EVENTS = 500
MOST_CHARACTERS = 400_000
_EVENTS = TypeAdapter(tuple[Event, ...])


@dataclass(frozen=True)
class Interview:
    """A conversation so far. Immutable: every method returns a new one.

        interview = Interview.start(load_pack())
        interview = interview.answer("both feet tingle at night")
        interview.step           # what to show now
        interview.case           # what is known, ready for `assess`

    `language`: ISO 639-1 code of the words shown; what it lacks is English.
    """

    pack: Pack
    events: tuple[Event, ...] = ()
    language: str = "en"

    @classmethod
    def start(cls, pack: Pack, language: str = "en") -> Interview:
        """A conversation in which nothing has been said yet."""
        return cls(pack, (), language)

    @cached_property
    def progress(self) -> Progress:
        return progress(self.events)

    @cached_property
    def case(self) -> Case:
        """What the person told us so far."""
        return self.progress.case

    @cached_property
    def conclusion(self) -> Conclusion:
        """Urgency and causes as they stand, without explanations."""
        return conclude(self.case, self.pack)

    @property
    def answers(self) -> dict[str, str]:
        """Everything known: given, read from the words, or read from the drawing."""
        return self.conclusion.facts.answers

    @property
    def is_emergency(self) -> bool:
        return bool(self.events) and self.conclusion.decision.level is Urgency.EMERGENCY_NOW

    @cached_property
    def step(self) -> Step:
        """What to show now."""
        state = self.progress
        if state.told is None:
            return AccountStep()
        if state.stopped:
            return ResultStep("stopped")
        if self.is_emergency and not state.went_on:
            return AlertStep(self.conclusion.decision, tuple(self.conclusion.facts.understood))
        if asked := self._proposed():
            return asked
        if not state.confirmed and self._has_something_to_confirm():
            return self.understood_step()
        return self._safety() or self._drawing() or self._question()

    def _has_something_to_confirm(self) -> bool:
        facts = self.conclusion.facts
        return self.case.account is not None and bool(facts.understood or facts.notes)

    def understood_step(self) -> UnderstoodStep:
        """The page of what was read from the words."""
        facts = self.conclusion.facts
        first = {item.finding: item for item in reversed(facts.understood)}
        seen = [item for item in facts.understood if first[item.finding] is item]
        return UnderstoodStep(
            self.case.account or "", tuple(seen), tuple(self.ask(u.finding) for u in seen), tuple(facts.notes)
        )

    def _proposed(self) -> ProposedStep | None:
        """What a language model proposes and nothing answers yet: danger signs alone first, then the rest."""
        state = self.progress
        left = [p for p in state.open_proposals if p.finding not in self.answers]
        danger = [p for p in left if is_danger(p.finding, self.pack)]
        asked = tuple(danger or left)
        if not asked or state.proposed is None:
            return None
        asks = tuple(self.ask(p.finding) for p in asked)
        return ProposedStep(state.proposed.by, asked, asks, bool(danger))

    def _safety(self) -> SafetyStep | None:
        groups = script(self.pack).safety
        for number, group in enumerate(groups, 1):
            if group.id not in self.progress.checked:
                asks = tuple(self.ask(f) for f in group.findings if f not in self.answers)
                if asks:
                    return SafetyStep(group.id, group.one is not None, asks, number, len(groups))
        return None

    def _drawing(self) -> DrawingStep | None:
        return None if self.progress.drew else DrawingStep()

    def _question(self) -> QuestionStep | ResultStep:
        state = self.progress
        number = state.questions + 1
        opening = script(self.pack).opening
        for finding in opening:
            if finding not in self.answers and finding not in state.skipped:
                reason = sentences(self.pack, "interface", self.language)["why"]["opening"]
                return QuestionStep(self.ask(finding), str(reason), False, number)
        asked = state.questions - sum(f in state.given or f in state.skipped for f in opening)
        chosen = choose(self.conclusion, self.pack, state.skipped, max(asked, 0), self.language)
        if isinstance(chosen, str):
            return ResultStep(chosen)
        return QuestionStep(self.ask(chosen.finding), chosen.why, chosen.safety, number)

    def ask(self, finding: str) -> Ask:
        """The question of one finding in this language, with the answer known now.

        CaseError when the pack has no such finding.
        """
        if finding not in self.pack.findings:
            raise CaseError(f"There is no finding called {finding[:80]!r}.")
        known, language = self.pack.findings[finding], self.language
        return Ask(
            finding,
            in_language(self.pack, known.question, language),
            in_language(self.pack, known.help, language) if known.help else None,
            tuple(known.values),
            self.answers.get(finding) if self.events else None,
        )

    def told(self, text: str, country: str | None = None) -> Interview:
        """Give the account in one's own words (empty: would rather answer questions).

        CaseError when it is longer than the pack's `longest_account`.
        """
        longest = script(self.pack).longest_account
        if len(text) > longest:
            words = sentences(self.pack, "interface", self.language)["errors"]["account_too_long"]
            raise CaseError(words.format(longest=f"{longest:,}", length=f"{len(text):,}"))
        return self._with(Told(text=text, country=country))

    def propose(self, proposals: Iterable[Proposal], by: str) -> Interview:
        """Put what the language model called `by` found in the account to the person, before anything else is asked.

        Nothing is known by it; unanswered, it changes no conclusion. CaseError when a proposal names no finding
        the person can answer, or does not quote the account.
        """
        found = tuple(proposals)
        return self._with(Proposed(by=by[:200], proposals=found)) if found else self

    def settle(self, asked: Iterable[str], answers: Mapping[str, str]) -> Interview:
        """The person was `asked` about these proposals (finding ids) and gave these `answers`; the rest stay open.

        CaseError when an answer is to nothing that was asked, or is no value of its finding.
        """
        ids = tuple(asked)
        open_ids = {p.finding for p in self.progress.open_proposals}
        stray = next((f for f in (*ids, *answers) if f not in open_ids), None)
        if stray is not None or not answers.keys() <= set(ids):
            raise CaseError(f"{str(stray or next(iter(answers)))[:80]!r} was not asked about here.")
        return self._with(Settled(asked=ids, answers=dict(answers)))

    def answer(self, given: str | Mapping[str, str] | Drawing | None) -> Interview:
        """Answer the step shown now.

        Words for the account (str); finding id -> value for what was understood, proposals or a safety page; a
        value for a question; a Drawing, or None for nothing to paint. CaseError or DrawingError when it does not fit.
        """
        step = self.step
        if isinstance(step, AccountStep) and isinstance(given, str):
            return self.told(given)
        if isinstance(step, UnderstoodStep) and isinstance(given, Mapping):
            return self._with(Confirmed(changed=dict(given)))
        if isinstance(step, ProposedStep) and isinstance(given, Mapping):
            return self.settle([ask.finding for ask in step.asks], given)
        if isinstance(step, SafetyStep) and isinstance(given, Mapping):
            return self._with(Checked(group=step.group, answers=dict(given)))
        if isinstance(step, DrawingStep) and (given is None or isinstance(given, Drawing)):
            return self._with(Drew(drawing=given))
        if isinstance(step, QuestionStep) and isinstance(given, str):
            return self.change(step.ask.finding, given)
        raise CaseError(f"That is not an answer to this step ({type(step).__name__}).")

    def skip(self) -> Interview:
        """Leave the step shown now unanswered; it is not asked again."""
        step = self.step
        if isinstance(step, AccountStep):
            return self.told("")
        if isinstance(step, UnderstoodStep):
            return self._with(Confirmed())
        if isinstance(step, ProposedStep):
            return self.settle([ask.finding for ask in step.asks], {})
        if isinstance(step, SafetyStep):
            return self._with(Checked(group=step.group))
        if isinstance(step, DrawingStep):
            return self._with(Drew())
        if isinstance(step, QuestionStep):
            return self._with(Answered(finding=step.ask.finding))
        return self.go_on()

    def change(self, finding: str, value: str | None) -> Interview:
        """Set or change one answer at any time; None takes it back (it is then not asked again).

        CaseError when there is no such finding or value.
        """
        if finding not in self.pack.findings:
            raise CaseError(f"There is no finding called {finding[:80]!r}.")
        return self._with(Answered(finding=finding, value=value))

    def draw(self, drawing: Drawing | None) -> Interview:
        """Set or replace the drawing at any time. DrawingError when it names what is not in the atlas."""
        return self._with(Drew(drawing=drawing))

    def go_on(self) -> Interview:
        """From the emergency advice, or from the result, back to the questions."""
        return self._with(Resumed() if self.progress.stopped else WentOn())

    def stop(self) -> Interview:
        """Ask for the result now."""
        return self._with(Stopped())

    def back(self) -> Interview:
        """One step back, as if the last thing had not been said. At the start nothing changes."""
        last = self.events[-1:]
        # What a model proposed was not said by the person: it goes together with the words it is about.
        said_last = 2 if last and isinstance(last[0], Proposed) else 1
        return replace(self, events=self.events[:-said_last])

    def _with(self, event: Event) -> Interview:
        """This conversation and one more event, checked: an unreadable case never comes to be."""
        if len(self.events) >= MOST_EVENTS:
            raise CaseError(f"A conversation holds at most {MOST_EVENTS} answers. Please start again.")
        after = replace(self, events=(*self.events, event))
        check_case(after.case, self.pack)
        check_proposals(after.events, self.pack)
        if isinstance(event, Drew) and event.drawing is not None:
            _ = after.conclusion
        return after

    def to_json(self) -> str:
        """The conversation as one line of JSON, for `from_json`."""
        events = _EVENTS.dump_python(self.events, mode="json", exclude_defaults=True)
        kinds = [{"kind": e.kind, **d} for e, d in zip(self.events, events, strict=True)]
        content = {"version": VERSION, "pack": self.pack.id, "language": self.language, "events": kinds}
        return json.dumps(content, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str, pack: Pack) -> Interview:
        """Read back what `to_json` wrote. CaseError when it was cut, forged or made by another pack."""
        if len(text) > MOST_CHARACTERS:
            raise CaseError("This conversation is too large to read back. Please start again.")
        try:
            content = json.loads(text)
            if (
                not isinstance(content, dict)
                or content.get("version") != VERSION
                or content.get("pack") != pack.id
            ):
                raise ValueError("made by another version or another pack")
            events = _EVENTS.validate_python(content.get("events"))
            language = content.get("language")
        except (ValueError, ValidationError, RecursionError):
            raise CaseError("This conversation cannot be read back. Please start again.") from None
        if len(events) > MOST_EVENTS or not isinstance(language, str) or len(language) > 8:
            raise CaseError("This conversation cannot be read back. Please start again.")
        interview = cls(pack, events, language)
        longest = script(pack).longest_account
        if any(isinstance(e, Told) and len(e.text) > longest for e in events):
            raise CaseError("This conversation cannot be read back. Please start again.")
        check_case(interview.case, pack)
        check_proposals(events, pack)
        return interview


def unsure(asks: tuple[Ask, ...]) -> dict[str, str]:
    """`unsure` for every question of a page."""
    return {ask.finding: UNSURE for ask in asks}

"""`pinprick` with no command: the whole conversation in the terminal, by keyboard alone, ending with the report.

Plain prompts (Rich prints, `input` reads): they work in every terminal, over ssh, in a pipe and with a screen
reader, which a full-screen program does not.
"""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Callable
from typing import TYPE_CHECKING

from pinprick.assessment import assess
from pinprick.errors import PinprickError
from pinprick.interfaces.terminal.places import Place, places, read_places
from pinprick.interview.conversation import Interview, unsure
from pinprick.interview.steps import (
    AccountStep,
    AlertStep,
    Ask,
    DrawingStep,
    ProposedStep,
    QuestionStep,
    ResultStep,
    SafetyStep,
    UnderstoodStep,
    is_place,
)
from pinprick.interview.wording import in_language, value_name
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.text import sentences
from pinprick.report.text import render_text
from pinprick.vocabulary import NO, UNSURE, YES

if TYPE_CHECKING:
    from pinprick.interfaces.proposer.proposer import Proposer

Read = Callable[[str], str]


def run(
    pack: Pack,
    language: str = "en",
    read: Read = input,
    write: Callable[[str], None] = print,
    proposer: Proposer | None = None,
) -> Interview:
    """Hold the conversation and print the report. Returns how it ended.

    `read` takes a prompt and returns a line (EOFError ends the questions and shows the result); `write` prints
    a line. `proposer`: a language model that the person named. Nothing is stored.
    """
    return Terminal(pack, language, read, write, proposer).run()


class Terminal:
    """Prompts for one conversation."""

    def __init__(
        self,
        pack: Pack,
        language: str,
        read: Read,
        write: Callable[[str], None],
        proposer: Proposer | None = None,
    ) -> None:
        self.pack, self.language, self.read, self.write = pack, language, read, write
        self.proposer = proposer
        self.words = sentences(pack, "interface", language)
        self.t = self.words["terminal"]
        self.width = min(shutil.get_terminal_size((80, 24)).columns, 100)

    def run(self) -> Interview:
        self.say(self.words["app"]["title"], self.words["app"]["lead"], self.t["welcome"])
        interview = Interview.start(self.pack, self.language)
        while not isinstance(interview.step, ResultStep):
            try:
                interview = self.ask(interview)
            except PinprickError as error:
                self.say(str(error))
            except EOFError:
                interview = (interview if interview.events else interview.told("")).stop()
            except KeyboardInterrupt:
                self.say("", self.t["end"])
                raise SystemExit(130) from None
        report = render_text(assess(interview.case, self.pack), self.pack, self.width, self.language)
        self.write("\n" + report)
        return interview

    def ask(self, interview: Interview) -> Interview:
        """Show the step and take one answer."""
        step = interview.step
        match step:
            case AccountStep():
                return self.consulted(interview.told(self.account(), self.country()))
            case UnderstoodStep():
                return self.understood(interview, step)
            case ProposedStep():
                return self.proposed(interview, step)
            case SafetyStep():
                return self.safety(interview, step)
            case AlertStep():
                return self.alert(interview, step)
            case DrawingStep():
                return self.drawing(interview)
            case QuestionStep():
                return self.question(interview, step.ask, step.why)
            case ResultStep():
                return interview

    def say(self, *paragraphs: str) -> None:
        for text in paragraphs:
            self.write(textwrap.fill(text, self.width) if text else "")

    def line(self, interview: Interview, why: str = "", skipped: Interview | None = None) -> str | Interview:
        """One line of input, or the conversation after a key (s skip, b back, q stop, ? why).

        `skipped`: what a skip leads to, where that is not the whole step.
        """
        while True:
            text = self.read(self.t["choose"] + "> ").strip()
            match text.lower():
                case "s":
                    return skipped or interview.skip()
                case "b":
                    return interview.back()
                case "q":
                    return interview.stop()
                case "?":
                    self.say(why or self.t["welcome"])
                case _:
                    return text

    def account(self) -> str:
        self.say("", self.t["account"])
        lines: list[str] = []
        while True:
            try:
                line = self.read("> ")
            except EOFError:
                break
            if not line.strip():
                break
            lines.append(line)
        return "\n".join(lines)

    def country(self) -> str | None:
        """The country to call in (ISO 3166 alpha-2), or None for one that the pack does not know."""
        known = self.pack.care_data.get("emergency", {}).get("countries", {})
        self.say("", self.t["country"])
        while True:
            try:
                line = self.read("> ").strip()
            except EOFError:
                return None
            if line.lower() in ("", "s", "q"):
                return None
            if line.upper() in known:
                return line.upper()
            hint = self.t["country_hint"].format(known=", ".join(sorted(known)))
            self.say(self.t["bad"].format(text=f"“{line[:40]}”", hint=hint))

    def understood(self, interview: Interview, step: UnderstoodStep) -> Interview:
        self.say("", self.words["understood"]["heading"])
        for note in step.notes:
            self.say(self.own(note.message))
        if not step.understood:
            self.say(self.words["understood"]["nothing"])
            return interview.skip()
        changed: dict[str, str] = {}
        places = [item for item in step.understood if is_place(item.finding, item.value)]
        listed = [ask for item, ask in zip(step.understood, step.asks, strict=True) if item not in places]
        shown = [item for item in step.understood if item not in places]
        if places:
            names = "; ".join(self.label(item.finding) for item in places)
            self.say(
                f"{self.words['understood']['places']} {names}. {self.words['understood']['places_hint']}"
            )
        while True:
            for number, item in enumerate(shown, 1):
                value = self.value(item.finding, changed.get(item.finding, item.value))
                said = self.words["understood"]["said"].format(quote=" ".join(item.quote.split()))
                self.say(f"{number:>3}. {said} {self.label(item.finding)}: {value}")
            self.say(self.t["understood"])
            line = self.line(interview)
            if isinstance(line, Interview):
                return line
            if not line:
                return interview.answer(changed)
            place = self.number(line, len(listed))
            if place is not None:
                ask = listed[place - 1]
                self.say(self.t["new_value"], ask.question)
                chosen = self.pick(interview, ask)
                if isinstance(chosen, Interview):
                    return chosen
                changed[ask.finding] = chosen

    def consulted(self, interview: Interview) -> Interview:
        """The conversation with what a language model proposes, when the person named one. Says what it does."""
        if self.proposer is None or interview.case.account is None:
            return interview
        words, at = sentences(self.pack, "proposals", self.language), self.proposer.endpoint
        if self.proposer.is_held_back(interview):
            return interview
        if at.is_elsewhere:
            self.say(words["terminal"]["remote"].format(address=at.address))
        if at.is_unencrypted:
            self.say(words["offer"]["unencrypted"])
        waiting = {"model": at.model, "address": at.address, "seconds": f"{at.seconds:g}"}
        self.say(words["terminal"]["asking"].format(**waiting))
        after, failure = self.proposer.consult(interview)
        if failure or after is interview:
            self.say(failure or words["terminal"]["nothing"])
        return after

    def proposed(self, interview: Interview, step: ProposedStep) -> Interview:
        """Ask about one proposal, beside the words it is about."""
        words = sentences(self.pack, "proposals", self.language)["step"]
        proposal, ask = step.proposals[0], step.asks[0]
        if not interview.progress.settled:
            self.say("", words["hint"])
        self.say("", words["quote"].format(quote=" ".join(proposal.quote.split())), ask.question)
        if ask.help:
            self.say(ask.help)
        left_open = interview.settle([ask.finding], {})
        value = self.pick(interview, ask, words["hint"], left_open)
        return (
            value if isinstance(value, Interview) else interview.settle([ask.finding], {ask.finding: value})
        )

    def safety(self, interview: Interview, step: SafetyStep) -> Interview:
        words = self.words["safety"]
        self.say("", words["number"].format(n=step.number, of=step.of))
        if step.one:
            return self.one_safety(interview, step.asks[0])
        self.say(words[step.group]["heading"])
        for number, ask in enumerate(step.asks, 1):
            self.say(f"{number:>3}. {ask.question}")
        while True:
            self.say(self.t["choose_many"])
            line = self.line(interview)
            if isinstance(line, Interview):
                return line
            if line.lower() == "n":
                return interview.answer(unsure(step.asks))
            numbers = [self.number(part, len(step.asks), least=0) for part in line.replace(",", " ").split()]
            if numbers and None not in numbers:
                ticked = {n for n in numbers if n}
                return interview.answer(
                    {a.finding: YES if i in ticked else NO for i, a in enumerate(step.asks, 1)}
                )
            if not line:
                self.say(self.words["errors"]["tick"])

    def one_safety(self, interview: Interview, ask: Ask) -> Interview:
        self.say(ask.question)
        value = self.pick(interview, ask)
        return value if isinstance(value, Interview) else interview.answer({ask.finding: value})

    def alert(self, interview: Interview, step: AlertStep) -> Interview:
        decision = step.decision
        bar = "!" * min(self.width, 60)
        self.write("\n" + bar)
        self.say(
            self.words["levels"]["emergency_now"].upper(),
            self.own(decision.headline),
            *map(self.own, decision.act),
        )
        self.say(self.words["alert"]["call"].format(number=self.own(decision.call.number)))
        if decision.say:
            self.say(f"{self.words['alert']['say']}: {self.own(decision.say)}")
        for line in decision.do_not:
            self.say(f"  - {self.own(line)}")
        self.write(bar)
        self.say(self.t["go_on"])
        text = self.read(self.t["choose"] + "> ").strip().lower()
        return interview.go_on() if text == "g" else interview.back() if text == "b" else interview.stop()

    def drawing(self, interview: Interview) -> Interview:
        listed = places(self.pack, self.language)
        self.say("", self.words["drawing"]["heading"], self.words["drawing"]["list_hint"])
        self.columns([f"{number:>3}. {place.name}" for number, place in enumerate(listed, 1)])
        while True:
            self.say(self.t["places"])
            line = self.line(interview)
            if isinstance(line, Interview):
                return line
            drawing = self.placed(line, listed)
            if drawing is not None:
                return drawing(interview)

    def placed(self, line: str, listed: list[Place]) -> Callable[[Interview], Interview] | None:
        if not line:
            return lambda interview: interview.draw(None)
        try:
            drawing = read_places(line, listed)
        except ValueError as error:
            self.say(self.t["bad"].format(text=str(error), hint=self.t["places_hint"]))
            return None
        return lambda interview: interview.draw(drawing)

    def question(self, interview: Interview, ask: Ask, why: str) -> Interview:
        self.say("", ask.question)
        if ask.help:
            self.say(ask.help)
        value = self.pick(interview, ask, why)
        return value if isinstance(value, Interview) else interview.answer(value)

    def pick(
        self, interview: Interview, ask: Ask, why: str = "", skipped: Interview | None = None
    ) -> str | Interview:
        """One of the values of a question."""
        values = (*ask.values, UNSURE)
        for number, value in enumerate(values, 1):
            self.say(f"{number:>3}. {self.value(ask.finding, value)}")
        while True:
            line = self.line(interview, why, skipped)
            if isinstance(line, Interview):
                return line
            place = self.number(line, len(values))
            if place is not None:
                return values[place - 1]

    def number(self, text: str, most: int, least: int = 1) -> int | None:
        """A number from `least` to `most`, or None after saying what would be right."""
        if text.isascii() and text.isdigit() and least <= int(text[:9]) <= most:
            return int(text)
        self.say(self.t["bad"].format(text=f"“{text[:40]}”", hint=self.t["choose_hint"].format(most=most)))
        return None

    def own(self, english: str) -> str:
        return in_language(self.pack, english, self.language)

    def value(self, finding: str, value: str) -> str:
        return value_name(self.pack, finding, value, self.language)

    def label(self, finding: str) -> str:
        return self.own(self.pack.findings[finding].label)

    def columns(self, items: list[str]) -> None:
        widest = max(map(len, items)) + 2
        across = max(1, self.width // widest)
        rows = -(-len(items) // across)
        for row in range(rows):
            self.write("".join(item.ljust(widest) for item in items[row::rows]).rstrip())

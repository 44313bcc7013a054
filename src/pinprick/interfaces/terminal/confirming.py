"""`pinprick ask` with a language model: what it proposes is asked, beside the words it is about, before the answer."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from pinprick.case import Case
from pinprick.errors import PinprickError
from pinprick.interfaces.terminal.conversation import Terminal
from pinprick.interview.conversation import Interview
from pinprick.interview.steps import ProposedStep
from pinprick.knowledge.schema.interview import script
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.text import sentences

if TYPE_CHECKING:
    from pinprick.interfaces.proposer.proposer import Proposer


def confirmed(case: Case, pack: Pack, language: str, proposer: Proposer) -> Case:
    """The case with what the person confirmed of the model's proposals; the same case when they confirmed nothing.

    Asks on standard error and reads lines from standard input, so that what is printed as the answer stays itself.
    The questions end where the input ends, at `q`, or as soon as an answer makes it an emergency.
    """
    longest = script(pack).longest_account
    terminal = Terminal(pack, language, _read, _write, proposer)
    interview = terminal.consulted(
        Interview.start(pack, language).told((case.account or "")[:longest], case.country)
    )
    while isinstance(step := interview.step, ProposedStep):
        try:
            interview = terminal.proposed(interview, step)
        except PinprickError as error:
            _write(str(error))
        except EOFError:
            break
    left = len(interview.progress.open_proposals) + _left_open(interview)
    if left and not interview.is_emergency:
        words = sentences(pack, "proposals", language)["terminal"]
        terminal.say(words["left_open"].format(n=left))
    state = interview.progress
    known = {"findings": {**case.findings, **state.given}, "confirmed_proposals": state.from_proposals}
    return case.model_copy(update=known) if state.given else case


def _left_open(interview: Interview) -> int:
    return len(interview.progress.settled - interview.progress.given.keys())


def _read(prompt: str) -> str:
    print(prompt, end="", file=sys.stderr, flush=True)
    try:
        line = sys.stdin.readline()
    except UnicodeDecodeError:
        raise EOFError from None
    if not line:
        raise EOFError
    return line


def _write(text: str) -> None:
    print(text, file=sys.stderr)

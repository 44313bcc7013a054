"""A language model that proposes what to ask: words out, questions back. Whatever fails, the conversation goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import BoundedSemaphore

from pinprick.intake.proposal_prompt import request
from pinprick.intake.proposals import Proposals, read_reply
from pinprick.interfaces.proposer.endpoint import Endpoint
from pinprick.interfaces.proposer.exchange import ExchangeFailed, complete
from pinprick.interview.conversation import Interview
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.text import sentences

_AT_ONCE = 2
"""Questions to the model at the same time; one more is told that it is busy. A model at home answers one by one."""


@dataclass(frozen=True)
class Consulted:
    """What came of asking. `failed`: why there was no reply (a key of `failed` in the pack's sentences), or None."""

    proposals: Proposals = field(default_factory=Proposals)
    failed: str | None = None
    status: int = 0


@dataclass(frozen=True)
class Proposer:
    """Asks one endpoint. Shared by all conversations of a server; keeps nothing of them."""

    endpoint: Endpoint
    _turns: BoundedSemaphore = field(
        default_factory=lambda: BoundedSemaphore(_AT_ONCE), repr=False, compare=False
    )

    def read(self, account: str, pack: Pack, known: Mapping[str, str]) -> Consulted:
        """What the model proposes for this account. Never raises but for a malformed pack (PackError).

        `known`: answers that stand already (see `pinprick.intake.proposals.read_reply`).
        """
        body = request(account, pack, known, self.endpoint.model)
        if not self._turns.acquire(blocking=False):
            return Consulted(failed="busy")
        try:
            reply = complete(self.endpoint, body)
        except ExchangeFailed as failed:
            return Consulted(failed=failed.reason, status=failed.status)
        finally:
            self._turns.release()
        found = read_reply(reply, account, pack, known)
        unreadable = any(dropped.reason == "unreadable" for dropped in found.dropped)
        return Consulted(found, "not_understood" if unreadable else None)

    def is_held_back(self, interview: Interview) -> bool:
        """Whether the model is not to be asked: help comes first, and nobody is made to wait for a machine."""
        first = interview.pack.words.get("guard", {}).get("guard", {}).get("first_of_all", {})
        return interview.is_emergency or any(n.code in first for n in interview.conclusion.facts.notes)

    def consult(self, interview: Interview) -> tuple[Interview, str | None]:
        """The conversation with what the model proposes put before its next step, and a sentence if that failed.

        The model is not asked when the program's own reading is an emergency, or holds something that comes before
        everything else (a wish to die): then nobody is made to wait.
        """
        account, pack = interview.case.account, interview.pack
        if account is None or self.is_held_back(interview):
            return interview, None
        asked = self.read(account, pack, interview.answers)
        if asked.failed is not None:
            return interview, failure(asked, pack, interview.language)
        return interview.propose(asked.proposals.kept, self.endpoint.model), None


def failure(asked: Consulted, pack: Pack, language: str) -> str:
    """What to tell the person when the model gave no reply: one sentence on why, and that nothing is lost."""
    words = sentences(pack, "proposals", language)["failed"]
    why = str(words[asked.failed]).format(status=asked.status)
    return f"{why} {words['go_on']}"

"""Findings that a language model proposes, reduced to what may be asked of the person.

The model is trusted with nothing. A proposal names a finding the person can answer, one of its values, and words that
stand in the account; anything else is dropped. What is left is only a question to ask: no proposal is part of a case
before the person answers it, and nothing a model wrote is ever shown (the quote is cut from the account).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pinprick.case import Proposal
from pinprick.intake import quotes
from pinprick.intake.reply_json import items_in
from pinprick.knowledge.schema.findings import Finding
from pinprick.knowledge.schema.interview import script
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.schema.proposals import Proposing, proposing
from pinprick.vocabulary import NO, YES, AnsweredBy, Family

Reason = Literal[
    "unreadable",
    "not_a_proposal",
    "unknown_finding",
    "not_for_the_person",
    "unknown_value",
    "bad_quote",
    "quote_not_found",
    "known_already",
    "known_otherwise",
    "twice",
    "too_many",
]
_MOST_LOOKED_AT = 200
_ASKED_OF = (AnsweredBy.PERSON, AnsweredBy.HOME_CHECK)
_BY_OTHERS = (Family.EXAM, Family.TEST)
_SPELT = {True: YES, False: NO}


@dataclass(frozen=True, slots=True)
class Dropped:
    """A proposal that is not asked, and why. `finding`: its id when the pack has it."""

    reason: Reason
    finding: str | None = None


@dataclass(frozen=True, slots=True)
class Proposals:
    """What may be asked, danger signs first, then in the order of the account; and what was dropped."""

    kept: tuple[Proposal, ...] = ()
    dropped: tuple[Dropped, ...] = ()


def can_be_proposed(finding: Finding, limits: Proposing) -> bool:
    """Whether the person can answer this finding, alone or with a look at home."""
    asked = finding.answered_by in _ASKED_OF and finding.family not in _BY_OTHERS
    return asked and finding.id not in limits.never


def is_danger(finding: str, pack: Pack) -> bool:
    """Whether a finding is a danger sign, or ticked on a safety page of the conversation: it is asked before others."""
    if pack.findings[finding].family is Family.DANGER:
        return True
    groups = script(pack).safety if "interview" in pack.text else []
    return any(finding in group.tick for group in groups)


def read_reply(reply: object, account: str, pack: Pack, known: Mapping[str, str]) -> Proposals:
    """The proposals in any reply at all that may be asked. Never raises.

    `known`: what the person answered, and what the program itself read from the account; it stays as it is, also
    where it was denied. Only the beginning of a long reply and of a long account is looked at (`text/proposals.yaml`).
    """
    limits = proposing(pack)
    items = items_in(reply[: limits.longest_reply]) if isinstance(reply, str) else None
    if items is None:
        return Proposals(dropped=(Dropped("unreadable"),))
    folded = quotes.fold(account[: limits.longest_account])
    kept: dict[str, Proposal] = {}
    dropped = [Dropped("too_many") for _ in items[_MOST_LOOKED_AT:]]
    for item in items[:_MOST_LOOKED_AT]:
        read = _proposal(item, account, folded, pack, limits, known)
        if isinstance(read, Dropped):
            dropped.append(read)
        elif read.finding in kept:
            dropped.append(Dropped("twice", read.finding))
        else:
            kept[read.finding] = read
    order = list(pack.findings)
    ranked = sorted(
        kept.values(), key=lambda p: (not is_danger(p.finding, pack), p.start, order.index(p.finding))
    )
    dropped += [Dropped("too_many", p.finding) for p in ranked[limits.most :]]
    return Proposals(tuple(ranked[: limits.most]), tuple(dropped))


def _proposal(
    item: object,
    account: str,
    folded: quotes.Folded,
    pack: Pack,
    limits: Proposing,
    known: Mapping[str, str],
) -> Proposal | Dropped:
    if not isinstance(item, dict):
        return Dropped("not_a_proposal")
    named, said, quote = item.get("finding"), item.get("value"), item.get("quote")
    finding = pack.findings.get(named.strip()) if isinstance(named, str) else None
    if finding is None:
        return Dropped("unknown_finding")
    if not can_be_proposed(finding, limits):
        return Dropped("not_for_the_person", finding.id)
    value = (
        _SPELT[said] if isinstance(said, bool) else said.strip().lower() if isinstance(said, str) else None
    )
    if value is None or value not in finding.values:
        return Dropped("unknown_value", finding.id)
    if finding.id in known:
        same = known[finding.id] == value
        return Dropped("known_already" if same else "known_otherwise", finding.id)
    core = quotes.core(quote[: 4 * limits.longest_quote]) if isinstance(quote, str) else ""
    if not limits.shortest_quote <= sum(map(str.isalnum, core)) or len(core) > limits.longest_quote:
        return Dropped("bad_quote", finding.id)
    place = quotes.find(core, folded)
    if place is None:
        return Dropped("quote_not_found", finding.id)
    start, end = place
    return Proposal(finding=finding.id, value=value, quote=account[start:end], start=start, end=end)

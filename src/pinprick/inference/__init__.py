"""Reasoning: from answers to causes, exactly, with what moved them and what to ask next."""

from __future__ import annotations

from pinprick.inference.change import Change, would_change
from pinprick.inference.intervals import Intervals, intervals
from pinprick.inference.ledger import Ledger, Line, ledger, ledgers
from pinprick.inference.network import Network, network
from pinprick.inference.posterior import Posterior, posterior
from pinprick.inference.questions import (
    Inquiry,
    NextQuestion,
    NextTest,
    Stop,
    askable,
    best_advice,
    inquire,
    next_questions,
    next_tests,
    part,
    ranked,
    stop,
    testable,
)

__all__ = [
    "Change",
    "Inquiry",
    "Intervals",
    "Ledger",
    "Line",
    "Network",
    "NextQuestion",
    "NextTest",
    "Posterior",
    "Stop",
    "askable",
    "best_advice",
    "inquire",
    "intervals",
    "ledger",
    "ledgers",
    "network",
    "next_questions",
    "next_tests",
    "part",
    "posterior",
    "ranked",
    "stop",
    "testable",
    "would_change",
]

"""Reasoning: from answers to causes, exactly, with what moved them and what to ask next."""

from __future__ import annotations

from pinprick.inference.intervals import Intervals, intervals
from pinprick.inference.ledger import Ledger, Line, ledger
from pinprick.inference.network import Network, network
from pinprick.inference.posterior import Posterior, posterior

__all__ = [
    "Intervals",
    "Ledger",
    "Line",
    "Network",
    "Posterior",
    "intervals",
    "ledger",
    "network",
    "posterior",
]

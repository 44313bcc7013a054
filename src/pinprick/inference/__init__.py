"""Reasoning: from answers to causes, exactly, with what moved them and what to ask next."""

from __future__ import annotations

from pinprick.inference.ledger import Ledger, Line, ledger
from pinprick.inference.network import Network, network
from pinprick.inference.posterior import Posterior, posterior

__all__ = ["Ledger", "Line", "Network", "Posterior", "ledger", "network", "posterior"]

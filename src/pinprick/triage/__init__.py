"""How soon to be seen: rules that cannot be outvoted, a floor from the probabilities, and what to do."""

from __future__ import annotations

from pinprick.triage.decision import Decision, decide
from pinprick.triage.evaluation import Evaluation, evaluate
from pinprick.triage.risk import RiskReason, risk_floor

__all__ = ["Decision", "Evaluation", "RiskReason", "decide", "evaluate", "risk_floor"]

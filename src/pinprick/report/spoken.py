"""The urgency as lines to be said in this order: nothing shortened, nothing softened, the number to call included."""

from __future__ import annotations

from pinprick.results import UrgencyResult
from pinprick.vocabulary import Urgency


def urgency_lines(urgency: UrgencyResult) -> list[str]:
    """Headline, act, deadline, whom to call, what to say, what not to do; empty parts are left out."""
    lines = [
        urgency.headline,
        urgency.act,
        urgency.deadline,
        whom_to_call(urgency),
        urgency.say or "",
        *urgency.do_not,
    ]
    return [line for line in lines if line]


def first_words(urgency: UrgencyResult) -> str:
    """What must be said before anything else: headline, act, deadline and whom to call."""
    return " ".join(
        line for line in (urgency.headline, urgency.act, urgency.deadline, whom_to_call(urgency)) if line
    )


def whom_to_call(urgency: UrgencyResult) -> str:
    """Whom to call: the emergency number when it is an emergency, the advice line when help is needed soon."""
    call = urgency.call
    if urgency.level is Urgency.EMERGENCY_NOW:
        return f"{call.get('whom') or ''} {call.get('number') or ''}".strip()
    if urgency.level in {Urgency.URGENT_SAME_DAY, Urgency.SOON_WITHIN_DAYS} and call.get("advice"):
        return f"{call.get('advice_name') or ''}: {call['advice']}".strip(": ")
    return ""

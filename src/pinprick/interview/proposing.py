"""What a state may hold of a language model's proposals: whoever brings it back, only words the person wrote."""

from __future__ import annotations

from collections.abc import Sequence

from pinprick.errors import CaseError
from pinprick.intake.proposals import can_be_proposed
from pinprick.interview.events import Event, Proposed, Told
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.schema.proposals import proposing


def check_proposals(events: Sequence[Event], pack: Pack) -> None:
    """CaseError unless every proposal is a finding the person can answer, one of its values, and a quote that stands
    in the account told before it. So a forged state can show nothing but the pack's questions and their own words."""
    account = ""
    for event in events:
        if isinstance(event, Told):
            account = event.text
        elif isinstance(event, Proposed):
            limits = proposing(pack)
            for item in event.proposals:
                finding = pack.findings.get(item.finding)
                if (
                    finding is None
                    or item.value not in finding.values
                    or not can_be_proposed(finding, limits)
                ):
                    raise CaseError(f"{item.finding[:80]!r} cannot be proposed with this value.")
                if item.start >= item.end or account[item.start : item.end] != item.quote:
                    raise CaseError(
                        f"The proposal of {item.finding!r} quotes words that are not in the account."
                    )

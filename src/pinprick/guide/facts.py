"""What the pages say about causes, signs and medicines, drawn from the pack: plain values, no HTML."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from pinprick.knowledge.schema.findings import Finding
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.schema.rules import Condition, Rule
from pinprick.vocabulary import NO, YES, Urgency

TELLING = math.log(1.5)
"""A sign is worth a line when it is half as common again, or half as rare, as in anyone."""


@dataclass(frozen=True)
class Sign:
    """One value of one finding for one cause: P with the cause and P in anyone who asks (0-1)."""

    cause: str
    finding: str
    label: str
    value: str
    here: float
    usual: float
    basis: str
    sources: list[str]
    note: str | None

    @property
    def log_ratio(self) -> float:
        """Natural log of the ratio of the two probabilities."""
        return math.log(max(self.here, 1e-9) / max(self.usual, 1e-9))

    @property
    def weight(self) -> float:
        """How much the sign matters on a page: the ratio, weighed by how often it is seen."""
        return abs(self.log_ratio) * math.sqrt(max(self.here, self.usual))


def signs_of(pack: Pack, cause_id: str) -> list[Sign]:
    """Every value of every finding a cause lists, in the order of the file."""
    found = []
    for finding_id, likelihood in pack.causes[cause_id].findings.items():
        finding = pack.findings[finding_id]
        here = likelihood.p if isinstance(likelihood.p, dict) else {YES: likelihood.p}
        for value, p in here.items():
            found.append(
                Sign(
                    cause=cause_id,
                    finding=finding_id,
                    label=finding.label,
                    value=value,
                    here=p,
                    usual=background(finding, value),
                    basis=likelihood.basis.value,
                    sources=likelihood.sources,
                    note=likelihood.note,
                )
            )
    return found


def background(finding: Finding, value: str = YES) -> float:
    """P(value) of a finding in anyone who asks."""
    p = finding.background.p
    return p.get(value, 0.0) if isinstance(p, dict) else p


def speaks_for(signs: list[Sign], most: int = 14) -> list[Sign]:
    """The signs that speak for a cause, most telling first."""
    return sorted((s for s in signs if s.log_ratio >= TELLING), key=lambda s: -s.weight)[:most]


def speaks_against(signs: list[Sign], most: int = 6) -> list[Sign]:
    """The signs that speak against a cause, most telling first."""
    return sorted((s for s in signs if s.log_ratio <= -TELLING), key=lambda s: -s.weight)[:most]


def by_finding(pack: Pack, signs: Mapping[str, list[Sign]]) -> dict[str, list[Sign]]:
    """The signs of all causes (by cause id), grouped by finding instead."""
    grouped: dict[str, list[Sign]] = {finding: [] for finding in pack.findings}
    for of_cause in signs.values():
        for sign in of_cause:
            grouped[sign.finding].append(sign)
    return grouped


def rules_by_finding(pack: Pack) -> dict[str, list[Rule]]:
    """The triage rules that use each finding."""
    grouped: dict[str, list[Rule]] = {}
    for rule in pack.rules:
        for finding in dict.fromkeys(leaf.partition("=")[0] for leaf in leaves(rule.when)):
            grouped.setdefault(finding, []).append(rule)
    return grouped


def leaves(condition: Condition) -> list[str]:
    """Every leaf of a condition, nested ones included."""
    found: list[str] = []
    groups = [
        condition.all,
        condition.any,
        condition.none,
        condition.at_least.of if condition.at_least else None,
    ]
    for item in (item for group in groups for item in group or []):
        found += [item] if isinstance(item, str) else leaves(item)
    return found


def causes_by_urgency(pack: Pack) -> list[tuple[Urgency, list[str]]]:
    """Causes grouped by their own urgency, most pressing first; within a group the commonest first."""
    groups = []
    for level in Urgency:
        members = [c for c in pack.causes.values() if c.urgency.default is level]
        groups.append((level, [c.id for c in sorted(members, key=lambda c: -c.prior.share)]))
    return [(level, members) for level, members in groups if members]


def per_thousand(share: float) -> int:
    """A share (0-1) as a whole number in 1,000."""
    return round(share * 1000)


def per_hundred(p: float) -> str:
    """A probability (0-1) as a count in 100, with "under 1" and "over 99" at the ends."""
    return "<1" if p < 0.01 else ">99" if p > 0.99 else f"{p * 100:.0f}"


def answer_words(pack: Pack, finding: str, value: str) -> str:
    """A value in plain words, empty for yes."""
    if value in (YES, NO):
        return "" if value == YES else NO
    values = pack.text.get("en/values", {})
    return str(values.get(f"{finding}={value}") or values.get(value) or value.replace("_", " "))

"""What the words say about each finding, and how several mentions become one answer."""

from __future__ import annotations

from dataclasses import dataclass, field

from pinprick.vocabulary import NO, UNSURE, YES


@dataclass(slots=True, frozen=True)
class Mention:
    """One value said for one finding by the words `first` to `last`. `weight`: a heavier mention wins."""

    finding: str
    value: str
    first: int
    last: int
    weight: int = 1


@dataclass(slots=True)
class Ledger:
    """All mentions of an account, and the clashes found when they are settled."""

    mentions: list[Mention] = field(default_factory=list)
    clashes: list[str] = field(default_factory=list)

    def add(self, finding: str, value: str, first: int, last: int, weight: int = 1) -> None:
        self.mentions.append(Mention(finding, value, first, last, weight))

    def says(self, finding: str, *values: str) -> bool:
        """True when one of the values was said of the finding (any value when none is given)."""
        return any(m.finding == finding and (not values or m.value in values) for m in self.mentions)

    def first(self, finding: str, *values: str) -> Mention | None:
        """The first mention of the finding with one of the values."""
        found = [m for m in self.mentions if m.finding == finding and (not values or m.value in values)]
        return min(found, key=lambda m: m.first) if found else None

    def settle(self, order: dict[str, list[str]]) -> dict[str, Mention]:
        """One mention for each finding. Yes and no of equal weight make `unsure`, a clash; of several values of a
        categorical finding the one first in `order` wins."""
        settled: dict[str, Mention] = {}
        by_finding: dict[str, list[Mention]] = {}
        for mention in self.mentions:
            by_finding.setdefault(mention.finding, []).append(mention)
        for finding, said in by_finding.items():
            heaviest = max(m.weight for m in said)
            top = [m for m in said if m.weight == heaviest]
            values = {m.value for m in top}
            if {YES, NO} <= values:
                last = max(top, key=lambda m: m.first)
                settled[finding] = Mention(finding, UNSURE, last.first, last.last, heaviest)
                self.clashes.append(finding)
                continue
            rank = order.get(finding, [YES, NO])
            top.sort(
                key=lambda m: (
                    m.value == UNSURE,
                    rank.index(m.value) if m.value in rank else len(rank),
                    m.first,
                )
            )
            settled[finding] = top[0]
        return settled

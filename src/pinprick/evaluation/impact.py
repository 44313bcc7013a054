"""`pinprick knowledge impact`: what an edit of the pack does to every case, before it is merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pinprick.case import Case
from pinprick.conclusion import Conclusion, conclude
from pinprick.errors import CaseError
from pinprick.knowledge.load import pack_folder, read_yaml
from pinprick.knowledge.schema.pack import Pack
from pinprick.vocabulary import Urgency

MOVED = 0.005
"""A probability counts as moved from this difference on."""


@dataclass(frozen=True)
class Told:
    """A case to compare: its name, the case, and (if known) its true cause."""

    name: str
    case: Case
    truth: str | None = None


@dataclass(frozen=True)
class Moved:
    """How one case changed: urgency, first cause, rank of the true cause, probabilities (cause, before, after)."""

    name: str
    urgency: tuple[Urgency, Urgency]
    first: tuple[str, str]
    rank: tuple[int | None, int | None]
    moved: tuple[tuple[str, float, float], ...]

    @property
    def weight(self) -> tuple[bool, bool, bool, float]:
        """What matters most first: urgency, first cause, rank, size of the change."""
        change = max((abs(after - before) for _, before, after in self.moved), default=0.0)
        return (
            self.urgency[0] != self.urgency[1],
            self.first[0] != self.first[1],
            self.rank[0] != self.rank[1],
            change,
        )

    def as_data(self) -> dict[str, Any]:
        """Plain data for `--json`."""
        return {
            "case": self.name,
            "urgency": list(self.urgency),
            "first": list(self.first),
            "rank_of_truth": list(self.rank),
            "moved": [{"cause": c, "before": round(b, 6), "after": round(a, 6)} for c, b, a in self.moved],
        }


def stories(pack_name: str | Path) -> list[Told]:
    """The stories that come with a pack (`cases/*.yaml`): accounts and given answers."""
    told = []
    for path in sorted((pack_folder(pack_name) / "cases").glob("*.yaml")):
        content = read_yaml(path)
        for item in content.get("stories", []) if isinstance(content, dict) else content:
            case = Case(account=item.get("account"), findings=item.get("given") or {})
            truth = item.get("truth") or (item.get("expect") or {}).get("cause")
            told.append(Told(str(item.get("name", path.stem)), case, truth))
    return told


def impact(old: Pack, new: Pack, cases: Sequence[Told]) -> list[Moved]:
    """Every case that changed between two packs, what matters most first. Answers only one pack knows are dropped."""
    found = []
    for told in cases:
        before, after = (conclude(_known(told.case, pack), pack) for pack in (old, new))
        row = _compare(told, before, after)
        if any(row.weight[:3]) or row.moved:
            found.append(row)
    return sorted(found, key=lambda row: (tuple(-float(w) for w in row.weight), row.name))


def _known(case: Case, pack: Pack) -> Case:
    findings = {
        f: v
        for f, v in case.findings.items()
        if f in pack.findings and v in [*pack.findings[f].values, "unsure"]
    }
    return case.model_copy(update={"findings": findings})


def _compare(told: Told, before: Conclusion, after: Conclusion) -> Moved:
    old, new = before.posterior.marginals, after.posterior.marginals
    moved = [
        (cause, old.get(cause, 0.0), new.get(cause, 0.0))
        for cause in dict.fromkeys([*old, *new])
        if abs(old.get(cause, 0.0) - new.get(cause, 0.0)) >= MOVED
    ]
    moved.sort(key=lambda item: -abs(item[2] - item[1]))
    return Moved(
        told.name,
        (before.decision.level, after.decision.level),
        (before.ranked[0][0], after.ranked[0][0]),
        (_rank(before, told.truth), _rank(after, told.truth)),
        tuple(moved),
    )


def _rank(conclusion: Conclusion, truth: str | None) -> int | None:
    order = [cause for cause, _ in conclusion.posterior.ranked()]
    return order.index(truth) + 1 if truth in order else None


def require_cases(cases: Sequence[Told]) -> None:
    """CaseError when there is nothing to compare on."""
    if not cases:
        raise CaseError(
            "There are no cases to compare on: give --cases, or add stories below the pack's cases/."
        )

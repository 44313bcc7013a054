"""What the answers rest on: the share of the deciding decibans that is published, derived or judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pinprick.conclusion import Conclusion, conclude
from pinprick.evaluation.cases import KnownCase
from pinprick.inference.ledger import Line, ledger
from pinprick.knowledge.schema.pack import Pack
from pinprick.vocabulary import Basis

STAGES = ("person", "exam", "tests")


@dataclass(frozen=True)
class Deciding:
    """One number that decides: a likelihood of `cause` (finding None: its prior or its patterns).

    `decibans`: absolute decibans it moved the first cause by, summed over the cases; `cases`: in how many.
    `kind`: `answer`, `prior`, `age_band`, `sex` or `drawing`.
    """

    cause: str
    kind: str
    finding: str | None
    basis: str
    sources: tuple[str, ...]
    decibans: float
    cases: int


@dataclass(frozen=True)
class Provenance:
    """`decibans`: absolute decibans by basis, all lines together; `by_kind`: the same for each kind of line.

    `numbers`: every number that took part, the one that moved most first. `recalled`: sources among them that
    were recalled, not read.
    """

    stage: str
    cases: int
    decibans: dict[str, float]
    by_kind: dict[str, dict[str, float]]
    numbers: tuple[Deciding, ...]
    recalled: tuple[str, ...]

    def share(self, *bases: Basis) -> float:
        """The share of all decibans resting on these bases, 0-1 (0 when nothing moved)."""
        total = sum(self.decibans.values())
        return sum(self.decibans[basis.value] for basis in bases) / total if total else 0.0

    @property
    def evidence_share(self) -> float:
        """The share resting on published or derived numbers."""
        return self.share(Basis.PUBLISHED, Basis.DERIVED)

    def judged(self, most: int = 20) -> list[Deciding]:
        """The judged numbers that decide most: where reading pays first."""
        return [number for number in self.numbers if number.basis == Basis.JUDGEMENT][:most]

    def as_data(self, most: int = 20) -> dict[str, Any]:
        """Plain data for `--json`."""
        return {
            "stage": self.stage,
            "cases": self.cases,
            "shares": {basis.value: round(self.share(basis), 4) for basis in Basis},
            "evidence_share": round(self.evidence_share, 4),
            "by_kind": {
                kind: {basis: round(value, 1) for basis, value in found.items()}
                for kind, found in sorted(self.by_kind.items())
            },
            "judged_numbers_that_decide_most": [
                {
                    "cause": n.cause,
                    "kind": n.kind,
                    "finding": n.finding,
                    "decibans": round(n.decibans, 1),
                    "cases": n.cases,
                }
                for n in self.judged(most)
            ],
            "recalled_sources": list(self.recalled),
        }

    def __str__(self) -> str:
        shares = ", ".join(f"{basis.value} {self.share(basis):.0%}" for basis in Basis)
        lines = [f"{self.cases} cases, stage {self.stage}: {shares}.", "Judged numbers that decide most:"]
        for n in self.judged(15):
            lines.append(f"  {n.cause} {n.finding or n.kind}: {n.decibans:.0f} dB in {n.cases} cases")
        return "\n".join(lines)


def provenance(
    pack: Pack, cases: Sequence[KnownCase], stage: str = "person", where: str = "drawing"
) -> Provenance:
    """Add up the ledgers of the first cause of every case at `stage` (`person`, `exam` or `tests`).

    A line counts with the basis of the cause's own number; where the cause has none and only rivals move, with
    that of the background. A drawing counts by the weights of the cause's patterns on each basis. The line
    `combined` is arithmetic and is left out. CaseError on a malformed case.
    """
    totals: dict[tuple[str, str, str | None, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
    sources: dict[tuple[str, str, str | None, str], tuple[str, ...]] = {}
    counted = 0
    for known in cases:
        case = known.at(stage, where)
        if case is None:
            continue
        counted += 1
        conclusion = conclude(case, pack)
        cause = conclusion.posterior.ranked()[0][0]
        for line in _lines(conclusion, cause):
            for basis, part in _bases(line, cause, pack):
                key = (cause, line.kind, line.finding, basis)
                totals[key][0] += part * abs(float(line.decibans))
                totals[key][1] += 1
                sources[key] = line.sources
    numbers = [
        Deciding(cause, kind, finding, basis, sources[cause, kind, finding, basis], moved, int(times))
        for (cause, kind, finding, basis), (moved, times) in totals.items()
    ]
    numbers.sort(key=lambda n: (-n.decibans, n.cause, n.finding or "", n.basis))
    return Provenance(
        stage, counted, _sums(numbers), _sums_by_kind(numbers), tuple(numbers), _recalled(numbers, pack)
    )


def _lines(conclusion: Conclusion, cause: str) -> list[Line]:
    account = ledger(conclusion.network, conclusion.facts.answers, cause, conclusion.facts.drawing)
    return [line for line in account.lines if line.kind != "combined"]


def _bases(line: Line, cause: str, pack: Pack) -> list[tuple[str, float]]:
    """The bases a line rests on, with the part of it that each carries."""
    if line.kind != "drawing":
        return [(line.basis or Basis.JUDGEMENT.value, 1.0)]
    parts: dict[str, float] = defaultdict(float)
    for pattern in pack.causes[cause].patterns:
        parts[pattern.basis.value] += pattern.weight
    whole = sum(parts.values())
    return [(basis, weight / whole) for basis, weight in parts.items()] or [(Basis.JUDGEMENT.value, 1.0)]


def _sums(numbers: Iterable[Deciding]) -> dict[str, float]:
    sums = {basis.value: 0.0 for basis in Basis}
    for number in numbers:
        sums[number.basis] += number.decibans
    return sums


def _sums_by_kind(numbers: Sequence[Deciding]) -> dict[str, dict[str, float]]:
    return {kind: _sums(n for n in numbers if n.kind == kind) for kind in {n.kind for n in numbers}}


def _recalled(numbers: Iterable[Deciding], pack: Pack) -> tuple[str, ...]:
    keys = {key for number in numbers if number.basis != Basis.JUDGEMENT for key in number.sources}
    return tuple(sorted(key for key in keys if pack.source(key).verified == "recalled"))

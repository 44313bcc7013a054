"""How well accounts are read: precision and recall against findings coded by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from pydantic import BaseModel

from pinprick.intake.text import read_account
from pinprick.knowledge.schema.pack import Pack
from pinprick.vocabulary import UNSURE


class Score(BaseModel):
    """Counts and the two fractions (0-1; 1 when nothing was to be found, or nothing was said)."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Share of what was read that is in the coding with the same value."""
        said = self.right + self.wrong
        return self.right / said if said else 1.0

    @property
    def recall(self) -> float:
        """Share of the coding that was read with the same value."""
        coded = self.right + self.missed
        return self.right / coded if coded else 1.0


class Error(BaseModel):
    """One difference: `kind` is `missed`, `invented` (not in the coding) or `other_value`."""

    case: str
    finding: str
    kind: str
    coded: str | None
    read: str | None
    quote: str | None


class Extraction(BaseModel):
    """Scores over all cases, by family and by finding, and every error. Coded or read `unsure` counts as neither."""

    precision: float
    recall: float
    by_family: dict[str, Score]
    by_finding: dict[str, Score]
    errors: list[Error]


def score_extraction(
    cases: Iterable[Mapping[str, Any]],
    coded: Mapping[str, Mapping[str, str]],
    pack: Pack,
    vocabulary: Collection[str] | None = None,
) -> Extraction:
    """Read every case's `narrative` and compare with `coded[case id]` (finding id -> value).

    A value read right counts once; a wrong value counts as wrong and as missed; a finding that was coded `unsure`
    or read as `unsure` counts neither for nor against. `vocabulary`: the findings the coders could use; by default
    those that some case codes, so that findings newer than the coding do not count as invented.
    """
    if vocabulary is None:
        vocabulary = {f for findings in coded.values() for f in findings}
    by_finding: dict[str, Score] = {}
    errors: list[Error] = []
    for case in cases:
        truth = coded.get(case["id"], {})
        reading = read_account(case["narrative"], pack)
        quotes = {u.finding: u.quote for u in reading.understood}
        for finding in sorted(set(truth) | set(reading.answers)):
            if finding not in vocabulary:
                continue
            want, got = truth.get(finding), reading.answers.get(finding)
            score = by_finding.setdefault(finding, Score())
            if want == UNSURE:
                continue
            if got == UNSURE:
                got = None
            if want == got:
                score.right += want is not None
                continue
            if got is not None:
                score.wrong += 1
            if want is not None:
                score.missed += 1
            kind = "missed" if got is None else "invented" if want is None else "other_value"
            errors.append(
                Error(
                    case=case["id"],
                    finding=finding,
                    kind=kind,
                    coded=want,
                    read=got,
                    quote=quotes.get(finding),
                )
            )
    families: dict[str, Counter[str]] = {}
    total: Counter[str] = Counter()
    for finding, score in by_finding.items():
        family = pack.findings[finding].family.value if finding in pack.findings else "unknown"
        counts = Counter(right=score.right, wrong=score.wrong, missed=score.missed)
        families.setdefault(family, Counter()).update(counts)
        total.update(counts)
    whole = Score(**total)
    return Extraction(
        precision=whole.precision,
        recall=whole.recall,
        by_family={family: Score(**counts) for family, counts in families.items()},
        by_finding=by_finding,
        errors=errors,
    )

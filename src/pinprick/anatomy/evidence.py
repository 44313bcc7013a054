"""A drawing as evidence for each cause: a mixture over the cause's patterns, capped and floored."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pydantic import Field, ValidationError

from pinprick.anatomy.atlas import Atlas
from pinprick.anatomy.curves import Floats
from pinprick.anatomy.drawing import PaintedSkin
from pinprick.anatomy.fit import fit
from pinprick.errors import PackError
from pinprick.knowledge.schema.base import Record
from pinprick.knowledge.schema.causes import Pattern
from pinprick.knowledge.schema.pack import Pack

_LARGEST = 50.0
_KEPT = 4
_rules: list[tuple[Pack, EvidenceRules]] = []
_prepared: list[tuple[Pack, Atlas, EvidenceRules, Prepared]] = []


class FamilyLimits(Record):
    """`cap`: largest factor on the odds, either way. `disagree`: share of drawings that say nothing."""

    cap: float = Field(ge=1)
    disagree: float = Field(ge=0, le=1)


class EvidenceRules(Record):
    """`atlas/evidence.yaml`."""

    families: dict[str, FamilyLimits]
    small_cap: dict[str, float]
    territories: dict[str, list[str]]
    reason: str
    sources: list[str] = Field(default=[])

    def family(self, territory: str) -> str:
        """The family of a territory. PackError when the file gives it none."""
        for family, members in self.territories.items():
            if territory in members:
                return family
        raise PackError(
            f"atlas/evidence.yaml: territory {territory!r} has no family. Add it under territories."
        )

    def limits(self, territory: str, side: str) -> FamilyLimits:
        """Cap and disagreement of one territory drawn on `side` (one or both)."""
        limits = self.families[self.family(territory)]
        small = self.small_cap.get(territory)
        if small is None and side == "one":
            small = self.small_cap.get(f"{self.family(territory)}_one_side")
        return limits if small is None else limits.model_copy(update={"cap": min(small, limits.cap)})


def evidence_rules(pack: Pack) -> EvidenceRules:
    """The limits of a pack, read once. PackError when `atlas/evidence.yaml` is missing or wrong."""
    for known, rules in _rules:
        if known is pack:
            return rules
    rules = _read_rules(pack)
    _rules.insert(0, (pack, rules))
    del _rules[_KEPT:]
    return rules


def _read_rules(pack: Pack) -> EvidenceRules:
    try:
        return EvidenceRules.model_validate(pack.atlas.get("evidence"))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise PackError(f"atlas/evidence.yaml: {where}: {first['msg']}.") from None


def cause_evidence(
    skin: PaintedSkin, atlas: Atlas, pack: Pack, rules: EvidenceRules | None = None
) -> dict[str, float]:
    """ln likelihood ratio of the drawing for every cause of the pack, against the average cause; 0 says nothing.

    Each pattern's likelihood is the mean over its territories (and over right and left when one-sided); it is set
    against the prior-weighted average of all causes and mixed with the share of people whose drawing says nothing. A
    cause is the mixture of its patterns, capped; a cause without patterns gets 0. A blank drawing gives 0 for all.
    """
    if skin.is_blank and bool(skin.seen.all()):
        return dict.fromkeys(pack.causes, 0.0)
    known = _prepare(pack, atlas, rules or evidence_rules(pack))
    score = fit(atlas, skin.degree, skin.seen)
    level = np.empty(len(known.shares))
    for alike in known.alike:
        at = score[alike.hypotheses]
        best = at.max(axis=1)
        level[alike.number] = (best + np.log(np.exp(at - best[:, None]).sum(axis=1))) - alike.log_size
    average = _logsumexp(known.shares + level) - _logsumexp(known.shares)
    ratios = (level - average).tolist()
    return {
        cause: _capped([(limits, ratios[number]) for number, limits in listed]) if listed else 0.0
        for cause, listed in known.patterns.items()
    }


@dataclass(frozen=True)
class PatternLimits:
    """What does not change from drawing to drawing: the pattern's weight, the share of people whose drawing says
    nothing (`disagree`), and the mean ln cap over its territories."""

    weight: float
    disagree: float
    log_cap: float


@dataclass(frozen=True, eq=False)
class AlikePatterns:
    """Patterns with equally many hypotheses: their `number` (n,), which `hypotheses` (n, size), ln of how many."""

    number: npt.NDArray[np.intp]
    hypotheses: npt.NDArray[np.intp]
    log_size: float


@dataclass(frozen=True, eq=False)
class Prepared:
    """The patterns of a pack on an atlas. `patterns`: cause -> (number, limits) of each; `shares` (patterns,): ln of
    prior share x weight."""

    patterns: dict[str, list[tuple[int, PatternLimits]]]
    shares: Floats
    alike: list[AlikePatterns]


def _prepare(pack: Pack, atlas: Atlas, rules: EvidenceRules) -> Prepared:
    for of_pack, of_atlas, of_rules, kept in _prepared:
        if of_pack is pack and of_atlas is atlas and of_rules is rules:
            return kept
    at = {(one.territory, one.side): number for number, one in enumerate(atlas.hypotheses)}
    patterns: dict[str, list[tuple[int, PatternLimits]]] = {}
    shares: list[float] = []
    by_size: dict[int, list[tuple[int, list[int]]]] = {}
    for cause in pack.causes.values():
        patterns[cause.id] = []
        for pattern in cause.patterns:
            patterns[cause.id].append((len(shares), _limits(pattern, rules)))
            hypotheses = _hypotheses(pattern, at)
            by_size.setdefault(len(hypotheses), []).append((len(shares), hypotheses))
            shares.append(math.log(cause.prior.share * pattern.weight))
    alike = [
        AlikePatterns(np.array([n for n, _ in listed]), np.array([h for _, h in listed]), math.log(size))
        for size, listed in by_size.items()
    ]
    found = Prepared(patterns, np.array(shares), alike)
    _prepared.insert(0, (pack, atlas, rules, found))
    del _prepared[_KEPT:]
    return found


def _hypotheses(pattern: Pattern, at: Mapping[tuple[str, str], int]) -> list[int]:
    sides = ("both",) if pattern.side == "both" else ("right", "left")
    missing = [name for name in pattern.territories for side in sides if (name, side) not in at]
    if missing:
        raise PackError(f"Pattern of {missing[0]!r}: the atlas does not allow it on {pattern.side} side(s).")
    return [at[name, side] for name in pattern.territories for side in sides]


def _limits(pattern: Pattern, rules: EvidenceRules) -> PatternLimits:
    limits = [rules.limits(territory, pattern.side) for territory in pattern.territories]
    return PatternLimits(
        pattern.weight,
        sum(limit.disagree for limit in limits) / len(limits),
        sum(math.log(limit.cap) for limit in limits) / len(limits),
    )


def _capped(patterns: list[tuple[PatternLimits, float]]) -> float:
    """ln likelihood ratio of one cause from its patterns and their ln ratios.

    The cap is that of the patterns which explain the drawing: the mean of their ln caps, weighted by how much of the
    likelihood each one brings.
    """
    said, caps, parts = [], [], []
    for limits, log_ratio in patterns:
        brings = limits.weight * (1 - limits.disagree) * math.exp(min(log_ratio, _LARGEST))
        parts.append(brings)
        said.append(brings + limits.weight * limits.disagree)
        caps.append(limits.log_cap)
    total = sum(parts)
    cap = sum(part * cap for part, cap in zip(parts, caps, strict=True)) / total if total else max(caps)
    return min(max(math.log(sum(said)), -cap), cap)


def _logsumexp(values: Floats) -> float:
    best = float(values.max())
    return best + math.log(float(np.exp(values - best).sum()))

"""A drawing as evidence for each cause: a mixture over the cause's patterns, capped and floored."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
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
    """The limits of a pack. PackError when `atlas/evidence.yaml` is missing or wrong."""
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
    rules = rules or evidence_rules(pack)
    score = fit(atlas, skin.degree, skin.seen)
    at = {
        (hypothesis.territory, hypothesis.side): value
        for hypothesis, value in zip(atlas.hypotheses, score, strict=True)
    }
    patterns = {
        cause.id: [(pattern, _log_mean(pattern, at)) for pattern in cause.patterns]
        for cause in pack.causes.values()
    }
    shares, levels = [], []
    for cause in pack.causes.values():
        for pattern, level in patterns[cause.id]:
            shares.append(math.log(cause.prior.share * pattern.weight))
            levels.append(level)
    average = _logsumexp(np.array(shares) + np.array(levels)) - _logsumexp(np.array(shares))
    return {
        cause: _capped([(pattern, level - average) for pattern, level in listed], rules) if listed else 0.0
        for cause, listed in patterns.items()
    }


def _log_mean(pattern: Pattern, at: Mapping[tuple[str, str], float]) -> float:
    sides = ("both",) if pattern.side == "both" else ("right", "left")
    missing = [name for name in pattern.territories for side in sides if (name, side) not in at]
    if missing:
        raise PackError(f"Pattern of {missing[0]!r}: the atlas does not allow it on {pattern.side} side(s).")
    values = np.array([at[name, side] for name in pattern.territories for side in sides])
    return _logsumexp(values) - math.log(len(values))


def _capped(patterns: list[tuple[Pattern, float]], rules: EvidenceRules) -> float:
    """ln likelihood ratio of one cause from its patterns and their ln ratios.

    The cap is that of the patterns which explain the drawing: the mean of their ln caps, weighted by how much of the
    likelihood each one brings.
    """
    said, caps, parts = [], [], []
    for pattern, log_ratio in patterns:
        limits = [rules.limits(territory, pattern.side) for territory in pattern.territories]
        disagree = sum(limit.disagree for limit in limits) / len(limits)
        brings = pattern.weight * (1 - disagree) * math.exp(min(log_ratio, _LARGEST))
        parts.append(brings)
        said.append(brings + pattern.weight * disagree)
        caps.append(sum(math.log(limit.cap) for limit in limits) / len(limits))
    total = sum(parts)
    cap = sum(part * cap for part, cap in zip(parts, caps, strict=True)) / total if total else max(caps)
    return min(max(math.log(sum(said)), -cap), cap)


def _logsumexp(values: Floats) -> float:
    best = float(values.max())
    return best + math.log(float(np.exp(values - best).sum()))

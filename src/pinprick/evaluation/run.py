"""`pinprick evaluate`: the engine against cases with a known answer."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from pinprick.conclusion import Conclusion, conclude
from pinprick.evaluation.baselines import baseline_outcomes
from pinprick.evaluation.cases import STAGES, KnownCase
from pinprick.evaluation.scores import Outcome, stage_scores
from pinprick.intake.scoring import score_extraction
from pinprick.knowledge.schema.pack import Pack


def outcomes_of(
    cases: Sequence[KnownCase], pack: Pack, stages: Sequence[str] = STAGES, where: str = "drawing"
) -> list[Outcome]:
    """What the engine says of every case at every stage it was coded for."""
    outcomes = []
    for known in cases:
        for stage in stages:
            case = known.at(stage, where)
            if case is None:
                continue
            start = time.perf_counter()
            conclusion = conclude(case, pack)
            seconds = time.perf_counter() - start
            ranked = tuple((c, round(p, 6)) for c, p in conclusion.posterior.ranked())
            level, shown = conclusion.decision.level, conclusion.ranked[0][0]
            outcomes.append(Outcome(known, stage, ranked, level, seconds, _because(conclusion), shown))
    return outcomes


def evaluate(
    cases: Sequence[KnownCase],
    pack: Pack,
    stages: Sequence[str] = STAGES,
    where: str = "drawing",
    split: bool = False,
    baselines: bool = False,
) -> dict[str, Any]:
    """The whole report as plain data (the contract of `pinprick evaluate --json`).

    `split` adds the same figures by kind of source (exam question, case report, teaching, vignette);
    `baselines` adds simple rivals.
    """
    outcomes = outcomes_of(cases, pack, stages, where)
    report: dict[str, Any] = {
        "pack": {"id": pack.id, "version": pack.version, "digest": pack.digest},
        "n": len(cases),
        "where": where,
        "stages": _by_stage(outcomes),
        "extraction": _extraction(cases, pack),
    }
    if split:
        kinds = sorted({c.kind for c in cases})
        report["by_source"] = {k: _by_stage([o for o in outcomes if o.case.kind == k]) for k in kinds}
    if baselines:
        report["baselines"] = {name: _by_stage(o) for name, o in baseline_outcomes(cases, pack).items()}
    report["cases"] = [_row(o) for o in outcomes]
    return report


def _because(conclusion: Conclusion) -> tuple[str, ...]:
    decision = conclusion.decision
    rules = [b.rule for b in decision.because if b.level.rank >= decision.level.rank]
    return tuple(
        rules + [f"risk:{'+'.join(r.causes[:2])}" for r in decision.risk if r.level is decision.level]
    )


def _by_stage(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    stages = [s for s in STAGES if any(o.stage == s for o in outcomes)]
    return {s: stage_scores([o for o in outcomes if o.stage == s]) for s in stages}


def _extraction(cases: Sequence[KnownCase], pack: Pack) -> dict[str, Any] | None:
    coded = [c for c in cases if c.coded is not None]
    if not coded:
        return None
    truth = {c.id: _answers(c.coded or {}) for c in coded}
    found = score_extraction([{"id": c.id, "narrative": c.narrative} for c in coded], truth, pack)
    return {
        "precision": found.precision,
        "recall": found.recall,
        "by_family": {f: {"precision": s.precision, "recall": s.recall} for f, s in found.by_family.items()},
        "errors": [e.model_dump() for e in found.errors],
    }


def _answers(coded: dict[str, Any]) -> dict[str, str]:
    return {**(coded.get("findings") or {}), **(coded.get("region_findings") or {})}


def _row(outcome: Outcome) -> dict[str, Any]:
    return {
        "id": outcome.case.id,
        "stage": outcome.stage,
        "kind": outcome.case.kind,
        "truth": outcome.case.truth,
        "acceptable": sorted(outcome.case.acceptable_causes),
        "sensory": outcome.case.sensory,
        "ranked": [{"cause": cause, "probability": p} for cause, p in outcome.ranked],
        "shown_first": outcome.shown_first,
        "urgency": outcome.urgency,
        "expected_urgency": outcome.case.urgency,
        "acceptable_urgency": sorted(outcome.case.acceptable_urgency, key=lambda u: -u.rank),
        "because": list(outcome.because),
        "seconds": round(outcome.seconds, 6),
    }

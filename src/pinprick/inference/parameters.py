"""The numbers of a pack as arrays: one row a finding, one column a form of a cause.

A *form* is a cause, or one of the `presentations` of a cause that has several. Forms of one cause exclude
each other, so the probability of a cause is the sum over its forms.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pinprick.knowledge.schema.causes import Cause, Likelihood, Presentation
from pinprick.knowledge.schema.findings import Finding
from pinprick.knowledge.schema.pack import Pack
from pinprick.vocabulary import NO, YES

Floats = NDArray[np.float64]
UNEXPLAINED = "unexplained"
PRIOR_FINDINGS = ("age_band", "sex")
"""Findings that enter through the priors (`by_age`, `by_sex`) and have no likelihood."""
SMALLEST = 1e-9
"""No probability is taken below this or above one minus this: a pack keeps to 0.001-0.999, so it only guards
against a hand-made pack with 0 or 1, and against rounding."""
LEAST_SAY = 0.05
"""The least weight of a listed cause in a categorical mixture."""


@dataclass(frozen=True)
class Binary:
    """All binary findings. Shapes: `p` (findings, forms), `background` and `unexplained` (findings,)."""

    ids: tuple[str, ...]
    p: Floats
    background: Floats
    unexplained: Floats


@dataclass(frozen=True)
class Categorical:
    """One categorical finding.

    `say` (forms,) is the weight of each form in the mixture, 0 when it does not list the finding; `p`
    (forms, values) its distribution; `background` and `unexplained` (values,).
    """

    id: str
    values: tuple[str, ...]
    say: Floats
    p: Floats
    background: Floats
    unexplained: Floats


@dataclass(frozen=True)
class Form:
    """One way a cause shows itself: `weight` is its share of the cause's people, `listed` its own numbers."""

    cause: str
    presentation: str | None
    weight: float
    listed: Mapping[str, Likelihood]


@dataclass(frozen=True)
class Parameters:
    """Everything numeric of a pack but its priors. `causes` leaves out `unexplained`; forms follow the order
    of their causes."""

    causes: tuple[str, ...]
    forms: tuple[Form, ...]
    binary: Binary
    categorical: dict[str, Categorical]

    @property
    def binary_row(self) -> dict[str, int]:
        """Finding id -> row of `binary`."""
        return {finding: row for row, finding in enumerate(self.binary.ids)}


def _yes(finding: Finding) -> float:
    p = finding.background.p
    return p[YES] if isinstance(p, dict) else p


def _distribution(p: float | dict[str, float], values: list[str]) -> Floats:
    table = p if isinstance(p, dict) else {YES: p, NO: 1 - p}
    shares = np.clip(np.array([table.get(value, 0.0) for value in values]), SMALLEST, 1)
    return np.asarray(shares / shares.sum())


def say(p: Floats, background: Floats) -> Floats:
    """How much a cause has to say on a categorical finding: half the absolute difference, at least 0.05."""
    return np.asarray(np.maximum(np.abs(p - background).sum(-1) / 2, LEAST_SAY))


def _forms(cause: Cause, pack: Pack) -> list[Form]:
    """The presentations of a cause, each with the numbers that hold in it; the cause itself when it has none."""
    if not cause.presentations:
        return [Form(cause.id, None, 1.0, cause.findings)]
    whole = sum(p.weight for p in cause.presentations)
    return [Form(cause.id, p.id, p.weight / whole, _listed(cause, p, pack)) for p in cause.presentations]


def _listed(cause: Cause, presentation: Presentation, pack: Pack) -> dict[str, Likelihood]:
    model = pack.causes.get(presentation.like or "")
    base = dict(model.findings if model else cause.findings)
    base.update(presentation.findings)
    return base


def _binary(findings: list[Finding], forms: list[Form], unexplained: Cause | None) -> Binary:
    background = np.clip(np.array([_yes(f) for f in findings]), SMALLEST, 1 - SMALLEST)
    p = np.repeat(background[:, None], len(forms), axis=1)
    rows = {f.id: row for row, f in enumerate(findings)}
    alone = background.copy()
    for column, form in enumerate(forms):
        for finding, likelihood in form.listed.items():
            if finding in rows and isinstance(likelihood.p, float | int):
                p[rows[finding], column] = likelihood.p
    for finding, likelihood in (unexplained.findings if unexplained else {}).items():
        if finding in rows and isinstance(likelihood.p, float | int):
            alone[rows[finding]] = likelihood.p
    limits = (SMALLEST, 1 - SMALLEST)
    return Binary(tuple(rows), np.clip(p, *limits), background, np.clip(alone, *limits))


def _categorical(finding: Finding, forms: list[Form], unexplained: Cause | None) -> Categorical:
    values = finding.values
    background = _distribution(finding.background.p, values)
    p = np.repeat(background[None, :], len(forms), axis=0)
    weight = np.zeros(len(forms))
    for column, form in enumerate(forms):
        if likelihood := form.listed.get(finding.id):
            p[column] = _distribution(likelihood.p, values)
            weight[column] = say(p[column], background)
    listed = unexplained.findings.get(finding.id) if unexplained else None
    alone = _distribution(listed.p, values) if listed else background
    return Categorical(finding.id, tuple(values), weight, p, background, alone)


def parameters(pack: Pack) -> Parameters:
    """The likelihood numbers of `pack`. A finding a cause does not list stands at its background."""
    causes = [cause for cause in pack.causes.values() if cause.id != UNEXPLAINED]
    unexplained = pack.causes.get(UNEXPLAINED)
    forms = [form for cause in causes for form in _forms(cause, pack)]
    asked = [f for f in pack.findings.values() if f.id not in PRIOR_FINDINGS]
    return Parameters(
        causes=tuple(cause.id for cause in causes),
        forms=tuple(forms),
        binary=_binary([f for f in asked if f.is_binary], forms, unexplained),
        categorical={f.id: _categorical(f, forms, unexplained) for f in asked if not f.is_binary},
    )

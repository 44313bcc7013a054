"""Which answers count, and how much: left out, replaced by a more specific one, or tempered in a group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pinprick.errors import CaseError
from pinprick.inference import rows
from pinprick.inference.network import Network
from pinprick.inference.parameters import PRIOR_FINDINGS, UNEXPLAINED
from pinprick.vocabulary import NO, UNSURE, YES

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Weighed:
    """One answer that counts: its group (None = on its own), how many of the group count, and its weight."""

    finding: str
    value: str
    group: str | None
    in_group: int
    weight: float


@dataclass(frozen=True)
class Evidence:
    """A case as the engine sees it.

    `weighed` in the order of the answers; `left_out` finding -> reason (`unsure`, `more_specific`,
    `drawing`); `contradictions`: pairs (general answered no, specific answered yes); `drawing`: log
    likelihood ratio of the drawing for every form (forms,) and for no cause, or None. `spoken`: what a story
    told freely did mention of `network.told`; None when the person was asked, and silence says nothing.
    """

    age: str | None
    sex: str | None
    weighed: tuple[Weighed, ...]
    left_out: dict[str, str]
    contradictions: tuple[tuple[str, str], ...]
    drawing: tuple[Floats, float] | None
    spoken: tuple[str, ...] | None = None


def weigh(
    network: Network, answers: Mapping[str, str], drawing_evidence: Mapping[str, float] | None = None
) -> Evidence:
    """Sort `answers` (finding id -> value) and the drawing's log likelihood ratios (cause id -> ln LR).

    Rules, from the pack's schema: `unsure` is left out. Of a general and a specific finding (`implied_by`)
    both answered yes only the specific one counts. With a drawing, what it answers better is left out. With
    n findings of one group each counts n ** -exponent. CaseError on unknown findings, values or causes.
    """
    rules, findings = network.dependence, network.pack.findings
    left_out: dict[str, str] = {}
    contradictions: list[tuple[str, str]] = []
    counted: list[tuple[str, str]] = []
    for finding, value in answers.items():
        if value == UNSURE and network.values(finding):
            left_out[finding] = "unsure"
            continue
        network.value_number(finding, value)
        if finding in PRIOR_FINDINGS:
            continue
        if finding == network.silence.finding:
            left_out[finding] = "story"
            continue
        specific = [other for other in findings[finding].implied_by if answers.get(other) == YES]
        if specific and value == NO:
            contradictions.append((finding, specific[0]))
        replaced = drawing_evidence is not None and not {
            finding,
            network.group.get(finding),
            findings[finding].group,
        }.isdisjoint(rules.drawing_replaces)
        if replaced:
            left_out[finding] = "drawing"
        elif specific and value == YES:
            left_out[finding] = "more_specific"
        else:
            counted.append((finding, value))
    sizes = Counter(network.group.get(finding) for finding, _ in counted)
    weighed = []
    for finding, value in counted:
        group = network.group.get(finding)
        n = sizes[group] if group else 1
        exponent = rules.exponents.get(group or "", rules.exponent)
        weighed.append(Weighed(finding, value, group, n, rules.overall * n**-exponent))
    return Evidence(
        age=_known(answers.get("age_band")),
        sex=_known(answers.get("sex")),
        weighed=tuple(weighed),
        left_out=left_out,
        contradictions=tuple(contradictions),
        drawing=None if drawing_evidence is None else _drawing(network, drawing_evidence),
        spoken=_spoken(network, answers) if _told_freely(network, answers) else None,
    )


def _told_freely(network: Network, answers: Mapping[str, str]) -> bool:
    return bool(network.told) and answers.get(network.silence.finding) == YES


def _spoken(network: Network, answers: Mapping[str, str]) -> tuple[str, ...]:
    """The findings of `network.told` that are known, or settled by a more specific or more general answer.

    Not sure is not known here too: an answer `unsure` is the same as none, in one case and in a batch.
    """
    findings = network.pack.findings
    denied = {special for f, value in answers.items() if value == NO for special in findings[f].implied_by}
    return tuple(
        f
        for f in network.told
        if answers.get(f, UNSURE) != UNSURE
        or f in denied
        or any(answers.get(special) == YES for special in findings[f].implied_by)
    )


def silence(network: Network, evidence: Evidence) -> Floats | None:
    """ln P(what the story left out | set), shape (sets,); None when the person was asked."""
    if evidence.spoken is None:
        return None
    unsaid = network.silence_of_all - sum(network.silence_row(f) for f in evidence.spoken)
    return np.asarray(fullness(network, evidence) * unsaid)


def silence_moved(network: Network, before: Evidence, after: Evidence) -> list[tuple[float, Floats]]:
    """`silence` after less before as (weight, row over all sets): only of what is mentioned anew or no more."""
    was, now = before.spoken or (), after.spoken or ()
    at_first, at_last = (fullness(network, e) if e.spoken is not None else 0.0 for e in (before, after))
    more = at_last - at_first
    unsaid = [(more, network.silence_of_all), *((-more, network.silence_row(f)) for f in was)] if more else []
    anew = [(-at_last, network.silence_row(f)) for f in now if f not in was]
    return [*unsaid, *anew, *((at_last, network.silence_row(f)) for f in was if f not in now)]


def fullness(network: Network, evidence: Evidence) -> float:
    """How much of a full story was told, 0 to 1: who says one thing only has left out nothing on purpose."""
    return min(1.0, len(evidence.spoken or ()) / network.silence.full_story)


def _known(value: str | None) -> str | None:
    return None if value == UNSURE else value


def _drawing(network: Network, ratios: Mapping[str, float]) -> tuple[Floats, float]:
    """A cause the drawing says nothing about has ln LR 0."""
    column = np.zeros(network.width)
    for cause, ratio in ratios.items():
        if cause != UNEXPLAINED and cause not in network.index:
            raise CaseError(f"The drawing evidence names {cause!r}, which is no cause of this pack.")
        if not np.isfinite(ratio):
            raise CaseError(f"The drawing evidence of {cause!r} is {ratio}: it must be a finite number.")
        if cause != UNEXPLAINED:
            column[network.cause_of == network.index[cause]] = ratio
    return column, float(ratios.get(UNEXPLAINED, 0.0))


def weighed_rows(network: Network, evidence: Evidence) -> list[tuple[float, Floats]]:
    """What the posterior is made of beside the prior: (weight, row over all sets) of each answer that counts,
    then of silence (in a story told freely) and of the drawing (where there is one)."""
    rows = network.rows_of([(answer.finding, answer.value) for answer in evidence.weighed])
    found = [(answer.weight, row) for answer, row in zip(evidence.weighed, rows, strict=True)]
    if (unsaid := silence(network, evidence)) is not None:
        found.append((1.0, unsaid))
    if evidence.drawing is not None:
        found.append((1.0, drawing_row(evidence, None)))
    return found


def drawing_row(evidence: Evidence, chosen: NDArray[np.int64] | None) -> Floats:
    """ln LR of the drawing for each of the sets `chosen` (k, width), or of all (None): shape (k,).

    The log of the mean over the members of a set; there must be a drawing.

    Each member is equally likely to be the one that is drawn: the mixture rule of categorical findings.
    One cause alone gives back its own ratio, and a cause that fits nothing cannot borrow another's fit.
    """
    if evidence.drawing is None:
        raise ValueError("There is no drawing.")
    ratios, none = evidence.drawing
    top = max(float(ratios.max(initial=0.0)), none)
    each = np.exp(ratios - top)
    combine = rows.over(chosen)
    size = combine(np.ones(ratios.size), np.add)
    row = np.log(np.maximum(combine(each, np.add) / np.maximum(size, 1), 1e-300)) + top
    row[size == 0] = none
    return np.asarray(row)

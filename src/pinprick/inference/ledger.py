"""The additive account of one cause: prior + weight of each answer = posterior, in decibans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from math import log, log1p
from typing import Literal

from pinprick.errors import CaseError
from pinprick.inference.evidence import Evidence, Weighed
from pinprick.inference.growth import growth
from pinprick.inference.network import Network
from pinprick.inference.parameters import PRIOR_FINDINGS, UNEXPLAINED
from pinprick.inference.posterior import posterior

Kind = Literal["prior", "age_band", "sex", "answer", "drawing", "silence", "combined"]
STEP = Decimal("0.01")
"""Lines are rounded to a hundredth of a deciban, and add up exactly in it."""
_DECIBANS = 10 / log(10)


@dataclass(frozen=True)
class Line:
    """One line of the account.

    `decibans` is what it adds to the odds of the cause (10 log10 of the odds ratio). `if_left_out`: by how
    much the odds would fall if this one answer were taken back and all others stayed; when it is smaller
    than `decibans`, other answers say the same. `listed`: the cause has a number of its own for this
    finding (else it stands at the background, and only rivals move). `weight` below 1: one of `in_group`
    answers of `group` that repeat each other, so each counts less.
    """

    kind: Kind
    decibans: Decimal
    finding: str | None = None
    value: str | None = None
    if_left_out: Decimal | None = None
    basis: str | None = None
    sources: tuple[str, ...] = ()
    note: str | None = None
    listed: bool = True
    group: str | None = None
    in_group: int = 1
    weight: float = 1.0


@dataclass(frozen=True)
class Ledger:
    """The account of one cause. `lines` add up exactly to `decibans`, the posterior odds.

    First the prior and what age and sex make of it, the drawing, the answers in the pack's order, last
    the line `combined`: what rounding leaves over, and what the lines cannot share out among them.
    """

    cause: str
    lines: tuple[Line, ...]
    decibans: Decimal

    @property
    def probability(self) -> float:
        """The probability these odds stand for."""
        return float(1 / (1 + 10 ** (-float(self.decibans) / 10)))

    def strongest(self, most: int = 8) -> list[Line]:
        """The `most` answers (and the drawing) that move the cause furthest, either way."""
        moved = [line for line in self.lines if line.kind in ("answer", "drawing")]
        return sorted(moved, key=lambda line: -abs(line.decibans))[:most]


def ledger(
    network: Network,
    answers: Mapping[str, str],
    cause: str,
    drawing_evidence: Mapping[str, float] | None = None,
) -> Ledger:
    """Why `cause` has the probability it has.

    In a set model the weights of single answers depend on what else is known. Each answer's share is
    therefore averaged while all answers together grow from no weight to full weight: the shares of Aumann
    and Shapley (1974; "integrated gradients", Sundararajan et al. 2017), which do not depend on the order and
    add up to the whole change. With one cause against the rest held fixed they are the usual weights of
    evidence (Good 1950). CaseError on an unknown cause, finding or value.
    """
    return ledgers(network, answers, [cause], drawing_evidence)[0]


def ledgers(
    network: Network,
    answers: Mapping[str, str],
    causes: Sequence[str],
    drawing_evidence: Mapping[str, float] | None = None,
) -> list[Ledger]:
    """The ledgers of several causes of one case (see `ledger`), worked out together."""
    for cause in causes:
        if cause != UNEXPLAINED and cause not in network.index:
            raise CaseError(f"{cause!r} is no cause of the pack {network.pack.id!r}.")
    point = posterior(network, answers, drawing_evidence)
    start = network.prior(point.evidence.age, point.evidence.sex)[0]
    way = growth(start, point.parts, [network.holding(cause) for cause in causes])
    said = zip(way.shares.tolist(), way.left_out.tolist(), way.log_odds.tolist(), strict=True)
    return [_ledger(network, point.evidence, *account) for account in zip(causes, said, strict=True)]


def _ledger(
    network: Network, evidence: Evidence, cause: str, account: tuple[list[float], list[float], float]
) -> Ledger:
    shares, left_out, log_odds = account
    total = _rounded(log_odds)
    lines = _prior_lines(network, evidence, cause)
    said = iter(zip(map(_rounded, shares), map(_rounded, left_out), strict=True))
    answered = [_answer(network, cause, answer, *next(said)) for answer in evidence.weighed]
    if evidence.spoken is not None:
        answered.append(_silence(network, *next(said)))
    if evidence.drawing is not None:
        lines.append(_drawing(network, cause, *next(said)))
    lines += answered
    rest = total - sum((line.decibans for line in lines), Decimal(0))
    return Ledger(cause, (*lines, Line("combined", rest)), total)


def _rounded(log_ratio: float) -> Decimal:
    return Decimal(log_ratio * _DECIBANS).quantize(STEP, ROUND_HALF_EVEN) + Decimal("0.00")


def _prior_lines(network: Network, evidence: Evidence, cause: str) -> list[Line]:
    """The prior odds for everyone who asks, and what age and sex make of them."""
    of_prior = network.pack.causes[cause].prior if cause in network.pack.causes else None
    basis = of_prior.basis.value if of_prior else "judgement"
    sources = tuple(of_prior.sources) if of_prior else ()
    lines: list[Line] = []
    before = Decimal(0)
    steps: list[tuple[Kind, str | None, str | None]] = [("prior", None, None)]
    if evidence.age:
        steps.append(("age_band", evidence.age, None))
    if evidence.sex:
        steps.append(("sex", evidence.age, evidence.sex))
    for kind, age, sex in steps:
        now = _rounded(_log_odds_of(_prior_share(network, cause, age, sex)))
        said = kind in PRIOR_FINDINGS
        value = (sex if kind == "sex" else age) if said else None
        note = of_prior.derivation if of_prior and not said else None
        lines.append(Line(kind, now - before, kind if said else None, value, None, basis, sources, note))
        before = now
    return lines


def _prior_share(network: Network, cause: str, age: str | None, sex: str | None) -> float:
    of_causes, none = network.shares(age, sex)
    return none if cause == UNEXPLAINED else float(of_causes[network.index[cause]])


def _log_odds_of(p: float) -> float:
    return log(p) - log1p(-p)


def _silence(network: Network, share: Decimal, left_out: Decimal) -> Line:
    rules = network.silence
    return Line(
        "silence", share, rules.finding, None, left_out, rules.basis, tuple(rules.sources), rules.why, False
    )


def _drawing(network: Network, cause: str, share: Decimal, left_out: Decimal) -> Line:
    patterns = network.pack.causes[cause].patterns if cause in network.pack.causes else []
    sources = tuple(dict.fromkeys(source for pattern in patterns for source in pattern.sources))
    return Line("drawing", share, if_left_out=left_out, sources=sources, listed=bool(patterns))


def _answer(network: Network, cause: str, answer: Weighed, share: Decimal, left_out: Decimal) -> Line:
    finding = network.pack.findings[answer.finding]
    known = network.pack.causes[cause].findings.get(finding.id) if cause in network.pack.causes else None
    if known:
        basis, sources, note = known.basis.value, tuple(known.sources), known.note
    else:
        background = finding.background
        basis, note = background.basis.value, background.note
        sources = (background.source,) if background.source else ()
    return Line(
        "answer", share, finding.id, answer.value, left_out, basis, sources, note, known is not None,
        answer.group, answer.in_group, answer.weight,
    )  # fmt: skip

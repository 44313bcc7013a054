"""Which question next: safety first, then what changes advice or causes most for the time it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from pinprick.inference.decisions import LEVELS, level_of_causes, losses
from pinprick.inference.gain import Gain, gains
from pinprick.inference.network import Network
from pinprick.inference.outlook import Outlook, open_findings, outlook
from pinprick.inference.parameters import UNEXPLAINED
from pinprick.inference.posterior import Posterior, posterior
from pinprick.knowledge.schema.findings import Finding
from pinprick.knowledge.schema.reasoning import Price, Questions, TestsPrice
from pinprick.vocabulary import AnsweredBy, Urgency

ASKED_OF = (AnsweredBy.PERSON, AnsweredBy.HOME_CHECK)
TESTED_BY = (AnsweredBy.CLINICIAN, AnsweredBy.LABORATORY)
Verdict = Literal["worth_it", "not_now", "they_decide"]


@dataclass(frozen=True)
class NextQuestion:
    """A question and what it is worth.

    `safety`: an emergency rule hangs on it, so it goes first. `loss_drop`: expected drop of the loss from
    advising wrongly (unit of `urgency_loss`); `bits`: expected information about the causes; `gain`: both
    together, in the unit of loss; `burden_seconds`: what it costs the person. `separates`: the two causes it
    tells apart best, the first one speaking for the first answer; None when fewer than two are in play.
    """

    finding: str
    safety: bool
    gain: float
    loss_drop: float
    bits: float
    burden_seconds: float
    separates: tuple[str, str] | None

    @property
    def per_minute(self) -> float:
        """Gain for a minute of the person's time."""
        return self.gain / self.burden_seconds * 60


@dataclass(frozen=True)
class Stop:
    """Why to stop asking: `settled` (no likely answer changes advice or first cause), `nothing_worth_asking`,
    `enough_asked`."""

    reason: Literal["settled", "nothing_worth_asking", "enough_asked"]


@dataclass(frozen=True)
class NextTest:
    """An examination or test, its worth and its price, in the unit of loss.

    `verdict`: `worth_it` when the gain is above the price, else `not_now`; but while care today is advised
    nothing is called needless: those who give it decide (`they_decide`).
    """

    finding: str
    verdict: Verdict
    gain: float
    loss_drop: float
    bits: float
    price: float
    why_price: str
    separates: tuple[str, str] | None

    @property
    def net(self) -> float:
        """Gain minus price, in the unit of loss."""
        return self.gain - self.price


@dataclass(frozen=True)
class Inquiry:
    """One look ahead over a case: the posterior, all open answers, and what each finding is worth."""

    point: Posterior
    out: Outlook
    gain: Gain


def inquire(
    network: Network,
    answers: Mapping[str, str],
    drawing_evidence: Mapping[str, float] | None,
    candidates: Sequence[str],
    level_of_cause: Mapping[str, Urgency] | None = None,
    floor: Urgency | None = None,
) -> Inquiry:
    """Look at every open candidate at once (findings already answered or settled are dropped)."""
    point = posterior(network, answers, drawing_evidence)
    replaced = set(network.dependence.drawing_replaces) if drawing_evidence is not None else set()
    open_ones = [
        f for f in open_findings(network, answers, candidates)
        if replaced.isdisjoint({f, network.group.get(f), network.pack.findings[f].group})
    ]  # fmt: skip
    out = outlook(point, open_ones, level_of_cause)
    names = [*network.causes, UNEXPLAINED]
    worth = gains(out, losses(network, floor), names, level_of_causes(network, level_of_cause))
    return Inquiry(point, out, worth)


def part(inquiry: Inquiry, findings: Sequence[str]) -> Inquiry:
    """The same look ahead for some of its findings only."""
    wanted = set(findings)
    kept = [at for at, finding in enumerate(inquiry.out.findings) if finding in wanted]
    names = tuple(inquiry.out.findings[at] for at in kept)
    gain = inquiry.gain
    return Inquiry(
        inquiry.point,
        replace(inquiry.out, findings=names, span={name: inquiry.out.span[name] for name in names}),
        Gain(gain.loss_drop[kept], gain.bits[kept], [gain.separates[at] for at in kept]),
    )


def askable(network: Network) -> list[str]:
    """Findings a person can answer, alone or with a look at home, in the pack's order."""
    never = set(_questions(network).never)
    return [f.id for f in network.pack.findings.values() if f.answered_by in ASKED_OF and f.id not in never]


def testable(network: Network) -> list[str]:
    """Examinations and tests a clinician or laboratory does, in the pack's order."""
    return [f.id for f in network.pack.findings.values() if f.answered_by in TESTED_BY]


def next_questions(
    network: Network,
    answers: Mapping[str, str],
    drawing_evidence: Mapping[str, float] | None = None,
    candidates: Sequence[str] | None = None,
    level_of_cause: Mapping[str, Urgency] | None = None,
    open_danger: Sequence[str] = (),
    floor: Urgency | None = None,
) -> list[NextQuestion]:
    """Every open question, best first.

    `candidates`: finding ids to choose from (all askable ones when None); `open_danger`: findings an
    emergency rule still waits for, in triage's order: those go first, in that order. `level_of_cause`
    replaces the default urgency of causes; `floor`: the level rules have set already, below which no answer
    can bring the advice. The rest are ordered by gain for the person's time, ties by the pack's order.
    """
    pool = askable(network) if candidates is None else list(candidates)
    pool = list(dict.fromkeys([*open_danger, *pool]))
    return ranked(
        network, inquire(network, answers, drawing_evidence, pool, level_of_cause, floor), open_danger
    )


def ranked(
    network: Network, inquiry: Inquiry, open_danger: Sequence[str] = (), most: int | None = None
) -> list[NextQuestion]:
    """The questions of an inquiry, best first (see `next_questions`); the first `most` of them."""
    bit, seconds = _questions(network).worth_of_a_bit, _burdens(network)
    place = {finding: at for at, finding in enumerate(open_danger)}
    worth = inquiry.gain.loss_drop + bit * inquiry.gain.bits
    order = []
    for at, (finding, gain) in enumerate(zip(inquiry.out.findings, worth.tolist(), strict=True)):
        per_minute = gain / seconds[finding] * 60
        order.append((place.get(finding, len(place)), -round(per_minute, 9), at, finding, gain))
    order.sort()
    return [
        NextQuestion(
            finding=finding,
            safety=finding in place,
            gain=gain,
            loss_drop=float(inquiry.gain.loss_drop[at]),
            bits=float(inquiry.gain.bits[at]),
            burden_seconds=seconds[finding],
            separates=inquiry.gain.separates[at],
        )
        for _, _, at, finding, gain in order[:most]
    ]


def stop(
    network: Network,
    inquiry: Inquiry,
    asked: int,
    open_danger: Sequence[str] = (),
    floor: Urgency | None = None,
) -> Stop | None:
    """Whether to stop asking, or None to go on. Never while a danger question is open.

    Settled: the first cause has at least `settled_above`, and no answer as likely as `likely` would bring
    another best advice or another first cause. `asked` counts the questions so far.
    """
    if any(finding in inquiry.out.span for finding in open_danger):
        return None
    rules, out = _questions(network), inquiry.out
    if asked >= rules.stop.most_questions:
        return Stop("enough_asked")
    if not any(q.gain >= rules.stop.least_worth for q in ranked(network, inquiry)):
        return Stop("nothing_worth_asking")
    table = losses(network, floor)
    advice, first = int((out.level @ table).argmin()), int(out.cause.argmax())
    if out.cause[first] < rules.stop.settled_above:
        return None
    p = out.by_level.sum(axis=1)
    likely = p >= rules.stop.likely
    same = ((out.by_level @ table).argmin(axis=1) == advice) & (out.by_cause.argmax(axis=1) == first)
    return Stop("settled") if bool(np.all(same | ~likely)) else None


def next_tests(
    network: Network,
    answers: Mapping[str, str],
    drawing_evidence: Mapping[str, float] | None = None,
    candidates: Sequence[str] | None = None,
    level_of_cause: Mapping[str, Urgency] | None = None,
    floor: Urgency | None = None,
    inquiry: Inquiry | None = None,
) -> list[NextTest]:
    """Examinations and tests by what they are worth beyond their price, best first.

    The last ones with verdict `not_now` are what not to order. Same computation as `next_questions`,
    with a price (money, time, harm, waiting) instead of seconds.
    """
    if inquiry is None:
        pool = testable(network) if candidates is None else list(candidates)
        inquiry = inquire(network, answers, drawing_evidence, pool, level_of_cause, floor)
    rules: TestsPrice = network.setting("tests_price", TestsPrice)
    today = best_advice(network, inquiry, floor).rank >= Urgency.URGENT_SAME_DAY.rank
    otherwise: Verdict = "they_decide" if today else "not_now"
    found = []
    for at, finding in enumerate(inquiry.out.findings):
        price = _price(network.pack.findings[finding], rules)
        drop, bits = float(inquiry.gain.loss_drop[at]), float(inquiry.gain.bits[at])
        gain = drop + rules.worth_of_a_bit * bits
        separates = inquiry.gain.separates[at]
        found.append(
            NextTest(
                finding,
                "worth_it" if gain > price.price else otherwise,
                gain,
                drop,
                bits,
                price.price,
                price.why,
                separates,
            )
        )
    return sorted(found, key=lambda test: -round(test.net, 9))


def best_advice(network: Network, inquiry: Inquiry, floor: Urgency | None = None) -> Urgency:
    """The level with the least expected loss, from the causes alone (rules stand above it)."""
    return LEVELS[int((inquiry.out.level @ losses(network, floor)).argmin())]


def _questions(network: Network) -> Questions:
    found: Questions = network.setting("questions", Questions)
    return found


def _burdens(network: Network) -> dict[str, float]:
    """Seconds that each finding of the pack costs the person."""

    def find() -> dict[str, float]:
        rules = _questions(network)
        return {finding.id: _seconds(finding, rules) for finding in network.pack.findings.values()}

    found: dict[str, float] = network.once("burdens", find)
    return found


def _seconds(finding: Finding, rules: Questions) -> float:
    start = rules.seconds_of.get(finding.id, rules.seconds.get(finding.answered_by, 60.0))
    return max(start + rules.seconds_per_value * max(len(finding.values) - 2, 0), 1.0)


def _price(finding: Finding, rules: TestsPrice) -> Price:
    known = rules.of.get(finding.id) or rules.by_kind.get(finding.answered_by)
    return known or Price(price=1.0, why="a visit")

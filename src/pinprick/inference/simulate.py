"""People drawn from the pack itself, and interviews with them: how many questions, how often right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from pinprick.inference.decisions import LEVELS, levels, losses
from pinprick.inference.network import Network
from pinprick.inference.parameters import PRIOR_FINDINGS
from pinprick.inference.posterior import posterior
from pinprick.inference.questions import askable, inquire, ranked, stop
from pinprick.vocabulary import NO, YES

Choose = Callable[[list[str], Mapping[str, str]], str | None]
"""Picks the next question from the open ones, given the answers so far; None = stop."""


@dataclass(frozen=True)
class Person:
    """A simulated person: causes (none = unexplained), how soon they need care, what they would answer."""

    causes: tuple[str, ...]
    needed: str
    answers: dict[str, str]


@dataclass(frozen=True)
class Step:
    """After `asked` questions: is a true cause first, or among the first three; loss of the advice."""

    asked: int
    first: bool
    among_three: bool
    loss: float


def person(network: Network, random: np.random.Generator) -> Person:
    """One person drawn from the pack: age, sex, causes, then every answer given the causes.

    Answers are independent given the causes (groups included), save that a general finding is yes whenever a
    specific one is.
    """
    findings = network.pack.findings
    age, sex = (_drawn(findings[f].background.p, random) if f in findings else None for f in PRIOR_FINDINGS)
    log_prior = network.prior(age, sex)[0]
    at = int(random.choice(network.size, p=np.exp(log_prior) / np.exp(log_prior).sum()))
    answers = {f: value for f, value in zip(PRIOR_FINDINGS, (age, sex), strict=True) if value}
    row = network.answer_table[at].astype(np.float64)
    for finding, columns in network.columns.items():
        p = row[columns]
        if p.size == 1:
            answers[finding] = YES if random.random() < p[0] else NO
        else:
            answers[finding] = network.values(finding)[int(random.choice(p.size, p=p / p.sum()))]
    for general in findings.values():
        if any(answers.get(special) == YES for special in general.implied_by):
            answers[general.id] = YES
    causes = tuple(network.forms[i].cause for i in network.members[at] if i < network.width)
    return Person(causes, LEVELS[int(levels(network)[at])].value, answers)


def _drawn(p: object, random: np.random.Generator) -> str | None:
    if not isinstance(p, dict):
        return None
    return str(random.choice(list(p), p=np.array(list(p.values())) / sum(p.values())))


def best_first(network: Network) -> Choose:
    """Our own order, with our stop rule."""

    def choose(open_ones: list[str], answers: Mapping[str, str]) -> str | None:
        inquiry = inquire(network, answers, None, open_ones)
        if stop(network, inquiry, len(answers)):
            return None
        found = ranked(network, inquiry)
        return found[0].finding if found else None

    return choose


def best_without_end(network: Network) -> Choose:
    """Our own order, never stopping: for curves of accuracy against questions asked."""

    def choose(open_ones: list[str], answers: Mapping[str, str]) -> str | None:
        found = ranked(network, inquire(network, answers, None, open_ones))
        return found[0].finding if found else None

    return choose


def in_order(open_ones: list[str], answers: Mapping[str, str]) -> str | None:
    """A fixed questionnaire, in the pack's order."""
    return open_ones[0] if open_ones else None


def at_random(random: np.random.Generator) -> Choose:
    """Any open question."""

    def choose(open_ones: list[str], answers: Mapping[str, str]) -> str | None:
        return str(random.choice(open_ones)) if open_ones else None

    return choose


def interview(network: Network, who: Person, choose: Choose, most: int) -> list[Step]:
    """Ask `who` up to `most` questions; one step for each number of answers, 0 first."""
    answers: dict[str, str] = {}
    steps = [_step(network, who, answers)]
    every = askable(network)
    while len(steps) <= most:
        finding = choose([f for f in every if f not in answers], answers)
        if finding is None:
            break
        answers[finding] = who.answers[finding]
        steps.append(_step(network, who, answers))
    return steps


def _step(network: Network, who: Person, answers: Mapping[str, str]) -> Step:
    result = posterior(network, answers)
    order = [cause for cause, _ in result.ranked()[:3]]
    true = set(who.causes) or {"unexplained"}
    table = losses(network)
    by_level = np.bincount(levels(network), weights=result.probability, minlength=len(LEVELS))
    given = int((by_level @ table).argmin())
    needed = [level.value for level in LEVELS].index(who.needed)
    return Step(len(answers), order[0] in true, bool(true & set(order)), float(table[needed, given]))

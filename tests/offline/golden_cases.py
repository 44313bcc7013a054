"""Cases for the two engines to agree on, and what Python concludes from each, in the shape the browser's engine gives.

Made anew at every run from the pack, so nothing here can go stale: development cases at every stage, stories and
vignettes, people simulated from the pack, interviews cut short, drawings as plain log likelihood ratios, doubt.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from pinprick.case import Case
from pinprick.conclusion import Conclusion, Facts, _in_order, gather
from pinprick.evaluation.cases import read_known_cases
from pinprick.inference import Ledger, ledgers, posterior
from pinprick.inference.network import Network, network
from pinprick.inference.simulate import person
from pinprick.interview.inquiry import Chosen, choose
from pinprick.interview.wording import cause_name, in_language, value_name
from pinprick.knowledge.load import pack_folder
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.text import chance_in_words
from pinprick.outlook import look_ahead
from pinprick.triage.decision import Decision, decide

CASES = Path(__file__).resolve().parent.parent / "cases"
COUNTRIES = (None, "GB", "US", "es", "ZZ")
EXPLAINED, DEEP = 3, 6
"""Every third case is compared with its ledger; every sixth in depth: three ledgers, Spanish, later questions."""


@dataclass(frozen=True)
class Given:
    """One case as both engines get it."""

    name: str
    answers: dict[str, str]
    drawing: dict[str, float] | None
    country: str | None = None
    skipped: tuple[str, ...] = ()
    asked: int = 0


def golden(pack: Pack, every: int = 1) -> list[dict[str, Any]]:
    """What Python concludes from every case, or from each `every`-th."""
    cases = list(_given(pack))[::every]
    return [_expected(given, pack, at % DEEP == 0, at % EXPLAINED == 0) for at, given in enumerate(cases)]


def _given(pack: Pack) -> Iterator[Given]:
    net = network(pack)
    cases = [*_nothing(), *_development(pack), *_vignettes(), *_simulated(net), *_doubtful(net)]
    for number, given in enumerate(cases):
        yield Given(
            given.name,
            {f: given.answers[f] for f in pack.findings if f in given.answers},
            given.drawing,
            COUNTRIES[number % len(COUNTRIES)],
            given.skipped,
            number % 7,
        )


def _nothing() -> Iterator[Given]:
    yield Given("nothing", {}, None)
    yield Given("nothing, nothing painted", {}, {})
    yield Given("one answer", {"numb": "yes"}, None)
    yield Given("a child", {"age_band": "under_16", "tingling": "yes"}, None)


def _development(pack: Pack) -> Iterator[Given]:
    """Coded cases at every stage, the place told by drawing and by answers, and as read from the words."""
    known = read_known_cases(CASES / "development.yaml", pack, CASES / "development_findings.yaml")
    for number, case in enumerate(known):
        stages = [("person", "drawing"), ("exam", "regions"), ("tests", "drawing")]
        stages += [("words", "neither")] if number % 6 == 0 else []
        seen: list[tuple[dict[str, str], dict[str, float] | None]] = []
        for stage, where in stages:
            told = case.at(stage, where)
            if told is not None:
                facts = gather(told, pack)
                if (facts.answers, facts.drawing) not in seen:
                    seen.append((facts.answers, facts.drawing))
                    yield Given(f"{case.id} {stage} {where}", facts.answers, facts.drawing)


def _vignettes() -> Iterator[Given]:
    folder = pack_folder("legs_and_feet") / "cases"
    stories = yaml.safe_load((folder / "vignettes.yaml").read_text(encoding="utf-8"))["stories"]
    for story in [story for story in stories if story.get("given")][::5]:
        given = Case(findings=story["given"]).findings
        yield Given(f"vignette {story['name']}", given, None)


def _simulated(net: Network) -> Iterator[Given]:
    """People drawn from the pack, asked a few questions, many, or all; some with a drawing, some skipping."""
    random = np.random.default_rng(20260806)
    for number in range(60):
        who = person(net, random).answers
        findings = list(who)
        count = (3, 8, 15, 30, 60, len(findings))[number % 6]
        chosen = [findings[i] for i in random.permutation(len(findings))[:count]]
        told = {"told_freely": "yes"} if number % 4 == 0 else {}
        skipped = tuple(findings[i] for i in random.permutation(len(findings))[:5])
        yield Given(
            f"simulated {number}",
            {f: who[f] for f in chosen} | told,
            _drawing(net, random, number),
            None,
            skipped,
        )


def _drawing(net: Network, random: np.random.Generator, number: int) -> dict[str, float] | None:
    if number % 3:
        return None
    names = [*net.causes, "unexplained"]
    some = random.permutation(len(names))[: int(random.integers(1, len(names) + 1))]
    return {names[i]: float(random.normal(0, 3)) for i in some}


def _doubtful(net: Network) -> Iterator[Given]:
    """Every kind of answer there is, `unsure` among them, in no order that makes sense."""
    random = np.random.default_rng(7)
    findings = list(net.pack.findings.values())
    for number in range(30):
        count = int(random.integers(1, 70))
        answers = {}
        for i in random.permutation(len(findings))[:count]:
            values = [*findings[i].values, "unsure"]
            answers[findings[i].id] = values[int(random.integers(len(values)))]
        yield Given(f"doubtful {number}", answers, _drawing(net, random, number))


def _conclusion(given: Given, pack: Pack) -> Conclusion:
    """As `conclude`, for a drawing that is given as evidence already."""
    net = network(pack)
    beliefs = posterior(net, given.answers, given.drawing)
    decision = decide(pack, given.answers, beliefs.marginals, country=given.country)
    by_odds = beliefs.ranked()
    facts = Facts(given.answers, given.drawing, [], [])
    return Conclusion(facts, net, beliefs, decision, _in_order(by_odds, decision), by_odds[0][0])


def _expected(given: Given, pack: Pack, deep: bool, explained: bool) -> dict[str, Any]:
    known = _conclusion(given, pack)
    causes = [cause for cause, _ in known.ranked[: 3 if deep else 1 if explained else 0]]
    accounts = ledgers(known.network, given.answers, causes, given.drawing) if causes else []
    return {
        "name": given.name,
        "answers": given.answers,
        "drawing": given.drawing,
        "country": given.country,
        "skipped": list(given.skipped),
        "asked": given.asked,
        "marginals": known.posterior.marginals,
        "logEvidence": known.posterior.log_evidence,
        "contradictions": [list(pair) for pair in known.posterior.evidence.contradictions],
        "ranked": [cause for cause, _ in known.posterior.ranked()],
        "shown": [cause for cause, _ in known.ranked],
        "decision": _decision(known.decision),
        "ledgers": [_ledger(account) for account in accounts],
        "next": _next(choose(known, pack, frozenset(given.skipped), given.asked)),
        **(_in_depth(given, known, pack) if deep else {}),
    }


def _in_depth(given: Given, known: Conclusion, pack: Pack) -> dict[str, Any]:
    decision = known.decision
    return {
        "nextSpanish": _next(choose(known, pack, frozenset(given.skipped), given.asked, "es")),
        "later": [
            {
                "finding": q.finding,
                "question": q.question,
                "why": q.why,
                "safety": q.safety,
                "gain": q.gain,
                "perMinute": q.gain / (q.burden_seconds or 1) * 60,
            }
            for q in look_ahead(known, pack).questions
        ],
        "sentences": _sentences(known),
        "words": {
            language: {
                "headline": in_language(pack, decision.headline, language),
                "act": [in_language(pack, act, language) for act in decision.act],
                "causes": [cause_name(pack, cause, language) for cause, _ in known.ranked[:3]],
                "values": [value_name(pack, f, v, language) for f, v in given.answers.items()],
                "sentences": [in_language(pack, text, language) for text in _sentences(known)],
                "chances": [chance_in_words(pack, p, language) for _, p in known.posterior.ranked()[:3]],
            }
            for language in ("en", "es")
        },
    }


def _ledger(account: Ledger) -> dict[str, Any]:
    return {
        "cause": account.cause,
        "total": float(account.decibans),
        "lines": [
            {
                "kind": line.kind,
                "finding": line.finding,
                "value": line.value,
                "weight": float(line.decibans),
                "basis": line.basis,
                "sources": list(line.sources),
                "listed": line.listed,
                "inGroup": line.in_group,
                "tempered": line.weight,
            }
            for line in account.lines
        ],
    }


def _sentences(known: Conclusion) -> list[str]:
    """Texts of a result in English, some of them filled in or put together."""
    decision = known.decision
    texts = [" ".join(decision.act), *decision.do_not, *decision.notes, *decision.emergency_signs]
    texts += [b.label for b in decision.because] + [r.text for r in decision.risk]
    texts += [q.question for q in decision.ask_first] + [decision.not_enough_because or ""]
    texts += [known.network.pack.causes[cause].summary for cause, _ in known.ranked[:5]]
    return texts


def _next(chosen: Chosen | str) -> dict[str, Any]:
    if isinstance(chosen, str):
        return {"stop": chosen}
    return {"finding": chosen.finding, "why": chosen.why, "safety": chosen.safety}


def _decision(d: Decision) -> dict[str, Any]:
    """A decision with the names the browser's engine uses."""
    call = d.call
    return {
        "level": d.level.value,
        "headline": d.headline,
        "act": d.act,
        "deadline": d.deadline,
        "deadlineHours": d.deadline_hours,
        "call": {
            "number": call.number,
            "whom": call.whom,
            "country": call.country,
            "advice": call.advice,
            "adviceName": call.advice_name,
            "poison": call.poison,
            "verified": call.verified,
        },
        "say": d.say,
        "doNot": d.do_not,
        "because": [
            {
                "rule": b.rule,
                "says": b.label,
                "level": b.level.value,
                "act": b.act,
                "certainty": b.certainty,
                "causes": b.causes,
                "timeWindow": b.time_window,
                "source": b.source,
                "verified": b.verified,
            }
            for b in d.because
        ],
        "risk": [r.model_dump(mode="json") for r in d.risk],
        "leadCause": d.lead_cause,
        "ruleCauses": d.rule_causes,
        "asLongAs": [a.model_dump(mode="json") for a in d.as_long_as],
        "asLongAsText": d.as_long_as_text,
        "notEnough": d.not_enough,
        "notEnoughBecause": d.not_enough_because,
        "askFirst": [q.model_dump(mode="json") for q in d.ask_first],
        "dangerUnsure": d.danger_unsure,
        "safetyNet": d.safety_net,
        "emergencySigns": d.emergency_signs,
        "notes": d.notes,
    }

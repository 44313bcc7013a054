"""What the engine in the browser needs of a pack, as one compact JSON: numbers, rules, questions and sentences.

The file is made from the pack and the network, so an edit of either is in it without a second step, and the same
pack gives the same bytes. Numbers are written as the pack has them; only the log odds of the priors are rounded
(to 1e-12), because they are solved for and not written by anyone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from pinprick.inference import prior
from pinprick.inference.network import Network, network
from pinprick.inference.parameters import LEAST_SAY, PRIOR_FINDINGS, SMALLEST, UNEXPLAINED
from pinprick.inference.questions import askable
from pinprick.interview.inquiry import LEAST_CHANCE, MOST_OPEN_DANGER
from pinprick.knowledge.plural import is_counted
from pinprick.knowledge.schema.causes import Cause, Likelihood
from pinprick.knowledge.schema.findings import Finding, Probability
from pinprick.knowledge.schema.interview import script
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.schema.reasoning import Questions, section
from pinprick.knowledge.schema.rules import Condition
from pinprick.knowledge.translations import translations
from pinprick.triage.policy import emergency_care, losses, thresholds
from pinprick.vocabulary import NO, YES, Urgency

FORMAT = 1
"""Number of the layout; the engine refuses another one."""
FILES = ("interface", "report", "values")
"""Files of `text/<language>` that the pages and the engine quote."""


def offline_json(pack: Pack) -> str:
    """`offline_pack` as text: one line, no spaces, the same bytes for the same pack."""
    return json.dumps(offline_pack(pack), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def offline_pack(pack: Pack) -> dict[str, Any]:
    """Everything the engine in the browser reads. PackError when the pack lacks what the engine needs.

    Findings and causes keep the pack's order, which decides between ties. Numbers of a cause are flat lists of
    (place of the finding, p), with p a list over the values for a finding that has several.
    """
    net = network(pack)
    questions: Questions = section(pack, "questions", Questions)
    content: dict[str, Any] = {
        "format": FORMAT,
        "pack": {"id": pack.id, "version": pack.version, "digest": pack.digest, "title": pack.header.title},
        "engine": _engine(net, questions),
        "findings": [_finding(f) for f in pack.findings.values()],
        "causes": [_cause(c, pack) for c in pack.causes.values()],
        "odds": _odds(net),
        "rules": [
            {
                "id": rule.id,
                "kind": rule.kind,
                "label": rule.label,
                "when": _condition(rule.when),
                "level": rule.level.value,
                "act": rule.act,
                "causes": rule.conditions,
                "window": rule.time_window,
                "source": rule.source,
                "verified": rule.verified,
            }
            for rule in pack.rules
        ],
        "care": emergency_care(pack).model_dump(mode="json", exclude={"meta"}),
        "script": script(pack).model_dump(mode="json"),
    }
    content["sources"] = _sources(pack, content)
    content["text"] = {
        language: {
            file: _forms(pack.text[f"{language}/{file}"], language)
            for file in FILES
            if f"{language}/{file}" in pack.text
        }
        for language in _languages(pack)
    }
    content["translations"] = _translations(pack, content)
    return content


def _engine(net: Network, questions: Questions) -> dict[str, Any]:
    """Settings of inference, triage and interview, and the constants that Python has in code."""
    pack = net.pack
    policy = thresholds(pack)
    loss = losses(pack)
    levels = list(Urgency)
    return {
        "levels": [level.value for level in levels],
        "loss": [[loss.loss[needed][given] for given in levels] for needed in levels],
        "unexplained": UNEXPLAINED,
        "prior_findings": list(PRIOR_FINDINGS),
        "smallest": SMALLEST,
        "least_say": LEAST_SAY,
        "impossible": prior.IMPOSSIBLE,
        "most_one_cause": prior.MOST_ONE_CAUSE,
        "most_unexplained": prior.MOST_UNEXPLAINED,
        "fewest_causes": prior.FEWEST_CAUSES,
        "fewest_taken": prior.FEWEST_TAKEN,
        "dependence": net.dependence.model_dump(exclude={"reason"}),
        "silence": net.silence.model_dump(),
        "told": list(net.told),
        "questions": questions.model_dump(mode="json", exclude={"reason"}),
        "askable": askable(net),
        "most_open_danger": MOST_OPEN_DANGER,
        "least_chance": LEAST_CHANCE,
        "cause_thresholds": {cause: own.at for cause, own in policy.causes.items()},
        "danger_leaves": policy.danger_signs.beside_family_danger,
        "enough": policy.enough_to_say.model_dump(exclude={"why"}),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    """One finding; keys with the usual value (yes/no, no help, no group) are left out."""
    background = finding.background
    found: dict[str, Any] = {
        "id": finding.id,
        "family": finding.family.value,
        "by": finding.answered_by.value,
        "label": finding.label,
        "question": finding.question,
        "background": background.p if finding.is_binary else _shares(background.p, finding.values),
        "basis": background.basis.value,
    }
    optional = {
        "values": None if finding.is_binary else finding.values,
        "help": finding.help,
        "group": finding.group,
        "implied_by": finding.implied_by,
        "source": background.source,
    }
    return found | {key: value for key, value in optional.items() if value}


def _shares(p: Probability, values: list[str]) -> list[float]:
    table: Mapping[str, float] = p if isinstance(p, dict) else {YES: p, NO: 1 - p}
    return [table.get(value, 0.0) for value in values]


def _cause(cause: Cause, pack: Pack) -> dict[str, Any]:
    places = {finding: at for at, finding in enumerate(pack.findings)}
    read = {places[f]: own.sources for f, own in cause.findings.items() if own.sources and f in places}
    found: dict[str, Any] = {
        "id": cause.id,
        "name": cause.name,
        "lay_name": cause.lay_name,
        "summary": cause.summary,
        "explains": cause.explains,
        "look_alikes": [[like.id, like.tell_apart] for like in cause.look_alikes],
        "level": cause.urgency.default.value,
        "worse": [[_condition(w.when), w.level.value, w.why] for w in cause.urgency.worse_when],
        "prior": {
            "share": cause.prior.share,
            "by_age": cause.prior.by_age,
            "by_sex": cause.prior.by_sex,
            "basis": cause.prior.basis.value,
            "sources": cause.prior.sources,
        },
        "numbers": _numbers(cause.findings, pack, places),
        "bases": "".join(own.basis.value[0] for f, own in cause.findings.items() if f in places),
        "sources": read,
        "drawn": list(dict.fromkeys(source for pattern in cause.patterns for source in pattern.sources)),
        "has_patterns": bool(cause.patterns),
    }
    if cause.presentations:
        found["presentations"] = [
            [p.id, p.weight, p.like, _numbers(p.findings, pack, places)] for p in cause.presentations
        ]
    return found


def _numbers(listed: Mapping[str, Likelihood], pack: Pack, places: Mapping[str, int]) -> list[Any]:
    numbers: list[Any] = []
    for finding, own in listed.items():
        if finding in places:
            known = pack.findings[finding]
            p = own.p if known.is_binary and isinstance(own.p, float) else _shares(own.p, known.values)
            numbers += [places[finding], p]
    return numbers


def _odds(net: Network) -> dict[str, list[float]]:
    """ln of the odds each cause enters a set with, by `age|sex` ("" = not known), in the causes' order."""
    pack = net.pack
    ages, sexes = (["", *pack.findings[f].values] if f in pack.findings else [""] for f in PRIOR_FINDINGS)
    found = {}
    for age in ages:
        for sex in sexes:
            solved = np.log(prior.odds(*prior.shares(pack, age or None, sex or None)))
            found[f"{age}|{sex}"] = [round(float(o), 12) for o in solved]
    return found


def _condition(condition: Condition) -> dict[str, Any]:
    found: dict[str, Any] = condition.model_dump(exclude_none=True)
    return found


def _sources(pack: Pack, content: Mapping[str, Any]) -> dict[str, list[str | None]]:
    """Every source named by what is exported: [citation, address, seen or recalled]."""
    named = [rule["source"] for rule in content["rules"]]
    named += [f["source"] for f in content["findings"] if "source" in f]
    for cause in content["causes"]:
        named += cause["prior"]["sources"] + cause["drawn"]
        named += [source for sources in cause["sources"].values() for source in sources]
    named += content["engine"]["silence"]["sources"]
    found = {}
    for key in dict.fromkeys(named):
        if key in pack.sources or key in pack.source_aliases:
            source = pack.source(key)
            found[key] = [source.citation, source.url, source.verified.value]
    return found


def _languages(pack: Pack) -> list[str]:
    return sorted({key.split("/")[0] for key in pack.text if key.endswith("/interface")})


def _translations(pack: Pack, content: Mapping[str, Any]) -> dict[str, Any]:
    """By language: the names of causes, and what is known of the texts of this file and of what a drawing may
    point to (`static/drawing/`), found by their English."""
    texts = _texts([content, pack.atlas.get("levels", {})])
    said = "\n".join(" ".join(text.split()) for text in texts).lower()
    found = {}
    for language in _languages(pack):
        if language != "en":
            known = translations(pack, language).known
            found[language] = {
                "causes": pack.text.get(f"{language}/causes", {}),
                "sentences": {english: own for english, own in known.items() if english.lower() in said},
            }
    return found


def _forms(content: Any, language: str) -> Any:
    """A file of texts; a sentence in several forms also says whose plural rules choose among them."""
    if not isinstance(content, dict):
        return content
    if is_counted(content):
        return {**content, "language": language}
    return {key: _forms(value, language) for key, value in content.items()}


def _texts(content: Any) -> Iterator[str]:
    """Every text in plain data, keys left out."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict | list):
        for item in content.values() if isinstance(content, dict) else content:
            yield from _texts(item)

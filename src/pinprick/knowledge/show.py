"""Everything the pack knows about one id: a finding, cause, rule, source, medicine, therapy or territory."""

from __future__ import annotations

import difflib
import math
from typing import Any

from pinprick.errors import PackError
from pinprick.knowledge.checks.rule_grammar import leaves
from pinprick.knowledge.schema.causes import Cause
from pinprick.knowledge.schema.findings import Finding, Probability
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.schema.rules import Rule

_TERRITORY_KEYS = ("id", "name", "group", "sides", "roots", "sources")


def show(pack: Pack, name: str) -> dict[str, Any]:
    """A description of `name` as plain data, `kind` first.

    `kind` is `finding`, `cause`, `rule`, `source`, `medicine`, `therapy` or `territory`; the other keys depend on
    it. A source may be given by its alias. PackError, naming what is near, when the pack has no such id.
    """
    if name in pack.findings:
        return _finding(pack, pack.findings[name])
    if name in pack.causes:
        return _cause(pack, pack.causes[name])
    if name in pack.rules_by_id:
        return _rule(pack, pack.rules_by_id[name])
    if name in pack.sources or name in pack.source_aliases:
        return _source(pack, pack.source_aliases.get(name, name))
    if name in pack.medicines:
        treats = [c.id for c in pack.causes.values() if name in c.treatments]
        return {
            "kind": "medicine",
            "id": name,
            **pack.medicines[name].model_dump(mode="json"),
            "treats": treats,
        }
    if name in pack.therapies:
        helps = [c.id for c in pack.causes.values() if name in c.self_care]
        return {"kind": "therapy", **pack.therapies[name].model_dump(mode="json"), "helps": helps}
    territories = {t["id"]: t for t in pack.atlas.get("territories", {}).get("territories", [])}
    if name in territories:
        return _territory(pack, territories[name])
    known = [
        *pack.findings, *pack.causes, *pack.rules_by_id, *pack.sources, *pack.medicines, *pack.therapies, *territories
    ]  # fmt: skip
    close = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
    hint = (
        f" Did you mean {', '.join(close)}?" if close else " Give the id of a finding, cause, rule or source."
    )
    raise PackError(f"{pack.id} has nothing called {name!r}.{hint}")


def _finding(pack: Pack, finding: Finding) -> dict[str, Any]:
    listed = [
        (cause, cause.findings[finding.id]) for cause in pack.causes.values() if finding.id in cause.findings
    ]
    b = finding.background.p
    rows: list[dict[str, Any]] = [
        {
            "cause": cause.id,
            "p": known.p,
            "weight_db": _weights(known.p, b),
            "basis": known.basis.value,
            "sources": known.sources,
            "n": known.n,
            "note": known.note,
        }
        for cause, known in listed
    ]
    rows.sort(key=lambda row: -max(abs(x) for x in row["weight_db"].values()))
    return {
        **finding.model_dump(mode="json"),
        "kind": "finding",
        "answers": finding.kind,
        "causes": rows,
        "rules": [rule.id for rule in pack.rules if finding.id in _uses(rule)],
        "implies": [other.id for other in pack.findings.values() if finding.id in other.implied_by],
    }


def _cause(pack: Pack, cause: Cause) -> dict[str, Any]:
    rows: list[dict[str, Any]] = []
    for finding, known in cause.findings.items():
        weights = _weights(known.p, pack.findings[finding].background.p)
        rows.append(
            {"finding": finding, "p": known.p, "weight_db": weights, "basis": known.basis.value,
             "sources": known.sources, "n": known.n, "ci": known.ci, "note": known.note}
        )  # fmt: skip
    rows.sort(key=lambda row: -max(abs(x) for x in row["weight_db"].values()))
    bases = [known.basis.value for known in cause.findings.values()]
    content = cause.model_dump(mode="json", exclude={"findings"})
    return {
        "kind": "cause",
        **content,
        "findings": rows,
        "bases": {basis: bases.count(basis) for basis in ("published", "derived", "judgement")},
        "rules": [rule.id for rule in pack.rules if cause.id in rule.conditions],
    }


def _rule(pack: Pack, rule: Rule) -> dict[str, Any]:
    content = rule.model_dump(mode="json", exclude_none=True)
    questions = {name: pack.findings[name].question for name in _uses(rule) if name in pack.findings}
    rule_kind = content.pop("kind")
    return {
        "kind": "rule",
        "list": rule_kind,
        **content,
        "asks": questions,
        "citation": pack.source(rule.source).citation,
    }


def _source(pack: Pack, key: str) -> dict[str, Any]:
    names = {key, *(alias for alias, target in pack.source_aliases.items() if target == key)}
    numbers = [
        {"cause": cause.id, "finding": finding, "p": known.p, "basis": known.basis.value}
        for cause in pack.causes.values()
        for finding, known in cause.findings.items()
        if names & set(known.sources)
    ]
    return {
        "kind": "source",
        "id": key,
        **pack.sources[key].model_dump(mode="json", by_alias=True),
        "priors": [cause.id for cause in pack.causes.values() if names & set(cause.prior.sources)],
        "numbers": numbers,
        "backgrounds": [f.id for f in pack.findings.values() if f.background.source in names],
        "rules": [rule.id for rule in pack.rules if rule.source in names],
        "medicines": [name for name, medicine in pack.medicines.items() if names & set(medicine.sources)],
    }


def _territory(pack: Pack, territory: dict[str, Any]) -> dict[str, Any]:
    causes = [
        {"cause": cause.id, "side": pattern.side, "weight": pattern.weight}
        for cause in pack.causes.values()
        for pattern in cause.patterns
        if territory["id"] in pattern.territories
    ]
    kept = {key: value for key, value in territory.items() if key in _TERRITORY_KEYS}
    return {"kind": "territory", **kept, "causes": sorted(causes, key=lambda row: -float(str(row["weight"])))}


def _uses(rule: Rule) -> list[str]:
    found = leaves(rule.when.model_dump(exclude_none=True))
    return list(dict.fromkeys(leaf.partition("=")[0] for leaf in found))


def _weights(p: Probability, background: Probability) -> dict[str, float]:
    """Decibans each value of the finding would move this cause, alone against the background."""
    if isinstance(p, dict) and isinstance(background, dict):
        return {value: round(10 * math.log10(p[value] / background[value]), 1) for value in p}
    if isinstance(p, (int, float)) and isinstance(background, (int, float)):
        yes, no = p / background, (1 - p) / (1 - background)
        return {"yes": round(10 * math.log10(yes), 1), "no": round(10 * math.log10(no), 1)}
    return {}

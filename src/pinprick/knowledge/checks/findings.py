"""Findings: values, backgrounds, links to the atlas, and findings that nothing uses."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from pinprick.knowledge.checks.contents import Contents, Entry
from pinprick.knowledge.checks.numbers import check_probability
from pinprick.knowledge.checks.rule_grammar import leaves
from pinprick.knowledge.problem import nearest


def check_findings(contents: Contents) -> None:
    regions = {
        region["id"]
        for region in contents.file("atlas/territories.json").items("regions")
        if isinstance(region, dict) and "id" in region
    }
    for name, entry in contents.findings.items():
        _check_values(name, entry)
        background = entry.content.get("background")
        if isinstance(background, dict):
            check_probability(contents, name, background.get("p"), entry, ("background", "p"))
            _check_basis(background, contents, entry)
        for leaf in _texts(entry.content.get("implied_by")):
            finding, _, value = leaf.partition("=")
            if finding not in contents.findings:
                right = nearest(finding, contents.findings, "an id of a findings file")
                entry.problem(("implied_by",), f"no finding is called {finding!r}", right)
            elif (value or "yes") not in contents.values(finding):
                right = nearest(value, contents.values(finding), ", ".join(contents.values(finding)))
                entry.problem(("implied_by",), f"{finding} has no value {value!r}", right)
        link = entry.content.get("atlas_cells_from")
        if isinstance(link, dict):
            for kind, known in (("regions", regions), ("territories", set(contents.territories))):
                for item in _texts(link.get(kind)):
                    if item not in known:
                        right = nearest(item, known, "an id of atlas/territories.json")
                        entry.problem(("atlas_cells_from", kind), f"the atlas has no {item!r}", right)
    _check_groups(contents)
    _check_use(contents)


def _check_values(name: str, entry: Entry) -> None:
    values = entry.content.get("values")
    if entry.content.get("kind") == "categorical":
        if not isinstance(values, list) or len(values) < 2:
            entry.problem(("values",), f"{name} is categorical", "two values or more")
        elif len(set(map(str, values))) < len(values):
            entry.problem(("values",), "a value is given twice", "each value once")
    elif values is not None and values != ["yes", "no"]:
        entry.problem(("values",), f"{name} is binary", "no values, or kind: categorical")


def _check_basis(background: dict[str, Any], contents: Contents, entry: Entry) -> None:
    source = background.get("source")
    if isinstance(source, str):
        contents.need_source(source, entry, ("background", "source"))
    elif background.get("basis") == "published":
        right = "a source, or basis: derived or judgement"
        entry.problem(("background", "basis"), "published, but no source is given", right)


def _check_groups(contents: Contents) -> None:
    """A group of one finding is most likely a misspelt group."""
    groups = Counter(str(entry.content.get("group")) for entry in contents.findings.values())
    for name, entry in contents.findings.items():
        group = entry.content.get("group")
        if isinstance(group, str) and groups[group] == 1:
            known = [g for g in groups if g not in (group, "None")]
            right = nearest(group, known, "null, or a group that another finding is in")
            entry.problem(("group",), f"{name} is alone in the group {group!r}", right, "warning")


def _check_use(contents: Contents) -> None:
    """Warn about findings that no cause and no rule mentions, and hold `in_rules` against the rules."""
    in_rules = {
        leaf.partition("=")[0]
        for entry in [*contents.rules.values(), *contents.causes.values()]
        for leaf in leaves(entry.content.get("when"))
    }
    in_causes: set[str] = set()
    for cause in contents.causes.values():
        findings = cause.content.get("findings")
        in_causes |= {str(k) for k in findings} if isinstance(findings, dict) else set()
        for item in cause.file.items("urgency", "worse_when"):
            if isinstance(item, dict):
                in_causes |= {leaf.partition("=")[0] for leaf in leaves(item.get("when"))}
    implied = {
        leaf.partition("=")[0]
        for entry in contents.findings.values()
        for leaf in _texts(entry.content.get("implied_by"))
    }
    in_care = set(re.findall(r"\w+", contents.text_below("care/")))
    allowed = contents.file("exceptions.yaml").mapping("unused_findings")
    used = in_rules | in_causes | implied | in_care | {"age_band", "sex"}
    for name, entry in contents.findings.items():
        if name not in used and name not in allowed:
            right = "use it, remove it, or give a reason in exceptions.yaml"
            entry.problem(("id",), f"no cause, rule or care file uses {name}", right, "warning")
        if name in in_rules and entry.content.get("in_rules") is False:
            entry.problem(("in_rules",), f"a rule uses {name}", "in_rules: true", "warning")


def _texts(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []

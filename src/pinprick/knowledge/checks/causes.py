"""Cause files: priors, likelihoods, patterns, urgency, care keys and look-alikes."""

from __future__ import annotations

import math
from typing import Any

from pinprick.knowledge.checks.contents import Contents, Entry
from pinprick.knowledge.checks.numbers import check_probability, check_sum
from pinprick.knowledge.checks.rule_grammar import check_condition
from pinprick.knowledge.located import KeyPath, is_number
from pinprick.knowledge.problem import missing, nearest

NOT_UNDER_FINDINGS = ("age_band", "sex")
MEAN_TOLERANCE = 0.05


def check_causes(contents: Contents) -> None:
    for name, entry in contents.causes.items():
        stem = entry.file.file.removeprefix("causes/").removesuffix(".yaml")
        if name != stem:
            entry.problem(("id",), f"the id {name} differs from the file name", f"{stem}, or rename the file")
        _check_prior(contents, entry)
        _check_likelihoods(contents, entry)
        _check_patterns(contents, entry)
        _check_links(contents, name, entry)
        for position, item in enumerate(entry.file.items("urgency", "worse_when")):
            if isinstance(item, dict):
                check_condition(
                    contents, item.get("when"), entry, ("urgency", "worse_when", position, "when")
                )
    if contents.causes and "unexplained" not in contents.causes:
        contents.file("pack.yaml").problem(
            (), "no cause file is called unexplained", "causes/unexplained.yaml"
        )


def _check_prior(contents: Contents, entry: Entry) -> None:
    prior = entry.file.mapping("prior")
    if "share" in prior:
        _check_share(prior["share"], entry)
    _check_sources(prior, contents, entry, ("prior",))
    for key, finding in (("by_age", "age_band"), ("by_sex", "sex")):
        multipliers = entry.file.mapping("prior", key)
        values = contents.values(finding)
        if not values:
            continue
        for value in multipliers:
            if value not in values:
                right = nearest(value, values, ", ".join(values))
                entry.problem(("prior", key, value), f"{finding} has no value {value!r}", right)
        missing = [value for value in values if value not in multipliers]
        if missing and key in prior:
            entry.problem(
                ("prior", key), f"no multiplier for {', '.join(missing)}", f"one for each {finding}"
            )
        for value, number in multipliers.items():
            if not is_number(number) or not 0 < number <= 50:
                entry.problem(
                    ("prior", key, value), f"{number!r} is out of range", "a number above 0, at most 50"
                )
        _check_mean(contents, finding, multipliers, entry, ("prior", key))


def _check_share(share: Any, entry: Entry) -> None:
    if not is_number(share) or not 0.00001 <= share <= 0.5:
        entry.problem(("prior", "share"), f"{share!r} is out of range", "a number from 0.00001 to 0.5")


def _check_mean(
    contents: Contents, finding: str, multipliers: dict[Any, Any], entry: Entry, path: KeyPath
) -> None:
    """The multipliers must leave the share as it is over the people who ask."""
    if finding not in contents.findings:
        return
    background = contents.findings[finding].content.get("background")
    p = background.get("p") if isinstance(background, dict) else None
    if not isinstance(p, dict) or set(p) != set(multipliers):
        return
    if not all(is_number(n) for n in [*p.values(), *multipliers.values()]):
        return
    mean = math.fsum(p[v] * multipliers[v] for v in p) / math.fsum(p.values())
    if abs(mean - 1) > MEAN_TOLERANCE:
        right = f"an average of 1 within {MEAN_TOLERANCE:.0%}: divide each by {mean:.3f}"
        entry.problem(path, f"the multipliers average {mean:.3f} over the background of {finding}", right)


def _check_likelihoods(contents: Contents, entry: Entry) -> None:
    for finding, likelihood in entry.file.mapping("findings").items():
        path: KeyPath = ("findings", finding)
        if finding not in contents.findings:
            right = nearest(finding, contents.findings, "an id of a findings file")
            entry.problem(path, f"no finding is called {finding!r}", right)
            continue
        if finding in NOT_UNDER_FINDINGS:
            entry.problem(path, f"{finding} belongs in the prior", "by_age or by_sex under prior")
        if not isinstance(likelihood, dict):
            continue
        if "p" in likelihood:
            check_probability(contents, finding, likelihood["p"], entry, (*path, "p"))
        _check_sources(likelihood, contents, entry, path)
        _check_interval(likelihood, entry, path)


def _check_interval(likelihood: dict[str, Any], entry: Entry, path: KeyPath) -> None:
    n, ci = likelihood.get("n"), likelihood.get("ci")
    if n is not None and (not is_number(n) or n < 1):
        entry.problem((*path, "n"), f"{n!r} people", "a whole number of 1 or more")
    if isinstance(ci, list) and len(ci) == 2 and all(map(is_number, ci)) and not 0 <= ci[0] < ci[1] <= 1:
        entry.problem((*path, "ci"), f"{ci} is not an interval of a proportion", "[low, high] within 0 to 1")


def _check_sources(record: dict[str, Any], contents: Contents, entry: Entry, path: KeyPath) -> None:
    sources = record.get("sources")
    sources = sources if isinstance(sources, list) else []
    for position, key in enumerate(sources):
        contents.need_source(key, entry, (*path, "sources", position))
    if record.get("basis") in ("published", "derived") and not sources:
        right = "sources: [key of bibliography.yaml], or basis: judgement"
        entry.problem((*path, "basis"), f"{record['basis']}, but no source is given", right)
    if record.get("basis") == "derived" and not (record.get("note") or record.get("derivation")):
        right = "a note that says how the number was worked out"
        entry.problem((*path, "basis"), "derived, but not said how", right, "warning")


def _check_patterns(contents: Contents, entry: Entry) -> None:
    patterns = [p for p in entry.file.items("patterns") if isinstance(p, dict)]
    for position, pattern in enumerate(entry.file.items("patterns")):
        if not isinstance(pattern, dict):
            continue
        path: KeyPath = ("patterns", position)
        _check_weight(pattern.get("weight"), entry, (*path, "weight"))
        _check_sources(pattern, contents, entry, path)
        territories = pattern.get("territories")
        if territories == []:
            entry.problem((*path, "territories"), "a pattern without territories", "one atlas id or more")
        for place, territory in enumerate(territories if isinstance(territories, list) else []):
            found = contents.territories.get(territory) if isinstance(territory, str) else None
            if found is None:
                right = nearest(territory, contents.territories, "an id of atlas/territories.json")
                entry.problem(
                    (*path, "territories", place), f"the atlas has no territory {territory!r}", right
                )
                continue
            sides = found.content.get("sides") or {}
            allowed = {"both" if side == "both" else "one" for side in sides}
            if pattern.get("side") in ("one", "both") and pattern["side"] not in allowed:
                right = f"side: {' or '.join(sorted(allowed))}, or another territory"
                entry.problem((*path, "side"), f"{territory} is never drawn on {pattern['side']} side", right)
    weights = {i: p.get("weight") for i, p in enumerate(patterns)}
    if weights:
        check_sum(weights, entry, ("patterns",))


def _check_weight(weight: Any, entry: Entry, path: KeyPath) -> None:
    if not is_number(weight) or not 0 < weight <= 1:
        entry.problem(path, f"{weight!r} is not a weight", "a number above 0, at most 1")


def _check_links(contents: Contents, name: str, entry: Entry) -> None:
    content = entry.file
    links: tuple[tuple[KeyPath, dict[str, Entry], str], ...] = (
        (("treatments",), contents.medicines, "a key of care/medicines.yaml"),
        (("self_care",), contents.therapies, "an id of care/therapies.yaml"),
        (("tests", "findings"), contents.findings, "an id of a findings file"),
    )
    for path, known, otherwise in links:
        for position, item in enumerate(content.items(*path)):
            if missing(item, known):
                right = nearest(item, known, otherwise)
                entry.problem((*path, position), f"nothing is called {item!r} there", right)
    care = content.at("tests", "care")
    if care is not None and missing(care, contents.tests):
        right = nearest(care, contents.tests, "a key of care/tests.yaml, or null")
        entry.problem(("tests", "care"), f"no list of tests is called {care!r}", right)
    look_alikes = content.items("look_alikes")
    ids = [item.get("id") for item in look_alikes if isinstance(item, dict)]
    for position, look_alike in enumerate(ids):
        if look_alike == name:
            entry.problem(
                ("look_alikes", position, "id"), "a cause is not its own look-alike", "another cause"
            )
        elif missing(look_alike, contents.causes):
            right = nearest(look_alike, contents.causes, "an id of a cause file")
            entry.problem(("look_alikes", position, "id"), f"no cause is called {look_alike!r}", right)
    if name != "unexplained" and not 2 <= len(ids) <= 6:
        entry.problem(("look_alikes",), f"{len(ids)} look-alikes", "three to five", "warning")

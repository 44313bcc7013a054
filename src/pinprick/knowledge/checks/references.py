"""Care, decisions, words and script: the findings, causes, rules and sources they name must exist."""

from __future__ import annotations

import re
from typing import Any

from pinprick.knowledge.checks.contents import Contents, Entry
from pinprick.knowledge.checks.rule_grammar import check_condition
from pinprick.knowledge.located import KeyPath, Located
from pinprick.knowledge.problem import missing, nearest

_KEY = re.compile(r"[a-z][a-z0-9_]*")
"""What a bibliography key looks like; an emergency number names its service in plain words instead."""
_FREE_FORM = ("care/", "decision.yaml", "words/", "text/interview.yaml")


def check_references(contents: Contents) -> None:
    """Follow every id that the free-form files name."""
    for file in contents.files.values():
        if not file.file.startswith(_FREE_FORM) or not isinstance(file.content, dict):
            continue
        if not file.file.startswith("words/"):
            _walk(contents, Entry(file, (), file.content), file.content, ())
    for name in [name for name in contents.files if name.startswith("words/")]:
        _check_words(contents, contents.files[name])
    decision = contents.file("decision.yaml")
    signs: KeyPath = ("thresholds", "danger_signs")
    _check_keys(decision, ("thresholds", "causes"), contents.causes, "an id of a cause file")
    _check_items(decision, (*signs, "beside_family_danger"), contents.findings)
    _check_keys(decision, (*signs, "left_out"), contents.findings, "an id of a findings file")
    _check_keys(contents.file("care/emergency.yaml"), ("by_cause",), contents.causes, "an id of a cause file")
    checks = contents.file("care/home_checks.yaml")
    for position, check in enumerate(checks.items("checks")):
        finding = check.get("finding") if isinstance(check, dict) else None
        if finding is not None:
            _check_finding(checks, ("checks", position, "finding"), finding, contents)
    _check_items(contents.file("text/interview.yaml"), ("opening",), contents.findings)


def _walk(contents: Contents, whole: Entry, value: Any, path: KeyPath) -> None:
    """`when` conditions and `source`/`sources` at any depth."""
    if isinstance(value, list):
        for position, item in enumerate(value):
            _walk(contents, whole, item, (*path, position))
    elif isinstance(value, dict):
        for key, item in value.items():
            here = (*path, str(key))
            # the conditions of an instrument speak of its own items
            if key == "when" and isinstance(item, dict) and "instruments/" not in whole.file.file:
                check_condition(contents, item, whole, here)
            elif key == "sources" and isinstance(item, list) and all(isinstance(i, str) for i in item):
                for position, source in enumerate(item):
                    contents.need_source(source, whole, (*here, position))
            elif key == "source" and isinstance(item, str) and _KEY.fullmatch(item):
                contents.need_source(item, whole, here)
            else:
                _walk(contents, whole, item, here)


def _check_words(contents: Contents, file: Located) -> None:
    for finding in file.mapping("findings"):
        _check_finding(file, ("findings", finding), finding, contents)
    for finding, implied in file.mapping("implies").items():
        _check_finding(file, ("implies", finding), finding, contents)
        for position, other in enumerate(implied if isinstance(implied, list) else []):
            _check_finding(file, ("implies", finding, position), other, contents)


def _check_finding(file: Located, path: KeyPath, name: object, contents: Contents) -> None:
    bare = name.partition("=")[0] if isinstance(name, str) else name
    if missing(bare, contents.findings):
        right = nearest(bare, contents.findings, "an id of a findings file")
        file.problem(path, f"no finding is called {bare!r}", right)


def _check_items(file: Located, path: KeyPath, known: dict[str, Entry]) -> None:
    for position, item in enumerate(file.items(*path)):
        bare = item.partition("=")[0] if isinstance(item, str) else item
        if missing(bare, known):
            right = nearest(bare, known, "an id of a findings file")
            file.problem((*path, position), f"no finding is called {bare!r}", right)


def _check_keys(file: Located, path: KeyPath, known: dict[str, Entry], otherwise: str) -> None:
    for key in file.mapping(*path):
        bare = key.partition("=")[0] if isinstance(key, str) else key
        if missing(bare, known):
            file.problem((*path, key), f"nothing is called {bare!r} there", nearest(bare, known, otherwise))

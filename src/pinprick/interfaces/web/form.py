"""What a form brings, as the next state of the conversation. Forged or cut fields give a CaseError, never more."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from pinprick.case import Drawing
from pinprick.errors import CaseError
from pinprick.interview.conversation import Interview
from pinprick.interview.steps import ProposedStep, SafetyStep, UnderstoodStep
from pinprick.knowledge.text import sentences
from pinprick.vocabulary import NO, UNSURE, YES

SIDES = ("right", "left")


class Form:
    """Fields of one submission: a name may come more than once."""

    def __init__(self, fields: Sequence[tuple[str, str]]) -> None:
        self._fields = fields

    def one(self, name: str) -> str:
        """The first value, or an empty text."""
        return next((value for key, value in self._fields if key == name), "")

    def all(self, name: str) -> list[str]:
        return [value for key, value in self._fields if key == name]

    def starting(self, prefix: str) -> dict[str, str]:
        return {key[len(prefix) :]: value for key, value in self._fields if key.startswith(prefix)}


def after(interview: Interview, form: Form) -> Interview:
    """The conversation after this form was sent with its main button.

    CaseError or DrawingError with a sentence for the person when something is missing or does not fit.
    """
    words = sentences(interview.pack, "interface", interview.language)["errors"]
    match form.one("form"):
        case "account":
            return _account(interview, form, words)
        case "question" | "change":
            # The page names its finding, so the question need not be worked out a second time.
            return interview.change(form.one("finding"), _chosen(form, words))
        case "drawing":
            return interview.draw(_drawing(form, words))
        case "understood" if isinstance(interview.step, UnderstoodStep):
            now = {item.finding: item.value for item in interview.step.understood}
            given = form.starting("value.")
            return interview.answer({f: v for f, v in given.items() if f in now and now[f] != v})
        case "proposed" if isinstance(interview.step, ProposedStep):
            return interview.answer({f: v for f, v in form.starting("value.").items() if v})
        case "safety" if isinstance(interview.step, SafetyStep):
            return interview.answer(_checked(interview.step, form, words))
    raise CaseError(words["unreadable"])


def skipped(interview: Interview, form: Form) -> Interview:
    """The conversation after "skip" on this form."""
    if form.one("form") == "question":
        return interview.change(form.one("finding"), None)
    return interview.skip()


def _account(interview: Interview, form: Form, words: dict[str, Any]) -> Interview:
    text = form.one("text").replace("\r\n", "\n")
    country = form.one("country").upper() or None
    known = interview.pack.care_data.get("emergency", {}).get("countries", {})
    if country is not None and country not in known:
        country = None
    if not text.strip():
        raise CaseError(words["account_empty"])
    return interview.told(text, country)


def _chosen(form: Form, words: dict[str, Any]) -> str:
    value = form.one("value")
    if not value:
        raise CaseError(words["choose"])
    return value


def _checked(step: SafetyStep, form: Form, words: dict[str, Any]) -> dict[str, str]:
    if step.one:
        return {step.asks[0].finding: _chosen(form, words)}
    asked = [ask.finding for ask in step.asks]
    ticked = [finding for finding in form.all("tick") if finding in asked]
    rest = form.one("rest")
    if rest == "none" and ticked:
        raise CaseError(words["none_and_some"])
    if not ticked and rest not in ("none", "unsure"):
        raise CaseError(words["tick"])
    other = UNSURE if rest == "unsure" else NO
    return {finding: YES if finding in ticked else other for finding in asked}


def _drawing(form: Form, words: dict[str, Any]) -> Drawing:
    """The painted cells, the ticked places, or both."""
    try:
        painted = json.loads(form.one("cells") or "{}")
        if not isinstance(painted, dict):
            raise ValueError("cells: not a mapping")
    except (ValueError, RecursionError):
        raise CaseError(words["unreadable"]) from None
    limbs = {cell: how for cell, how in painted.items() if ".body." not in cell}
    body: dict[str, list[str]] = {side: [] for side in SIDES}
    for cell in painted:
        if ".body." in cell:
            body["right" if cell.startswith("R.") else "left"].append(cell.split(".body.", 1)[1])
    regions = _by_side(form.all("region"))
    for side, names in _by_side(form.all("body")).items():
        body[side] += names
    views = [view for view in form.one("views").split(",") if view]
    try:
        drawing = Drawing.model_validate(
            {
                "cells": limbs,
                "regions": {side: names for side, names in regions.items() if names},
                "body": {side: sorted(set(names)) for side, names in body.items() if names},
                "views": views or None,
            }
        )
    except ValidationError:
        raise CaseError(words["unreadable"]) from None
    if drawing.is_blank:
        raise CaseError(words["drawing_empty"])
    return drawing


def _by_side(ticked: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {side: [] for side in SIDES}
    for item in ticked:
        side, _, name = item.partition(":")
        if side in found and name not in found[side]:
            found[side].append(name)
    return found

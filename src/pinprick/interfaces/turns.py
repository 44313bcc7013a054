"""A conversation as plain data, for surfaces that hand the state back and forth and keep nothing."""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter, ValidationError

from pinprick.case import Drawing
from pinprick.errors import CaseError
from pinprick.interview.conversation import Interview
from pinprick.interview.steps import DrawingStep, Step
from pinprick.knowledge.schema.pack import Pack


def step_content(step: Step) -> tuple[str, dict[str, Any]]:
    """The kind of a step (account, understood, safety, alert, drawing, question, result) and its content."""
    kind = type(step).__name__.removesuffix("Step").lower()
    content = TypeAdapter(type(step)).dump_python(step, mode="json")
    return kind, {key: value for key, value in content.items() if key != "stage"}


def state_of(interview: Interview) -> dict[str, Any]:
    """The whole conversation, to be sent back with the next call."""
    return dict(json.loads(interview.to_json()))


def resumed(state: dict[str, Any], pack: Pack) -> Interview:
    """The conversation of a state. CaseError when it was cut, forged or made by another pack."""
    return Interview.from_json(json.dumps(state), pack)


def answered(interview: Interview, given: str | dict[str, Any] | None) -> Interview:
    """The conversation after an answer to the step shown. CaseError or DrawingError when it does not fit."""
    if isinstance(interview.step, DrawingStep) and isinstance(given, dict):
        try:
            return interview.answer(Drawing.model_validate(given))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise CaseError(f"drawing.{where}: {first['msg']}.") from None
    if isinstance(given, dict):
        wrong = next((key for key, value in given.items() if not isinstance(value, str)), None)
        if wrong is not None:
            raise CaseError(f"{wrong}: a value is text, such as yes, no or unsure.")
    return interview.answer(given)

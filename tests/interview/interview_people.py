"""Made-up people who answer a conversation to its end."""

from __future__ import annotations

from pinprick.case import Drawing
from pinprick.interview.conversation import Interview
from pinprick.interview.steps import (
    AccountStep,
    AlertStep,
    DrawingStep,
    QuestionStep,
    ResultStep,
    SafetyStep,
    UnderstoodStep,
)

MOST_STEPS = 60


def to_the_end(
    interview: Interview,
    words: str = "",
    known: dict[str, str] | None = None,
    drawing: Drawing | None = None,
    go_on: bool = True,
) -> tuple[Interview, list[object]]:
    """Answer with `known`; what is not known is skipped, and danger signs not known are denied. Returns the steps."""
    known = known or {}
    steps: list[object] = []
    for _ in range(MOST_STEPS):
        step = interview.step
        steps.append(step)
        match step:
            case ResultStep():
                return interview, steps
            case AccountStep():
                interview = interview.told(words)
            case UnderstoodStep():
                interview = interview.answer({})
            case SafetyStep(one=True):
                value = known.get(step.asks[0].finding)
                interview = interview.answer({step.asks[0].finding: value}) if value else interview.skip()
            case SafetyStep():
                interview = interview.answer({a.finding: known.get(a.finding, "no") for a in step.asks})
            case AlertStep():
                interview = interview.go_on() if go_on else interview.stop()
            case DrawingStep():
                interview = interview.answer(drawing)
            case QuestionStep():
                value = known.get(step.ask.finding)
                interview = interview.answer(value) if value else interview.skip()
    raise AssertionError("the conversation does not end")

"""Requests that show how the service is used; they stand in its OpenAPI description and are run by the tests."""

from __future__ import annotations

from typing import Any

from fastapi.openapi.models import Example

WORDS: dict[str, Any] = {
    "account": "Since this morning both legs are numb, I am numb when I wipe and I cannot pass urine.",
    "country": "GB",
}
ANSWERS: dict[str, Any] = {
    "id": "example-2",
    "findings": {
        "age_band": "age_50_59",
        "diabetes_status": "diabetes_10_years_or_more",
        "numb": "yes",
        "side": "both_about_equal",
        "at_toes": "yes",
        "stocking_spread": "yes",
        "saddle_numbness": "no",
    },
}
DRAWING: dict[str, Any] = {"regions": {"left": ["upper_thigh_outer", "lower_thigh_outer"]}}

CASES: dict[str, Example] = {
    "words": Example(summary="A person's own words", value=WORDS),
    "answers": Example(summary="Coded answers", value=ANSWERS),
    "drawing": Example(summary="A drawing alone", value={"drawing": DRAWING}),
}
DRAWINGS: dict[str, Example] = {"outer thigh": Example(summary="The outer thigh", value=DRAWING)}
EXPLAIN: dict[str, Example] = {
    "second cause": Example(summary="One cause", value={"case": ANSWERS, "cause": "diabetic_polyneuropathy"})
}
SCORE: dict[str, Example] = {"from a case": Example(summary="From a case alone", value={"case": ANSWERS})}

BLANK: dict[str, Any] = {"version": 1, "pack": "legs_and_feet", "language": "en", "events": []}
TOLD: dict[str, Any] = BLANK | {"events": [{"kind": "told", "text": "my feet tingle at night"}]}

START: dict[str, Example] = {
    "words": Example(summary="With own words", value={"account": "my feet tingle at night", "country": "GB"}),
    "nothing": Example(summary="Ask for the words", value={}),
}
STATE: dict[str, Example] = {"as it came": Example(summary="A state as it came", value={"state": TOLD})}
ANSWER: dict[str, Example] = {
    "words": Example(summary="The account", value={"state": BLANK, "given": "my feet tingle at night"})
}
CHANGE: dict[str, Example] = {
    "no": Example(summary="Take an answer back", value={"state": TOLD, "finding": "numb", "value": "no"})
}

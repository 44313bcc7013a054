"""From a QuestionnaireResponse (FHIR R4) to a case."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pinprick.case import Case
from pinprick.case_checks import parse_case
from pinprick.errors import CaseError
from pinprick.knowledge.schema.pack import Pack
from pinprick.vocabulary import NO, YES

_DEPTH = 12
_NOT_ASKABLE = {"entered-in-error", "stopped"}


def case_from_response(response: Any, pack: Pack) -> Case:
    """The case a response tells. CaseError names the link id that is unknown, given twice or badly answered.

    An answer may be a coding, a string, or a boolean for a yes-or-no question. Items without an answer are
    not asked. The response must be for this pack's questionnaire, in this version, if it names one.
    """
    if not isinstance(response, Mapping) or response.get("resourceType") != "QuestionnaireResponse":
        raise CaseError("This is not a QuestionnaireResponse: resourceType must say so.")
    _check_questionnaire(response, pack)
    if response.get("status") in _NOT_ASKABLE:
        raise CaseError(f"The response's status is {response['status']!r}: it must not be used.")
    findings: dict[str, str] = {}
    drawing: dict[str, Any] = {}
    content: dict[str, Any] = {}
    seen: set[str] = set()
    for link, values in _answered(response.get("item"), 0):
        if link in seen:
            raise CaseError(f"{link} is answered twice; each question once.")
        seen.add(link)
        if link in pack.findings:
            findings[link] = _one(link, values)
        elif link in {"account", "country"}:
            content[link] = _one(link, values)
        elif link == "drawing.exact":
            drawing = {**_exact(_one(link, values)), **drawing}
        elif link.startswith(("drawing.regions.", "drawing.body.")):
            _, part, side = link.split(".", 2)
            drawing[part] = {**drawing.get(part, {}), side: values}
        else:
            raise CaseError(f"There is no question with linkId {link!r} in this questionnaire.")
    if drawing:
        content["drawing"] = drawing
    identifier = response.get("identifier")
    if isinstance(identifier, Mapping) and isinstance(identifier.get("value"), str):
        content["id"] = identifier["value"]
    return parse_case({**content, "findings": findings}, pack, "QuestionnaireResponse")


def _check_questionnaire(response: Mapping[str, Any], pack: Pack) -> None:
    named = response.get("questionnaire")
    if named is None:
        return
    url, _, version = str(named).partition("|")
    if not url.endswith(f"Questionnaire/{pack.id}"):
        raise CaseError(f"The response is for {url!r}; this service reads the questionnaire {pack.id!r}.")
    if version and version != pack.version:
        raise CaseError(
            f"The response is for version {version} of the questionnaire; this is {pack.version}."
        )


def _answered(items: Any, depth: int) -> Iterator[tuple[str, list[str]]]:
    if items is None:
        return
    if depth > _DEPTH:
        raise CaseError(f"Items are nested more than {_DEPTH} deep.")
    if not isinstance(items, list):
        raise CaseError("item must be a list.")
    for item in items:
        if not isinstance(item, Mapping) or not isinstance(item.get("linkId"), str):
            raise CaseError("Every item needs a linkId.")
        answers = item.get("answer", [])
        if not isinstance(answers, list):
            raise CaseError(f"{item['linkId']}: answer must be a list.")
        if answers:
            yield item["linkId"], [_value(item["linkId"], answer) for answer in answers]
        for answer in answers:
            yield from _answered(answer.get("item"), depth + 1)
        yield from _answered(item.get("item"), depth + 1)


def _value(link: str, answer: Any) -> str:
    if isinstance(answer, Mapping):
        coding = answer.get("valueCoding")
        if isinstance(coding, Mapping) and isinstance(coding.get("code"), str):
            return str(coding["code"])
        if isinstance(answer.get("valueString"), str):
            return str(answer["valueString"])
        if isinstance(answer.get("valueBoolean"), bool):
            return YES if answer["valueBoolean"] else NO
    raise CaseError(f"{link}: an answer is a valueCoding with a code, a valueString or a valueBoolean.")


def _one(link: str, values: list[str]) -> str:
    if len(values) != 1:
        raise CaseError(f"{link}: one answer, not {len(values)}.")
    return values[0]


def _exact(text: str) -> dict[str, Any]:
    try:
        content = json.loads(text)
    except (json.JSONDecodeError, RecursionError, ValueError) as error:
        raise CaseError(f"drawing.exact: not JSON: {error}.") from None
    if not isinstance(content, dict):
        raise CaseError("drawing.exact: a drawing is a mapping with cells, regions, body, views or points.")
    return content

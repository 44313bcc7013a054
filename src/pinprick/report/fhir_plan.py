"""What to do next as FHIR R4: tests to ask about as proposals, and a care plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pinprick.report.fhir_words import PRIORITY, Json
from pinprick.results import Assessment


def service_requests(
    assessment: Assessment, person: Json, recorded: str | None, risk: Json | None
) -> Iterator[tuple[str, Json]]:
    """A proposal (never an order) for each test worth asking about: (name, ServiceRequest).

    `recorded`: when it was made; `risk`: the RiskAssessment it rests on; both may be left out.
    """
    wanted: dict[str, str] = {}
    for test in _listed(assessment.care, "tests"):
        wanted[str(test.get("name") or test.get("say") or test.get("id"))] = str(test.get("why") or "")
    for advice in assessment.next_tests:
        if advice.worth_it:
            wanted.setdefault(advice.label, advice.why)
    for number, (label, why) in enumerate(wanted.items()):
        content: Json = {
            "resourceType": "ServiceRequest",
            "status": "draft",
            "intent": "proposal",
            "priority": PRIORITY[assessment.urgency.level],
            "code": {"text": label},
            "subject": person,
        }
        if recorded is not None:
            content["authoredOn"] = recorded
        if risk is not None:
            content["supportingInfo"] = [risk]
        if why:
            content["reasonCode"] = [{"text": why}]
        yield f"request/{number}", content


def care_plan(assessment: Assessment, person: Json, recorded: str, issue: Json) -> Json | None:
    """What the person can do and ask about, as a proposal; None when the assessment holds no plan."""
    care = assessment.care
    if care is None:
        return None
    activities = [(assessment.urgency.act, "not-started")]
    for part, keys in (
        ("self_care", ("title", "how", "dose")),
        ("treatments", ("title", "does", "know")),
        ("safety_net", ("watch", "do")),
        ("tell", ("say",)),
    ):
        activities += [(_sentence(item, keys), "not-started") for item in _listed(care, part)]
    notes = [str(note) for note in care.get("notes", []) if isinstance(note, str) and note]
    content: Json = {
        "resourceType": "CarePlan",
        "status": "draft",
        "intent": "proposal",
        "title": assessment.urgency.headline,
        "description": assessment.urgency.act or assessment.urgency.headline,
        "subject": person,
        "created": recorded,
        "supportingInfo": [issue],
        "activity": [
            {"detail": {"status": status, "description": text}} for text, status in activities if text
        ],
        "note": [{"text": text} for text in [*notes, assessment.disclaimer]],
    }
    if not content["activity"]:
        del content["activity"]
    return content


def _listed(care: Mapping[str, Any] | None, part: str) -> list[Mapping[str, Any]]:
    items = care.get(part) if care else None
    return [item for item in items if isinstance(item, Mapping)] if isinstance(items, list) else []


def _sentence(item: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    parts = [str(item[key]).strip() for key in keys if item.get(key)]
    return " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in parts)

"""Made entries: cheap ones with a fixed summary, for tests of keeping; assessed ones are made where needed."""

from __future__ import annotations

from datetime import date, timedelta

from pinprick.case import Case, Drawing
from pinprick.diary.record import Entry, Summary
from pinprick.results import PackRef
from pinprick.vocabulary import Urgency

FIRST = date(2026, 3, 1)


def entry(
    number: int,
    days: int = 0,
    *,
    findings: dict[str, str] | None = None,
    drawing: Drawing | None = None,
    severity: int | None = None,
    tried: list[str] | None = None,
    answers: dict[str, str] | None = None,
    account: str | None = None,
) -> Entry:
    told = findings or {}
    return Entry(
        id=f"e{number}",
        on=FIRST + timedelta(days=days),
        severity=severity,
        tried=tried or [],
        case=Case(findings=told, drawing=drawing, account=account),
        summary=Summary(
            pack=PackRef(id="legs_and_feet", version="1", digest="0" * 16),
            urgency=Urgency.ROUTINE_WEEKS,
            headline="See a doctor in the next weeks.",
            causes=[],
            answers=told if answers is None else answers,
        ),
    )


def drawn(*right: str, left: tuple[str, ...] = ()) -> Drawing:
    return Drawing(regions={"right": list(right), "left": list(left)})

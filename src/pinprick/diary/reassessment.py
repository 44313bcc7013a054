"""Assessing the last entry again, in the light of the whole course."""

from __future__ import annotations

from dataclasses import dataclass

from pinprick.assessment import assess
from pinprick.case import Case
from pinprick.diary.course import Course, read_course
from pinprick.diary.record import Entry
from pinprick.errors import CaseError
from pinprick.knowledge.schema.pack import Pack
from pinprick.results import Assessment
from pinprick.vocabulary import Family

_STANDING = (Family.PERSON, Family.RISK)
"""Families of findings that hold until something else is said: age, diabetes, medicines."""


@dataclass(frozen=True)
class Reassessment:
    """The course, the case with what it raised, and what follows."""

    course: Course
    case: Case
    assessment: Assessment


def reassess(
    entries: list[Entry], pack: Pack, language: str = "en", known: tuple[Case, Assessment] | None = None
) -> Reassessment:
    """The last entry's case with standing facts of earlier ones and the findings its course raises, assessed.

    `known`: a case that was assessed already under this pack; it is not worked out again when the course adds
    nothing to it. CaseError for an empty diary.
    """
    if not entries:
        raise CaseError("The diary is empty: there is nothing to assess.")
    told = sorted(entries, key=lambda entry: entry.on)
    course, last = read_course(told, pack, language), told[-1]
    standing = {
        name: value
        for entry in told[:-1]
        for name, value in entry.summary.answers.items()
        if name in pack.findings and pack.findings[name].family in _STANDING
    }
    # What the last entry says in its own words is read again by `assess`, so it must not be overwritten here.
    said = last.summary.answers
    findings = {name: value for name, value in standing.items() if name not in said}
    case = last.case.model_copy(update={"findings": {**findings, **last.case.findings, **course.raises}})
    if known is not None and known[0] == case:
        return Reassessment(course, case, known[1])
    return Reassessment(course, case, assess(case, pack))

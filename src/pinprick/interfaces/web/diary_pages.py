"""The pages of the diary: the course with its advice first, the doctor's page, keeping and deleting."""

from __future__ import annotations

from datetime import date
from typing import Any

from pinprick.conclusion import TOLD_FREELY
from pinprick.diary.reassessment import Reassessment, reassess
from pinprick.diary.record import Entry
from pinprick.diary.summary import SHOWN_CAUSES, course_blocks, raised_in_words
from pinprick.diary.trend import trend_description
from pinprick.interfaces.web.form import Form
from pinprick.interfaces.web.render import Pages
from pinprick.interfaces.web.words import Words
from pinprick.interview.conversation import Interview
from pinprick.interview.events import Checked
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.text import chance_in_words, sentences
from pinprick.report import shown
from pinprick.report.body_picture import figures, outline
from pinprick.vocabulary import UNSURE, Family, Urgency

HERE = "/diary"


class DiaryPages:
    """Renders the diary's pages. `place`: where it is kept, in words; `token`: goes into every form that changes
    something."""

    def __init__(self, pages: Pages, pack: Pack, place: str | None, token: str) -> None:
        self.pages, self.pack, self.place, self.token = pages, pack, place, token

    def course(self, entries: list[Entry], language: str, today: date, said: str | None = None) -> str:
        """The diary: what to do first, then what changed. `said`: a sentence on what was just done."""
        if not entries:
            return self._page("diary_empty", language, said=said)
        found, told = reassess(entries, self.pack, language), sorted(entries, key=lambda entry: entry.on)
        first, _ = shown.notes(found.assessment, self.pack)
        words = Words(self.pack, language)
        age = (today - told[-1].on).days
        pressing = found.assessment.urgency.level in (Urgency.EMERGENCY_NOW, Urgency.URGENT_SAME_DAY)
        return self._page(
            "diary",
            language,
            said=said,
            a=found.assessment,
            first=first,
            course=found.course,
            asks=[words.question(name) for name, value in found.course.raises.items() if value == UNSURE],
            raised=raised_in_words(found, self.pack, language),
            causes=self._causes(found, language),
            last=told[-1],
            age=age,
            still=pressing and age > 0,
            days=list(zip(reversed(told), reversed(found.course.days), strict=True)),
            description=trend_description(found.course, self.pack, language),
        )

    def summary(self, entries: list[Entry], language: str) -> str:
        """The doctor's page, to print."""
        found = reassess(entries, self.pack, language)
        description = trend_description(found.course, self.pack, language)
        blocks = course_blocks(entries, found, self.pack, language)
        return self._page("diary_summary", language, blocks=blocks, description=description)

    def keep(
        self,
        interview: Interview,
        first_time: bool,
        today: date,
        problem: str | None = None,
        typed: Form | None = None,
    ) -> str:
        """What to say beside the result, and before the first entry: what is kept, and where."""
        return self._page(
            "diary_keep",
            interview.language,
            problem,
            state=interview.to_json(),
            first_time=first_time,
            today=today.isoformat(),
            typed=typed,
        )

    def day(self, one: Entry, language: str) -> str:
        """One entry: what was drawn, told and answered that day. Findings that this pack no longer has are left
        out."""
        words, drawing = Words(self.pack, language), one.case.drawing
        shown_here = drawing is not None and not drawing.is_blank
        answers = [
            (words.label(name), words.value(name, value))
            for name, value in one.summary.answers.items()
            if name in self.pack.findings and name != TOLD_FREELY
        ]
        return self._page(
            "diary_day",
            language,
            one=one,
            answers=answers,
            drawing=figures(drawing, self.pack, language) if drawing and shown_here else [],
            where=outline(drawing, self.pack, language) if drawing and shown_here else "",
        )

    def sure(self, entries: list[Entry], one: Entry | None, language: str, problem: str | None = None) -> str:
        """Before deleting one entry, or all."""
        return self._page("diary_forget", language, problem, one=one, count=len(entries))

    def again(self, entries: list[Entry], language: str) -> str:
        """The first question, with what holds from one entry to the next: age, sex and country."""
        known: dict[str, str] = {}
        country = None
        for entry in sorted(entries, key=lambda entry: entry.on):
            country = entry.case.country or country
            known |= {
                name: value
                for name, value in entry.summary.answers.items()
                if name in self.pack.findings
                and self.pack.findings[name].family is Family.PERSON
                and value in self.pack.findings[name].values
            }
        events = (Checked(group="earlier", answers=known),) if known else ()
        return self.pages.account(Interview(self.pack, events, language), country)

    def _causes(self, found: Reassessment, language: str) -> list[tuple[str, str]]:
        words = Words(self.pack, language)
        return [
            (words.cause(cause.id), chance_in_words(self.pack, cause.probability, language))
            for cause in found.assessment.causes[:SHOWN_CAUSES]
        ]

    def _page(self, template: str, language: str, problem: str | None = None, **context: Any) -> str:
        d = sentences(self.pack, "diary", language)
        place = self.place or d["page"]["place_database"]
        here = {"here": HERE, "d": d, "p": d["page"], "place": place, "token": self.token}
        return self.pages.apart(template, language, problem, **{**here, **context})

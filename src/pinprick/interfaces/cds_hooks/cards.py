"""The cards: how soon and why when there are answers, an invitation when there are none, warnings on orders."""

from __future__ import annotations

import uuid
from typing import Any

from pinprick.care.cautions import CaseCautions
from pinprick.intake.fhir_codes import Match
from pinprick.interfaces.cds_hooks.messages import (
    SUMMARY_LENGTH,
    Action,
    Card,
    Indicator,
    Link,
    Source,
    Suggestion,
)
from pinprick.interfaces.cds_hooks.prefetched import Person
from pinprick.knowledge.schema.care import Medicine
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.text import sentences
from pinprick.report.fhir_plan import service_requests
from pinprick.report.fhir_words import BASE
from pinprick.report.spoken import first_words, urgency_lines
from pinprick.results import Assessment
from pinprick.vocabulary import Urgency

INDICATORS: dict[Urgency, Indicator] = {
    Urgency.EMERGENCY_NOW: "critical",
    Urgency.URGENT_SAME_DAY: "critical",
    Urgency.SOON_WITHIN_DAYS: "warning",
    Urgency.ROUTINE_WEEKS: "info",
    Urgency.SELF_CARE: "info",
}
_MOST_SUGGESTIONS = 5
_HARM = {"neurotoxic_medicine", "neurotoxic_chemotherapy"}
_B12 = {"b12_risk"}


def cut(text: str, length: int = SUMMARY_LENGTH) -> str:
    """The text, cut at a word to fit a summary."""
    plain = " ".join(text.split())
    return plain if len(plain) <= length else plain[: length - 1].rsplit(" ", 1)[0] + "…"


class Cards:
    """Writes the cards of one pack."""

    def __init__(self, pack: Pack, app_url: str | None = None) -> None:
        self.pack = pack
        self.app_url = app_url
        self.text: dict[str, Any] = sentences(pack, "cds_hooks")
        label = self.text["source"].format(title=pack.header.title, version=pack.version)
        self.source = Source(label=label, url=app_url)

    def _uuid(self, *parts: str) -> str:
        return str(uuid.uuid5(uuid.NAMESPACE_URL, "\n".join([BASE, *parts])))

    def _links(self) -> list[Link]:
        return [Link(label=self.text["invite"]["link"], url=self.app_url)] if self.app_url else []

    def assessed(self, assessment: Assessment, instance: str, patient: str) -> Card:
        """How soon, why, and what may explain it. The act comes first and is never shortened in the detail."""
        words = self.text["assessed"]
        urgency = assessment.urgency
        headline, *rest = urgency_lines(urgency)
        lines = [f"**{headline}**", *rest]
        if urgency.because:
            reasons = "; ".join(
                f"{b.label} ({b.citation or b.source or b.rule})" for b in urgency.because[:5]
            )
            lines.append(words["because"].format(reasons=reasons))
        if assessment.not_enough:
            asked = [self.pack.findings[f].question for f in urgency.ask_first[:5] if f in self.pack.findings]
            lines.append(words["not_enough"].format(questions=" ".join(asked)))
        lines += [f"- {cause.name}: {cause.in_words}" for cause in assessment.causes[:3]]
        lines.append(assessment.disclaimer)
        return Card(
            uuid=self._uuid(instance, "assessed"),
            summary=cut(first_words(urgency)),
            detail="\n\n".join(lines),
            indicator=INDICATORS[urgency.level],
            source=self.source,
            suggestions=self._suggestions(assessment, instance, patient),
            selectionBehavior="any" if assessment.care or assessment.next_tests else None,
            links=self._links(),
        )

    def _suggestions(self, assessment: Assessment, instance: str, patient: str) -> list[Suggestion]:
        person = {"reference": f"Patient/{patient}"}
        found = []
        for name, resource in service_requests(assessment, person, None, None):
            label = self.text["propose"].format(test=resource["code"]["text"])
            action = Action(description=label, resource=resource)
            found.append(Suggestion(label=cut(label), uuid=self._uuid(instance, name), actions=[action]))
        return found[:_MOST_SUGGESTIONS]

    def invitation(self, person: Person, instance: str) -> Card:
        """Numbness is on the record, answers are not: what is known already, and the way to ask the rest."""
        words = self.text["invite"]
        known = [f"{self.pack.findings[f].label}: {v}" for f, v in person.case.findings.items()]
        lines = [words["detail"].format(findings="; ".join(known) or "-"), self.text["assessed"]["not_asked"]]
        if person.reading.unknown:
            lines.append(words["unknown"].format(count=len(person.reading.unknown)))
        return Card(
            uuid=self._uuid(instance, "invitation"),
            summary=cut(words["summary"].format(known=len(known))),
            detail="\n\n".join(lines),
            indicator="info",
            source=self.source,
            links=self._links(),
        )

    def medicine(self, name: str, matches: list[Match], person: Person, instance: str) -> list[Card]:
        """Warnings on one medicine being ordered: harm to nerves, and the cautions that hold for this person."""
        words = self.text["medicine"]
        cards = []
        bears_on = {says.finding for match in matches for says in match.concept.says}
        if person.has_complaint and bears_on & _HARM:
            cards.append(self._warning(instance, name, words["harms"], words["harms_detail"]))
        if person.has_complaint and bears_on & _B12:
            cards.append(self._warning(instance, name, words["b12"], words["b12_detail"], "info"))
        cautions = CaseCautions(self.pack, person.case.findings)
        for key, medicine in self._medicines(name):
            for advice in cautions.for_medicine(key, medicine):
                if advice.level not in {"avoid", "ask_first"}:
                    continue
                cited = ", ".join(advice.sources)
                detail = "\n\n".join([advice.say, advice.why, cited, words["no_feeling"]])
                summary = words["caution"].format(name=cut(name, 50), say=advice.say)
                kind: Indicator = "critical" if advice.level == "avoid" else "warning"
                cards.append(
                    Card(
                        uuid=self._uuid(instance, name, advice.id),
                        summary=cut(summary),
                        detail=detail,
                        indicator=kind,
                        source=self.source,
                    )
                )
        return cards

    def _medicines(self, name: str) -> list[tuple[str, Medicine]]:
        """The pack's medicines that a product name speaks of, by the names of their substances."""
        words = set(name.lower().replace(",", " ").replace("/", " ").split())
        return [
            (key, medicine)
            for key, medicine in self.pack.medicines.items()
            if any(set(code.name.lower().split()) <= words for code in medicine.codes)
        ]

    def _warning(
        self, instance: str, name: str, summary: str, detail: str, indicator: Indicator = "warning"
    ) -> Card:
        return Card(
            uuid=self._uuid(instance, name, summary),
            summary=cut(summary.format(name=cut(name, 50))),
            detail=detail,
            indicator=indicator,
            source=self.source,
        )

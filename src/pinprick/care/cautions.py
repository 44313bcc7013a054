"""Cautions and interactions computed from the case: rules as data, for medicines, therapies and everyone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from pinprick.care.records import CautionAdvice, InteractionAdvice
from pinprick.care.sections import CareSections, care_sections
from pinprick.care.truth import Leaf, answer_leaf, truth
from pinprick.knowledge.schema.care import Medicine
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.schema.plan import Caution
from pinprick.knowledge.schema.rules import Condition
from pinprick.vocabulary import UNSURE

LEVELS = ("avoid", "ask_first", "care", "know")


class CaseCautions:
    """The cautions of a pack, decided for one case."""

    def __init__(self, pack: Pack, answers: Mapping[str, str]) -> None:
        self.pack = pack
        self.answers = answers
        self.sections: CareSections = care_sections(pack)
        self._leaf: Leaf = cache(answer_leaf(pack, answers))
        self._known = [c.when is None or truth(c.when, self._leaf) for c in self.sections.cautions]
        self._held = [
            c for c, known in zip(self.sections.cautions, self._known, strict=True) if known is True
        ]

    def for_medicine(self, key: str, medicine: Medicine) -> list[CautionAdvice]:
        """Cautions that hold for one medicine, the most pressing first."""
        return self._advice(c for c in self._held if _hits(c, key, medicine))

    def for_therapy(self, therapy: str) -> list[CautionAdvice]:
        """Cautions that hold for one self-care step or therapy."""
        return self._advice(c for c in self._held if therapy in c.target.therapies)

    def for_everyone(self) -> list[CautionAdvice]:
        """Cautions that hold whatever is taken or done (heat on numb skin, stopping alcohol at once)."""
        return self._advice(c for c in self._held if c.target.general)

    def interactions(self, key: str, medicine: Medicine) -> list[InteractionAdvice]:
        """What clashes with a medicine; pairs that this case holds come first."""
        found = []
        for pair in self.sections.interactions:
            if key not in pair.medicines and not set(pair.tags) & set(medicine.tags):
                continue
            present = self._leaf(pair.finding) if pair.finding else None
            if present is False:
                continue
            found.append(
                InteractionAdvice(
                    id=pair.id, other=pair.other, atc=pair.atc, severity=pair.severity,
                    effect=pair.effect, do=pair.do, present=present, sources=pair.sources,
                )
            )  # fmt: skip
        return sorted(found, key=lambda pair: pair.present is not True)

    def open_topics(self, medicines: Iterable[tuple[str, Medicine]]) -> list[str]:
        """Sentences on what the prescriber must know because a caution for these medicines is still open."""
        chosen = list(medicines)
        open_topics: dict[str, str] = {}
        for caution, known in zip(self.sections.cautions, self._known, strict=True):
            topic = self.sections.topics[caution.topic]
            if not topic.ask or known is not None:
                continue
            if caution.topic == "pregnancy" and self._cannot_be_pregnant():
                continue
            if any(_hits(caution, key, medicine) for key, medicine in chosen):
                open_topics[caution.topic] = topic.ask
        return list(open_topics.values())

    def _cannot_be_pregnant(self) -> bool:
        past_it = {"age_60_64", "age_65_69", "age_70_79", "age_80_plus"}
        return self.answers.get("sex") == "male" or self.answers.get("age_band") in past_it

    def _advice(self, cautions: Iterable[Caution]) -> list[CautionAdvice]:
        found = [
            CautionAdvice(
                id=c.id, topic=c.topic, level=c.level, say=c.say, why=c.why,
                because=self._because(c.when), sources=c.sources,
            )
            for c in cautions
        ]  # fmt: skip
        return sorted(found, key=lambda c: LEVELS.index(c.level))

    def _because(self, when: Condition | None) -> list[str]:
        """Labels of the answers that make a condition hold."""
        labels = []
        for leaf in dict.fromkeys(_leaves(when)):
            finding = leaf.partition("=")[0]
            if self._leaf(leaf) is True and finding in self.pack.findings:
                labels.append(self.pack.findings[finding].label)
        return list(dict.fromkeys(labels))


def answered(answers: Mapping[str, str], finding: str) -> str | None:
    """The settled answer to a finding: not `unsure`, not absent."""
    value = answers.get(finding)
    return None if value in (None, UNSURE) else value


def _hits(caution: Caution, key: str, medicine: Medicine) -> bool:
    return key in caution.target.medicines or bool(set(caution.target.tags) & set(medicine.tags))


def _leaves(when: Condition | None) -> Iterable[str]:
    if when is None:
        return
    groups = [when.all or [], when.any or [], when.at_least.of if when.at_least else []]
    for item in (item for group in groups for item in group):
        if isinstance(item, str):
            yield item
        else:
            yield from _leaves(item)

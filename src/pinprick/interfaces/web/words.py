"""Words for the templates: interface sentences, questions, values and names in one language."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from markupsafe import Markup, escape

from pinprick.guide.texts import LANGUAGES
from pinprick.interview.conversation import Interview
from pinprick.interview.wording import cause_name, in_language, translated, value_name
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.text import odds_in_words, sentences
from pinprick.results import CauseResult, LedgerLine


class Words:
    """What to call things in `language`; English, marked as such, where that language has no words."""

    def __init__(self, pack: Pack, language: str) -> None:
        self.pack, self.language = pack, language

    @cached_property
    def t(self) -> dict[str, Any]:
        """The sentences of `text/<language>/interface.yaml`."""
        return sentences(self.pack, "interface", self.language)

    @cached_property
    def diary(self) -> dict[str, Any]:
        """The sentences of `text/<language>/diary.yaml`."""
        return sentences(self.pack, "diary", self.language)

    @cached_property
    def proposals(self) -> dict[str, Any]:
        """The sentences of `text/<language>/proposals.yaml`."""
        return sentences(self.pack, "proposals", self.language)

    @cached_property
    def guide(self) -> str:
        """Address of the guide in this language; in English where the guide does not speak it."""
        return f"/guide/{self.language}/index.html" if self.language in LANGUAGES[1:] else "/guide"

    def say(self, english: object) -> Markup:
        """A sentence of the pack in this language, or the English one in `<span lang="en">`."""
        found = translated(self.pack, str(english), self.language)
        return escape(found) if found is not None else Markup('<span lang="en">{}</span>').format(english)

    def value(self, finding: str | None, value: str | None) -> str:
        """One answer in plain words, with a capital."""
        text = "" if value is None else value_name(self.pack, finding, value, self.language)
        return text[:1].upper() + text[1:]

    def label(self, finding: str) -> str:
        return in_language(self.pack, self.pack.findings[finding].label, self.language)

    def question(self, finding: str) -> str:
        return in_language(self.pack, self.pack.findings[finding].question, self.language)

    def cause(self, cause: str) -> str:
        return cause_name(self.pack, cause, self.language)

    def odds(self, cause: CauseResult) -> str:
        """The odds of a cause in words, with their interval."""
        if self.language == "en":
            return cause.in_words
        return odds_in_words(self.pack, cause.probability, cause.low, cause.high, self.language)

    def line(self, line: LedgerLine) -> str:
        """The words of one bar of the weight chart."""
        known = line.finding is not None and line.finding in self.pack.findings
        label = (
            self.label(line.finding)
            if known and line.finding
            else in_language(self.pack, line.label, self.language)
        )
        return f"{label}: {self.value(line.finding, line.value)}" if line.value else label

    def source(self, key: str) -> Any:
        """The source with this key, or None when the pack has none."""
        known = key in self.pack.sources or key in self.pack.source_aliases
        return self.pack.source(key) if known else None

    def origins(self, interview: Interview) -> dict[str, str]:
        """Where each answer came from, in words."""
        said = {item.finding for item in interview.conclusion.facts.understood}
        given = interview.progress.given
        proposed = {record.finding for record in interview.progress.from_proposals}
        result = self.t["result"]
        return {
            f: str(
                self.proposals["step"]["origin"]
                if f in proposed
                else result["from_you"]
                if f in given
                else result["from_words"]
                if f in said
                else result["from_drawing"]
            )
            for f in interview.answers
        }

    def tel(self, number: str) -> str:
        """A number as a `tel:` address (digits, plus, star and hash only); empty when there is no number in it."""
        digits = "".join(c for c in number if c in "0123456789+*#")
        return f"tel:{digits}" if digits else ""

    def number(self, number: str) -> str:
        """A number to call, or the words that stand for one."""
        return in_language(self.pack, number, self.language)

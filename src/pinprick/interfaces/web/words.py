"""Words for the templates: interface sentences, questions, values and names in one language."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from pinprick.interview.conversation import Interview
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.text import sentences
from pinprick.results import LedgerLine


class Words:
    """What to call things in `language`; English where that language has no words."""

    def __init__(self, pack: Pack, language: str) -> None:
        self.pack, self.language = pack, language

    @cached_property
    def t(self) -> dict[str, Any]:
        """The sentences of `text/<language>/interface.yaml`."""
        return sentences(self.pack, "interface", self.language)

    @cached_property
    def _findings(self) -> dict[str, Any]:
        return sentences(self.pack, "findings", self.language)

    @cached_property
    def _values(self) -> dict[str, Any]:
        return sentences(self.pack, "values", self.language)

    @cached_property
    def _causes(self) -> dict[str, Any]:
        return sentences(self.pack, "causes", self.language)

    @property
    def is_english(self) -> bool:
        return self.language == "en"

    def value(self, finding: str | None, value: str | None) -> str:
        """One answer in plain words."""
        if value is None:
            return ""
        plain = self.t["values"].get(value)
        found = self._values.get(f"{finding}={value}") or plain or self._values.get(value)
        text = str(found or value.replace("_", " "))
        return text[:1].upper() + text[1:]

    def label(self, finding: str) -> str:
        return str(self._findings.get(finding, {}).get("label", self.pack.findings[finding].label))

    def question(self, finding: str) -> str:
        return str(self._findings.get(finding, {}).get("question", self.pack.findings[finding].question))

    def cause(self, cause: str) -> str:
        return str(self._causes.get(cause, {}).get("lay_name", self.pack.causes[cause].lay_name))

    def summary(self, cause: str) -> str:
        return str(self._causes.get(cause, {}).get("summary", self.pack.causes[cause].summary))

    def line(self, line: LedgerLine) -> str:
        """The words of one bar of the weight chart."""
        if line.finding and line.finding in self.pack.findings:
            return f"{self.label(line.finding)}: {self.value(line.finding, line.value)}"
        return line.label if not line.value else f"{line.label}: {self.value(line.finding, line.value)}"

    def source(self, key: str) -> Any:
        """The source with this key, or None when the pack has none."""
        known = key in self.pack.sources or key in self.pack.source_aliases
        return self.pack.source(key) if known else None

    def origins(self, interview: Interview) -> dict[str, str]:
        """Where each answer came from, in words."""
        said = {item.finding for item in interview.conclusion.facts.understood}
        given = interview.progress.given
        result = self.t["result"]
        return {
            f: str(
                result["from_you"]
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

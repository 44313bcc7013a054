"""Words of the guide in one language: translated where a translation exists, else marked as English."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from pinprick.errors import PackError
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.translations import translations

ENGLISH = "en"
LANGUAGES = ("en", "es")


class Texts:
    """The texts of a pack in `language`. Everything returned is safe HTML.

    A sentence without a translation is wrapped in `<span lang="en">` on a page of another language, so that
    a screen reader speaks it as English.
    """

    def __init__(self, pack: Pack, language: str) -> None:
        if language not in LANGUAGES:
            raise PackError(f"The guide has no language {language!r}: choose one of {', '.join(LANGUAGES)}.")
        self.pack = pack
        self.language = language
        self._words = translations(pack, language)

    @property
    def translated(self) -> bool:
        """True when the page language is not the language of the pack."""
        return self.language != ENGLISH

    def __call__(self, key: str, **values: Any) -> Markup:
        """The text at `file.some.key`, with {names} filled in. PackError when even English lacks it."""
        file, _, path = key.partition(".")
        own, english = self._at(self.language, file, path), self._at(ENGLISH, file, path)
        found = own if own is not None else english
        if not isinstance(found, str):
            raise PackError(f"text/en/{file}.yaml: there is no text {path!r}.")
        filled = found.format(**values) if values else found
        return self.english(filled) if own is None else escape(filled)

    def plain(self, key: str, **values: Any) -> str:
        """The same without markup, for attributes, titles and data."""
        file, _, path = key.partition(".")
        own, english = self._at(self.language, file, path), self._at(ENGLISH, file, path)
        found = own if isinstance(own, str) else english
        if not isinstance(found, str):
            raise PackError(f"text/en/{file}.yaml: there is no text {path!r}.")
        return found.format(**values) if values else found

    def has(self, key: str) -> bool:
        """Whether English has a text at `key`."""
        file, _, path = key.partition(".")
        return isinstance(self._at(ENGLISH, file, path), str)

    def section(self, file: str) -> dict[str, Any]:
        """A whole text file: the page language when it has the file, else English."""
        own: dict[str, Any] | None = self.pack.text.get(f"{self.language}/{file}")
        return own or self.pack.text.get(f"{ENGLISH}/{file}", {})

    def english(self, text: str) -> Markup:
        """A sentence of the pack, which is English. On a page of another language: its translation, found by
        the sentence itself (so that none outlives a change), else the English marked as such."""
        if not self.translated:
            return escape(text)
        found = self._words.say(text)
        return escape(found) if found else Markup('<span lang="en">{}</span>').format(escape(text))

    def english_plain(self, text: str) -> str:
        """The same without markup."""
        return self._words.say(text) or text

    def label(self, finding_id: str) -> Markup:
        """The label of a finding."""
        return self.english(self.pack.findings[finding_id].label)

    def cause(self, cause_id: str) -> Markup:
        """The name of a cause that a person understands."""
        if self.has_own("causes", cause_id):
            return escape(self._at(self.language, "causes", cause_id))
        return self.english(self.pack.causes[cause_id].lay_name)

    def cause_plain(self, cause_id: str) -> str:
        """The same without markup."""
        own = self._at(self.language, "causes", cause_id)
        return str(own) if isinstance(own, str) else self.pack.causes[cause_id].lay_name

    def has_own(self, file: str, path: str) -> bool:
        """Whether the page language itself has this text."""
        return isinstance(self._at(self.language, file, path), str)

    def _at(self, language: str, file: str, path: str) -> Any:
        return _walk(self.pack.text.get(f"{language}/{file}"), path)


def _walk(content: Any, path: str) -> Any:
    for part in _parts(path):
        if not isinstance(content, dict) or part not in content:
            return None
        content = content[part]
    return content


@lru_cache(maxsize=4096)
def _parts(path: str) -> tuple[str, ...]:
    return tuple(path.split("."))

"""What to call things in one language: questions, values, causes and sentences of the pack.

A translation is found by the English sentence itself, so that none outlives a change of the English.
"""

from __future__ import annotations

from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.text import sentences
from pinprick.knowledge.translations import translations


def translated(pack: Pack, english: str, language: str) -> str | None:
    """A sentence, or several, in `language`; None when any part has no translation. English is itself."""
    return translations(pack, language).say(english)


def in_language(pack: Pack, english: str, language: str) -> str:
    """The same, with English where there is no translation."""
    return translated(pack, english, language) or english


def cause_name(pack: Pack, cause: str, language: str) -> str:
    """The name of a cause in plain words."""
    own = pack.text.get(f"{language}/causes", {}).get(cause) if language != "en" else None
    return str(own) if isinstance(own, str) else in_language(pack, pack.causes[cause].lay_name, language)


def value_name(pack: Pack, finding: str | None, value: str, language: str) -> str:
    """One answer in plain words, such as "over months or longer"."""
    plain = sentences(pack, "interface", language)["values"].get(value)
    own = pack.text.get(f"{language}/values", {}) if language != "en" else {}
    english = pack.text.get("en/values", {})
    for key in (f"{finding}={value}", value):
        found = own.get(key)
        if found is None and key in english and (plain is None or key != value):
            found = in_language(pack, str(english[key]), language)
        if found is None and key == value:
            found = plain
        if found is not None:
            return str(found)
    return value.replace("_", " ")

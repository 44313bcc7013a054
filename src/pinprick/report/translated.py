"""An assessment as a person of another language reads it: the same result, each sentence in their words.

The result itself is made in English, so that the same case gives the same bytes on every surface. Ids, numbers,
sources and citations stay as they are; a sentence without a translation stays English.
"""

from __future__ import annotations

from typing import Any

from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.text import odds_in_words
from pinprick.knowledge.translations import Translations, translations
from pinprick.results import Assessment

READ = frozenset({
    "headline", "act", "deadline", "whom", "advice_name", "say", "do_not", "label", "why", "question",
    "help", "safety_net", "emergency_signs", "notes", "as_long_as", "as_long_as_text", "not_enough_why",
    "message", "lay_name", "summary", "because", "disclaimer", "text", "limits", "name", "title", "how",
    "dose", "shows", "cautions", "effect", "do", "other", "watch", "known", "does", "know",
    "strength_words", "nnt_words", "words", "withheld", "first", "no_test", "check_first", "why_price",
    "cause_name", "territory_name", "note", "says", "number",
})  # fmt: skip
"""Keys whose texts a person reads, wherever they stand; texts under other keys are ids or for machines."""


def in_language(assessment: Assessment, pack: Pack, language: str) -> Assessment:
    """`assessment` in `language`; the same object for English."""
    if language == "en":
        return assessment
    words = translations(pack, language)
    content: dict[str, Any] = _translated(assessment.model_dump(mode="json"), words, False)
    for cause in content["causes"]:
        cause["in_words"] = odds_in_words(pack, cause["probability"], cause["low"], cause["high"], language)
    for step in (content["care"] or {}).get("self_care", []):
        step["strength"] = words.say(step["strength"]) or step["strength"]
    return Assessment.model_validate(content)


def _translated(content: Any, words: Translations, is_read: bool) -> Any:
    if isinstance(content, dict):
        return {key: _translated(value, words, key in READ) for key, value in content.items()}
    if isinstance(content, list):
        return [_translated(item, words, is_read) for item in content]
    if isinstance(content, str) and is_read:
        return words.say(content) or content
    return content

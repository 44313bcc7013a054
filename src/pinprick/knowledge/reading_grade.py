"""How many years of school a sentence asks for: the Flesch-Kincaid grade.

Kincaid JP et al. 1975 (Naval Technical Training Command report 8-75):
grade = 0.39 x words per sentence + 11.8 x syllables per word - 15.59.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*|\d+(?:[.,]\d+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
_VOWELS = re.compile(r"[aeiouy]+")
_SPLIT_VOWELS = re.compile(r"ia(?!l|n$|ns$)|i[ou](?!s|n)|eo(?!u)|ua(?!r)|uou|ying")
_SILENT_ENDINGS = re.compile(r"(?:[^aeiouyl]|[aeiouy]l)e$|(?:[^aeioutd])ed$|(?:[^aeiouscgxz]|[^s]h)es$")
_KNOWN = {
    "area": 3,
    "areas": 3,
    "being": 2,
    "diet": 2,
    "doing": 2,
    "every": 2,
    "evening": 2,
    "idea": 3,
    "nerve": 1,
    "nerves": 1,
    "people": 2,
    "someone": 2,
    "something": 2,
    "sometimes": 2,
    "somewhere": 2,
    "elsewhere": 2,
    "quiet": 2,
    "science": 2,
    "period": 3,
    "radius": 3,
    "medicine": 3,
    "medicines": 3,
    "movement": 2,
    "likely": 2,
    "safely": 2,
    "closely": 2,
    "loosely": 2,
    "severely": 3,
    "sensed": 1,
    "tiredness": 2,
    "homeless": 2,
    "careful": 2,
    "useful": 2,
    "useless": 2,
    "lifelong": 2,
    "baseline": 2,
    "toes": 1,
    "shoes": 1,
    "goes": 1,
    "does": 1,
    "foreleg": 2,
    "going": 2,
    "ankle": 2,
    "muscle": 2,
}


@lru_cache(maxsize=8192)
def syllables(word: str) -> int:
    """Syllables of one English word, by rule (vowel groups, silent e), at least 1. A number counts as one."""
    word = word.lower().replace("’", "'")
    if word in _KNOWN:
        return _KNOWN[word]
    if word[0].isdigit():
        return 1
    word = re.sub(r"'(s|t|re|ve|ll|d|m)$", "", word)
    groups = len(_VOWELS.findall(word)) + len(_SPLIT_VOWELS.findall(word))
    if groups > 1 and _SILENT_ENDINGS.search(word):
        groups -= 1
    return max(1, groups)


def sentences(text: str) -> list[str]:
    """The sentences of `text`, cut after a full stop, question or exclamation mark, or at a line end."""
    parts = _SENTENCE_END.split(text.strip())
    return [part for part in parts if _WORD.search(part)]


def grade(text: str, plain_words: Collection[str] = ()) -> float:
    """Flesch-Kincaid grade of a text of one or more sentences; 0 for a text without words.

    `plain_words` (lower case) count as two syllables: names a person has to meet, such as the name of their
    own illness, which a shorter word cannot replace. The grade may be below 0 for very short words.
    """
    parts = sentences(text)
    words = [word for part in parts for word in _WORD.findall(part)]
    if not words:
        return 0.0
    total = sum(min(2, syllables(w)) if w.lower() in plain_words else syllables(w) for w in words)
    return 0.39 * len(words) / len(parts) + 11.8 * total / len(words) - 15.59


def hardest_sentence(text: str, plain_words: Collection[str] = ()) -> tuple[float, str]:
    """The grade and the words of the hardest sentence in `text`; (0.0, "") for a text without words."""
    return max(((grade(part, plain_words), part) for part in sentences(text)), default=(0.0, ""))

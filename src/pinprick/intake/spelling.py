"""Misspellings: a table in the lexicon, and for longer words the nearest word of the lexicon."""

from __future__ import annotations

from functools import lru_cache

from pinprick.intake.lexicon import Lexicon
from pinprick.intake.tokens import Account

_SHORTEST = 6
_TWO_ERRORS = 9
_CLIPPED = 4


def correct(account: Account, lex: Lexicon) -> None:
    """Replace misspelt words of `account` in place; quotes still come from the original text.

    A word of six letters or more that is in neither the lexicon nor its list of real words becomes the nearest
    lexicon word with the same first letter, at most one slip away (two from nine letters on; a slip is a letter
    missing, added, changed or swapped with its neighbour).
    """
    table = lex.words.guard.misspelt
    words = account.words
    for i, word in enumerate(words):
        if word in table:
            words[i] = table[word]
        elif (
            word == "me"
            and not "".join(account.mark[i + 1 : i + 2])
            and {*words[i + 1 : i + 2]} & lex.after_my
        ):
            words[i] = "my"
        elif (whole := _clipped(word, lex)) is not None:
            words[i] = whole
        elif len(word) >= _SHORTEST and word.isalpha():
            words[i] = _spellings(lex.key).get(word) or _remember(lex, word)


def _clipped(word: str, lex: Lexicon) -> str | None:
    """ "draggin" is "dragging": an -ing of the lexicon that lost its last letter."""
    if len(word) < _CLIPPED or not word.endswith("in") or word in lex.vocabulary:
        return None
    whole = word + "g"
    inflected = word not in lex.real_words and _is_inflected(whole, lex.stems)
    return whole if whole in lex.vocabulary or inflected else None


@lru_cache(maxsize=4)
def _spellings(key: str) -> dict[str, str]:
    """What was decided for each word so far, for one lexicon."""
    del key
    return {}


@lru_cache(maxsize=4)
def _vocabulary(lex_key: str, words: frozenset[str]) -> dict[str, list[str]]:
    """Lexicon words long enough to correct to, by first letter."""
    del lex_key
    by_letter: dict[str, list[str]] = {}
    for word in sorted(words):
        if len(word) >= _SHORTEST - 1:
            by_letter.setdefault(word[0], []).append(word)
    return by_letter


def _remember(lex: Lexicon, word: str) -> str:
    decided = _spellings(lex.key)
    if len(decided) > 20000:
        decided.clear()
    decided[word] = nearest(lex, word)
    return decided[word]


_ENDINGS = (
    "",
    "s",
    "es",
    "ed",
    "d",
    "ing",
    "ling",
    "y",
    "ies",
    "er",
    "ers",
    "ly",
    "ness",
    "en",
    "ped",
    "ping",
    "ged",
    "ging",
    "ted",
    "ting",
)


def _is_inflected(word: str, stems: frozenset[str]) -> bool:
    """True when the word is a stem of the lexicon (`droop*`) with an ordinary ending."""
    return any(word.endswith(e) and word[: len(word) - len(e)] in stems for e in _ENDINGS)


def nearest(lex: Lexicon, word: str) -> str:
    """The lexicon word that `word` was meant to be, or `word` itself."""
    if lex.index.starts_with(word) or word in lex.real_words:
        return word
    known = lex.vocabulary
    if word in known or _is_inflected(word, lex.stems):
        return word
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    slips = 2 if len(word) >= _TWO_ERRORS else 1
    choices = _vocabulary(lex.key, known).get(word[0], [])
    found = process.extractOne(word, choices, scorer=OSA.distance, score_cutoff=slips)
    return str(found[0]) if found else word

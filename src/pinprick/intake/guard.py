"""Is this English?"""

from __future__ import annotations

from pinprick.intake.lexicon import Lexicon
from pinprick.intake.tokens import Account

_ENOUGH = 0.25


def language(account: Account, lex: Lexicon) -> str:
    """Name of another language the text is written in; empty for English or when too short to tell."""
    words = account.words
    if not words:
        return ""
    counts = {name: sum(w in set(common) for w in words) for name, common in lex.words.guard.foreign.items()}
    english = counts.pop("English", 0)
    name, best = max(counts.items(), key=lambda item: item[1], default=("", 0))
    if best >= 2 and best > english and best >= _ENOUGH * len(words):
        return name
    letters = [c for c in account.text if c.isalpha()]
    if letters and sum(ord(c) > 0x24F for c in letters) > 0.5 * len(letters):
        return "another language"
    return ""

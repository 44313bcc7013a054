"""Where a quote stands in an account: found whatever its spaces, case, accents or kind of quotation marks."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

_ALIKE = {
    ord(c): plain for plain, like in (("'", "‘’‚‛′`´"), ('"', "“”„‟″«»"), ("-", "‐‑‒–—―−")) for c in like
}
_AROUND = " \"'.,;:!?-…()[]"
"""What a model puts around a quote that the person did not write; no word begins or ends with it."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A text without what does not matter. `places[i]`: index in the original of the character behind `text[i]`."""

    text: str
    places: tuple[int, ...]


def fold(text: str) -> Folded:
    """`text` in lower case without accents, with one kind of quotation mark and dash, and single spaces."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for part in unicodedata.normalize("NFKD", letter.translate(_ALIKE)).casefold():
            if part.isspace():
                if letters and letters[-1] == " ":
                    continue
                part = " "
            elif unicodedata.category(part) in ("Mn", "Cf", "Cc"):
                continue
            letters.append(part)
            places.append(place)
    return Folded("".join(letters), tuple(places))


def core(quote: str) -> str:
    """A quote folded, without what stands around its words."""
    return fold(quote).text.strip(_AROUND)


def find(quote: str, account: Folded) -> tuple[int, int] | None:
    """Start and end (one past the last character) in the original of a folded `quote`; None when it is not there.

    The quote must begin and end where words do: "leg" is not in "elegant".
    """
    at = account.text.find(quote) if quote else -1
    while at >= 0:
        end = at + len(quote)
        if not _inside_word(account.text, at) and not _inside_word(account.text, end):
            return account.places[at], account.places[end - 1] + 1
        at = account.text.find(quote, at + 1)
    return None


def _inside_word(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()

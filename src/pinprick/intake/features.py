"""What the learned reader sees of a few words: stems, pairs of stems, stems after a denial, and classes of words.

Classes are those of the lexicon (`<cant>`, `<walk>`), alone and with the classes and stems near them: so "won't hold me
up" and "can't carry my weight" look alike. The same features serve to learn (`scripts/learn_words.py`) and to read.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

_ENDINGS = ("ings", "ing", "ied", "ies", "ed", "ly", "es", "s")
_Y = frozenset(["ied", "ies"])
_SHORTEST_STEM = 3
_AFTER, _BEFORE = 4, 3
"""Words after and before the first word of a class that are told together with it."""


@dataclass(slots=True, frozen=True)
class Denial:
    """Words that deny, and how many words after them are told apart."""

    words: frozenset[str]
    reach: int


def stem(word: str) -> str:
    """A word without its commonest endings: "walking", "walked" and "walks" are "walk"."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)] + ("y" if ending in _Y else "")
    return word


def features(words: Sequence[str], classes: Sequence[Collection[str]], denial: Denial) -> dict[str, float]:
    """Feature -> value; words and classes each have length one as a vector.

    `classes`: for every word the classes of the lexicon that begin there.
    """
    stems = [stem(word) for word in words]
    plain = {*stems, *(f"{a} {b}" for a, b in pairwise(stems))}
    left = 0
    for word, its_stem in zip(words, stems, strict=True):
        if word in denial.words:
            left = denial.reach
        elif left:
            plain.add("!" + its_stem)
            left -= 1
    return _scaled(plain) | _scaled(_of_classes(stems, classes))


def _of_classes(stems: Sequence[str], classes: Sequence[Collection[str]]) -> set[str]:
    found = set()
    for at, here in enumerate(classes):
        after = range(at + 1, min(at + 1 + _AFTER, len(stems)))
        before = range(max(0, at - _BEFORE), at)
        for name in here:
            found.add("<" + name)
            found.update(f"<{name} <{other}" for j in after for other in classes[j] if other != name)
            found.update(f"<{name} {stems[j]}" for j in after)
            found.update(f"{stems[j]} <{name}" for j in before)
    return found


def _scaled(found: Collection[str]) -> dict[str, float]:
    return dict.fromkeys(sorted(found), 1 / math.sqrt(len(found))) if found else {}

"""Places by number: what stands in for painting where there is no picture."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pinprick.case import Drawing
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.text import sentences

_TOKEN = re.compile(r"([rl])\s*(\d{1,3})(?:\s*-\s*(\d{1,3}))?", re.IGNORECASE)
_SIDES = {"r": "right", "l": "left"}


@dataclass(frozen=True)
class Place:
    """One place of the list: an atlas region, or a named part of the rest of the body."""

    id: str
    name: str
    is_body: bool


def places(pack: Pack, language: str = "en") -> list[Place]:
    """Every region from the hip to the sole, then the rest of the body, in a fixed order."""
    words = sentences(pack, "interface", language)["drawing"]
    translated = words.get("regions", {})
    regions = [
        Place(r["id"], str(translated.get(r["id"], r["name"])), False)
        for r in pack.atlas["territories"]["regions"]
    ]
    return regions + [Place(cell, str(name), True) for cell, name in words["body"].items()]


def read_places(text: str, listed: list[Place]) -> Drawing:
    """A drawing from `r1-4, l2`: right or left, then a number or a range of the list.

    ValueError with the part that cannot be read.
    """
    regions: dict[str, list[str]] = {"right": [], "left": []}
    body: dict[str, list[str]] = {"right": [], "left": []}
    rest = _TOKEN.sub(" ", text).replace(",", " ").strip()
    if rest:
        raise ValueError(f"“{rest[:40]}”")
    for letter, first, last in _TOKEN.findall(text):
        low, high = int(first), int(last or first)
        if not 1 <= low <= high <= len(listed):
            raise ValueError(f"“{letter}{first}{'-' + last if last else ''}”")
        for place in listed[low - 1 : high]:
            kind = body if place.is_body else regions
            if place.id not in kind[_SIDES[letter.lower()]]:
                kind[_SIDES[letter.lower()]].append(place.id)
    return Drawing.model_validate(
        {
            "regions": {side: names for side, names in regions.items() if names},
            "body": {side: names for side, names in body.items() if names},
        }
    )

"""The sentences of a pack, by language. English is complete; another language falls back to it key by key."""

from __future__ import annotations

from typing import Any

from pinprick.knowledge.schema.pack import Pack


def sentences(pack: Pack, file: str, language: str = "en") -> dict[str, Any]:
    """The content of `text/<language>/<file>.yaml`, with English for every key the language lacks."""
    english = pack.text.get(f"en/{file}", {})
    return _merged(english, pack.text.get(f"{language}/{file}", {})) if language != "en" else dict(english)


def _merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        inner = merged.get(key)
        merged[key] = _merged(inner, value) if isinstance(inner, dict) and isinstance(value, dict) else value
    return merged


def chance_in_words(pack: Pack, p: float, language: str = "en", about: bool = True) -> str:
    """A probability (0-1) as a natural frequency: "about 3 in 10", "about 2 in 100"; `about=False` leaves that out."""
    words = sentences(pack, "report", language)["chance"]
    if p > 0.955:
        return str(words["near_sure"])
    for size, name, least in (
        (20, "twentieth", 0.945),
        (10, "tenth", 0.145),
        (100, "hundredth", 0.0095),
        (1000, "thousandth", 0.00095),
    ):
        if p >= least:
            chance = str(words[name].format(n=round(p * size)))
            return str(words["about"].format(chance=chance)) if about else chance
    return str(words["rare"])


def value_in_words(pack: Pack, finding: str, value: str, language: str = "en") -> str:
    """A value of a finding in plain words: "both about equal", "16 to 29"."""
    words = sentences(pack, "values", language)
    return str(words.get(f"{finding}={value}", words.get(value, value.replace("_", " "))))

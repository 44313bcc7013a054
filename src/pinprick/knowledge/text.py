"""The sentences of a pack, by language. English is complete; another language falls back to it key by key."""

from __future__ import annotations

from typing import Any

from pinprick.errors import PackError
from pinprick.knowledge.plural import Counted, is_counted
from pinprick.knowledge.schema.pack import Pack

_PACKS = 4
_recent: list[tuple[Pack, dict[tuple[str, str], dict[str, Any]]]] = []


def languages(pack: Pack) -> list[str]:
    """The languages that a pack speaks: those with `text/<language>/interface.yaml`, in alphabetical order."""
    return sorted(key.removesuffix("/interface") for key in pack.text if key.endswith("/interface"))


def require_language(pack: Pack, language: str) -> None:
    """PackError when the pack does not speak this language; it names those it does."""
    if language not in languages(pack):
        spoken = ", ".join(languages(pack))
        raise PackError(f"The pack {pack.id} has no language {language[:20]!r}: choose one of {spoken}.")


def sentences(pack: Pack, file: str, language: str = "en") -> dict[str, Any]:
    """The content of `text/<language>/<file>.yaml`, with English for every key the language lacks.

    A sentence in several forms (`one`, `other`, …) comes as a `Counted`, which takes the form when it is filled in.
    """
    return dict(_kept(pack, file, language))


def _kept(pack: Pack, file: str, language: str) -> dict[str, Any]:
    """As `sentences`, the same object every time: not to be changed."""
    kept: dict[tuple[str, str], dict[str, Any]] | None = None
    for other, known in _recent:
        if other is pack:
            kept = known
            break
    if kept is None:
        kept = {}
        _recent.insert(0, (pack, kept))
        del _recent[_PACKS:]
    if (file, language) not in kept:
        made = _counted(pack.text.get(f"en/{file}", {}), "en")
        if language != "en":
            made = _merged(made, _counted(pack.text.get(f"{language}/{file}", {}), language))
        kept[file, language] = made
    return kept[file, language]


def _merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        inner = merged.get(key)
        if isinstance(inner, str) and not isinstance(value, str):
            continue  # a sentence with some of its forms, but none for every count: the English one stands in
        merged[key] = _merged(inner, value) if isinstance(inner, dict) and isinstance(value, dict) else value
    return merged


def _counted(content: dict[str, Any], language: str) -> dict[str, Any]:
    return {
        key: Counted(value, language)
        if is_counted(value)
        else _counted(value, language)
        if isinstance(value, dict)
        else value
        for key, value in content.items()
    }


def chance_in_words(pack: Pack, p: float, language: str = "en", about: bool = True) -> str:
    """A probability (0-1) as a natural frequency: "about 3 in 10", "about 2 in 100"; `about=False` leaves that out."""
    words = _kept(pack, "report", language)["chance"]
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


def odds_in_words(pack: Pack, p: float, low: float | None, high: float | None, language: str = "en") -> str:
    """A probability with its interval (0-1 each; None without one): "about 3 in 10 (from 2 in 10 to 5 in 10)".

    The interval is left out when it says the same as the probability itself.
    """
    chance = chance_in_words(pack, p, language)
    if low is None or high is None:
        return chance
    if chance_in_words(pack, low, language) == chance == chance_in_words(pack, high, language):
        return chance
    between = _kept(pack, "report", language)["chance"]["between"]
    edges = {
        "low": chance_in_words(pack, low, language, about=False),
        "high": chance_in_words(pack, high, language, about=False),
    }
    return str(between.format(chance=chance, **edges))


def value_in_words(pack: Pack, finding: str, value: str, language: str = "en") -> str:
    """A value of a finding in plain words: "both about equal", "16 to 29"."""
    words = _kept(pack, "values", language)
    return str(words.get(f"{finding}={value}", words.get(value, value.replace("_", " "))))

"""Finding pages of knowledge by words: causes, findings, medicines, therapies, rules. No index on disk, no network."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict

from pinprick.knowledge.schema.pack import Pack

MOST_HITS = 8
_WORD = re.compile(r"[a-z0-9]+")
_COMMON_WORDS = (
    "a an and are at be by can do does for from have how i in is it me my of on or the to what why with"
)
_COMMON = frozenset(_COMMON_WORDS.split(" "))
_WEIGHT_OF_TITLE = 3


class Hit(BaseModel):
    """One page found."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str
    id: str
    title: str
    text: str
    sources: list[str]


def pages(pack: Pack) -> Iterator[Hit]:
    """Every page of the pack: what it is called, what it says, and on what it rests."""
    for cause in pack.causes.values():
        sources = list(
            dict.fromkeys([*cause.prior.sources, *(s for f in cause.findings.values() for s in f.sources)])
        )
        words = f"{cause.summary} {cause.explains}"
        yield Hit(
            kind="cause",
            id=cause.id,
            title=f"{cause.name} ({cause.lay_name})",
            text=words,
            sources=sources[:8],
        )
    for finding in pack.findings.values():
        source = finding.background.source
        words = f"{finding.question} {finding.help or ''}".strip()
        yield Hit(
            kind="finding", id=finding.id, title=finding.label, text=words, sources=[source] if source else []
        )
    for key, medicine in pack.medicines.items():
        uses = "; ".join(f"{i.condition}: {i.effect}" for i in medicine.indications)
        words = f"Relieves {medicine.relieves}. {uses}. Not with: {'; '.join(medicine.contraindications)}."
        yield Hit(kind="medicine", id=key, title=medicine.name, text=words, sources=medicine.sources)
    for therapy in pack.therapies.values():
        words = f"{therapy.evidence}. {'. '.join(therapy.cautions)}"
        yield Hit(kind="therapy", id=therapy.id, title=therapy.name, text=words, sources=therapy.sources)
    for rule in pack.rules:
        words = f"{rule.level}: {rule.act}"
        yield Hit(kind="rule", id=rule.id, title=rule.label, text=words, sources=[rule.source])


def search(pack: Pack, query: str, most: int = MOST_HITS) -> list[Hit]:
    """The pages that hold most of the words asked for, best first; a word in a title counts three times."""
    wanted = {word for word in _WORD.findall(query.lower()) if word not in _COMMON}
    if not wanted:
        return []
    scored = []
    for order, page in enumerate(pages(pack)):
        title = set(_WORD.findall(f"{page.title} {page.id}".lower()))
        body = set(_WORD.findall(page.text.lower()))
        score = sum(_WEIGHT_OF_TITLE * _near(word, title) + _near(word, body) for word in wanted)
        if score:
            scored.append((-score, order, page))
    return [page for _, _, page in sorted(scored, key=lambda item: item[:2])[:most]]


def _near(word: str, words: set[str]) -> bool:
    """The word itself, or one with the same beginning (numb, numbness), long enough to mean something."""
    return word in words or (len(word) > 3 and any(other.startswith(word) for other in words))

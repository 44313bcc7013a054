"""The claims of the source article, and the elements of the pack that carry each of them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from pinprick.knowledge.schema.base import Record

Kind = Literal[
    "cause", "likelihood", "pattern", "finding", "rule", "medicine", "therapy", "text", "instrument"
]  # fmt: skip


class Carrier(Record):
    """One element of the pack that carries a claim.

    `likelihood`: `finding` (and `value`) of cause `id` must be more common than its background. `pattern`:
    cause `id` must be drawn in `territory`. `medicine`: must have an entry for `condition`. `words`: each
    must be in what the element says (cause: names, summary, how it numbs; text: the article).
    """

    kind: Kind
    id: str
    finding: str | None = None
    value: str | None = None
    territory: str | None = None
    condition: str | None = None
    words: list[str] = []


class ClaimEvidence(Record):
    """What today's evidence says where it differs from the article."""

    says: str
    sources: list[str]


class Article(Record):
    title: str
    publisher: str
    published: str | None = None


class Claim(Record):
    """One claim. `articles`: which versions make it; `changed` and `lost`: what differs between them."""

    id: str
    kind: Literal[
        "definition", "cause", "mechanism", "habit", "symptom", "pattern",
        "treatment", "self_care", "see_doctor", "warning", "faq",
    ]  # fmt: skip
    articles: list[str] = Field(alias="in")
    condition: str | None = None
    text: str
    changed: str | None = None
    lost: str | None = None
    carried_by: list[Carrier] = []
    evidence: ClaimEvidence | None = None


class ClaimsFile(Record):
    """`claims.yaml`."""

    articles: dict[str, Article]
    claims: list[Claim]

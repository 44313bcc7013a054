"""Claims: what the source articles say, so that the guide can be held against them."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from pinprick.knowledge.schema.base import Record


class Article(Record):
    title: str
    publisher: str
    published: str | None = None


class Claim(Record):
    """One claim in our own words. Where it is traced to is named by further keys (condition, medicine …)."""

    model_config = ConfigDict(extra="allow", frozen=True)

    id: str
    kind: str
    articles: list[str] = Field(alias="in")
    text: str


class ClaimsFile(Record):
    articles: dict[str, Article]
    claims: list[Claim]

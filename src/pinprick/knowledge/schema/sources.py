"""Where numbers come from."""

from __future__ import annotations

from pydantic import Field

from pinprick.knowledge.schema.base import Record
from pinprick.vocabulary import Verified


class Source(Record):
    """One entry of the bibliography; `verified` says whether it was read or is recalled."""

    citation: str
    doi: str | None = None
    doi_status: str | None = None
    pmid: str | None = None
    url: str | None = None
    verified: Verified
    aliases: list[str] = []
    dossiers: list[str] = Field(default=[], alias="from")


class BibliographyFile(Record):
    meta: dict[str, object]
    sources: dict[str, Source]
    aliases: dict[str, str] = {}

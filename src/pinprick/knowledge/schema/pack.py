"""The pack: all the knowledge about one complaint."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from pydantic import ConfigDict

from pinprick.knowledge.schema.base import Record
from pinprick.knowledge.schema.care import Medicine, Therapy
from pinprick.knowledge.schema.causes import Cause
from pinprick.knowledge.schema.findings import Finding
from pinprick.knowledge.schema.rules import Rule
from pinprick.knowledge.schema.sources import Source


class PackHeader(Record):
    """`pack.yaml`."""

    id: str
    version: str
    title: str
    complaint: str
    licence: str
    language: str
    prior_meta: dict[str, str]


class Pack(Record):
    """Everything the product knows about one complaint, validated. Dictionaries keep the files' order."""

    model_config = ConfigDict(extra="forbid", frozen=True, ignored_types=(cached_property,))

    header: PackHeader
    digest: str
    findings: dict[str, Finding]
    causes: dict[str, Cause]
    rules: list[Rule]
    sources: dict[str, Source]
    source_aliases: dict[str, str]
    medicines: dict[str, Medicine]
    therapies: dict[str, Therapy]
    tests: dict[str, list[str]]
    atlas: dict[str, Any]
    words: dict[str, Any] = {}
    decision: dict[str, Any] = {}
    care_data: dict[str, Any] = {}
    text: dict[str, Any] = {}
    terminology: dict[str, Any] = {}
    claims: dict[str, Any] = {}

    @property
    def id(self) -> str:
        return self.header.id

    @property
    def version(self) -> str:
        return self.header.version

    @cached_property
    def rules_by_id(self) -> dict[str, Rule]:
        return {rule.id: rule for rule in self.rules}

    def source(self, key: str) -> Source:
        """The source with this key or alias (KeyError when there is none)."""
        return self.sources[self.source_aliases.get(key, key)]

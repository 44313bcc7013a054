"""The kinds of file a pack is made of, and the schema of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from pinprick.knowledge.schema.care import MedicinesFile, TestsFile, TherapiesFile
from pinprick.knowledge.schema.causes import Cause
from pinprick.knowledge.schema.claims import ClaimsFile
from pinprick.knowledge.schema.exceptions import ExceptionsFile
from pinprick.knowledge.schema.findings import FindingsFile
from pinprick.knowledge.schema.pack import PackHeader
from pinprick.knowledge.schema.rules import RulesFile
from pinprick.knowledge.schema.sources import BibliographyFile


def _with_family(content: Any) -> Any:
    """A findings file names its family once; every finding in it gets it."""
    if not isinstance(content, dict) or not isinstance(content.get("findings"), list):
        return content
    family = content.get("family")
    findings = [
        {"family": family, **item} if isinstance(item, dict) else item for item in content["findings"]
    ]
    return {**content, "findings": findings}


def _as_it_is(content: Any) -> Any:
    return content


@dataclass(frozen=True)
class FileKind:
    """One kind of file: its name, which paths it takes (a glob), and the type of its content."""

    name: str
    pattern: str
    model: Any
    prepare: Callable[[Any], Any] = _as_it_is


KINDS = (
    FileKind("pack", "pack.yaml", PackHeader),
    FileKind("findings", "findings/*.yaml", FindingsFile, _with_family),
    FileKind("cause", "causes/*.yaml", Cause),
    FileKind("rules", "red_flags.yaml", RulesFile),
    FileKind("bibliography", "bibliography.yaml", BibliographyFile),
    FileKind("medicines", "care/medicines.yaml", MedicinesFile),
    FileKind("therapies", "care/therapies.yaml", TherapiesFile),
    FileKind("tests", "care/tests.yaml", TestsFile),
    FileKind("claims", "claims.yaml", ClaimsFile),
    FileKind("exceptions", "exceptions.yaml", ExceptionsFile),
)
REQUIRED_FILES = (
    "pack.yaml",
    "red_flags.yaml",
    "bibliography.yaml",
    "care/medicines.yaml",
    "care/therapies.yaml",
    "care/tests.yaml",
)


def kind_of(file: str) -> FileKind | None:
    """The kind of the file at this path inside a pack; None when it has no schema of its own."""
    return next((kind for kind in KINDS if fnmatchcase(file, kind.pattern)), None)

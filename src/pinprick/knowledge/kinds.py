"""The kinds of file a pack is made of, and the schema of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from pydantic import BaseModel, create_model

from pinprick.knowledge.schema.base import Record
from pinprick.knowledge.schema.care import MedicinesFile, TestsFile, TherapiesFile
from pinprick.knowledge.schema.causes import Cause
from pinprick.knowledge.schema.claims import ClaimsFile
from pinprick.knowledge.schema.exceptions import ExceptionsFile
from pinprick.knowledge.schema.findings import FindingsFile
from pinprick.knowledge.schema.home_checks import HomeChecksFile
from pinprick.knowledge.schema.instruments import Instrument
from pinprick.knowledge.schema.interview import Script
from pinprick.knowledge.schema.languages import LanguagesFile
from pinprick.knowledge.schema.pack import PackHeader
from pinprick.knowledge.schema.plan import (
    CatalogueFile,
    CautionsFile,
    InteractionsFile,
    PlanSettings,
    SafetyNetFile,
    TellFile,
)
from pinprick.knowledge.schema.reasoning import (
    Clashes,
    Dependence,
    Questions,
    Silence,
    TestsPrice,
    Uncertainty,
)
from pinprick.knowledge.schema.rules import RulesFile
from pinprick.knowledge.schema.sources import BibliographyFile
from pinprick.knowledge.schema.terminology import ConceptsFile, PrecedenceFile, QuestionnaireFile
from pinprick.knowledge.schema.urgency import EmergencyCare, Thresholds, UrgencyLoss
from pinprick.knowledge.schema.words import Words


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


def _partly(model: type[BaseModel]) -> type[BaseModel]:
    """`model` with every key optional: one file of several that are read as one."""
    fields: dict[str, Any] = {
        name: (info.annotation | None if info.annotation is not None else Any, None)
        for name, info in model.model_fields.items()
    }
    return create_model(f"{model.__name__}Part", __base__=Record, **fields)


class DecisionFile(Record):
    """`decision.yaml`: how the engine weighs, asks and decides. Keys left out take their defaults."""

    urgency_loss: UrgencyLoss
    thresholds: Thresholds
    dependence: Dependence | None = None
    uncertainty: Uncertainty | None = None
    questions: Questions | None = None
    tests_price: TestsPrice | None = None
    clashes: Clashes | None = None
    silence: Silence | None = None


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
    FileKind("cautions", "care/cautions.yaml", CautionsFile),
    FileKind("interactions", "care/interactions.yaml", InteractionsFile),
    FileKind("test_catalogue", "care/test_catalogue.yaml", CatalogueFile),
    FileKind("safety_net", "care/safety_net.yaml", SafetyNetFile),
    FileKind("tell_doctor", "care/tell_doctor.yaml", TellFile),
    FileKind("care_plan", "care/plan.yaml", PlanSettings),
    FileKind("emergency", "care/emergency.yaml", EmergencyCare),
    FileKind("home_checks", "care/home_checks.yaml", HomeChecksFile),
    FileKind("instrument", "care/instruments/*.yaml", Instrument),
    FileKind("concepts", "terminology/conditions.yaml", ConceptsFile),
    FileKind("medication_concepts", "terminology/medications.yaml", ConceptsFile),
    FileKind("observation_concepts", "terminology/observations.yaml", ConceptsFile),
    FileKind("questionnaire", "terminology/questionnaire.yaml", QuestionnaireFile),
    FileKind("precedence", "terminology/precedence.yaml", PrecedenceFile),
    FileKind("words", "words/*.yaml", _partly(Words)),
    FileKind("decision", "decision.yaml", DecisionFile),
    FileKind("interview", "text/interview.yaml", Script),
    FileKind("languages", "text/languages.yaml", LanguagesFile),
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

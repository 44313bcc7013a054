"""The care sections of a pack, parsed once and kept for the packs used last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from pinprick.errors import PackError
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.schema.plan import (
    CatalogueFile,
    CatalogueTest,
    Caution,
    CautionsFile,
    Interaction,
    InteractionsFile,
    PlanSettings,
    SafetyNetFile,
    Tell,
    TellFile,
    Topic,
    Watch,
)

_KEPT = 4
_recent: list[tuple[Pack, CareSections]] = []


@dataclass(frozen=True)
class CareSections:
    """Cautions with their topics, interactions, tests in plain words, safety net, what to tell."""

    topics: dict[str, Topic]
    cautions: list[Caution]
    interactions: list[Interaction]
    tests: list[CatalogueTest]
    watch: list[Watch]
    tell: list[Tell]
    settings: PlanSettings

    def tests_for(self, phrase: str) -> list[CatalogueTest]:
        """The catalogue tests that one line of `tests.yaml` stands for (usually one)."""
        return [test for test in self.tests if phrase in test.phrases]


def parse_section(pack: Pack, name: str, model: Any) -> Any:
    """One file of the pack's `care` folder as `model`. PackError names the file and the key at fault."""
    if name not in pack.care_data:
        raise PackError(f"The pack {pack.id} has no care/{name}.yaml.")
    try:
        return model.model_validate(pack.care_data[name])
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise PackError(f"care/{name}.yaml: {where}: {first['msg']}.") from None


def care_sections(pack: Pack) -> CareSections:
    """The parsed care sections of `pack`. PackError when one is missing or malformed."""
    for known, sections in _recent:
        if known is pack:
            return sections
    cautions = parse_section(pack, "cautions", CautionsFile)
    sections = CareSections(
        topics=cautions.topics,
        cautions=cautions.cautions,
        interactions=parse_section(pack, "interactions", InteractionsFile).interactions,
        tests=parse_section(pack, "test_catalogue", CatalogueFile).tests,
        watch=parse_section(pack, "safety_net", SafetyNetFile).watch,
        tell=parse_section(pack, "tell_doctor", TellFile).items,
        settings=parse_section(pack, "plan", PlanSettings),
    )
    _recent.insert(0, (pack, sections))
    del _recent[_KEPT:]
    return sections


def words(pack: Pack, name: str, language: str = "en") -> dict[str, Any]:
    """The texts `text/<language>/<name>.yaml`; entries without a translation come from English."""
    english = dict(pack.text.get(f"en/{name}", {}))
    translated = pack.text.get(f"{language}/{name}", {}) if language != "en" else {}
    return _merged(english, translated)


def _merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    result = dict(base)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(base.get(key), dict)
        result[key] = _merged(base[key], value) if both else value
    return result

"""The terminology section of a pack, parsed on first use."""

from __future__ import annotations

from pydantic import ValidationError

from pinprick.errors import PackError
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.schema.terminology import (
    Concept,
    ConceptsFile,
    PrecedenceFile,
    QuestionnaireFile,
    Terminology,
)
from pinprick.vocabulary import NO, UNSURE, YES

_PARSED: dict[str, Terminology] = {}


def terminology(pack: Pack) -> Terminology:
    """Codes, questionnaire conditions and precedences. PackError names the file and key that is wrong."""
    if pack.digest not in _PARSED:
        _PARSED.clear()
        _PARSED[pack.digest] = _parse(pack)
    return _PARSED[pack.digest]


def _parse(pack: Pack) -> Terminology:
    section = pack.terminology

    def file(name: str, model: type[ConceptsFile] | type[QuestionnaireFile] | type[PrecedenceFile]) -> object:
        if name not in section:
            raise PackError(f"terminology/{name}.yaml is missing from the pack.")
        try:
            return model.model_validate(section[name])
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise PackError(f"terminology/{name}.yaml: {where}: {first['msg']}.") from None

    def concepts(name: str) -> list[Concept]:
        content = file(name, ConceptsFile)
        assert isinstance(content, ConceptsFile)
        return content.concepts

    questionnaire = file("questionnaire", QuestionnaireFile)
    precedence = file("precedence", PrecedenceFile)
    assert isinstance(questionnaire, QuestionnaireFile) and isinstance(precedence, PrecedenceFile)
    read = Terminology(
        conditions=concepts("conditions"),
        medications=concepts("medications"),
        observations=concepts("observations"),
        procedures=concepts("procedures") if "procedures" in section else [],
        family=concepts("family") if "family" in section else [],
        questionnaire=questionnaire,
        precedence=precedence.precedence,
    )
    _check(read, pack)
    return read


def _check(read: Terminology, pack: Pack) -> None:
    """Every finding and value must exist in the pack; a code stands in one concept of its kind only."""

    def known(where: str, finding: str, value: str | None) -> None:
        if finding not in pack.findings:
            raise PackError(f"terminology: {where}: there is no finding called {finding!r}.")
        allowed = [*pack.findings[finding].values, YES, NO, UNSURE]
        if pack.findings[finding].kind == "categorical":
            allowed = [*pack.findings[finding].values, UNSURE]
        if value is not None and value not in allowed:
            raise PackError(
                f"terminology: {where}: {finding} takes one of {', '.join(allowed)}, not {value!r}."
            )

    for kind in (read.conditions, read.medications, read.observations, read.procedures, read.family):
        seen: dict[tuple[str, str], str] = {}
        for concept in kind:
            for says in concept.says:
                known(concept.id, says.finding, says.value)
            for code in concept.codes:
                if (code.system, code.code) in seen:
                    other = seen[code.system, code.code]
                    raise PackError(
                        f"terminology: {code.system} {code.code} stands in {other} and {concept.id}."
                    )
                seen[code.system, code.code] = concept.id
    for rule in read.questionnaire.enable_when:
        known("enable_when", rule.finding, None)
        for value in rule.values:
            known("enable_when", rule.question, value)
    for item in read.questionnaire.item_codes:
        known("item_codes", item.finding, None)
    for finding, order in read.precedence.items():
        for value in order:
            known("precedence", finding, value)

"""The pack's questions as an SDC Questionnaire (FHIR R4), and a case as a response to it."""

from __future__ import annotations

from typing import Any

from pinprick.case import Case
from pinprick.knowledge.schema.findings import Finding
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.terminology import terminology
from pinprick.report.fhir_words import BASE, Json, coding, finding_concept, value_coding
from pinprick.vocabulary import UNSURE, Family

ACCOUNT, COUNTRY, EXACT = "account", "country", "drawing.exact"
"""Link ids beside the findings: the person's own words, their country, and a drawing cell by cell (JSON)."""

SIDES = ("right", "left")
_CONTROL = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl"
_ORDER = [Family.DANGER, *(family for family in Family if family != Family.DANGER)]


def questionnaire_url(pack: Pack) -> str:
    """The canonical name of the pack's questionnaire, without version."""
    return f"{BASE}/Questionnaire/{pack.id}"


def questionnaire(pack: Pack) -> Json:
    """The whole questionnaire: own words, danger signs, the drawing as regions, then the other families."""
    texts = terminology(pack).questionnaire
    items: list[Json] = [
        {"linkId": ACCOUNT, "text": texts.prompts["account"], "type": "text"},
        {"linkId": COUNTRY, "text": texts.prompts["country"], "type": "string", "maxLength": 2},
    ]
    for family in _ORDER:
        members = [f for f in pack.findings.values() if f.family == family]
        if members:
            group = {"linkId": f"family.{family}", "text": texts.titles[family], "type": "group"}
            items.append({**group, "item": [_question(pack, finding) for finding in members]})
        if family == Family.DANGER:
            items.append(_drawing(pack))
    return {
        "resourceType": "Questionnaire",
        "id": pack.id.replace("_", "-"),
        "meta": {"profile": ["http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire"]},
        "url": questionnaire_url(pack),
        "version": pack.version,
        "name": "".join(word.capitalize() for word in pack.id.split("_")),
        "title": pack.header.title,
        "status": "active",
        "subjectType": ["Patient"],
        "description": f"Questions about {pack.header.complaint}. Every question may be left out.",
        "copyright": f"The Pinprick authors, {pack.header.licence}",
        "item": items,
    }


def _question(pack: Pack, finding: Finding) -> Json:
    values = [*finding.values, UNSURE]
    item: Json = {
        "linkId": finding.id,
        "code": finding_concept(pack, finding)["coding"],
        "text": finding.question,
        "type": "choice",
    }
    rules = [rule for rule in terminology(pack).questionnaire.enable_when if rule.finding == finding.id]
    if rules:
        item["enableWhen"] = [
            {
                "question": rule.question,
                "operator": "=",
                "answerCoding": value_coding(pack, rule.question, value),
            }
            for rule in rules
            for value in rule.values
        ]
        if len(item["enableWhen"]) > 1:
            item["enableBehavior"] = "any"
    item["answerOption"] = [{"valueCoding": value_coding(pack, finding.id, value)} for value in values]
    if finding.help:
        control = {
            "coding": [coding("http://hl7.org/fhir/questionnaire-item-control", "help", "Help-Button")]
        }
        item["item"] = [
            {
                "extension": [{"url": _CONTROL, "valueCodeableConcept": control}],
                "linkId": f"{finding.id}.help",
                "text": finding.help,
                "type": "display",
            }
        ]
    return item


def body_cells(pack: Pack) -> list[str]:
    """Names of the body cells beyond the legs, each once."""
    groups = pack.atlas["territories"]["body_cells"].values()
    return list(dict.fromkeys(cell for group in groups for cell in group))


def _drawing(pack: Pack) -> Json:
    regions = {region["id"]: region["name"] for region in pack.atlas["territories"]["regions"]}
    body = {cell: cell.replace("_", " ") for cell in body_cells(pack)}

    def choose(link: str, text: str, options: dict[str, str], system: str) -> Json:
        url = f"{BASE}/CodeSystem/{pack.id}-{system}"
        return {
            "linkId": link,
            "text": text,
            "type": "choice",
            "repeats": True,
            "answerOption": [{"valueCoding": coding(url, key, name)} for key, name in options.items()],
        }

    prompts = terminology(pack).questionnaire.prompts
    items = [choose(f"drawing.regions.{s}", prompts[f"regions_{s}"], regions, "regions") for s in SIDES]
    items += [choose(f"drawing.body.{s}", prompts[f"body_{s}"], body, "body-cells") for s in SIDES]
    items.append({"linkId": EXACT, "text": prompts["exact"], "type": "text"})
    return {"linkId": "drawing", "text": prompts["drawing"], "type": "group", "item": items}


def response(case: Case, pack: Pack, subject: Json | None = None, authored: str | None = None) -> Json:
    """A case as a response, in progress, so that a form opens filled in. Read back it gives the same case."""
    items: list[Json] = []
    if case.account is not None:
        items.append({"linkId": ACCOUNT, "answer": [{"valueString": case.account}]})
    if case.country is not None:
        items.append({"linkId": COUNTRY, "answer": [{"valueString": case.country}]})
    for family in _ORDER:
        answers: list[Json] = [
            {
                "linkId": f.id,
                "text": f.question,
                "answer": [{"valueCoding": value_coding(pack, f.id, case.findings[f.id])}],
            }
            for f in pack.findings.values()
            if f.family == family and f.id in case.findings
        ]
        if answers:
            items.append({"linkId": f"family.{family}", "item": answers})
        if family == Family.DANGER and case.drawing is not None:
            exact = {"linkId": EXACT, "answer": [{"valueString": case.drawing.model_dump_json()}]}
            items.append({"linkId": "drawing", "item": [exact]})
    content: dict[str, Any] = {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": f"{questionnaire_url(pack)}|{pack.version}",
        "status": "in-progress",
    }
    if case.id is not None:
        content["identifier"] = {"system": f"{BASE}/case", "value": case.id}
    if subject is not None:
        content["subject"] = subject
    if authored is not None:
        content["authored"] = authored
    return content | ({"item": items} if items else {})

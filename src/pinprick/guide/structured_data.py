"""schema.org data for search engines: MedicalCondition, Drug, FAQPage and MedicalWebPage as JSON-LD."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from pinprick.care.sections import care_sections
from pinprick.guide.facts import Sign
from pinprick.guide.texts import Texts
from pinprick.knowledge.schema.pack import Pack


def as_script(data: dict[str, Any]) -> Markup:
    """JSON-LD as a script element that no text in it can close."""
    text = json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False, sort_keys=True)
    safe = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Markup('<script type="application/ld+json">{}</script>').format(Markup(safe))


def cause_data(pack: Pack, cause_id: str, signs: list[Sign], texts: Texts) -> dict[str, Any]:
    """One cause as a MedicalCondition."""
    cause = pack.causes[cause_id]
    tests = {
        test.name
        for phrase in pack.tests.get(cause.tests.care or "", [])
        for test in care_sections(pack).tests_for(phrase)
        if not test.none
    }
    return {
        "@type": "MedicalCondition",
        "name": texts.cause_plain(cause_id),
        "alternateName": [cause.name, cause.lay_name],
        "description": texts.english_plain(cause.summary),
        "code": [
            {"@type": "MedicalCode", "code": code, "codingSystem": "ICD-10-CM"}
            for code in cause.codes.icd10cm
        ],
        "signOrSymptom": [{"@type": "MedicalSignOrSymptom", "name": sign.label} for sign in signs],
        "typicalTest": [{"@type": "MedicalTest", "name": name} for name in sorted(tests)],
        "possibleTreatment": [
            {"@type": "Drug", "name": pack.medicines[key].name}
            for key in cause.treatments
            if key in pack.medicines
        ],
        "differentialDiagnosis": {
            "@type": "DDxElement",
            "diagnosis": [
                {"@type": "MedicalCondition", "name": texts.cause_plain(other.id)}
                for other in cause.look_alikes
                if other.id in pack.causes
            ],
        },
    }


def medicine_data(pack: Pack, key: str) -> dict[str, Any]:
    """One medicine as a Drug."""
    medicine = pack.medicines[key]
    return {
        "@type": "Drug",
        "name": medicine.name,
        "drugClass": {"@type": "DrugClass", "name": medicine.drug_class},
        "code": [
            {"@type": "MedicalCode", "code": code.atc, "codingSystem": "ATC"}
            for code in medicine.codes
            if code.atc
        ],
    }


def faq_data(article: dict[str, Any], language: str) -> dict[str, Any]:
    """The questions people ask, as a FAQPage."""
    return {
        "@type": "FAQPage",
        "inLanguage": language,
        "mainEntity": [
            {"@type": "Question", "name": item["q"], "acceptedAnswer": {"@type": "Answer", "text": item["a"]}}
            for item in article.get("faq", [])
        ],
    }


def page_data(title: str, language: str) -> dict[str, Any]:
    """Any other page."""
    return {
        "@type": "MedicalWebPage",
        "name": title,
        "inLanguage": language,
        "audience": "https://schema.org/Patient",
    }

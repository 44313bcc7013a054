"""What the FHIR service can do: its CapabilityStatement and its operations."""

from __future__ import annotations

from typing import Any

from pinprick import __version__
from pinprick.knowledge.schema.pack import Pack
from pinprick.report.fhir_words import BASE

PACK_DATE = "2026-11-22"
"""FHIR asks for the date of a CapabilityStatement: the day this description last changed."""


def capability(pack: Pack) -> dict[str, Any]:
    """The CapabilityStatement (R4) of the service with this pack."""
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": PACK_DATE,
        "kind": "instance",
        "software": {"name": "Pinprick", "version": f"{__version__} pack {pack.id} {pack.version}"},
        "implementation": {"description": f"Decision support for {pack.header.complaint}"},
        "fhirVersion": "4.0.1",
        "format": ["json"],
        "rest": [
            {
                "mode": "server",
                "resource": [
                    {
                        "type": "Questionnaire",
                        "profile": "http://hl7.org/fhir/StructureDefinition/Questionnaire",
                        "interaction": [{"code": "read"}, {"code": "search-type"}],
                        "searchParam": [{"name": "url", "type": "uri"}],
                        "operation": [
                            {
                                "name": "populate",
                                "definition": "http://hl7.org/fhir/uv/sdc/OperationDefinition/Questionnaire-populate",
                            }
                        ],
                    },
                    {
                        "type": "QuestionnaireResponse",
                        "operation": [
                            {
                                "name": "assess",
                                "definition": f"{BASE}/OperationDefinition/QuestionnaireResponse-assess",
                            }
                        ],
                    },
                ],
            }
        ],
    }


def assess_operation() -> dict[str, Any]:
    """The OperationDefinition of `QuestionnaireResponse/$assess`."""
    return {
        "resourceType": "OperationDefinition",
        "id": "QuestionnaireResponse-assess",
        "url": f"{BASE}/OperationDefinition/QuestionnaireResponse-assess",
        "name": "Assess",
        "title": "Assess a response",
        "status": "active",
        "kind": "operation",
        "date": PACK_DATE,
        "affectsState": False,
        "code": "assess",
        "resource": ["QuestionnaireResponse"],
        "system": False,
        "type": True,
        "instance": False,
        "description": "How urgent, which causes fit and what to do, from a response to the questionnaire.",
        "parameter": [
            {
                "name": "response",
                "use": "in",
                "min": 1,
                "max": "1",
                "type": "QuestionnaireResponse",
                "documentation": "The answers; also accepted as the body itself.",
            },
            {
                "name": "return",
                "use": "out",
                "min": 1,
                "max": "1",
                "type": "Bundle",
                "documentation": "Observations, DetectedIssue, RiskAssessment, ClinicalImpression, "
                "ServiceRequest proposals, CarePlan, Provenance, and the assessment itself as Binary.",
            },
        ],
    }

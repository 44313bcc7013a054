"""Two validators of FHIR R4 that know nothing of this product: fhirkit and SMART's fhirclient models."""

from __future__ import annotations

import importlib
import json
from typing import Any

import fhirkit


def problems(resource: dict[str, Any]) -> list[str]:
    """Everything either validator finds wrong with a resource, and with each resource in a bundle."""
    found = [str(issue) for issue in fhirkit.validate(json.dumps(resource))]
    found += _smart(resource)
    for entry in resource.get("entry", []):
        inner = entry["resource"]
        found += [f"{inner['resourceType']}: {issue}" for issue in fhirkit.validate(json.dumps(inner))]
        found += _smart(inner)
    return found


def _smart(resource: dict[str, Any]) -> list[str]:
    kind = resource["resourceType"]
    model = getattr(importlib.import_module(f"fhirclient.models.{kind.lower()}"), kind)
    try:
        read = model(resource, strict=True)
    except Exception as error:
        return [f"{kind}: {error}"]
    return [] if read.as_json() == resource else [f"{kind}: does not come back the same"]

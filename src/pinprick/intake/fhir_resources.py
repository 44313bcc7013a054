"""The resources of a record, from JSON text to a flat list; limits on size and depth."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pinprick.errors import CaseError

MAX_RECORD_BYTES = 16_000_000
"""A lifetime's record is 1 to 10 MB; larger ones are refused rather than read in part."""

_NESTING = 3


def parse_record(text: str | bytes) -> Any:
    """JSON of a record. CaseError when it is too large, not JSON, or holds NaN or Infinity."""
    if len(text) > MAX_RECORD_BYTES:
        raise CaseError(
            f"The record is larger than {MAX_RECORD_BYTES // 1_000_000} MB; send the parts that matter."
        )

    def refuse(name: str) -> float:
        raise CaseError(f"{name} is not a number that JSON allows; leave the value out.")

    try:
        return json.loads(text, parse_constant=refuse)
    except json.JSONDecodeError as error:
        raise CaseError(f"The record is not JSON: line {error.lineno}: {error.msg}.") from None
    except UnicodeDecodeError as error:
        raise CaseError(f"The record is not UTF-8 text ({error.reason} at byte {error.start}).") from None
    except (RecursionError, ValueError) as error:
        raise CaseError(f"The record cannot be read: {error}.") from None


def resource_name(resource: Mapping[str, Any]) -> str | None:
    identity = resource.get("id")
    return f"{resource['resourceType']}/{identity}" if isinstance(identity, str) and identity else None


def resources_of(record: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """Every resource of a bundle, list or single resource; bundles in bundles to a small depth."""
    if isinstance(record, list) and depth == 0:
        for item in record:
            yield from resources_of(item, 1)
        return
    if not isinstance(record, Mapping) or not isinstance(record.get("resourceType"), str):
        raise CaseError("This is not FHIR: a resource is a mapping with a resourceType, such as a Bundle.")
    if record["resourceType"] != "Bundle":
        yield record
        return
    if depth >= _NESTING:
        raise CaseError(f"Bundles are nested more than {_NESTING} deep.")
    entries = record.get("entry", [])
    if not isinstance(entries, list):
        raise CaseError("Bundle.entry must be a list.")
    for number, entry in enumerate(entries):
        if not isinstance(entry, Mapping):
            raise CaseError(f"Bundle.entry[{number}] must be a mapping with a resource.")
        if entry.get("resource") is not None:
            resource = entry["resource"]
            full = entry.get("fullUrl")
            if isinstance(resource, Mapping) and "id" not in resource and isinstance(full, str):
                resource = {**resource, "id": full.rsplit("/", 1)[-1].removeprefix("urn:uuid:")}
            yield from resources_of(resource, depth + 1)

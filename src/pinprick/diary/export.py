"""Everything a diary holds, to take away: JSON that reads back, FHIR for a record, and a sealed copy (age)."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from pinprick.assessment import assess
from pinprick.diary.place import StorageError
from pinprick.diary.record import Entry
from pinprick.errors import CaseError, MissingExtraError
from pinprick.knowledge.schema.pack import Pack
from pinprick.report.fhir import to_bundle
from pinprick.report.json import to_json

LONGEST = 200_000_000


class Exported(BaseModel):
    """A whole diary."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_version: str = "1"
    entries: list[Entry]


def to_export(entries: list[Entry]) -> str:
    """All entries as JSON text."""
    return to_json(Exported(entries=entries))


def from_export(text: str) -> list[Entry]:
    """The entries of an export. CaseError says what in it is wrong."""
    if len(text) > LONGEST:
        raise CaseError("This file is too large to be a diary.")
    try:
        return Exported.model_validate(json.loads(text)).entries
    except json.JSONDecodeError as error:
        raise CaseError(f"The exported diary is not JSON: line {error.lineno}: {error.msg}.") from None
    except RecursionError:
        raise CaseError("The exported diary is nested too deeply to be one.") from None
    except ValidationError as error:
        first = error.errors()[0]
        raise CaseError(f"The exported diary: {'.'.join(map(str, first['loc']))}: {first['msg']}.") from None


def to_fhir(entries: list[Entry], pack: Pack, subject: dict[str, Any] | None = None) -> dict[str, Any]:
    """One FHIR R4 Bundle with the bundle of every entry, each assessed under today's pack, dated by its day."""
    bundles = [
        to_bundle(assess(entry.case, pack), pack, f"{entry.on.isoformat()}T00:00:00Z", subject)
        for entry in entries
    ]
    listed = [{"fullUrl": f"urn:uuid:{bundle['id']}", "resource": bundle} for bundle in bundles]
    return {"resourceType": "Bundle", "type": "collection", **({"entry": listed} if listed else {})}


def seal(content: bytes, passphrase: str) -> bytes:
    """`content` encrypted with a passphrase (age, scrypt): the `age` program opens it too.

    CaseError for a passphrase under 12 characters; MissingExtraError without the `diary` extra.
    """
    if len(passphrase) < 12:
        raise CaseError("The passphrase is too short: use 12 characters or more, such as four words.")
    return bytes(_age().encrypt(content, passphrase))


def unseal(content: bytes, passphrase: str) -> bytes:
    """What `seal` made, opened. StorageError when the passphrase or the file is wrong."""
    age = _age()
    try:
        return bytes(age.decrypt(content, passphrase))
    except Exception as error:
        if type(error).__module__.split(".")[0] != "pyrage":
            raise
        raise StorageError("This file does not open: wrong passphrase, or not a sealed diary.") from None


def _age() -> Any:
    try:
        from pyrage import passphrase
    except ImportError:
        raise MissingExtraError("A sealed export", "diary") from None
    return passphrase

"""The diary over HTTP: every row belongs to the caller's tenant, and every change is audited with it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, HTTPException, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from pinprick.assessment import assess
from pinprick.case import Case
from pinprick.case_checks import check_case
from pinprick.diary.database import Database
from pinprick.diary.export import to_export, to_fhir
from pinprick.diary.place import StorageError
from pinprick.diary.reassessment import reassess
from pinprick.diary.record import Name, Tried, make_entry
from pinprick.diary.store import Diary
from pinprick.diary.trend import trend_svg
from pinprick.errors import PinprickError
from pinprick.interfaces.service.audit import audit_line, write_line
from pinprick.interfaces.service.callers import DIARY_PREFIX, Caller
from pinprick.knowledge.schema.pack import Pack
from pinprick.report.json import spell, to_json

MOST_ENTRIES = 2000
_JSON = "application/json"
Person = Annotated[Name, Query(description="Whose diary: an id of your own, no name.")]


class NewEntry(BaseModel):
    """An entry to keep. `id`: yours; the same request sent twice is kept once."""

    model_config = ConfigDict(extra="forbid")

    id: Name
    on: date
    severity: int | None = Field(default=None, ge=0, le=10)
    tried: list[Tried] = Field(default=[], max_length=20)
    case: Case


def create_router(pack: Pack, database: Database, pack_version: str) -> APIRouter:
    """Routes below /api/v1/diary."""
    router = APIRouter(prefix=DIARY_PREFIX, tags=["diary"])

    def diary(request: Request, person: str) -> Diary:
        caller: Caller = request.state.caller
        return Diary(database, caller.tenant, person)

    def audited(request: Request, action: str, status: int) -> dict[str, Any]:
        caller: Caller = request.state.caller
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        request.state.audited = True
        return audit_line(now, caller.who, caller.tenant, action, status, pack_version)

    @router.post("/entries", status_code=201)
    def add(request: Request, person: Person, told: Annotated[NewEntry, Body()]) -> Response:
        """Keep an entry and say what follows from the whole course. 200 when it was kept before."""
        with _said_clearly():
            kept = diary(request, person)
            before = kept.entries()
            if len(before) >= MOST_ENTRIES:
                raise HTTPException(409, f"A diary holds at most {MOST_ENTRIES} entries.")
            check_case(told.case, pack)
            assessed = assess(told.case, pack)
            entry = make_entry(told.id, told.on, told.case, pack, told.severity, told.tried, assessed)
            others = [one for one in before if one.id != entry.id]
            found = reassess([*others, entry], pack, known=(told.case, assessed))
            with database.write() as connection:
                new = kept.add(entry, within=connection)
                status = 201 if new else 200
                write_line(connection, audited(request, f"POST {DIARY_PREFIX}/entries", status))
        content = {
            "id": entry.id,
            "course": found.course.model_dump(mode="json"),
            "assessment": found.assessment.model_dump(mode="json"),
        }
        return Response(spell(content), status, media_type=_JSON, headers=_NOT_KEPT)

    @router.get("/entries")
    def entries(request: Request, person: Person) -> Response:
        """Every entry, as an export that reads back."""
        with _said_clearly():
            return Response(to_export(diary(request, person).entries()), media_type=_JSON, headers=_NOT_KEPT)

    @router.get("/fhir")
    def fhir(request: Request, person: Person) -> Response:
        """Every entry as one FHIR bundle."""
        with _said_clearly():
            bundle = spell(to_fhir(diary(request, person).entries(), pack))
        return Response(bundle, media_type="application/fhir+json", headers=_NOT_KEPT)

    @router.get("/course")
    def course(request: Request, person: Person) -> Response:
        """What changed, and what it raises."""
        with _said_clearly():
            found = reassess(diary(request, person).entries(), pack)
        return Response(to_json(found.course), media_type=_JSON, headers=_NOT_KEPT)

    @router.get("/trend.svg")
    def trend(request: Request, person: Person) -> Response:
        """The trend picture."""
        with _said_clearly():
            picture = trend_svg(reassess(diary(request, person).entries(), pack).course, pack)
        return Response(picture, media_type="image/svg+xml", headers=_NOT_KEPT)

    @router.delete("/entries")
    def forget(request: Request, person: Person, id: Annotated[Name | None, Query()] = None) -> Response:
        """Delete one entry, or all of this person's."""
        with _said_clearly():
            with database.write() as connection:
                count = diary(request, person).forget(id, within=connection)
                write_line(connection, audited(request, f"DELETE {DIARY_PREFIX}/entries", 200))
            database.wipe(thorough=False)
        return Response(spell({"deleted": count}), media_type=_JSON, headers=_NOT_KEPT)

    return router


_NOT_KEPT = {"Cache-Control": "no-store"}


class _said_clearly:
    """Errors of the diary as HTTP: 503 when it cannot be reached, 422 when the request does not fit."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, StorageError):
            raise HTTPException(503, str(error), {"Retry-After": "5"}) from None
        if isinstance(error, PinprickError):
            raise HTTPException(422, str(error)) from None

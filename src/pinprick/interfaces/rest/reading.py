"""The pack over HTTP: findings, causes, rules and sources, as they stand."""

from __future__ import annotations

from typing import Annotated, TypeVar

from fastapi import APIRouter, HTTPException, Path
from fastapi.responses import Response

from pinprick.interfaces.rest.models import PackSummary
from pinprick.interfaces.rest.problems import documented
from pinprick.knowledge.schema.causes import Cause
from pinprick.knowledge.schema.findings import Finding
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.schema.rules import Rule
from pinprick.knowledge.schema.sources import Source
from pinprick.report.json import spell, to_json

JSON = "application/json"
_Item = TypeVar("_Item")
_ID = Path(pattern=r"^[A-Za-z0-9_.:-]{1,120}$")
_ONE = documented(404, 422, 429, 500)
_ALL = documented(429, 500)


def add_pack_routes(router: APIRouter, pack: Pack) -> None:
    """GET routes below /pack."""
    summary = PackSummary(
        id=pack.id,
        version=pack.version,
        digest=pack.digest,
        title=pack.header.title,
        licence=pack.header.licence,
        language=pack.header.language,
        findings=len(pack.findings),
        causes=len(pack.causes),
        rules=len(pack.rules),
        sources=len(pack.sources),
    )

    def many(items: list[Finding] | list[Cause] | list[Rule]) -> Response:
        return Response(spell([item.model_dump(mode="json") for item in items]), media_type=JSON)

    @router.get(
        "/pack", tags=["pack"], response_model=PackSummary, responses=_ALL, summary="Which pack answers"
    )
    async def read_pack() -> Response:
        return Response(to_json(summary), media_type=JSON)

    @router.get(
        "/pack/findings", tags=["pack"], response_model=list[Finding], responses=_ALL, summary="All findings"
    )
    async def read_findings() -> Response:
        return many(list(pack.findings.values()))

    @router.get(
        "/pack/findings/{id}", tags=["pack"], response_model=Finding, responses=_ONE, summary="One finding"
    )
    async def read_finding(id: Annotated[str, _ID]) -> Response:
        return Response(to_json(_found(pack.findings.get(id), "finding", id)), media_type=JSON)

    @router.get(
        "/pack/causes", tags=["pack"], response_model=list[Cause], responses=_ALL, summary="All causes"
    )
    async def read_causes() -> Response:
        return many(list(pack.causes.values()))

    @router.get("/pack/causes/{id}", tags=["pack"], response_model=Cause, responses=_ONE, summary="One cause")
    async def read_cause(id: Annotated[str, _ID]) -> Response:
        return Response(to_json(_found(pack.causes.get(id), "cause", id)), media_type=JSON)

    @router.get(
        "/pack/rules", tags=["pack"], response_model=list[Rule], responses=_ALL, summary="All triage rules"
    )
    async def read_rules() -> Response:
        return many(pack.rules)

    @router.get(
        "/pack/rules/{id}", tags=["pack"], response_model=Rule, responses=_ONE, summary="One triage rule"
    )
    async def read_rule(id: Annotated[str, _ID]) -> Response:
        return Response(to_json(_found(pack.rules_by_id.get(id), "rule", id)), media_type=JSON)

    @router.get(
        "/pack/sources",
        tags=["pack"],
        response_model=dict[str, Source],
        responses=_ALL,
        summary="All sources by key",
    )
    async def read_sources() -> Response:
        sources = {key: source.model_dump(mode="json", by_alias=True) for key, source in pack.sources.items()}
        return Response(spell(sources), media_type=JSON)

    @router.get(
        "/pack/sources/{id}", tags=["pack"], response_model=Source, responses=_ONE, summary="One source"
    )
    async def read_source(id: Annotated[str, _ID]) -> Response:
        source = _found(pack.sources.get(pack.source_aliases.get(id, id)), "source", id)
        return Response(spell(source.model_dump(mode="json", by_alias=True)), media_type=JSON)


def _found(item: _Item | None, kind: str, identity: str) -> _Item:
    if item is None:
        raise HTTPException(404, f"There is no {kind} called {identity!r}.")
    return item

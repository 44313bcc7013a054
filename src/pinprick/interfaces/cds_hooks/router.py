"""The CDS Hooks 2.0 service: discovery, `patient-view` and `order-select`."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Body, HTTPException, Request
from fastapi.responses import Response

from pinprick.interfaces.cds_hooks.cards import Cards
from pinprick.interfaces.cds_hooks.messages import Card, Discovery, HookRequest, Service
from pinprick.interfaces.cds_hooks.messages import Cards as CardList
from pinprick.interfaces.cds_hooks.prefetched import PREFETCH, Person, ordered
from pinprick.interfaces.cds_hooks.tokens import TrustedClients
from pinprick.interfaces.rest.limits import Limits
from pinprick.interfaces.rest.problems import documented
from pinprick.interfaces.rest.route import route_class
from pinprick.knowledge.schema.pack import Pack

PREFIX = "/cds-services"
HOOKS = {"numb_legs_and_feet": "patient-view", "medicine_and_numb_legs": "order-select"}


def create_router(
    pack: Pack,
    limits: Limits | None = None,
    trusted: TrustedClients | None = None,
    app_url: str | None = None,
) -> APIRouter:
    """Every route below /cds-services.

    `trusted`: who may call, by signed JWT (None: everyone, for a service that only the record system can
    reach). `app_url`: where the questions can be asked; cards link to it.
    """
    bounds = limits or Limits()
    cards = Cards(pack, app_url)
    router = APIRouter(prefix=PREFIX, route_class=route_class(pack, bounds))
    services = [
        Service(hook=hook, id=name, prefetch=PREFETCH, **cards.text["services"][name])
        for name, hook in HOOKS.items()
    ]

    def authorised(request: Request) -> None:
        if trusted is not None:
            trusted.check(request.headers.get("authorization"), request.url.path)

    @router.get(
        "", tags=["cds-hooks"], response_model=Discovery, responses=documented(429, 500), summary="Services"
    )
    async def discover() -> Response:
        return _json(Discovery(services=services))

    @router.post(
        "/{id}",
        tags=["cds-hooks"],
        response_model=CardList,
        responses=documented(400, 401, 404, 408, 412, 413, 415, 422, 429, 500),
        openapi_extra={"x-largest-body": bounds.record_bytes},
        summary="Cards for one person",
    )
    def call(id: str, asked: Annotated[HookRequest, Body()], request: Request) -> Response:
        """The cards of one service. No numb legs on the record and none answered: no card."""
        authorised(request)
        if id not in HOOKS:
            raise HTTPException(404, f"There is no service called {id!r}; discovery lists them.")
        if asked.hook != HOOKS[id]:
            raise HTTPException(
                400, f"The service {id!r} answers the hook {HOOKS[id]!r}, not {asked.hook!r}."
            )
        patient = asked.context.get("patientId")
        if not isinstance(patient, str) or not patient:
            raise HTTPException(400, "context.patientId is needed.")
        person = Person(asked, pack)
        found: list[Card] = []
        if HOOKS[id] == "order-select":
            for name, matches in ordered(asked, pack):
                found += cards.medicine(name, matches, person, asked.hookInstance)
        elif person.answered:
            from pinprick.assessment import assess

            found.append(cards.assessed(assess(person.case, pack), asked.hookInstance, patient))
        elif person.has_complaint:
            found.append(cards.invitation(person, asked.hookInstance))
        return _json(CardList(cards=found))

    return router


def _json(content: Discovery | CardList) -> Response:
    """CDS Hooks leaves out what is empty."""
    text = json.dumps(content.model_dump(mode="json", exclude_none=True), ensure_ascii=False, indent=2) + "\n"
    return Response(text.encode("utf-8"), media_type="application/json")

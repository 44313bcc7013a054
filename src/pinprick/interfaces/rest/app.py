"""The REST service as an application of its own (FastAPI), with its OpenAPI 3.1 description."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.responses import PlainTextResponse

from pinprick import __version__
from pinprick.interfaces.rest.limits import Limits
from pinprick.interfaces.rest.memory import keep_freed_memory
from pinprick.interfaces.rest.problems import Problem, install
from pinprick.interfaces.rest.route import PACK_HEADER, version_of
from pinprick.interfaces.rest.router import PREFIX, create_router
from pinprick.knowledge.load import load_pack
from pinprick.knowledge.schema.pack import Pack

if TYPE_CHECKING:
    from pinprick.interfaces.proposer.proposer import Proposer

_ABOUT = """Why are my legs and feet numb, how soon should I be seen, and what can I do?

Information and decision support, not a diagnosis. Nothing sent here is kept. Every answer carries the pack
version (`Pinprick-Pack`) and an `ETag`; every error is a problem detail (RFC 9457). A request may carry an
`Idempotency-Key`: repeated, it gives the same bytes; with another body it is refused (422)."""


class Service(FastAPI):
    """A FastAPI application that describes itself by `describe`."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI description, made once."""
        if self.openapi_schema is None:
            self.openapi_schema = describe(self)
        return self.openapi_schema


def create_api(pack: Pack, limits: Limits | None = None, proposer: Proposer | None = None) -> FastAPI:
    """The service: REST below /api/v1, FHIR below /fhir, CDS Hooks below /cds-services, /health.

    Put it behind any ASGI server; it keeps no state but counters of `limits`. `proposer`: a language model that may
    propose what to ask; its routes exist only with one.
    """
    from pinprick.interfaces.cds_hooks.router import create_router as cds_hooks
    from pinprick.interfaces.fhir.router import create_router as fhir

    app = Service(
        title="Pinprick",
        version=__version__,
        description=_ABOUT,
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        license_info={"name": "Apache-2.0"},
    )
    app.include_router(create_router(pack, limits))
    if proposer is not None:
        from pinprick.interfaces.rest.proposals import create_router as proposals

        app.include_router(proposals(pack, proposer, limits))
    app.include_router(fhir(pack, limits))
    app.include_router(cds_hooks(pack, limits))
    install(app, headers={PACK_HEADER: version_of(pack)})

    @app.get("/health", response_class=PlainTextResponse, include_in_schema=False)
    async def health() -> str:
        return "ok\n"

    return app


def service() -> FastAPI:
    """The service over the pack that ships with Pinprick, for an ASGI server's factory option.

    Compiles the pack before the first request comes, so that no one waits for it, and keeps freed memory.
    """
    from pinprick.assessment import assess
    from pinprick.case import Case

    keep_freed_memory()
    pack = load_pack()
    assess(Case(), pack)
    return create_api(pack)


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI 3.1 description, with the problem schema and the headers every answer carries."""
    schema = get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        routes=app.routes,
        license_info=app.license_info,
    )
    components = schema.setdefault("components", {})
    shapes = components.setdefault("schemas", {})
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    shapes.update(problem.pop("$defs", {}))
    shapes["Problem"] = problem
    for unused in ("HTTPValidationError", "ValidationError"):
        shapes.pop(unused, None)
    header = {"description": "pack id, version and digest", "schema": {"type": "string"}}
    key = {
        "name": "Idempotency-Key",
        "in": "header",
        "required": False,
        "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
    }
    for path in schema["paths"].values():
        for method, operation in path.items():
            operation.pop("x-largest-body", None)
            for answer in operation["responses"].values():
                answer.setdefault("headers", {})[PACK_HEADER] = header
            if method == "post":
                operation.setdefault("parameters", []).append(key)
    return schema

"""The page: server-rendered, one thing at a time. The conversation travels in the form; the server keeps nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from pinprick.assessment import assess
from pinprick.errors import MissingExtraError, PinprickError
from pinprick.interfaces.rest.problems import answer_with_problem
from pinprick.interfaces.rest.route import PACK_HEADER, version_of
from pinprick.interfaces.web.form import Form, after, skipped
from pinprick.interfaces.web.offline_site import offline_router
from pinprick.interfaces.web.protection import Protection
from pinprick.interfaces.web.render import Pages
from pinprick.interview.conversation import Interview
from pinprick.knowledge.schema.pack import Pack
from pinprick.report.body_surface import surface
from pinprick.report.json import spell, to_json

if TYPE_CHECKING:
    from pinprick.interfaces.proposer.proposer import Proposer

PROGRAMS = ("/api", "/fhir", "/cds-services")
"""Paths of the interfaces for programs: their errors are problem details, not pages."""

_STATIC = Path(__file__).resolve().parent / "static"
_KEEP = {"Cache-Control": "private, no-cache"}
"""The back button must show the page again, and a browser may keep it for that; nothing shared may."""


def create_app(pack: Pack, diary: bool = False, proposer: Proposer | None = None) -> FastAPI:
    """The web application over one pack: pages, painting data, downloads, and the guide and REST parts when
    they are installed. No cookies, no storage, no third-party requests. `diary`: offer to keep results on this
    machine; only for one person, at an address that no one else reaches. `proposer`: a language model that is asked
    what the reading may have missed, by those who tick it; None: there is none, and nothing says so."""
    app = FastAPI(title="Pinprick", docs_url=None, redoc_url=None, openapi_url=None)
    pages = Pages(pack)
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")
    if proposer is not None:
        pages.offer_proposals(proposer.endpoint)
    _add_pages(app, pack, pages, proposer)
    _add_downloads(app, pack, pages)
    app.include_router(offline_router(pack, pages))
    if diary:
        from pinprick.interfaces.web.diary import add_diary

        add_diary(app, pack, pages, _form)
    _add_parts(app, pack, proposer)
    _add_errors(app, pages, version_of(pack))
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    app.add_middleware(
        Protection, too_large=pages.error("too_large").encode(), internal=pages.error("internal").encode()
    )
    return app


def _add_pages(app: FastAPI, pack: Pack, pages: Pages, proposer: Proposer | None) -> None:
    @app.get("/", response_class=HTMLResponse)
    def start(lang: str = "en") -> HTMLResponse:
        return HTMLResponse(pages.step(Interview.start(pack, pages.language(lang))), headers=_KEEP)

    @app.get("/favicon.ico", include_in_schema=False)
    def icon() -> FileResponse:
        return FileResponse(_STATIC / "icon.svg", media_type="image/svg+xml")

    @app.get("/step")
    def step_alone() -> RedirectResponse:
        """Someone typed or reloaded the address without its form: start again."""
        return RedirectResponse("/", status_code=303)

    @app.post("/step", response_class=HTMLResponse)
    async def step(request: Request) -> HTMLResponse:
        # Worked out in a thread: while it is, the server answers others.
        return await run_in_threadpool(stepped, await _form(request))

    def stepped(form: Form) -> HTMLResponse:
        try:
            interview = (
                Interview.from_json(form.one("state"), pack)
                if form.one("state")
                else _fresh(pack, pages, form)
            )
        except PinprickError:
            return HTMLResponse(
                pages.step(_fresh(pack, pages, form), error="unreadable"), status_code=400, headers=_KEEP
            )
        try:
            return HTMLResponse(_next_page(pages, interview, form, proposer), headers=_KEEP)
        except PinprickError as error:
            page = pages.again(interview, form, str(error))
            return HTMLResponse(page, status_code=400, headers=_KEEP)

    @app.get("/atlas.json")
    def atlas(lang: str = "en") -> JSONResponse:
        return JSONResponse(
            surface(pack, pages.language(lang)), headers={"Cache-Control": "public, max-age=3600"}
        )


def _next_page(pages: Pages, interview: Interview, form: Form, proposer: Proposer | None) -> str:
    """The page that a button asks for. `do`: next, skip, back, stop, go_on, review, draw, rewrite, nothing, or
    `change:<finding>`."""
    do, _, what = form.one("do").partition(":")
    match do:
        case "skip":
            return pages.step(skipped(interview, form))
        case "back":
            return pages.step(interview.back(), before=interview)
        case "stop":
            return pages.step(interview.stop())
        case "go_on":
            return pages.step(interview.go_on())
        case "nothing":
            return pages.step(interview.draw(None))
        case "review":
            return pages.review(interview)
        case "draw":
            return pages.drawing(interview)
        case "rewrite":
            return pages.rewrite(interview)
        case "change":
            return pages.change(interview, what)
        case "show":
            return pages.step(interview)
    told = after(interview, form)
    if proposer is not None and form.one("form") == "account" and form.one("propose"):
        told, failure = proposer.consult(told)
        return pages.step(told, notice=failure)
    return pages.step(told)


def _fresh(pack: Pack, pages: Pages, form: Form) -> Interview:
    return Interview.start(pack, pages.language(form.one("lang")))


def _add_downloads(app: FastAPI, pack: Pack, pages: Pages) -> None:
    @app.post("/save")
    async def save(request: Request) -> Response:
        """`as`: json (the bytes of `pinprick assess --json`), case, pdf or fhir."""
        return await run_in_threadpool(save_as, await _form(request))

    def save_as(form: Form) -> Response:
        try:
            interview = Interview.from_json(form.one("state"), pack)
            return _saved(interview, form.one("as"))
        except (PinprickError, MissingExtraError) as error:
            return HTMLResponse(pages.error("unreadable", str(error)), status_code=400)

    def _saved(interview: Interview, kind: str) -> Response:
        if kind == "case":
            return _file(to_json(interview.case), "application/json", "pinprick-case.json")
        if kind == "pdf":
            from pinprick.report.pdf import render_pdf

            pdf = render_pdf(assess(interview.case, pack), pack, interview.case, interview.language)
            return _file(pdf, "application/pdf", "pinprick.pdf")
        if kind == "fhir":
            from pinprick.report.fhir import to_bundle

            bundle = spell(
                to_bundle(assess(interview.case, pack), pack, datetime.now(UTC).isoformat(timespec="seconds"))
            )
            return _file(bundle, "application/fhir+json", "pinprick-fhir.json")
        return _file(to_json(assess(interview.case, pack)), "application/json", "pinprick.json")


def _file(content: str | bytes, kind: str, name: str) -> Response:
    return Response(
        content,
        media_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


async def _form(request: Request) -> Form:
    """The fields of a submission, in either spelling a browser uses; files and bad encodings are left out."""
    try:
        data = await request.form(max_files=0, max_fields=2000, max_part_size=1_500_000)
    except HTTPException:
        return Form([])
    return Form([(key, value) for key, value in data.multi_items() if isinstance(value, str)])


def _add_parts(app: FastAPI, pack: Pack, proposer: Proposer | None) -> None:
    """Parts that other modules offer; each stands alone, and a page without one is still whole."""
    from pinprick.interfaces.web.parts import guide_site, service_routers

    for router in service_routers(pack):
        app.include_router(router)
    if proposer is not None:
        from pinprick.interfaces.rest.proposals import create_router

        app.include_router(create_router(pack, proposer))
    guide = guide_site(pack, "/")
    if guide is not None:

        @app.get("/guide", include_in_schema=False)
        def guide_start() -> RedirectResponse:
            return RedirectResponse("/guide/", status_code=308)

        @app.get("/guide/{path:path}", response_class=HTMLResponse, include_in_schema=False)
        def guide_page(path: str = "") -> Response:
            found = guide.get(path)
            if found is None:
                raise HTTPException(404)
            text, media_type = found
            return Response(text, media_type=media_type)


def _add_errors(app: FastAPI, pages: Pages, version: str) -> None:
    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: Any) -> Response:
        if request.url.path.startswith(PROGRAMS):
            response = answer_with_problem(error)
            response.headers[PACK_HEADER] = version
            return response
        if error.status_code in (404, 405):
            return HTMLResponse(pages.error("not_found"), status_code=error.status_code)
        return HTMLResponse(pages.error("unreadable"), status_code=error.status_code)

    @app.exception_handler(RequestValidationError)
    async def bad_request(request: Request, error: Any) -> Response:
        if request.url.path.startswith(PROGRAMS):
            return answer_with_problem(error)
        return HTMLResponse(pages.error("unreadable"), status_code=400)

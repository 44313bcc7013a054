"""The diary in the page: for one person on this machine, off until they choose to keep something."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from pinprick.diary.database import Database
from pinprick.diary.export import seal, to_export, to_fhir
from pinprick.diary.place import StorageError, diary_url
from pinprick.diary.reassessment import reassess
from pinprick.diary.record import Entry, make_entry
from pinprick.diary.reminders import reminders
from pinprick.diary.store import Diary, next_id
from pinprick.diary.summary import course_text
from pinprick.diary.trend import trend_svg
from pinprick.errors import CaseError, MissingExtraError, PinprickError
from pinprick.interfaces.web.diary_form import read_kept
from pinprick.interfaces.web.diary_guard import Guard
from pinprick.interfaces.web.diary_pages import DiaryPages
from pinprick.interfaces.web.form import Form
from pinprick.interfaces.web.render import Pages
from pinprick.interview.conversation import Interview
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.text import sentences
from pinprick.report.json import spell

MOST_ENTRIES = 2000
REMINDERS = (7, 14, 30)
_SQLITE = "sqlite:///"
_NOT_KEPT = {"Cache-Control": "no-store"}

Read = Callable[[Request], Any]


class Shelf:
    """Where this person's diary stands. It is opened for each request and closed again, so that a file moved or
    deleted meanwhile is noticed; looking never makes one."""

    def __init__(self, where: str | None) -> None:
        """`where`: a file or URL; None for PINPRICK_DIARY or the data folder."""
        self.url = diary_url(where)
        self.file = Path(self.url.removeprefix(_SQLITE)) if self.url.startswith(_SQLITE) else None

    @contextmanager
    def opened(self) -> Iterator[Diary]:
        """The diary, made when there is none. StorageError when it cannot be opened."""
        database = Database(self.url)
        try:
            yield Diary(database)
        finally:
            database.close()

    def entries(self) -> list[Entry]:
        """Every entry; none when nothing was ever kept."""
        if self.file is not None and not self.file.is_file():
            return []
        with self.opened() as diary:
            return diary.entries()


def add_diary(app: FastAPI, pack: Pack, pages: Pages, read_form: Read, where: str | None = None) -> None:
    """Routes below /diary, and the offer to keep a result. `read_form`: reads the fields of a submission."""
    desk = _Desk(pack, pages, Shelf(where))
    pages.offer_diary()
    _add_pages(app, desk)
    _add_files(app, desk)
    _add_changes(app, desk, read_form)


class _Desk:
    """What the routes share."""

    def __init__(self, pack: Pack, pages: Pages, shelf: Shelf) -> None:
        self.pack, self.pages, self.shelf, self.guard = pack, pages, shelf, Guard()
        place = None if shelf.file is None else str(shelf.file)
        self.shown = DiaryPages(pages, pack, place, self.guard.token)

    def answer(self, request: Request, lang: str, work: Callable[[str], Response]) -> Response:
        """What `work` gives for a language, or a page that says in one sentence why not."""
        language = self.pages.language(lang)
        if not self.guard.from_here(request.headers):
            return self.refuse(403, self.errors(language)["elsewhere"], language)
        try:
            return work(language)
        except StorageError as error:
            return self.refuse(503, str(error), language)
        except (PinprickError, MissingExtraError) as error:
            return self.refuse(400, str(error), language)

    def refuse(self, status: int, why: str, language: str) -> HTMLResponse:
        title = sentences(self.pack, "interface", language)["app"]["error_title"]
        page = self.pages.apart("diary_refused", language, why=why, title=title)
        return HTMLResponse(page, status, headers=_NOT_KEPT)

    def errors(self, language: str) -> dict[str, Any]:
        found: dict[str, Any] = sentences(self.pack, "diary", language)["errors"]
        return found

    def entries_or_none(self, language: str) -> list[Entry]:
        """Every entry. CaseError when there are none."""
        entries = self.shelf.entries()
        if not entries:
            raise CaseError(str(sentences(self.pack, "diary", language)["page"]["empty"]))
        return entries


def _add_pages(app: FastAPI, desk: _Desk) -> None:
    @app.get("/diary")
    def course(request: Request, lang: str = "en", kept: str = "", forgotten: str = "") -> Response:
        def work(language: str) -> Response:
            entries, p = desk.shelf.entries(), sentences(desk.pack, "diary", language)["page"]
            said = None
            if kept:
                said = p["kept_before"] if kept == "before" else p["kept_now"].format(count=len(entries))
            elif forgotten.isdecimal() and len(forgotten) < 6:
                said = p["forgotten"].format(count=int(forgotten))
            return _page(desk.shown.course(entries, language, date.today(), said))

        return desk.answer(request, lang, work)

    @app.get("/diary/day")
    def day(request: Request, lang: str = "en", entry: str = "") -> Response:
        def work(language: str) -> Response:
            one = _this(desk.entries_or_none(language), entry, desk.errors(language))
            return _page(desk.shown.day(one, language))

        return desk.answer(request, lang, work)

    @app.get("/diary/summary")
    def summary(request: Request, lang: str = "en") -> Response:
        return desk.answer(request, lang, lambda x: _page(desk.shown.summary(desk.entries_or_none(x), x)))

    @app.get("/diary/again")
    def again(request: Request, lang: str = "en") -> Response:
        return desk.answer(request, lang, lambda x: _page(desk.shown.again(desk.shelf.entries(), x)))

    @app.get("/diary/forget")
    def sure(request: Request, lang: str = "en", entry: str = "") -> Response:
        def work(language: str) -> Response:
            entries = desk.entries_or_none(language)
            return _page(desk.shown.sure(entries, _one(entries, entry, desk.errors(language)), language))

        return desk.answer(request, lang, work)


def _add_files(app: FastAPI, desk: _Desk) -> None:
    @app.get("/diary/trend.svg")
    def trend(request: Request, lang: str = "en", theme: str = "light") -> Response:
        def work(language: str) -> Response:
            found = reassess(desk.entries_or_none(language), desk.pack, language)
            picture = trend_svg(found.course, desk.pack, language, theme)
            return Response(picture, media_type="image/svg+xml", headers=_NOT_KEPT)

        return desk.answer(request, lang, work)

    @app.get("/diary/summary.txt")
    def text(request: Request, lang: str = "en") -> Response:
        def work(language: str) -> Response:
            entries = desk.entries_or_none(language)
            page = course_text(entries, reassess(entries, desk.pack, language), desk.pack, language=language)
            return _file(page, "text/plain; charset=utf-8", "pinprick-diary.txt")

        return desk.answer(request, lang, work)

    @app.get("/diary/reminder.ics")
    def reminder(request: Request, lang: str = "en", every: str = "7") -> Response:
        def work(language: str) -> Response:
            days = int(every) if every in {str(n) for n in REMINDERS} else REMINDERS[0]
            first = date.today() + timedelta(days=days)
            calendar = reminders(desk.pack, first, days, language=language)
            return _file(calendar, "text/calendar; charset=utf-8", "pinprick-reminder.ics")

        return desk.answer(request, lang, work)


def _add_changes(app: FastAPI, desk: _Desk, read_form: Read) -> None:
    def answered(work: Callable[[Form, str], Response]) -> Callable[[Request], Any]:
        async def route(request: Request) -> Response:
            form = await read_form(request)
            asked = form.one("lang") or "en"
            return await run_in_threadpool(desk.answer, request, asked, lambda language: work(form, language))

        return route

    def offer(form: Form, _language: str) -> Response:
        interview = Interview.from_json(form.one("state"), desk.pack)
        return _page(desk.shown.keep(interview, not desk.shelf.entries(), date.today()))

    def keep(form: Form, _language: str) -> Response:
        interview = Interview.from_json(form.one("state"), desk.pack)
        language, errors = desk.pages.language(interview.language), desk.errors(interview.language)
        before, today = desk.shelf.entries(), date.today()
        try:
            if not desk.guard.knows(form.one("token")):
                raise CaseError(str(errors["again"]))
            if len(before) >= MOST_ENTRIES:
                raise CaseError(str(errors["full"]).format(most=MOST_ENTRIES))
            told = read_kept(form, today, not before, errors)
            draft = make_entry("draft", told.on, interview.case, desk.pack, told.severity, told.tried)
            if any(entry.model_copy(update={"id": "draft"}) == draft for entry in before):
                return _go(f"/diary?lang={language}&kept=before")
            entry = draft.model_copy(update={"id": next_id(before, draft.model_dump_json())})
            with desk.shelf.opened() as diary:
                diary.add(entry)
        except PinprickError as error:
            page = desk.shown.keep(interview, not before, today, str(error), form)
            return _page(page, 503 if isinstance(error, StorageError) else 400)
        return _go(f"/diary?lang={language}&kept=now")

    def forget(form: Form, language: str) -> Response:
        entries, errors = desk.entries_or_none(language), desk.errors(language)
        one = _one(entries, form.one("entry"), errors)
        if not desk.guard.knows(form.one("token")):
            return _page(desk.shown.sure(entries, one, language, str(errors["again"])), 400)
        with desk.shelf.opened() as diary:
            count = diary.forget(one.id if one else None)
        return _go(f"/diary?lang={language}&forgotten={count}")

    def export(form: Form, language: str) -> Response:
        entries = desk.entries_or_none(language)
        as_record = form.one("as") == "fhir"
        text = spell(to_fhir(entries, desk.pack)) if as_record else to_export(entries)
        name = "pinprick-diary-fhir.json" if as_record else "pinprick-diary.json"
        if form.one("passphrase"):
            sealed = seal(text.encode(), form.one("passphrase"))
            return _file(sealed, "application/octet-stream", f"{name}.age")
        return _file(text, "application/fhir+json" if as_record else "application/json", name)

    app.post("/diary/keep")(answered(offer))
    app.post("/diary/entries")(answered(keep))
    app.post("/diary/forget")(answered(forget))
    app.post("/diary/export")(answered(export))


def _one(entries: list[Entry], asked: str, errors: dict[str, Any]) -> Entry | None:
    """The entry with this id; None when none was asked for. CaseError when it is not there."""
    return _this(entries, asked, errors) if asked else None


def _this(entries: list[Entry], asked: str, errors: dict[str, Any]) -> Entry:
    found = next((entry for entry in entries if entry.id == asked), None)
    if found is None:
        raise CaseError(str(errors["gone"]))
    return found


def _page(page: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(page, status, headers=_NOT_KEPT)


def _go(where: str) -> RedirectResponse:
    return RedirectResponse(where, 303, headers=_NOT_KEPT)


def _file(content: str | bytes, kind: str, name: str) -> Response:
    named = {"Content-Disposition": f'attachment; filename="{name}"', **_NOT_KEPT}
    return Response(content, media_type=kind, headers=named)

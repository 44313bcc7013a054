"""`pinprick diary` and `pinprick keys`: entries kept on this machine, and the API keys of a service."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from pinprick.errors import CaseError
from pinprick.interfaces.cli.app import app
from pinprick.interfaces.cli.commands.assessing import read_case_argument
from pinprick.interfaces.cli.options import CaseArgument, JsonOption, PackOption
from pinprick.interfaces.cli.output import print_json, width, write_bytes

if TYPE_CHECKING:
    from pinprick.diary.database import Database
    from pinprick.diary.store import Diary

diary = typer.Typer(help="Keep entries on this machine and see how it changes.", no_args_is_help=True)
app.add_typer(diary, name="diary")
keys = typer.Typer(help="API keys of a service (pinprick serve --production).", no_args_is_help=True)
app.add_typer(keys, name="keys")

DiaryOption = Annotated[
    str | None, typer.Option("--diary", help="A file or database URL; your own data folder by default.")
]


@contextmanager
def _database(where: str | None) -> Iterator[Database]:
    from pinprick.diary.database import Database
    from pinprick.diary.place import diary_url

    database = Database(diary_url(where))
    try:
        yield database
    finally:
        database.close()


@contextmanager
def _opened(where: str | None) -> Iterator[Diary]:
    from pinprick.diary.store import Diary

    with _database(where) as database:
        yield Diary(database)


@diary.command()
def add(
    file: CaseArgument,
    on: Annotated[str | None, typer.Option("--on", help="The day (2026-03-01); today by default.")] = None,
    severity: Annotated[int | None, typer.Option(min=0, max=10, help="How bad it is, 0 to 10.")] = None,
    tried: Annotated[
        list[str] | None, typer.Option("--tried", help="Something you tried; may repeat.")
    ] = None,
    where: DiaryOption = None,
    pack: PackOption = "legs_and_feet",
) -> None:
    """Keep a case as the entry of a day, and say what has changed."""
    from pinprick.diary.reassessment import reassess
    from pinprick.diary.record import make_entry
    from pinprick.diary.store import next_id
    from pinprick.diary.summary import course_text
    from pinprick.knowledge.load import load_pack
    from pinprick.knowledge.text import sentences

    loaded = load_pack(pack)
    day, case = _day(on), read_case_argument(file, loaded)
    with _opened(where) as kept:
        before = kept.entries()
        draft = make_entry("draft", day, case, loaded, severity, tried)
        same = [entry for entry in before if entry.model_copy(update={"id": "draft"}) == draft]
        words = sentences(loaded, "diary")
        if same:
            print(words["kept_before"])
            return
        entry = draft.model_copy(update={"id": next_id(before, draft.model_dump_json())})
        kept.add(entry)
        entries = kept.entries()
    print(str(words["kept"]).format(count=len(entries)) + "\n")
    print(course_text(entries, reassess(entries, loaded), loaded, width()), end="")


@diary.command()
def show(
    as_json: JsonOption = False,
    svg: Annotated[Path | None, typer.Option("--svg", help="Write the trend picture here.")] = None,
    png: Annotated[Path | None, typer.Option("--png", help="The same as PNG.")] = None,
    reminders: Annotated[Path | None, typer.Option("--ics", help="Write a weekly reminder here.")] = None,
    where: DiaryOption = None,
    pack: PackOption = "legs_and_feet",
) -> None:
    """Show the course: what changed, what follows, and a picture; a page to take to the doctor."""
    from pinprick.diary.reassessment import reassess
    from pinprick.diary.reminders import reminders as calendar
    from pinprick.diary.summary import course_text
    from pinprick.diary.trend import trend_png, trend_svg
    from pinprick.knowledge.load import load_pack
    from pinprick.knowledge.text import sentences

    loaded = load_pack(pack)
    with _opened(where) as kept:
        entries = kept.entries()
    if reminders:
        write_bytes(reminders, calendar(loaded, date.today()).encode())
    if not entries:
        print(sentences(loaded, "diary")["nothing_kept"])
        return
    found = reassess(entries, loaded)
    if svg:
        write_bytes(svg, trend_svg(found.course, loaded).encode())
    if png:
        write_bytes(png, trend_png(found.course, loaded))
    if as_json:
        assessment = found.assessment.model_dump(mode="json")
        kept_days = [
            entry.model_dump(mode="json", include={"id", "on", "severity", "tried"}) for entry in entries
        ]
        print_json(
            {"entries": kept_days, "course": found.course.model_dump(mode="json"), "assessment": assessment}
        )
        return
    print(course_text(entries, found, loaded, width()), end="")


@diary.command()
def export(
    out: Annotated[Path, typer.Argument(help="File to write.")],
    form: Annotated[Literal["json", "fhir"], typer.Option("--as", help="json or fhir.")] = "json",
    sealed: Annotated[bool, typer.Option("--seal", help="Encrypt it with a passphrase (age).")] = False,
    where: DiaryOption = None,
    pack: PackOption = "legs_and_feet",
) -> None:
    """Write everything the diary holds to a file."""
    from pinprick.diary.export import seal, to_export, to_fhir
    from pinprick.knowledge.load import load_pack
    from pinprick.report.json import spell

    with _opened(where) as kept:
        entries = kept.entries()
    text = to_export(entries) if form == "json" else spell(to_fhir(entries, load_pack(pack)))
    content = text.encode()
    if sealed:
        content = seal(content, typer.prompt("Passphrase", hide_input=True, confirmation_prompt=True))
    write_bytes(out, content)
    print(f"Wrote {len(entries)} entries to {out}.")


@diary.command()
def forget(
    entry: Annotated[str | None, typer.Argument(help="Id of one entry (see `show --json`).")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Delete every entry.")] = False,
    where: DiaryOption = None,
    pack: PackOption = "legs_and_feet",
) -> None:
    """Delete one entry, or all of them, for good."""
    from pinprick.knowledge.load import load_pack
    from pinprick.knowledge.text import sentences

    if (entry is None) != everything:
        raise CaseError("Say which entry to delete, or --all for every entry (one of the two).")
    with _opened(where) as kept:
        count = kept.forget(entry)
    if entry is not None and not count:
        raise CaseError(f"There is no entry {entry[:80]!r} in this diary.")
    print(str(sentences(load_pack(pack), "diary")["forgotten"]).format(count=count))


@keys.command("add")
def add_key(
    tenant: Annotated[str, typer.Argument(help="Whose rows this key sees.")],
    scope: Annotated[list[str], typer.Option("--scope", help="assess, diary:read, diary:write, metrics.")],
    where: DiaryOption = None,
) -> None:
    """Make a key and show it once; only its hash is kept."""
    from pinprick.interfaces.service.keys import make_key

    with _database(where) as database:
        print(make_key(database, tenant, scope, _now()))


@keys.command("list")
def show_keys(as_json: JsonOption = False, where: DiaryOption = None) -> None:
    """List keys: id, tenant, scopes, and whether they were taken back."""
    from dataclasses import asdict

    from pinprick.interfaces.service.keys import list_keys

    with _database(where) as database:
        lines = list_keys(database)
    if as_json:
        print_json([asdict(line) for line in lines])
        return
    for line in lines:
        state = f"revoked {line.revoked_at}" if line.revoked_at else "in use"
        print(f"{line.id}  {line.tenant}  {' '.join(line.scopes)}  made {line.made_at}  {state}")


@keys.command("revoke")
def take_back_key(
    id: Annotated[str, typer.Argument(help="Id of the key (see list).")], where: DiaryOption = None
) -> None:
    """Take a key back; within seconds no worker accepts it."""
    from pinprick.interfaces.service.keys import revoke_key

    with _database(where) as database:
        revoke_key(database, id, _now())
    print(f"Key {id} is no longer accepted.")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _day(given: str | None) -> date:
    """The day named, or today: the diary reads a clock only here and for a reminder's first day."""
    if given is None:
        return date.today()
    try:
        day = date.fromisoformat(given)
    except ValueError:
        raise CaseError(f"--on {given[:40]!r}: a day such as 2026-03-01.") from None
    if day > date.today():
        raise CaseError(f"--on {given}: this day has not come yet.")
    return day

"""Keeping entries: one person's diary inside one tenant, and nothing outside it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from pinprick.diary.database import Database
from pinprick.diary.place import StorageError
from pinprick.diary.record import Entry, Name
from pinprick.errors import CaseError

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection

LOCAL_TENANT, LOCAL_PERSON = "local", "me"
_NAME: TypeAdapter[str] = TypeAdapter(Name)


class Diary:
    """The entries of one person of one tenant. Every statement names both: no other row can be seen or changed."""

    def __init__(self, database: Database, tenant: str = LOCAL_TENANT, person: str = LOCAL_PERSON) -> None:
        """`tenant`, `person`: letters, digits and `_ . : -`, at most 64 (CaseError otherwise)."""
        from pinprick.diary.tables import entries

        self._database, self._entries = database, entries
        self.tenant, self.person = _name("tenant", tenant), _name("person", person)

    def add(self, entry: Entry, within: Connection | None = None) -> bool:
        """Keep an entry. True when new, False when the same entry was kept before (a repeated request).

        When this returns, the entry is on disk. `within`: an open transaction to join. CaseError when the id
        stands for other content, StorageError when it could not be kept.
        """
        row = {
            "tenant": self.tenant,
            "person": self.person,
            "id": entry.id,
            "day": entry.on,
            "content": entry.model_dump_json(),
        }
        with self._transaction(within) as connection:
            before = connection.execute(
                self._entries.select().where(self._mine(), self._entries.c.id == entry.id)
            ).first()
            if before is None:
                connection.execute(self._entries.insert().values(**row))
                return True
        if _read(before.content).model_dump_json() != row["content"]:
            raise CaseError(f"diary entry {entry.id!r}: this id stands for another entry; choose a new one.")
        return False

    def entries(self) -> list[Entry]:
        """All entries by day; entries of one day in the order in which they were kept."""
        table = self._entries
        with self._database.read() as connection:
            rows = connection.execute(
                table.select().where(self._mine()).order_by(table.c.day, table.c.seq)
            ).all()
        return [_read(row.content) for row in rows]

    def forget(
        self, entry_id: str | None = None, thorough: bool = True, within: Connection | None = None
    ) -> int:
        """Delete one entry, or all (None), for good; how many there were. See `Database.wipe`.

        With `within` the caller commits, and calls `Database.wipe` after that.
        """
        which = self._mine() if entry_id is None else self._mine() & (self._entries.c.id == entry_id)
        with self._transaction(within) as connection:
            count = connection.execute(self._entries.delete().where(which)).rowcount
        if within is None:
            self._database.wipe(thorough)
        return int(count)

    def _mine(self) -> ColumnElement[bool]:
        return (self._entries.c.tenant == self.tenant) & (self._entries.c.person == self.person)

    @contextmanager
    def _transaction(self, within: Connection | None) -> Iterator[Connection]:
        if within is not None:
            yield within
            return
        with self._database.write() as connection:
            yield connection


def next_id(entries: list[Entry], content: str) -> str:
    """A new id that depends on what is kept and what is added, so that no clock or chance is needed."""
    said = "\n".join([*(entry.id for entry in entries), content])
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _read(content: str) -> Entry:
    try:
        return Entry.model_validate_json(content)
    except ValidationError:
        raise StorageError("An entry of this diary cannot be read. It was left as it is.") from None


def _name(what: str, given: str) -> str:
    try:
        return _NAME.validate_python(given)
    except ValidationError:
        raise CaseError(
            f"{what}: letters, digits and _ . : - only, 1 to 64 of them, not {given[:80]!r}."
        ) from None

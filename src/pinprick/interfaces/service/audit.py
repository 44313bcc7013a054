"""Who did what, when, with which pack: one line a request, never a word of what a person said."""

from __future__ import annotations

import json
import logging
import queue
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pinprick.diary.database import Database
from pinprick.diary.place import StorageError

if TYPE_CHECKING:
    from sqlalchemy import Connection

_WAITING, _AT_ONCE = 20_000, 500
_log = logging.getLogger("pinprick.audit")
Line = dict[str, Any]


def audit_line(at: str, who: str, tenant: str, action: str, status: int, pack: str) -> Line:
    """One line. `action`: method and route template (`POST /api/v1/assess`), never the address that was typed."""
    return {
        "at": at,
        "who": who[:120],
        "tenant": tenant,
        "action": action[:120],
        "status": status,
        "pack": pack,
    }


def write_line(connection: Connection, line: Line) -> None:
    """Write a line in an open transaction: a change and its audit are kept together or not at all."""
    from pinprick.diary.tables import audit

    connection.execute(audit.insert().values(**line))


class AuditTrail:
    """Writes lines in the background, many in one transaction, so that an answer does not wait for the disk.

    When the database is gone or too slow, lines go to the log `pinprick.audit` instead: never nowhere. A worker
    killed without warning may lose the lines of its last moment; changes to a diary never lose theirs.
    """

    def __init__(self, database: Database, on_fallback: Callable[[int], None] = lambda count: None) -> None:
        self._database, self._on_fallback = database, on_fallback
        self._waiting: queue.Queue[Line | None] = queue.Queue(_WAITING)
        self._writer = threading.Thread(target=self._write, name="pinprick-audit", daemon=True)
        self._writer.start()

    def add(self, line: Line) -> None:
        """Hand over a line; returns at once."""
        try:
            self._waiting.put_nowait(line)
        except queue.Full:
            self._to_log([line])

    def close(self) -> None:
        """Write what is waiting, then stop."""
        self._waiting.put(None)
        self._writer.join(20)

    def _write(self) -> None:
        from pinprick.diary.tables import audit

        going = True
        while going:
            lines = [self._waiting.get()]
            while len(lines) < _AT_ONCE and not self._waiting.empty():
                lines.append(self._waiting.get())
            going = None not in lines
            kept = [line for line in lines if line is not None]
            if not kept:
                continue
            try:
                with self._database.write() as connection:
                    connection.execute(audit.insert(), kept)
            except StorageError:
                self._to_log(kept)

    def _to_log(self, lines: list[Line]) -> None:
        self._on_fallback(len(lines))
        for line in lines:
            _log.warning(json.dumps(line))

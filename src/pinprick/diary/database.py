"""Opening the database: SQLite in WAL mode or PostgreSQL, brought to the newest step before first use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pinprick.diary.place import StorageError
from pinprick.errors import MissingExtraError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

NEWEST_STEP = "0001"
_MIGRATIONS = Path(__file__).resolve().parent / "migrations"
_STEPS_LOCK = 7_046_110_733
"""Key of the PostgreSQL advisory lock under which one worker at a time runs the steps."""


class Database:
    """An open database. Every use is one transaction: kept whole when it ends well, else not at all."""

    def __init__(self, url: str) -> None:
        """Open `url` (see `pinprick.diary.place.diary_url`) and bring its tables up to date.

        StorageError when it cannot be reached or is not a diary; MissingExtraError without the `diary` extra.
        """
        try:
            import sqlalchemy as sa
        except ImportError:
            raise MissingExtraError("The diary", "diary") from None
        self._sa = sa
        try:
            self._url = sa.make_url(url)
        except sa.exc.ArgumentError:
            raise StorageError("The address of the diary cannot be read: give a file or a URL.") from None
        self.is_sqlite = self._url.get_backend_name() == "sqlite"
        with self._clear_errors():
            self.engine = self._open()
            self._bring_up_to_date()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction that is on disk when the block ends. StorageError when it could not be."""
        with self._clear_errors(), self.engine.begin() as connection:
            if self.is_sqlite:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection to read with."""
        with self._clear_errors(), self.engine.connect() as connection:
            yield connection

    def wipe(self, thorough: bool = True) -> None:
        """After a deletion: leave no copy in the file or the table (VACUUM).

        `thorough` on PostgreSQL rewrites the table, which locks it for a moment; else its space is only freed.
        The write-ahead log and backups of a server follow the rules of whoever runs it.
        """
        with self._clear_errors(), self.engine.connect() as connection:
            free = connection.execution_options(isolation_level="AUTOCOMMIT")
            if self.is_sqlite:
                free.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                free.exec_driver_sql("VACUUM")
                free.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            else:
                free.exec_driver_sql(f"VACUUM {'(FULL) ' if thorough else ''}entries")

    def ping(self) -> None:
        """StorageError when the database does not answer."""
        with self.read() as connection:
            connection.exec_driver_sql("SELECT 1")

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    def _open(self) -> Engine:
        if not self.is_sqlite:
            try:
                # A worker must learn within seconds that the database is gone.
                return self._sa.create_engine(
                    self._url, pool_pre_ping=True, pool_timeout=5, connect_args={"connect_timeout": 5}
                )
            except ImportError:
                raise MissingExtraError("PostgreSQL", "service") from None
        path = self._url.database
        if path and path != ":memory:":
            self._private_file(Path(path))
        engine = self._sa.create_engine(self._url, connect_args={"timeout": 10})
        self._sa.event.listen(engine, "connect", _settings_of_sqlite)
        return engine

    def _private_file(self, path: Path) -> None:
        """Make the file readable by its owner only, before anything is in it."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as error:
            raise StorageError(f"{path}: the diary cannot be opened ({error.strerror}).") from None

    def _bring_up_to_date(self) -> None:
        if self._step() == NEWEST_STEP:
            return
        from alembic import command
        from alembic.config import Config

        with self.write() as connection:
            if not self.is_sqlite:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_STEPS_LOCK})")
            config = Config()
            config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def _step(self) -> str | None:
        """The step the tables stand at; None for an empty database. StorageError when it is from the future."""
        with self.read() as connection:
            if not self._sa.inspect(connection).has_table("alembic_version"):
                return None
            step = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        if step is not None and str(step) > NEWEST_STEP:
            raise StorageError("This diary was made by a newer Pinprick. Please update Pinprick to open it.")
        return None if step is None else str(step)

    @contextmanager
    def _clear_errors(self) -> Iterator[None]:
        try:
            yield
        except (self._sa.exc.SQLAlchemyError, OSError) as error:
            raise StorageError(_what_happened(error)) from error


def _settings_of_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not begin transactions by itself: BEGIN IMMEDIATE does, so that two writers wait in turn.
    connection.isolation_level = None
    # FULL: a commit is on disk, also when the power fails. secure_delete: deleted content is overwritten.
    for setting in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {setting}").close()


def _what_happened(error: Exception) -> str:
    """The cause in plain words, without the statement or its values: they may hold what a person said."""
    said = str(getattr(error, "orig", error)).lower()
    if "disk is full" in said or "no space left" in said:
        return "The disk is full. Nothing of this was written; what was kept before is safe."
    if "locked" in said:
        return "The diary is busy with another program. Nothing of this was written; please try again."
    if "not a database" in said or "malformed" in said:
        return "This file is not a diary, or it is damaged. Nothing was changed."
    if "readonly" in said or "read-only" in said or "permission" in said:
        return "The diary cannot be written here: no permission. Nothing was changed."
    return "The diary cannot be reached just now. Nothing of this was written; please try again."

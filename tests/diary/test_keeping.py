"""Entries are kept, found, exported and really deleted: the same on SQLite and PostgreSQL."""

from __future__ import annotations

import stat
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_entries import entry

from pinprick.diary.database import NEWEST_STEP, Database
from pinprick.diary.place import StorageError, data_folder, diary_url
from pinprick.diary.store import Diary
from pinprick.errors import CaseError


def test_what_was_added_is_there_after_reopening(url: str) -> None:
    first = Database(url)
    kept = [entry(1, 3, findings={"numb": "yes"}, severity=4, tried=["a walk"]), entry(2, 0)]
    for one in kept:
        assert Diary(first).add(one)
    first.close()
    again = Database(url)
    assert Diary(again).entries() == [kept[1], kept[0]], "in the order of their days"
    again.close()


def test_the_same_request_twice_is_kept_once_and_an_id_never_changes_meaning(database: Database) -> None:
    diary = Diary(database)
    assert diary.add(entry(1))
    assert not diary.add(entry(1))
    with pytest.raises(CaseError, match="another entry"):
        diary.add(entry(1, severity=9))
    assert diary.entries() == [entry(1)]


def test_no_tenant_and_no_person_sees_or_deletes_anothers_rows(database: Database) -> None:
    places = [("a", "me"), ("a", "you"), ("b", "me")]
    for number, (tenant, person) in enumerate(places):
        assert Diary(database, tenant, person).add(entry(number))
        assert Diary(database, tenant, person).add(entry(9, severity=number)), "ids are per person"
    assert Diary(database, "b", "you").entries() == []
    assert Diary(database, "b", "you").forget() == 0
    assert Diary(database, "a", "me").forget() == 2
    assert [e.id for e in Diary(database, "a", "you").entries()] == ["e1", "e9"]
    assert Diary(database, "b", "me").forget("e1") == 0
    assert [e.id for e in Diary(database, "b", "me").entries()] == ["e2", "e9"]


@pytest.mark.parametrize("name", ["", "a b", "x' OR '1'='1", "é", "a" * 65, "a\n"])
def test_names_that_could_mean_something_else_are_refused(database: Database, name: str) -> None:
    with pytest.raises(CaseError, match="letters, digits"):
        Diary(database, name)
    with pytest.raises(CaseError, match="letters, digits"):
        Diary(database, "a", name)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=80).filter(lambda t: t.strip() and "\0" not in t), max_size=3))
def test_any_text_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, tried: list[str]) -> None:
    database = Database(diary_url(str(tmp_path_factory.mktemp("d") / "d.sqlite")))
    said = entry(1, tried=tried)
    Diary(database).add(said)
    assert Diary(database).entries() == [said]
    database.close()


def test_deleting_leaves_no_trace_in_any_file_of_sqlite(tmp_path: Path) -> None:
    database = Database(diary_url(str(tmp_path / "diary.sqlite")))
    diary = Diary(database)
    for number in range(40):
        diary.add(entry(number, tried=[f"xylophone remedy {number}"] * 5))
    assert any(b"xylophone" in path.read_bytes() for path in tmp_path.iterdir())
    assert diary.forget() == 40
    assert not any(b"xylophone" in path.read_bytes() for path in tmp_path.iterdir())
    database.close()
    assert not any(b"xylophone" in path.read_bytes() for path in tmp_path.iterdir())


def test_deleting_rewrites_the_table_of_postgresql(postgres: Any) -> None:
    database = Database(diary_url(postgres.new_database()))
    diary = Diary(database)
    for number in range(40):
        diary.add(entry(number, tried=["xylophone remedy"] * 5))
    with database.read() as connection:
        before = connection.exec_driver_sql("SELECT pg_total_relation_size('entries')").scalar()
    assert diary.forget() == 40
    with database.read() as connection:
        after = connection.exec_driver_sql("SELECT pg_relation_size('entries')").scalar()
    assert before > 0 and after == 0
    database.close()


def test_two_writers_wait_in_turn_and_lose_nothing(url: str) -> None:
    databases = [Database(url) for _ in range(2)]

    def write(which: int) -> None:
        for number in range(20):
            Diary(databases[which]).add(entry(which * 100 + number))

    threads = [threading.Thread(target=write, args=(which,)) for which in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(Diary(databases[0]).entries()) == 40
    for one in databases:
        one.close()


def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    Database(diary_url(str(tmp_path / "sub" / "diary.sqlite"))).close()
    assert stat.S_IMODE((tmp_path / "sub" / "diary.sqlite").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "sub").stat().st_mode) == 0o700


def test_tables_and_steps_agree(database: Database) -> None:
    """What the steps build is what the code expects: Alembic finds no difference."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    from pinprick.diary.tables import metadata

    with database.read() as connection:
        context = MigrationContext.configure(connection)
        assert context.get_current_revision() == NEWEST_STEP
        assert compare_metadata(context, metadata) == []


def test_a_diary_from_the_future_or_another_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite"
    database = Database(diary_url(str(path)))
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    with pytest.raises(StorageError, match="newer Pinprick"):
        Database(diary_url(str(path)))
    other = tmp_path / "letter.txt"
    other.write_bytes(b"Dear doctor, " * 200)
    with pytest.raises(StorageError, match="not a diary"):
        Database(diary_url(str(other)))
    assert other.read_bytes() == b"Dear doctor, " * 200


def test_a_damaged_entry_is_an_error_not_a_crash(database: Database) -> None:
    Diary(database).add(entry(1))
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE entries SET content = '{}'")
    with pytest.raises(StorageError, match="cannot be read"):
        Diary(database).entries()


def test_places() -> None:
    assert data_folder("linux", {"HOME": "/h"}).as_posix() == "/h/.local/share/pinprick"
    assert data_folder("linux", {"HOME": "/h", "XDG_DATA_HOME": "/x"}).as_posix() == "/x/pinprick"
    assert data_folder("darwin", {"HOME": "/h"}).as_posix() == "/h/Library/Application Support/pinprick"
    assert data_folder("win32", {"HOME": "/h", "LOCALAPPDATA": "/l"}).as_posix() == "/l/pinprick"
    assert diary_url(None, {"PINPRICK_DIARY": "postgresql://h/d"}) == "postgresql+psycopg://h/d"
    assert diary_url(None, {"HOME": "/h"}) == "sqlite:////h/.local/share/pinprick/diary.sqlite"
    with pytest.raises(StorageError, match=r"mysql://: use sqlite:"):
        diary_url("mysql://h/d")
    with pytest.raises(StorageError):
        Database("postgresql+psycopg://nobody@127.0.0.1:1/nothing")

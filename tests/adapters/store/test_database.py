"""Opening: what is no workspace is left alone, what is newer is refused, what is older is copied first."""

import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, make_url, text

from jitadmin.adapters.store import Store
from jitadmin.adapters.store.database import open_database, version_of
from jitadmin.adapters.store.migrating import newest
from jitadmin.adapters.store.tables import VERSION, Base
from jitadmin.core.errors import InputError, SurroundingsError, UsageError

NOW = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)


def test_the_migrations_make_the_tables_that_the_program_uses(place: str) -> None:
    engine = open_database(place, now=NOW)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    engine.dispose()
    assert newest() == VERSION


def test_a_file_of_a_workspace_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "w.jitadmin"
    store = Store(path, author="ada", now=NOW)
    store.save("connection", "slack", {}, seen=0, now=NOW)
    modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()}
    store.close()
    assert modes == {"w.jitadmin": 0o600, "w.jitadmin-wal": 0o600, "w.jitadmin-shm": 0o600}


def test_a_workspace_of_a_newer_program_is_refused_and_left_as_it_is(place: str) -> None:
    open_database(place, now=NOW).dispose()
    engine = create_engine(place if "://" in place else f"sqlite:///{place}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(InputError, match="newer jitadmin") as error:
        open_database(place, now=NOW)
    assert error.value.code == "store.newer"


def test_an_older_workspace_is_copied_before_it_is_migrated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "w.jitadmin"
    store = Store(path, author="ada", now=NOW)
    store.save("connection", "slack", {"kept": True}, seen=0, now=NOW)
    store.close()
    monkeypatch.setattr("jitadmin.adapters.store.database.VERSION", "0002")
    monkeypatch.setattr("alembic.command.upgrade", lambda *_: None)
    open_database(path, now=NOW).dispose()
    backup = tmp_path / "w.jitadmin.0001.20261123T123000.backup"
    assert backup.stat().st_mode & 0o777 == 0o600
    copy = sqlite3.connect(backup)
    assert copy.execute("SELECT body FROM revision").fetchall() == [('{"kept":true}',)]
    copy.close()


def test_without_a_copy_nothing_is_migrated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "w.jitadmin"
    Store(path, author="ada", now=NOW).close()
    before, connect = path.read_bytes(), sqlite3.connect

    def full(place: object, **options: Any) -> sqlite3.Connection:
        if str(place).endswith(".backup"):
            raise sqlite3.OperationalError("database or disk is full")
        opened: sqlite3.Connection = connect(str(place), **options)
        return opened

    monkeypatch.setattr("jitadmin.adapters.store.database.VERSION", "0002")
    monkeypatch.setattr("jitadmin.adapters.store.database.sqlite3.connect", full)
    with pytest.raises(SurroundingsError, match="disk is full"):
        open_database(path, now=NOW)
    assert [file.name for file in tmp_path.iterdir()] == ["w.jitadmin"]
    assert path.read_bytes() == before


def test_what_is_no_workspace_is_left_alone(tmp_path: Path) -> None:
    junk = tmp_path / "junk.jitadmin"
    junk.write_bytes(b"this is a letter to my aunt, not a database " * 40)
    other = tmp_path / "other.sqlite"
    foreign = sqlite3.connect(other)
    foreign.execute("CREATE TABLE recipes (name TEXT)")
    foreign.commit()
    foreign.close()
    for path in (junk, other, tmp_path):
        before = path.read_bytes() if path.is_file() else b""
        with pytest.raises(InputError) as error:
            open_database(path, now=NOW)
        assert error.value.code == "store.no_workspace"
        assert (path.read_bytes() if path.is_file() else b"") == before


NO_ADDRESSES = ("mysql://host/db", "postgresql+psycopg2://host/db", "nonsense://", "://", "sqlite://", "sqlite:///",
                "sqlite:///:memory:", "sqlite:///w.jitadmin?mode=ro",
                "postgresql://host", "postgresql://ada:open-sesame@host:port/db?password=open-sesame")  # fmt: skip


@pytest.mark.parametrize("place", NO_ADDRESSES)
def test_other_kinds_of_database_are_refused(place: str) -> None:
    with pytest.raises(UsageError) as error:
        open_database(place, now=NOW)
    assert error.value.code == "store.address"
    assert "open-sesame" not in str(error.value)


@pytest.mark.parametrize("options", ["", "?password=open-sesame", "?passfile=x&nosuch=open-sesame"])
def test_a_server_that_is_not_there_is_named_without_its_password(options: str) -> None:
    with pytest.raises(SurroundingsError) as error:
        open_database(f"postgresql://ada:open-sesame@127.0.0.1:1/db{options}", now=NOW)
    assert "127.0.0.1" in str(error.value)
    assert "open-sesame" not in str(error.value)


def test_the_address_of_a_file_may_begin_where_the_program_was_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        store = Store("sqlite:///w.jitadmin", author="ada", now=NOW)
        store.close()
    assert version_of("sqlite:///w.jitadmin") == (VERSION, True)
    assert (tmp_path / "w.jitadmin").exists()


def test_a_damaged_workspace_is_called_damaged(tmp_path: Path) -> None:
    path = tmp_path / "w.jitadmin"
    Store(path, author="ada", now=NOW).close()
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match="damaged") as error:
        open_database(path, now=NOW)
    assert error.value.code == "store.damaged"
    assert path.read_bytes() == whole[: len(whole) // 2]


def test_a_file_that_may_not_be_read_is_no_fault_of_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "w.jitadmin"
    Store(path, author="ada", now=NOW).close()

    def refused(*_: object, **__: object) -> sqlite3.Connection:
        raise sqlite3.OperationalError("unable to open database file")

    monkeypatch.setattr(sqlite3, "connect", refused)
    for ask in (lambda: open_database(path, now=NOW), lambda: version_of(path)):
        with pytest.raises(SurroundingsError, match="unable to open database file") as error:
            ask()
        assert error.value.code == "store.unreachable"


def test_a_workspace_can_be_read_while_somebody_writes(tmp_path: Path) -> None:
    path = tmp_path / "w.jitadmin"
    Store(path, author="ada", now=NOW).close()
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    store = Store(path, author="grace", now=NOW)
    assert store.heads("connection") == ()
    store.close()
    writer.close()


def test_several_programs_can_make_the_same_workspace_at_once(place: str) -> None:
    with ThreadPoolExecutor(6) as pool:
        stores = list(pool.map(lambda author: Store(place, author=author, now=NOW), "abcdef"))
    for number, store in enumerate(stores):
        store.save("connection", "slack", {"n": number}, seen=number, now=NOW)
        store.close()


def test_who_waits_for_a_writer_that_is_stuck_is_told(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jitadmin.adapters.store.database.PATIENCE", 1)
    store = Store(place, author="ada", now=NOW)
    store.save("connection", "slack", {}, seen=0, now=NOW)
    stuck = create_engine(place if "://" in place else f"sqlite:///{place}")
    with stuck.connect() as connection:
        connection.execute(text("UPDATE object SET head = 1"))
        with pytest.raises(SurroundingsError, match="Nothing of this change was saved") as error:
            store.save("connection", "slack", {"n": 1}, seen=1, now=NOW)
        assert "lock" in str(error.value)
    stuck.dispose()
    assert store.save("connection", "slack", {"n": 1}, seen=1, now=NOW).number == 2
    store.close()


@pytest.mark.peer
def test_a_server_that_forbids_to_make_tables_is_quoted(server: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CREATE ROLE guest LOGIN PASSWORD 'guest'"))
        connection.execute(text("CREATE DATABASE locked_up"))
    engine.dispose()
    place = make_url(server).set(username="guest", password="guest", database="locked_up")
    with pytest.raises(SurroundingsError, match="permission denied for schema public"):
        open_database(place.render_as_string(hide_password=False), now=NOW)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SurroundingsError) as error:
        open_database(tmp_path / "file" / "w.jitadmin", now=NOW)
    assert error.value.code == "store.unreachable"


KILLS = 200
# One process imports the program once and forks a writer for each kill; each writer reports a number once it is saved.
KILLER = """
import os, random, signal, sqlite3, sys, time
from datetime import UTC, datetime
from jitadmin.adapters.store import Store

path, kills = sys.argv[1], int(sys.argv[2])
now = datetime(2026, 11, 23, tzinfo=UTC)
Store(path, author="ada", now=now).close()

def write(pipe):
    store = Store(path, author="ada", now=now)
    number = store.head("connection", "slack").number if store.heads("connection") else 0
    while True:
        number = store.save("connection", "slack", {"n": number, "text": "x" * 3000}, seen=number, now=now).number
        os.write(pipe, b"%d\\n" % number)

chance, reported = random.Random(20261123), 0
for _ in range(kills):
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        write(writing)
    os.close(writing)
    with open(reading) as lines:
        seen = [lines.readline() for _ in range(chance.randrange(8))]
        time.sleep(chance.uniform(0, 0.006))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        reported = max([reported, *map(int, "".join(seen).split()), *map(int, lines.read().split())])
    file = sqlite3.connect(path)
    assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    kept = file.execute("SELECT max(number) FROM revision").fetchone()[0] or 0
    file.close()
    assert kept >= reported, (kept, reported)
print(reported)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only a system with fork can start so many writers")
def test_a_killed_program_loses_nothing_that_was_reported_saved(tmp_path: Path) -> None:
    path = tmp_path / "w.jitadmin"
    command = [sys.executable, "-c", KILLER, str(path), str(KILLS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    reported = int(done.stdout)
    store = Store(path, author="grace", now=NOW)
    revisions = store.revisions("connection", "slack")
    assert len(revisions) >= reported > KILLS
    assert [(each.body or {})["n"] for each in revisions] == list(range(len(revisions)))
    assert len(list(store.log())) == len(revisions)
    assert store.broken_at() is None
    store.close()

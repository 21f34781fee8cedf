"""Opening a workspace's database: where it is, that it is ours, that it is not newer than this program, and safe."""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

from sqlalchemy import Engine, create_engine, event, inspect, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError

from jitadmin.adapters.store.tables import VERSION
from jitadmin.core.errors import InputError, SurroundingsError, UsageError

# Writers wait this long for each other before the second one is told, in seconds.
PATIENCE = 10
POSTGRESQL = "postgresql+psycopg"
# The table in which Alembic keeps the version of all others.
VERSIONS = "alembic_version"


def open_database(place: str | Path, *, now: datetime, make: bool = True) -> Engine:
    """The engine of a workspace, at the newest version of the tables.

    ``place`` is a path (SQLite) or ``postgresql+psycopg://…``. A database of an older program is copied beside itself
    before it is migrated; a file that is not there is made, or missed where ``make`` says so. Raises UsageError for
    that and for another kind of address, InputError for a file that is no workspace or that a newer program wrote, and
    SurroundingsError where the database cannot be reached.
    """
    url = address(place)
    if url.drivername == "sqlite":
        path = Path(str(url.database))
        if not make and not path.exists():
            raise UsageError("store.absent", place=str(path))
        _prepare_file(path)
    engine = _engine(url)
    with _explained(engine):
        _upgrade(engine, now)
    return engine


def version_of(place: str | Path) -> tuple[str, bool] | None:
    """The version of a workspace's tables, and whether it is the one of this program; None where there is none yet.

    Changes nothing. Raises as ``open_database`` does.
    """
    url = address(place)
    if url.drivername == "sqlite":
        path = Path(str(url.database))
        if not path.exists() or not path.stat().st_size:
            return None
        if path.is_dir():
            raise InputError("store.no_workspace", place=str(path))
        _recognise(path)
    engine = _engine(url)
    with _explained(engine):
        current = _current(engine)
        if current not in (None, VERSION):
            # Alembic is loaded only where the tables are not the ones of this program.
            from jitadmin.adapters.store.migrating import check_known

            check_known(engine, current)
    engine.dispose()
    return (current, current == VERSION) if current else None


@contextlib.contextmanager
def _explained(engine: Engine) -> Iterator[None]:
    """Put what the database says into our errors, and let go of it then."""
    try:
        yield
    except (DBAPIError, sqlite3.Error, OSError) as error:
        engine.dispose()
        _refuse(error, shown(engine.url))
    except InputError:
        engine.dispose()
        raise


def _refuse(error: Exception, place: str) -> NoReturn:
    """Raise what is to be said of a database that cannot be used."""
    code = getattr(getattr(error, "orig", None) or error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_CORRUPT:
        raise InputError("store.damaged", place=place) from None
    if code == sqlite3.SQLITE_NOTADB:
        raise InputError("store.no_workspace", place=place) from None
    raise SurroundingsError("store.unreachable", place=place, reason=reason(error)) from None


def address(place: str | Path) -> URL:
    """The address of a workspace in SQLAlchemy's form; a path becomes SQLite."""
    text = str(place)
    if isinstance(place, Path) or "://" not in text:
        return URL.create("sqlite", database=str(Path(text).expanduser().absolute()))
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise UsageError("store.address", place=text.rpartition("@")[2].partition("?")[0]) from None
    if url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername=POSTGRESQL)
    # Without a name the database would be one in memory, or the one that the server takes for the user's.
    if url.drivername not in ("sqlite", POSTGRESQL) or not url.database:
        raise UsageError("store.address", place=shown(url))
    if url.drivername == POSTGRESQL:
        return url
    if url.database == ":memory:" or url.query:
        raise UsageError("store.address", place=text)
    return url.set(database=str(Path(url.database).expanduser().absolute()))


def place_of(place: str | Path) -> str:
    """Where a workspace is, as a person may see it; raises UsageError for what is no address."""
    return shown(address(place))


def shown(url: URL) -> str:
    """An address as a person may see it: the path of a file, or a server without the password and the options."""
    if url.drivername == "sqlite" and url.database:
        return url.database
    return url.set(query={}).render_as_string(hide_password=True)


def title_of(place: str | Path) -> str:
    """What a workspace is called: its file, or the database and its server; never a password."""
    url = address(place)
    if url.drivername == "sqlite":
        return Path(str(url.database)).name
    return f"{url.database} on {url.host or 'this computer'}"


def reason(error: Exception) -> str:
    """What the database or the system said, in one line and without the statement and its values."""
    original = getattr(error, "orig", None) or error
    if isinstance(original, OSError) and original.strerror:
        return original.strerror
    lines = str(original).strip().splitlines()
    return lines[0] if lines else type(original).__name__


def _prepare_file(path: Path) -> None:
    """Make the file ours alone before SQLite writes to it; its journal files get the same permissions."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise InputError("store.no_workspace", place=str(path))
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise SurroundingsError("store.unreachable", place=str(path), reason=reason(error)) from None
    if path.stat().st_size:
        _recognise(path)


def _recognise(path: Path) -> None:
    """Look before anything is written: merely opening a file for our use changes its journal mode."""
    try:
        with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as file:
            tables = {name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except sqlite3.DatabaseError as error:
        _refuse(error, str(path))
    if tables and VERSIONS not in tables:
        raise InputError("store.no_workspace", place=str(path))


def _engine(url: URL) -> Engine:
    if url.drivername != "sqlite":
        server = create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": PATIENCE})
        event.listen(server, "connect", _waiting)
        return server
    engine = create_engine(url, connect_args={"timeout": PATIENCE})

    def connected(connection: sqlite3.Connection, _: Any) -> None:
        # The driver's own transactions begin too late for a read that a write depends on: ``begun`` begins them.
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "trusted_schema=OFF"):
            connection.execute(f"PRAGMA {pragma}")

    def begun(connection: Any) -> None:
        immediate = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begun)
    return engine


def _waiting(connection: Any, _: Any) -> None:
    """A server would let a writer wait for ever for another one that is stuck."""
    connection.execute(f"SET lock_timeout = '{PATIENCE}s'")
    connection.commit()


def _upgrade(engine: Engine, now: datetime) -> None:
    current = _current(engine)
    if current == VERSION:
        return
    # Alembic is loaded only where the tables are not the ones of this program.
    from jitadmin.adapters.store.migrating import check_known, migrate

    if current is not None:
        check_known(engine, current)
        _back_up(engine, current, now)
    migrate(engine)


def _current(engine: Engine) -> str | None:
    """The version of the tables; raises InputError for tables that are not ours."""
    with engine.connect() as connection:
        tables = set(inspect(connection).get_table_names())
        if VERSIONS in tables:
            current: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
            return current
    if tables:
        raise InputError("store.no_workspace", place=str(engine.url.database))
    return None


def _back_up(engine: Engine, version: str, now: datetime) -> None:
    """Copy an SQLite file whole, journal included, before its tables change; a server has backups of its own."""
    if engine.dialect.name != "sqlite":
        return
    path = Path(str(engine.url.database))
    target = path.with_name(f"{path.name}.{version}.{now:%Y%m%dT%H%M%S}.backup")
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    try:
        with contextlib.closing(sqlite3.connect(path)) as source, contextlib.closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
    except BaseException:
        # Half a copy is none.
        target.unlink(missing_ok=True)
        raise

"""Every test of the store runs on SQLite and on a real PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text

from tests.peers import postgresql


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    if postgresql.binaries() is None:
        pytest.skip("PostgreSQL's initdb is not installed")
    with postgresql.running() as address:
        yield address


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.peer)])
def place(request: pytest.FixtureRequest) -> str:
    """An address at which there is no workspace yet."""
    return place_of(request, request.param)


def place_of(request: pytest.FixtureRequest, kind: str) -> str:
    """A new place of a kind: "sqlite" or "postgresql"."""
    if kind == "sqlite":
        folder: Path = request.getfixturevalue("tmp_path")
        return str(folder / "folder" / "workspace.jitadmin")
    address = request.getfixturevalue("server")
    name = f"w{uuid4().hex}"
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return make_url(address).set(database=name).render_as_string(hide_password=False)

"""Bringing the tables of a workspace to the newest version, with Alembic."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, func, select

from jitadmin.core.errors import InputError

MIGRATION_LOCK = 0x6A69_7462


def migrate(engine: Engine) -> None:
    """Run the migrations that are missing, all of them in one transaction."""
    config = _config()
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            # Who comes second waits here and then finds the tables; SQLite has one writer anyway.
            connection.execute(select(func.pg_advisory_xact_lock(MIGRATION_LOCK)))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def check_known(engine: Engine, version: str | None) -> None:
    """Raise InputError for tables of a version that only a newer program knows."""
    if version not in {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}:
        raise InputError("store.newer", place=str(engine.url.database), version=version)


def newest() -> str | None:
    """The version that the last migration makes."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    # The parser of options takes a single percent sign for its own.
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config

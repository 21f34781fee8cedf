"""The tables of a workspace. Bodies are JSON texts of core records: their shape has versions of its own."""

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import DateTime, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

VERSION: Final = "0001"
"""The version of these tables, which the newest migration makes."""


class Moment(TypeDecorator[datetime]):
    """An instant in UTC, on databases with time zones and on those without."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Only instants with a zone are kept."""
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """SQLite gives back what it was given, without the zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """All tables."""


class ObjectRow(Base):
    """A thing with a name; ``head`` is the number of its newest revision and what an editor must have seen to save."""

    __tablename__ = "object"
    __table_args__ = (UniqueConstraint("kind", "name", name="object_kind_name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(1024))
    head: Mapped[int] = mapped_column()
    deleted: Mapped[bool] = mapped_column()


class RevisionRow(Base):
    """One saved state of an object; never changed after it was written."""

    __tablename__ = "revision"

    object_id: Mapped[int] = mapped_column(ForeignKey("object.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[str | None] = mapped_column(Text)
    author: Mapped[str] = mapped_column(String(256))
    at: Mapped[datetime] = mapped_column(Moment)
    note: Mapped[str] = mapped_column(Text)


class AuditRow(Base):
    """One line of the audit log, chained to the one before by its digest."""

    __tablename__ = "audit"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    line: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))


class SampleRow(Base):
    """One login of a connection, as the bytes it came in."""

    __tablename__ = "sample"
    __table_args__ = (
        UniqueConstraint("connection", "sha256", name="sample_connection_sha256"),
        Index("sample_connection_id", "connection", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    connection: Mapped[str] = mapped_column(String(512))
    sha256: Mapped[str] = mapped_column(String(64))
    path: Mapped[str] = mapped_column(Text)
    place: Mapped[int] = mapped_column()
    label: Mapped[str] = mapped_column(Text)
    detail: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class SnapshotRow(Base):
    """The accounts that a service provider had at an instant, as one compressed text."""

    __tablename__ = "snapshot"

    entity_id: Mapped[str] = mapped_column(String(1024), primary_key=True)
    taken: Mapped[datetime | None] = mapped_column(Moment)
    origin: Mapped[str] = mapped_column(Text)
    count: Mapped[int] = mapped_column()
    accounts: Mapped[bytes] = mapped_column(LargeBinary)


class DraftRow(Base):
    """What one admin is editing and has not saved; no part of the history."""

    __tablename__ = "draft"

    name: Mapped[str] = mapped_column(String(512), primary_key=True)
    author: Mapped[str] = mapped_column(String(256), primary_key=True)
    seen: Mapped[int] = mapped_column()
    body: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)

"""The workspace's database: objects with revisions, samples, snapshots of accounts, and the audit log."""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

import msgspec
from sqlalchemy import Connection, Engine, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from jitadmin.adapters.store.database import open_database, place_of, reason, title_of, version_of
from jitadmin.adapters.store.rows import LINE, REVISION, entry_of, revision_of, sample_of, sample_row, storable
from jitadmin.adapters.store.tables import AuditRow, DraftRow, ObjectRow, RevisionRow, SampleRow, SnapshotRow
from jitadmin.core.account import Account
from jitadmin.core.errors import InputError, SurroundingsError
from jitadmin.core.existing import KnownAccounts
from jitadmin.core.record import (
    ConflictError,
    Draft,
    Entry,
    Kind,
    LogError,
    Revision,
    action_of,
    first_astray,
    first_break,
    sealed,
)
from jitadmin.core.sample import Sample

__all__ = ["Store", "place_of", "title_of", "version_of"]

ROWS_A_COMMIT = 2000
# PostgreSQL serialises the writers of what has only one place by this advisory lock; SQLite has one writer anyway.
CHAIN_LOCK = 0x6A69_7461


class _ClashError(SurroundingsError):
    """Two writers made the same row at once; nothing of the second was kept."""


class Store:
    """One workspace on disk or on a server. Every write is one transaction, its line in the audit log included."""

    def __init__(self, place: str | Path, *, author: str, now: datetime, make: bool = True) -> None:
        self._engine: Engine = open_database(place, now=now, make=make)
        self._author = author
        self._changes = 0

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @property
    def changes(self) -> int:
        """How many revisions were saved through this shelf."""
        return self._changes

    def save(
        self, kind: Kind, name: str, body: dict[str, Any], *, seen: int, now: datetime, note: str = ""
    ) -> Revision:
        """Keep ``body`` as the next revision.

        ``seen`` is the number of the revision that the change was made from, 0 for a new object. Raises
        ``ConflictError`` where another revision has been saved since: nothing is overwritten unseen.
        """
        return self._put(kind, name, body, seen=seen, now=now, note=note)

    def delete(self, kind: Kind, name: str, *, seen: int, now: datetime, note: str = "") -> Revision:
        """Take an object out of use; its revisions stay and any of them can be saved again."""
        return self._put(kind, name, None, seen=seen, now=now, note=note)

    def head(self, kind: Kind, name: str) -> Revision:
        """The newest revision; raises InputError for an object that is not there or was deleted."""
        with self._read() as connection:
            found = _head(connection, kind, name)
        if found is None or found.body is None:
            raise InputError("store.not_found", kind=kind, name=name)
        return found

    def heads(self, kind: Kind) -> tuple[Revision, ...]:
        """The newest revision of every object of a kind that is in use, in the order they came in."""
        rows = (
            select(ObjectRow.kind, ObjectRow.name, *REVISION)
            .join(RevisionRow, (RevisionRow.object_id == ObjectRow.id) & (RevisionRow.number == ObjectRow.head))
            .where(ObjectRow.kind == kind, ObjectRow.deleted.is_(False))
            .order_by(ObjectRow.id)
        )
        with self._read() as connection:
            return tuple(revision_of(row) for row in connection.execute(rows))

    def revisions(self, kind: Kind, name: str) -> tuple[Revision, ...]:
        """All revisions of an object, the oldest first; raises InputError where there never was one."""
        rows = (
            select(ObjectRow.kind, ObjectRow.name, *REVISION)
            .join(RevisionRow, RevisionRow.object_id == ObjectRow.id)
            .where(ObjectRow.kind == kind, ObjectRow.name == name)
            .order_by(RevisionRow.number)
        )
        with self._read() as connection:
            found = tuple(revision_of(row) for row in connection.execute(rows))
        if not found:
            raise InputError("store.not_found", kind=kind, name=name)
        return found

    def log(self, after: int = 0, limit: int | None = None) -> Iterator[Entry]:
        """The audit log in its order, from the entry behind ``after``, read a page at a time.

        Raises ``LogError`` for a line that is no entry any more.
        """
        for row in self._lines(after, limit):
            yield entry_of(row)

    def _lines(self, after: int = 0, limit: int | None = None) -> Iterator[Any]:
        left = limit
        while left is None or left > 0:
            page = min(ROWS_A_COMMIT, left) if left is not None else ROWS_A_COMMIT
            rows = select(*LINE).where(AuditRow.number > after).order_by(AuditRow.number)
            with self._read() as connection:
                found = connection.execute(rows.limit(page)).all()
            if not found:
                return
            yield from found
            after = found[-1].number
            left = None if left is None else left - len(found)

    def newest(self, limit: int, before: int | None = None) -> tuple[Entry, ...]:
        """The last entries of the log, the newest first, from the one in front of ``before``."""
        rows = select(*LINE).order_by(AuditRow.number.desc()).limit(limit)
        if before is not None:
            rows = rows.where(AuditRow.number < before)
        with self._read() as connection:
            return tuple(entry_of(row) for row in connection.execute(rows))

    def broken_at(self) -> int | None:
        """The number of the first entry of the log that was altered or removed; None where all hold."""
        try:
            return first_break(self._sound(), start=1)
        except LogError as error:
            return error.number

    def _sound(self) -> Iterator[Entry]:
        """The log; raises ``LogError`` where what stands beside a line is not what the line says."""
        for row in self._lines():
            entry = entry_of(row)
            if (entry.number, entry.digest) != (row.number, row.digest):
                raise LogError(row.number)
            yield entry

    def astray(self) -> Revision | Entry | None:
        """The first revision that is not what the log says was saved, or the entry of one that is gone; else None."""
        return first_astray(self.log(), self._every_revision())

    def _every_revision(self) -> Iterator[Revision]:
        """All revisions of all objects; the newest of an object is the one that its row names."""
        kinds: tuple[Kind, ...] = get_args(Kind)
        for kind in kinds:
            with self._read() as connection:
                names = connection.execute(select(ObjectRow.name).where(ObjectRow.kind == kind)).scalars().all()
            heads = {head.name: head for head in self.heads(kind)}
            for name in names:
                revisions = self.revisions(kind, name)
                yield from revisions[:-1]
                # The last revision of what is out of use has no body.
                yield heads.get(name) or msgspec.structs.replace(revisions[-1], body=None)

    def note(self, action: str, kind: str, name: str, *, now: datetime, after: dict[str, Any] | None = None) -> None:
        """Write a line about something that changes no object, such as an export."""
        with self._write() as connection:
            self._log(connection, action, kind, name, None, after, now)

    def add_samples(self, connection_name: str, samples: Iterable[Sample], *, now: datetime) -> int:
        """Keep logins; one that is there already is not kept twice. Returns how many were new."""
        new = 0
        for page in _pages(samples, ROWS_A_COMMIT):
            with self._write() as connection:
                _alone(connection)
                wanted = {sample.origin.sha256: sample for sample in page}
                known = select(SampleRow.sha256).where(
                    SampleRow.connection == connection_name, SampleRow.sha256.in_(wanted)
                )
                for sha256 in connection.execute(known).scalars():
                    del wanted[sha256]
                if wanted:
                    connection.execute(
                        insert(SampleRow), [sample_row(connection_name, item) for item in wanted.values()]
                    )
                new += len(wanted)
        if new:
            self.note("samples.added", "connection", connection_name, now=now, after={"count": new})
        return new

    def samples(self, connection_name: str, after: int = 0, limit: int = ROWS_A_COMMIT) -> Sequence[tuple[int, Sample]]:
        """One page of a connection's logins with their row numbers, from the one behind ``after``."""
        rows = (
            select(SampleRow)
            .where(SampleRow.connection == connection_name, SampleRow.id > after)
            .order_by(SampleRow.id)
            .limit(limit)
        )
        with self._read() as connection:
            return [(row.id, sample_of(row)) for row in connection.execute(rows)]

    def count_samples(self, connection_name: str) -> int:
        """How many logins a connection has."""
        rows = select(func.count()).select_from(SampleRow).where(SampleRow.connection == connection_name)
        with self._read() as connection:
            return connection.execute(rows).scalar_one()

    def remove_samples(self, connection_name: str, sha256: Iterable[str], *, now: datetime) -> int:
        """Forget logins by their digest; returns how many were there."""
        gone = 0
        for page in _pages(sha256, ROWS_A_COMMIT):
            with self._write() as connection:
                rows = delete(SampleRow).where(SampleRow.connection == connection_name, SampleRow.sha256.in_(page))
                gone += connection.execute(rows).rowcount
        if gone:
            self.note("samples.removed", "connection", connection_name, now=now, after={"count": gone})
        return gone

    def keep_accounts(self, entity_id: str, known: KnownAccounts | None, *, now: datetime) -> None:
        """Replace the snapshot of the accounts of a service provider; None forgets it."""
        with self._write() as connection:
            _alone(connection)
            gone = connection.execute(delete(SnapshotRow).where(SnapshotRow.entity_id == entity_id)).rowcount
            if known is not None:
                accounts = zlib.compress(msgspec.json.encode(known.accounts))
                count, origin = len(known.accounts), storable(known.origin)
                values = {"taken": known.taken, "origin": origin, "count": count, "accounts": accounts}
                connection.execute(insert(SnapshotRow).values(entity_id=entity_id, **values))
                after = {"count": count, "origin": origin}
                self._log(connection, "accounts.imported", "serviceProvider", entity_id, None, after, now)
            elif gone:
                self._log(connection, "accounts.forgotten", "serviceProvider", entity_id, None, None, now)

    def accounts(self, entity_id: str) -> KnownAccounts | None:
        """The snapshot of the accounts of a service provider; None while there is none."""
        rows = select(SnapshotRow).where(SnapshotRow.entity_id == entity_id)
        with self._read() as connection:
            row = connection.execute(rows).one_or_none()
        if row is None:
            return None
        accounts = msgspec.json.decode(zlib.decompress(row.accounts), type=tuple[Account, ...])
        return KnownAccounts(accounts=accounts, taken=row.taken, origin=row.origin)

    def keep_draft(self, draft: Draft) -> None:
        """Keep what an admin is editing, in place of the draft before; it is no revision and is not logged."""
        values = {"seen": draft.seen, "body": msgspec.json.encode(draft.body).decode(), "at": draft.at}
        with self._write() as connection:
            _alone(connection)
            rows = update(DraftRow).where(DraftRow.name == draft.name, DraftRow.author == self._author)
            if connection.execute(rows.values(**values)).rowcount == 0:
                connection.execute(insert(DraftRow).values(name=draft.name, author=self._author, **values))

    def drop_draft(self, name: str) -> None:
        """Forget the draft of a connection; without effect where there is none."""
        with self._write() as connection:
            connection.execute(delete(DraftRow).where(DraftRow.name == name, DraftRow.author == self._author))

    def drafts(self) -> tuple[Draft, ...]:
        """The drafts of this author, by the name of the connection."""
        rows = select(DraftRow).where(DraftRow.author == self._author).order_by(DraftRow.name)
        with self._read() as connection:
            return tuple(
                Draft(name=row.name, seen=row.seen, body=msgspec.json.decode(row.body), at=row.at)
                for row in connection.execute(rows)
            )

    def _put(
        self, kind: Kind, name: str, body: dict[str, Any] | None, *, seen: int, now: datetime, note: str
    ) -> Revision:
        try:
            with self._write() as connection:
                before = _head(connection, kind, name)
                held = before.number if before else 0
                if before and held != seen:
                    raise ConflictError(before, seen)
                if before is None and body is None:
                    raise InputError("store.not_found", kind=kind, name=name)
                made = Revision(
                    kind=kind, name=name, number=held + 1, body=body, author=self._author, at=now, note=note
                )
                _write_revision(connection, made, held)
                self._log(connection, action_of(before, body), kind, name, before.body if before else None, body, now)
            self._changes += 1
            return made
        except _ClashError:
            # Somebody else made the same revision between our look and our write.
            raise ConflictError(self.revisions(kind, name)[-1], seen) from None

    def _log(
        self,
        connection: Connection,
        action: str,
        kind: str,
        name: str,
        before: dict[str, Any] | None,
        after: dict[str, Any] | None,
        now: datetime,
    ) -> None:
        _alone(connection)
        rows = select(AuditRow.number, AuditRow.digest).order_by(AuditRow.number.desc()).limit(1)
        last = connection.execute(rows).one_or_none()
        entry = sealed(
            Entry(
                number=last.number + 1 if last else 1,
                at=now,
                author=self._author,
                action=action,
                kind=kind,
                name=name,
                before=before,
                after=after,
                previous=last.digest if last else "",
            )
        )
        line = msgspec.json.encode(entry).decode()
        connection.execute(insert(AuditRow).values(number=entry.number, line=line, digest=entry.digest))

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise SurroundingsError("store.failed", reason=reason(error)) from None

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        try:
            with self._engine.connect().execution_options(writes=True) as connection, connection.begin():
                yield connection
        except IntegrityError as error:
            raise _ClashError("store.failed", reason=reason(error)) from None
        except SQLAlchemyError as error:
            raise SurroundingsError("store.failed", reason=reason(error)) from None


def _alone(connection: Connection) -> None:
    """Wait until no other writer of the log, of logins, accounts or drafts is at work."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(CHAIN_LOCK)))


def _head(connection: Connection, kind: str, name: str) -> Revision | None:
    rows = (
        select(ObjectRow.kind, ObjectRow.name, *REVISION)
        .join(RevisionRow, (RevisionRow.object_id == ObjectRow.id) & (RevisionRow.number == ObjectRow.head))
        .where(ObjectRow.kind == kind, ObjectRow.name == name)
    )
    row = connection.execute(rows.with_for_update(of=ObjectRow) if _locks(connection) else rows).one_or_none()
    return revision_of(row) if row else None


def _locks(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"


def _write_revision(connection: Connection, made: Revision, held: int) -> None:
    found = select(ObjectRow.id).where(ObjectRow.kind == made.kind, ObjectRow.name == made.name)
    deleted = made.body is None
    if held:
        object_id = connection.execute(found).scalar_one()
        connection.execute(update(ObjectRow).where(ObjectRow.id == object_id).values(head=made.number, deleted=deleted))
    else:
        values = {"kind": made.kind, "name": made.name, "head": made.number, "deleted": deleted}
        object_id = connection.execute(insert(ObjectRow).values(**values).returning(ObjectRow.id)).scalar_one()
    body = msgspec.json.encode(made.body).decode() if made.body is not None else None
    connection.execute(
        insert(RevisionRow).values(
            object_id=object_id, number=made.number, body=body, author=made.author, at=made.at, note=made.note
        )
    )


def _pages(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    page: list[Any] = []
    for item in items:
        page.append(item)
        if len(page) == size:
            yield page
            page = []
    if page:
        yield page

"""The connections of a workspace as its shelf keeps them, each read once."""

import threading

import msgspec

from jitadmin.app.clock import Clock
from jitadmin.app.shelf import Shelf
from jitadmin.core.connection import Connection, from_plain, plain
from jitadmin.core.errors import InputError, UsageError
from jitadmin.core.record import ConflictError, Revision


class Held(msgspec.Struct, frozen=True):
    """A connection as it stands on the shelf, and the number of that revision."""

    number: int
    connection: Connection


class Connections:
    """Reads and saves connections; what others saved meanwhile is seen when all are listed, and by every save."""

    def __init__(self, shelf: Shelf, clock: Clock) -> None:
        self._shelf = shelf
        self._clock = clock
        self._lock = threading.RLock()
        self._held: dict[str, Held] = {}

    def all(self) -> tuple[Connection, ...]:
        """The newest revision of every connection in use, in the order they came in, as the shelf has them now."""
        with self._lock:
            # Read under the lock, so that a save meanwhile is not forgotten again.
            heads = self._shelf.heads("connection")
            before, self._held = self._held, {}
            for head in heads:
                known = before.get(head.name)
                self._held[head.name] = known if known and known.number == head.number else _held(head)
            return tuple(held.connection for held in self._held.values())

    def get(self, name: str) -> Held:
        """One connection as it was read or saved last; raises ``UsageError`` for a name that is not there."""
        with self._lock:
            if name not in self._held:
                try:
                    self._held[name] = _held(self._shelf.head("connection", name))
                except InputError as error:
                    if error.code != "store.not_found":
                        raise
                    known = tuple(head.name for head in self._shelf.heads("connection"))
                    code = "workspace.no_connection" if known else "workspace.no_connections"
                    raise UsageError(code, name=name, known=known) from None
            return self._held[name]

    def find(self, name: str) -> Connection | None:
        """One connection as it was read or saved last; None where there is none."""
        try:
            return self.get(name).connection
        except UsageError:
            return None

    def revisions(self, name: str) -> tuple[Connection, ...]:
        """All saved revisions, the oldest first; raises ``UsageError`` for a name that is not there."""
        self.get(name)
        revisions = self._shelf.revisions("connection", name)
        return tuple(from_plain(each.body) for each in revisions if each.body is not None)

    def save(self, connection: Connection, *, seen: int | None, note: str) -> int:
        """Keep a connection as its newest revision; no change makes none. Raises ``ConflictError``."""
        body = plain(connection)
        with self._lock:
            last = self._last(connection.name)
            if last and last.body is not None and from_plain(last.body) == connection:
                self._held[connection.name] = Held(last.number, connection)
                return last.number
            # What was deleted is nothing that a new connection could overwrite.
            if seen is None or (seen == 0 and last and last.body is None):
                seen = last.number if last else 0
            if last and last.number != seen:
                self._held.pop(connection.name, None)
                raise ConflictError(last, seen)
            made = self._shelf.save(
                "connection", connection.name, body, seen=seen, now=self._clock(), note=note
            )  # fmt: skip
            self._held[connection.name] = Held(made.number, connection)
            return made.number

    def delete(self, name: str, *, seen: int | None, note: str) -> None:
        """Take a connection out of use; its revisions stay. Raises ``ConflictError`` and ``UsageError``."""
        with self._lock:
            number = self.get(name).number if seen is None else seen
            # Whether this succeeds or somebody was faster, what was read is out of date.
            self._held.pop(name, None)
            self._shelf.delete("connection", name, seen=number, now=self._clock(), note=note)

    def forget(self) -> None:
        """Read everything anew when it is next asked for."""
        with self._lock:
            self._held.clear()

    def _last(self, name: str) -> Revision | None:
        try:
            return self._shelf.head("connection", name)
        except InputError:
            # A name whose object was deleted goes on counting.
            return self._deleted(name)

    def _deleted(self, name: str) -> Revision | None:
        try:
            return self._shelf.revisions("connection", name)[-1]
        except InputError:
            return None


def _held(revision: Revision) -> Held:
    return Held(revision.number, from_plain(revision.body or {}))

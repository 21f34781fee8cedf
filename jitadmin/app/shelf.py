"""Where a workspace keeps its objects: on disk, on a server, or in memory for as long as the program runs."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Protocol

from jitadmin.core.existing import KnownAccounts
from jitadmin.core.record import Draft, Entry, Kind, Revision
from jitadmin.core.sample import Sample

PAGE = 2000
"""How many rows are read at once where nothing else is asked for."""


class Shelf(Protocol):
    """What ``MemoryShelf`` and ``adapters.store.Store`` both do; one contract test holds them to it."""

    @property
    def changes(self) -> int:
        """How many revisions were saved through this shelf: what was read from it may be kept until it grows."""

    def save(
        self, kind: Kind, name: str, body: dict[str, Any], *, seen: int, now: datetime, note: str = ""
    ) -> Revision:
        """Keep ``body`` as the next revision after ``seen`` (0: a new object); raises ``ConflictError``."""

    def delete(self, kind: Kind, name: str, *, seen: int, now: datetime, note: str = "") -> Revision:
        """Take an object out of use; its revisions stay."""

    def head(self, kind: Kind, name: str) -> Revision:
        """The newest revision; raises ``InputError`` for an object that is not there or was deleted."""

    def heads(self, kind: Kind) -> tuple[Revision, ...]:
        """The newest revision of every object of a kind that is in use, in the order they came in."""

    def revisions(self, kind: Kind, name: str) -> tuple[Revision, ...]:
        """All revisions of an object, the oldest first; raises ``InputError`` where there never was one."""

    def log(self, after: int = 0, limit: int | None = None) -> Iterator[Entry]:
        """The audit log in its order, from the entry behind ``after``."""

    def newest(self, limit: int, before: int | None = None) -> tuple[Entry, ...]:
        """The last entries of the log, the newest first, from the one in front of ``before``."""

    def note(self, action: str, kind: str, name: str, *, now: datetime, after: dict[str, Any] | None = None) -> None:
        """Write a line about something that changes no object, such as an export."""

    def broken_at(self) -> int | None:
        """The number of the first entry of the log that was altered or removed; None where all hold."""

    def astray(self) -> Revision | Entry | None:
        """The first revision that is not what the log says was saved, or the entry of one that is gone; else None."""

    def add_samples(self, connection_name: str, samples: Iterable[Sample], *, now: datetime) -> int:
        """Keep logins, each once; returns how many were new."""

    def samples(self, connection_name: str, after: int = 0, limit: int = PAGE) -> Sequence[tuple[int, Sample]]:
        """One page of a connection's logins with their row numbers, from the one behind ``after``."""

    def count_samples(self, connection_name: str) -> int:
        """How many logins a connection has."""

    def remove_samples(self, connection_name: str, sha256: Iterable[str], *, now: datetime) -> int:
        """Forget logins by their digest; returns how many were there."""

    def keep_accounts(self, entity_id: str, known: KnownAccounts | None, *, now: datetime) -> None:
        """Replace the snapshot of the accounts of a service provider; None forgets it."""

    def accounts(self, entity_id: str) -> KnownAccounts | None:
        """The snapshot of the accounts of a service provider; None while there is none."""

    def keep_draft(self, draft: Draft) -> None:
        """Keep what an admin is editing, in place of the draft before; it is no revision and is not logged."""

    def drop_draft(self, name: str) -> None:
        """Forget the draft of a connection; without effect where there is none."""

    def drafts(self) -> tuple[Draft, ...]:
        """The drafts of this author, by the name of the connection."""

    def close(self) -> None:
        """Let go of whatever is held open."""

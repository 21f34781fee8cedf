"""A shelf in memory: for the demo, for documents that stay files, and for tests."""

import threading
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

import msgspec

from jitadmin.app.shelf import PAGE
from jitadmin.core.errors import InputError
from jitadmin.core.existing import KnownAccounts
from jitadmin.core.record import (
    ConflictError,
    Draft,
    Entry,
    Kind,
    Revision,
    action_of,
    first_astray,
    first_break,
    sealed,
)
from jitadmin.core.sample import Sample


class MemoryShelf:
    """Keeps what a workspace keeps for as long as the program runs, with the same promises as the database."""

    def __init__(self, *, author: str = "") -> None:
        self._author = author
        self._changes = 0
        self._lock = threading.RLock()
        self._objects: dict[tuple[str, str], list[Revision]] = {}
        self._entries: list[Entry] = []
        # By connection and digest; the numbers only ever grow, so that a page can begin behind one.
        self._samples: dict[str, dict[str, tuple[int, Sample]]] = {}
        self._rows = 0
        self._accounts: dict[str, KnownAccounts] = {}
        self._drafts: dict[str, Draft] = {}

    def close(self) -> None:
        """Nothing is held open."""

    @property
    def changes(self) -> int:
        """How many revisions were saved through this shelf."""
        return self._changes

    def save(
        self, kind: Kind, name: str, body: dict[str, Any], *, seen: int, now: datetime, note: str = ""
    ) -> Revision:
        """Keep ``body`` as the next revision; raises ``ConflictError`` where another one was saved since."""
        return self._put(kind, name, body, seen=seen, now=now, note=note)

    def delete(self, kind: Kind, name: str, *, seen: int, now: datetime, note: str = "") -> Revision:
        """Take an object out of use; its revisions stay."""
        return self._put(kind, name, None, seen=seen, now=now, note=note)

    def head(self, kind: Kind, name: str) -> Revision:
        """The newest revision; raises ``InputError`` for an object that is not there or was deleted."""
        last = self.revisions(kind, name)[-1]
        if last.body is None:
            raise InputError("store.not_found", kind=kind, name=name)
        return last

    def heads(self, kind: Kind) -> tuple[Revision, ...]:
        """The newest revision of every object of a kind that is in use, in the order they came in."""
        with self._lock:
            lasts = [revisions[-1] for (each, _), revisions in self._objects.items() if each == kind]
        return tuple(last for last in lasts if last.body is not None)

    def revisions(self, kind: Kind, name: str) -> tuple[Revision, ...]:
        """All revisions of an object, the oldest first; raises ``InputError`` where there never was one."""
        with self._lock:
            if (kind, name) not in self._objects:
                raise InputError("store.not_found", kind=kind, name=name)
            return tuple(self._objects[kind, name])

    def log(self, after: int = 0, limit: int | None = None) -> Iterator[Entry]:
        """The audit log in its order, from the entry behind ``after``."""
        with self._lock:
            end = None if limit is None else after + limit
            return iter(self._entries[after:end])

    def newest(self, limit: int, before: int | None = None) -> tuple[Entry, ...]:
        """The last entries of the log, the newest first, from the one in front of ``before``."""
        with self._lock:
            return tuple(islice(reversed(self._entries[: None if before is None else before - 1]), limit))

    def note(self, action: str, kind: str, name: str, *, now: datetime, after: dict[str, Any] | None = None) -> None:
        """Write a line about something that changes no object, such as an export."""
        with self._lock:
            self._log(action, kind, name, None, after, now)

    def broken_at(self) -> int | None:
        """The number of the first entry of the log that was altered or removed; None where all hold."""
        return first_break(self.log(), start=1)

    def astray(self) -> Revision | Entry | None:
        """The first revision that is not what the log says was saved, or the entry of one that is gone; else None."""
        with self._lock:
            revisions = [revision for those in self._objects.values() for revision in those]
        return first_astray(self.log(), revisions)

    def add_samples(self, connection_name: str, samples: Iterable[Sample], *, now: datetime) -> int:
        """Keep logins, each once; returns how many were new."""
        new = 0
        with self._lock:
            kept = self._samples.setdefault(connection_name, {})
            for sample in samples:
                if sample.origin.sha256 not in kept:
                    self._rows += 1
                    kept[sample.origin.sha256] = (self._rows, sample)
                    new += 1
            if new:
                self._log("samples.added", "connection", connection_name, None, {"count": new}, now)
        return new

    def samples(self, connection_name: str, after: int = 0, limit: int = PAGE) -> Sequence[tuple[int, Sample]]:
        """One page of a connection's logins with their row numbers, from the one behind ``after``."""
        with self._lock:
            rows = self._samples.get(connection_name, {}).values()
            return list(islice((row for row in rows if row[0] > after), limit))

    def count_samples(self, connection_name: str) -> int:
        """How many logins a connection has."""
        with self._lock:
            return len(self._samples.get(connection_name, {}))

    def remove_samples(self, connection_name: str, sha256: Iterable[str], *, now: datetime) -> int:
        """Forget logins by their digest; returns how many were there."""
        with self._lock:
            kept = self._samples.get(connection_name, {})
            gone = sum(kept.pop(digest, None) is not None for digest in sha256)
            if gone:
                self._log("samples.removed", "connection", connection_name, None, {"count": gone}, now)
        return gone

    def keep_accounts(self, entity_id: str, known: KnownAccounts | None, *, now: datetime) -> None:
        """Replace the snapshot of the accounts of a service provider; None forgets it."""
        with self._lock:
            if known is not None:
                self._accounts[entity_id] = known
                after = {"count": len(known.accounts), "origin": known.origin}
                self._log("accounts.imported", "serviceProvider", entity_id, None, after, now)
            elif self._accounts.pop(entity_id, None) is not None:
                self._log("accounts.forgotten", "serviceProvider", entity_id, None, None, now)

    def accounts(self, entity_id: str) -> KnownAccounts | None:
        """The snapshot of the accounts of a service provider; None while there is none."""
        with self._lock:
            return self._accounts.get(entity_id)

    def keep_draft(self, draft: Draft) -> None:
        """Keep what an admin is editing, in place of the draft before."""
        with self._lock:
            self._drafts[draft.name] = draft

    def drop_draft(self, name: str) -> None:
        """Forget the draft of a connection; without effect where there is none."""
        with self._lock:
            self._drafts.pop(name, None)

    def drafts(self) -> tuple[Draft, ...]:
        """The drafts of this author, by the name of the connection."""
        with self._lock:
            return tuple(self._drafts[name] for name in sorted(self._drafts))

    def _put(
        self, kind: Kind, name: str, body: dict[str, Any] | None, *, seen: int, now: datetime, note: str
    ) -> Revision:
        # Through JSON as in the database: nobody can change afterwards what was kept.
        kept = msgspec.json.decode(msgspec.json.encode(body))
        with self._lock:
            revisions = self._objects.get((kind, name), [])
            before = revisions[-1] if revisions else None
            if before and before.number != seen:
                raise ConflictError(before, seen)
            if before is None and body is None:
                raise InputError("store.not_found", kind=kind, name=name)
            number = before.number + 1 if before else 1
            made = Revision(kind=kind, name=name, number=number, body=kept, author=self._author, at=now, note=note)
            self._objects.setdefault((kind, name), []).append(made)
            self._log(action_of(before, body), kind, name, before.body if before else None, kept, now)
            self._changes += 1
            return made

    def _log(
        self,
        action: str,
        kind: str,
        name: str,
        before: dict[str, Any] | None,
        after: dict[str, Any] | None,
        now: datetime,
    ) -> None:
        last = self._entries[-1] if self._entries else None
        entry = Entry(
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
        self._entries.append(sealed(entry))

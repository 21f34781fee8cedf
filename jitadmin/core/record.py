"""What a workspace keeps: objects with revisions, and the log of who did what."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final, Literal

import msgspec

from jitadmin.core.errors import InputError, UsageError

Kind = Literal["connection", "identityProvider", "serviceProvider", "key"]


class Revision(msgspec.Struct, frozen=True, kw_only=True):
    """One saved state of an object; ``number`` counts from 1, ``body`` is None where this revision deleted it."""

    kind: Kind
    name: str
    number: int
    body: dict[str, Any] | None
    author: str
    at: datetime
    note: str = ""


class ConflictError(UsageError):
    """Somebody else saved in the meantime: ``theirs`` is what stands in the workspace now."""

    def __init__(self, theirs: Revision, seen: int) -> None:
        super().__init__("store.conflict", author=theirs.author, name=theirs.name, number=theirs.number, seen=seen)
        self.theirs = theirs


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the audit log. ``digest`` covers the line and ``previous``, the digest of the line before it."""

    number: int
    at: datetime
    author: str
    action: str
    kind: str
    name: str
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    previous: str = ""
    digest: str = ""


class LogError(InputError):
    """A line of the log that is no entry any more: somebody altered it outside jitadmin."""

    def __init__(self, number: int) -> None:
        super().__init__("store.log_broken", number=number)
        self.number = number


def sealed(entry: Entry) -> Entry:
    """The entry with the digest of all its other fields, ``previous`` included, so that no line can change alone."""
    text = msgspec.json.encode(msgspec.structs.replace(entry, digest=""), order="deterministic")
    return msgspec.structs.replace(entry, digest=hashlib.sha256(text).hexdigest())


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A connection as an admin left it while editing revision ``seen``, so that a crash costs no work."""

    name: str
    seen: int
    body: dict[str, Any]
    at: datetime


def action_of(before: Revision | None, body: dict[str, Any] | None) -> str:
    """What the log calls the change from a revision to a body; None stands for no object."""
    if body is None:
        return "deleted"
    if before is None:
        return "created"
    return "restored" if before.body is None else "changed"


def first_break(entries: Iterable[Entry], previous: str = "", start: int | None = None) -> int | None:
    """The number of the first entry that was altered, or before which one is missing; None where the chain holds.

    ``start`` is the number that the first entry must have, where that is known.
    """
    expected = start
    for entry in entries:
        if entry.previous != previous or sealed(entry).digest != entry.digest or expected not in (None, entry.number):
            return entry.number
        previous = entry.digest
        expected = entry.number + 1
    return None


CHANGES: Final = frozenset({"created", "changed", "deleted", "restored"})
"""What the log calls an entry that stands for one revision."""


def fingerprint(made: Entry | Revision) -> str:
    """What a revision and its entry in the log must have in common: who saved what when."""
    body = made.body if isinstance(made, Revision) else made.after
    text = msgspec.json.encode((made.author, made.at.astimezone(UTC), body), order="deterministic")
    return hashlib.sha256(text).hexdigest()


def first_astray(entries: Iterable[Entry], revisions: Iterable[Revision]) -> Revision | Entry | None:
    """The first revision that no entry of the log tells of as it is, or the entry of one that is gone; else None.

    The log alone cannot show that its end was cut off, or that what it tells of was altered elsewhere.
    """
    told: dict[tuple[str, str], dict[int, tuple[str, Entry]]] = {}
    for entry in entries:
        if entry.action in CHANGES:
            those = told.setdefault((entry.kind, entry.name), {})
            those[len(those) + 1] = fingerprint(entry), msgspec.structs.replace(entry, before=None, after=None)
    for revision in revisions:
        said, _ = told.get((revision.kind, revision.name), {}).pop(revision.number, ("", None))
        if said != fingerprint(revision):
            return revision
    return next((entry for those in told.values() for _, entry in those.values()), None)

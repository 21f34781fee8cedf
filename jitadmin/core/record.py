"""What a workspace keeps: objects with revisions, and the log of who did what."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

import msgspec

from jitadmin.core.errors import UsageError

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

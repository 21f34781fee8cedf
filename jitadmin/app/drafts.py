"""What an admin is editing and has not saved, kept so that a crash costs no work."""

from datetime import datetime

import msgspec

from jitadmin.app.clock import Clock
from jitadmin.app.shelf import Shelf
from jitadmin.core.connection import Connection, from_plain, plain
from jitadmin.core.errors import InputError
from jitadmin.core.record import Draft


class Kept(msgspec.Struct, frozen=True):
    """A draft that was left behind: the connection, the revision it was made from, and when it was edited last."""

    connection: Connection
    seen: int
    at: datetime


class Drafts:
    """One draft for each connection, of one author."""

    def __init__(self, shelf: Shelf, clock: Clock) -> None:
        self._shelf = shelf
        self._clock = clock

    def keep(self, name: str, connection: Connection, seen: int) -> None:
        """Keep the draft of the connection that is saved as ``name``, in place of the one before."""
        self._shelf.keep_draft(Draft(name=name, seen=seen, body=plain(connection), at=self._clock()))

    def drop(self, name: str) -> None:
        """Forget the draft of a connection; without effect where there is none."""
        self._shelf.drop_draft(name)

    def of(self, name: str) -> Kept | None:
        """The draft that was left behind; None where there is none, or one that this program cannot read."""
        for draft in self._shelf.drafts():
            if draft.name == name:
                try:
                    return Kept(from_plain(draft.body), draft.seen, draft.at)
                except InputError:
                    return None
        return None

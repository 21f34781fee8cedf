"""The accounts that service providers have, by the entity ID: two connections to one application meet the same."""

import threading

import msgspec

from jitadmin.app.clock import Clock
from jitadmin.app.shelf import Shelf
from jitadmin.core.existing import KnownAccounts
from jitadmin.core.jit.match import AccountIndex


class _Met(msgspec.Struct, frozen=True):
    known: KnownAccounts | None
    index: AccountIndex


class Accounts:
    """Reads each snapshot once from the shelf and keeps the index that logins are matched with."""

    def __init__(self, shelf: Shelf, clock: Clock) -> None:
        self._shelf = shelf
        self._clock = clock
        self._lock = threading.RLock()
        self._met: dict[str, _Met] = {}

    def known(self, entity_id: str) -> KnownAccounts | None:
        """The accounts with their age and origin; None while none were ever read."""
        return self._of(entity_id).known

    def index(self, entity_id: str) -> AccountIndex:
        """The accounts, ready to be matched."""
        return self._of(entity_id).index

    def keep(self, entity_id: str, known: KnownAccounts | None) -> None:
        """Take these as the accounts; None forgets them."""
        with self._lock:
            self._shelf.keep_accounts(entity_id, known, now=self._clock())
            self._met[entity_id] = _met(known)

    def rename(self, old: str, new: str) -> None:
        """Keep the accounts where the entity ID of an application was corrected."""
        known = self.known(old)
        if old != new and known is not None and self.known(new) is None:
            self.keep(new, known)

    def forget(self) -> None:
        """Read everything anew when it is next asked for."""
        with self._lock:
            self._met.clear()

    def _of(self, entity_id: str) -> _Met:
        with self._lock:
            if entity_id not in self._met:
                self._met[entity_id] = _met(self._shelf.accounts(entity_id))
            return self._met[entity_id]


def _met(known: KnownAccounts | None) -> _Met:
    return _Met(known, AccountIndex(known.accounts if known else ()))

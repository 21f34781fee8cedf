"""What is known of the keys of a workspace without their private halves."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

import msgspec

from jitadmin.app.clock import Clock
from jitadmin.app.shelf import Shelf
from jitadmin.core.connection import Connection
from jitadmin.core.errors import UsageError
from jitadmin.core.key import KeyRecord, Standing, signer, standing
from jitadmin.core.record import Kind

KEY: Kind = "key"


class Dependent(NamedTuple):
    """Something of the workspace that uses a key: a connection by its name, a provider by its entity ID."""

    kind: Kind
    name: str
    title: str = ""


class KnownKeys:
    """Reads the records on the shelf; the keyring is asked for nothing."""

    def __init__(self, shelf: Shelf, clock: Clock) -> None:
        self._shelf = shelf
        self._clock = clock

    def now(self) -> datetime:
        """The instant that days left are counted from."""
        return self._clock()

    def all(self) -> tuple[KeyRecord, ...]:
        """All keys, those of one owner together, the newest last."""
        found = [msgspec.convert(item.body, KeyRecord) for item in self._shelf.heads(KEY)]
        return tuple(sorted(found, key=lambda key: (key.owner, key.title, key.signs_from or key.not_before, key.id)))

    def get(self, name: str) -> KeyRecord:
        """The key with this id, or with the beginning of an id or the title that only one has; raises UsageError."""
        known = self.all()
        tests: tuple[Callable[[KeyRecord], bool], ...] = (
            lambda key: key.id == name,
            lambda key: bool(name) and key.id.startswith(name),
            lambda key: key.title == name,
        )
        for test in tests:
            found = [key for key in known if test(key)]
            if len(found) == 1:
                return found[0]
            if found:
                raise UsageError("key.ambiguous", id=name, ids=tuple(key.id for key in found))
        raise UsageError("key.unknown", id=name)

    def of(self, connection: Connection) -> tuple[KeyRecord, ...]:
        """The keys of a connection: its own, and those of its service provider."""
        owners = {connection.name, connection.service_provider.entity_id}
        return tuple(key for key in self.all() if key.owner in owners)

    def standing(self, key: KeyRecord) -> Standing:
        """What a key is doing now."""
        return standing(key, self.all(), self._clock())

    def certificate(self, key_id: str) -> str:
        """The certificate in PEM, which is for everybody."""
        return self.get(key_id).certificate_pem

    def dependents(self, key_id: str) -> tuple[Dependent, ...]:
        """What uses a key: the connection or service provider that it belongs to, and the connections of that."""
        owner = self.get(key_id).owner
        if not owner:
            return ()
        found = []
        for item in self._shelf.heads("connection"):
            body = item.body or {}
            if owner in (item.name, body.get("serviceProvider", {}).get("entityId")):
                found.append(Dependent("connection", item.name, body.get("title", "")))
        for kind in ("serviceProvider", "identityProvider"):
            items = (item for item in self._shelf.heads(kind) if item.name == owner)
            found += [Dependent(kind, item.name, (item.body or {}).get("name", "")) for item in items]
        return tuple(found)

    def successor(self, key_id: str) -> KeyRecord | None:
        """The key that would sign for the same owner if this one were not there."""
        gone = self.get(key_id)
        others = tuple(key for key in self.all() if key.owner == gone.owner and key.id != gone.id)
        return signer(others, self._clock()) if gone.owner else None

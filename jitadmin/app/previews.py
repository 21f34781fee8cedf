"""Judging and foretelling logins under the connections of a workspace."""

import contextlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from jitadmin.app.accounts import Accounts
from jitadmin.app.clock import Clock
from jitadmin.app.connections import Connections
from jitadmin.app.judging import KEPT_TRUSTS, Judge, Recent, Registered
from jitadmin.app.memory import MemoryShelf
from jitadmin.app.shelf import Shelf
from jitadmin.app.shipped import Shipped
from jitadmin.core.connection import Connection
from jitadmin.core.errors import InputError
from jitadmin.core.jit.match import AccountIndex
from jitadmin.core.jit.result import Preview
from jitadmin.core.progress import Progress
from jitadmin.core.sample import Sample
from jitadmin.core.trust import Trust
from jitadmin.core.verification import Verification

if TYPE_CHECKING:
    from jitadmin.adapters.saml import DecryptionKey
    from jitadmin.app.registry import Registry
    from jitadmin.core.near_miss import NearMiss
    from jitadmin.core.xml_node import XmlNode


class Previews(Shipped):
    """The half of a workspace that only looks; it changes nothing that is kept.

    ``as_of`` is the instant that logins are judged at; None judges each as of the moment it was issued, because
    captured logins expire within minutes.
    """

    def __init__(self, shelf: Shelf, clock: Clock, as_of: datetime | None) -> None:
        self.shelf = shelf
        self.as_of = as_of
        self._clock = clock
        self._connections = Connections(shelf, clock)
        self._accounts = Accounts(shelf, clock)
        # Where connection documents were read from, for the metadata files beside them.
        self._folders: dict[str, Path] = {}
        self._judge = Judge()
        self._trusted: Recent[tuple[str, int], Registered] = Recent(KEPT_TRUSTS)

    def today(self) -> datetime:
        """The instant that ages and days left are counted from."""
        return self.as_of or self._clock()

    @property
    def at_issue(self) -> bool:
        """Whether each login is judged as of the moment it was issued."""
        return self.as_of is None

    def judge_at_issue(self, wanted: bool) -> None:
        """Judge each login as of the moment it was issued, or all of them as of now."""
        self.as_of = None if wanted else self._clock().replace(microsecond=0)

    @cached_property
    def registry(self) -> "Registry":
        """The identity and service providers that are registered here."""
        # Registered parties are not needed to show a window.
        from jitadmin.app.registry import Registry

        return Registry(self.shelf, self._clock, self.catalogue, keeps=not isinstance(self.shelf, MemoryShelf))

    def trust(self, connection: Connection) -> Trust:
        """What the logins of a connection are judged against; raises ``InputError`` where it cannot be read."""
        joined = self._joined(connection)
        return self._judge.trust(joined, self._folders.get(connection.name), self._registered(connection))

    def verification(self, connection: Connection, sample: Sample) -> Verification:
        """The verdict on one login under the trust of a connection."""
        folder, keys = self._folders.get(connection.name), self._opening(connection, sample)
        joined = self._joined(connection)
        return self._judge.verification(joined, sample, self.as_of, folder, self._registered(connection), keys)

    def preview(self, connection: Connection, sample: Sample) -> Preview:
        """What provisioning would do with one login under a connection, saved or being edited.

        The verification is remembered for as long as the trust stays the same, so that editing a map costs no
        cryptography. Raises ``InputError`` where the trust itself cannot be read (a certificate, a metadata file).
        """
        # Start-up shows the window before anything is decided.
        from jitadmin.core.jit.preview import preview

        verification = self.verification(connection, sample)
        now = verification.as_of or self._clock()
        return preview(connection, verification, self._index(connection), now=now)

    def preview_all(
        self, connection: Connection, samples: Sequence[Sample], progress: Progress | None = None
    ) -> Iterator[Preview]:
        """``preview`` of each sample in turn; ``progress`` may stop it between two."""
        for number, sample in enumerate(samples):
            if progress:
                progress.step(number, len(samples), sample.label)
            yield self.preview(connection, sample)
        if progress:
            progress.step(len(samples), len(samples), "")

    def near_misses(self, sample: Sample) -> "tuple[NearMiss, ...]":
        """The connections that a login could belong to, by what it says of itself, the likeliest first.

        A connection whose trust cannot be read is none of them.
        """
        # Comparing names is not needed to show a window.
        from jitadmin.core.near_miss import near_misses

        connections = self._connections.all()
        trusts = []
        for connection in connections:
            with contextlib.suppress(InputError):
                trusts.append((connection.name, self.trust(connection)))
        if not trusts:
            return ()
        known = {name for name, _ in trusts}
        judging = next(connection for connection in connections if connection.name in known)
        # Whoever judges it, what it says is the same, and who it claims to be is all that is compared.
        return near_misses(self.verification(judging, sample), trusts)

    def outline(self, connection: Connection, sample: Sample) -> "XmlNode | None":
        """The element tree of a login with what each part is worth; None where it gives no tree to look at."""
        # The XML library takes longer to load than the window takes to show.
        from jitadmin.adapters.saml import outline

        verification = self.verification(connection, sample)
        keys = self._opening(connection, sample)
        return outline(sample.data, verification, keys=keys, trust=self.trust(connection))

    def _opening(self, _connection: Connection, _sample: Sample, /) -> "tuple[DecryptionKey, ...]":
        """The keys that open what is encrypted in a login; whoever has keys answers in its place."""
        return ()

    def _registered(self, connection: Connection) -> Registered:
        """The certificates of the registered identity provider, where the connection relies on them."""
        party = connection.identity_provider
        if party.certificates and party.metadata_file is None:
            return None
        # Asked for every login; what others register meanwhile is seen after ``refresh``.
        key = (party.entity_id, self.shelf.changes)
        if key not in self._trusted:
            self._trusted.put(key, self.registry.trusted(party.entity_id, self.today()))
        return self._trusted.get(key)

    def _joined(self, connection: Connection) -> Connection:
        """The connection as it is judged: the addresses of its application stand in the registry or in itself."""
        return connection if connection.service_provider.acs else self.registry.joined(connection)

    def _index(self, connection: Connection) -> AccountIndex:
        """The accounts that a connection meets: those of its saved revision, whatever a draft calls the application."""
        saved = self._connections.find(connection.name) or connection
        return self._accounts.index(saved.service_provider.entity_id)

"""Verifies each login once for each trust it is judged under."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from jitadmin.core.connection import Connection
from jitadmin.core.connection.parties import IdentityProvider, ServiceProvider, TrustSettings
from jitadmin.core.sample import Sample
from jitadmin.core.trust import Trust, TrustedCertificate
from jitadmin.core.verification import Verification

if TYPE_CHECKING:
    from jitadmin.adapters.saml import DecryptionKey

# Verifications kept: enough for the samples of a large rollout, bounded so that memory is.
KEPT = 20_000
KEPT_TRUSTS = 64

Registered = tuple[TrustedCertificate, ...] | None
"""The certificates of the registered identity provider; None where the connection does not rely on a registry."""
_Ends = tuple[IdentityProvider, ServiceProvider, TrustSettings, Path | None, tuple[str, ...] | None]
_K = TypeVar("_K")
_V = TypeVar("_V")


class Judge:
    """Verifies each login once for each trust it is judged under, and remembers the verdicts used last."""

    def __init__(self) -> None:
        self._verified: Recent[tuple[object, ...], Verification] = Recent(KEPT)
        self._trusts: Recent[_Ends, Trust] = Recent(KEPT_TRUSTS)

    def verification(
        self,
        connection: Connection,
        sample: Sample,
        as_of: datetime | None,
        folder: Path | None,
        registered: Registered = None,
        keys: "Sequence[DecryptionKey]" = (),
    ) -> Verification:
        """The verdict on one login under the trust of a connection; raises ``InputError`` where that cannot be read.

        ``keys`` open what is encrypted in it.
        """
        # The XML and cryptography libraries take longer to load than the window takes to show.
        from jitadmin.adapters.saml import judge

        opening = tuple(key.sha256 for key in keys)
        key = (sample.origin.sha256, as_of, opening, *_ends(connection, folder, registered))
        known = self._verified.get(key)
        if known is None:
            trust = self.trust(connection, folder, registered)
            known = judge(sample.data, trust, as_of=as_of, keys=keys, origin=sample.origin)
            self._verified.put(key, known)
        return known

    def trust(self, connection: Connection, folder: Path | None, registered: Registered = None) -> Trust:
        """What the logins of a connection are judged against; ``folder`` is where its metadata file lies."""
        # The XML and cryptography libraries take longer to load than the window takes to show.
        from jitadmin.adapters.saml import trust_from

        ends = _ends(connection, folder, registered)
        known = self._trusts.get(ends)
        if known is None:
            known = trust_from(connection, folder=folder, registered=registered)
            self._trusts.put(ends, known)
        return known


def _ends(connection: Connection, folder: Path | None, registered: Registered) -> _Ends:
    digests = None if registered is None else tuple(certificate.sha256 for certificate in registered)
    return connection.identity_provider, connection.service_provider, connection.trust, folder, digests


class Recent(Generic[_K, _V]):
    """The values used last, no more than a number of them; safe to use from several threads."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[_K, _V] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: _K) -> _V | None:
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key]

    def __contains__(self, key: _K) -> bool:
        with self._lock:
            return key in self._values

    def put(self, key: _K, value: _V) -> None:
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            while len(self._values) > self._size:
                self._values.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._values.clear()

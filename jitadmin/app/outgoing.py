"""The half of a workspace that leaves it: keys, and exports for real software."""

import threading
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Final

import msgspec

from jitadmin.app.clock import Clock
from jitadmin.app.judging import KEPT_TRUSTS, Recent
from jitadmin.app.memory import MemoryShelf
from jitadmin.app.previews import Previews
from jitadmin.app.shelf import Shelf
from jitadmin.core.connection import Connection
from jitadmin.core.sample import Sample

if TYPE_CHECKING:
    from jitadmin.adapters.saml import DecryptionKey
    from jitadmin.adapters.vault import Vault
    from jitadmin.app.exports import Exports
    from jitadmin.app.keys import Keys
    from jitadmin.core.entity import Entity

ENCRYPTED: Final = b"EncryptedData"


class Outgoing(Previews):
    """Keys and exports, each loaded when it is first asked for: the window shows before a keyring is looked for.

    ``vault`` is where private halves are kept; None is the keyring of this session, and memory for a workspace that is
    kept nowhere, so that the demo leaves nothing behind.
    """

    vault: "Vault | None" = None

    def __init__(self, shelf: Shelf, clock: Clock, as_of: datetime | None) -> None:
        super().__init__(shelf, clock, as_of)
        self._decryption: Recent[tuple[str, str, int], tuple[DecryptionKey, ...]] = Recent(KEPT_TRUSTS)

    @cached_property
    def keys(self) -> "Keys":
        """The keys of this workspace."""
        # Cryptography and the keyring are loaded with the first key.
        from jitadmin.app.keys import Keys

        lock = threading.Lock()

        def opened() -> "Vault":
            with lock:
                if self.vault is None:
                    self.vault = _vault(self.shelf)
                return self.vault

        return Keys(self.shelf, opened, self._clock)

    @cached_property
    def exports(self) -> "Exports":
        """The exports of this workspace."""
        # The writers of all formats are loaded with the first export.
        from jitadmin.app.exports import Around, Exports

        around = Around(
            connection=self._saved, joined=self._known, idp=self._known_idp, sp=self._known_sp, catalogue=self.catalogue
        )
        return Exports(self.shelf, self.keys, around, self._clock)

    def _opening(self, connection: Connection, sample: Sample, /) -> "tuple[DecryptionKey, ...]":
        """The decryption keys of a connection; the keyring is asked only where something is encrypted."""
        if ENCRYPTED not in sample.data:
            return ()
        # Cryptography takes longer to load than the window takes to show.
        from jitadmin.adapters.saml import load_decryption_key

        about = (connection.name, connection.service_provider.entity_id, self.shelf.changes)
        known = self._decryption.get(about)
        if known is None:
            known = tuple(load_decryption_key(pem.encode()) for pem in self.keys.opening(connection))
            self._decryption.put(about, known)
        return known

    def _saved(self, name: str) -> Connection:
        return self._connections.get(name).connection

    def _known(self, connection: Connection) -> Connection:
        """The connection with what the registry knows of its parties and the document does not say."""
        made = self._joined(connection)
        idp, sp = made.identity_provider, made.service_provider
        if not idp.product and (known := self.registry.find("identityProvider", idp.entity_id)) is not None:
            idp = msgspec.structs.replace(idp, product=known.product, name=idp.name or known.name)
        if not sp.template and (known := self.registry.find("serviceProvider", sp.entity_id)) is not None:
            sp = msgspec.structs.replace(sp, template=known.product, name=sp.name or known.name)
        return msgspec.structs.replace(made, identity_provider=idp, service_provider=sp)

    def _known_sp(self, connection: Connection) -> "Entity | None":
        """The application as it was registered; None where it was not."""
        return self.registry.entity("serviceProvider", connection.service_provider.entity_id)

    def _known_idp(self, connection: Connection) -> "Entity | None":
        """The identity provider as its metadata describes it; None where only its name and certificates are known."""
        party = connection.identity_provider
        registered = self.registry.entity("identityProvider", party.entity_id)
        if registered is not None:
            # Its addresses are wanted whatever it signs with; whose certificates count is the writers' to decide.
            return registered
        folder = self._folders.get(connection.name)
        if party.metadata_file is None or folder is None:
            return None
        # Reading metadata needs the XML library.
        from jitadmin.adapters.saml.trusting import providers_of_file

        return providers_of_file(folder / party.metadata_file, party.entity_id)[0]


def _vault(shelf: Shelf) -> "Vault":
    # Looking for the keyring takes a tenth of a second.
    from jitadmin.adapters.vault import MemoryVault, open_vault

    return MemoryVault() if isinstance(shelf, MemoryShelf) else open_vault()

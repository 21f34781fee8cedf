"""The keys of a workspace: what is known of each on the shelf, its private half in the vault and nowhere else.

The private half is written first and removed last, so that a record never stands for a key that is not there. What a
crash between the two leaves behind is a secret in the keyring that nothing names any more.
"""

import contextlib
import secrets
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

import msgspec

from jitadmin.adapters import keys as making
from jitadmin.adapters.files import replacing
from jitadmin.adapters.saml.make.signing import SigningKey
from jitadmin.adapters.vault import Vault
from jitadmin.app.clock import Clock
from jitadmin.app.known_keys import KEY, KnownKeys
from jitadmin.app.shelf import Shelf
from jitadmin.core.connection import Connection
from jitadmin.core.errors import InputError, JitadminError, SurroundingsError, UsageError
from jitadmin.core.key import KeyRecord, KeyUse, signer

DAYS = 3 * 365


class Keys(KnownKeys):
    """Makes, reads, replaces and removes keys. ``vault`` is asked for when a private half is needed for the first time.

    All methods raise SurroundingsError where the database or the keyring fails.
    """

    def __init__(self, shelf: Shelf, vault: Callable[[], Vault], clock: Clock) -> None:
        super().__init__(shelf, clock)
        self._open_vault = vault
        self._opened: Vault | None = None

    @property
    def vault(self) -> Vault:
        """Where the private halves are."""
        if self._opened is None:
            self._opened = self._open_vault()
        return self._opened

    def opening(self, connection: Connection) -> tuple[str, ...]:
        """The private halves in PEM that open what is encrypted for a connection, the old ones of a rollover included.

        A key whose private half is in the keyring of somebody else is left out.
        """
        keys = [key for key in self.of(connection) if key.use != "signing" and not key.kind.startswith("ec-")]
        return tuple(found for key in keys if (found := self._private(key.id)) is not None)

    def held(self, key_id: str) -> bool:
        """Whether the private half is in the keyring of this session; a shared workspace has keys of others."""
        return self._private(key_id) is not None

    def new(
        self, *, title: str = "", kind: str, use: KeyUse, common_name: str, days: int = DAYS, owner: str = "",
        signs_from: datetime | None = None,
    ) -> KeyRecord:  # fmt: skip
        """Make a key with a self-signed certificate; raises UsageError for a kind, name or time that cannot be."""
        if kind.startswith("ec-") and use != "signing":
            raise UsageError("key.encrypts_ec")
        private = making.new_key(kind)
        certificate = making.self_signed(private, common_name, now=self._clock(), days=days)
        record = making.record(_id(), private, certificate, title=title or common_name.strip(), use=use, owner=owner)
        return self._keep(msgspec.structs.replace(record, signs_from=signs_from), private)

    def load(
        self, data: bytes, *, password: str | None = None, title: str = "", use: KeyUse = "both", owner: str = "",
        certificate: bytes | None = None, common_name: str = "", days: int = DAYS,
    ) -> KeyRecord:  # fmt: skip
        """Take a key from PEM or PKCS#12.

        Its certificate is the one in the file or in ``certificate``, else a new one under ``common_name``. Raises
        InputError: unreadable, a wrong password, no certificate; UsageError: a key that is there already.
        """
        private, found = making.read_key(data, password)
        if certificate is not None:
            found = making.read_certificate(certificate)
            if found.public_key() != private.public_key():
                raise InputError("key.not_its_certificate")
        if found is None:
            if not common_name.strip():
                raise InputError("key.no_certificate")
            found = making.self_signed(private, common_name, now=self._clock(), days=days)
        named = title or common_name.strip() or making.common_name(found)
        use = "signing" if making.kind_of(private).startswith("ec-") else use
        record = making.record(_id(), private, found, title=named or "key", use=use, owner=owner)
        twin = next((key for key in self.all() if key.sha256 == record.sha256), None)
        if twin is not None:
            raise UsageError("key.already_there", title=twin.title, id=twin.id)
        return self._keep(record, private)

    def rotate(
        self,
        key_id: str,
        *,
        signs_from: datetime | None = None,
        kind: str = "",
        days: int = DAYS,
        common_name: str = "",
    ) -> KeyRecord:
        """Make the successor of a key, which signs from an instant on (None: from now).

        Until the old key is removed, the certificates of both stand in the metadata, so that partners can take the new
        one before it is used (saml-metadata 2.4.1.1).
        """
        old = self.get(key_id)
        if old.use == "encryption" and signs_from is not None:
            raise UsageError("key.rotate_encryption")
        named = common_name or making.common_name(making.read_certificate(old.certificate_pem.encode())) or old.title
        begins = None if old.use == "encryption" else signs_from or self._clock()
        return self.new(
            title=old.title, kind=kind or old.kind, use=old.use, common_name=named, days=days, owner=old.owner,
            signs_from=begins,
        )  # fmt: skip

    def change(self, key_id: str, *, title: str | None = None, owner: str | None = None) -> KeyRecord:
        """Give a key another title or owner."""
        old = self.get(key_id)
        new = msgspec.structs.replace(
            old, title=old.title if title is None else title, owner=old.owner if owner is None else owner
        )
        return self._replace(new)

    def certify(self, key_id: str, certificate: bytes) -> KeyRecord:
        """Take the certificate that an authority issued for a request, in place of the one before."""
        old = self.get(key_id)
        issued = making.read_certificate(certificate)
        before = making.read_certificate(old.certificate_pem.encode())
        if issued.public_key() != before.public_key():
            raise InputError("key.not_its_certificate")
        return self._replace(making.with_certificate(old, issued))

    def request(self, key_id: str) -> str:
        """A request for a certificate (PKCS#10) in PEM; the keyring is asked for the private half, which signs it."""
        record = self.get(key_id)
        private, _ = making.read_key(self.vault.get(record.id).encode())
        return making.request_like(private, making.read_certificate(record.certificate_pem.encode()))

    def write(self, text: str, path: Path) -> None:
        """Put a certificate or a request into a file; raises SurroundingsError."""
        with replacing(path) as file:
            file.write(text.encode())

    def remove(self, key_id: str) -> KeyRecord:
        """Remove a key for good: its record, then its private half, which cannot be brought back."""
        record = self.get(key_id)
        # A keyring that is locked or absent must be noticed while the record still names the secret.
        self.held(record.id)
        head = self._shelf.head(KEY, record.id)
        self._shelf.delete(KEY, record.id, seen=head.number, now=self._clock())
        self.vault.remove(record.id)
        return record

    def secret(self, key_id: str) -> str:
        """The private half in PEM, for an export that a person asked for and confirmed; the log says that it left."""
        record = self.get(key_id)
        found = self.vault.get(record.id)
        self._shelf.note("secret.exported", KEY, record.id, now=self._clock(), after={"title": record.title})
        return found

    def signing_key(self, records: Iterable[KeyRecord]) -> SigningKey | None:
        """The one of these keys that signs now, ready to sign."""
        record = signer(tuple(records), self._clock())
        if record is None:
            return None
        private, _ = making.read_key(self.vault.get(record.id).encode())
        return SigningKey(private, making.read_certificate(record.certificate_pem.encode()))

    def _private(self, key_id: str) -> str | None:
        """The private half, or None where it is not in this keyring; raises where the keyring is locked or broken."""
        try:
            return self.vault.get(key_id)
        except SurroundingsError as error:
            if error.code in ("vault.missing", "vault.damaged"):
                return None
            raise

    def _keep(self, record: KeyRecord, private: making.PrivateKey) -> KeyRecord:
        self.vault.put(record.id, making.secret_of(private))
        try:
            self._shelf.save(KEY, record.id, msgspec.to_builtins(record), seen=0, now=self._clock())
        except JitadminError:
            self._forget_unnamed(record.id)
            raise
        return record

    def _forget_unnamed(self, key_id: str) -> None:
        """Tidy up a private half whose record was not kept; where that is in doubt, it stays."""
        with contextlib.suppress(SurroundingsError):
            try:
                self._shelf.head(KEY, key_id)
            except InputError:
                self.vault.remove(key_id)

    def _replace(self, record: KeyRecord) -> KeyRecord:
        head = self._shelf.head(KEY, record.id)
        self._shelf.save(KEY, record.id, msgspec.to_builtins(record), seen=head.number, now=self._clock())
        return record


def _id() -> str:
    return secrets.token_hex(6)

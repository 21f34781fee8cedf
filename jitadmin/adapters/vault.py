"""Private keys in the keyring of the operating system, and nowhere else.

The Windows Credential Manager holds 1,280 UTF-16 characters an entry, so every secret is cut into parts. The entry
named like the secret is the index (the number of parts and the digest of the whole); it is written last and removed
first, so that an interrupted write is never half a key.
"""

import hashlib
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Protocol

import keyring
from keyring.backend import KeyringBackend
from keyring.backends.chainer import ChainerBackend
from keyring.errors import KeyringError, KeyringLocked, NoKeyringError

from jitadmin.core.errors import SurroundingsError

SERVICE = "jitadmin"
PART = 1200
_INDEX = re.compile(r"(\d{1,4}) ([0-9a-f]{64}) (.+)")
# The backends whose store is the operating system's own, and what people call them.
TRUSTED = {
    "keyring.backends.SecretService.Keyring": "Secret Service",
    "keyring.backends.libsecret.Keyring": "Secret Service",
    "keyring.backends.kwallet.DBusKeyring": "KWallet",
    "keyring.backends.kwallet.DBusKeyringKWallet4": "KWallet",
    "keyring.backends.macOS.Keyring": "macOS Keychain",
    "keyring.backends.Windows.WinVaultKeyring": "Windows Credential Manager",
}


class Vault(Protocol):
    """Where private halves are kept; a second one stands in for it where a workspace must touch nothing."""

    @property
    def title(self) -> str:
        """What a person calls this keyring."""

    def put(self, name: str, secret: str) -> None:
        """Keep ``secret`` under ``name``, in place of what was there."""

    def get(self, name: str) -> str:
        """The secret named ``name``; raises SurroundingsError where it is absent, incomplete or kept back."""

    def remove(self, name: str) -> None:
        """Forget ``name``; without effect where it is not there."""


class MemoryVault:
    """A vault for one run of the program, so that the demo workspace leaves nothing behind."""

    title = "memory, until jitadmin is closed"

    def __init__(self) -> None:
        self._secrets: dict[str, str] = {}

    def put(self, name: str, secret: str) -> None:
        """Keep the secret until the program ends."""
        self._secrets[name] = secret

    def get(self, name: str) -> str:
        """The secret, or SurroundingsError ``vault.missing``."""
        if name not in self._secrets:
            raise SurroundingsError("vault.missing", name=name, backend=self.title)
        return self._secrets[name]

    def remove(self, name: str) -> None:
        """Forget the secret."""
        self._secrets.pop(name, None)


class KeyringVault:
    """The keyring of the operating system, through one backend that is on the list of trusted ones."""

    def __init__(self, backend: KeyringBackend) -> None:
        self._backend = backend
        self.title = TRUSTED.get(name_of(backend), name_of(backend))

    def put(self, name: str, secret: str) -> None:
        """Write the parts under names of their own, then the index that makes them the secret, then drop the old
        ones.
        """
        before = self._index(name)
        stem = f"{name}/{secrets.token_hex(8)}"
        parts = [secret[start : start + PART] for start in range(0, len(secret), PART)]
        with self._spoken():
            try:
                for number, part in enumerate(parts):
                    self._backend.set_password(SERVICE, f"{stem}/{number}", part)
                self._backend.set_password(SERVICE, name, f"{len(parts)} {_digest(secret)} {stem}")
            except BaseException:
                self._drop(stem, len(parts))
                raise
        if before:
            self._drop(before[2], before[0])
        if self.get(name) != secret:
            self.remove(name)
            raise SurroundingsError("vault.unfit", backend=self.title)

    def get(self, name: str) -> str:
        """Join the parts; a missing or altered one is ``vault.damaged`` and never half a key."""
        index = self._index(name)
        if index is None:
            raise SurroundingsError("vault.missing", name=name, backend=self.title)
        count, digest, stem = index
        with self._spoken():
            parts = [self._backend.get_password(SERVICE, f"{stem}/{number}") for number in range(count)]
        found = [part for part in parts if part is not None]
        secret = "".join(found)
        if len(found) != count or _digest(secret) != digest:
            raise SurroundingsError(
                "vault.damaged", name=name, backend=self.title, found=len(found), expected=count
            ) from None
        return secret

    def remove(self, name: str) -> None:
        """Remove the index first: from then on the secret is gone, whatever happens to its parts."""
        index = self._index(name)
        if index is None:
            return
        with self._spoken():
            self._backend.delete_password(SERVICE, name)
        self._drop(index[2], index[0])

    def _index(self, name: str) -> tuple[int, str, str] | None:
        with self._spoken():
            text = self._backend.get_password(SERVICE, name)
        if not text:
            return None
        found = _INDEX.fullmatch(text)
        # What is no index of ours counts as one whose part is lost: named as damaged, and free to be replaced.
        return (int(found[1]), found[2], found[3]) if found else (1, "", name)

    def _drop(self, stem: str, count: int) -> None:
        for number in range(count):
            # A part without an index is unreachable; failing to tidy it up must not hide what went before.
            with suppress(Exception):
                self._backend.delete_password(SERVICE, f"{stem}/{number}")

    @contextmanager
    def _spoken(self) -> Iterator[None]:
        """Put the backend's errors into codes, without the values that they may carry."""
        try:
            yield
        except KeyringLocked:
            raise SurroundingsError("vault.locked", backend=self.title) from None
        except NoKeyringError:
            raise SurroundingsError("vault.absent") from None
        except (KeyringError, PermissionError):
            raise SurroundingsError("vault.denied", backend=self.title) from None
        except Exception as error:  # noqa: BLE001 - backends let the exceptions of their own libraries through
            raise SurroundingsError("vault.failed", backend=self.title, reason=type(error).__name__) from None


def open_vault() -> KeyringVault:
    """The vault of this session.

    Raises SurroundingsError: ``vault.absent`` where there is no keyring at all, ``vault.refused`` where the only ones
    are not on the list of trusted ones (a plain-text file, the one that forgets).
    """
    return KeyringVault(choose(keyring.get_keyring()))


def choose(configured: KeyringBackend) -> KeyringBackend:
    """The first trusted backend of the configured one or of the chain that it stands for."""
    candidates = list(configured.backends) if isinstance(configured, ChainerBackend) else [configured]
    for backend in candidates:
        if name_of(backend) in TRUSTED:
            return backend
    others = [name_of(backend) for backend in candidates if name_of(backend) != "keyring.backends.fail.Keyring"]
    if others:
        raise SurroundingsError("vault.refused", backend=", ".join(others))
    raise SurroundingsError("vault.absent")


def name_of(backend: KeyringBackend) -> str:
    """The full name of a backend's class, as keyring's own configuration writes it."""
    return f"{type(backend).__module__}.{type(backend).__qualname__}"


def _digest(secret: str) -> str:
    # The index lies in the same keyring as the secret, beside which a digest gives nothing away.
    return hashlib.sha256(secret.encode()).hexdigest()

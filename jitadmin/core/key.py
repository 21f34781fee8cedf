"""What is known of a key without its private half: that half is in the keyring, under the key's id."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

import msgspec

KeyKind = Literal["rsa-2048", "rsa-3072", "rsa-4096", "ec-p256", "ec-p384"]
KINDS: tuple[KeyKind, ...] = ("rsa-2048", "rsa-3072", "rsa-4096", "ec-p256", "ec-p384")
KeyUse = Literal["signing", "encryption", "both"]


class KeyRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A key pair of ours: its certificate and what it is for.

    ``signs_from`` is the instant from which it signs; of several keys of one owner the newest that has begun signs, and
    the certificates of all of them stand in the metadata. ``owner`` is the connection or provider that it belongs to.
    """

    id: str
    title: str
    kind: str
    use: KeyUse
    certificate_pem: str
    sha256: str
    subject: str
    not_before: datetime
    not_after: datetime
    owner: str = ""
    signs_from: datetime | None = None

    def days_left(self, now: datetime) -> int:
        """Whole days until the certificate ends; negative once it has ended."""
        return (self.not_after - now).days


def signer(keys: tuple[KeyRecord, ...], now: datetime) -> KeyRecord | None:
    """The key that signs now: the one that began last, and among those without a date the newest certificate."""
    ready = [key for key in keys if key.use != "encryption" and (key.signs_from is None or key.signs_from <= now)]
    return max(ready, key=lambda key: (key.signs_from or key.not_before, key.not_before), default=None)


Standing = Literal["unassigned", "decrypts", "signs", "next", "former"]


def standing(key: KeyRecord, keys: Iterable[KeyRecord], now: datetime) -> Standing:
    """What a key is doing now among ``keys``: a rollover has one that signs, and others that stand in the metadata."""
    if not key.owner:
        return "unassigned"
    if key.use == "encryption":
        return "decrypts"
    if signer(tuple(other for other in keys if other.owner == key.owner), now) == key:
        return "signs"
    return "next" if key.signs_from is not None and key.signs_from > now else "former"

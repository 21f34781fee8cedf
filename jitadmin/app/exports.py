"""Exports of the connections of a workspace, with everything that the workspace knows around a connection."""

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import msgspec

from jitadmin.adapters.catalogue import Catalogue
from jitadmin.adapters.export import export, write_file, write_files
from jitadmin.adapters.files import replacing
from jitadmin.adapters.saml.make.signing import SigningKey
from jitadmin.app.clock import Clock
from jitadmin.app.keys import Keys
from jitadmin.app.shelf import Shelf
from jitadmin.core.catalogue import IdpTemplate, SpTemplate
from jitadmin.core.connection import Connection
from jitadmin.core.entity import Entity
from jitadmin.core.errors import DocumentError, UsageError
from jitadmin.core.exporting import FORMATS, Exported, File, Format, format_of
from jitadmin.core.key import KeyRecord

METADATA = "saml-metadata"


class Around(NamedTuple):
    """Where an export finds what belongs to a connection."""

    connection: Callable[[str], Connection]
    joined: Callable[[Connection], Connection]
    idp: Callable[[Connection], Entity | None]
    sp: Callable[[Connection], Entity | None]
    catalogue: Callable[[], Catalogue]


class Exports:
    """Writes connections out for real software; the log says what left the workspace."""

    def __init__(self, shelf: Shelf, keys: Keys, around: Around, clock: Clock) -> None:
        self._shelf = shelf
        self._keys = keys
        self._around = around
        self._clock = clock

    def formats(self) -> tuple[Format, ...]:
        """All formats, in the order in which they are listed."""
        return tuple(FORMATS.values())

    def export(
        self, name: str, format: str, *, with_secrets: bool = False, sign: bool = False, folder: str = "",  # noqa: A002
        connection: Connection | None = None,
    ) -> Exported:  # fmt: skip
        """A connection in a format; ``connection`` is a draft to take in place of what is saved under the name.

        ``with_secrets`` takes the private keys from the keyring and is noted in the log: only for an explicit wish.
        ``sign`` signs SAML metadata with our key. Raises what ``adapters.export.export`` raises, UsageError for a
        connection that is not there, SurroundingsError where the keyring keeps a key back.
        """
        chosen = format_of(format)
        made = self._around.joined(connection or self._around.connection(name))
        keys = self._keys.of(made)
        signs = self._signing(chosen, keys) if sign else None
        exported = self._written(made, chosen, keys, folder, {}, signs)
        if with_secrets:
            # Only the keys that this export has a file for leave the keyring.
            wanted = self._wanted(made, chosen, keys, folder)
            secrets = {key.id: self._keys.secret(key.id) for key in wanted}
            exported = self._written(made, chosen, keys, folder, secrets, signs)
        return msgspec.structs.replace(exported, connection=name)

    def write(self, exported: Exported, place: Path, *, folder: bool = False) -> tuple[Path, ...]:
        """Put an export into a folder; one that is a single file goes to a file unless ``folder`` is there or wished.

        Raises UsageError where several files are to become one, SurroundingsError where it cannot be written. A
        private key is readable by its owner alone.
        """
        if folder or place.is_dir() or len(exported.files) > 1:
            if place.exists() and not place.is_dir():
                raise UsageError("export.needs_folder", count=len(exported.files))
            written = write_files(exported, place)
        else:
            written = (write_file(exported, place),)
        self.note(exported)
        return written

    def write_pages(self, exported: Exported, pages: bytes, path: Path) -> Path:
        """Put an export into a file in a form of its own, such as pages to print; raises SurroundingsError."""
        with replacing(path) as file:
            file.write(pages)
        self.note(msgspec.structs.replace(exported, files=(File(name=path.name),)))
        return path

    def note(self, exported: Exported) -> None:
        """Write into the log that an export left the workspace."""
        after = {
            "format": exported.format,
            "files": [item.name for item in exported.files],
            "secrets": exported.has_secrets,
        }
        self._shelf.note("exported", "connection", exported.connection, now=self._clock(), after=after)

    def _written(
        self, made: Connection, chosen: Format, keys: tuple[KeyRecord, ...], folder: str, secrets: dict[str, str],
        signs: SigningKey | None,
    ) -> Exported:  # fmt: skip
        return export(
            made, chosen.id, now=self._clock(), sp_keys=keys, idp=self._around.idp(made), sp=self._around.sp(made),
            product=self._product(made), application=self._application(made), secrets=secrets, folder=folder,
            sign_with=signs,
        )  # fmt: skip

    def _wanted(
        self, made: Connection, chosen: Format, keys: tuple[KeyRecord, ...], folder: str
    ) -> tuple[KeyRecord, ...]:
        """The keys whose private halves the format has files for, found with secrets that are none."""
        marks = {key.id: f"private key of {key.id}" for key in keys}
        texts = [item.text for item in self._written(made, chosen, keys, folder, marks, None).files if item.secret]
        return tuple(key for key in keys if any(marks[key.id] in text for text in texts))

    def _signing(self, chosen: Format, keys: tuple[KeyRecord, ...]) -> SigningKey:
        if chosen.id != METADATA:
            raise UsageError("export.signs_metadata", format=chosen.title)
        found = self._keys.signing_key(keys)
        if found is None:
            raise UsageError("export.unsigned")
        return found

    def _product(self, made: Connection) -> IdpTemplate | None:
        """What the catalogue knows of the identity provider; an entry that is gone is no obstacle."""
        with contextlib.suppress(UsageError, DocumentError):
            name = made.identity_provider.product
            return self._around.catalogue().identity_provider(name) if name else None
        return None

    def _application(self, made: Connection) -> SpTemplate | None:
        with contextlib.suppress(UsageError, DocumentError):
            name = made.service_provider.template
            return self._around.catalogue().service_provider(name) if name else None
        return None

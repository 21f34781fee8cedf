"""What every format is written from, put in order once: addresses, keys and the files that they lie in."""

import base64
import itertools
import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from jitadmin.adapters.export.checking import check_xml
from jitadmin.adapters.saml.descriptors import metadata_xml
from jitadmin.adapters.saml.make.signing import SigningKey
from jitadmin.adapters.saml.trusting import read_certificate
from jitadmin.core.catalogue import NONE, UNKNOWN, IdpTemplate, SpTemplate
from jitadmin.core.connection import Connection
from jitadmin.core.connection.attribute_map import Source, SourceWord
from jitadmin.core.entity import Endpoint, Entity, RequestedAttribute, Role
from jitadmin.core.errors import UsageError
from jitadmin.core.exporting import FEATURES, File, Format, Loss, Wanted, wanted
from jitadmin.core.exporting.formats import IDP_METADATA
from jitadmin.core.key import KeyRecord, signer
from jitadmin.core.trust import TrustedCertificate

POST: Final = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
REDIRECT: Final = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"


@dataclass(frozen=True)
class KeyFile:
    """A key of ours and the names of its two files, relative to the folder of the export."""

    record: KeyRecord
    signs: bool
    decrypts: bool
    certificate: str
    key: str

    @property
    def announced(self) -> bool:
        """Whether its certificate stands in the metadata as one that signs, now or in a rollover."""
        return self.record.use != "encryption"

    @property
    def is_ec(self) -> bool:
        """Whether this is an EC key, which no SAML software encrypts for."""
        return self.record.kind.startswith("ec-")


@dataclass(frozen=True)
class Written:
    """What a format's writer gives back."""

    files: tuple[File, ...]
    losses: tuple[Loss, ...] = ()


@dataclass(frozen=True)
class Material:
    """A connection with everything known around it."""

    connection: Connection
    format: Format
    now: datetime
    certificates: tuple[TrustedCertificate, ...]
    idp: Entity | None = None
    sp: Entity | None = None
    keys: tuple[KeyRecord, ...] = ()
    product: IdpTemplate | None = None
    application: SpTemplate | None = None
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    folder: str = ""
    sign_with: SigningKey | None = None

    @property
    def sp_name(self) -> str:
        """The service provider as a person knows it."""
        sp = self.connection.service_provider
        return sp.name or self.connection.title or self.connection.name

    @property
    def idp_name(self) -> str:
        """The identity provider as a person knows it."""
        idp = self.connection.identity_provider
        return idp.name or (self.idp.name if self.idp else "") or idp.entity_id

    @property
    def acs(self) -> str:
        """The first address for responses; raises UsageError where there is none."""
        if not self.connection.service_provider.acs:
            raise UsageError("export.no_acs")
        return self.connection.service_provider.acs[0]

    def sign_on(self, *bindings: str) -> Endpoint:
        """Where requests go, over the first of these bindings that is offered; raises UsageError for none."""
        offered = self.idp.idp.endpoints if self.idp and self.idp.idp else ()
        for binding in bindings or (REDIRECT, POST):
            for endpoint in offered:
                if endpoint.binding == binding:
                    return endpoint
        raise UsageError("export.no_sign_on", idp=self.idp_name)

    @property
    def wanted(self) -> tuple[Wanted, ...]:
        """The attributes that the connection reads."""
        return wanted(self.connection)

    @property
    def key_sources(self) -> tuple[Source | SourceWord, ...]:
        """Where the field comes from that people are found by; the NameID where no row reads it."""
        steps = self.connection.policy.match
        key = steps[0].value or steps[0].by if steps else ""
        rows = (row.sources for row in self.connection.attributes.rows if row.field == key)
        return next(rows, ("nameId",))

    @property
    def name_id_format(self) -> str:
        """The NameID format that the application is known to want, or nothing."""
        known = self.application.name_id.format if self.application else ""
        return "" if known in (UNKNOWN, NONE) else known

    @property
    def key_files(self) -> tuple[KeyFile, ...]:
        """Our keys with their files, the one that signs now first."""
        now = signer(self.keys, self.now)
        ordered = sorted(self.keys, key=lambda item: (item is not now, item.use == "encryption", item.not_before))
        return tuple(
            KeyFile(
                record=item,
                signs=item is now,
                decrypts=item.use != "signing" and not item.kind.startswith("ec-"),
                certificate=f"sp{_number(number)}.crt",
                key=f"sp{_number(number)}.key",
            )
            for number, item in enumerate(ordered)
        )

    @property
    def signing(self) -> KeyFile | None:
        """The key that signs requests now, where the reader of the format can use it."""
        usable = (item for item in self.key_files if item.signs and (self.format.ec or not item.is_ec))
        return next(usable, None)

    @property
    def decrypting(self) -> tuple[KeyFile, ...]:
        """The keys that encrypted logins can be read with, as many of them as the reader of the format takes."""
        found = tuple(item for item in self.key_files if item.decrypts)
        if self.format.opens == "signer" and self.signing is not None:
            return tuple(item for item in found if item == self.signing)
        return found if self.format.opens == "all" else found[:1]

    @property
    def used_keys(self) -> tuple[KeyFile, ...]:
        """The keys that the configuration names."""
        return tuple(item for item in self.key_files if item == self.signing or item in self.decrypting)

    def certificate_files(self, named: Sequence[KeyFile] | None = None) -> tuple[File, ...]:
        """The certificates of our keys, and the private halves that were handed over on an explicit wish.

        ``named`` are the keys whose private halves the configuration names, if they are others than ``used_keys``.
        """
        usable = [item for item in self.key_files if self.format.ec or not item.is_ec]
        certificates = [File(name=item.certificate, text=item.record.certificate_pem) for item in usable]
        wanted = self.used_keys if named is None else named
        given = [item for item in usable if item in wanted and item.record.id in self.secrets]
        secrets = [File(name=item.key, text=self.secrets[item.record.id], secret=True) for item in given]
        return (*certificates, *secrets)

    def key_losses(self, prefix: str = "") -> tuple[Loss, ...]:
        """What is to be said of the keys: those missing here, and those that the reader cannot use."""
        found = []
        for item in self.key_files:
            if item.is_ec and not self.format.ec:
                args = {"title": item.record.title, "format": self.format.title}
                found.append(Loss(code="export.ec_key", args=args))
            elif item in self.used_keys and item.record.id not in self.secrets:
                found.append(absent(item, self.at(f"{prefix}{item.key}")))
            if item.decrypts and item not in self.decrypting:
                found.append(unused(self, item))
        if self.signing is None:
            found.append(Loss(code="export.no_key"))
        return tuple(found)

    def at(self, name: str) -> str:
        """The path of a file of this export on the machine that reads it."""
        folder = self.folder or self.format.folder
        return f"{folder.rstrip('/')}/{name}" if folder else name

    def entity(self) -> Entity:
        """Our own side as metadata tells it, in texts that XML can hold."""
        entity_id = self.connection.service_provider.entity_id
        return check_xml(Entity(entity_id=entity_id, name=self.sp_name, sp=self.role()))

    @property
    def indexes(self) -> tuple[int, ...]:
        """The numbers of our addresses for responses: those of the application's own metadata, else free ones."""
        known = self.sp.sp.endpoints if self.sp and self.sp.sp else ()
        own = {item.location: item.index for item in known if item.binding == POST and item.index is not None}
        found: list[int] = []
        free = (number for number in itertools.count() if number not in own.values())
        for location in self.connection.service_provider.acs:
            number = own.get(location)
            found.append(next(free) if number is None or number in found else number)
        return tuple(found)

    def role(self) -> Role:
        """What we do, with the certificates of all our keys, so that a rollover goes unnoticed."""
        sp, trust = self.connection.service_provider, self.connection.trust
        held = [(item, read_certificate(item.record.certificate_pem)) for item in self.key_files]
        usable = [(item, certificate) for item, certificate in held if self.format.ec or not item.is_ec]
        return Role(
            kind="sp",
            signing=tuple(certificate for item, certificate in usable if item.announced),
            # Nobody may encrypt for a key that the reader of this format does not decrypt with.
            encryption=tuple(certificate for item, certificate in usable if item in self.decrypting),
            endpoints=tuple(
                Endpoint(binding=POST, location=location, index=number, default=place == 0)
                for place, (location, number) in enumerate(zip(sp.acs, self.indexes, strict=True))
            ),
            logout=self.sp.sp.logout if self.sp and self.sp.sp else (),
            name_id_formats=(self.name_id_format,) if self.name_id_format else (),
            wants_signed=trust.signed in ("assertion", "both"),
            requested=tuple(
                RequestedAttribute(
                    name=item.name,
                    name_format=item.name_format,
                    friendly_name=item.friendly_name or None,
                    required=item.required,
                )
                for item in self.wanted
            ),
        )

    def trusted(self) -> tuple[TrustedCertificate, ...]:
        """The certificates of the identity provider; raises UsageError where none is known."""
        if not self.certificates:
            raise UsageError("export.no_certificate", idp=self.idp_name)
        return self.certificates

    def idp_metadata(self, *, wants_signed: bool | None = None) -> File:
        """The identity provider as this connection trusts it: its certificates, and no others of its own metadata."""
        certificates = self.trusted()
        self.sign_on()
        known = self.idp.idp if self.idp and self.idp.idp else Role(kind="idp")
        role = Role(
            kind="idp",
            signing=certificates,
            endpoints=known.endpoints,
            logout=known.logout,
            name_id_formats=known.name_id_formats,
            wants_signed=known.wants_signed if wants_signed is None else wants_signed,
        )
        entity = check_xml(Entity(entity_id=self.connection.identity_provider.entity_id, idp=role))
        return File(name=IDP_METADATA, text=metadata_xml(entity))


def slug(material: Material) -> str:
    """The name of the connection as a short word for places that take nothing else."""
    return re.sub(r"[^a-z0-9]+", "-", material.connection.name.lower()).strip("-") or "sp"


def labels(material: Material) -> dict[str, str]:
    """A name for people for each attribute, by its name on the wire; no two alike."""
    locals_ = [item.local for item in material.wanted]
    return {item.name: item.local if locals_.count(item.local) == 1 else item.name for item in material.wanted}


def stricter(material: Material) -> Loss:
    """That the reader asks for a signed assertion, where either signature would do."""
    return Loss(code="export.stricter", args={"format": material.format.title}, path="trust.signed")


def absent(key: KeyFile, place: str) -> Loss:
    """That a private key must be put in its place by hand."""
    return Loss(code="export.key_absent", args={"title": key.record.title, "place": place})


def unused(material: Material, key: KeyFile) -> Loss:
    """That the reader has no place for another key to decrypt with."""
    args = {"title": key.record.title, "until": f"{key.record.not_after:%Y-%m-%d}", "format": material.format.title}
    return Loss(code="export.key_unused", args=args)


def trusted_pem(material: Material) -> tuple[str, ...]:
    """The certificates of the identity provider in PEM."""
    frame = ("-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----")
    return tuple(
        "\n".join([frame[0], *textwrap.wrap(base64_of(item), 64), frame[1], ""]) for item in material.trusted()
    )


def left(feature: str, **args: Any) -> Loss:
    """The sentence of a feature that a writer could not put into the export for this one connection."""
    return Loss(code=f"export.lost.{feature}", args=args, path=FEATURES[feature].path)


def base64_of(certificate: TrustedCertificate) -> str:
    """A certificate as metadata and many settings carry it."""
    return base64.b64encode(certificate.der).decode("ascii")


def _number(number: int) -> str:
    return f"-{number + 1}" if number else ""

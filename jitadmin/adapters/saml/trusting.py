"""What a message may be judged against: built from a connection or from metadata, and from nothing else."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from jitadmin.adapters.saml import keys
from jitadmin.adapters.saml.metadata import METADATA_LIMITS, read_metadata
from jitadmin.core.connection import Connection
from jitadmin.core.entity import Entity
from jitadmin.core.errors import InputError, LimitError
from jitadmin.core.trust import Trust, TrustedCertificate


def trust_from(
    connection: Connection,
    *,
    folder: Path | None = None,
    in_response_to: str | None = None,
    registered: Sequence[TrustedCertificate] | None = None,
) -> Trust:
    """The trust of a connection: its own certificates and those of its identity provider's metadata.

    That is what was ``registered`` or, where nothing was, the metadata file beside the document in ``folder``. Raises
    InputError where one of them cannot be read.
    """
    idp, sp, settings = connection.identity_provider, connection.service_provider, connection.trust
    certificates = [read_certificate(text) for text in idp.certificates]
    if registered is not None:
        certificates.extend(registered)
    elif idp.metadata_file is not None:
        certificates.extend(_from_file((folder or Path()) / idp.metadata_file, idp.entity_id))
    return Trust(
        idp_entity_id=idp.entity_id,
        certificates=_once(certificates),
        audiences=sp.audiences or (sp.entity_id,),
        acs_urls=sp.acs,
        signed=settings.signed,
        clock_skew=settings.clock_skew,
        in_response_to=in_response_to,
        allow_unsolicited=settings.unsolicited == "allow",
        accept_retired={item.choice: item.until for item in settings.accept_retired},
        require_encryption=settings.encrypted == "required",
        expired_certificates=settings.expired_certificates,
    )


def trust_from_metadata(entities: Sequence[Entity], *, issuer: str | None = None, **settings: Any) -> Trust:
    """The trust in an identity provider of the metadata: the one named ``issuer``, else the first.

    A key speaks only for the entity that it stands with. The other identity providers are kept by name, so that a
    message of one of them is recognised. ``settings`` are further fields of Trust.
    """
    providers = [entity for entity in entities if entity.idp is not None]
    if not providers:
        raise InputError("metadata.no_idp", count=len(entities))
    chosen = next((entity for entity in providers if entity.entity_id == issuer), providers[0])
    certificates = [
        certificate
        for entity in providers
        if entity.entity_id == chosen.entity_id and entity.idp is not None
        for certificate in entity.idp.signing
    ]
    others = {
        entity.entity_id: entity.name or entity.entity_id
        for entity in providers
        if entity.entity_id != chosen.entity_id
    }
    return Trust(idp_entity_id=chosen.entity_id, certificates=_once(certificates), other_idps=others, **settings)


def read_certificate(text: str) -> TrustedCertificate:
    """A certificate as an admin has it: PEM, or the bare base64 of metadata; raises InputError for anything else."""
    try:
        if "-----BEGIN" in text:
            return keys.certificate(x509.load_pem_x509_certificate(text.encode()).public_bytes(Encoding.DER))
        der = keys.decode_base64(text)
        if der:
            return keys.certificate(der)
    except (ValueError, x509.InvalidVersion):
        pass
    raise InputError("key.certificate_unreadable")


def providers_of_file(path: Path, entity_id: str) -> tuple[Entity, ...]:
    """What a metadata file says of an identity provider; raises InputError where the file has nothing of it."""
    try:
        with path.open("rb") as file:
            data = file.read(METADATA_LIMITS.size + 1)
    except OSError as error:
        raise InputError("metadata.file", path=str(path), reason=f"{error.strerror or type(error).__name__}.") from None
    if len(data) > METADATA_LIMITS.size:
        raise LimitError("metadata.too_large", path=str(path), limit=METADATA_LIMITS.size >> 20)
    try:
        described = read_metadata(data)
    except InputError as error:
        reason = str(error.args_by_name.get("reason", error))
        raise InputError("metadata.file", path=str(path), reason=reason) from None
    entities = tuple(entity for entity in described if entity.entity_id == entity_id and entity.idp)
    if not entities:
        raise InputError("metadata.entity_missing", path=str(path), entity_id=entity_id)
    return entities


def _from_file(path: Path, entity_id: str) -> list[TrustedCertificate]:
    entities = providers_of_file(path, entity_id)
    return [certificate for entity in entities if entity.idp for certificate in entity.idp.signing]


def _once(certificates: Iterable[TrustedCertificate]) -> tuple[TrustedCertificate, ...]:
    return tuple({certificate.sha256: certificate for certificate in certificates}.values())

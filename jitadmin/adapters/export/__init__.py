"""Writes a connection out for real software: one module for each format, quoting in one place."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType

from jitadmin.adapters.export import (
    directus,
    django,
    keycloak,
    mellon,
    node_saml,
    okta,
    pysaml2,
    python3_saml,
    saml_metadata,
    satosa,
    setup_sheet,
    shibboleth,
    simplesamlphp,
    spring,
)
from jitadmin.adapters.export.checking import check_texts
from jitadmin.adapters.export.material import Material, Written, left
from jitadmin.adapters.export.writing import write_file, write_files
from jitadmin.adapters.saml.make.signing import SigningKey
from jitadmin.adapters.saml.trusting import read_certificate
from jitadmin.core.catalogue import IdpTemplate, SpTemplate
from jitadmin.core.connection import Connection
from jitadmin.core.entity import Entity
from jitadmin.core.errors import UsageError
from jitadmin.core.exporting import Exported, Loss, format_of, lost
from jitadmin.core.key import KeyRecord
from jitadmin.core.trust import TrustedCertificate

__all__ = ["export", "write_file", "write_files"]

_WRITERS: Mapping[str, Callable[[Material], Written]] = MappingProxyType(
    {
        "saml-metadata": saml_metadata.write,
        "pysaml2": pysaml2.write,
        "mod-auth-mellon": mellon.write,
        "shibboleth-sp": shibboleth.write,
        "simplesamlphp-sp": simplesamlphp.write_sp,
        "simplesamlphp-remote": simplesamlphp.write_remote,
        "djangosaml2": django.write_djangosaml2,
        "django-saml2-auth": django.write_saml2_auth,
        "python3-saml": python3_saml.write,
        "satosa": satosa.write,
        "node-saml": node_saml.write,
        "spring-security": spring.write,
        "directus": directus.write,
        "keycloak-client": keycloak.write_client,
        "terraform-keycloak": keycloak.write_terraform,
        "terraform-okta": okta.write,
        "setup-sheet": setup_sheet.write,
    }
)


def export(
    connection: Connection,
    format: str,  # noqa: A002
    *,
    now: datetime,
    sp_keys: tuple[KeyRecord, ...] = (),
    idp: Entity | None = None,
    sp: Entity | None = None,
    product: IdpTemplate | None = None,
    application: SpTemplate | None = None,
    secrets: Mapping[str, str] | None = None,
    folder: str = "",
    sign_with: SigningKey | None = None,
) -> Exported:
    """The connection in a format, with a sentence for everything that the format has no place for.

    ``idp`` is the identity provider as its metadata describes it; where the connection names certificates and no
    metadata file, only those certificates are taken. ``sp`` is the application as its own metadata describes it: keys
    of its own are told of, since our keys stand in the export; its addresses for logout and the numbers of its ACS are
    taken. ``product`` and ``application`` are the catalogue's
    knowledge of both sides. ``secrets`` holds private keys in PEM by the id of their record: what is in it, and nothing
    else, is written, each to a file marked secret. ``folder`` is where the files will lie on the machine that reads
    them. ``sign_with`` signs SAML metadata.

    Raises UsageError: an unknown format, something that the format cannot do without, or a value that it cannot hold;
    InputError for a certificate that cannot be read.
    """
    chosen = format_of(format)
    check_texts(connection)
    material = Material(
        connection=connection,
        format=chosen,
        now=now,
        certificates=_certificates(connection, idp),
        idp=idp,
        sp=sp,
        keys=sp_keys,
        product=product,
        application=application,
        secrets=secrets or {},
        folder=folder,
        sign_with=sign_with,
    )
    _check(material)
    written = _WRITERS[chosen.id](material)
    losses = (
        *lost(connection, chosen),
        *written.losses,
        *_unopened(material),
        *_own_keys(material, sp),
        *_own_addresses(material),
    )
    return Exported(format=chosen.id, files=written.files, losses=losses)


def _unopened(material: Material) -> tuple[Loss, ...]:
    """That logins must be encrypted and nothing could open them."""
    if material.connection.trust.encrypted != "required" or material.decrypting:
        return ()
    return (Loss(code="export.no_decryption_key", path="trust.encrypted"),)


def _own_keys(material: Material, sp: Entity | None) -> tuple[Loss, ...]:
    """That an identity provider gets nothing of the keys that the application has besides ours."""
    if material.format.side != "identityProvider" or sp is None or sp.sp is None:
        return ()
    ours = {item.sha256 for item in material.keys}
    if ours.issuperset(item.sha256 for item in (*sp.sp.signing, *sp.sp.encryption)):
        return ()
    args = {"application": material.sp_name, "idp": material.idp_name}
    return (Loss(code="export.own_certificates", args=args, path="serviceProvider"),)


def _own_addresses(material: Material) -> Iterator[Loss]:
    """What metadata says of addresses beyond the connection, where the format has no place for it."""
    if material.format.side == "identityProvider":
        role, party = material.sp.sp if material.sp else None, material.sp_name
    else:
        role, party = material.idp.idp if material.idp else None, material.idp_name
    if role is not None and role.logout and "logout" not in material.format.carries:
        yield left("logout", party=party)
    numbers = material.indexes
    if numbers != tuple(range(len(numbers))) and "acsIndexes" not in material.format.carries:
        yield left("acsIndexes", numbers=numbers)


def _check(material: Material) -> None:
    """Raises UsageError for what the format needs and the connection does not have, and for a key of another one."""
    strangers = sorted(material.secrets.keys() - {item.id for item in material.keys})
    if strangers:
        raise UsageError("export.secret_of_other", id=strangers[0])
    if material.format.sign_on:
        material.sign_on()
    if material.format.key and material.signing is None:
        raise UsageError("export.needs_key", format=material.format.title)


def _certificates(connection: Connection, idp: Entity | None) -> tuple[TrustedCertificate, ...]:
    party = connection.identity_provider
    found = [read_certificate(text) for text in party.certificates]
    if idp is not None and idp.idp is not None and (party.metadata_file is not None or not found):
        found.extend(idp.idp.signing)
    return tuple({item.sha256: item for item in found}.values())

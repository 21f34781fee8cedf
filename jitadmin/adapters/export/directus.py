"""Directus: the environment of one SAML provider, with the metadata of both sides in files."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from jitadmin.adapters.export.django import first_attribute
from jitadmin.adapters.export.material import Material, Written, slug
from jitadmin.adapters.export.quoting import dotenv
from jitadmin.adapters.export.saml_metadata import sp_metadata
from jitadmin.core.exporting import File, Loss
from jitadmin.core.exporting.formats import IDP_METADATA, SP_METADATA

_KEYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "externalId": "IDENTIFIER_KEY",
        "emails.work": "EMAIL_KEY",
        "name.givenName": "GIVEN_NAME_KEY",
        "name.familyName": "FAMILY_NAME_KEY",
    }
)


def write(material: Material) -> Written:
    """``directus.env`` for dotenv; Directus asks for a signed request only where both sides say so."""
    provider = re.sub(r"[^A-Z0-9]", "", slug(material).upper()) or "SAML"
    lines = [f"{name}={dotenv(value, what)}\n" for name, value, what in _variables(material, provider)]
    files = (
        File(name="directus.env", text="".join(lines)),
        sp_metadata(material),
        material.idp_metadata(wants_signed=material.signing is not None),
        *material.certificate_files(),
    )
    return Written(files, (*_losses(material, provider), *material.key_losses()))


def _variables(material: Material, provider: str) -> Iterator[tuple[str, str, str]]:
    prefix = f"AUTH_{provider}"
    yield "AUTH_PROVIDERS", provider.lower(), "the provider"
    yield f"{prefix}_DRIVER", "saml", "the driver"
    yield f"{prefix}_LABEL", _text(material.sp_name), "the name"
    yield f"{prefix}_SP_METADATA_FILE", material.at(SP_METADATA), "the folder"
    yield f"{prefix}_IDP_METADATA_FILE", material.at(IDP_METADATA), "the folder"
    if material.signing is not None:
        yield f"{prefix}_SP_PRIVATE_KEY_FILE", material.at(material.signing.key), "the folder"
    if material.decrypting:
        yield f"{prefix}_SP_ENC_PRIVATE_KEY_FILE", material.at(material.decrypting[0].key), "the folder"
        yield f"{prefix}_IDP_IS_ASSERTION_ENCRYPTED", _flag(material.connection.trust.encrypted == "required"), "a flag"
    yield f"{prefix}_ALLOW_PUBLIC_REGISTRATION", _flag(material.connection.policy.create), "a flag"
    for row in material.connection.attributes.rows:
        if row.field in _KEYS and first_attribute(row):
            yield f"{prefix}_{_KEYS[row.field]}", _text(first_attribute(row)), "an attribute's name"


def _text(value: str) -> str:
    """A text that Directus does not take for a number, a list or JSON."""
    return f"string:{value}"


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _losses(material: Material, provider: str) -> Iterator[Loss]:
    for row in material.connection.attributes.rows:
        if row.field not in _KEYS and first_attribute(row):
            args = {"field": row.field, "what": first_attribute(row)}
            yield Loss(code="export.row", args=args, path="attributes.rows")
    wanted = f"/auth/login/{provider.lower()}/acs"
    if not urlsplit(material.acs).path.endswith(wanted):
        args = {"format": material.format.title, "wanted": wanted, "acs": material.acs}
        yield Loss(code="export.acs_path", args=args, path="serviceProvider.acs")
    if material.connection.roles.defaults:
        yield Loss(code="export.role_by_id", args={"names": material.connection.roles.defaults}, path="roles.defaults")

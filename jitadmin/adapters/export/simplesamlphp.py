"""SimpleSAMLphp: an authentication source for the service provider, and metadata of either side for the other."""

import re
from collections.abc import Iterator
from typing import Any, Final

from jitadmin.adapters.export.material import KeyFile, Material, Written, absent, base64_of, slug, unused
from jitadmin.adapters.export.quoting import php
from jitadmin.core.entity import Role
from jitadmin.core.exporting import File, Loss

_RESPONSES: Final = "/module.php/saml/sp/saml2-acs.php/"
_RSA_SHA256: Final = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
_IDP_REMOTE: Final = "metadata/saml20-idp-remote.php"


def write_sp(material: Material) -> Written:
    """``authsources.php`` with one source, and the identity provider that it asks."""
    name = _source_name(material)
    text = f"<?php\n\n$config = {php({name: _source(material)})};\n"
    files = (
        File(name="config/authsources.php", text=text),
        _idp_remote(material),
        *(_in_cert(item) for item in material.certificate_files(_named(material))),
    )
    losses = list(_key_losses(material))
    if f"{_RESPONSES}{name}" not in material.acs:
        args = {"format": material.format.title, "wanted": f"{_RESPONSES}{name}", "acs": material.acs}
        losses.append(Loss(code="export.acs_path", args=args, path="serviceProvider.acs"))
    return Written(files, tuple(losses))


def write_remote(material: Material) -> Written:
    """The service provider for an identity provider that is SimpleSAMLphp."""
    sp = material.connection.service_provider
    text = f"<?php\n\n$metadata[{php(sp.entity_id)}] = {php(_sp_remote(material))};\n"
    return Written((File(name="metadata/saml20-sp-remote.php", text=text),))


def _source_name(material: Material) -> str:
    found = re.search(re.escape(_RESPONSES) + r"([A-Za-z0-9_.-]+)$", material.acs)
    return found[1] if found else slug(material)


def _source(material: Material) -> dict[str, Any]:
    connection = material.connection
    source: dict[str, Any] = {
        "0": "saml:SP",
        "entityID": connection.service_provider.entity_id,
        "idp": connection.identity_provider.entity_id,
        "name": {"en": material.sp_name},
        "signature.algorithm": _RSA_SHA256,
        "sign.authnrequest": material.signing is not None,
        "redirect.sign": material.signing is not None,
        "WantAssertionsSigned": connection.trust.signed in ("assertion", "both"),
        "assertion.encryption": connection.trust.encrypted == "required",
    }
    if material.wanted:
        source["attributes"] = [item.name for item in material.wanted]
        required = [item.name for item in material.wanted if item.required]
        if required:
            source["attributes.required"] = required
    if material.name_id_format:
        source["NameIDPolicy"] = {"Format": material.name_id_format, "AllowCreate": True}
    return {**source, **_keys(material)}


def _named(material: Material) -> tuple[KeyFile, ...]:
    """The key in use and one to come: SimpleSAMLphp knows one of each (its own word for a rollover)."""
    return tuple(item for item in material.key_files if not item.is_ec)[:2]


def _key_losses(material: Material) -> Iterator[Loss]:
    """It decrypts with both of its keys, whatever they are meant for, and with no other."""
    yield from (loss for loss in material.key_losses("cert/") if loss.code != "export.key_absent")
    for item in material.key_files:
        if item in _named(material):
            if item.record.id not in material.secrets:
                yield absent(item, material.at(f"cert/{item.key}"))
        elif not item.is_ec:
            yield unused(material, item)


def _keys(material: Material) -> dict[str, str]:
    found: dict[str, str] = {}
    for prefix, item in zip(("", "new_"), _named(material), strict=False):
        found[f"{prefix}privatekey"] = item.key
        found[f"{prefix}certificate"] = item.certificate
    return found


def _in_cert(file: File) -> File:
    return File(name=f"cert/{file.name}", text=file.text, secret=file.secret)


def _idp_remote(material: Material) -> File:
    known = material.idp.idp if material.idp and material.idp.idp else None
    entry: dict[str, Any] = {
        "name": {"en": material.idp_name},
        "SingleSignOnService": [
            {"Binding": item.binding, "Location": item.location} for item in (known.endpoints if known else ())
        ],
        "keys": [_key(base64_of(item), signing=True, encryption=False) for item in material.trusted()],
    }
    if known and known.logout:
        entry["SingleLogoutService"] = _logout(known)
    if known and known.name_id_formats:
        entry["NameIDFormat"] = list(known.name_id_formats)
    entity_id = material.connection.identity_provider.entity_id
    return File(name=_IDP_REMOTE, text=f"<?php\n\n$metadata[{php(entity_id)}] = {php(entry)};\n")


def _logout(role: Role) -> list[dict[str, str]]:
    return [
        {"Binding": item.binding, "Location": item.location}
        | ({"ResponseLocation": item.responses} if item.responses else {})
        for item in role.logout
    ]


def _sp_remote(material: Material) -> dict[str, Any]:
    connection, role = material.connection, material.role()
    signs = {item.sha256 for item in role.signing}
    encrypts = {item.sha256 for item in role.encryption}
    certificates = {item.sha256: item for item in (*role.signing, *role.encryption)}
    entry: dict[str, Any] = {
        "name": {"en": material.sp_name},
        "AssertionConsumerService": [
            {"index": item.index, "isDefault": item.default, "Binding": item.binding, "Location": item.location}
            for item in role.endpoints
        ],
        "keys": [
            _key(base64_of(item), signing=digest in signs, encryption=digest in encrypts)
            for digest, item in certificates.items()
        ],
        "saml20.sign.response": connection.trust.signed in ("response", "both"),
        "saml20.sign.assertion": connection.trust.signed != "response",
        # Without a certificate to encrypt for, SimpleSAMLphp would answer every login with an error.
        "assertion.encryption": connection.trust.encrypted == "required" and bool(role.encryption),
        "validate.authnrequest": material.signing is not None,
        "signature.algorithm": _RSA_SHA256,
    }
    if role.logout:
        entry["SingleLogoutService"] = _logout(role)
    if material.name_id_format:
        entry["NameIDFormat"] = material.name_id_format
    formats = {item.name_format for item in material.wanted}
    if len(formats) == 1:
        entry["attributes.NameFormat"] = formats.pop()
    if material.wanted:
        entry["attributes"] = [item.name for item in material.wanted]
    return entry


def _key(certificate: str, *, signing: bool, encryption: bool) -> dict[str, Any]:
    return {"type": "X509Certificate", "signing": signing, "encryption": encryption, "X509Certificate": certificate}

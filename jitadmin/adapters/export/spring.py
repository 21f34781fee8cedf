"""Spring Security through Spring Boot: the properties of one relying party as ``application.yml``."""

import re
from typing import Any

from jitadmin.adapters.export.material import Material, Written, slug, trusted_pem
from jitadmin.adapters.export.quoting import unwritable, yaml_text
from jitadmin.core.exporting import File


def write(material: Material) -> Written:
    """The properties of ``spring.security.saml2.relyingparty`` (Spring Boot 3) and the files that they name."""
    certificates = tuple(
        File(name=f"idp{f'-{number}' if number > 1 else ''}.crt", text=text)
        for number, text in enumerate(trusted_pem(material), 1)
    )
    party = {"registration": {slug(material): _registration(material, certificates)}}
    settings = {"spring": {"security": {"saml2": {"relyingparty": party}}}}
    files = (File(name="application.yml", text=yaml_text(settings)), *certificates, *material.certificate_files())
    return Written(files, material.key_losses())


def _registration(material: Material, certificates: tuple[File, ...]) -> dict[str, Any]:
    sp, endpoint = material.connection.service_provider, material.sign_on()
    registration: dict[str, Any] = {
        "entity-id": _template(sp.entity_id, "the entity ID"),
        "acs": {"location": _template(material.acs, "the ACS"), "binding": "post"},
    }
    if material.name_id_format:
        registration["name-id-format"] = _text(material.name_id_format, "the NameID format")
    if material.signing is not None:
        registration["signing"] = {
            "credentials": [_credential(material, material.signing.key, material.signing.certificate)]
        }
    if material.decrypting:
        pairs = [_credential(material, item.key, item.certificate) for item in material.decrypting]
        registration["decryption"] = {"credentials": pairs}
    registration["assertingparty"] = {
        "entity-id": _text(material.connection.identity_provider.entity_id, "the identity provider's entity ID"),
        "singlesignon": {
            "url": _text(endpoint.location, "the sign-on address"),
            "binding": "redirect" if endpoint.binding.endswith("Redirect") else "post",
            "sign-request": material.signing is not None,
        },
        "verification": {
            "credentials": [{"certificate-location": _file(material, item.name)} for item in certificates],
        },
    }
    return registration


def _credential(material: Material, key: str, certificate: str) -> dict[str, str]:
    return {"private-key-location": _file(material, key), "certificate-location": _file(material, certificate)}


def _file(material: Material, name: str) -> str:
    place = material.at(name)
    return _text(f"file:{place}" if place.startswith("/") else f"classpath:{place}", "the folder")


def _text(value: str, what: str) -> str:
    """A value in which Spring finds no placeholder to fill."""
    if "${" in value:
        raise unwritable(value, what, "Spring")
    return value


def _template(value: str, what: str) -> str:
    """A value of a setting where Spring fills in ``{baseUrl}`` and its like."""
    if re.search(r"[{}]", value):
        raise unwritable(value, what, "Spring")
    return value

"""Keycloak as identity provider: a client for its import, and the same by Terraform."""

import json
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from jitadmin.adapters.export.hcl import Block, Reference, document
from jitadmin.adapters.export.material import Material, Written, base64_of, labels
from jitadmin.adapters.export.quoting import identifiers
from jitadmin.core.exporting import File, Loss, Wanted
from jitadmin.core.exporting.wanted import BASIC, URI, name_id_fields

_PROPERTIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "userName": "username",
        "emails.work": "email",
        "name.givenName": "firstName",
        "name.familyName": "lastName",
        "externalId": "id",
    }
)
_FORMATS: Final[Mapping[str, str]] = MappingProxyType({BASIC: "Basic", URI: "URI Reference"})
_NAME_IDS: Final[Mapping[str, str]] = MappingProxyType(
    {"emailAddress": "email", "persistent": "persistent", "transient": "transient", "unspecified": "username"}
)


def write_client(material: Material) -> Written:
    """The representation that "Import client" of the administration console takes."""
    sp = material.connection.service_provider
    client = {
        "clientId": sp.entity_id,
        "name": material.sp_name,
        "protocol": "saml",
        "enabled": True,
        "frontchannelLogout": True,
        "fullScopeAllowed": False,
        "redirectUris": [material.acs, *sp.acs[1:]],
        "attributes": _attributes(material),
        "protocolMappers": [_mapper(item, labels(material)[item.name]) for item in material.wanted],
    }
    text = json.dumps(client, ensure_ascii=False, indent=2) + "\n"
    return Written((File(name="keycloak-client.json", text=text),), tuple(_losses(material)))


def _attributes(material: Material) -> dict[str, str]:
    trust = material.connection.trust
    attributes = {
        "saml_assertion_consumer_url_post": material.acs,
        "saml.assertion.signature": _flag(trust.signed != "response"),
        "saml.server.signature": _flag(trust.signed in ("response", "both")),
        "saml.signature.algorithm": "RSA_SHA256",
        "saml.client.signature": _flag(material.signing is not None),
        "saml.encrypt": _flag(_encrypts(material)),
        "saml.authnstatement": "true",
        "saml.force.post.binding": "true",
    }
    if material.signing is not None:
        attributes["saml.signing.certificate"] = base64_of(material.role().signing[0])
    if _encrypts(material):
        attributes["saml.encryption.certificate"] = base64_of(material.role().encryption[0])
    if _name_id(material):
        attributes |= {"saml_name_id_format": _name_id(material), "saml_force_name_id_format": "true"}
    return attributes


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _encrypts(material: Material) -> bool:
    return material.connection.trust.encrypted == "required" and bool(material.decrypting)


def _name_id(material: Material) -> str:
    known = _NAME_IDS.get(material.name_id_format.rpartition(":")[2], "")
    return known or ("email" if "emails.work" in name_id_fields(material.connection) else "")


def _mapper(item: Wanted, label: str) -> dict[str, Any]:
    config = {
        "attribute.name": item.name,
        "attribute.nameformat": _FORMATS.get(item.name_format, "Unspecified"),
        "friendly.name": item.friendly_name,
    }
    kind = "saml-user-attribute-mapper"
    source = _property(item)
    if item.groups:
        kind = "saml-group-membership-mapper"
        config |= {"single": "true", "full.path": "false"}
    elif source:
        kind = "saml-user-property-mapper"
        config["user.attribute"] = source
    else:
        config["user.attribute"] = user_attribute(item)
    return {"name": label, "protocol": "saml", "protocolMapper": kind, "consentRequired": False, "config": config}


def _property(item: Wanted) -> str:
    found = (_PROPERTIES[field] for field in item.meanings if field in _PROPERTIES)
    return next(found, "")


def user_attribute(item: Wanted) -> str:
    """What an identity provider may call a value that has no place of its own: the last word of the field."""
    return item.meanings[0].replace(":", ".").rpartition(".")[2] if item.fields else item.local


def _losses(material: Material) -> Iterator[Loss]:
    """Only the first certificate of each use has a place, and values beyond the basic ones are a guess."""
    role = material.role()
    if len(role.signing) > 1 or (_encrypts(material) and len(role.encryption) > 1):
        yield Loss(code="export.one_certificate", args={"format": material.format.title})
    guessed = [item.local for item in material.wanted if not item.groups and not _property(item)]
    if guessed:
        yield Loss(code="export.guessed_sources", args={"names": guessed, "idp": "Keycloak"})


def write_terraform(material: Material) -> Written:
    """The client and its mappers for the provider ``keycloak/keycloak``; the realm is a variable."""
    name = identifiers([material.connection.name], start="sp")[material.connection.name]
    client = Reference(f"keycloak_saml_client.{name}.id")
    titles = labels(material)
    words = identifiers(titles.values(), start="attribute")
    blocks = [
        Block(("terraform",), {}, [Block(("required_providers",), {"keycloak": {"source": "keycloak/keycloak"}})]),
        Block(("variable", "realm_id"), {"type": Reference("string")}),
        Block(("resource", "keycloak_saml_client", name), _terraform_client(material)),
        *(_terraform_mapper(item, titles[item.name], words, client) for item in material.wanted),
    ]
    certificates = [File(name=item.certificate, text=item.record.certificate_pem) for item in material.used_keys]
    return Written((File(name="keycloak.tf", text=document(blocks)), *certificates), tuple(_losses(material)))


def _terraform_client(material: Material) -> dict[str, Any]:
    sp, trust = material.connection.service_provider, material.connection.trust
    arguments: dict[str, Any] = {
        "realm_id": Reference("var.realm_id"),
        "client_id": sp.entity_id,
        "name": material.sp_name,
        "assertion_consumer_post_url": material.acs,
        "valid_redirect_uris": list(sp.acs),
        "sign_documents": trust.signed in ("response", "both"),
        "sign_assertions": trust.signed != "response",
        "encrypt_assertions": _encrypts(material),
        "client_signature_required": material.signing is not None,
        "signature_algorithm": "RSA_SHA256",
        "force_post_binding": True,
        "include_authn_statement": True,
        "full_scope_allowed": False,
    }
    if _name_id(material):
        arguments |= {"name_id_format": _name_id(material), "force_name_id_format": True}
    if material.signing is not None:
        arguments["signing_certificate"] = Reference(f'file("${{path.module}}/{material.signing.certificate}")')
    if _encrypts(material):
        certificate = material.decrypting[0].certificate
        arguments["encryption_certificate"] = Reference(f'file("${{path.module}}/{certificate}")')
    return arguments


def _terraform_mapper(item: Wanted, title: str, words: Mapping[str, str], client: Reference) -> Block:
    label = words[title]
    names = {"realm_id": Reference("var.realm_id"), "client_id": client, "name": title}
    if item.groups:
        config = _mapper(item, title)["config"]
        arguments = {"protocol": "saml", "protocol_mapper": "saml-group-membership-mapper", "config": config}
        return Block(("resource", "keycloak_generic_protocol_mapper", label), {**names, **arguments})
    source = _property(item)
    attribute = {
        "saml_attribute_name": item.name,
        "saml_attribute_name_format": _FORMATS.get(item.name_format, "Unspecified"),
        **({"friendly_name": item.friendly_name} if item.friendly_name else {}),
    }
    if source:
        kind = "keycloak_saml_user_property_protocol_mapper"
        return Block(("resource", kind, label), {**names, "user_property": source, **attribute})
    kind = "keycloak_saml_user_attribute_protocol_mapper"
    return Block(("resource", kind, label), {**names, "user_attribute": user_attribute(item), **attribute})

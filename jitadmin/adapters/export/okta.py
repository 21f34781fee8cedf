"""Okta as identity provider, by Terraform: a SAML application with its attribute statements."""

from collections.abc import Iterator
from typing import Any, Final

from jitadmin.adapters.catalogue import Catalogue
from jitadmin.adapters.export.hcl import Block, document
from jitadmin.adapters.export.keycloak import user_attribute
from jitadmin.adapters.export.material import Material, Written, left
from jitadmin.adapters.export.quoting import identifiers
from jitadmin.core.catalogue import IdpTemplate
from jitadmin.core.exporting import File, Loss, Wanted
from jitadmin.core.exporting.wanted import name_id_fields
from jitadmin.core.names import NAME_ID_1_1

_ID: Final = "okta"
_CONTEXT: Final = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"


def write(material: Material) -> Written:
    """One ``okta_app_saml``; what each attribute is filled with comes from the catalogue's knowledge of Okta."""
    product = material.product if material.product and material.product.id == _ID else None
    product = product or Catalogue.shipped().identity_provider(_ID)
    name = identifiers([material.connection.name], start="sp")[material.connection.name]
    statements = [_statement(item, product) for item in material.wanted]
    blocks = [
        Block(("terraform",), {}, [Block(("required_providers",), {"okta": {"source": "okta/okta"}})]),
        Block(("resource", "okta_app_saml", name), _arguments(material), statements),
    ]
    losses = tuple(_losses(material, product))
    return Written((File(name="okta.tf", text=document(blocks)),), losses)


def _arguments(material: Material) -> dict[str, Any]:
    sp, trust = material.connection.service_provider, material.connection.trust
    form = material.name_id_format or f"{NAME_ID_1_1}unspecified"
    arguments: dict[str, Any] = {
        "label": material.sp_name,
        "sso_url": material.acs,
        "recipient": material.acs,
        "destination": material.acs,
        "audience": (sp.audiences or (sp.entity_id,))[0],
        "subject_name_id_format": form,
        # Okta's own expression, which Terraform must leave alone: it is a value here and quoted like any other.
        "subject_name_id_template": "${user.email}" if _is_address(material, form) else "${user.userName}",
        "assertion_signed": trust.signed != "response",
        "response_signed": trust.signed in ("response", "both"),
        "signature_algorithm": "RSA_SHA256",
        "digest_algorithm": "SHA256",
        "honor_force_authn": True,
        "authn_context_class_ref": _CONTEXT,
    }
    if len(sp.acs) > 1:
        arguments["acs_endpoints"] = list(sp.acs)
    return arguments


def _is_address(material: Material, form: str) -> bool:
    return form.endswith("emailAddress") or "emails.work" in name_id_fields(material.connection)


def _statement(item: Wanted, product: IdpTemplate) -> Block:
    if item.groups:
        group = {"type": "GROUP", "filter_type": "REGEX", "filter_value": ".*"}
        return Block(("attribute_statements",), {**group, "name": item.name, "namespace": item.name_format})
    source = _source(item, product) or f"user.{user_attribute(item)}"
    arguments = {"type": "EXPRESSION", "name": item.name, "namespace": item.name_format, "values": [source]}
    return Block(("attribute_statements",), arguments)


def _source(item: Wanted, product: IdpTemplate) -> str:
    found = (product.attribute(field) for field in item.meanings)
    return next((attribute.source for attribute in found if attribute is not None), "")


def _losses(material: Material, product: IdpTemplate) -> Iterator[Loss]:
    audiences = material.connection.service_provider.audiences
    if len(audiences) > 1:
        yield left("audiences", others=audiences[1:])
    guessed = [item.local for item in material.wanted if not item.groups and not _source(item, product)]
    if set(name_id_fields(material.connection)) - {"userName", "emails.work"}:
        guessed.insert(0, "NameID")
    if guessed:
        yield Loss(code="export.guessed_sources", args={"names": guessed, "idp": product.name})
    if any(item.groups for item in material.wanted):
        yield Loss(code="export.all_groups", args={"idp": product.name})
    if material.signing is not None:
        yield Loss(code="export.requests_unchecked", args={"idp": product.name})

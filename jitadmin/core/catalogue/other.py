"""Parties that are in no catalogue: by hand, or as their own metadata describes them."""

from datetime import date
from typing import Final

import msgspec

from jitadmin.core.catalogue.application import (
    AppAttribute,
    ChosenBy,
    Endpoints,
    NameIdUse,
    Signing,
    SpTemplate,
)
from jitadmin.core.catalogue.common import UNKNOWN, Head, Placeholder, holes
from jitadmin.core.catalogue.identity import IdpNameId, IdpSigning, IdpTemplate
from jitadmin.core.entity import Endpoint, Entity
from jitadmin.core.names import family

OTHER: Final = "other"
POST: Final = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
_LONG_AGO: Final = date(1970, 1, 1)
_OWN: Final = "urn:ietf:params:scim:schemas:extension:jitadmin:2.0:User:"
_ENTERPRISE: Final = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:"
_FIELDS: Final = {
    "mail": "emails.work", "email": "emails.work", "givenName": "name.givenName", "sn": "name.familyName",
    "displayName": "displayName", "name": "displayName", "cn": "displayName", "uid": "userName", "upn": "userName",
    "eduPersonPrincipalName": "userName", "eduPersonUniqueId": "externalId", "objectidentifier": "externalId",
    "subject-id": "externalId", "pairwise-id": "externalId", "title": "title", "telephoneNumber": "phoneNumbers.work",
    "mobile": "phoneNumbers.mobile", "preferredLanguage": "preferredLanguage", "employeeType": "userType",
    "employeeNumber": _ENTERPRISE + "employeeNumber", "o": _ENTERPRISE + "organization",
    "departmentNumber": _ENTERPRISE + "department", "groups": "groups", "isMemberOf": "groups", "member": "groups",
    "role": "roles",
}  # fmt: skip
_ADDRESS: Final = Placeholder(
    label="Entity ID of the identity provider",
    example="https://idp.example.com/metadata",
    pattern=r"\S{1,2048}",
    origin="identityProvider",
)


def other_head(kind: str, name: str) -> Head:
    """How a party that is in no catalogue is listed."""
    return Head(api_version="jitadmin/v1", kind=kind, id=OTHER, name=name, vendor="", category="")


def other_identity_provider(name: str, entity: Entity | None = None) -> IdpTemplate:
    """An identity provider of which nothing is known but what its metadata says."""
    template = IdpTemplate(
        api_version="jitadmin/v1",
        kind="IdentityProviderTemplate",
        id=OTHER,
        name=name,
        vendor="",
        category="",
        collected=_LONG_AGO,
        entity_id="{entityId}",
        placeholders={"entityId": _ADDRESS},
        name_id=IdpNameId(certainty="unsure"),
        signing=IdpSigning(certainty="unsure"),
    )
    return as_described_idp(template, entity) if entity else template


def other_application(name: str, entity: Entity | None = None) -> SpTemplate:
    """An application of which nothing is known but what its metadata says."""
    template = SpTemplate(
        api_version="jitadmin/v1",
        kind="ServiceProviderTemplate",
        id=OTHER,
        name=name,
        vendor="",
        category="",
        collected=_LONG_AGO,
    )
    return as_described_sp(template, entity) if entity else template


def as_described_idp(template: IdpTemplate, entity: Entity) -> IdpTemplate:
    """The product with the entity ID of the very party, so that nothing is left to ask."""
    role = entity.idp
    found = msgspec.structs.replace(
        template, entity_id=entity.entity_id, entity_id_certainty="verified", placeholders={}
    )
    if role is None or not role.name_id_formats or template.id != OTHER:
        return found
    subject = IdpNameId(format=role.name_id_formats[0], formats=role.name_id_formats)
    return msgspec.structs.replace(found, name_id=subject)


def as_described_sp(template: SpTemplate, entity: Entity) -> SpTemplate:
    """The application with the addresses of the very party; attributes only where the catalogue names none."""
    role = entity.sp
    by: ChosenBy = "application"
    acs = acs_of(entity)
    ends = Endpoints(
        entity_id=entity.entity_id,
        entity_id_chosen_by=by,
        acs=acs[0] if acs else UNKNOWN,
        slo=role.logout[0].location if role and role.logout else template.endpoints.slo,
    )
    attributes = template.attributes or tuple(_requested(entity))
    used = {name for item in attributes for name in holes(item.name)}
    found = msgspec.structs.replace(
        template,
        endpoints=ends,
        attributes=attributes,
        placeholders={name: hole for name, hole in template.placeholders.items() if name in used},
    )
    if role is None or template.id != OTHER:
        return found
    return msgspec.structs.replace(
        found,
        name_id=NameIdUse(format=role.name_id_formats[0] if role.name_id_formats else UNKNOWN),
        signing=Signing(assertion=True if role.wants_signed else UNKNOWN),
    )


def acs_of(entity: Entity) -> tuple[str, ...]:
    """The addresses that take a response by POST, the default one first (saml-metadata 2.2.3)."""
    if entity.sp is None:
        return ()
    usable = [item for item in entity.sp.endpoints if item.binding == POST]
    return tuple(dict.fromkeys(item.location for item in sorted(usable, key=_order)))


def _order(item: Endpoint) -> tuple[bool, int]:
    return not item.default, item.index if item.index is not None else 1 << 20


def _requested(entity: Entity) -> list[AppAttribute]:
    found: dict[str, AppAttribute] = {}
    for item in entity.sp.requested if entity.sp else ():
        if item.name:
            label = item.friendly_name or item.name
            field = _FIELDS.get(family(item.name) or family(label) or "", _OWN + label.rpartition(":")[2])
            found[item.name] = AppAttribute(
                name=item.name,
                name_format=item.name_format or UNKNOWN,
                name_chosen_by="application",
                to=(field,),
                required=item.required,
            )
    return list(found.values())

"""An application of the catalogue: what it expects of an identity provider, and what it does with a login."""

from datetime import date
from typing import Literal

import msgspec

from jitadmin.core.catalogue.common import UNKNOWN, Alternative, Known, Placeholder, Quirk, Reference, Switch
from jitadmin.core.catalogue.provisioning import Jit
from jitadmin.core.connection.record import Record

ChosenBy = Literal["application", "admin", "unknown"]


class Endpoints(Record, frozen=True, kw_only=True):
    """Addresses, as patterns with placeholders. An entity ID is any text and is never checked as a URL.

    ``acs_for_idp_initiated`` is empty where it is the same, ``unknown`` where it is another one that no source prints.
    ``slo``, ``sign_on``, ``relay_state`` and ``metadata`` are ``none`` where the application has none.
    """

    entity_id: str = UNKNOWN
    entity_id_alternatives: tuple[Alternative, ...] = ()
    entity_id_chosen_by: ChosenBy = UNKNOWN
    acs: str = UNKNOWN
    acs_alternatives: tuple[Alternative, ...] = ()
    acs_for_idp_initiated: str = ""
    slo: str = UNKNOWN
    slo_honoured: Known = UNKNOWN
    sign_on: str = UNKNOWN
    relay_state: str = UNKNOWN
    metadata: str = UNKNOWN


class NameIdUse(Record, frozen=True, kw_only=True):
    """What the application wants in the NameID, and what it makes of it.

    ``source`` is the kind of value; ``must_not_change`` says that another value later is another person or a lock-out.
    ``overridden_by`` names an attribute that replaces it, ``stand_ins`` attributes that serve where it is missing.
    """

    format: str = UNKNOWN
    format_configurable: Known = UNKNOWN
    accepted: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    source: Literal["email", "userName", "stableId", "objectId", "federationId", "unknown"] = UNKNOWN
    required: Known = UNKNOWN
    must_not_change: Known = UNKNOWN
    compare: Literal["exact", "ignoreCase", "unknown"] = UNKNOWN
    to: tuple[str, ...] = ()
    name_qualifier: str = ""
    sp_name_qualifier: str = ""
    overridden_by: str = ""
    stand_ins: tuple[str, ...] = ()
    note: str = ""


class NameVariant(Record, frozen=True, kw_only=True):
    """The name that an attribute has under one NameFormat."""

    name: str
    name_format: str


class ValueShape(Record, frozen=True, kw_only=True):
    """What values look like: one for each entry, joined into one text, or either; composite parts; bounds.

    ``parts`` names what a composite value consists of, joined by ``separator``; ``wildcard`` stands for any part.
    """

    form: Literal["values", "joined", "either", "unknown"] = UNKNOWN
    separator: str = ""
    parts: tuple[str, ...] = ()
    wildcard: str = ""
    pattern: str = ""
    example: str = ""
    min_length: int | None = None
    max_length: int | None = None
    joined_max_length: int | None = None
    minimum: int | None = None
    maximum: int | None = None


class Flag(Record, frozen=True, kw_only=True):
    """An attribute that switches a role on: what its values, another value, no text and its absence each mean."""

    role: str
    true: tuple[str, ...] = ()
    other: Literal["revoke", "keep", "unknown"] = UNKNOWN
    empty: Literal["revoke", "keep", "unknown"] = UNKNOWN
    absent: Literal["revoke", "keep", "unknown"] = UNKNOWN


AbsentMeans = Literal["keep", "clear", "default", "derived", "refuse", "unknown"]


class AppAttribute(Record, frozen=True, kw_only=True):
    """One attribute that the application reads.

    ``name`` is exact and may hold placeholders (``…/PrincipalTag:{tagKey}``). Where ``name_chosen_by`` is ``admin`` the
    name is typed into the setting ``slot`` of the application and ``name`` is its default or a documented sample.
    ``variants`` are names that depend on the NameFormat; ``aliases`` are other names it reads. ``to`` holds SCIM
    fields, or ``groups``, ``roles``; ``record`` is the object that is written where it is not the account itself.
    ``mapping`` is ``template`` or ``regexTemplate`` where the setting takes an expression over attributes.
    ``effect`` tells a full list from names to ``add`` or to ``remove``. ``fallback`` is read where it is absent.
    """

    name: str = ""
    slot: str = ""
    name_chosen_by: ChosenBy = UNKNOWN
    name_format: str = UNKNOWN
    variants: tuple[NameVariant, ...] = ()
    aliases: tuple[str, ...] = ()
    to: tuple[str, ...]
    record: str = ""
    mapping: Literal["name", "template", "regexTemplate"] = "name"
    required: Known = UNKNOWN
    multi_valued: Known = UNKNOWN
    shape: ValueShape | None = None
    flag: Flag | None = None
    effect: Literal["set", "add", "remove"] = "set"
    insert_only: Known = UNKNOWN
    missing: AbsentMeans = UNKNOWN
    empty: AbsentMeans = UNKNOWN
    fallback: Literal["nameId", "nameIdIfEmail", "userName", "never", "unknown"] = UNKNOWN
    note: str = ""


class AttributeNames(Record, frozen=True, kw_only=True):
    """How names are written and compared; ``friendly_name``: whether it is accepted in place of the Name."""

    dialect: Literal[
        "short", "wsClaims", "oid", "objectField", "vendorUri", "entraClaims", "adminChosen", "mixed", "unknown"
    ] = UNKNOWN
    compare: Literal["exact", "ignoreCase", "unknown"] = UNKNOWN
    friendly_name: Known = UNKNOWN


class RoleValue(Record, frozen=True, kw_only=True):
    """A role that the application knows by this value; ``privilege`` from 0 to 100 is our own estimate of its reach."""

    value: str
    title: str = ""
    privilege: int = 10


class RoleUse(Record, frozen=True, kw_only=True):
    """How roles or groups are decided.

    ``style``: the value is the role (``direct``), a flag, a group that the application maps (``groupMapped``) or that
    must be named like one of its own (``groupNames``), a profile, a ``composite`` value, or a licence.
    ``pattern`` is a regular expression whose first group is the name of the role within a composite value. ``never``
    names roles that a login cannot give.
    """

    attribute: str = ""
    slot: str = ""
    style: Literal[
        "direct", "flag", "groupMapped", "groupNames", "profile", "composite", "licence", "unknown"
    ] = UNKNOWN  # fmt: skip
    values: tuple[RoleValue, ...] = ()
    compare: Literal["exact", "ignoreCase", "unknown"] = UNKNOWN
    separator: str = ""
    pattern: str = ""
    never: tuple[str, ...] = ()
    switch: str = ""
    plan: str = ""


class Signing(Record, frozen=True, kw_only=True):
    """Signatures and encryption; ``switch`` is a choice of the admin. ``either``: one signature is enough."""

    assertion: Switch = UNKNOWN
    response: Switch = UNKNOWN
    either: Known = UNKNOWN
    requests: Switch = UNKNOWN
    encryption: Switch = UNKNOWN
    certificate_as: Literal["file", "text", "fingerprint", "metadata", "unknown"] = UNKNOWN


class SpTemplate(Record, frozen=True, kw_only=True):
    """One application: everything that a new connection needs from its side, with sources."""

    api_version: Literal["jitadmin/v1"]
    kind: Literal["ServiceProviderTemplate"]
    id: str
    name: str
    vendor: str
    category: str
    collected: date
    account_model: Literal["account", "linkExisting", "sessionOnly", "unknown"] = UNKNOWN
    sso_initiation: tuple[Literal["sp", "idp"], ...] = ()
    session_not_on_or_after: Literal["honoured", "ignored", "unknown"] = UNKNOWN
    endpoints: Endpoints = Endpoints()
    placeholders: dict[str, Placeholder] = msgspec.field(default_factory=dict)
    name_id: NameIdUse = NameIdUse()
    attribute_names: AttributeNames = AttributeNames()
    attributes: tuple[AppAttribute, ...] = ()
    roles: RoleUse | None = None
    signing: Signing = Signing()
    jit: Jit = Jit()
    quirks: tuple[Quirk, ...] = ()
    sources: tuple[Reference, ...] = ()

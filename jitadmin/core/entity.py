"""What SAML metadata says of one party (saml-metadata-2.0-os), as plain data.

A certificate in metadata is trusted for what it is: metadata keys are pinned, their dates and issuers are only shown.
"""

from typing import Literal

import msgspec

from jitadmin.core.message import Time
from jitadmin.core.trust import TrustedCertificate


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """An address that takes messages over one binding; ``index`` and ``default`` are those of ACS addresses.

    ``responses`` is where answers go instead, for logout (saml-metadata 2.2.2).
    """

    binding: str
    location: str
    index: int | None = None
    default: bool = False
    responses: str = ""


class RequestedAttribute(msgspec.Struct, frozen=True, kw_only=True):
    """An attribute that a service provider asks for."""

    name: str
    name_format: str | None = None
    friendly_name: str | None = None
    required: bool = False


class Role(msgspec.Struct, frozen=True, kw_only=True):
    """One side that a party plays. ``endpoints`` are the single sign-on services of an identity provider, the assertion
    consumer services of a service provider. A key without ``use`` is in both lists, as the standard says.
    """

    kind: Literal["idp", "sp"]
    signing: tuple[TrustedCertificate, ...] = ()
    encryption: tuple[TrustedCertificate, ...] = ()
    endpoints: tuple[Endpoint, ...] = ()
    logout: tuple[Endpoint, ...] = ()
    name_id_formats: tuple[str, ...] = ()
    wants_signed: bool = False
    requested: tuple[RequestedAttribute, ...] = ()
    unreadable_keys: int = 0


class Entity(msgspec.Struct, frozen=True, kw_only=True):
    """One EntityDescriptor. ``signed`` says that a signature is there, not that anybody checked it."""

    entity_id: str
    name: str = ""
    idp: Role | None = None
    sp: Role | None = None
    valid_until: Time | None = None
    signed: bool = False

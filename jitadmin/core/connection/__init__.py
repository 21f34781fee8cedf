"""The connection document: one identity provider, one service provider, and all that is decided between them."""

from typing import Any, Literal

import msgspec

from jitadmin.core.connection.attribute_map import AttributeMap
from jitadmin.core.connection.parties import IdentityProvider, ServiceProvider, TrustSettings
from jitadmin.core.connection.policy import Policy
from jitadmin.core.connection.record import Record
from jitadmin.core.connection.role_map import RoleMap
from jitadmin.core.errors import InputError

API_VERSION = "jitadmin/v1"


class Connection(Record, frozen=True, kw_only=True):
    """How an identity provider and an application meet: whom it trusts, what becomes of the attributes, which roles
    they give, and what just-in-time provisioning does. Immutable, so that undo is keeping the value before.
    """

    api_version: Literal["jitadmin/v1"]
    kind: Literal["Connection"] = "Connection"
    name: str
    title: str = ""
    identity_provider: IdentityProvider
    service_provider: ServiceProvider
    trust: TrustSettings = TrustSettings()
    attributes: AttributeMap = AttributeMap()
    roles: RoleMap = RoleMap()
    policy: Policy = Policy()


def plain(connection: Connection) -> dict[str, Any]:
    """Lists, texts and names as in the document, with ``kind`` spelt out after ``apiVersion``."""
    # Through JSON, so that it is equal to what was read from a file or a database.
    values: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(connection))
    return {"apiVersion": values.pop("apiVersion"), "kind": connection.kind, **values}


def from_plain(body: dict[str, Any]) -> Connection:
    """The connection that a workspace kept; raises ``InputError`` for one that this program cannot read."""
    try:
        return msgspec.convert(body, Connection)
    except msgspec.ValidationError as error:
        raise InputError("workspace.body", name=str(body.get("name", "")), reason=str(error)) from None

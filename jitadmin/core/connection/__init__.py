"""The connection document: one identity provider, one service provider, and all that is decided between them."""

from typing import Literal

from jitadmin.core.connection.attribute_map import AttributeMap
from jitadmin.core.connection.parties import IdentityProvider, ServiceProvider, TrustSettings
from jitadmin.core.connection.policy import Policy
from jitadmin.core.connection.record import Record
from jitadmin.core.connection.role_map import RoleMap

API_VERSION = "jitadmin/v1"


class Connection(Record, frozen=True, kw_only=True):
    """What the workbench edits and ``preview`` reads; immutable, so that undo is keeping the value before."""

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

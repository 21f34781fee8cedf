"""What the translations of all applications share."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import msgspec

from jitadmin.core.connection.attribute_map import AttributeMap
from jitadmin.core.connection.role_map import Kind, Role, RoleMap
from jitadmin.core.jit.presets import Preset

Settings = Mapping[str, Any]

FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "username": "userName",
        "email": "emails.work",
        "first_name": "name.givenName",
        "last_name": "name.familyName",
        "is_active": "active",
        "is_staff": "isStaff",
        "is_superuser": "isSuperuser",
    }
)


def field(name: str) -> str:
    """The SCIM name of a column of Django's or Flask-AppBuilder's user table."""
    return FIELDS.get(name, name)


def replaced(
    preset: Preset,
    *,
    attributes: AttributeMap | None = None,
    roles: Mapping[str, Any] | None = None,
    policy: Mapping[str, Any] | None = None,
) -> Preset:
    """The preset with these parts of it changed."""
    return msgspec.structs.replace(
        preset,
        attributes=attributes or preset.attributes,
        roles=msgspec.structs.replace(preset.roles or RoleMap(), **(roles or {})),
        policy=msgspec.structs.replace(preset.policy, **(policy or {})),
    )


def existing(names: Mapping[str, tuple[str, ...]], kind: Kind) -> tuple[Role, ...]:
    """Roles or groups that the application has, with their permissions."""
    return tuple(Role(name=name, kind=kind, permissions=allowed) for name, allowed in names.items())

"""Presets: how known applications and engines treat a login, as parts of a connection."""

from typing import Literal

import msgspec

from jitadmin.core.connection import Connection
from jitadmin.core.connection.attribute_map import AttributeMap
from jitadmin.core.connection.policy import Policy
from jitadmin.core.connection.record import Record
from jitadmin.core.connection.role_map import RoleMap


class Preset(Record, frozen=True, kw_only=True):
    """A named part of a connection. ``attributes`` and ``roles`` are given where the behaviour rests on them.

    ``evidence`` says where the behaviour is known from: ``recorded`` at the real application, ``source`` read in its
    source, ``documented`` by its maker.
    """

    api_version: Literal["jitadmin/v1"]
    kind: Literal["Preset"] = "Preset"
    id: str
    title: str
    summary: str = ""
    evidence: Literal["recorded", "source", "documented"]
    versions: str = ""
    attributes: AttributeMap | None = None
    roles: RoleMap | None = None
    policy: Policy = Policy()


def apply_preset(preset: Preset, connection: Connection, *, maps: bool = False) -> Connection:
    """The connection under the preset's policy; its own maps are kept unless ``maps`` asks for the preset's.

    How roles meet what is held belongs to the behaviour, not to the rules: it is taken from the preset even where the
    connection keeps its own rules.
    """
    roles = connection.roles
    if preset.roles is not None:
        own = {} if maps else {name: getattr(roles, name) for name in _OWN}
        roles = msgspec.structs.replace(preset.roles, **own)
    attributes = preset.attributes if maps and preset.attributes is not None else connection.attributes
    return msgspec.structs.replace(connection, attributes=attributes, roles=roles, policy=preset.policy)


_OWN = ("roles", "rules", "direct", "groups_attribute", "group_names", "defaults", "default_kind", "managed")

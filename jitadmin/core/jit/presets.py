"""Presets: how known applications and engines treat a login, as parts of a connection."""

from typing import Literal

import msgspec

from jitadmin.core.connection import Connection
from jitadmin.core.connection.attribute_map import AttributeMap, AttributeRow, Multiple, Update
from jitadmin.core.connection.policy import Policy
from jitadmin.core.connection.record import Record
from jitadmin.core.connection.role_map import RoleMap


class FieldRule(Record, frozen=True, kw_only=True):
    """How an application treats a field that it writes, whatever attribute it comes from."""

    update: Update | None = None
    missing: Literal["keep", "clear", "refuse"] | None = None
    empty: Literal["keep", "clear", "refuse", "missing"] | None = None
    multiple: Multiple | None = None


class Preset(Record, frozen=True, kw_only=True):
    """A named part of a connection. ``attributes`` and ``roles`` are given where the behaviour rests on them.

    ``fields`` says how fields are treated, ``*`` being all others; a row in ``attributes`` says so for its own field.
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
    fields: dict[str, FieldRule] = msgspec.field(default_factory=dict)
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
    attributes = connection.attributes
    if maps and preset.attributes is not None:
        attributes = preset.attributes
    rows = tuple(_treated(row, preset) for row in attributes.rows)
    attributes = msgspec.structs.replace(attributes, rows=rows)
    return msgspec.structs.replace(connection, attributes=attributes, roles=roles, policy=preset.policy)


def _treated(row: AttributeRow, preset: Preset) -> AttributeRow:
    """The row as the preset's application treats its field; what the preset does not say stays."""
    rule = preset.fields.get(row.field)
    model = next((r for r in preset.attributes.rows if r.field == row.field), None) if preset.attributes else None
    if rule is None and model is not None:
        return msgspec.structs.replace(row, **{name: getattr(model, name) for name in _TREATMENT})
    rule = rule or preset.fields.get("*")
    if rule is None:
        return row
    given = {name: getattr(rule, name) for name in rule.__struct_fields__}
    return msgspec.structs.replace(row, **{name: value for name, value in given.items() if value is not None})


_TREATMENT = ("update", "missing", "empty", "next_if_empty", "multiple", "type", "max_length", "too_long", "required")
_OWN = ("roles", "rules", "direct", "groups_attribute", "group_names", "defaults", "default_kind", "managed")

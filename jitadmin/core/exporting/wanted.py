"""The attributes that a connection reads, so that an identity provider can be asked to send them."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from jitadmin.core import cel
from jitadmin.core.connection import Connection
from jitadmin.core.connection.attribute_map import AttributeRow, Source, SourceWord, Template, Transform
from jitadmin.core.connection.policy import Library
from jitadmin.core.connection.role_map import Condition
from jitadmin.core.jit.lint import parts
from jitadmin.core.local_names import local_name, sent_name
from jitadmin.core.names import GROUP_ATTRIBUTES, OID_OF, OVERAGE, short_name

URI = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri"
BASIC = "urn:oasis:names:tc:SAML:2.0:attrname-format:basic"
UNSPECIFIED = "urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified"
_HOLE = re.compile(r"\{attribute:([^{}]+)\}")
_READ = re.compile(r"""\battributes\s*\[\s*(?:"([^"\\]+)"|'([^'\\]+)')\s*\]|\battributes\.([A-Za-z_]\w*)""")


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """One attribute: its name on the wire, the short ``local`` name for people and configuration, and what it is for.

    ``fields`` are the account fields that its values go to; ``groups`` says that it brings groups or roles, ``decides``
    that a rule or a gate tests it; ``required`` that a login without it is refused.
    """

    name: str
    name_format: str
    local: str
    friendly_name: str = ""
    fields: tuple[str, ...] = ()
    groups: bool = False
    decides: bool = False
    required: bool = False
    multiple: bool = False

    @property
    def meanings(self) -> tuple[str, ...]:
        """The fields, those first that say most of the value: a user name may be anything, such as the address."""
        return tuple(sorted(self.fields, key=lambda field: field == "userName"))


def wanted(connection: Connection) -> tuple[Wanted, ...]:
    """Every attribute that a row, a rule, a gate or a link reads, in the order of the document and each once."""
    found: dict[str, Wanted] = {}
    library = connection.policy.library
    for one in (*_from_rows(connection), *_from_rules(connection)):
        made = _on_the_wire(one, library) if library.names == "friendly" else one
        before = found.get(made.name)
        found[made.name] = _joined(before, made) if before else made
    return tuple(found.values())


def name_id_fields(connection: Connection) -> tuple[str, ...]:
    """The account fields that the NameID goes to; the address first where only a NameID that is one is read."""
    found: list[str] = []
    for row in connection.attributes.rows:
        words = {source if isinstance(source, str) else source.name_id for source in row.sources}
        if "ifEmail" in words:
            found.insert(0, "emails.work")
        if words & {"nameId", "always", "ifEmail"}:
            found.append(row.field)
    return tuple(sorted(dict.fromkeys(found), key=lambda field: field == "userName"))


def _from_rows(connection: Connection) -> Iterator[Wanted]:
    for row in connection.attributes.rows:
        single = len(row.sources) == 1
        refused = row.required or row.missing == "refuse"
        for source in row.sources:
            yield from _source(source, fields=(row.field,), required=single and refused, multiple=_several(row))
        yield from (_named(name, fields=(row.field,)) for name in _in_templates(row.transforms))
    links = connection.policy.links
    if links is not None:
        for source in links.value:
            yield from _source(source)
        yield from (_named(name) for name in _in_templates(links.transforms))


def _several(row: AttributeRow) -> bool:
    return row.multiple in ("all", "join", "json")


def _from_rules(connection: Connection) -> Iterator[Wanted]:
    roles = connection.roles
    bringing = [item.attribute for item in roles.direct if item.attribute]
    texts = [item.cel or "" for item in roles.direct]
    groups = {*bringing, *([roles.groups_attribute] if roles.groups_attribute else [])}
    tested: set[str] = set()
    for part in _conditions(connection):
        # A rule that reads the groups under any of their usual names asks for no particular one.
        if part.member_of is not None:
            groups |= {part.attribute} if part.attribute else set()
        else:
            tested |= {part.attribute or "", *_in_expression(part.cel or "")}
    groups |= tested.intersection(GROUP_ATTRIBUTES)
    yield from (_named(name, groups=True) for name in sorted(groups - {OVERAGE}))
    yield from (_named(name, groups=True) for text in texts for name in _in_expression(text))
    yield from (_named(name, decides=True) for name in sorted(tested - groups - {"", OVERAGE}))


def _conditions(connection: Connection) -> Iterator[Condition]:
    for rule in connection.roles.rules:
        yield from parts(rule.when)
    yield from parts(connection.policy.gates.condition)


def _source(source: Source | SourceWord, **use: Any) -> Iterator[Wanted]:
    if isinstance(source, str):
        return
    if source.attribute is not None:
        yield _named(source.attribute, source.name_format, source.friendly_name, **use)
    for name in _in_expression(source.cel or ""):
        yield _named(name, **{**use, "required": False})


def _in_expression(text: str) -> tuple[str, ...]:
    """The attributes that a CEL expression names outright."""
    if not text or cel.check(text) is not None:
        return ()
    return tuple(dict.fromkeys(next(filter(None, groups)) for groups in _READ.findall(text)))


def _in_templates(transforms: tuple[Transform, ...]) -> Iterator[str]:
    for transform in transforms:
        if isinstance(transform, Template):
            yield from _HOLE.findall(transform.text)


def _named(name: str, name_format: str | None = None, friendly_name: str | None = None, **use: Any) -> Wanted:
    is_uri = re.match(r"(urn:|https?://)", name) is not None
    made = Wanted(
        name=name,
        name_format=name_format or (URI if is_uri else BASIC),
        local=friendly_name or short_name(name) or name,
        friendly_name=friendly_name or "",
    )
    return msgspec.structs.replace(made, **use)


def _on_the_wire(one: Wanted, library: Library) -> Wanted:
    """What the library reads as this short name: the OID (saml-x500 profile) if it knows it, else what is kept as is.

    Only where unknown names are dropped has its own map to say which name, such as a claim, becomes the short one.
    """
    sent = (f"urn:oid:{OID_OF.get(one.name)}", URI)
    if local_name(*sent) != one.name:
        kept = (one.name, one.name_format)
        sent = kept if library.unknown_names == "keep" else sent_name(one.name) or kept
    friendly = "" if sent[0] == one.name else one.name
    return msgspec.structs.replace(
        one, name=sent[0], name_format=sent[1], local=one.name, friendly_name=friendly or one.friendly_name
    )


def _joined(one: Wanted, other: Wanted) -> Wanted:
    return msgspec.structs.replace(
        one,
        fields=tuple(dict.fromkeys((*one.fields, *other.fields))),
        groups=one.groups or other.groups,
        decides=one.decides or other.decides,
        required=one.required or other.required,
        multiple=one.multiple or other.multiple,
        friendly_name=one.friendly_name or other.friendly_name,
    )

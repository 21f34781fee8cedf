"""What of a login nothing reads, so that no attribute is left out without a word."""

from collections.abc import Iterable, Iterator

from jitadmin.core.cel import EVERY, attributes_read
from jitadmin.core.connection import Connection
from jitadmin.core.connection.attribute_map import Source, SourceWord, Template, Transform
from jitadmin.core.connection.role_map import Condition, RoleMap
from jitadmin.core.jit.conditions import Situation
from jitadmin.core.jit.gates import group_attribute
from jitadmin.core.jit.lint import parts
from jitadmin.core.jit.login import Login
from jitadmin.core.jit.transforms import holes


def unread(connection: Connection, login: Login) -> tuple[str, ...]:
    """The attributes that no row, rule, value, link or gate reads, under the names that the login has them by."""
    used = set(_used(connection, login))
    return () if EVERY in used else tuple(name for name in login.entries if name not in used)


def _used(connection: Connection, login: Login) -> Iterator[str]:
    situation = Situation(login, {}, connection.roles)
    for row in connection.attributes.rows:
        yield from _read(row.sources, row.transforms, login)
    links = connection.policy.links
    if links is not None:
        yield from _read(links.value, links.transforms, login)
    yield from _by_rules(connection.roles, situation)
    gates = connection.policy.gates
    yield from _asked(gates.condition, situation)
    if gates.groups:
        yield group_attribute(situation)


def _read(sources: Iterable[Source | SourceWord], transforms: Iterable[Transform], login: Login) -> Iterator[str]:
    for source in sources:
        if isinstance(source, str):
            continue
        entry = login.find(source) if source.attribute is not None else None
        if entry is not None:
            yield entry.name
        yield from attributes_read(source.cel or "")
    for transform in transforms:
        if isinstance(transform, Template):
            yield from holes(transform.text)


def _by_rules(roles: RoleMap, situation: Situation) -> Iterator[str]:
    for direct in roles.direct:
        yield direct.attribute
        yield from attributes_read(direct.cel or "")
    for rule in roles.rules:
        yield from _asked(rule.when, situation)


def _asked(condition: Condition | None, situation: Situation) -> Iterator[str]:
    for part in parts(condition):
        if part.member_of is not None:
            yield situation.groups_of(part)[0]
        yield part.attribute or ""
        yield from attributes_read(part.cel or "")

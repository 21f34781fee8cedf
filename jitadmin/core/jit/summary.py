"""A connection's policy as one sentence, in codes first and then in words."""

from collections.abc import Iterator
from typing import Any

from jitadmin.core.connection import Connection
from jitadmin.core.connection.attribute_map import AttributeRow
from jitadmin.core.connection.policy import MatchStep
from jitadmin.core.connection.role_map import Kind
from jitadmin.core.jit.membership import rules_for
from jitadmin.core.messages import sentence

Clause = tuple[str, dict[str, Any]]
_EVERY = ("always", "ifNotEmpty", "onUpdate")


def policy_sentence(connection: Connection) -> str:
    """Such as "Creates accounts, updates name and e-mail at every login, never removes groups, matches on NameID."."""
    words = ", ".join(sentence(code, args) for code, args in policy_clauses(connection))
    return words[:1].upper() + words[1:] + "."


def policy_clauses(connection: Connection) -> Iterator[Clause]:
    """The parts of the sentence in their order, as codes with arguments."""
    policy = connection.policy
    yield ("policy.creates" if policy.create else "policy.creates_none"), {}
    yield from _updates(connection)
    yield from _memberships(connection)
    keys = " then ".join(_key(step, connection) for step in policy.match)
    yield "policy.matches", {"keys": keys}
    yield f"policy.inactive.{policy.inactive}", {}
    if policy.gates.domains:
        yield "policy.domains", {"domains": policy.gates.domains}
    if policy.gates.groups:
        yield "policy.groups", {"groups": policy.gates.groups}
    if policy.gates.condition is not None:
        yield "policy.condition", {}
    if policy.gates.seats is not None:
        yield "policy.seats", {"seats": policy.gates.seats}


def field_words(field: str) -> str:
    """A field as people call it."""
    code = f"fieldName.{field}"
    try:
        return sentence(code)
    except KeyError:
        return field.rpartition(":")[2] if field.startswith("urn:") else field


def _fields(rows: list[AttributeRow]) -> str:
    names = list(dict.fromkeys(field_words(row.field) for row in rows))
    if len(names) > 4:
        return sentence("policy.fields", {"count": len(names)})
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def _updates(connection: Connection) -> Iterator[Clause]:
    rows, update = connection.attributes.rows, connection.policy.update
    if update == "never":
        yield "policy.updates_nothing", {}
        return
    every = [row for row in rows if row.update in _EVERY]
    once = [row for row in rows if row.update == "ifStoredEmpty"]
    if not every and not once:
        yield "policy.updates_nothing", {}
    if every:
        yield f"policy.updates.{update}", {"fields": _fields(every)}
    if once:
        yield "policy.fills", {"fields": _fields(once)}


def _memberships(connection: Connection) -> Iterator[Clause]:
    roles = connection.roles
    declared = {role.name: role.kind for role in roles.roles}
    ruled: set[Kind] = {direct.kind for direct in roles.direct}
    ruled |= {declared.get(name, rule.kind) for rule in roles.rules for name in rule.grant}
    kinds: tuple[Kind, ...] = ("role", "group", "entitlement")
    for kind in kinds:
        if kind not in ruled:
            continue
        rules = rules_for(roles, kind)
        how = "once" if rules.when == "onCreate" else rules.membership
        yield f"policy.membership.{how}", {"kind": sentence(f"kind.{kind}")}
        if rules.no_match in ("refuse", "stripThenRefuse"):
            yield "policy.no_match", {"kind": sentence(f"kind.{kind}")}
    defaults = rules_for(roles, roles.default_kind).defaults
    if defaults:
        yield f"policy.defaults.{roles.give_defaults}", {"names": defaults}


def _key(step: MatchStep, connection: Connection) -> str:
    name = step.value or step.by
    rows = {row.field for row in connection.attributes.rows}
    if name == "link":
        words = sentence("policy.key.link")
    elif name == "nameId" or (name not in rows and name == step.by):
        words = sentence("policy.key.name_id")
    else:
        words = field_words(name)
    if step.compare != "exact":
        words += sentence("policy.key.loosely")
    if step.active_only:
        words += sentence("policy.key.active")
    return words

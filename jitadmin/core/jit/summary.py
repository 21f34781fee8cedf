"""A connection's policy as one sentence, in codes first and then in words."""

from collections.abc import Iterator
from typing import Any

from jitadmin.core.connection import Connection
from jitadmin.core.connection.attribute_map import AttributeRow
from jitadmin.core.connection.policy import Gates, MatchStep
from jitadmin.core.jit.membership import KINDS, Rules, ruled_kinds, rules_for
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
    yield ("policy.matches", {"keys": keys}) if keys else ("policy.matches_none", {})
    if policy.conflict == "refuse" and len(policy.match) > 1:
        yield "policy.conflict", {}
    yield f"policy.inactive.{policy.inactive}", {}
    yield from _gates(policy.gates)


def _gates(gates: Gates) -> Iterator[Clause]:
    """The preconditions; those of creation keep nobody out who has an account."""
    created = gates.apply == "creation"
    if gates.domains:
        yield ("policy.created_domains" if created else "policy.domains"), {"domains": gates.domains}
    if gates.groups:
        yield ("policy.created_groups" if created else "policy.groups"), {"groups": gates.groups}
    if gates.condition is not None:
        yield ("policy.created_condition" if created else "policy.condition"), {}
    if gates.seats is not None:
        yield "policy.seats", {"seats": gates.seats}


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
    ruled = ruled_kinds(roles)
    for kind in KINDS:
        rules, named = rules_for(roles, kind), {"kind": sentence(f"kind.{kind}")}
        if kind in ruled:
            yield f"policy.membership.{_how(rules)}", named
            if rules.absent == "refuse":
                yield "policy.absent", named
            if rules.no_match in ("refuse", "stripThenRefuse"):
                yield "policy.no_match", named
        if rules.defaults:
            yield f"policy.defaults.{rules.give_defaults}", {"names": rules.defaults}


def _how(rules: Rules) -> str:
    if rules.when == "everyLogin":
        return rules.membership
    return "once" if rules.when == "onCreate" else rules.when


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

"""Findings about a connection by itself, before anyone logs in."""

import unicodedata
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Literal

from jitadmin.core.cel import check
from jitadmin.core.connection import Connection
from jitadmin.core.connection.role_map import Condition, RoleMap
from jitadmin.core.jit.findings import PRIVILEGED
from jitadmin.core.jit.logic import contradicts, implies
from jitadmin.core.jit.membership import KINDS, ruled_kinds, rules_for
from jitadmin.core.jit.result import Finding
from jitadmin.core.names import GROUP_ATTRIBUTES

MUTABLE = ("emails.work", "emails.other", "userName", "displayName", "name.formatted", "name.familyName")
"""Fields whose values change in a person's life or are given to another person later."""


def connection_findings(connection: Connection) -> tuple[Finding, ...]:
    """All findings of a connection, in the order of its parts."""
    return (*_maps(connection), *_expressions(connection), *_rules(connection), *_policy(connection))


def _maps(connection: Connection) -> Iterator[Finding]:
    rows = connection.attributes.rows
    written: dict[str, int] = {}
    for number, row in enumerate(rows):
        origin = f"attributes.rows[{number}]"
        if row.field in written:
            args = {"field": row.field, "first": written[row.field] + 1, "counts": connection.attributes.several_rows}
            yield Finding(code="finding.field_twice", severity="info", args=args, origin=origin)
        written.setdefault(row.field, number)
        for source in row.sources:
            if not isinstance(source, str) and source.match == "nameOrFriendlyName":
                args = {"name": source.attribute or ""}
                yield Finding(code="finding.friendly_name", severity="info", args=args, origin=origin)
    for number, step in enumerate(connection.policy.match):
        name = step.value or step.by
        origin = f"policy.match[{number}]"
        if name in ("link", "nameId", "id") or name in written:
            continue
        if name != step.by:
            told = {"field": step.by, "value": name}
            yield Finding(code="finding.key_never_read", severity="error", args=told, origin=origin)
        elif number:
            yield Finding(code="finding.key_not_read", severity="warning", args={"field": name}, origin=origin)


def _expressions(connection: Connection) -> Iterator[Finding]:
    """Expressions that do not compile or read variables that there are not."""
    places: list[tuple[str, str]] = []
    for number, row in enumerate(connection.attributes.rows):
        places += [
            (s.cel, f"attributes.rows[{number}]") for s in row.sources if not isinstance(s, str) and s.cel is not None
        ]
    for number, rule in enumerate(connection.roles.rules):
        places += [(part.cel, f"roles.rules[{number}]") for part in parts(rule.when) if part.cel is not None]
    places += [(d.cel, f"roles.direct[{n}]") for n, d in enumerate(connection.roles.direct) if d.cel is not None]
    policy = connection.policy
    places += [(part.cel, "policy.gates.condition") for part in parts(policy.gates.condition) if part.cel is not None]
    linked = policy.links.value if policy.links else ()
    places += [(s.cel, "policy.links") for s in linked if not isinstance(s, str) and s.cel is not None]
    for text, origin in places:
        fault = check(text)
        if fault is not None:
            yield Finding(code=fault.code, severity="error", args=fault.args_by_name, origin=origin)


def parts(condition: Condition | None) -> Iterator[Condition]:
    """The condition and all conditions in it."""
    if condition is None:
        return
    yield condition
    for inner in (*(condition.all or ()), *(condition.any or ())):
        yield from parts(inner)
    yield from parts(condition.not_)


def _rules(connection: Connection) -> Iterator[Finding]:
    for number, rule in enumerate(connection.roles.rules):
        yield from _to_all(connection.roles, number)
        yield from _earlier(connection.roles, number)
        if any(contradicts(part) for part in parts(rule.when)):
            args = {"rule": _called(connection.roles, number)}
            yield Finding(code="finding.contradiction", severity="error", args=args, origin=_at(number))
        yield from _undeclared(connection.roles, number)
    yield from _lookalikes(connection)


def _at(number: int) -> str:
    return f"roles.rules[{number}]"


def _called(roles: RoleMap, number: int) -> str:
    return roles.rules[number].name or str(number + 1)


def _to_all(roles: RoleMap, number: int) -> Iterator[Finding]:
    """A rule that gives to everybody."""
    rule = roles.rules[number]
    if rule.when is not None:
        return
    wide = any(role.name in rule.grant and role.privilege >= PRIVILEGED for role in roles.roles)
    args: dict[str, Any] = {"rule": _called(roles, number), "names": rule.grant}
    yield Finding(code="finding.grants_to_all", severity="error" if wide else "warning", args=args, origin=_at(number))


def _earlier(roles: RoleMap, number: int) -> Iterator[Finding]:
    """A rule that an earlier one makes idle, or repeats."""
    rule = roles.rules[number]
    for before, earlier in enumerate(roles.rules[:number]):
        code = ""
        if earlier.when == rule.when and rule.when is not None:
            code = "finding.shadowed_rule" if roles.pick == "first" else "finding.same_condition"
        elif roles.pick == "first" and implies(rule.when, earlier.when):
            code = "finding.unreachable_rule" if earlier.when is None else "finding.narrower_rule"
        elif rule.when is None and earlier.when is None:
            code = "finding.same_condition"
        if code:
            args = {"rule": _called(roles, number), "earlier": str(before + 1)}
            yield Finding(code=code, severity="warning", args=args, origin=_at(number))
            return


def _undeclared(roles: RoleMap, number: int) -> Iterator[Finding]:
    """Names that the application does not have."""
    declared = {role.name: role for role in roles.roles}
    for name in roles.rules[number].grant:
        if declared and name not in declared:
            yield Finding(code="finding.undeclared_role", severity="info", args={"name": name}, origin=_at(number))
        elif name in declared and not declared[name].exists:
            yield Finding(code="finding.role_not_there", severity="warning", args={"name": name}, origin=_at(number))


def asked_groups(roles: RoleMap) -> list[tuple[str, int]]:
    """The names of groups that conditions ask for, each with the number of its rule."""
    lists = {name for name in (roles.groups_attribute, *GROUP_ATTRIBUTES) if name}
    found: list[tuple[str, int]] = []
    for number, rule in enumerate(roles.rules):
        for part in parts(rule.when):
            named = (part.member_of, *((part.equals, *(part.in_ or ())) if part.attribute in lists else ()))
            found += [(name, number) for name in named if name]
    return found


def skeleton(text: str) -> str:
    """The text as the eye sees it: case, width, accents and letters of other alphabets that look Latin are folded."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(_LOOKS_LIKE.get(c, c) for c in plain if not unicodedata.combining(c) and c not in " -_.")


_FOREIGN = {
    "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "у": "y", "х": "x", "і": "i", "ј": "j", "ѕ": "s", "һ": "h",
    "ԁ": "d", "ԛ": "q", "ԝ": "w", "ν": "v", "ο": "o", "α": "a", "ρ": "p", "τ": "t", "υ": "u", "κ": "k", "ı": "i",
    "ł": "l", "ø": "o", "0": "o", "1": "l", "\u200b": "", "\u00ad": "",
}  # fmt: skip
_LOOKS_LIKE: Mapping[str, str] = MappingProxyType(_FOREIGN)


def _lookalikes(connection: Connection) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for name, number in asked_groups(connection.roles):
        other = seen.setdefault(skeleton(name), name)
        if other != name:
            args = {"name": name, "other": other, "how": difference(name, other)}
            yield Finding(code="finding.lookalike_group", severity="warning", args=args, origin=_at(number))


def difference(one: str, other: str) -> str:
    """In what two names that look alike differ."""
    if one.casefold() == other.casefold():
        return "upper and lower case"
    if unicodedata.normalize("NFKC", one) == unicodedata.normalize("NFKC", other):
        return "Unicode composition"
    if one.isascii() != other.isascii():
        return "letters of another alphabet"
    return "signs that look alike"


def _policy(connection: Connection) -> Iterator[Finding]:
    policy = connection.policy
    by_link = any(step.by in ("link", "externalId", "id") for step in policy.match)
    for number, step in enumerate(policy.match):
        origin = f"policy.match[{number}]"
        if step.by in MUTABLE[:3] and not by_link:
            grave: Literal["warning", "info"] = "warning" if step.by.startswith("emails") else "info"
            yield Finding(code="finding.mutable_key", severity=grave, args={"field": step.by}, origin=origin)
        if step.by.startswith("emails") and step.requires == "nothing" and not connection.identity_provider.domains:
            if policy.gates.domains:
                continue
            yield Finding(code="finding.unverified_address", severity="warning", args={"field": step.by}, origin=origin)
    ruled = ruled_kinds(connection.roles)
    for kind in KINDS:
        rules = rules_for(connection.roles, kind)
        if kind in ruled and rules.membership == "addOnly" and rules.when != "never":
            origin = f"{rules.origin}.membership"
            yield Finding(code="finding.never_removes", severity="info", args={"kind": kind}, origin=origin)

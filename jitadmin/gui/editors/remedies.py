"""The remedies that can be applied mechanically: what to call them, and the connection afterwards."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec

from jitadmin.core.connection import Connection
from jitadmin.core.connection.attribute_map import AttributeRow, Source
from jitadmin.core.connection.policy import Links, MatchStep
from jitadmin.core.connection.role_map import KindRules, Role
from jitadmin.core.jit.findings import remedy
from jitadmin.core.jit.result import Finding
from jitadmin.core.names import OVERAGE
from jitadmin.gui.sentences import spoken_args


class Remedy(NamedTuple):
    """What the button says, and the connection that it leads to."""

    words: str
    after: Connection


Maker = Callable[[Connection, Finding], Remedy | None]
replace = msgspec.structs.replace


def remedy_words(finding: Finding) -> str:
    """What to do about a finding."""
    return remedy(replace(finding, args=spoken_args(finding)))


def remedy_for(connection: Connection, finding: Finding, *, believed: bool = True) -> Remedy | None:
    """The remedy as a change of the connection; None where a person has to decide or to act elsewhere.

    What a message that is not ``believed`` claims never widens the trust.
    """
    maker = _MAKERS.get(finding.code)
    if maker is None or (maker is _trust_domain and not believed):
        return None
    try:
        made = maker(connection, finding)
    except IndexError:
        # The finding is of an older draft.
        return None
    return made if made is not None and made.after != connection else None


def number_in(origin: str) -> int:
    """The number of the row that an origin names; IndexError where it names none."""
    digits = origin.partition("[")[2].partition("]")[0]
    if not digits.isdecimal():
        raise IndexError(origin)
    return int(digits)


def _with_row(connection: Connection, at: int, **values: Any) -> Connection:
    rows = list(connection.attributes.rows)
    rows[at] = replace(rows[at], **values)
    return replace(connection, attributes=replace(connection.attributes, rows=tuple(rows)))


def _with_rules(connection: Connection, rules: Any) -> Connection:
    return replace(connection, roles=replace(connection.roles, rules=tuple(rules)))


def _with_policy(connection: Connection, **values: Any) -> Connection:
    return replace(connection, policy=replace(connection.policy, **values))


def _with_step(connection: Connection, at: int, **values: Any) -> Connection:
    steps = list(connection.policy.match)
    steps[at] = replace(steps[at], **values)
    return _with_policy(connection, match=tuple(steps))


def _near_miss(connection: Connection, finding: Finding) -> Remedy | None:
    at, name, other = number_in(finding.origin), finding.args["name"], finding.args["other"]
    if other == OVERAGE:
        return None

    def met(source: Any) -> Any:
        if not isinstance(source, Source) or source.attribute != name:
            return source
        if other == name:
            return replace(source, name_format=None, friendly_name=None)
        return Source(attribute=other, match=source.match)

    sources = tuple(met(source) for source in connection.attributes.rows[at].sources)
    return Remedy(f"Read {_short(other)}", _with_row(connection, at, sources=sources))


def _field_cleared(connection: Connection, finding: Finding) -> Remedy | None:
    after = connection
    for at, row in enumerate(connection.attributes.rows):
        if row.field == finding.args["field"]:
            after = _with_row(after, at, missing="keep", empty="missing")
    return Remedy("Keep the stored value", after)


def _loose_key(connection: Connection, finding: Finding) -> Remedy | None:
    return Remedy("Ignore case and form", _with_step(connection, number_in(finding.origin), compare="normalised"))


def _same_address(connection: Connection, _finding: Finding) -> Remedy | None:
    steps = connection.policy.match
    if not connection.identity_provider.domains or any(step.by == "emails.work" for step in steps):
        return None
    step = MatchStep(by="emails.work", compare="ignoreCase", requires="verifiedAddress")
    return Remedy("Match on the address too", _with_policy(connection, match=(*steps, step)))


def _two_accounts(connection: Connection, _finding: Finding) -> Remedy | None:
    return Remedy("Refuse conflicts", _with_policy(connection, conflict="refuse"))


def _membership(connection: Connection, finding: Finding) -> Remedy | None:
    """Let a login take away what rules give, and nothing else."""
    part = finding.origin.split(".")
    if len(part) > 2 and part[1] in ("groups", "entitlements"):
        own = getattr(connection.roles, part[1]) or KindRules()
        roles = replace(connection.roles, **{part[1]: replace(own, membership="managed")})
    else:
        roles = replace(connection.roles, membership="managed")
    return Remedy("Take away only what rules give", replace(connection, roles=roles))


def _field_twice(connection: Connection, finding: Finding) -> Remedy | None:
    at, first = number_in(finding.origin), int(finding.args["first"]) - 1
    rows = list(connection.attributes.rows)
    one, other = rows[first], rows[at]
    if one.transforms != other.transforms:
        return None
    ordered = (one, other) if connection.attributes.several_rows == "first" else (other, one)
    sources = dict.fromkeys((*ordered[0].sources, *ordered[1].sources))
    rows[first] = replace(one, sources=tuple(sources), required=one.required or other.required)
    del rows[at]
    after = replace(connection, attributes=replace(connection.attributes, rows=tuple(rows)))
    return Remedy("Make one row of both", after)


def _friendly_name(connection: Connection, finding: Finding) -> Remedy | None:
    at = number_in(finding.origin)
    sources = tuple(
        replace(source, match="name") if isinstance(source, Source) and source.match == "nameOrFriendlyName" else source
        for source in connection.attributes.rows[at].sources
    )
    return Remedy("Ask for the Name alone", _with_row(connection, at, sources=sources))


def _key_not_read(connection: Connection, finding: Finding) -> Remedy | None:
    row = AttributeRow(field=finding.args["field"], sources=("nameId",), update="never")
    rows = (*connection.attributes.rows, row)
    return Remedy("Add a row", replace(connection, attributes=replace(connection.attributes, rows=rows)))


def _required_unmapped(connection: Connection, finding: Finding) -> Remedy | None:
    name, field = finding.args["name"], finding.args["field"]
    if not name or "{" in name or finding.origin != "attributes":
        return None
    row = AttributeRow(field=field, sources=(Source(attribute=name),), required=True)
    rows = (*connection.attributes.rows, row)
    return Remedy("Add a row", replace(connection, attributes=replace(connection.attributes, rows=rows)))


def _grants_to_all(connection: Connection, finding: Finding) -> Remedy | None:
    at, roles = number_in(finding.origin), connection.roles
    rule = roles.rules[at]
    if rule.apply is not None or (roles.defaults and roles.give_defaults != "everyLogin"):
        return None
    declared = {role.name: role.kind for role in roles.roles}
    if any(declared.get(name, rule.kind) != roles.default_kind for name in rule.grant):
        return None
    defaults = tuple(dict.fromkeys((*roles.defaults, *rule.grant)))
    rules = (*roles.rules[:at], *roles.rules[at + 1 :])
    after = replace(connection, roles=replace(roles, rules=rules, defaults=defaults, give_defaults="everyLogin"))
    return Remedy("Make it a default", after)


def _move_before(connection: Connection, finding: Finding) -> Remedy | None:
    at, earlier = number_in(finding.origin), int(finding.args["earlier"]) - 1
    rules = list(connection.roles.rules)
    rules.insert(earlier, rules.pop(at))
    return Remedy(f"Move before rule {earlier + 1}", _with_rules(connection, rules))


def _to_the_top(connection: Connection, finding: Finding) -> Remedy | None:
    rules = list(connection.roles.rules)
    rules.insert(0, rules.pop(number_in(finding.origin)))
    return Remedy("Move to the top", _with_rules(connection, rules))


def _delete_rule(connection: Connection, finding: Finding) -> Remedy | None:
    rules = list(connection.roles.rules)
    del rules[number_in(finding.origin)]
    return Remedy("Delete the rule", _with_rules(connection, rules))


def _one_rule(connection: Connection, finding: Finding) -> Remedy | None:
    at, earlier = number_in(finding.origin), int(finding.args["earlier"]) - 1
    rules = list(connection.roles.rules)
    one, other = rules[earlier], rules[at]
    if (one.kind, one.apply) != (other.kind, other.apply):
        return None
    rules[earlier] = replace(one, grant=tuple(dict.fromkeys((*one.grant, *other.grant))))
    del rules[at]
    return Remedy("Make one rule of both", _with_rules(connection, rules))


def _declare(connection: Connection, finding: Finding) -> Remedy | None:
    rule = connection.roles.rules[number_in(finding.origin)]
    roles = (*connection.roles.roles, Role(name=finding.args["name"], kind=rule.kind))
    return Remedy("Add it to the roles", replace(connection, roles=replace(connection.roles, roles=roles)))


def _now_there(connection: Connection, finding: Finding) -> Remedy | None:
    name = finding.args["name"]
    roles = tuple(replace(role, exists=True) if role.name == name else role for role in connection.roles.roles)
    return Remedy("It is there now", replace(connection, roles=replace(connection.roles, roles=roles)))


def _link_first(connection: Connection, _finding: Finding) -> Remedy | None:
    policy = connection.policy
    steps = (MatchStep(by="link"), *(step for step in policy.match if step.by != "link"))
    return Remedy(
        "Match first on the stored link", _with_policy(connection, match=steps, links=policy.links or Links())
    )


def _verified(connection: Connection, finding: Finding) -> Remedy | None:
    after = _with_step(connection, number_in(finding.origin), requires="verifiedAddress")
    return Remedy("Require a verified address", after)


def _trust_domain(connection: Connection, finding: Finding) -> Remedy | None:
    provider = connection.identity_provider
    domains = (*provider.domains, finding.args["domain"])
    after = replace(connection, identity_provider=replace(provider, domains=domains))
    return Remedy(f"Believe {_short(finding.args['domain'])}", after)


def _short(name: str) -> str:
    end = name.rstrip("/").rpartition("/")[2] or name
    return end if len(end) <= 32 else f"{end[:31]}…"


_MAKERS: Mapping[str, Maker] = MappingProxyType(
    {
        "finding.near_miss": _near_miss,
        "finding.field_cleared": _field_cleared,
        "finding.duplicate": _loose_key,
        "finding.same_address": _same_address,
        "finding.two_accounts": _two_accounts,
        "finding.foreign_domain": _trust_domain,
        "finding.removes_by_hand": _membership,
        "finding.not_revoked": _membership,
        "finding.never_removes": _membership,
        "finding.field_twice": _field_twice,
        "finding.friendly_name": _friendly_name,
        "finding.key_not_read": _key_not_read,
        "finding.required_unmapped": _required_unmapped,
        "finding.grants_to_all": _grants_to_all,
        "finding.unreachable_rule": _move_before,
        "finding.narrower_rule": _move_before,
        "finding.shadowed_rule": _delete_rule,
        "finding.same_condition": _one_rule,
        "finding.undeclared_role": _declare,
        "finding.role_not_there": _now_there,
        "finding.mutable_key": _link_first,
        "finding.unverified_address": _verified,
        "finding.always_shadowed": _to_the_top,
        "finding.holds_for_nobody": _delete_rule,
    }
)

"""What an admin should know about one login, beyond its outcome.

Every finding has a code, a severity, the reason and a remedy as sentences (``code`` and ``code.remedy``), and the row
of the connection that causes it. Findings about the connection alone are in ``lint``, those about many people in
``company``.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal

import msgspec

from jitadmin.core.connection import Connection
from jitadmin.core.connection.role_map import Kind, RoleMap
from jitadmin.core.jit.login import Login
from jitadmin.core.jit.match import AccountIndex
from jitadmin.core.jit.membership import KINDS, names_of, rules_for
from jitadmin.core.jit.result import Effect, Finding
from jitadmin.core.messages import sentence
from jitadmin.core.names import NAME_ID_1_1, NAME_ID_2_0, OVERAGE, family

EXPRESSION = "finding.expression"
PRIVILEGED = 80
"""From this privilege on a role is one that a person should not get unnoticed."""

_RANK: Mapping[str, int] = {"error": 0, "warning": 1, "info": 2}


class Case(msgspec.Struct, frozen=True):
    """One login with all that findings about it rest on."""

    connection: Connection
    login: Login
    effect: Effect
    index: AccountIndex


def remedy(finding: Finding) -> str:
    """What to do about a finding, as a sentence; the faults of expressions share one."""
    code = finding.code if finding.code.startswith("finding.") else EXPRESSION
    return sentence(f"{code}.remedy", finding.args)


def login_findings(connection: Connection, login: Login, effect: Effect, index: AccountIndex) -> tuple[Finding, ...]:
    """The findings of one login, the gravest first."""
    case = Case(connection, login, effect, index)
    found = [finding for finder in _FINDERS for finding in finder(case)]
    found.sort(key=lambda finding: _RANK[finding.severity])
    return tuple(found)


def _snapshot(case: Case) -> Iterator[Finding]:
    if not case.index.accounts:
        yield Finding(code="finding.no_accounts", severity="info", origin="serviceProvider")


def _links(case: Case) -> Iterator[Finding]:
    """A look-up by stored links that cannot find anybody, since the list of accounts has none."""
    if case.index.accounts and not case.index.has_links:
        number = next((n for n, step in enumerate(case.connection.policy.match) if step.by == "link"), None)
        if number is not None:
            yield Finding(code="finding.no_links", severity="info", origin=f"policy.match[{number}]")


def _name_id(case: Case) -> Iterator[Finding]:
    name_id = case.login.assertion.name_id
    form = name_id.format if name_id else None
    if not form:
        return
    used = _uses_name_id(case.connection)
    if form == NAME_ID_2_0 + "transient" and used:
        yield Finding(code="finding.transient_name_id", severity="error", origin=used)
    elif form in (NAME_ID_2_0 + "emailAddress", NAME_ID_2_0 + "unspecified"):
        right = NAME_ID_1_1 + form.rpartition(":")[2]
        yield Finding(code="finding.name_id_format", severity="info", args={"format": form, "right": right})


def _uses_name_id(connection: Connection) -> str:
    """The step that recognises people by their NameID, empty where none does."""
    policy = connection.policy
    rows = {row.field: row for row in connection.attributes.rows}
    for number, step in enumerate(policy.match):
        name = step.value or step.by
        if name == "link":
            uses = policy.links is None or "nameId" in policy.links.value
        else:
            uses = name == "nameId" or name not in rows or "nameId" in rows[name].sources[:1]
        if uses:
            return f"policy.match[{number}]"
    return ""


def _duplicate(case: Case) -> Iterator[Finding]:
    """A new account beside one that differs only in case or spelling."""
    if case.effect.outcome != "create" or case.effect.after is None:
        return
    for number, step in enumerate(case.connection.policy.match):
        value = case.effect.after.fields.get(step.by)
        if isinstance(value, str) and value:
            near = case.index.by_field(step.by, value, "normalised")
            if near:
                args = {"field": step.by, "value": value, "account": near[0].label}
                yield Finding(
                    code="finding.duplicate", severity="warning", args=args, origin=f"policy.match[{number}].compare"
                )
                return
    address = case.effect.after.fields.get("emails.work")
    if isinstance(address, str) and address:
        near = case.index.by_field("emails.work", address, "normalised")
        if near:
            args = {"field": "emails.work", "value": address, "account": near[0].label}
            yield Finding(code="finding.same_address", severity="warning", args=args, origin="policy.match")


def _two_accounts(case: Case) -> Iterator[Finding]:
    if case.effect.match.account is not None and len(case.effect.match.candidates) > 1:
        others = tuple(a.label for a in case.effect.match.candidates if a.id != case.effect.match.account.id)
        args = {"account": case.effect.match.account.label, "others": others}
        yield Finding(code="finding.two_accounts", severity="warning", args=args, origin="policy.match")


def _domain(case: Case) -> Iterator[Finding]:
    domains = case.connection.identity_provider.domains
    if not domains:
        return
    known = {domain.lower() for domain in domains}
    for reading in case.effect.attributes.readings:
        value = reading.value
        if reading.field.startswith("emails") and isinstance(value, str) and "@" in value:
            domain = value.rpartition("@")[2].lower()
            if domain not in known:
                args = {"address": value, "domain": domain, "domains": domains}
                origin = f"attributes.rows[{reading.row}]"
                yield Finding(code="finding.foreign_domain", severity="warning", args=args, origin=origin)


def _groups(case: Case) -> Iterator[Finding]:
    groups = (name for name in case.login.entries if name != OVERAGE and family(name) == "groups")
    if OVERAGE in case.login.entries and not any(groups):
        yield Finding(code="finding.overage", severity="error", args={"claim": OVERAGE}, origin="roles")
    declared = {role.name: role for role in case.connection.roles.roles}
    for grant in case.effect.grants:
        role = declared.get(grant.name)
        held = case.effect.before is not None and grant.name in names_of(case.effect.before, grant.kind)
        if role is not None and role.privilege >= PRIVILEGED and not held:
            args = {"name": role.title or role.name, "privilege": role.privilege}
            origin = grant.origins[0] if grant.origins else "roles"
            yield Finding(code="finding.privileged_role", severity="warning", args=args, origin=origin)


def _gained(case: Case) -> Iterator[Finding]:
    if case.effect.before is not None and case.effect.permissions.gained and case.effect.outcome != "deny":
        args = {"account": case.effect.before.label, "permissions": case.effect.permissions.gained}
        yield Finding(code="finding.privilege_gained", severity="info", args=args, origin="roles")


def _memberships(case: Case) -> Iterator[Finding]:
    """What the login takes away although nobody wrote a rule for it, and what it cannot take away."""
    if case.effect.before is None or case.effect.after is None:
        return
    roles = case.connection.roles
    ruled = {name for rule in roles.rules for name in rule.grant}
    ruled |= {name for direct in roles.direct for names in direct.rename.values() for name in names}
    brought = {grant.name for grant in case.effect.grants} | set(_deserved(case.effect))
    for kind in KINDS:
        before, after = names_of(case.effect.before, kind), set(names_of(case.effect.after, kind))
        if not before:
            continue
        gone = tuple(name for name in before if name not in after and name not in ruled)
        unnamed = tuple(name for name in gone if _could_be_a_value(roles, kind, name))
        by_hand = tuple(name for name in gone if name not in unnamed)
        origin = f"{rules_for(roles, kind).origin}.membership"
        if by_hand:
            args: dict[str, Any] = {"names": by_hand, "kind": kind}
            yield Finding(code="finding.removes_by_hand", severity="warning", args=args, origin=origin)
        if unnamed:
            args = {"names": unnamed, "kind": kind}
            yield Finding(code="finding.removes_unnamed", severity="info", args=args, origin=origin)
        kept = tuple(name for name in before if name in after and name not in ruled and name not in brought)
        if kept and case.effect.outcome != "deny":
            args = {"names": kept, "kind": kind, "account": case.effect.before.label}
            yield Finding(code="finding.kept_by_hand", severity="info", args=args, origin=origin)
        stale = tuple(name for name in before if name in after and name in ruled and name not in brought)
        if stale and case.effect.outcome != "deny":
            args = {"names": stale, "kind": kind}
            yield Finding(code="finding.not_revoked", severity="warning", args=args, origin=origin)


def _last_holder(case: Case) -> Iterator[Finding]:
    """A role of great privilege that no active account has once the login is over."""
    before, after = case.effect.before, case.effect.after
    if before is None or after is None or not before.active:
        return
    for role in case.connection.roles.roles:
        lost = role.name in names_of(before, role.kind) and not (
            after.active and role.name in names_of(after, role.kind)
        )
        if role.privilege < PRIVILEGED or not lost:
            continue
        others = (account for account in case.index.accounts if account.active and account.id != before.id)
        if not any(role.name in names_of(account, role.kind) for account in others):
            args = {"name": role.title or role.name, "account": before.label}
            origin = f"{rules_for(case.connection.roles, role.kind).origin}.membership"
            yield Finding(code="finding.last_holder", severity="warning", args=args, origin=origin)


def _could_be_a_value(roles: RoleMap, kind: Kind, name: str) -> bool:
    """Whether an earlier login may have given a name that no rule gives, since any value is a name."""
    if not any(
        direct.kind == kind and direct.unmapped == "keep" and direct.effect == "give" for direct in roles.direct
    ):
        return False
    if rules_for(roles, kind).unknown in ("accept", "create"):
        return True
    return any(role.name == name and role.kind == kind and role.exists for role in roles.roles)


def _deserved(effect: Effect) -> Iterator[str]:
    """What rules and values that do not work at this login would bring all the same."""
    for part in effect.trace.children:
        for step in part.children:
            if step.code == "rule.not_now" and all(child.verdict == "yes" for child in step.children):
                yield from step.args["names"]
            elif step.code == "direct.not_now":
                yield from (name for would in step.children for name in would.args.get("names", ()))


def _fields(case: Case) -> Iterator[Finding]:
    rows = case.connection.attributes.rows
    for reading in case.effect.attributes.readings:
        origin = f"attributes.rows[{reading.row}]"
        row = rows[reading.row]
        if reading.state == "error":
            yield Finding(code="finding.row_failed", severity="warning", args={"field": row.field}, origin=origin)
        elif reading.state == "missing":
            nearly = [s for child in reading.step.children for s in child.children if s.verdict == "warn"]
            # What the library hands on can be asked for; what it drops cannot.
            nearly.sort(key=lambda step: step.code == "near.dropped")
            for near in nearly[:1]:
                code = "finding.near_dropped" if near.code == "near.dropped" else "finding.near_miss"
                args = {"field": row.field, **near.args}
                severity: Literal["error", "warning"] = (
                    "error" if row.required or row.missing == "refuse" else "warning"
                )
                yield Finding(code=code, severity=severity, args=args, origin=origin)
    keys = {step.by: number for number, step in enumerate(case.connection.policy.match)}
    for change in case.effect.changes:
        if case.effect.before is not None and change.before and change.after in (None, "", ()):
            args = {"field": change.field, "value": change.before}
            yield Finding(code="finding.field_cleared", severity="warning", args=args, origin="attributes")
        if case.effect.before is not None and change.field in keys and change.before:
            args = {"field": change.field, "before": change.before, "after": change.after or ""}
            origin = f"policy.match[{keys[change.field]}]"
            yield Finding(code="finding.key_changes", severity="info", args=args, origin=origin)


_FAILED = frozenset({"cel.failed", "cel.too_many_values", "cel.not_a_truth", "cel.wrong_type"})


def _expressions(case: Case) -> Iterator[Finding]:
    """Expressions of rules, values and gates that failed for this login and so brought nothing; rows tell their own."""
    told: set[str] = set()
    for step in case.effect.trace.walk():
        if step.code in _FAILED and not step.origin.startswith("attributes") and step.origin not in told:
            told.add(step.origin)
            args = {"why": sentence(step.code, step.args)}
            yield Finding(code="finding.rule_failed", severity="warning", args=args, origin=step.origin)


def _stored(case: Case) -> Iterator[Finding]:
    if case.effect.denial is not None and case.effect.after != case.effect.before:
        yield Finding(code="finding.stored_though_denied", severity="warning", origin=case.effect.denial.origin)
    if case.effect.dropped is not None:
        yield Finding(
            code="finding.changes_dropped",
            severity="warning",
            args=case.effect.dropped.args,
            origin=case.effect.dropped.origin,
        )
    before, after = case.effect.before, case.effect.after
    if before is not None and after is not None and before.active and not after.active:
        row = next((f"attributes.rows[{r.row}]" for r in case.effect.attributes.readings if r.field == "active"), "")
        yield Finding(code="finding.disabled", severity="warning", args={"account": before.label}, origin=row)
    if case.effect.outcome == "reactivate" and case.effect.before is not None:
        args = {"account": case.effect.before.label}
        yield Finding(code="finding.reactivated", severity="warning", args=args, origin="policy.inactive")


_FINDERS: tuple[Callable[[Case], Iterator[Finding]], ...] = (
    _snapshot, _links, _name_id, _duplicate, _two_accounts, _domain, _groups, _gained, _memberships, _last_holder,
    _fields, _expressions, _stored,
)  # fmt: skip

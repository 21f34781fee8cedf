"""What would happen if this person logged in: the one question that jitadmin answers."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from jitadmin.core.account import Account, Link
from jitadmin.core.connection import Connection
from jitadmin.core.connection.role_map import Kind, RoleMap
from jitadmin.core.jit.conditions import Situation
from jitadmin.core.jit.findings import login_findings
from jitadmin.core.jit.gates import pass_gates, seats
from jitadmin.core.jit.grant import Granted, grant
from jitadmin.core.jit.login import Login, library_step, receive
from jitadmin.core.jit.match import AccountIndex, Found, find, wanted
from jitadmin.core.jit.membership import KINDS, names_of
from jitadmin.core.jit.provision import Stored, changes, create, update
from jitadmin.core.jit.read import fields_read, read_map, read_sources, refusal
from jitadmin.core.jit.result import AttributeSet, Delta, Denial, Effect, FieldReading, Outcome, Preview
from jitadmin.core.jit.transforms import TransformError, apply
from jitadmin.core.jit.unread import unread
from jitadmin.core.trace import Step, Verdict
from jitadmin.core.verification import Verification


def preview(
    connection: Connection,
    verification: Verification,
    accounts: Iterable[Account] | AccountIndex,
    *,
    now: datetime | None = None,
) -> Preview:
    """The effect of one login on the accounts of the service provider; nothing is changed and nothing is read.

    A refused message is previewed all the same, as what would have been. For many logins against one snapshot give an
    ``AccountIndex``.
    """
    assertion = verification.assertion
    if assertion is None:
        return Preview(verification=verification, effect=None, trace=Step("preview.unreadable", {}, "no"))
    index = accounts if isinstance(accounts, AccountIndex) else AccountIndex(accounts)
    accepted = verification.verdict == "accepted"
    login, refused = receive(assertion, connection.policy.library, now or verification.as_of, accepted)
    effect = _Run(connection, login, index).effect(refused)
    code = f"preview.{effect.outcome}" if accepted else "preview.would_have"
    args = {"outcome": effect.outcome}
    trace = Step(code, args, "yes" if accepted and effect.outcome != "deny" else "no", (effect.trace,))
    return Preview(verification=verification, effect=effect, trace=trace)


_NOW = {True: "disabledNow", False: "enabledNow"}


class _Run:
    """One login on its way through the policy, in the order in which applications take it."""

    def __init__(self, connection: Connection, login: Login, index: AccountIndex) -> None:
        self.connection = connection
        self.policy = connection.policy
        self.login = login
        self.index = index
        self.steps: list[Step] = []
        self.denial: Denial | None = None
        self.unread = unread(connection, login)

    def deny(self, denial: Denial | None) -> None:
        """Keeps the first reason that denies; one that lets changes be stored gives way to one that does not."""
        if denial and (self.denial is None or (self.denial.stored and not denial.stored)):
            self.denial = denial

    def effect(self, refused: Denial | None) -> Effect:
        """All that the login brings about."""
        self.steps.append(library_step(self.login, self.policy.library, refused))
        self.deny(refused)
        readings = read_map(self.connection.attributes, self.login)
        fields = fields_read(self.connection.attributes, readings)
        self.deny(refusal(self.connection.attributes, readings))
        self.steps.append(_map_step(readings, self.unread))
        link = self.link()
        situation = Situation(self.login, fields, self.connection.roles)
        gate, gate_steps = pass_gates(self.policy.gates, situation, fields)
        if self.policy.gates.apply == "everyLogin":
            self.deny(gate)
        found = find(self.policy, self.login, fields, link, self.index)
        self.deny(found.denial)
        before = found.match.account
        if gate_steps:
            self.steps.append(Step("gates.asked", {}, "no" if gate else "yes", gate_steps, "policy.gates"))
        self.steps.append(found.step)
        stored = self.store(before, fields, link, gate)
        granted = grant(self.connection.roles, situation, before)
        self.steps.append(granted.step)
        if before is not None or self.policy.create:
            self.deny(granted.denial)
        return self.conclude(readings, found, stored, granted)

    def link(self) -> Link | None:
        """The identity that is stored with an account, where the policy keeps links."""
        links = self.policy.links
        if links is None and not any(step.by == "link" for step in self.policy.match):
            return None
        issuer = (links.provider if links else "") or self.connection.identity_provider.entity_id
        state, values, steps = read_sources(links.value if links else ("nameId",), self.login, "policy.links")
        try:
            for transform in links.transforms if links else ():
                values = apply(transform, values, self.login)
        except TransformError as error:
            steps.append(Step(error.code, error.args_by_name, "no", origin="policy.links"))
            values = ()
        value = values[0] if values else ""
        code = "link.read" if value else "link.unread"
        self.steps.append(Step(code, {"value": value}, "yes" if value else "no", tuple(steps), "policy.links"))
        if state != "value" or not value:
            self.deny(Denial(code="link.no_value", origin="policy.links"))
            return None
        return Link(issuer, value)

    def store(
        self,
        before: Account | None,
        fields: Mapping[str, FieldReading],
        link: Link | None,
        gate: Denial | None,
    ) -> Stored:
        """The account as made or changed, roles apart."""
        if before is not None:
            stored = update(self.connection, fields, before, link if self.policy.links else None, self.index)
            self.inactive(before, stored.account)
        else:
            self.may_create(fields, link, gate)
            stored = create(self.connection, self.login, fields, link if self.policy.links else None, self.index)
            if not stored.account.active and self.policy.inactive != "signIn":
                self.deny(Denial(code="create.inactive", origin="policy.newAccount.active", stored=True))
        self.deny(stored.denial)
        verdict: Verdict = "no" if stored.denial else "yes"
        code = "account.changed" if before is not None else "account.made"
        account = before or stored.account
        self.steps.append(Step(code, {"account": account.label}, verdict, stored.steps, "policy"))
        return stored

    def inactive(self, before: Account, after: Account) -> None:
        """What the state of a disabled account means: as it was, or for who stores first, as the login leaves it."""
        rule = self.policy.inactive
        stores = rule == "storeThenRefuse"
        disabled = not (after if stores else before).active
        if before.active and not disabled:
            return
        code = f"inactive.{rule}" if not stores or before.active == after.active else f"inactive.{_NOW[disabled]}"
        args = {"account": before.label}
        refuses = disabled and rule in ("refuse", "storeThenRefuse")
        self.steps.append(Step(code, args, "no" if refuses else "warn", origin="policy.inactive"))
        if refuses:
            why = code if before.active else "inactive.refused"
            self.deny(Denial(code=why, args=args, origin="policy.inactive", stored=stores))

    def may_create(self, fields: Mapping[str, FieldReading], link: Link | None, gate: Denial | None) -> None:
        """Whether an account may be made for a person who has none."""
        if not any(wanted(step, self.login, fields, link) for step in self.policy.match):
            names = tuple(step.value or step.by for step in self.policy.match)
            code = "match.no_identity" if names else "match.no_steps"
            self.deny(Denial(code=code, args={"fields": names}, origin="policy.match"))
        if not self.policy.create:
            self.deny(Denial(code="create.off", origin="policy.create"))
        self.deny(gate)
        self.deny(seats(self.policy.gates, self.index))

    def conclude(self, readings: tuple[FieldReading, ...], found: Found, stored: Stored, granted: Granted) -> Effect:
        """The effect after everything is known: what is kept, and what the outcome is called."""
        before = found.match.account
        after: Account | None = msgspec.structs.replace(
            stored.account,
            roles=granted.after["role"],
            groups=granted.after["group"],
            entitlements=granted.after["entitlement"],
        )
        if before is not None and after is not None and not before.active and self.policy.inactive == "reactivate":
            after = msgspec.structs.replace(after, active=True)
        dropped = stored.dropped if self.denial is None else None
        if (self.denial and not self.denial.stored) or dropped:
            after = before
        if self.denial:
            origin = self.denial.origin
            self.steps.append(Step(self.denial.code, self.denial.args, "no", origin=origin))
        elif dropped:
            self.steps.append(Step("account.dropped", {}, "warn", origin=dropped.origin))
        changed = changes(before, after) if after is not None else ()
        outcome = self.outcome(before, after, changed != ())
        deltas = {kind: delta(names_of(before, kind), names_of(after, kind)) for kind in KINDS}
        effect = Effect(
            outcome=outcome,
            attributes=AttributeSet(readings=readings, unmapped=self.unread),
            match=found.match,
            grants=granted.grants,
            before=before,
            after=after,
            changes=changed,
            roles=deltas["role"],
            groups=deltas["group"],
            entitlements=deltas["entitlement"],
            permissions=delta(permissions(self.connection.roles, before), permissions(self.connection.roles, after)),
            denial=self.denial,
            dropped=dropped,
            trace=Step(f"effect.{outcome}", {}, "no" if outcome == "deny" else "yes", tuple(self.steps)),
        )
        return msgspec.structs.replace(effect, findings=login_findings(self.connection, self.login, effect, self.index))

    def outcome(self, before: Account | None, after: Account | None, changed: bool) -> Outcome:
        """The one word for what happens."""
        if self.denial:
            return "deny"
        if before is None:
            return "create"
        if after is None or after == before:
            return "unchanged"
        if after.active and not before.active:
            return "reactivate"
        if after.links != before.links:
            return "link"
        held = {kind: set(names_of(before, kind)) for kind in KINDS}
        if changed or any(set(names_of(after, kind)) != held[kind] for kind in KINDS):
            return "update"
        return "unchanged"


def delta(before: tuple[str, ...], after: tuple[str, ...]) -> Delta:
    """What comes, goes and stays between two lists of names."""
    if before == after:
        return Delta(held=before)
    old, new = set(before), set(after)
    return Delta(
        gained=tuple(name for name in after if name not in old),
        lost=tuple(name for name in before if name not in new),
        held=tuple(name for name in before if name in new),
    )


def permissions(roles: RoleMap, account: Account | None) -> tuple[str, ...]:
    """All that the roles, groups and entitlements of an account allow."""
    if account is None:
        return ()
    held: dict[Kind, frozenset[str]] = {kind: frozenset(names_of(account, kind)) for kind in KINDS}
    found = (name for role in roles.roles if role.name in held[role.kind] for name in role.permissions)
    return tuple(dict.fromkeys(found))


def _map_step(readings: tuple[FieldReading, ...], left: tuple[str, ...]) -> Step:
    count = sum(reading.state == "value" for reading in readings)
    children = tuple([reading.step for reading in readings])
    if left:
        children += (Step("map.unread", {"names": left}, origin="attributes"),)
    args = {"count": count, "rows": len(readings)}
    return Step("map.read", args, "yes" if count == len(readings) else "info", children, "attributes")

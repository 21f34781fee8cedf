"""How what a login brings meets what an account holds: defaults, unknown names, and what is taken away."""

from collections.abc import Iterable

import msgspec

from jitadmin.core.account import Account
from jitadmin.core.connection.role_map import (
    Absent,
    GiveDefaults,
    Kind,
    Membership,
    MissingDefault,
    NoMatch,
    Role,
    RoleMap,
    Unknown,
    When,
)
from jitadmin.core.jit.result import Denial
from jitadmin.core.trace import Step

KINDS: tuple[Kind, ...] = ("role", "group", "entitlement")


class Rules(msgspec.Struct, frozen=True):
    """How one kind of names is treated: the role map's own choice, or what it says for this kind."""

    membership: Membership
    when: When
    absent: Absent
    no_match: NoMatch
    defaults: tuple[str, ...]
    give_defaults: GiveDefaults
    missing_default: MissingDefault
    unknown: Unknown
    managed: tuple[str, ...]
    origin: str


def rules_for(roles: RoleMap, kind: Kind) -> Rules:
    """The rules that hold for a kind."""
    own = roles.groups if kind == "group" else roles.entitlements if kind == "entitlement" else None
    given = {name: getattr(own, name) for name in own.__struct_fields__} if own else {}
    chosen = {
        name: getattr(roles, name) if given.get(name) is None else given[name]
        for name in Rules.__struct_fields__
        if name != "origin"
    }
    if given.get("defaults") is None and kind != roles.default_kind:
        chosen["defaults"] = ()
    return Rules(**chosen, origin=f"roles.{kind}s" if own else "roles")


def ruled_kinds(roles: RoleMap) -> set[Kind]:
    """The kinds of names that rules or values of the login can bring."""
    declared = {role.name: role.kind for role in roles.roles}
    found: set[Kind] = {direct.kind for direct in roles.direct}
    return found | {declared.get(name, rule.kind) for rule in roles.rules for name in rule.grant}


class Bring(msgspec.Struct):
    """What a login brings of one kind while the rules are gone through."""

    kind: Kind
    ruled: bool = False
    idle: bool = False
    absent: bool = True
    any_name: bool = False
    names: dict[str, list[str]] = msgspec.field(default_factory=dict)
    removed: set[str] = msgspec.field(default_factory=set)
    possible: set[str] = msgspec.field(default_factory=set)


def names_of(account: Account | None, kind: Kind) -> tuple[str, ...]:
    """What an account holds of a kind."""
    if account is None:
        return ()
    return account.roles if kind == "role" else account.groups if kind == "group" else account.entitlements


def known(rules: Rules, declared: dict[str, Role], bring: Bring, steps: list[Step], denials: list[Denial]) -> None:
    for name in list(bring.names):
        known = exists(name, bring.kind, declared)
        if known or (rules.unknown == "accept" and name not in declared):
            continue
        origin = bring.names[name][0]
        args = {"name": name, "kind": bring.kind}
        if rules.unknown == "create":
            steps.append(Step("roles.created", args, "warn", origin=origin))
            continue
        del bring.names[name]
        steps.append(Step("roles.unknown", args, "warn", origin=origin))
        if rules.unknown in ("refuse", "refuseAfterStoring"):
            stored = rules.unknown == "refuseAfterStoring"
            denials.append(Denial(code="roles.unknown_refused", args=args, origin=origin, stored=stored))


def exists(name: str, kind: Kind, declared: dict[str, Role]) -> bool:
    """Whether the application is known to have the name."""
    role = declared.get(name)
    return role is not None and role.kind == kind and role.exists


def settle(
    rules: Rules,
    declared: dict[str, Role],
    bring: Bring,
    before: Account | None,
    steps: list[Step],
    denials: list[Denial],
) -> tuple[str, ...]:
    held = names_of(before, bring.kind)
    if not bring.ruled and (bring.idle or rules.when == "never"):
        return held
    if bring.ruled and bring.absent and rules.absent == "refuse":
        denials.append(Denial(code="roles.absent_refused", args={"kind": bring.kind}, origin=rules.origin))
        return held
    _defaults(rules, declared, bring, before, steps, denials)
    if not bring.ruled:
        return _joined(held, bring.names)
    if bring.absent and rules.absent == "keep":
        steps.append(Step("roles.absent_kept", {"kind": bring.kind}, "info", origin=rules.origin))
        return _joined(held, bring.names)
    if not bring.names and not bring.removed:
        if rules.no_match == "keep":
            steps.append(Step("roles.no_match_kept", {"kind": bring.kind}, "info", origin=rules.origin))
            return held
        if rules.no_match in ("refuse", "stripThenRefuse"):
            stored = rules.no_match == "stripThenRefuse"
            args = {"kind": bring.kind}
            denials.append(Denial(code="roles.no_match_refused", args=args, origin=rules.origin, stored=stored))
    merged = _merged(rules, declared, bring, held)
    steps += _told(rules, bring, held, merged)
    return merged


def _joined(held: tuple[str, ...], names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*held, *names)))


def _merged(rules: Rules, declared: dict[str, Role], bring: Bring, held: tuple[str, ...]) -> tuple[str, ...]:
    if rules.membership == "addOnly":
        kept = held
    elif rules.membership == "exact":
        kept = tuple(name for name in held if name in bring.names)
    else:
        managed = managed_names(rules, declared, bring)
        kept = tuple(name for name in held if name in bring.names or name not in managed)
    return tuple(name for name in _joined(kept, bring.names) if name not in bring.removed)


def _told(rules: Rules, bring: Bring, held: tuple[str, ...], merged: tuple[str, ...]) -> Iterable[Step]:
    """Why names that are held go although nothing takes them away by name, and why others stay unbidden."""
    origin = f"{rules.origin}.membership"
    gone = tuple(name for name in held if name not in merged and name not in bring.removed)
    if gone:
        yield Step(f"roles.taken.{rules.membership}", {"names": gone, "kind": bring.kind}, "warn", origin=origin)
    left = tuple(name for name in held if name in merged and name not in bring.names)
    if left:
        yield Step(f"roles.left.{rules.membership}", {"names": left, "kind": bring.kind}, "info", origin=origin)


def managed_names(rules: Rules, declared: dict[str, Role], bring: Bring) -> set[str]:
    """The names that a login may take away where only managed ones are: those listed, else those that it could give.

    Where any value is a name, these are all that the application is known to have.
    """
    if rules.managed:
        return set(rules.managed)
    if bring.possible and not bring.any_name:
        return bring.possible
    return bring.possible | {role.name for role in declared.values() if role.kind == bring.kind}


def _defaults(
    rules: Rules,
    declared: dict[str, Role],
    bring: Bring,
    before: Account | None,
    steps: list[Step],
    denials: list[Denial],
) -> None:
    if not rules.defaults or not _due(rules, bring, before):
        return
    origin = f"{rules.origin}.defaults"
    for name in rules.defaults:
        if not exists(name, bring.kind, declared) and rules.missing_default != "accept":
            args = {"name": name, "kind": bring.kind}
            steps.append(Step("roles.default_missing", args, "warn", origin=origin))
            if rules.missing_default in ("refuse", "refuseAfterStoring"):
                stored = rules.missing_default == "refuseAfterStoring"
                denials.append(
                    Denial(code="roles.default_refused", args=args, origin=origin, stored=stored, failure=True)
                )
            continue
        bring.names.setdefault(name, []).append(origin)
    steps.append(Step("roles.defaults", {"names": rules.defaults, "kind": bring.kind}, "info", origin=origin))


def _due(rules: Rules, bring: Bring, before: Account | None) -> bool:
    if rules.give_defaults == "everyLogin":
        return True
    if rules.give_defaults == "ifNone":
        return not bring.names
    if before is not None:
        return False
    return rules.give_defaults == "onCreate" or (bring.absent or not bring.ruled)

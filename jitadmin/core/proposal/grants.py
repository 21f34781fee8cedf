"""The role map of a proposal: what the application makes of groups, role values and flags."""

from typing import Literal

import msgspec

from jitadmin.core.catalogue import AppAttribute, Flag, holes, is_known
from jitadmin.core.connection.role_map import (
    Absent,
    Condition,
    DirectRoles,
    KindRules,
    Membership,
    NoMatch,
    Role,
    RoleMap,
    RoleRule,
    Unknown,
)
from jitadmin.core.proposal.record import Notes
from jitadmin.core.proposal.rows import wire_name
from jitadmin.core.trace import Step

_ABSENT: dict[str, Absent] = {"keep": "keep", "strip": "strip", "refuse": "refuse", "default": "keep"}
_NO_MATCH: dict[str, NoMatch] = {
    "keep": "keep", "strip": "strip", "refuse": "refuse", "stripAndRefuse": "stripThenRefuse", "default": "strip",
}  # fmt: skip
_MEMBERSHIP: dict[str, Membership] = {"addOnly": "addOnly", "exact": "exact", "managed": "managed", "delta": "addOnly"}
_UNKNOWN: dict[str, Unknown] = {"ignore": "ignore", "create": "create", "refuse": "refuse"}
_FLAG: dict[str, Literal["keep", "strip"]] = {"revoke": "strip", "keep": "keep"}


def role_map(notes: Notes, values: dict[str, str]) -> RoleMap:
    """Direct values, flags and declared roles, with membership as far as a source says."""
    use, jit = notes.sp.roles, notes.sp.jit
    if jit.membership_policy == "none" and (use is None or use.style != "composite"):
        notes.reasons.append(Step("proposal.roles.untouched", {"sp": notes.sp.name}, origin="roles"))
        return RoleMap()
    found = RoleMap(roles=_declared(notes))
    flags = [item for item in notes.sp.attributes if item.flag is not None]
    lists = [item for item in notes.sp.attributes if _is_list(item) and not _is_open(item)]
    for item in flags:
        found = _flag(notes, found, item, values)
    for item in lists:
        found = _list(notes, found, item, values)
    if use is not None and use.slot and not lists and not flags:
        found = _slot(notes, found)
    if not (found.rules or found.direct or found.groups_attribute):
        return found
    found = _knobs(notes, found)
    return _flag_knobs(found, flags, has_lists=_listed(found) is not None)


def _declared(notes: Notes) -> tuple[Role, ...]:
    use = notes.sp.roles
    if use is None or use.style == "unknown":
        return ()
    return tuple(Role(name=item.value, title=item.title, privilege=item.privilege) for item in use.values)


def _is_list(item: AppAttribute) -> bool:
    return item.flag is None and not item.record and bool(set(item.to) & {"groups", "roles"})


def _is_open(item: AppAttribute) -> bool:
    return item.required is not True and bool(holes(item.name))


def _flag(notes: Notes, found: RoleMap, item: AppAttribute, values: dict[str, str]) -> RoleMap:
    flag = item.flag
    if flag is None:
        return found
    name = wire_name(notes, item, item.to[0], values)
    origin = f"roles.rules[{len(found.rules)}]"
    if not flag.true:
        notes.assume("flag-value", "roles", role=flag.role, name=item.name or item.slot)
        return found
    declared = found.roles
    if flag.role not in {role.name for role in declared}:
        declared = (*declared, Role(name=flag.role, privilege=50))
    found = msgspec.structs.replace(found, roles=declared)
    if _blank_is_absent(flag):
        # A rule takes an attribute without text for one that is there; the expression takes it for none.
        origin = f"roles.direct[{len(found.direct)}]"
        cel = f'attributes[{msgspec.json.encode(name).decode()}].filter(v, v.matches("\\\\S"))[0]'
        direct = DirectRoles(cel=cel, rename=dict.fromkeys(flag.true, (flag.role,)), unmapped="drop")
        found = msgspec.structs.replace(found, direct=(*found.direct, direct))
    else:
        rule = RoleRule(grant=(flag.role,), when=Condition(attribute=name, in_=flag.true), name=flag.role)
        found = msgspec.structs.replace(found, rules=(*found.rules, rule))
    args = {"sp": notes.sp.name, "name": name, "role": flag.role, "values": flag.true}
    notes.reasons.append(Step("proposal.roles.flag", args, origin=origin))
    notes.task("flag", origin, name=name, values=flag.true)
    if item.slot:
        notes.task("slot", origin, slot=item.slot, name=name)
    return found


def _blank_is_absent(flag: Flag) -> bool:
    return is_known(flag.empty) and flag.empty == flag.absent != flag.other


def _list(notes: Notes, found: RoleMap, item: AppAttribute, values: dict[str, str]) -> RoleMap:
    use = notes.sp.roles
    meaning: Literal["group", "role"] = "role" if "roles" in item.to else "group"
    name = wire_name(notes, item, f"{meaning}s", values)
    own = notes.idp.attribute(f"{meaning}s")
    origin = f"roles.direct[{len(found.direct)}]"
    _tell(notes, item, name, origin)
    args = {"sp": notes.sp.name, "idp": notes.idp.name, "name": name, "forms": own.value_forms if own else ()}
    mapped = use is not None and use.style in ("groupMapped", "licence") and item.effect == "set"
    if mapped and use is not None and (use.attribute == item.name or not item.name):
        notes.reasons.append(Step("proposal.roles.mapped", args, "warn", origin="roles.rules"))
        notes.assume("mapping-empty", "roles.rules", name=name)
        return msgspec.structs.replace(found, groups_attribute=name)
    shape = item.shape
    split = shape.separator if shape and shape.separator and shape.form in ("joined", "either") else None
    direct = DirectRoles(
        attribute=name,
        kind=meaning,
        separator=split,
        pattern=(use.pattern or None) if use and use.style == "composite" else None,
        rename=dict.fromkeys(use.never, ()) if use and item.effect == "set" else {},
        effect="remove" if item.effect == "remove" else "give",
    )
    code = f"proposal.roles.{item.effect}" if item.effect != "set" else f"proposal.roles.direct-{meaning}"
    kept_back = (
        (Step("proposal.roles.never", {"sp": notes.sp.name, "names": use.never}),) if use and direct.rename else ()
    )
    notes.reasons.append(Step(code, args, children=kept_back, origin=origin))
    return msgspec.structs.replace(found, direct=(*found.direct, direct))


def _tell(notes: Notes, item: AppAttribute, name: str, origin: str) -> None:
    own = notes.idp.attribute("roles" if "roles" in item.to else "groups")
    if item.slot:
        notes.task("slot", origin, slot=item.slot, name=name)
    if own is None:
        notes.warn("no-source", origin, field=item.to[0], name=name)
    elif item.effect == "set" and (own.name != name or own.sent != "byDefault"):
        notes.task("send", origin, source=own.source, name=name)
    if item.effect != "set":
        return
    for limit in notes.idp.limits:
        if limit.of == "groups" and "groups" in item.to:
            code = f"group-limit-{limit.above}" if limit.above in ("omitted", "replacedByLink") else "group-limit"
            notes.warn(code, origin, maximum=limit.maximum, marker=limit.marker)
    if own is not None and own.value_forms and own.value_forms[0] == "objectId":
        notes.warn("object-ids", origin, name=name)


def _slot(notes: Notes, found: RoleMap) -> RoleMap:
    """The application maps any attribute: the one for groups of the identity provider is proposed."""
    use, own = notes.sp.roles, notes.idp.attribute("groups")
    if use is None or own is None or not own.name:
        return found
    args = {"sp": notes.sp.name, "idp": notes.idp.name, "name": own.name, "slot": use.slot}
    notes.reasons.append(Step("proposal.roles.slot", args, "warn", origin="roles.groupsAttribute"))
    notes.assume("mapping-empty", "roles.rules", name=own.name)
    return msgspec.structs.replace(found, groups_attribute=own.name)


def _knobs(notes: Notes, found: RoleMap) -> RoleMap:
    jit = notes.sp.jit
    for name, value in (
        ("membership", jit.membership_policy),
        ("when", jit.membership_when),
        ("absent", jit.when_role_attribute_absent),
        ("no-match", jit.when_no_mapping_matches),
        ("unknown-groups", jit.unknown_groups),
    ):
        if not is_known(value) and not (name == "absent" and _required(notes)):
            notes.assume(f"roles.{name}", "roles")
    if is_known(jit.unknown_groups) and any(direct.kind == "group" for direct in found.direct):
        notes.assume("groups-not-listed", "roles.roles")
    listed = _listed(found)
    kind: Literal["role", "group"] = "group" if listed is not None and listed.kind == "group" else "role"
    named = is_known(jit.default_role)
    declared = {role.name for role in found.roles}
    if named and kind == "role" and declared and jit.default_role not in declared:
        found = msgspec.structs.replace(found, roles=(*found.roles, Role(name=jit.default_role)))
    by_default: Absent = "refuse" if _required(notes) else found.absent
    none: NoMatch = "refuse" if notes.sp.account_model == "sessionOnly" else found.no_match
    found = msgspec.structs.replace(
        found,
        membership=_MEMBERSHIP.get(jit.membership_policy, found.membership),
        when="onCreate" if jit.membership_when == "onCreate" else "everyLogin",
        absent=_ABSENT.get(jit.when_role_attribute_absent, by_default),
        no_match=_NO_MATCH.get(jit.when_no_mapping_matches, none),
        unknown=_UNKNOWN.get(jit.unknown_groups, found.unknown) if kind == "role" and found.roles else found.unknown,
    )
    if not named:
        return found
    if jit.creates is False and jit.when_role_attribute_absent == "keep" and listed is not None:
        return _given_if_absent(notes, found, listed)
    return msgspec.structs.replace(
        found,
        defaults=(jit.default_role,),
        default_kind=kind,
        give_defaults="onCreateIfAbsent" if jit.when_role_attribute_absent == "default" else "onCreate",
    )


def _given_if_absent(notes: Notes, found: RoleMap, listed: DirectRoles) -> RoleMap:
    """An application that makes nobody gives its default to whoever comes without the list."""
    name, role, origin = listed.attribute, notes.sp.jit.default_role, f"roles.rules[{len(found.rules)}]"
    notes.reasons.append(
        Step("proposal.roles.if-absent", {"sp": notes.sp.name, "name": name, "role": role}, origin=origin)
    )
    # An attribute without text is there all the same.
    when = Condition(not_=Condition(attribute=name, matches=".*"))
    rule = RoleRule(grant=(role,), when=when, kind=listed.kind, name=f"{role} without {name}")
    return msgspec.structs.replace(found, rules=(*found.rules, rule))


def _listed(found: RoleMap) -> DirectRoles | None:
    """The first list of names, which no flag is."""
    return next((direct for direct in found.direct if direct.cel is None), None)


def _required(notes: Notes) -> bool:
    """Whether the application refuses a login without its groups or roles."""
    return any(_is_list(item) and item.required is True for item in notes.sp.attributes)


def _flag_knobs(found: RoleMap, flags: list[AppAttribute], *, has_lists: bool) -> RoleMap:
    """What other values of a flag and its absence mean holds for roles; the lists keep their own rules."""
    known = [item.flag for item in flags if item.flag is not None and item.flag.true]
    if not known:
        return found
    first = known[0]
    groups = None
    if has_lists:
        groups = KindRules(membership=found.membership, absent=found.absent, no_match=found.no_match)
    return msgspec.structs.replace(
        found,
        membership="managed",
        absent=_FLAG.get(first.absent, found.absent),
        no_match=_FLAG.get(first.other, found.no_match),
        groups=groups,
    )

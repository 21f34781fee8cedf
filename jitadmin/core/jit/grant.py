"""The role map at work: which roles, groups and entitlements a login brings, and why."""

from collections.abc import Iterable
from typing import Any

import msgspec

from jitadmin.core.account import Account
from jitadmin.core.cel import CelError, as_texts, compiled
from jitadmin.core.connection.attribute_map import Source
from jitadmin.core.connection.role_map import DirectRoles, Kind, Role, RoleMap, RoleRule, Unknown, When
from jitadmin.core.jit.conditions import Situation, attributes_of, evaluate
from jitadmin.core.jit.membership import KINDS, Bring, Rules, exists, known, names_of, rules_for, settle
from jitadmin.core.jit.near import near_misses
from jitadmin.core.jit.read import variables
from jitadmin.core.jit.result import Denial, Grant
from jitadmin.core.jit.transforms import TransformError, pattern
from jitadmin.core.trace import Step, Verdict


class Granted(msgspec.Struct, frozen=True, kw_only=True):
    """The names of each kind after the login, what each rests on, and why the login is refused, if it is."""

    after: dict[Kind, tuple[str, ...]]
    grants: tuple[Grant, ...]
    denial: Denial | None
    step: Step


def grant(roles: RoleMap, situation: Situation, before: Account | None) -> Granted:
    """Evaluates every rule and settles each kind against what the account holds."""
    declared = {role.name: role for role in roles.roles}
    brings = {kind: Bring(kind) for kind in KINDS}
    ways = {kind: rules_for(roles, kind) for kind in KINDS}
    steps = _rules(roles, declared, situation, brings, before, ways)
    denials: list[Denial] = []
    for number, direct in enumerate(roles.direct):
        if works(ways[direct.kind].when, before):
            steps.append(_direct(number, direct, situation, brings, denials))
        else:
            brings[direct.kind].idle = True
            told = {"name": _named(direct), "when": ways[direct.kind].when}
            would = _direct(number, direct, situation, {direct.kind: Bring(direct.kind)}, [])
            steps.append(Step("direct.not_now", told, "skip", (would,), would.origin))
    after: dict[Kind, tuple[str, ...]] = {}
    grants: list[Grant] = []
    for kind, bring in brings.items():
        rules = ways[kind]
        _pick(roles, declared, bring, steps)
        known(rules, declared, bring, steps, denials)
        settled = settle(rules, declared, bring, before, steps, denials)
        after[kind] = settled
        held = set(settled)
        grants += [Grant(name=n, kind=kind, origins=tuple(o)) for n, o in bring.names.items() if n in held]
    denial = denials[0] if denials else None
    code = "roles.refused" if denial else "roles.granted" if grants else "roles.nothing"
    args = {"names": tuple(g.name for g in grants)}
    top = Step(code, args, "no" if denial else "yes" if grants else "info", tuple(steps), "roles")
    return Granted(after=after, grants=tuple(grants), denial=denial, step=top)


def works(when: When, before: Account | None) -> bool:
    """Whether rules work at this login: one that makes an account, or a later one."""
    return when == "everyLogin" or (when != "never" and before is None) or when == "createThenRemove"


def _rules(
    roles: RoleMap,
    declared: dict[str, Role],
    situation: Situation,
    brings: dict[Kind, Bring],
    before: Account | None,
    ways: dict[Kind, Rules],
) -> list[Step]:
    steps: list[Step] = []
    taken = False
    for number, rule in enumerate(roles.rules):
        origin = f"roles.rules[{number}]"
        kinds = {_kind(name, rule, declared) for name in rule.grant}
        when = rule.apply or ways[next(iter(kinds), "role")].when
        args: dict[str, Any] = {"rule": rule.name or f"{number + 1}", "names": rule.grant}
        inner = evaluate(rule.when, situation, origin) if rule.when is not None else None
        children, evidence = ((inner,), inner.evidence) if inner else ((), "")
        if not works(when, before):
            for kind in kinds:
                brings[kind].idle = True
            steps.append(Step("rule.not_now", {**args, "when": when}, "skip", children, origin))
            continue
        present = _present(rule, roles, situation)
        for kind in kinds:
            brings[kind].ruled = True
            brings[kind].absent = brings[kind].absent and not present
        for name in rule.grant:
            brings[_kind(name, rule, declared)].possible.add(name)
        holds = inner is None or inner.verdict == "yes"
        shadowed = holds and taken and roles.pick == "first"
        code = "rule.shadowed" if shadowed else "rule.holds" if holds else "rule.fails"
        verdict: Verdict = "skip" if shadowed else "yes" if holds else "no"
        steps.append(Step(code, args, verdict, children, origin, evidence))
        if holds and not shadowed:
            taken = True
            for name in _given(rule, when, before, declared):
                brings[_kind(name, rule, declared)].names.setdefault(name, []).append(origin)
    return steps


def _given(rule: RoleRule, when: When, before: Account | None, declared: dict[str, Role]) -> tuple[str, ...]:
    """What a rule that holds brings: a later login under ``createThenRemove`` only lets what is held stay."""
    if when != "createThenRemove" or before is None:
        return rule.grant
    return tuple(name for name in rule.grant if name in names_of(before, _kind(name, rule, declared)))


def _kind(name: str, rule: RoleRule, declared: dict[str, Role]) -> Kind:
    role = declared.get(name)
    return role.kind if role else rule.kind


def _present(rule: RoleRule, roles: RoleMap, situation: Situation) -> bool:
    used = attributes_of(rule.when, roles)
    return not used or "*" in used or any(name in situation.login.entries for name in used)


def _direct(
    number: int, direct: DirectRoles, situation: Situation, brings: dict[Kind, Bring], denials: list[Denial]
) -> Step:
    origin = f"roles.direct[{number}]"
    bring = brings[direct.kind]
    bring.ruled = True
    bring.any_name |= direct.unmapped == "keep" and direct.effect == "give"
    for targets in direct.rename.values():
        bring.possible.update(targets)
    values, children, evidence = _direct_values(direct, situation, origin)
    if values is None:
        code = "direct.absent" if direct.cel is None else "direct.absent_cel"
        return Step(code, {"name": _named(direct)}, "no", tuple(children), origin)
    bring.absent = False
    try:
        names = list(renamed(direct, values))
    except TransformError as error:
        return Step(error.code, error.args_by_name, "no", origin=origin)
    children += [
        Step("direct.unmapped", {"value": value}, "warn", origin=origin, evidence=evidence)
        for value, targets in names
        if not targets
    ]
    flat = tuple(dict.fromkeys(target for _, targets in names for target in targets))
    if direct.unknown is not None:
        flat = _filtered(flat, direct.kind, direct.unknown, situation.roles, origin, children, denials)
    args = {"name": _named(direct), "names": flat}
    if direct.effect == "remove":
        bring.removed.update(flat)
        return Step("direct.removes", args, "yes", tuple(children), origin, evidence)
    for name in flat:
        bring.names.setdefault(name, []).append(origin)
    code = "direct.gives" if flat else "direct.gives_nothing"
    return Step(code, args, "yes" if flat else "no", tuple(children), origin, evidence)


def _named(direct: DirectRoles) -> str:
    return direct.attribute or direct.cel or ""


def _direct_values(
    direct: DirectRoles, situation: Situation, origin: str
) -> tuple[tuple[str, ...] | None, list[Step], str]:
    """The values (None: absent), steps that explain them, and their place in the message."""
    if direct.cel is not None:
        try:
            expression = compiled(direct.cel)
            fields = {reading.field: reading.value for reading in situation.fields.values()}
            values = as_texts(expression.run(variables(situation.login, expression.names, fields)))
        except CelError as error:
            failed = [Step(error.code, error.args_by_name, "no", origin=origin)]
            return (None if error.code == "cel.absent" else ()), failed, ""
        return values, [], ""
    entry = situation.login.entries.get(direct.attribute)
    if entry is None:
        return None, list(near_misses(Source(attribute=direct.attribute), situation.login, origin)), ""
    return entry.values, [], entry.where


def renamed(direct: DirectRoles, values: Iterable[str]) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Each value with the names it stands for; none where it is dropped."""
    table = direct.rename
    if direct.ignore_case:
        table = {key.casefold(): names for key, names in table.items()}
    for whole in values:
        for part in whole.split(direct.separator) if direct.separator else (whole,):
            value = part.strip() if direct.separator else part
            if direct.pattern is not None:
                wanted = pattern(direct.pattern)
                found = wanted.search(value)
                if found is None:
                    yield value, ()
                    continue
                value = found.group(1 if wanted.groups else 0) or ""
            if not value and direct.empty == "drop":
                continue
            targets = table.get(value.casefold() if direct.ignore_case else value)
            if targets is None:
                targets = (value,) if direct.unmapped == "keep" else ()
            yield value, tuple(targets)


def _pick(roles: RoleMap, declared: dict[str, Role], bring: Bring, steps: list[Step]) -> None:
    """Of several rules, or values that are names, the one with the most or the least privilege; the first of equals."""
    if roles.pick not in ("mostPrivileged", "leastPrivileged") or len(bring.names) < 2:
        return
    parts: dict[tuple[str, str], list[str]] = {}
    for name, origins in bring.names.items():
        for origin in origins:
            ruled = origin.startswith("roles.rules")
            parts.setdefault((origin, "" if ruled else name), []).append(name)

    def privilege(names: Iterable[str]) -> int:
        return max(declared[name].privilege if name in declared else 10 for name in names)

    choose = max if roles.pick == "mostPrivileged" else min
    chosen = choose(parts.values(), key=privilege)
    others = tuple(name for name in bring.names if name not in chosen)
    if not others:
        return
    bring.names = {name: bring.names[name] for name in chosen}
    args = {"names": tuple(chosen), "others": others, "pick": roles.pick}
    steps.append(Step("roles.picked", args, "info", origin="roles.pick"))


def _filtered(
    names: tuple[str, ...],
    kind: Kind,
    unknown: Unknown,
    roles: RoleMap,
    origin: str,
    children: list[Step],
    denials: list[Denial],
) -> tuple[str, ...]:
    if unknown in ("accept", "create"):
        return names
    declared = {role.name: role for role in roles.roles}
    kept = tuple(name for name in names if exists(name, kind, declared))
    for name in names:
        if name in kept:
            continue
        args = {"name": name, "kind": kind}
        children.append(Step("roles.unknown", args, "warn", origin=origin))
        if unknown != "ignore":
            stored = unknown == "refuseAfterStoring"
            denials.append(Denial(code="roles.unknown_refused", args=args, origin=origin, stored=stored))
    return kept

"""Conditions of role rules and gates, evaluated with the reason of every part."""

import re
from collections.abc import Iterable, Mapping

from jitadmin.core.cel import CelError, compiled
from jitadmin.core.connection.attribute_map import Source
from jitadmin.core.connection.role_map import Condition, RoleMap
from jitadmin.core.jit.login import Entry, Login
from jitadmin.core.jit.near import near_misses
from jitadmin.core.jit.read import variables
from jitadmin.core.jit.result import FieldReading, FieldValue
from jitadmin.core.jit.transforms import TransformError, dn_leaf, pattern
from jitadmin.core.names import GROUP_ATTRIBUTES
from jitadmin.core.trace import Step


class Situation:
    """What conditions are asked about: one login, the fields that the map read, and the role map's settings."""

    def __init__(self, login: Login, fields: Mapping[str, FieldReading], roles: RoleMap) -> None:
        self.login = login
        self.fields = fields
        self.roles = roles

    def values_of(self, condition: Condition) -> tuple[str, tuple[str, ...] | None, str]:
        """The operand's name, its values (None: absent) and its place in the message."""
        if condition.attribute is not None:
            entry = self.login.entries.get(condition.attribute)
            return condition.attribute, entry.values if entry else None, entry.where if entry else ""
        if condition.field is not None:
            reading = self.fields.get(condition.field)
            return condition.field, _texts(reading.value if reading else None), reading.step.evidence if reading else ""
        name_id = self.login.word("nameId")
        return "NameID", None if name_id is None else (name_id,), "Subject/NameID"

    def groups_of(self, condition: Condition) -> tuple[str, Entry | None]:
        """The attribute in which memberships are looked up, and what the login has there."""
        name = condition.attribute or self.roles.groups_attribute
        if name is not None:
            return name, self.login.entries.get(name)
        for usual in GROUP_ATTRIBUTES:
            if usual in self.login.entries:
                return usual, self.login.entries[usual]
        return "groups", None


def _texts(value: FieldValue) -> tuple[str, ...] | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return ("true" if value else "false",)
    return value if isinstance(value, tuple) else (value,)


def evaluate(condition: Condition, situation: Situation, origin: str) -> Step:
    """The condition's answer as a step: its verdict is ``yes`` or ``no``; every part is asked."""
    if condition.all is not None:
        parts = tuple(evaluate(part, situation, origin) for part in condition.all)
        holds = all(part.verdict == "yes" for part in parts)
        return _step("condition.all" if holds else "condition.not_all", holds, {"count": len(parts)}, origin, parts)
    if condition.any is not None:
        parts = tuple(evaluate(part, situation, origin) for part in condition.any)
        holds = any(part.verdict == "yes" for part in parts)
        return _step("condition.any" if holds else "condition.not_any", holds, {"count": len(parts)}, origin, parts)
    if condition.not_ is not None:
        part = evaluate(condition.not_, situation, origin)
        holds = part.verdict != "yes"
        return _step("condition.not" if holds else "condition.not_not", holds, {}, origin, (part,))
    if condition.cel is not None:
        return _expression(condition.cel, situation, origin)
    if condition.member_of is not None:
        return _member(condition, condition.member_of, situation, origin)
    return _comparison(condition, situation, origin)


def _step(
    code: str, holds: bool, args: dict[str, object], origin: str, children: tuple[Step, ...] = (), evidence: str = ""
) -> Step:
    return Step(code, args, "yes" if holds else "no", children, origin, evidence)


def _expression(text: str, situation: Situation, origin: str) -> Step:
    try:
        expression = compiled(text)
        values = {reading.field: reading.value for reading in situation.fields.values()}
        result = expression.run(variables(situation.login, expression.names, values))
    except CelError as error:
        return Step(error.code, error.args_by_name, "no", origin=origin)
    if not isinstance(result, bool):
        return Step("cel.not_a_truth", {"text": text}, "no", origin=origin)
    return _step("condition.cel" if result else "condition.not_cel", result, {"text": text}, origin)


def _member(condition: Condition, group: str, situation: Situation, origin: str) -> Step:
    name, entry = situation.groups_of(condition)
    args: dict[str, object] = {"group": group, "name": name}
    if entry is None:
        near = near_misses(Source(attribute=name), situation.login, origin)
        return _step("condition.no_groups", False, args, origin, near)
    names = situation.roles.group_names
    for value in entry.values:
        how = membership(value, group, names, condition.ignore_case)
        if how:
            return _step("condition.member", True, {**args, "value": value, "how": how}, origin, (), entry.where)
    near = tuple(_near_groups(entry, group, names, origin))
    return _step("condition.not_member", False, {**args, "count": len(entry.values)}, origin, near, entry.where)


_GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def membership(value: str, group: str, names: Mapping[str, str], ignore_case: bool = False) -> str | None:
    """How a value means the group: by ``name``, by ``dn`` leaf, by ``objectId``; None where it does not."""
    if value == group:
        return "name"
    if ignore_case and value.casefold() == group.casefold():
        return "name"
    if len(value) == 36 and _GUID.fullmatch(value):
        known = next((name for key, name in names.items() if key.lower() == value.lower()), None)
        return "objectId" if value.lower() == group.lower() or known == group else None
    if "=" in value:
        leaf = dn_leaf(value)
        if leaf == group or (ignore_case and leaf.casefold() == group.casefold()):
            return "dn"
        if value.lower() == group.lower():
            return "dn"
    return None


def _near_groups(entry: Entry, group: str, names: Mapping[str, str], origin: str) -> Iterable[Step]:
    for value in entry.values:
        if membership(value, group, names, True):
            yield Step("near.group_case", {"group": group, "value": value}, "warn", origin=origin, evidence=entry.where)
        elif dn_leaf(group) == value and "=" in group:
            yield Step("near.group_dn", {"group": group, "value": value}, "warn", origin=origin, evidence=entry.where)
        elif value.strip().strip("/") == group.strip().strip("/"):
            yield Step(
                "near.group_space", {"group": group, "value": value}, "warn", origin=origin, evidence=entry.where
            )
        elif ("," in value or ";" in value) and group in re.split(r"\s*[,;]\s*", value):
            yield Step(
                "near.group_joined", {"group": group, "value": value}, "warn", origin=origin, evidence=entry.where
            )


def _comparison(condition: Condition, situation: Situation, origin: str) -> Step:
    name, values, evidence = situation.values_of(condition)
    if condition.present is not None:
        there = bool(values and any(values))
        code = "condition.present" if there else "condition.absent" if values is None else "condition.no_text"
        return _step(code, there is condition.present, {"name": name}, origin, (), evidence)
    if values is None:
        near: tuple[Step, ...] = ()
        if condition.attribute is not None:
            near = near_misses(Source(attribute=condition.attribute), situation.login, origin)
        return _step("condition.operand_absent", False, {"name": name}, origin, near)
    try:
        hit = next((value for value in values if satisfies(condition, value)), None)
    except TransformError as error:
        return Step(error.code, error.args_by_name, "no", origin=origin)
    args: dict[str, object] = {"name": name, "test": _tested(condition), "values": values[:5]}
    if hit is not None:
        return _step("condition.holds", True, {**args, "value": hit}, origin, (), evidence)
    loose = () if condition.ignore_case else tuple(_other_case(condition, values, origin, evidence))
    return _step("condition.fails", False, args, origin, loose, evidence)


def satisfies(condition: Condition, value: str) -> bool:
    """Whether one value passes every comparison of the condition."""
    fold = str.casefold if condition.ignore_case else str
    text = fold(value)
    if condition.equals is not None and text != fold(condition.equals):
        return False
    if condition.in_ is not None and text not in {fold(item) for item in condition.in_}:
        return False
    if condition.starts_with is not None and not text.startswith(fold(condition.starts_with)):
        return False
    if condition.ends_with is not None and not text.endswith(fold(condition.ends_with)):
        return False
    if condition.contains is not None and fold(condition.contains) not in text:
        return False
    if condition.matches is not None:
        prefix = "(?i)" if condition.ignore_case else ""
        return pattern(prefix + condition.matches).fullmatch(value) is not None
    return True


def _tested(condition: Condition) -> str:
    tests = (
        ("equals", condition.equals),
        ("in", condition.in_),
        ("matches", condition.matches),
        ("starts with", condition.starts_with),
        ("ends with", condition.ends_with),
        ("contains", condition.contains),
    )
    return " and ".join(
        f"{word} {', '.join(given) if isinstance(given, tuple) else given}"
        for word, given in tests
        if given is not None
    )


def _other_case(condition: Condition, values: tuple[str, ...], origin: str, evidence: str) -> Iterable[Step]:
    wanted = [w for w in (condition.equals, *(condition.in_ or ())) if w is not None]
    folded = {w.casefold(): w for w in wanted}
    for value in values:
        if value.casefold() in folded:
            args = {"value": value, "wanted": folded[value.casefold()]}
            yield Step("near.value_case", args, "warn", origin=origin, evidence=evidence)
        elif dn_leaf(value) in wanted:
            args = {"value": value, "wanted": dn_leaf(value)}
            yield Step("near.value_dn", args, "warn", origin=origin, evidence=evidence)


def attributes_of(condition: Condition | None, roles: RoleMap) -> set[str]:
    """The attributes that a condition looks at; ``*`` stands for a CEL expression, which may look at any."""
    if condition is None:
        return set()
    found: set[str] = set()
    for part in (*(condition.all or ()), *(condition.any or ()), *((condition.not_,) if condition.not_ else ())):
        found |= attributes_of(part, roles)
    if condition.member_of is not None:
        found.update(
            [condition.attribute or roles.groups_attribute or ""]
            if condition.attribute or roles.groups_attribute
            else GROUP_ATTRIBUTES
        )
    elif condition.attribute is not None:
        found.add(condition.attribute)
    if condition.cel is not None:
        found.add("*")
    return found

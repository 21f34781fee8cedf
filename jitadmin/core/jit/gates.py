"""Preconditions: what must hold before an application looks for an account, or before it makes one."""

from collections.abc import Mapping

import msgspec

from jitadmin.core.connection.policy import Gates
from jitadmin.core.connection.role_map import Condition
from jitadmin.core.jit.conditions import Situation, evaluate
from jitadmin.core.jit.match import AccountIndex
from jitadmin.core.jit.result import Denial, FieldReading
from jitadmin.core.trace import Step

ORIGIN = "policy.gates"


def pass_gates(
    gates: Gates, situation: Situation, fields: Mapping[str, FieldReading]
) -> tuple[Denial | None, tuple[Step, ...]]:
    """The first gate that is closed, and every gate's answer."""
    found: list[tuple[Denial | None, Step]] = []
    if gates.domains:
        found.append(_domains(gates, fields))
    if gates.groups:
        found.append(_groups(gates, situation))
    if gates.condition is not None:
        step = evaluate(gates.condition, situation, ORIGIN + ".condition")
        denial = None if step.verdict == "yes" else Denial(code="gate.condition", origin=ORIGIN + ".condition")
        found.append((denial, step))
    denial = next((problem for problem, _ in found if problem), None)
    return denial, tuple(step for _, step in found)


def seats(gates: Gates, index: AccountIndex) -> Denial | None:
    """Why no further account can be made, where the application counts seats."""
    if gates.seats is None or index.active_count < gates.seats:
        return None
    return Denial(
        code="gate.no_seat", args={"seats": gates.seats, "used": index.active_count}, origin=ORIGIN + ".seats"
    )


def _answer(code: str, holds: bool, args: dict[str, object], origin: str) -> tuple[Denial | None, Step]:
    denial = None if holds else Denial(code=code, args=args, origin=origin)
    return denial, Step(code + "_open" if holds else code, args, "yes" if holds else "no", origin=origin)


def _domains(gates: Gates, fields: Mapping[str, FieldReading]) -> tuple[Denial | None, Step]:
    origin = ORIGIN + ".domains"
    reading = fields.get(gates.address)
    address = reading.value if reading else None
    if isinstance(address, tuple):
        address = address[0] if address else None
    if not isinstance(address, str) or not address:
        return _answer("gate.no_address", gates.no_address == "pass", {"field": gates.address}, origin)
    if gates.non_ascii == "refuse" and not address.isascii():
        return _answer("gate.non_ascii", False, {"address": address}, origin)
    domain = address.rpartition("@")[2].lower()
    allowed = {name.lower() for name in gates.domains}
    return _answer("gate.domain", domain in allowed, {"domain": domain, "allowed": gates.domains}, origin)


def group_attribute(situation: Situation) -> str:
    """The attribute that says which groups a person is in: that of the role map, else the usual one of the login."""
    roles = situation.roles
    if roles.groups_attribute is not None:
        return roles.groups_attribute
    direct = sorted(roles.direct, key=lambda values: values.kind != "group")
    named = next((values.attribute for values in direct if values.attribute), None)
    return named or situation.groups_of(Condition())[0]


def _groups(gates: Gates, situation: Situation) -> tuple[Denial | None, Step]:
    name = group_attribute(situation)
    parts = tuple(
        evaluate(Condition(member_of=group, attribute=name), situation, ORIGIN + ".groups") for group in gates.groups
    )
    holds = any(part.verdict == "yes" for part in parts)
    denial, step = _answer("gate.group", holds, {"groups": gates.groups}, ORIGIN + ".groups")
    return denial, msgspec.structs.replace(step, children=parts)

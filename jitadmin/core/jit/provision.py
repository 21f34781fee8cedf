"""Making and changing an account: what is stored of a login, and what may not be."""

import re
from collections.abc import Mapping

import msgspec

from jitadmin.core.account import RANDOM, Account, Link
from jitadmin.core.connection import Connection
from jitadmin.core.connection.attribute_map import AttributeRow
from jitadmin.core.connection.policy import Policy, Unique
from jitadmin.core.jit.login import Login
from jitadmin.core.jit.match import AccountIndex, wanted
from jitadmin.core.jit.read import meaning, unfit
from jitadmin.core.jit.result import Change, Denial, FieldReading, FieldValue
from jitadmin.core.jit.transforms import TransformError, apply, boolean
from jitadmin.core.trace import Step

Fields = dict[str, FieldValue]
NEW = "new"
"""The id of an account that does not exist yet."""


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """The account after its fields are stored (roles come later), and why the login is refused or not stored."""

    account: Account
    denial: Denial | None = None
    dropped: Denial | None = None
    steps: tuple[Step, ...] = ()


def create(
    connection: Connection, login: Login, fields: Mapping[str, FieldReading], link: Link | None, index: AccountIndex
) -> Stored:
    """The account that the login would make."""
    policy, rows = connection.policy, connection.attributes.rows
    steps: list[Step] = []
    denial: Denial | None = None
    made: Fields = {}
    for field, reading in fields.items():
        row = rows[reading.row]
        if row.update in ("always", "ifNotEmpty", "ifStoredEmpty", "onCreate") and reading.state == "value":
            made[field] = reading.value
            steps.append(_set_step(row, reading))
        elif row.update != "never":
            denial = denial or unfit(reading)
    _keys(policy, login, fields, link, made)
    _only_together(policy, made, None, steps)
    denial = denial or _adorn(policy, made, steps)
    for number, unique in enumerate(policy.unique):
        breach = _unique_on_create(number, unique, made, index, steps)
        denial = denial or breach
    active = _active(made, policy.new_account.active, steps)
    links = (link,) if link else ()
    return Stored(account=Account(id=NEW, fields=made, active=active, links=links), denial=denial, steps=tuple(steps))


def _set_step(row: AttributeRow, reading: FieldReading) -> Step:
    args = {"field": row.field, "value": _shown(reading.value)}
    return Step("field.set", args, "yes", origin=f"attributes.rows[{reading.row}]", evidence=reading.step.evidence)


def _shown(value: FieldValue) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value


def _keys(policy: Policy, login: Login, fields: Mapping[str, FieldReading], link: Link | None, made: Fields) -> None:
    """What a step looked for without a row that reads it must be found again at the next login."""
    for step in policy.match:
        if step.by not in ("link", "id") and step.by not in fields and step.by not in made:
            values = wanted(step, login, fields, link)
            if values:
                made[step.by] = values[0]
                return


def _adorn(policy: Policy, made: Fields, steps: list[Step]) -> Denial | None:
    """Transforms of a new account alone, texts for what is missing, and constants."""
    new, origin = policy.new_account, "policy.newAccount.transforms"
    denial: Denial | None = None
    for field, transforms in new.transforms.items():
        value = made.get(field)
        if not isinstance(value, str):
            continue
        values: tuple[str, ...] = (value,)
        try:
            for transform in transforms:
                values = apply(transform, values, None)
        except TransformError as error:
            steps.append(Step(error.code, error.args_by_name, "no", origin=origin))
            denial = denial or Denial(code=error.code, args=error.args_by_name, origin=origin)
            continue
        made[field] = values[0] if values else ""
        if made[field] != value:
            args = {"field": field, "value": made[field], "before": value}
            steps.append(Step("field.changed_on_create", args, "info", origin=origin))
    for field, text in new.fallbacks.items():
        if not has_text(made.get(field)):
            made[field] = _template(text, made)
            args = {"field": field, "value": made[field]}
            steps.append(Step("field.fallback", args, "info", origin="policy.newAccount.fallbacks"))
    for field, constant in new.fields.items():
        if field not in made:
            made[field] = constant
            told = {"field": field, "value": _shown(constant)}
            steps.append(Step("field.set", told, "info", origin="policy.newAccount.fields"))
    return denial


_HOLE = re.compile(r"\{([^{}]+)\}")


def _template(text: str, made: Fields) -> str:
    def put(found: re.Match[str]) -> str:
        if found.group(1) == "random":
            return RANDOM
        value = made.get(found.group(1))
        return value if isinstance(value, str) else ""

    return _HOLE.sub(put, text)


def has_text(value: FieldValue) -> bool:
    """Whether a field says anything."""
    return bool(value) or value is False


def _active(made: Fields, default: bool, steps: list[Step]) -> bool:
    """The state that the login says, the ``default`` where it says none or nothing that means true or false."""
    value = _alone(made.pop("active", None))
    if not isinstance(value, str) or not value:
        return value if isinstance(value, bool) else default
    try:
        return boolean(value) == "true"
    except TransformError as error:
        steps.append(Step(error.code, error.args_by_name, "warn", origin="attributes"))
        return default


def _only_together(policy: Policy, made: Fields, before: Account | None, steps: list[Step]) -> None:
    for number, names in enumerate(policy.together):
        if all(has_text(made.get(name)) for name in names):
            continue
        for name in names:
            if name in made:
                if before is not None and name in before.fields:
                    made[name] = before.fields[name]
                else:
                    del made[name]
        args = {"fields": names}
        steps.append(Step("field.not_together", args, "warn", origin=f"policy.together[{number}]"))


def _unique_on_create(
    number: int, unique: Unique, made: Fields, index: AccountIndex, steps: list[Step]
) -> Denial | None:
    other = _holder(unique, made, index, None)
    if other is None:
        return None
    value = made.get(unique.field)
    origin = f"policy.unique[{number}]"
    args = {"field": unique.field, "value": _shown(value), "account": other.label}
    if unique.on_create == "suffix" and isinstance(value, str):
        made[unique.field] = value + RANDOM
        steps.append(Step("unique.suffix", {**args, "stored": made[unique.field]}, "warn", origin=origin))
        return None
    steps.append(Step("unique.taken", args, "no", origin=origin))
    return Denial(code="unique.taken", args=args, origin=origin)


def _holder(unique: Unique, made: Mapping[str, FieldValue], index: AccountIndex, own: str | None) -> Account | None:
    """Another account that holds the value of the field."""
    value = made.get(unique.field)
    if not has_text(value):
        hits = index.without_text(unique.field) if unique.empty else []
    else:
        texts = value if isinstance(value, tuple) else (value,) if isinstance(value, str) else ()
        hits = [account for text in texts for account in index.by_field(unique.field, text, unique.compare)]
    return next((account for account in hits if account.id != own), None)


def update(
    connection: Connection,
    fields: Mapping[str, FieldReading],
    before: Account,
    link: Link | None,
    index: AccountIndex,
) -> Stored:
    """The account as the login would leave it, roles apart."""
    policy = connection.policy
    steps: list[Step] = []
    links = _linked(policy, before, link)
    made: Fields = dict(before.fields)
    linking = links != before.links
    if linking and link:
        steps.append(Step("link.added", {"value": link.value, "issuer": link.issuer}, "yes", origin="policy.links"))
    denial: Denial | None = None
    if policy.update == "everyLogin" or (policy.update == "whenLinked" and linking):
        for field, reading in fields.items():
            row = connection.attributes.rows[reading.row]
            _write(row, field, reading, made, before, steps)
            if row.update not in ("onCreate", "never"):
                denial = denial or unfit(reading)
        _only_together(policy, made, before, steps)
    else:
        steps.append(Step("field.no_update", {"update": policy.update}, "skip", origin="policy.update"))
    taken, dropped = _unique_on_update(policy, made, before, index, steps)
    active = _active(made, before.active, steps) if "active" in made else before.active
    account = msgspec.structs.replace(before, fields=made, links=links, active=active)
    return Stored(account=account, denial=denial or taken, dropped=dropped, steps=tuple(steps))


def _linked(policy: Policy, before: Account, link: Link | None) -> tuple[Link, ...]:
    if link is None or link in before.links:
        return before.links
    kept = before.links
    if policy.links and policy.links.several == "replace":
        kept = tuple(held for held in kept if held.issuer != link.issuer)
    return (*kept, link)


def _write(
    row: AttributeRow, field: str, reading: FieldReading, made: Fields, before: Account, steps: list[Step]
) -> None:
    origin = f"attributes.rows[{reading.row}]"
    stored = before.fields.get(field)
    if field == "active":
        stored = before.active
    what = meaning(row, reading)
    if row.update in ("onCreate", "never") or (row.update == "ifStoredEmpty" and has_text(stored)):
        wanted_value = reading.value if what == "set" else None
        if what != "keep" and not same(stored, wanted_value):
            args = {"field": field, "stored": _shown(stored), "value": _shown(wanted_value), "update": row.update}
            code = "field.left" if has_text(stored) else "field.left_empty"
            steps.append(Step(code, args, "skip", origin=origin))
        return
    if what == "keep":
        if has_text(stored):
            code = "field.kept_missing" if reading.state == "missing" else "field.kept_empty"
            steps.append(Step(code, {"field": field, "stored": _shown(stored)}, "skip", origin=origin))
        return
    value = reading.value if what == "set" else None
    if same(stored, value):
        return
    if what == "clear":
        made.pop(field, None)
        steps.append(Step("field.cleared", {"field": field, "stored": _shown(stored)}, "warn", origin=origin))
    else:
        made[field] = value
        args = {"field": field, "stored": _shown(stored), "value": _shown(value)}
        code = "field.changed" if has_text(stored) else "field.set"
        steps.append(Step(code, args, "yes", origin=origin, evidence=reading.step.evidence))


def same(one: FieldValue, other: FieldValue) -> bool:
    """Whether two stored values mean the same: no value and empty text do, and a text and a list of it alone."""
    one, other = _alone(one), _alone(other)
    return one == other or (not has_text(one) and not has_text(other))


def _alone(value: FieldValue) -> FieldValue:
    return value[0] if isinstance(value, tuple) and len(value) == 1 else value


def _unique_on_update(
    policy: Policy, made: Fields, before: Account, index: AccountIndex, steps: list[Step]
) -> tuple[Denial | None, Denial | None]:
    for number, unique in enumerate(policy.unique):
        if same(made.get(unique.field), before.fields.get(unique.field)):
            continue
        other = _holder(unique, made, index, before.id)
        if other is None:
            continue
        origin = f"policy.unique[{number}]"
        args = {"field": unique.field, "value": _shown(made.get(unique.field)), "account": other.label}
        reason = Denial(code="unique.taken", args=args, origin=origin)
        steps.append(Step("unique.taken", args, "no", origin=origin))
        if unique.on_update == "refuse":
            return reason, None
        if unique.on_update == "dropChanges":
            return None, reason
        if unique.field in before.fields:
            made[unique.field] = before.fields[unique.field]
        else:
            made.pop(unique.field, None)
    return None, None


def changes(before: Account | None, after: Account) -> tuple[Change, ...]:
    """The fields in which two states of an account differ."""
    old = before.fields if before else {}
    found = [
        Change(field=field, before=old.get(field), after=after.fields.get(field))
        for field in dict.fromkeys((*old, *after.fields))
        if not same(old.get(field), after.fields.get(field))
    ]
    if before is not None and before.active != after.active:
        found.append(Change(field="active", before=before.active, after=after.active))
    return tuple(found)

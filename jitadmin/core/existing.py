"""Lists of existing accounts: where one comes from, which column becomes which field, and how old it is."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Literal

import msgspec

from jitadmin.core.account import Snapshot
from jitadmin.core.column_names import (
    ENTERPRISE,
    LDAP,
    ORDER,
    PART_OR_WHOLE,
    SECRETS,
    USUAL,
    active_word,
    flat,
    without_remark,
)
from jitadmin.core.problem import Problem

Form = Literal["csv", "scim", "ldif"]
Reason = Literal[
    "usual-name", "same-name", "values", "own-field", "beside", "secret", "empty", "second-choice", "unknown", "chosen"
]  # fmt: skip
LEFT_OUT: Final = ""
"""The field of a column that is not taken."""
LISTS: Final = ("roles", "groups", "entitlements")
KEYS: Final = ("id", "userName", "emails.work")
EXAMPLES: Final = 3

FIELDS: Final = (
    "id", "userName", "externalId", "emails.work", "displayName", "name.givenName", "name.familyName", "nickName",
    "title", "userType", "phoneNumbers.work", "phoneNumbers.mobile", "preferredLanguage", "locale", "timezone",
    ENTERPRISE + "employeeNumber", ENTERPRISE + "department", ENTERPRISE + "organization",
    ENTERPRISE + "costCenter", ENTERPRISE + "division", "active", *LISTS,
)  # fmt: skip
"""What a column can become, besides a field of its own name."""


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """One column of a list, or one attribute of a directory: the field it becomes, why, and some of its values.

    The reason is ``chosen`` once a person chose. A field of ``LEFT_OUT`` is not taken.
    """

    name: str
    field: str
    reason: Reason
    examples: tuple[str, ...] = ()


class AccountList(msgspec.Struct, frozen=True, kw_only=True):
    """A list as it was opened: its bytes, its form, the columns as proposed, and when it was written.

    ``columns`` is empty for SCIM, whose names are those of the standard.
    """

    name: str
    form: Form
    data: bytes
    columns: tuple[Column, ...] = ()
    written: datetime | None = None


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """A SCIM endpoint to read accounts from. ``plain`` allows http to a host that is not this machine.

    The token is held in memory for one request and is never written anywhere, nor shown by ``repr``.
    """

    url: str
    token: str = ""
    plain: bool = False

    def __repr__(self) -> str:
        return f"Endpoint({self.url!r})"


class KnownAccounts(msgspec.Struct, frozen=True, kw_only=True):
    """The accounts of a service provider as they were at one instant, and where they were read from."""

    accounts: Snapshot = ()
    taken: datetime | None = None
    origin: str = ""


def propose(names: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[Column, ...]:
    """What each column of a table becomes: by its usual name, else by its values, else a field of its own name."""
    found = []
    for at, name in enumerate(names):
        values = [row[at].strip() for row in rows if at < len(row) and row[at].strip()]
        field, reason = _named(name, values)
        if not name.strip():
            field, reason = LEFT_OUT, "unknown"
        elif reason == "own-field" and rows and not values:
            field, reason = LEFT_OUT, "empty"
        if reason == "secret":
            values = []
        found.append(Column(name=name, field=field, reason=reason, examples=tuple(values[:EXAMPLES])))
    return tuple(_by_values(_one_each(found, rows), rows))


def propose_ldap(attributes: Mapping[str, Sequence[str]]) -> tuple[Column, ...]:
    """What each attribute of a directory becomes; where two suit one field, the usual one is taken."""
    there = {name.lower(): name for name in attributes}
    chosen: dict[str, str] = {}
    for name, field in LDAP:
        if name in there and (field not in chosen.values()):
            chosen[name] = field
    suited = dict(LDAP)
    found = []
    for name, values in attributes.items():
        low = name.lower()
        field = chosen.get(low, LEFT_OUT)
        reason: Reason = "usual-name" if field else "second-choice" if low in suited else "unknown"
        if any(word in low for word in SECRETS):
            field, reason = LEFT_OUT, "secret"
        shown = () if reason == "secret" else tuple(values[:EXAMPLES])
        found.append(Column(name=name, field=field, reason=reason, examples=shown))
    return tuple(found)


def chosen(columns: Sequence[Column], at: int, field: str) -> tuple[Column, ...]:
    """The columns with another field for one of them."""
    changed = msgspec.structs.replace(columns[at], field=field, reason="chosen")
    return (*columns[:at], changed, *columns[at + 1 :])


def column_problems(columns: Sequence[Column]) -> tuple[Problem, ...]:
    """What keeps the columns from making accounts: none that tells accounts apart, or two for one field."""
    found = []
    if not any(column.name.strip() for column in columns):
        return (Problem(code="accounts.no_header"),)
    taken = [column.field for column in columns if column.field != LEFT_OUT]
    twice = sorted({field for field in taken if taken.count(field) > 1})
    if twice:
        names = [f"{field} ({', '.join(one.name for one in columns if one.field == field)})" for field in twice]
        found.append(Problem(code="accounts.columns_twice", args={"names": names}))
    if not set(KEYS) & set(taken):
        names = [column.name for column in columns if column.name.strip()]
        found.append(Problem(code="accounts.no_key", args={"names": names}))
    return tuple(found)


def taken_words(listed: AccountList, count: int) -> tuple[str, dict[str, Any]]:
    """The code and the arguments of the sentence that says what was taken from a list, and what was left out."""
    args: dict[str, Any] = {"name": listed.name, "count": count}
    taken = [f"{column.name} → {column.field}" for column in listed.columns if column.field != LEFT_OUT]
    left = [column.name for column in listed.columns if column.field == LEFT_OUT and column.name.strip()]
    if not taken:
        return "accounts.took_all", args
    code = "accounts.took_left" if left else "accounts.took"
    return code, {**args, "columns": taken, "left": left}


def _named(name: str, values: Sequence[str]) -> tuple[str, Reason]:
    stripped = name.strip()
    if any(word in flat(name) for word in SECRETS):
        return LEFT_OUT, "secret"
    if stripped in _KNOWN:
        return stripped, "same-name"
    field = USUAL.get(flat(name)) or USUAL.get(flat(without_remark(name)), "")
    if field == "active" and values and not any(active_word(value) is not None for value in values):
        return stripped, "own-field"
    return (field, "usual-name") if field else (stripped, "own-field")


def _one_each(columns: list[Column], rows: Sequence[Sequence[str]]) -> list[Column]:
    """Of columns with different names for one field the best name gets it, and the others stay beside it."""
    parts = [column for column in columns if column.field in ("name.givenName", "name.familyName")]
    whole = any(column.field == "displayName" for column in columns)
    if len(parts) == 1 and flat(parts[0].name) in PART_OR_WHOLE and not whole:
        columns[columns.index(parts[0])] = msgspec.structs.replace(parts[0], field="displayName")
    best: dict[str, Column] = {}
    for column in columns:
        if column.reason in ("usual-name", "same-name"):
            best[column.field] = min(best.get(column.field, column), column, key=_rank)
    return [
        _beside(column, bool(rows))
        if column.reason == "usual-name" and flat(column.name) != flat(best[column.field].name)
        else column
        for column in columns
    ]


def _rank(column: Column) -> tuple[bool, bool, int]:
    name = flat(without_remark(column.name))
    return not column.examples, column.reason != "same-name", ORDER.get(name, len(ORDER))


def _beside(column: Column, has_rows: bool) -> Column:
    empty = has_rows and not column.examples
    field, reason = (LEFT_OUT, "empty") if empty else (column.name.strip(), "beside")
    return msgspec.structs.replace(column, field=field, reason=reason)


def _by_values(columns: list[Column], rows: Sequence[Sequence[str]]) -> list[Column]:
    """Without a column of a known name that tells accounts apart, one whose values all are addresses is taken."""
    taken = {column.field for column in columns}
    if taken & set(KEYS):
        return columns
    for at, column in enumerate(columns):
        values = [row[at].strip() for row in rows if at < len(row)]
        filled = [value for value in values if value]
        if filled and column.reason == "own-field" and all(_is_address(value) for value in filled):
            columns[at] = msgspec.structs.replace(column, field="emails.work", reason="values")
            break
    return columns


def _is_address(value: str) -> bool:
    local, _, domain = value.rpartition("@")
    return bool(local) and "." in domain and " " not in value


_KNOWN: Final = frozenset(FIELDS)

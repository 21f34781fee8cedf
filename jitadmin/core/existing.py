"""Lists of existing accounts: where one comes from, which column becomes which field, and how old it is."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Literal

import msgspec

from jitadmin.core.account import Snapshot
from jitadmin.core.problem import Problem

Form = Literal["csv", "scim", "ldif"]
Reason = Literal[
    "usual-name", "same-name", "values", "own-field", "secret", "empty", "second-choice", "unknown", "chosen"
]  # fmt: skip
LEFT_OUT: Final = ""
"""The field of a column that is not taken."""
LISTS: Final = ("roles", "groups", "entitlements")
KEYS: Final = ("id", "userName", "emails.work")
EXAMPLES: Final = 3

_ENTERPRISE: Final = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:"
FIELDS: Final = (
    "id", "userName", "externalId", "emails.work", "displayName", "name.givenName", "name.familyName", "nickName",
    "title", "userType", "phoneNumbers.work", "phoneNumbers.mobile", "preferredLanguage", "locale", "timezone",
    _ENTERPRISE + "employeeNumber", _ENTERPRISE + "department", _ENTERPRISE + "organization",
    _ENTERPRISE + "costCenter", _ENTERPRISE + "division", "active", *LISTS,
)  # fmt: skip
"""What a column can become, besides a field of its own name."""

# What exports of applications call the fields of SCIM, in lower case and without separators.
_USUAL: Final = {
    "username": "userName", "login": "userName", "user": "userName", "loginname": "userName", "upn": "userName",
    "userprincipalname": "userName", "accountname": "userName",
    "email": "emails.work", "mail": "emails.work", "emailaddress": "emails.work", "emails": "emails.work",
    "primaryemail": "emails.work", "workemail": "emails.work",
    "firstname": "name.givenName", "givenname": "name.givenName", "namegivenname": "name.givenName",
    "forename": "name.givenName",
    "lastname": "name.familyName", "surname": "name.familyName", "familyname": "name.familyName",
    "namefamilyname": "name.familyName", "sn": "name.familyName",
    "name": "displayName", "fullname": "displayName", "displayname": "displayName",
    "externalid": "externalId", "nickname": "nickName", "usertype": "userType",
    "id": "id", "userid": "id", "accountid": "id", "memberid": "id",
    "active": "active", "enabled": "active", "status": "active", "accountstatus": "active",
    "roles": "roles", "role": "roles", "groups": "groups", "group": "groups", "entitlements": "entitlements",
    "memberof": "groups", "teams": "groups", "permissionset": "entitlements",
    "title": "title", "jobtitle": "title", "phone": "phoneNumbers.work", "telephonenumber": "phoneNumbers.work",
    "phonenumber": "phoneNumbers.work", "mobile": "phoneNumbers.mobile", "mobilephone": "phoneNumbers.mobile",
    "department": _ENTERPRISE + "department", "employeenumber": _ENTERPRISE + "employeeNumber",
    "employeeid": _ENTERPRISE + "employeeNumber", "organization": _ENTERPRISE + "organization",
    "costcenter": _ENTERPRISE + "costCenter", "division": _ENTERPRISE + "division",
    "locale": "locale", "timezone": "timezone", "preferredlanguage": "preferredLanguage",
}  # fmt: skip
# Names of LDAP in the order in which they are preferred for a field.
_LDAP: Final = (
    ("entryuuid", "id"), ("objectguid", "id"), ("ipauniqueid", "id"), ("nsuniqueid", "id"),
    ("uid", "userName"), ("samaccountname", "userName"), ("userprincipalname", "userName"),
    ("mail", "emails.work"), ("displayname", "displayName"), ("cn", "displayName"),
    ("givenname", "name.givenName"), ("sn", "name.familyName"), ("title", "title"),
    ("telephonenumber", "phoneNumbers.work"), ("mobile", "phoneNumbers.mobile"),
    ("preferredlanguage", "preferredLanguage"), ("employeetype", "userType"),
    ("employeenumber", _ENTERPRISE + "employeeNumber"), ("employeeid", _ENTERPRISE + "employeeNumber"),
    ("department", _ENTERPRISE + "department"), ("departmentnumber", _ENTERPRISE + "department"),
    ("o", _ENTERPRISE + "organization"), ("memberof", "groups"), ("ismemberof", "groups"),
    ("useraccountcontrol", "active"), ("nsaccountlock", "active"),
)  # fmt: skip
_SECRETS: Final = ("password", "passwd", "secret", "pwdhash")


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
        field, reason = _named(name)
        if not name.strip():
            field, reason = LEFT_OUT, "unknown"
        elif reason == "own-field" and rows and not values:
            field, reason = LEFT_OUT, "empty"
        if reason == "secret":
            values = []
        found.append(Column(name=name, field=field, reason=reason, examples=tuple(values[:EXAMPLES])))
    return tuple(_by_values(found, rows))


def propose_ldap(attributes: Mapping[str, Sequence[str]]) -> tuple[Column, ...]:
    """What each attribute of a directory becomes; where two suit one field, the usual one is taken."""
    there = {name.lower(): name for name in attributes}
    chosen: dict[str, str] = {}
    for name, field in _LDAP:
        if name in there and (field not in chosen.values()):
            chosen[name] = field
    suited = dict(_LDAP)
    found = []
    for name, values in attributes.items():
        low = name.lower()
        field = chosen.get(low, LEFT_OUT)
        reason: Reason = "usual-name" if field else "second-choice" if low in suited else "unknown"
        if any(word in low for word in _SECRETS):
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
        found.append(Problem(code="accounts.columns_twice", args={"names": twice}))
    if not set(KEYS) & set(taken):
        names = [column.name for column in columns]
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


def flat(name: str) -> str:
    """A name without what people separate its words by."""
    return "".join(character for character in name.lower() if character.isalnum())


def _named(name: str) -> tuple[str, Reason]:
    stripped, plain = name.strip(), flat(name)
    if any(word in plain for word in _SECRETS):
        return LEFT_OUT, "secret"
    if stripped in _KNOWN:
        return stripped, "same-name"
    if plain in _USUAL:
        return _USUAL[plain], "usual-name"
    return stripped, "own-field"


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

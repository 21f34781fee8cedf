"""Reads the accounts that a service provider has: CSV, a SCIM ListResponse, or a JSON list."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from jitadmin.core.account import Account, Link
from jitadmin.core.errors import DocumentError
from jitadmin.core.problem import Problem

MAX_BYTES = 256 << 20
_SHOWN = 20
_LISTS = ("roles", "groups", "entitlements")
_TRUE = frozenset({"true", "1", "yes", "y", "active", "enabled"})
_FALSE = frozenset({"false", "0", "no", "n", "inactive", "disabled", "suspended", "deactivated"})
# What exports of applications call the fields of SCIM, in lower case and without separators.
_ALIASES = {
    "username": "userName", "login": "userName", "user": "userName",
    "email": "emails.work", "mail": "emails.work", "emailaddress": "emails.work", "emails": "emails.work",
    "firstname": "name.givenName", "givenname": "name.givenName", "namegivenname": "name.givenName",
    "lastname": "name.familyName", "surname": "name.familyName", "familyname": "name.familyName",
    "name": "displayName", "fullname": "displayName", "displayname": "displayName",
    "externalid": "externalId", "nickname": "nickName", "usertype": "userType",
    "id": "id", "userid": "id", "active": "active", "enabled": "active", "status": "active",
    "roles": "roles", "role": "roles", "groups": "groups", "group": "groups", "entitlements": "entitlements",
}  # fmt: skip
_NOT_FIELDS = frozenset({"id", "schemas", "meta", "active", "links", "password", "fields", *_LISTS})
_MULTI = frozenset({"emails", "phoneNumbers", "photos", "ims", "addresses"})


class _WrongError(Exception):
    """One row or entry that cannot be an account."""

    def __init__(self, code: str, **args: object) -> None:
        super().__init__(code)
        self.problem = Problem(code=code, args=args)


def read_accounts(path: Path) -> tuple[Account, ...]:
    """The accounts of a file; raises ``DocumentError`` that names every row which cannot be one."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise DocumentError("document.not_there", name=str(path)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DocumentError("document.cannot_read", name=str(path), reason=reason) from None
    return parse_accounts(data, path.name)


def parse_accounts(data: bytes, name: str = "") -> tuple[Account, ...]:
    """The accounts of a text in any of the forms; raises ``DocumentError``."""
    problems: list[Problem] = []
    accounts: dict[str, Account] = {}
    try:
        if len(data) > MAX_BYTES:
            raise _WrongError("document.too_large", limit=f"{MAX_BYTES >> 20} MB")
        text = _decoded(data)
        entries = _json(text) if text.lstrip()[:1] in ("{", "[") else _csv(text)
        for row, line, entry in entries:
            problem = entry if isinstance(entry, Problem) else None
            if isinstance(entry, Account) and entry.id in accounts:
                problem = Problem(code="accounts.duplicate", args={"id": entry.id})
            if problem:
                problems.append(msgspec.structs.replace(problem, path=row, line=line))
            elif isinstance(entry, Account):
                accounts[entry.id] = entry
    except _WrongError as wrong:
        problems.append(wrong.problem)
    if problems:
        code = "document.problem" if len(problems) == 1 else "document.problems"
        raise DocumentError(code, problems[:_SHOWN], name=name or "The list of accounts", count=len(problems))
    return tuple(accounts.values())


Entry = tuple[str, int, Account | Problem]


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError:
        raise _WrongError("document.encoding") from None


def _csv(text: str) -> Iterator[Entry]:
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = next(reader, [])
        columns = _columns(header)
        for number, cells in enumerate(reader, 2):
            if not any(cell.strip() for cell in cells):
                continue
            place = f"row {number}"
            if len(cells) != len(header):
                wrong = Problem(code="accounts.cells", args={"count": len(cells), "wanted": len(header)})
                yield place, reader.line_num, wrong
                continue
            yield place, reader.line_num, _attempt(dict(zip(columns, cells, strict=True)), _from_row)
    except csv.Error as error:
        raise _WrongError("accounts.csv", line=reader.line_num, reason=str(error)) from None


def _columns(header: list[str]) -> list[str]:
    columns = [_ALIASES.get(_flat(name), name.strip()) for name in header]
    if not any(column.strip() for column in columns):
        raise _WrongError("accounts.no_header")
    twice = sorted({column for column in columns if columns.count(column) > 1})
    if twice:
        raise _WrongError("accounts.columns_twice", names=twice)
    if not {"id", "userName", "emails.work"} & set(columns):
        raise _WrongError("accounts.no_key", names=header)
    return columns


def _flat(name: str) -> str:
    return name.strip().lower().replace("_", "").replace("-", "").replace(" ", "").replace(".", "")


def _attempt(value: dict[str, Any], read: Any) -> Account | Problem:
    try:
        account: Account = read(value)
    except _WrongError as wrong:
        return wrong.problem
    return account


def _from_row(row: dict[str, str]) -> Account:
    fields = {name: value for name, value in row.items() if name and name not in _NOT_FIELDS and value != ""}
    roles, groups, entitlements = (_listed(row.get(name, "")) for name in _LISTS)
    return Account(
        id=_key(row.get("id"), fields),
        fields=fields,
        active=_truth(row.get("active") or "true"),
        roles=roles,
        groups=groups,
        entitlements=entitlements,
    )


def _listed(text: str) -> tuple[str, ...]:
    separator = next((mark for mark in ("\n", "|", ";", ",") if mark in text), "\n")
    return tuple(part.strip() for part in text.split(separator) if part.strip())


def _truth(value: object) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word not in _TRUE | _FALSE:
        raise _WrongError("accounts.active", value=str(value))
    return word in _TRUE


def _key(given: object, fields: dict[str, Any]) -> str:
    for value in (given, fields.get("userName"), fields.get("emails.work")):
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if isinstance(value, str) and value.strip():
            return value
    raise _WrongError("accounts.no_id")


def _json(text: str) -> Iterator[Entry]:
    try:
        whole = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise _WrongError("input.json", reason=str(error)) from None
    if isinstance(whole, dict):
        if "Resources" not in whole and "resources" not in whole:
            raise _WrongError("accounts.no_list")
        whole = whole.get("Resources", whole.get("resources"))
    if not isinstance(whole, list):
        raise _WrongError("accounts.no_list")
    for number, item in enumerate(whole):
        place = f"[{number}]"
        if isinstance(item, dict):
            yield place, 0, _attempt(item, _from_user)
        else:
            yield place, 0, Problem(code="accounts.no_object")


def _from_user(user: dict[str, Any]) -> Account:
    """A SCIM User (RFC 7643 4.1), or the same with dotted names."""
    fields: dict[str, Any] = {}
    given = user.get("fields")
    for name, value in {**user, **(given if isinstance(given, dict) else {})}.items():
        if name not in _NOT_FIELDS:
            _take(fields, name, value)
    roles, groups, entitlements = (_names(user.get(name), name) for name in _LISTS)
    return Account(
        id=_key(user.get("id"), fields),
        fields=fields,
        active=_truth(user.get("active", True)),
        links=_links(user.get("links")),
        roles=roles,
        groups=groups,
        entitlements=entitlements,
    )


def _take(fields: dict[str, Any], name: str, value: object) -> None:
    if isinstance(value, dict):
        joint = ":" if name.startswith("urn:") else "."
        for inner, part in value.items():
            _take(fields, f"{name}{joint}{inner}", part)
    elif isinstance(value, list) and name in _MULTI:
        _take_typed(fields, name, value)
    elif isinstance(value, list):
        fields[name] = tuple(str(item.get("value", "")) if isinstance(item, dict) else str(item) for item in value)
    elif isinstance(value, bool) or value is None:
        fields[name] = value
    else:
        fields[name] = str(value)


def _take_typed(fields: dict[str, Any], name: str, values: list[Any]) -> None:
    """Values with a type each (RFC 7643 2.4): the primary one first, "work" where none is given."""
    ordered = sorted(values, key=lambda item: not (isinstance(item, dict) and item.get("primary") is True))
    for item in ordered:
        kind = item.get("type") or "work" if isinstance(item, dict) else "work"
        value = item.get("value") if isinstance(item, dict) else item
        if value is not None:
            fields.setdefault(f"{name}.{kind}", str(value))


def _names(value: object, name: str) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise _WrongError("accounts.list", name=name)
    keys = ("display", "value") if name == "groups" else ("value", "display")
    names: list[str] = []
    for item in value:
        text = next((item[key] for key in keys if item.get(key)), None) if isinstance(item, dict) else item
        if not isinstance(text, str):
            raise _WrongError("accounts.list", name=name)
        names.append(text)
    return tuple(names)


def _links(value: object) -> tuple[Link, ...]:
    try:
        return tuple(msgspec.convert(value or [], list[Link]))
    except msgspec.ValidationError:
        raise _WrongError("accounts.list", name="links") from None

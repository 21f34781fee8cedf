"""Accounts as SCIM 2.0 Users (RFC 7643), in a ListResponse or in a plain JSON list."""

from collections.abc import Iterator
from typing import Any

import msgspec

from jitadmin.adapters.accounts.entries import Entry, WrongError, key, truth
from jitadmin.core.account import Account, Link
from jitadmin.core.existing import LISTS
from jitadmin.core.problem import Problem

_NOT_FIELDS = frozenset({"id", "schemas", "meta", "active", "links", "password", "fields", *LISTS})
_MULTI = frozenset({"emails", "phoneNumbers", "photos", "ims", "addresses"})


def user_entry(user: object) -> Account | Problem:
    """One SCIM User as an account, or the problem that keeps it from being one."""
    if not isinstance(user, dict):
        return Problem(code="accounts.no_object")
    try:
        return _from_user(user)
    except WrongError as wrong:
        return wrong.problem


def entries(text: str) -> Iterator[Entry]:
    """Every user of a ListResponse (RFC 7644 3.4.2), or of a plain list; raises ``WrongError`` where it is none."""
    try:
        whole = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise WrongError("input.json", reason=str(error)) from None
    if isinstance(whole, dict):
        if "Resources" not in whole and "resources" not in whole:
            raise WrongError("accounts.no_list")
        whole = whole.get("Resources", whole.get("resources"))
    if not isinstance(whole, list):
        raise WrongError("accounts.no_list")
    for number, item in enumerate(whole):
        yield f"[{number}]", 0, user_entry(item)


def _from_user(user: dict[str, Any]) -> Account:
    """A SCIM User (RFC 7643 4.1), or the same with dotted names."""
    fields: dict[str, Any] = {}
    given = user.get("fields")
    for name, value in {**user, **(given if isinstance(given, dict) else {})}.items():
        if name not in _NOT_FIELDS:
            _take(fields, name, value)
    roles, groups, entitlements = (_names(user.get(name), name) for name in LISTS)
    return Account(
        id=key(user.get("id"), fields),
        fields=fields,
        active=truth(user.get("active", True)),
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
        raise WrongError("accounts.list", name=name)
    keys = ("display", "value") if name == "groups" else ("value", "display")
    names: list[str] = []
    for item in value:
        text = next((item[key] for key in keys if item.get(key)), None) if isinstance(item, dict) else item
        if not isinstance(text, str):
            raise WrongError("accounts.list", name=name)
        names.append(text)
    return tuple(names)


def _links(value: object) -> tuple[Link, ...]:
    try:
        return tuple(msgspec.convert(value or [], list[Link]))
    except msgspec.ValidationError:
        raise WrongError("accounts.list", name="links") from None

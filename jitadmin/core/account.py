"""An account of the service provider, before or after a login."""

from collections.abc import Mapping
from typing import Any

import msgspec

RANDOM = "\u2039random\u203a"
"""Stands in a foretold value for the part that an application makes up."""


class Link(msgspec.Struct, frozen=True):
    """A stored binding of an account to an identity: the issuer and its value for the person."""

    issuer: str
    value: str


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """Fields are keyed by dotted SCIM names (``name.givenName``, ``emails.work``); a value is one text, a list of
    texts, a truth value or None. ``roles`` holds names of roles, ``groups`` names of groups, ``entitlements`` the
    rest."""

    id: str
    fields: Mapping[str, str | tuple[str, ...] | bool | None] = {}
    active: bool = True
    roles: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    entitlements: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def label(self) -> str:
        """What a person recognises the account by."""
        for name in ("userName", "emails.work", "displayName"):
            value = self.fields.get(name)
            if isinstance(value, str) and value:
                return value
        return self.id


Snapshot = tuple[Account, ...]


def scim(account: Account) -> dict[str, Any]:
    """The account as a SCIM 2.0 core User (RFC 7643 4.1): dotted names become the nested attributes of the standard."""
    user: dict[str, Any] = {}
    for field, value in account.fields.items():
        _put(user, field, list(value) if isinstance(value, tuple) else value)
    user["active"] = account.active
    return user


_MULTI = ("emails", "phoneNumbers", "photos", "ims", "addresses")


def _put(user: dict[str, Any], field: str, value: object) -> None:
    if field.startswith("urn:"):
        schema, _, name = field.rpartition(":")
        extension = user.setdefault(schema, {})
        if isinstance(extension, dict):
            _put_part(extension, name, value)
        return
    head, _, rest = field.partition(".")
    if rest and head in _MULTI:
        items = user.setdefault(head, [])
        if isinstance(items, list):
            _put_typed(items, rest, value)
            return
    _put_part(user, field, value)


def _put_part(into: dict[str, Any], field: str, value: object) -> None:
    """A part of a complex attribute goes into it; where a plain value has the place, the name stays dotted."""
    head, _, rest = field.partition(".")
    inner = into.setdefault(head, {}) if rest else None
    if isinstance(inner, dict):
        inner[rest] = value
    else:
        into[field] = value


def _put_typed(items: list[dict[str, Any]], rest: str, value: object) -> None:
    """Values with a type each (RFC 7643 2.4): one item for each value, or one of the parts of an address."""
    kind, _, part = rest.partition(".")
    if part:
        item = next((one for one in items if one.get("type") == kind and "value" not in one), None)
        if item is None:
            item = {"type": kind, **({} if items else {"primary": True})}
            items.append(item)
        item[part] = value
        return
    for one in value if isinstance(value, list) else [value]:
        items.append({"value": one, "type": rest, **({} if items else {"primary": True})})

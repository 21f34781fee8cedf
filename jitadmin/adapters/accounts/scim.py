"""Accounts as SCIM 2.0 Users (RFC 7643), in a ListResponse or in a plain JSON list."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

import msgspec

from jitadmin.adapters.accounts.entries import Entry, WrongError, key, truth
from jitadmin.core.account import Account, Link
from jitadmin.core.existing import LISTS
from jitadmin.core.problem import Problem

_NOT_FIELDS = frozenset({"id", "schemas", "meta", "active", "links", "password", "fields", *LISTS})
_MULTI = frozenset({"emails", "phoneNumbers", "photos", "ims", "addresses"})
_KINDS = frozenset({"type", "primary", "display", "$ref"})
_GROUP: Final = "urn:ietf:params:scim:schemas:core:2.0:group"
# Names of attributes have no case (RFC 7643 2.1); these are the ones of the standard.
_STANDARD: Final = (
    "schemas id externalId meta resourceType Resources totalResults startIndex userName name formatted familyName "
    "givenName middleName honorificPrefix honorificSuffix displayName nickName profileUrl title userType "
    "preferredLanguage locale timezone active password emails phoneNumbers ims photos addresses streetAddress "
    "locality region postalCode country groups entitlements roles x509Certificates value display type primary "
    "members employeeNumber costCenter organization division department manager"
)
_NAMES = MappingProxyType({name.lower(): name for name in _STANDARD.split()})


def user_entry(user: object) -> Account | Problem:
    """One SCIM User as an account, or the problem that keeps it from being one."""
    if not isinstance(user, dict):
        return Problem(code="accounts.no_object")
    try:
        return _from_user(_named(user))
    except WrongError as wrong:
        return wrong.problem


def entries(text: str) -> Iterator[Entry]:
    """Every user of a ListResponse (RFC 7644 3.4.2), of several pages of one, or of a plain list.

    Groups among them give memberships. Raises ``WrongError`` where it is no list or not the whole of it.
    """
    try:
        whole = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise WrongError("input.json", reason=str(error)) from None
    found = _resources(whole)
    members = memberships([item for item in found if _is_group(item)])
    for number, item in enumerate(found):
        if not _is_group(item):
            yield f"[{number}]", 0, in_groups(user_entry(item), members)


def memberships(groups: Sequence[object]) -> dict[str, list[str]]:
    """The names of groups by the id of a member (RFC 7643 4.2)."""
    found: dict[str, list[str]] = {}
    for raw in groups:
        group = _named(raw) if isinstance(raw, dict) else {}
        name, members = group.get("displayName"), group.get("members")
        for member in members if isinstance(name, str) and isinstance(members, list) else ():
            value = _named(member).get("value") if isinstance(member, dict) else None
            if isinstance(value, str):
                found.setdefault(value, []).append(str(name))
    return found


def in_groups(entry: Account | Problem, members: Mapping[str, Sequence[str]]) -> Account | Problem:
    """The account with the groups that list it as a member."""
    if isinstance(entry, Problem) or entry.id not in members:
        return entry
    return msgspec.structs.replace(entry, groups=tuple(dict.fromkeys((*entry.groups, *members[entry.id]))))


def _named(item: Mapping[str, Any]) -> dict[str, Any]:
    return {_NAMES.get(name.lower(), name): value for name, value in item.items()}


def _resources(whole: object) -> list[Any]:
    pages = whole if isinstance(whole, list) else [whole]
    lists = [_named(page) for page in pages if isinstance(page, dict)]
    if isinstance(whole, list) and not (lists and all("Resources" in page for page in lists)):
        return whole
    found: list[Any] = []
    total = 0
    for page in lists:
        said = page.get("totalResults")
        resources = page.get("Resources", [] if said == 0 else None)
        if not isinstance(resources, list):
            raise WrongError("accounts.no_list")
        found += resources
        total = max(total, said) if isinstance(said, int) else total
    if not lists:
        raise WrongError("accounts.no_list")
    if len(found) < total:
        raise WrongError("accounts.one_page", count=len(found), total=total)
    return found


def _is_group(item: object) -> bool:
    if not isinstance(item, dict):
        return False
    named = _named(item)
    schemas, meta = named.get("schemas"), named.get("meta")
    kind = _named(meta).get("resourceType") if isinstance(meta, dict) else None
    said = schemas if isinstance(schemas, list) else []
    return kind == "Group" or any(isinstance(one, str) and one.lower() == _GROUP for one in said)


def _from_user(user: dict[str, Any]) -> Account:
    """A SCIM User (RFC 7643 4.1), or the same with dotted names."""
    fields: dict[str, Any] = {}
    given = user.get("fields")
    for name, value in {**user, **(given if isinstance(given, dict) else {})}.items():
        if name.startswith("urn:") and isinstance(value, dict):
            for inner, part in _named(value).items():
                _take(fields, f"{name}:{inner}", part)
        elif name not in _NOT_FIELDS:
            _take(fields, name, value)
    roles, groups, entitlements = (_texts(user.get(name), name) for name in LISTS)
    active = user.get("active")
    return Account(
        id=key(user.get("id"), fields),
        fields=fields,
        active=True if active is None else truth(active),
        links=_links(user.get("links")),
        roles=roles,
        groups=groups,
        entitlements=entitlements,
    )


def _take(fields: dict[str, Any], name: str, value: object) -> None:
    if name in _MULTI and isinstance(value, (list, str)):
        _take_typed(fields, name, value if isinstance(value, list) else [value])
    elif isinstance(value, dict):
        for inner, part in _named(value).items():
            _take(fields, f"{name}.{inner}", part)
    elif isinstance(value, list):
        fields[name] = tuple(map(_text, value))
    elif isinstance(value, bool) or value is None:
        fields[name] = value
    else:
        fields[name] = str(value)


def _take_typed(fields: dict[str, Any], name: str, values: list[Any]) -> None:
    """Values with a type each (RFC 7643 2.4), the primary one first; "work" where none is given."""
    found: dict[str, list[str]] = {}
    items = [_named(item) if isinstance(item, dict) else {"value": item} for item in values]
    for item in sorted(items, key=lambda item: str(item.get("primary")).lower() != "true"):
        kind, value = str(item.get("type") or "work"), item.get("value")
        if value is not None:
            found.setdefault(f"{name}.{kind}", []).append(_text(value))
            continue
        for inner, part in item.items():
            if inner not in _KINDS and part is not None:
                found.setdefault(f"{name}.{kind}.{inner}", []).append(_text(part))
    for field, texts in found.items():
        fields[field] = texts[0] if len(texts) == 1 else tuple(texts)


def _text(item: object) -> str:
    """The text of one value; an object without one is shown as it was written."""
    value = _named(item).get("value") if isinstance(item, dict) else item
    if value is None or isinstance(value, (dict, list)):
        return msgspec.json.encode(item).decode()
    return str(value)


def _texts(value: object, name: str) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise WrongError("accounts.list", name=name)
    keys = ("display", "value") if name == "groups" else ("value", "display")
    names: list[str] = []
    for item in value:
        named = _named(item) if isinstance(item, dict) else {}
        text = next((named[key] for key in keys if named.get(key)), None) if named else item
        if not isinstance(text, str):
            raise WrongError("accounts.list", name=name)
        names.append(text)
    return tuple(names)


def _links(value: object) -> tuple[Link, ...]:
    try:
        return tuple(msgspec.convert(value or [], list[Link]))
    except msgspec.ValidationError:
        raise WrongError("accounts.list", name="links") from None

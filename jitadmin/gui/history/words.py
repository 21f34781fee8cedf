"""What the log and the differences of revisions say, in words: no name of a document reaches the screen as it is."""

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from msgspec.inspect import DictType, ListType, LiteralType, StructType, UnionType, VarTupleType, type_info

from jitadmin.core.connection import Connection
from jitadmin.core.messages import inert
from jitadmin.core.record import Entry
from jitadmin.gui.words import UPDATES, field_name, number

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "connection": "Connection",
        "identityProvider": "Identity provider",
        "serviceProvider": "Service provider",
        "key": "Key",
    }
)
_ACTIONS: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "created": ("Added", "add", "good"),
        "changed": ("Changed", "edit", "accent"),
        "deleted": ("Removed", "remove", "bad"),
        "restored": ("Brought back", "undo", "link"),
        "samples.added": ("Samples added", "open", "muted"),
        "samples.removed": ("Samples removed", "remove", "muted"),
        "accounts.imported": ("Accounts imported", "accounts", "muted"),
        "accounts.forgotten": ("Accounts forgotten", "accounts", "muted"),
        "exported": ("Exported", "save", "muted"),
        "secret.exported": ("Private key exported", "warn", "warn"),
    }
)
# Names in documents that say little by themselves.
_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "acs": "ACS addresses",
        "apiVersion": "version of the document",
        "cel": "expression",
        "certificate_pem": "certificate",
        "entity_id": "entity ID",
        "entityId": "entity ID",
        "etag": "tag of the saved copy",
        "fetched_at": "fetched",
        "idp": "identity provider",
        "jit": "JIT",
        "metadata": "metadata",
        "nameId": "NameID",
        "not_after": "end of validity",
        "not_before": "begin of validity",
        "sha256": "fingerprint",
        "signs_from": "signs from",
        "sp": "service provider",
        "valid_until": "valid until",
        "when": "condition",
    }
)
_PART = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|_")
_CODE = re.compile(r"[a-z]+(?:[A-Z][a-z]*)+")
_CHOICES: Mapping[str, str] = MappingProxyType({code: words.lower() for code, words in UPDATES})
LONGEST = 400


def action_words(entry: Entry) -> str:
    """What was done."""
    words = _ACTIONS.get(entry.action, (_spaced(entry.action.replace(".", " ")).capitalize(), "", ""))[0]
    count = (entry.after or {}).get("count")
    return f"{words}: {number(count)}" if isinstance(count, int) and entry.before is None else words


def action_sign(entry: Entry) -> tuple[str, str]:
    """The icon and the colour that go with it."""
    return _ACTIONS.get(entry.action, ("", "point", "muted"))[1:]


def kind_words(kind: str) -> str:
    """What was changed."""
    return KINDS.get(kind, _spaced(kind).capitalize())


def object_words(entry: Entry) -> str:
    """What a person calls the object."""
    body = entry.after or entry.before or {}
    title = body.get("title") or (body.get("name") if entry.kind != "connection" else "")
    return inert(title) if isinstance(title, str) and title else inert(entry.name)


def place_words(path: str) -> str:
    """The place of a difference such as ``roles.rules[2].when``: Roles › rules › 3 › condition."""
    parts = [_name(name) if name else number(int(at) + 1) for name, at in _PART.findall(path)]
    words = " › ".join(parts)
    return inert(words[:1].upper() + words[1:]) or "Everything"


def value_words(value: Any) -> str:
    """A value of a document in one line."""
    return _cut(_value(value, top=True))


def _value(value: Any, *, top: bool = False) -> str:
    if value is None or value in ("", [], {}):
        return "" if top and value is None else "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{_name(str(key))} {_value(item)}" for key, item in value.items())
    if isinstance(value, list):
        return "; ".join(_value(item) for item in value)
    text = str(value)
    return _CHOICES.get(text) or (_name(text) if text in _codes() else inert(text))


@cache
def _codes() -> frozenset[str]:
    """The run-together words that settings of a connection choose from, such as ``ifNotEmpty``."""
    found: set[str] = set()
    seen: set[object] = set()
    left: list[object] = [type_info(Connection)]
    while left:
        kind = left.pop()
        if isinstance(kind, LiteralType):
            found.update(one for one in kind.values if isinstance(one, str) and _CODE.fullmatch(one))
        elif isinstance(kind, UnionType):
            left += kind.types
        elif isinstance(kind, ListType | VarTupleType | DictType):
            left.append(kind.value_type if isinstance(kind, DictType) else kind.item_type)
        elif isinstance(kind, StructType) and kind.cls not in seen:
            seen.add(kind.cls)
            left += (one.type for one in kind.fields)
    return frozenset(found)


def _name(name: str) -> str:
    return _NAMES.get(name) or _spaced(field_name(name))


def _spaced(name: str) -> str:
    """The words of a name that are run together."""
    return " ".join(part if part.isupper() else part.lower() for part in _HUMP.split(name) if part)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"

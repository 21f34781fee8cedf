"""The closed list of transforms that a row applies to the values it read."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from jitadmin.core.connection.attribute_map import (
    Capture,
    Date,
    Default,
    Join,
    Lookup,
    Nth,
    Replace,
    Split,
    Template,
    Transform,
)
from jitadmin.core.jit.login import Login
from jitadmin.core.pattern import Pattern, PatternError, compiled, replacement

Values = tuple[str, ...]
MAX_VALUES = 10_000
MAX_TEXT = 100_000

_ASCII_LOWER = {ord(c): ord(c) + 32 for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
TRUE_WORDS = frozenset({"true", "1", "yes", "y", "t", "on"})
FALSE_WORDS = frozenset({"false", "0", "no", "n", "f", "off"})


class TransformError(Exception):
    """A transform that cannot be applied; ``refuse`` marks a rule of the map that refuses the login."""

    def __init__(self, code: str, refuse: bool = False, **args: Any) -> None:
        super().__init__(code)
        self.code = code
        self.refuse = refuse
        self.args_by_name = args


def pattern(text: str) -> Pattern:
    """The compiled regular expression, or a TransformError that names the fault."""
    try:
        return compiled(text)
    except PatternError as error:
        raise TransformError("transform.bad_pattern", pattern=text, why=str(error)) from None


def apply(transform: Transform, values: Values, login: Login | None) -> Values:
    """The values after one transform."""
    made = _WORDS[transform](values) if isinstance(transform, str) else _struct(transform, values, login)
    if len(made) > MAX_VALUES or sum(map(len, made)) > MAX_TEXT:
        raise TransformError("transform.too_much", values=MAX_VALUES, characters=MAX_TEXT)
    return made


def ascii_lower(text: str) -> str:
    """Lower case for A to Z alone, as SQLite and other plain comparisons do."""
    return text.translate(_ASCII_LOWER)


def dn_leaf(text: str) -> str:
    """The value of the first part of a distinguished name (RFC 4514), any other text as it is."""
    found = _DN.match(text)
    if not found:
        return text
    raw = _trimmed(found.group(1))
    if raw.startswith('"') and raw.endswith('"') and len(raw) > 1:
        raw = raw[1:-1]
    return _unescape(raw)


def _trimmed(raw: str) -> str:
    """Without the white space at the ends, unless the last one is escaped and so a part of the value."""
    text = raw.lstrip()
    end = text.rstrip()
    escaped = (len(end) - len(end.rstrip("\\"))) % 2 == 1
    return text[: len(end) + 1] if escaped else end


_DN = re.compile(
    r"\s*(?:[A-Za-z][A-Za-z0-9-]*|\d+(?:\.\d+)+)\s*=\s*((?:\\.|\"(?:\\.|[^\"\\])*\"|[^\\,+;])*)", re.DOTALL
)
_ESCAPE = re.compile(r"((?:\\[0-9A-Fa-f]{2})+)|\\(.)", re.DOTALL)


def _unescape(text: str) -> str:
    def put(found: re.Match[str]) -> str:
        if found.group(1):
            return bytes.fromhex(found.group(1).replace("\\", "")).decode("utf-8", "replace")
        return found.group(2)

    return _ESCAPE.sub(put, text)


def boolean(text: str) -> str:
    """``true`` or ``false`` for the words that mean them."""
    word = text.strip().lower()
    if word in TRUE_WORDS:
        return "true"
    if word in FALSE_WORDS:
        return "false"
    raise TransformError("transform.not_boolean", value=text)


def _each(function: Callable[[str], str]) -> Callable[[Values], Values]:
    return lambda values: tuple([function(value) for value in values])


def _local_part(text: str) -> str:
    return text.rpartition("@")[0] or text


def _domain(text: str) -> str:
    return text.rpartition("@")[2] if "@" in text else ""


_WORDS: Mapping[str, Callable[[Values], Values]] = MappingProxyType(
    {
        "trim": _each(str.strip),
        "lower": _each(str.lower),
        "upper": _each(str.upper),
        "caseFold": _each(str.casefold),
        "asciiLower": _each(ascii_lower),
        "nfc": _each(lambda text: unicodedata.normalize("NFC", text)),
        "nfkc": _each(lambda text: unicodedata.normalize("NFKC", text)),
        "first": lambda values: values[:1],
        "last": lambda values: values[-1:],
        "unique": lambda values: tuple(dict.fromkeys(values)),
        "sort": lambda values: tuple(sorted(values)),
        "emailLocalPart": _each(_local_part),
        "emailDomain": _each(_domain),
        "dnLeaf": _each(dn_leaf),
        "boolean": _each(boolean),
        "dropEmpty": lambda values: tuple([value for value in values if value.strip()]),
    }
)


def _struct(transform: Transform, values: Values, login: Login | None) -> Values:
    match transform:
        case Split(separator=separator):
            return tuple(part for value in values for part in (value.split(separator) if separator else value.split()))
        case Join(separator=separator):
            return (separator.join(values),) if values else ()
        case Nth(index=index):
            at = index - 1 if index > 0 else index
            return (values[at],) if index and -len(values) <= at < len(values) else ()
        case Default(value=value):
            return values if any(value.strip() for value in values) else (value,)
        case Template(text=text):
            return tuple(fill(text, value, login) for value in values)
        case _:
            return _changed(transform, values)


def _changed(transform: Transform, values: Values) -> Values:
    match transform:
        case Capture(pattern=text, group=group):
            return _captured(text, group, values)
        case Replace(pattern=text, replacement=by):
            return _replaced(text, by, values)
        case Date():
            return tuple(_dated(transform, value) for value in values)
        case Lookup():
            return _looked_up(transform, values)
    raise AssertionError(transform)


def _captured(text: str, group: int, values: Values) -> Values:
    compiled = pattern(text)
    if not 0 <= group <= compiled.groups:
        raise TransformError("transform.no_group", pattern=text, group=group)
    found = (compiled.search(value) for value in values)
    return tuple(match.group(group) or "" for match in found if match)


def _replaced(text: str, by: str, values: Values) -> Values:
    wanted = pattern(text)
    try:
        made = replacement(text, by)
    except PatternError as error:
        raise TransformError("transform.bad_replacement", replacement=by, why=str(error)) from None
    return tuple(wanted.sub(made, value) for value in values)


_HOLE = re.compile(r"\{(value|attribute:[^{}]+|nameId|issuer)\}")


def holes(text: str) -> tuple[str, ...]:
    """The attributes that a template takes values from."""
    return tuple(hole.partition(":")[2] for hole in _HOLE.findall(text) if ":" in hole)


def fill(text: str, value: str, login: Login | None) -> str:
    """The template with its holes filled; a hole for an attribute that is absent is empty."""

    def put(found: re.Match[str]) -> str:
        hole = found.group(1)
        if hole == "value":
            return value
        if login is None:
            return ""
        if hole in ("nameId", "issuer"):
            return login.word("nameId" if hole == "nameId" else "issuer") or ""
        entry = login.entries.get(hole.partition(":")[2])
        return entry.values[0] if entry and entry.values else ""

    return _HOLE.sub(put, text)


def _dated(transform: Date, value: str) -> str:
    try:
        if transform.parse == "iso":
            instant = datetime.fromisoformat(value.strip())
        else:
            instant = datetime.strptime(value.strip(), transform.parse)  # noqa: DTZ007
        return instant.isoformat() if transform.write == "iso" else instant.strftime(transform.write)
    except (ValueError, OverflowError, re.error):
        raise TransformError("transform.not_a_date", value=value, format=transform.parse) from None


def _looked_up(transform: Lookup, values: Values) -> Values:
    table: Mapping[str, str] = transform.table
    if transform.ignore_case:
        table = {key.casefold(): value for key, value in table.items()}
    made: list[str] = []
    for value in values:
        found = table.get(value.casefold() if transform.ignore_case else value)
        if found is not None:
            made.append(found)
        elif transform.unmatched == "keep":
            made.append(value)
        elif transform.unmatched == "other":
            made.append(transform.other)
        elif transform.unmatched == "refuse":
            raise TransformError("transform.not_in_table", refuse=True, value=value)
    return tuple(made)

"""Accounts in LDIF (RFC 2849): entries of people become accounts, entries of groups their memberships."""

import base64
import binascii
import re
import uuid
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from jitadmin.adapters.accounts.entries import Entry, Value, WrongError, account, truth
from jitadmin.core.account import Account
from jitadmin.core.existing import EXAMPLES, LEFT_OUT, LISTS, Column, column_problems, propose_ldap
from jitadmin.core.jit.transforms import dn_leaf
from jitadmin.core.problem import Problem

_LINE = re.compile(r"([A-Za-z][A-Za-z0-9-]*|\d+(?:\.\d+)*)((?:;[A-Za-z0-9=*-]+)*)(::|:<|:)[ ]*(.*)", re.DOTALL)
_REMARKS: Final = ("ref:", "search:", "result:", "matcheddn:", "text:", "control:", "pagedresults:")
_PEOPLE: Final = frozenset(
    {"person", "organizationalperson", "inetorgperson", "user", "posixaccount", "account", "eduperson"}
)
_GROUPS: Final = frozenset(
    {"groupofnames", "groupofuniquenames", "group", "posixgroup", "groupofmembers", "groupofurls"}
)
_MEMBERS: Final = ("member", "uniquemember")
_DISABLED: Final = 2  # ADS_UF_ACCOUNTDISABLE in userAccountControl
_LOCKED_FOR_GOOD: Final = "000001010000Z"
_NEVER: Final = "objectclass"


class Record(msgspec.Struct, frozen=True):
    """One entry: its name, the line it begins at, and its values by the name of the attribute as first written."""

    dn: str
    line: int
    values: dict[str, tuple[str, ...]]

    def get(self, name: str) -> tuple[str, ...]:
        """The values of an attribute, whose name has no case."""
        return next((values for key, values in self.values.items() if key.lower() == name), ())


Read = tuple[int, Record | Problem]


def looks_like(text: str) -> bool:
    """Whether the text begins as LDIF does: with ``version:`` or ``dn:``, after comments and empty lines."""
    for line in text.lstrip().split("\n"):
        if line.strip() and not line.startswith(("#", " ")):
            return line.lower().startswith(("version:", "dn:"))
    return False


def columns_of(text: str) -> tuple[Column, ...]:
    """The attributes of the people in it with the fields that they are proposed to become."""
    found: dict[str, dict[str, None]] = {}
    for _, record in records(text):
        if isinstance(record, Record) and _is_person(record):
            for name, values in record.values.items():
                if name.lower() != _NEVER:
                    seen = found.setdefault(name, {})
                    if len(seen) < EXAMPLES:
                        seen.update(dict.fromkeys(values[:EXAMPLES]))
    return propose_ldap({name: tuple(seen) for name, seen in found.items()})


def entries(text: str, columns: Sequence[Column]) -> Iterator[Entry]:
    """Every person as an account or as the problem of it; raises ``WrongError`` where there is nobody in it."""
    people: list[Record] = []
    groups: list[Record] = []
    unread = 0
    for line, record in records(text):
        if isinstance(record, Problem):
            unread += 1
            yield "", line, record
        elif _is_group(record):
            groups.append(record)
        elif _is_person(record):
            people.append(record)
    if not people and unread:
        return
    if not people:
        raise WrongError("accounts.ldif_nobody")
    for problem in column_problems(columns):
        raise WrongError(problem.code, **problem.args)
    members = _memberships(groups)
    for person in people:
        yield person.dn, person.line, _person(person, columns, members)


def records(text: str) -> Iterator[Read]:
    """Every record with the line it begins at; one that cannot be read is a problem."""
    for line, block in _blocks(text):
        try:
            if not _is_remark(block):
                yield line, _record(line, block)
        except _LineError as wrong:
            yield wrong.line, wrong.problem


class _LineError(WrongError):
    def __init__(self, line: int, code: str, **args: object) -> None:
        super().__init__(code, **args)
        self.line = line


Lines = list[tuple[int, str]]


def _blocks(text: str) -> Iterator[tuple[int, Lines]]:
    """Records as unfolded lines with their numbers; comments are left out."""
    block: Lines = []
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.removesuffix("\r")
        if line.startswith(" ") and block:
            block[-1] = (block[-1][0], block[-1][1] + line[1:])
        elif line:
            block.append((number, line))
        elif block:
            yield from _content(block)
            block = []
    if block:
        yield from _content(block)


def _content(block: Lines) -> Iterator[tuple[int, Lines]]:
    kept = [(number, line) for number, line in block if not line.startswith("#")]
    if kept and kept[0][1].lower().startswith("version:"):
        kept = kept[1:]
    if kept:
        yield kept[0][0], kept


def _is_remark(block: Lines) -> bool:
    """What ldapsearch writes between and behind the entries; raises ``WrongError`` where it says that some are missing.

    ``ref:`` names another server, ``search:`` and ``result:`` end the list (RFC 4511 4.1.9: 0 is success).
    """
    if not all(line.lower().startswith(_REMARKS) for _, line in block):
        return False
    for number, line in block:
        name, _, rest = line.partition(":")
        if name.lower() == "result" and rest.split(maxsplit=1)[:1] != ["0"]:
            raise _LineError(number, "accounts.ldif_result", result=rest.strip())
    return True


def _record(first: int, block: Lines) -> Record:
    dn = ""
    values: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for number, line in block:
        found = _LINE.fullmatch(line)
        if found is None:
            raise _LineError(number, "accounts.ldif_line")
        name, options, kind, raw = found.groups()
        low = name.lower()
        if (number == first) != (low == "dn"):
            raise _LineError(number, "accounts.ldif_no_gap" if low == "dn" else "accounts.ldif_no_dn", name=name)
        if low == "dn":
            dn = _value(number, name, kind, raw) or ""
            continue
        if low == "control" or (low == "changetype" and raw.strip().lower() != "add"):
            raise _LineError(number, "accounts.ldif_change", name=name)
        value = None if low == "changetype" else _value(number, name, kind, raw)
        if value is not None:
            name = _whole(number, name, options)
            values.setdefault(names.setdefault(name.lower(), name), []).append(value)
    return Record(dn, first, {name: tuple(texts) for name, texts in values.items()})


def _whole(line: int, name: str, options: str) -> str:
    """The name with its options; Active Directory gives long lists in ranges, of which only the last one ends in ``*``.

    Raises ``WrongError`` for a range that leaves the rest out.
    """
    for option in options.lower().split(";"):
        if option.startswith("range="):
            if not option.endswith("-*"):
                raise _LineError(line, "accounts.ldif_range", name=name, range=option.removeprefix("range="))
            return name
    return name + options


def _value(line: int, name: str, kind: str, raw: str) -> str | None:
    """The text of a value; None for one that is no text, such as a photo."""
    if kind == ":<":
        raise _LineError(line, "accounts.ldif_url", name=name)
    if kind == ":":
        return raw
    try:
        data = base64.b64decode(raw.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise _LineError(line, "accounts.ldif_base64", name=name) from None
    if name.lower() == "objectguid" and len(data) == 16:
        return str(uuid.UUID(bytes_le=data))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _classes(record: Record) -> set[str]:
    return {value.lower() for value in record.get(_NEVER)}


def _is_group(record: Record) -> bool:
    return bool(_classes(record) & _GROUPS)


def _is_person(record: Record) -> bool:
    classes = _classes(record)
    if not classes:
        return bool(record.get("uid") or record.get("mail") or record.get("samaccountname"))
    return bool(classes & _PEOPLE) and "computer" not in classes


def _memberships(groups: Sequence[Record]) -> dict[str, list[str]]:
    """The names of groups by the name of an entry, or by the login name where the group lists those."""
    found: dict[str, list[str]] = {}
    for group in groups:
        name = dn_leaf(group.dn)
        for attribute in _MEMBERS:
            for dn in group.get(attribute):
                found.setdefault(_plain(dn), []).append(name)
        for uid in group.get("memberuid"):
            found.setdefault(uid, []).append(name)
    return found


def _plain(dn: str) -> str:
    """A name of an entry in the form that finds it again: no case, no blanks around the commas."""
    return re.sub(r"\s*([,=+])\s*", r"\1", dn).lower()


def _person(person: Record, columns: Sequence[Column], members: dict[str, list[str]]) -> Account | Problem:
    values: dict[str, Value] = {}
    for column in columns:
        texts = person.get(column.name.lower())
        if column.field == LEFT_OUT or not texts or column.field == "active":
            continue
        if column.field in LISTS:
            texts = tuple(dn_leaf(text) for text in texts)
        values[column.field] = texts if column.field in LISTS or len(texts) > 1 else texts[0]
    given = members.get(_plain(person.dn), [])
    by_login = [name for uid in person.get("uid") for name in members.get(uid, [])]
    own = values.get("groups", ())
    groups = (*(own if isinstance(own, tuple) else ()), *given, *by_login)
    values["groups"] = tuple(dict.fromkeys(groups))
    values.setdefault("id", person.dn)
    try:
        return account(values, _active(person, columns))
    except WrongError as wrong:
        return wrong.problem


def _active(person: Record, columns: Sequence[Column]) -> bool:
    """Disabled by Active Directory, by 389 Directory Server or for good by the password policy of OpenLDAP."""
    if _LOCKED_FOR_GOOD in person.get("pwdaccountlockedtime"):
        return False
    for column in columns:
        if column.field != "active":
            continue
        for text in person.get(column.name.lower()):
            low = column.name.lower()
            if low == "useraccountcontrol":
                return not (text.lstrip("-").isdigit() and int(text) & _DISABLED)
            return truth(text) != (low == "nsaccountlock")
    return True

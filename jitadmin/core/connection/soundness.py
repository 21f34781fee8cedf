"""What must hold for a connection beyond the types of its fields.

Each rule looks at one record in its plain form, as a document has it (camelCase names, lists, texts), and only at the
fields that are there and well-typed; so it can run on a document that has other problems.
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from jitadmin.core import cel
from jitadmin.core.connection import bounds
from jitadmin.core.pattern import PatternError, compiled, replacement


class Fault(NamedTuple):
    """One breach of a rule; ``field`` is the path below the record, such as ``pattern`` or ``grant[1]``."""

    field: str
    code: str
    args: dict[str, Any]


Fields = Mapping[str, Any]
Rule = Callable[[Fields], Iterator[Fault]]

_COMPARISONS = ("equals", "in", "matches", "startsWith", "endsWith", "contains", "present")
_COMBINED = ("all", "any", "not", "cel", "memberOf")
_LONGEST_PATTERN = 2048


def faults(kind: str, fields: Fields, *, complete: bool = True) -> Iterator[Fault]:
    """The breaches in one record, ``kind`` being the name of its class.

    Where the record is not ``complete``, because some of its fields could not be read, nothing is said of how its
    fields go together.
    """
    if complete and kind in TOGETHER:
        yield from TOGETHER[kind](fields)
    yield from _bounds(kind, fields)
    if kind in SINGLE:
        yield from SINGLE[kind](fields)


def _bounds(kind: str, fields: Fields) -> Iterator[Fault]:
    for name in bounds.TEXTS.get(kind, ()):
        if isinstance(fields.get(name), str) and not fields[name].strip():
            yield Fault(name, "document.empty_text", {"name": name})
    for name in bounds.LISTS.get(kind, ()):
        if name in fields and not fields[name]:
            yield Fault(name, "document.empty_list", {"name": name})
    for name, (least, most) in bounds.NUMBERS.get(kind, {}).items():
        value = fields.get(name)
        if not isinstance(value, int):
            continue
        if most is None and value < least:
            yield Fault(name, "document.number_least", {"name": name, "least": least})
        elif most is not None and not least <= value <= most:
            yield Fault(name, "document.number_range", {"name": name, "least": least, "most": most})


def _given(fields: Fields, names: tuple[str, ...]) -> list[str]:
    return [name for name in names if fields.get(name) not in (None, False)]


def _source(fields: Fields) -> Iterator[Fault]:
    names = bounds.ONE_OF["Source"]
    given = _given(fields, names)
    if len(given) != 1:
        yield Fault("", "document.one_of", {"names": names, "given": given or ("none",)})
    if "attribute" not in given:
        for name in ("match", "nameFormat", "friendlyName"):
            if fields.get(name) not in (None, "name"):
                yield Fault(name, "document.only_with", {"name": name, "other": "attribute"})


def _condition(fields: Fields) -> Iterator[Fault]:
    combined = _given(fields, _COMBINED)
    operands = _given(fields, ("attribute", "field", "nameId"))
    if "memberOf" in combined:
        operands = [name for name in operands if name != "attribute"]
    comparisons = [name for name in _COMPARISONS if fields.get(name) is not None]
    if len(combined) > 1 or (combined and (operands or comparisons)):
        yield Fault("", "document.condition_several", {"names": [*combined, *operands, *comparisons]})
    elif not combined and len(operands) != 1:
        yield Fault("", "document.condition_operand", {"names": operands or ("none",)})
    elif not combined and len(comparisons) != 1:
        yield Fault("", "document.condition_comparison", {"names": comparisons or ("none",), "choices": _COMPARISONS})


def _pattern(fields: Fields, name: str = "pattern") -> Iterator[Fault]:
    pattern = fields.get(name)
    if not isinstance(pattern, str):
        return
    if len(pattern) > _LONGEST_PATTERN:
        yield Fault(name, "document.pattern_long", {"limit": _LONGEST_PATTERN})
        return
    try:
        compiled(pattern)
    except PatternError as error:
        yield Fault(name, "document.pattern", {"reason": str(error)})


def _expression(fields: Fields) -> Iterator[Fault]:
    text = fields.get("cel")
    if isinstance(text, str):
        error = cel.check(text)
        if error is not None:
            yield Fault("cel", error.code, error.args_by_name)


def _both(first: Rule, second: Rule) -> Rule:
    def rule(fields: Fields) -> Iterator[Fault]:
        yield from first(fields)
        yield from second(fields)

    return rule


def _capture(fields: Fields) -> Iterator[Fault]:
    if any(_pattern(fields)):
        return
    group, count = fields.get("group", 1), compiled(fields["pattern"]).groups
    if not 0 <= group <= count:
        yield Fault("group" if "group" in fields else "pattern", "document.group", {"group": group, "count": count})


def _replace(fields: Fields) -> Iterator[Fault]:
    if any(_pattern(fields)):
        return
    try:
        replacement(fields["pattern"], fields.get("replacement", ""))
    except PatternError as error:
        yield Fault("replacement", "document.replacement", {"reason": str(error)})


def _date(fields: Fields) -> Iterator[Fault]:
    form = fields.get("parse")
    if not isinstance(form, str) or form == "iso":
        return
    try:
        datetime.strptime("", form)  # noqa: DTZ007
    except (ValueError, re.error) as error:
        # Without a value, a form that could be read is told only that the value does not fit.
        if "does not match" not in str(error):
            yield Fault("parse", "document.date_form", {"form": form})


def _nth(fields: Fields) -> Iterator[Fault]:
    if fields.get("index") == 0:
        yield Fault("index", "document.index_zero", {})


def _direct(fields: Fields) -> Iterator[Fault]:
    names = bounds.ONE_OF["DirectRoles"]
    given = [name for name in names if fields.get(name)]
    if len(given) != 1:
        yield Fault("", "document.one_of", {"names": names, "given": given or ("none",)})


def _role_map(fields: Fields) -> Iterator[Fault]:
    declared: dict[str, set[str]] = {}
    for number, role in enumerate(fields.get("roles", ())):
        names = declared.setdefault(role.get("kind", "role"), set())
        if role["name"] in names:
            yield Fault(f"roles[{number}].name", "document.duplicate_value", {"value": role["name"]})
        names.add(role["name"])
    every = set().union(*declared.values())
    if "roles" not in fields:
        return
    for number, rule in enumerate(fields.get("rules", ())):
        for place, name in enumerate(rule["grant"]):
            if declared.get(rule.get("kind", "role")) and name not in every:
                yield Fault(
                    f"rules[{number}].grant[{place}]", "document.unknown_role", {"name": name, "among": sorted(every)}
                )
    for place, name in enumerate(fields.get("defaults", ())):
        if declared.get(fields.get("defaultKind", "role")) and name not in every:
            yield Fault(f"defaults[{place}]", "document.unknown_role", {"name": name, "among": sorted(every)})


def _identity_provider(fields: Fields) -> Iterator[Fault]:
    if "://" in (fields.get("metadataFile") or ""):
        yield Fault("metadataFile", "document.metadata_address", {"value": fields["metadataFile"]})
    for number, text in enumerate(fields.get("certificates", ())):
        if not is_certificate(text):
            yield Fault(f"certificates[{number}]", "document.certificate", {})


def is_certificate(text: str) -> bool:
    """Whether a text has the outer form of X.509: PEM or base64 around one DER sequence of the length it states."""
    body = re.sub(r"-----(BEGIN|END) CERTIFICATE-----|\s", "", text)
    try:
        der = base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        return False
    if len(der) < 64 or der[0] != 0x30 or der[1] not in (0x81, 0x82, 0x83):
        return False
    size = der[1] & 0x7F
    return int.from_bytes(der[2 : 2 + size], "big") + 2 + size == len(der)


TOGETHER: Mapping[str, Rule] = MappingProxyType({
    "Source": _source,
    "Condition": _condition,
    "DirectRoles": _direct,
    "Capture": _capture,
    "Replace": _replace,
})  # fmt: skip

SINGLE: Mapping[str, Rule] = MappingProxyType({
    "IdentityProvider": _identity_provider,
    "Source": _expression,
    "Nth": _nth,
    "Capture": _pattern,
    "Replace": _pattern,
    "Date": _date,
    "Condition": _both(lambda fields: _pattern(fields, "matches"), _expression),
    "DirectRoles": _both(_pattern, _expression),
    "RoleMap": _role_map,
})  # fmt: skip

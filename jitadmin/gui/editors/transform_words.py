"""The closed list of transforms in plain words, and what each of them asks for."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec

from jitadmin.core.connection import soundness
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
from jitadmin.core.messages import sentence
from jitadmin.gui.editors.picker import Entry
from jitadmin.gui.editors.pipeline import Values, shown, transformed

Choices = tuple[tuple[str, str], ...]


class Parameter(NamedTuple):
    """One thing that a transform asks for; ``kind`` is text, whole, flag, choice or table."""

    name: str
    label: str
    kind: str = "text"
    hint: str = ""
    choices: Choices = ()


class Kind(NamedTuple):
    """One transform of the list: ``start`` is how it begins its life."""

    name: str
    title: str
    about: str
    start: Transform
    parameters: tuple[Parameter, ...] = ()


_UNMATCHED = (
    ("keep", "stays as it is"),
    ("drop", "is dropped"),
    ("other", "becomes another value"),
    ("refuse", "refuses the login"),
)
_PATTERN = Parameter("pattern", "Regular expression", hint="such as ^(.*)@")

KINDS: tuple[Kind, ...] = (
    Kind("trim", "Trim", "removes white space at both ends", "trim"),
    Kind("lower", "Lower case", "writes every letter small", "lower"),
    Kind("upper", "Upper case", "writes every letter large", "upper"),
    Kind("emailLocalPart", "Before the @", "keeps the part of an address before the @", "emailLocalPart"),
    Kind("emailDomain", "After the @", "keeps the domain of an address", "emailDomain"),
    Kind("split", "Split", "cuts each value at a separator into several", Split(separator=";"),
         (Parameter("separator", "Cut at", hint="nothing cuts at white space"),)),
    Kind("join", "Join", "makes one value of all, with a separator between", Join(separator=", "),
         (Parameter("separator", "Put between"),)),
    Kind("first", "First value", "keeps the first of several values", "first"),
    Kind("last", "Last value", "keeps the last of several values", "last"),
    Kind("nth", "Value number…", "keeps the value at one place; -1 is the last", Nth(index=2),
         (Parameter("index", "Place", "whole", "counted from 1, from the end with a minus"),)),
    Kind("unique", "Without repeats", "keeps each value once", "unique"),
    Kind("sort", "Sort", "puts the values in the order of their letters", "sort"),
    Kind("dropEmpty", "Drop empty values", "removes values without text", "dropEmpty"),
    Kind("template", "Template", "puts the value into a text", Template(text="{value}"),
         (Parameter("text", "Text", hint="{value}, {nameId}, {issuer} or {attribute:NAME}"),)),
    Kind("replace", "Replace", "replaces what a regular expression finds", Replace(pattern=" ", replacement="."),
         (_PATTERN, Parameter("replacement", "By", hint="nothing removes it; \\1 is the first group"))),
    Kind("capture", "Keep a part", "keeps what a group of a regular expression finds, drops values without it",
         Capture(pattern="^(.*)$"), (_PATTERN, Parameter("group", "Group", "whole", "0 is all that was found"))),
    Kind("lookup", "Look up", "replaces values by a table", Lookup(table={}),
         (Parameter("table", "Table", "table"),
          Parameter("unmatched", "Any other value", "choice", choices=_UNMATCHED),
          Parameter("other", "Which", hint="the value for all others"),
          Parameter("ignore_case", "Ignore case", "flag"))),
    Kind("default", "Default", "gives a value where none is left", Default(value="unknown"),
         (Parameter("value", "Value"),)),
    Kind("date", "Date", "reads a date and writes it in another form", Date(),
         (Parameter("parse", "Written as", hint="iso, or such as %d.%m.%Y"),
          Parameter("write", "Write as", hint="iso, or such as %Y-%m-%d"))),
    Kind("boolean", "True or false", "understands yes, no, on, off, 1, 0 and the like", "boolean"),
    Kind("dnLeaf", "Leaf of a DN", "keeps the first part of a distinguished name: admins of CN=admins,OU=groups",
         "dnLeaf"),
    Kind("caseFold", "Fold case", "makes texts equal that differ only in case, also beyond A to Z", "caseFold"),
    Kind("asciiLower", "Lower case, A to Z", "writes only the letters A to Z small", "asciiLower"),
    Kind("nfc", "Unicode NFC", "writes letters with accents as one sign", "nfc"),
    Kind("nfkc", "Unicode NFKC", "as NFC, and makes wide and special forms of letters plain", "nfkc"),
)  # fmt: skip
BY_NAME: Mapping[str, Kind] = MappingProxyType({kind.name: kind for kind in KINDS})


def kind_of(transform: Transform) -> Kind:
    """The entry of the list that a transform belongs to."""
    return BY_NAME[transform if isinstance(transform, str) else str(transform.__struct_config__.tag)]


def chip_title(transform: Transform) -> str:
    """What a chip says of a transform, with what it was told."""
    match transform:
        case Split(separator=text):
            said = f"Split at “{text}”" if text else "Split at white space"
        case Join(separator=text):
            said = f"Join with “{text}”"
        case Nth(index=index):
            said = f"Value {index}" if index > 0 else "Last value" if index == -1 else f"Value {-index} from the end"
        case Capture(pattern=pattern):
            said = f"Keep {pattern}"
        case Replace(pattern=pattern, replacement=text):
            said = f"Replace {_shown(pattern)} by “{text}”" if text else f"Remove {_shown(pattern)}"
        case Template(text=text):
            said = f"Template {text}"
        case Date(write=text):
            said = f"Date as {text}"
        case Lookup(table=table):
            said = f"Look up in {len(table)}" if table else "Look up"
        case Default(value=text):
            said = f"Default “{text}”"
        case _:
            said = kind_of(transform).title
    return said


def _shown(pattern: str) -> str:
    """A pattern as it is; one whose ends could not be seen stands in quotes."""
    return f"“{pattern}”" if pattern != pattern.strip() else pattern


def trouble_of(transform: Transform) -> str:
    """What does not hold in a transform, as a sentence; empty where all does."""
    if isinstance(transform, str):
        return ""
    plain = msgspec.to_builtins(transform)
    fields = {**{name: getattr(transform, name) for name in transform.__struct_fields__}, **plain}
    for fault in soundness.faults(type(transform).__name__, fields):
        return sentence(fault.code, fault.args)
    return ""


def entries(values: Values, login: Login | None) -> list[Entry]:
    """All transforms to choose from, each with what it would make of the values at hand."""
    found = []
    for kind in KINDS:
        would = ""
        if values:
            stage = transformed(kind.start, values, login)
            if stage.state == "value" and stage.values != values and not kind.parameters:
                would = f" · gives {shown(stage.values)}"
        found.append(Entry(kind.title, detail=kind.about + would, payload=kind.start, find=kind.name))
    return found


def with_parameter(transform: Transform, name: str, value: Any) -> Transform:
    """The transform told something else."""
    return msgspec.structs.replace(transform, **{name: value})  # type: ignore[type-var]


def parameters(transform: Transform) -> Sequence[Parameter]:
    """What the transform asks for; what would have no effect is left out."""
    asked = kind_of(transform).parameters
    if isinstance(transform, Lookup) and transform.unmatched != "other":
        return [parameter for parameter in asked if parameter.name != "other"]
    return asked

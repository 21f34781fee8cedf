"""Values written so that each target reads back exactly the value and nothing else of it.

Every function raises UsageError for a value that the target has no way to hold.
"""

import itertools
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

import yaml

from jitadmin.core.errors import UsageError

_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CONTROLS: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class Code(str):
    """Text of the target language itself, written as it is; never made from values."""

    __slots__ = ()


def unwritable(value: str, what: str, target: str) -> UsageError:
    """The error for a value that a target cannot hold."""
    return UsageError("export.unwritable", format=target, what=what, value=value)


def xml(value: str, what: str) -> str:
    """A value that XML 1.0 can hold (section 2.2); the writer escapes it."""
    if _NOT_XML.search(value) or "\r" in value:
        raise unwritable(value, what, "XML")
    return value


def one_line(value: str, what: str, target: str) -> str:
    """A value without characters that could end or hide a line."""
    if _CONTROLS.search(value):
        raise unwritable(value, what, target)
    return value


def apache(value: str, what: str) -> str:
    """An argument of an Apache directive; ``${`` is always expanded and cannot be escaped."""
    one_line(value, what, "Apache")
    if "${" in value:
        raise unwritable(value, what, "Apache")
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def identifiers(names: Iterable[str], *, start: str = "x") -> dict[str, str]:
    """A plain name (letters, digits and underscores) for each of these, no two alike; ``start`` goes before a digit."""
    found: dict[str, str] = {}
    for name in dict.fromkeys(names):
        plain = re.sub(r"[^A-Za-z0-9_]+", "_", name).strip("_") or start
        plain = f"{start}_{plain}" if plain[0].isdigit() else plain
        free = (plain if number == 1 else f"{plain}_{number}" for number in itertools.count(1))
        taken = {item.lower() for item in found.values()}
        found[name] = next(item for item in free if item.lower() not in taken)
    return found


def python(value: object, depth: int = 0) -> str:
    """A literal of Python, one entry a line."""
    return _nested(value, depth, _PYTHON)


def php(value: object, depth: int = 0) -> str:
    """A literal of PHP; within single quotes only the quote and the backslash mean anything."""
    return _nested(value, depth, _PHP)


def javascript(value: object, depth: int = 0) -> str:
    """A literal of JavaScript; JSON in ASCII is one, also within HTML."""
    return _nested(value, depth, _JAVASCRIPT)


def dotenv(value: str, what: str) -> str:
    """A value of an environment file, in the first kind of quotes that dotenv reads back without changing anything."""
    one_line(value, what, "dotenv")
    for quote in ("'", "`", '"'):
        # Within double quotes \n and \r would become line breaks; a backslash before the end would hide the quote.
        if quote not in value and not value.endswith("\\") and not (quote == '"' and "\\" in value):
            return f"{quote}{value}{quote}"
    raise unwritable(value, what, "dotenv")


def yaml_text(value: object) -> str:
    """A YAML document, by PyYAML's own writer."""
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)


class _Dumper(yaml.SafeDumper):
    """Escapes the line breaks of Unicode, which PyYAML writes as they are and then reads as others."""


def _represented(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = '"' if set(text) & {"\x85", "\u2028", "\u2029"} else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _represented)


Scalar = Callable[[object], str]


class _Syntax:
    """How a language writes a list and a mapping."""

    def __init__(self, scalar: Scalar, sequence: tuple[str, str], mapping: tuple[str, str], arrow: str) -> None:
        self.scalar = scalar
        self.sequence = sequence
        self.mapping = mapping
        self.arrow = arrow


def _nested(value: object, depth: int, syntax: _Syntax) -> str:
    pad = "    " * (depth + 1)
    if isinstance(value, Mapping):
        opening, closing = syntax.mapping
        inner = [f"{syntax.scalar(k)}{syntax.arrow}{_nested(v, depth + 1, syntax)}" for k, v in value.items()]
    elif isinstance(value, Sequence) and not isinstance(value, str):
        opening, closing = syntax.sequence
        inner = [_nested(item, depth + 1, syntax) for item in value]
    else:
        return syntax.scalar(value)
    if not inner:
        return opening + closing
    return f"{opening}\n" + "".join(f"{pad}{line},\n" for line in inner) + "    " * depth + closing


def _python_scalar(value: object) -> str:
    return str(value) if isinstance(value, Code) else ascii(value) if _hidden(value) else repr(value)


def _hidden(value: object) -> bool:
    return isinstance(value, str) and not value.isprintable()


def _php_scalar(value: object) -> str:
    if isinstance(value, Code):
        return str(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return str(value)
    return "'" + str(value).replace("\\", "\\\\").replace("'", "\\'") + "'"


def _javascript_scalar(value: object) -> str:
    return str(value) if isinstance(value, Code) else json.dumps(value).replace("<", "\\u003c")


_JAVASCRIPT: Final = _Syntax(_javascript_scalar, ("[", "]"), ("{", "}"), ": ")
_PYTHON: Final = _Syntax(_python_scalar, ("[", "]"), ("{", "}"), ": ")
_PHP: Final = _Syntax(_php_scalar, ("[", "]"), ("[", "]"), " => ")

"""A parsed document before anyone says what it means: plain values, each with its place in the text."""

import re
from collections.abc import Iterator

import msgspec

from jitadmin.core.problem import Problem

MAX_DEPTH = 64
MAX_NODES = 200_000
LONGEST_NUMBER = 300
_UNKEPT = re.compile("[\0\ud800-\udfff]")


class Scalar(msgspec.Struct, frozen=True):
    """A text, number, truth value or null; ``text`` is how it was written."""

    value: str | int | float | bool | None
    line: int
    column: int
    text: str = ""


class Sequence(msgspec.Struct, frozen=True):
    """A list."""

    items: tuple["Node", ...]
    line: int
    column: int


class Mapping(msgspec.Struct, frozen=True):
    """Names and values, in order; a name that stands twice is here twice."""

    items: tuple[tuple[Scalar, "Node"], ...]
    line: int
    column: int


Node = Scalar | Sequence | Mapping


class UnreadableError(Exception):
    """The text is no well-formed document; carries the one problem that stopped the reading."""

    def __init__(self, code: str, line: int = 0, column: int = 0, **args: object) -> None:
        super().__init__(code)
        self.problem = Problem(code=code, line=line, column=column, args=args)


def duplicate_names(node: Node, path: str = "") -> Iterator[Problem]:
    """Names that stand twice in one mapping, where the second would silently win."""
    if isinstance(node, Sequence):
        for number, item in enumerate(node.items):
            yield from duplicate_names(item, f"{path}[{number}]")
    elif isinstance(node, Mapping):
        seen: dict[object, int] = {}
        for key, value in node.items:
            inner = joined(path, key.text)
            if key.value in seen:
                yield Problem(
                    code="document.duplicate_name",
                    path=inner,
                    line=key.line,
                    column=key.column,
                    args={"name": key.text, "first": seen[key.value]},
                )
            seen.setdefault(key.value, key.line)
            yield from duplicate_names(value, inner)


def unkept_texts(node: Node, path: str = "") -> Iterator[Problem]:
    """Texts with a NUL or half of a surrogate pair, which escapes can write and no encoding can hold."""
    if isinstance(node, Sequence):
        for number, item in enumerate(node.items):
            yield from unkept_texts(item, f"{path}[{number}]")
    elif isinstance(node, Mapping):
        for key, value in node.items:
            inner = joined(path, key.text)
            yield from unkept_texts(key, inner)
            yield from unkept_texts(value, inner)
    elif found := _UNKEPT.search(node.text):
        args = {"character": f"U+{ord(found[0]):04X}"}
        yield Problem(code="document.unkept_text", path=path, line=node.line, column=node.column, args=args)


def joined(path: str, name: str) -> str:
    """The path of a name below a path."""
    return f"{path}.{name}" if path else name

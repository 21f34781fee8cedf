"""Reads YAML as a strict subset: no tags, no aliases, truth values and numbers as in YAML 1.2's core schema."""

import re
from collections.abc import Iterator

import yaml

from jitadmin.adapters.documents.nodes import (
    LONGEST_NUMBER,
    MAX_DEPTH,
    MAX_NODES,
    Mapping,
    Node,
    Scalar,
    Sequence,
    UnreadableError,
)

# The C parser of libyaml where the wheel brings it; both give the same events.
_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS = {word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")}
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


def documents(text: str) -> Iterator[Node]:
    """Every document of a YAML text, separated by ``---``; raises ``UnreadableError`` at the first fault of syntax."""
    try:
        yield from _Composer(yaml.parse(text, Loader=_LOADER)).documents()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        reason = ", ".join(part for part in (error.context, error.problem) if part)
        if _starts_with_tab(text, line):
            raise UnreadableError("document.yaml_tab", line, 1) from None
        raise UnreadableError("document.yaml", line, column, reason=reason) from None
    except yaml.reader.ReaderError as error:
        before = text[: error.position] if isinstance(error.position, int) else ""
        raise UnreadableError("document.yaml_character", before.count("\n") + 1, 0) from None
    except yaml.YAMLError as error:
        raise UnreadableError("document.yaml", 0, 0, reason=str(error)) from None


def resolved(text: str) -> str | int | float | bool | None:
    """What a plain scalar means in the core schema of YAML 1.2 (section 10.3)."""
    if text in _NULLS:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if len(text) <= LONGEST_NUMBER:
        if _INTEGER.fullmatch(text):
            return int(text, {"0o": 8, "0x": 16}.get(text[:2], 10))
        if _FLOAT.fullmatch(text):
            return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    return text


def _starts_with_tab(text: str, line: int) -> bool:
    lines = text.splitlines()
    return 0 < line <= len(lines) and "\t" in lines[line - 1][: len(lines[line - 1]) - len(lines[line - 1].lstrip())]


class _Composer:
    """Builds nodes from events, so that what is not allowed is refused before anything is built from it."""

    def __init__(self, events: Iterator[yaml.Event]) -> None:
        self._events = events
        self._count = 0

    def documents(self) -> Iterator[Node]:
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                yield self._node(next(self._events), 0)

    def _node(self, event: yaml.Event, depth: int) -> Node:
        mark = event.start_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        self._count += 1
        if depth > MAX_DEPTH:
            raise UnreadableError("document.too_deep", line, column, limit=MAX_DEPTH)
        if self._count > MAX_NODES:
            raise UnreadableError("document.too_many", line, column, limit=MAX_NODES)
        if isinstance(event, yaml.AliasEvent):
            raise UnreadableError("document.alias", line, column, name=event.anchor)
        tag = getattr(event, "tag", None)
        if tag is not None:
            raise UnreadableError("document.tag", line, column, name=tag)
        if isinstance(event, yaml.ScalarEvent):
            plain = event.implicit[0] and event.style in (None, "")
            return Scalar(resolved(event.value) if plain else event.value, line, column, event.value)
        if isinstance(event, yaml.SequenceStartEvent):
            items = tuple(self._node(e, depth + 1) for e in self._until(yaml.SequenceEndEvent))
            return Sequence(items, line, column)
        return Mapping(tuple(self._pairs(depth + 1)), line, column)

    def _until(self, end: type[yaml.Event]) -> Iterator[yaml.Event]:
        while not isinstance(event := next(self._events), end):
            yield event

    def _pairs(self, depth: int) -> Iterator[tuple[Scalar, Node]]:
        for event in self._until(yaml.MappingEndEvent):
            key = self._node(event, depth)
            if not isinstance(key, Scalar):
                raise UnreadableError("document.name_type", key.line, key.column)
            yield Scalar(key.text, key.line, key.column, key.text), self._node(next(self._events), depth)

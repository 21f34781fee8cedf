"""Reads JSON with the line and column of every value, which the standard library does not tell."""

import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined]

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

_SPACE = re.compile(r"[ \t\r\n]*")
# Python writes and reads them, and the standard has none of them (RFC 8259, 6).
_CONSTANTS = ("NaN", "Infinity", "-Infinity")
_WORD = re.compile(r"[^\s,\]}]+")


def document(text: str) -> Node:
    """The one value of a JSON text (RFC 8259); raises ``UnreadableError`` where it is none."""
    try:
        # What a word is worth is asked below, where its line is known.
        json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except json.JSONDecodeError as error:
        raise UnreadableError("document.json", error.lineno, error.colno, reason=error.msg) from None
    except RecursionError:
        raise UnreadableError("document.too_deep", limit=MAX_DEPTH) from None
    return _Reader(text).node(0)


class _Reader:
    """Walks a text that is known to be well-formed."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line = 1
        self._line_start = 0
        self._counted = 0
        self._count = 0

    def node(self, depth: int) -> Node:
        line, column = self._place()
        self._count += 1
        if depth > MAX_DEPTH:
            raise UnreadableError("document.too_deep", line, column, limit=MAX_DEPTH)
        if self._count > MAX_NODES:
            raise UnreadableError("document.too_many", line, column, limit=MAX_NODES)
        first = self._text[self._at]
        if first == "{":
            return Mapping(tuple(self._pairs(depth)), line, column)
        if first == "[":
            return Sequence(tuple(self._items(depth)), line, column)
        return self._scalar(line, column)

    def _place(self) -> tuple[int, int]:
        self._skip()
        piece = self._text[self._counted : self._at]
        if "\n" in piece:
            self._line += piece.count("\n")
            self._line_start = self._counted + piece.rindex("\n") + 1
        self._counted = self._at
        return self._line, self._at - self._line_start + 1

    def _skip(self) -> str:
        space = _SPACE.match(self._text, self._at)
        self._at = space.end() if space else self._at
        return self._text[self._at : self._at + 1]

    def _scalar(self, line: int, column: int) -> Scalar:
        if self._text[self._at] == '"':
            value, self._at = scanstring(self._text, self._at + 1, True)
            return Scalar(value, line, column, value)
        word = _WORD.match(self._text, self._at)
        written = word[0] if word else ""
        self._at += len(written)
        if written in _CONSTANTS:
            raise UnreadableError("document.json_constant", line, column, word=written)
        if len(written) > LONGEST_NUMBER:
            raise UnreadableError("document.json_number", line, column, count=len(written))
        return Scalar(json.loads(written), line, column, written)

    def _items(self, depth: int) -> list[Node]:
        items: list[Node] = []
        self._at += 1
        while self._skip() != "]":
            items.append(self.node(depth + 1))
            if self._skip() == ",":
                self._at += 1
        self._at += 1
        return items

    def _pairs(self, depth: int) -> list[tuple[Scalar, Node]]:
        pairs: list[tuple[Scalar, Node]] = []
        self._at += 1
        while self._skip() != "}":
            line, column = self._place()
            key = self._scalar(line, column)
            self._skip()
            self._at += 1
            pairs.append((key, self.node(depth + 1)))
            if self._skip() == ",":
                self._at += 1
        self._at += 1
        return pairs

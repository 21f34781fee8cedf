"""Connection documents in YAML and JSON: read strictly, with every problem at once, and written for people."""

from pathlib import Path

import msgspec
from msgspec import inspect

from jitadmin.adapters.documents.json_text import document as json_document
from jitadmin.adapters.documents.nodes import Mapping, Node, UnreadableError, duplicate_names, unkept_texts
from jitadmin.adapters.documents.shape import BAD, Reading
from jitadmin.adapters.documents.writing import dump
from jitadmin.adapters.documents.yaml_text import documents as yaml_documents
from jitadmin.adapters.files import replacing
from jitadmin.core.connection import Connection
from jitadmin.core.errors import DocumentError
from jitadmin.core.problem import Problem

__all__ = ["dump", "load", "load_all", "read", "read_all", "write"]

MAX_BYTES = 8 << 20


def read(path: Path) -> Connection:
    """The one connection of a file; raises ``DocumentError`` with every problem."""
    return load(_bytes(path), path.name)


def read_all(path: Path) -> tuple[Connection, ...]:
    """All connections of a file, YAML documents being separated by ``---``."""
    return load_all(_bytes(path), path.name)


def write(connection: Connection, path: Path) -> None:
    """Write a document, as JSON where the name says so; raises ``SurroundingsError`` and leaves the old file then."""
    with replacing(path) as file:
        file.write(dump(connection, "json" if path.suffix.lower() == ".json" else "yaml").encode())


def load(data: bytes | str, name: str = "") -> Connection:
    """The one connection of a document in YAML or JSON.

    Raises ``DocumentError`` that holds every problem with its path, line and column.
    """
    connections = load_all(data, name)
    if len(connections) != 1:
        raise _error(name, [Problem(code="document.several", args={"count": len(connections)})])
    return connections[0]


def load_all(data: bytes | str, name: str = "") -> tuple[Connection, ...]:
    """All connections of a text; raises ``DocumentError`` that holds the problems of all of them."""
    try:
        nodes = _nodes(_decoded(data), name)
    except UnreadableError as error:
        raise _error(name, [error.problem]) from None
    problems: list[Problem] = []
    connections: list[Connection] = []
    for node in nodes:
        try:
            connections.append(_connection(node))
        except UnsoundError as error:
            problems += error.problems
    if problems:
        raise _error(name, problems)
    return tuple(connections)


class UnsoundError(Exception):
    """A document that is well-formed and no connection."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.problems = sorted(problems, key=lambda problem: (problem.line, problem.column))


def _connection(node: Node) -> Connection:
    reading = Reading()
    value = reading.value(node, inspect.type_info(Connection), "")
    problems = [*duplicate_names(node), *unkept_texts(node), *reading.problems]
    if problems:
        raise UnsoundError(problems)
    try:
        connection: Connection = msgspec.convert(value if value is not BAD else None, Connection)
    except msgspec.ValidationError as error:
        # The walk above says more; this is the net below it.
        raise UnsoundError([Problem(code="document.invalid", line=node.line, args={"reason": str(error)})]) from None
    return connection


def _nodes(text: str, name: str) -> list[Node]:
    start = text.lstrip()[:1]
    if name.lower().endswith(".json") or (start == "{" and not name.lower().endswith((".yaml", ".yml"))):
        return [json_document(text)]
    nodes = [
        node for node in yaml_documents(text) if isinstance(node, Mapping) or getattr(node, "value", 0) is not None
    ]
    if not nodes:
        raise UnreadableError("document.empty")
    return nodes


def _decoded(data: bytes | str) -> str:
    if len(data) > MAX_BYTES:
        raise UnreadableError("document.too_large", limit=f"{MAX_BYTES >> 20} MB")
    if isinstance(data, str):
        return data
    utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return data.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UnreadableError("document.encoding", 0 if utf16 else line) from None


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise DocumentError("document.not_there", name=str(path)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DocumentError("document.cannot_read", name=str(path), reason=reason) from None


def _error(name: str, problems: list[Problem]) -> DocumentError:
    code = "document.problem" if len(problems) == 1 else "document.problems"
    return DocumentError(code, problems, name=name or "The document", count=len(problems))

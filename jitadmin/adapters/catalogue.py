"""The catalogue folders: listed by the first lines of each file, read whole only when an entry is chosen."""

import functools
import json
import re
from itertools import islice
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec

from jitadmin.adapters.documents.nodes import Mapping, Node, Sequence, UnreadableError, duplicate_names
from jitadmin.adapters.documents.schema import DIALECT, described
from jitadmin.adapters.documents.shape import BAD, Reading
from jitadmin.adapters.documents.yaml_text import documents
from jitadmin.assets import asset
from jitadmin.core.catalogue import Head, IdpTemplate, SpTemplate
from jitadmin.core.catalogue.checks import problems
from jitadmin.core.errors import DocumentError, UsageError
from jitadmin.core.problem import Problem

Kind = Literal["service-providers", "identity-providers"]
Template = TypeVar("Template", SpTemplate, IdpTemplate)
Shape = TypeVar("Shape", bound=msgspec.Struct)

KIND_NAMES: dict[Kind, str] = {
    "service-providers": "ServiceProviderTemplate",
    "identity-providers": "IdentityProviderTemplate",
}
_HEAD_LINES = 40
_MAX_BYTES = 256 << 10
_HEAD_END = re.compile(r"^category:.*\n?", re.MULTILINE)
_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


class Listing(msgspec.Struct, frozen=True):
    """The entries by name, and the files that could not be listed, so that one bad file hides none of the others."""

    heads: tuple[Head, ...]
    faults: tuple[DocumentError, ...] = ()


class Catalogue:
    """Entries of one or more folders; a file in a later folder takes the place of one with the same id before it."""

    def __init__(self, *folders: Path) -> None:
        self._folders = folders

    @classmethod
    def shipped(cls, *more: Path) -> "Catalogue":
        """The catalogue that comes with jitadmin, and the folders of the admin's own entries after it."""
        return cls(asset("catalogue"), *more)

    @functools.cached_property
    def service_providers(self) -> Listing:
        """All applications, listed quickly."""
        return self._listing("service-providers")

    @functools.cached_property
    def identity_providers(self) -> Listing:
        """All identity providers, listed quickly."""
        return self._listing("identity-providers")

    def service_provider(self, entry: str) -> SpTemplate:
        """One application in full. Raises ``UsageError`` for an unknown id and ``DocumentError`` for a bad file."""
        return read(self._path("service-providers", entry), SpTemplate)

    def identity_provider(self, entry: str) -> IdpTemplate:
        """One identity provider in full. Raises as ``service_provider``."""
        return read(self._path("identity-providers", entry), IdpTemplate)

    def _path(self, kind: Kind, entry: str) -> Path:
        for folder in reversed(self._folders):
            for path in _files(folder, kind):
                if path.stem == entry:
                    return path
        known = sorted({path.stem for folder in self._folders for path in _files(folder, kind)})
        raise UsageError("catalogue.not-found", id=entry, kind=kind.removesuffix("s").replace("-", " "), known=known)

    def _listing(self, kind: Kind) -> Listing:
        heads: dict[str, Head] = {}
        faults: list[DocumentError] = []
        for folder in self._folders:
            for path in _files(folder, kind):
                try:
                    heads[path.stem] = _head(path, kind)
                except DocumentError as error:
                    faults.append(error)
        return Listing(tuple(sorted(heads.values(), key=lambda head: head.name.casefold())), tuple(faults))


def read(path: Path, template: type[Template]) -> Template:
    """One file, checked against the records and for sense; raises ``DocumentError`` with all problems at once."""
    node = _node(_text(path, None), path)
    found: Template = _shaped(node, template, path)
    wrong = [*problems(found)]
    if found.id != path.stem:
        wrong.append(Problem(code="catalogue.file-name", path="id", args={"id": found.id, "file": path.name}))
    if wrong:
        raise _error(path, [_placed(problem, node) for problem in wrong])
    return found


def schema_text(template: type[Template]) -> str:
    """The JSON Schema (draft 2020-12) of a catalogue file, made from its record, for editors and other tools."""
    whole: dict[str, Any] = {"$schema": DIALECT, **described(template)}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _files(folder: Path, kind: Kind) -> list[Path]:
    return sorted((folder / kind).glob("*.yaml"))


def _head(path: Path, kind: Kind) -> Head:
    """The six keys that every file begins with, without reading the rest of it."""
    node = _node(_text(path, _HEAD_LINES), path)
    head = _shaped(node, Head, path)
    if head.kind != KIND_NAMES[kind]:
        wrong = Problem(code="catalogue.wrong-kind", path="kind", args={"kind": head.kind, "wanted": KIND_NAMES[kind]})
        raise _error(path, [_placed(wrong, node)])
    if head.id != path.stem:
        wrong = Problem(code="catalogue.file-name", path="id", args={"id": head.id, "file": path.name})
        raise _error(path, [_placed(wrong, node)])
    return head


def _text(path: Path, head: int | None) -> str:
    """The whole text, or its first lines up to ``category``, which ends the head."""
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(_MAX_BYTES + 1) if head is None else "".join(islice(file, head))
    except UnicodeDecodeError:
        raise _error(path, [Problem(code="document.encoding")]) from None
    except OSError as error:
        raise _error(path, [Problem(code="catalogue.not-readable", args={"reason": str(error.strerror)})]) from None
    if len(text) > _MAX_BYTES:
        raise _error(path, [Problem(code="document.too_large", args={"limit": f"{_MAX_BYTES >> 10} KB"})])
    if head is None:
        return text
    end = _HEAD_END.search(text)
    if end is None:
        raise _error(path, [Problem(code="catalogue.no-head")])
    return text[: end.end()]


def _node(text: str, path: Path) -> Node:
    try:
        nodes = list(documents(text))
    except UnreadableError as error:
        raise _error(path, [error.problem]) from None
    if len(nodes) != 1:
        raise _error(path, [Problem(code="catalogue.one-document", args={"count": len(nodes)})])
    return nodes[0]


def _shaped(node: Node, shape: type[Shape], path: Path) -> Shape:
    reading = Reading()
    value = reading.value(node, msgspec.inspect.type_info(shape), "")
    wrong = [*duplicate_names(node), *reading.problems]
    if wrong or value is BAD:
        raise _error(path, sorted(wrong, key=lambda problem: (problem.line, problem.column)))
    return msgspec.convert(value, shape)


def _placed(problem: Problem, node: Node) -> Problem:
    """The problem with the line that its path, or the longest beginning of it that is written out, leads to."""
    for name, index in _STEP.findall(problem.path):
        below = _below(node, name, index)
        if below is None:
            break
        node = below
    return msgspec.structs.replace(problem, line=node.line, column=node.column)


def _below(node: Node, name: str, index: str) -> Node | None:
    if isinstance(node, Mapping):
        return next((value for key, value in node.items if key.text == name), None)
    if isinstance(node, Sequence) and index:
        return node.items[int(index)] if int(index) < len(node.items) else None
    return None


def _error(path: Path, wrong: list[Problem]) -> DocumentError:
    return DocumentError("catalogue.unusable", wrong, file=path.name)

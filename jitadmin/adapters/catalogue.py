"""The catalogue folders: listed by the first lines of each file, read whole only when an entry is chosen."""

import functools
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec
import yaml

from jitadmin.assets import asset
from jitadmin.core.catalogue import Head, IdpTemplate, SpTemplate
from jitadmin.core.catalogue.checks import problems
from jitadmin.core.errors import DocumentError, UsageError
from jitadmin.core.problem import Problem

Kind = Literal["service-providers", "identity-providers"]
Template = TypeVar("Template", SpTemplate, IdpTemplate)

KIND_NAMES: dict[Kind, str] = {
    "service-providers": "ServiceProviderTemplate",
    "identity-providers": "IdentityProviderTemplate",
}
_HEAD_LINES = 40
_MAX_BYTES = 256 * 1024


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
            path = folder / kind / f"{entry}.yaml"
            if path.name in {file.name for file in _files(folder, kind)}:
                return path
        raise UsageError("catalogue.not-found", id=entry, kind=KIND_NAMES[kind])

    def _listing(self, kind: Kind) -> Listing:
        heads: dict[str, Head] = {}
        faults: list[DocumentError] = []
        for folder in self._folders:
            for path in _files(folder, kind):
                try:
                    head = _head(path, kind)
                except DocumentError as error:
                    faults.append(error)
                else:
                    heads[head.id] = head
        return Listing(tuple(sorted(heads.values(), key=lambda head: head.name.casefold())), tuple(faults))


def read(path: Path, template: type[Template]) -> Template:
    """One file, checked against the records and for sense; all problems are named at once."""
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise DocumentError("catalogue.too-large", file=path.name, limit=_MAX_BYTES)
        found = msgspec.convert(_load(path.read_text(encoding="utf-8")), template)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise DocumentError("catalogue.unreadable", [_problem(error)], file=path.name) from error
    wrong = list(problems(found))
    if found.id != path.stem:
        wrong.append(Problem(code="catalogue.file-name", path="id", args={"id": found.id, "file": path.name}))
    if wrong:
        raise DocumentError("catalogue.unreadable", wrong, file=path.name)
    return found


def schema(template: type[Template]) -> dict[str, Any]:
    """The JSON Schema of a catalogue file, made from its record, for editors and other tools."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(template)}


def _files(folder: Path, kind: Kind) -> Iterator[Path]:
    return iter(sorted((folder / kind).glob("*.yaml")))


def _head(path: Path, kind: Kind) -> Head:
    """The six keys that every file begins with, without reading the rest of it."""
    lines: list[str] = []
    try:
        with path.open(encoding="utf-8") as file:
            for line in islice(file, _HEAD_LINES):
                lines.append(line)
                if line.startswith("category:"):
                    break
        head = msgspec.convert(_load("".join(lines)), Head)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise DocumentError("catalogue.no-head", [_problem(error)], file=path.name) from error
    if head.kind != KIND_NAMES[kind]:
        raise DocumentError("catalogue.wrong-kind", file=path.name, kind=head.kind, wanted=KIND_NAMES[kind])
    return head


def _load(text: str) -> Any:
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 (both are safe loaders)


def _problem(error: Exception) -> Problem:
    mark = getattr(error, "problem_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    return Problem(code="catalogue.fault", line=line, column=column, args={"reason": str(error)})

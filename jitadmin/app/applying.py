"""Connection documents that come into a workspace: read together and applied together, or not at all."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec

from jitadmin.adapters.documents import load_all, read_all
from jitadmin.core.connection import Connection, plain
from jitadmin.core.difference import Difference, differences
from jitadmin.core.errors import DocumentError, InputError, UsageError
from jitadmin.core.problem import Problem
from jitadmin.core.registry import Provider

if TYPE_CHECKING:
    from jitadmin.app.registry import Registry

# Lists of accounts and much else are JSON: of a folder only what can be nothing but documents is taken.
SUFFIXES = (".yaml", ".yml")


class Incoming(msgspec.Struct, frozen=True):
    """A connection as a document has it, where it stands, and its identity provider as the metadata file has it."""

    connection: Connection
    path: str
    provider: Provider | None = None


class Applied(msgspec.Struct, frozen=True):
    """What applying one document did, or would do: the number of the revision, and what differs from the one before."""

    name: str
    number: int
    changes: tuple[Difference, ...]
    new: bool = False
    provider: Provider | None = None
    """The identity provider, where it was registered or its metadata is other than before."""


class Holder(Protocol):
    """The part of a workspace that documents are applied to."""

    @property
    def registry(self) -> "Registry": ...
    def connections(self) -> tuple[Connection, ...]: ...
    def revision(self, name: str) -> int: ...
    def save(self, connection: Connection, *, seen: int | None = None, note: str = "") -> int: ...


def read_together(
    paths: Iterable[str], registry: "Registry", stdin: bytes | None = None
) -> tuple[tuple[Incoming, ...], tuple[InputError, ...]]:
    """All documents of files, folders and ``-``, and everything that is wrong with any of them.

    The metadata files that documents name are read, too. Two documents for one connection are wrong.
    """
    found: list[Incoming] = []
    wrong: list[InputError] = []
    for path in paths:
        for place in _documents(path):
            try:
                found += _read(place, registry, stdin)
            except InputError as error:
                wrong.append(error)
    places: dict[str, str] = {}
    for item in found:
        name = item.connection.name
        if name in places:
            problem = Problem(code="apply.twice", args={"name": name, "first": places[name]})
            wrong.append(DocumentError("document.problem", [problem], name=item.path, count=1))
        places.setdefault(name, item.path)
    return tuple(found), tuple(wrong)


def apply(workspace: Holder, incoming: Sequence[Incoming], *, note: str = "", dry: bool = False) -> tuple[Applied, ...]:
    """Save each connection as its newest revision and register its identity provider; ``dry`` only says what would be.

    Raises ``ConflictError`` where somebody saved a connection while it was applied.
    """
    known = {connection.name: connection for connection in workspace.connections()}
    done = []
    for item in incoming:
        connection, before = item.connection, known.get(item.connection.name)
        seen = workspace.revision(connection.name) if before is not None else None
        changes = differences(plain(before) if before else {}, plain(connection))
        provider = item.provider if item.provider and not _is_registered(item.provider, workspace.registry) else None
        number = (seen or 0) + bool(changes)
        if not dry:
            if provider is not None:
                workspace.registry.add(provider, note=note)
            number = workspace.save(connection, seen=seen, note=note)
        done.append(Applied(connection.name, number, changes, before is None, provider))
    return tuple(done)


def provider_of(connection: Connection, folder: Path, registry: "Registry") -> Provider | None:
    """The identity provider as the metadata file of a document has it; None where it names none.

    A file that is gone is no fault where the provider is registered. Raises ``InputError`` for one that cannot be read.
    """
    party = connection.identity_provider
    if party.metadata_file is None:
        return None
    path = folder / party.metadata_file
    if not path.exists() and registry.find("identityProvider", party.entity_id) is not None:
        return None
    found, _ = registry.read("identityProvider", path, entity_id=party.entity_id)
    return found[0]


def _is_registered(provider: Provider, registry: "Registry") -> bool:
    known = registry.find(provider.kind, provider.entity_id)
    return known is not None and known.metadata == provider.metadata


def _documents(path: str) -> list[str]:
    if path != "-" and Path(path).is_dir():
        return [str(file) for file in sorted(Path(path).iterdir()) if file.suffix.lower() in SUFFIXES]
    return [path]


def _read(path: str, registry: "Registry", stdin: bytes | None) -> list[Incoming]:
    if path == "-" and stdin is None:
        raise UsageError("input.no_stdin")
    connections = load_all(stdin or b"") if path == "-" else read_all(Path(path))
    folder = Path() if path == "-" else Path(path).parent
    return [Incoming(connection, path, provider_of(connection, folder, registry)) for connection in connections]

"""The composition root: a ``Workspace`` joins the pure core with the database, files, keys and the clock."""

import contextlib
import threading
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from jitadmin.app.clock import Clock, system_clock
from jitadmin.app.connections import Held
from jitadmin.app.drafts import Drafts
from jitadmin.app.history import History
from jitadmin.app.memory import MemoryShelf
from jitadmin.app.outgoing import Outgoing
from jitadmin.app.samples import Adding, AddResult, Samples, Unread, named
from jitadmin.app.shelf import Shelf
from jitadmin.core.account import Snapshot
from jitadmin.core.connection import Connection
from jitadmin.core.errors import InputError
from jitadmin.core.existing import KnownAccounts
from jitadmin.core.progress import Progress
from jitadmin.core.sample import Sample

if TYPE_CHECKING:
    from jitadmin.adapters.intake import Found

__all__ = ["AddResult", "Clock", "Held", "Unread", "Workspace", "system_clock"]


class Workspace(Outgoing):
    """What the window and the command line work on.

    Connections are kept by name with all their revisions, together with their logins and the accounts of their service
    providers. Everything is written through to the shelf. All methods may be called from any thread.
    """

    def __init__(
        self,
        title: str,
        *,
        shelf: Shelf | None = None,
        author: str = "",
        clock: Clock = system_clock,
        as_of: datetime | None = None,
    ) -> None:
        self.title = title
        self.author = author
        super().__init__(MemoryShelf(author=author) if shelf is None else shelf, clock, as_of)
        self.drafts = Drafts(self.shelf, clock)
        self.history = History(self.shelf, clock, self.refresh)
        self._lock = threading.RLock()
        self._samples: dict[str, Samples] = {}

    @classmethod
    def empty(cls, *, clock: Clock = system_clock) -> "Workspace":
        """A workspace with nothing in it, which is kept nowhere."""
        return cls("", clock=clock)

    @classmethod
    def open(
        cls,
        place: str | Path | None = None,
        *,
        clock: Clock = system_clock,
        author: str | None = None,
        make: bool = True,
    ) -> "Workspace":
        """The workspace at a path, or at a ``postgresql+psycopg://`` address; None is the one of this computer.

        What does not exist is made, unless a path was named that is only to be read (``make``). ``author`` stands in
        the history, by default the user of the system. Raises what opening the database raises: ``UsageError``,
        ``InputError`` and ``SurroundingsError``.
        """
        # The database library takes longer to load than the window takes to show.
        from jitadmin.adapters.store import Store, title_of

        # Neither the user's name nor the folders of the platform are needed for a workspace in memory.
        from jitadmin.adapters.surroundings import user_name, workspace_place

        name = user_name() if author is None else author
        title = title_of(place) if place is not None else OWN
        make = make or place is None
        shelf = Store(place or workspace_place(), author=name, now=clock(), make=make)
        return cls(title, shelf=shelf, author=name, clock=clock)

    @classmethod
    def demo(cls, folder: Path | None = None, *, clock: Clock = system_clock) -> "Workspace":
        """The made-up company of the guided simulation, with keys that exist for this run only.

        With a folder, its documents and logins are kept there, so that the command line can preview them and the next
        run shows the same. Raises what reading and writing that folder raises.
        """
        # Only the demo needs the made-up company.
        from jitadmin.adapters import demo

        as_of = clock().replace(microsecond=0)
        if folder is None:
            parts = demo.parts(as_of)
        else:
            parts, as_of = demo.kept_parts(folder, as_of)
        workspace = cls(demo.TITLE, clock=clock, as_of=as_of)
        for part in parts:
            workspace.add(part.connection, part.accounts, part.samples)
        workspace.registry.add(demo.provider(parts[0].connection, as_of))
        return workspace

    @property
    def lasting(self) -> bool:
        """Whether what is kept in it outlives the program."""
        return not isinstance(self.shelf, MemoryShelf)

    def close(self) -> None:
        """Let go of the database."""
        self.shelf.close()

    def refresh(self) -> None:
        """See what others have saved meanwhile."""
        self._connections.forget()
        self._accounts.forget()
        self._trusted.clear()

    def connections(self) -> tuple[Connection, ...]:
        """The last saved revision of every connection, in the order they came in."""
        return self._connections.all()

    def connection(self, name: str) -> Connection:
        """The last saved revision of one connection; raises ``UsageError`` for a name that is not there."""
        return self._connections.get(name).connection

    def saved(self, name: str) -> Held:
        """The last saved revision with its number, which a change of it has ``seen``; raises ``UsageError``."""
        return self._connections.get(name)

    def revision(self, name: str) -> int:
        """The number of the last saved revision, which a change of it has ``seen``; raises ``UsageError``."""
        return self._connections.get(name).number

    def revisions(self, name: str) -> tuple[Connection, ...]:
        """All saved revisions of a connection, the oldest first; raises ``UsageError`` for an unknown name."""
        return self._connections.revisions(name)

    def save(self, connection: Connection, *, seen: int | None = None, note: str = "") -> int:
        """Keep a connection as its newest revision and return the number of that; saving no change adds none.

        ``seen`` is the revision that the change was made from: where another was saved since, ``ConflictError`` is
        raised and nothing is kept. None follows whatever is there.
        """
        with self._lock:
            before = self._connections.find(connection.name)
            number = self._connections.save(connection, seen=seen, note=note)
            if before is not None:
                self._accounts.rename(before.service_provider.entity_id, connection.service_provider.entity_id)
            return number

    def delete(self, name: str, *, seen: int | None = None, note: str = "") -> None:
        """Take a connection out of use; its revisions stay and can be restored. Raises as ``save`` does."""
        self._connections.delete(name, seen=seen, note=note)

    def add(
        self, connection: Connection, accounts: Snapshot, samples: Callable[[], tuple[Sample, ...]] | None = None
    ) -> None:
        """Save a connection with the accounts of its service provider; ``samples`` makes its logins on first use."""
        with self._lock:
            self.save(connection)
            if accounts:
                self.keep_accounts(connection.name, KnownAccounts(accounts=accounts, taken=self.today()))
            self._samples[connection.name] = Samples(self.shelf, connection.name, self._clock, samples)

    def load_document(self, path: Path) -> Connection:
        """Read a connection document and save it as a revision; raises ``DocumentError`` with all its problems.

        The metadata file that it names is registered. Where that cannot be read, every preview says so.
        """
        # Reading YAML is not needed to show a window.
        from jitadmin.adapters.documents import read

        # It reads YAML, too.
        from jitadmin.app.applying import Incoming, apply, provider_of

        connection = read(path)
        with self._lock:
            self._folders[connection.name] = path.parent
            provider = None
            with contextlib.suppress(InputError):
                provider = provider_of(connection, path.parent, self.registry)
            apply(self, [Incoming(connection, str(path), provider)])
        return connection

    def save_document(self, connection: Connection, path: Path) -> None:
        """Write a connection document so that the file holds either the old text or the new; raises
        ``SurroundingsError``.
        """
        # Writing YAML is not needed to show a window.
        from jitadmin.adapters.documents import write

        write(connection, path)

    def accounts(self, name: str) -> Snapshot:
        """The accounts that the service provider of a connection has, as last known."""
        known = self.known_accounts(name)
        return known.accounts if known else ()

    def known_accounts(self, name: str) -> KnownAccounts | None:
        """The accounts of a service provider with their age and origin; None while none were ever read."""
        return self._accounts.known(self.connection(name).service_provider.entity_id)

    def keep_accounts(self, name: str, known: KnownAccounts | None) -> None:
        """Take these as the accounts of the service provider of a connection; None forgets them."""
        self._accounts.keep(self.connection(name).service_provider.entity_id, known)

    def load_accounts(self, name: str, path: Path) -> Snapshot:
        """Replace the known accounts of a service provider by those of a file; raises ``DocumentError``."""
        reader = self.account_reader()
        listed = reader.open(path)
        known = KnownAccounts(accounts=reader.read(listed), taken=listed.written, origin=listed.name)
        self.keep_accounts(name, known)
        return known.accounts

    def samples(self, name: str) -> tuple[Sample, ...]:
        """The logins of a connection, in the order they came in."""
        return self._samples_of(name).all()

    def add_samples(self, name: str, paths: Iterable[Path | str], progress: Progress | None = None) -> AddResult:
        """Add every login found in files and folders; a login that is there already is not added twice."""
        # The search through archives and captures is not needed to show a window.
        from jitadmin.adapters.intake import found

        return self._add(name, found(str(path) for path in paths), progress)

    def add_text(self, name: str, text: str | bytes) -> AddResult:
        """Add every login found in something pasted or dropped."""
        # The search through archives and captures is not needed to show a window.
        from jitadmin.adapters.intake import found_in

        return self._add(name, found_in(text.encode() if isinstance(text, str) else text), None)

    def remove_samples(self, name: str, samples: Iterable[Sample]) -> None:
        """Forget logins; the files they came from stay as they are."""
        self._samples_of(name).remove(samples)

    def _samples_of(self, name: str) -> Samples:
        self.connection(name)
        with self._lock:
            if name not in self._samples:
                self._samples[name] = Samples(self.shelf, name, self._clock, None)
            return self._samples[name]

    def _add(self, name: str, items: "Iterable[Found]", progress: Progress | None) -> AddResult:
        connection = self.connection(name)
        problems: list[Unread] = []
        with Adding(self._samples_of(name)) as adding:
            for number, item in enumerate(items):
                if progress:
                    progress.step(number, 0, item.origin.path)
                if item.error is not None:
                    problems.append(Unread(item.origin.path, item.error))
                elif adding.is_new(item.origin.sha256):
                    nameless = Sample(origin=item.origin, label=Path(item.origin.path).name, data=item.data)
                    try:
                        # The verdict is remembered, so that looking for the name costs the preview nothing.
                        sample = named(nameless, self.verification(connection, nameless).assertion)
                    except InputError:
                        # The trust cannot be read; every preview will say so, and the login is kept.
                        sample = nameless
                    adding.put(sample)
        return AddResult(tuple(adding.added), tuple(problems))


OWN = "This computer"
"""What the workspace is called that is opened where none is named."""

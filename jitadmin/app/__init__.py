"""The composition root: a ``Workspace`` joins the pure core with files, keys and the clock for both faces.

It keeps everything in memory; connection documents are the files it reads and writes.
"""

import contextlib
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from jitadmin.app.judging import Judge
from jitadmin.app.samples import AddResult, Samples, Unread, named
from jitadmin.core.account import Snapshot
from jitadmin.core.connection import Connection
from jitadmin.core.errors import InputError, UsageError
from jitadmin.core.existing import KnownAccounts
from jitadmin.core.jit.match import AccountIndex
from jitadmin.core.jit.result import Preview
from jitadmin.core.progress import Progress
from jitadmin.core.sample import Sample
from jitadmin.core.trust import Trust
from jitadmin.core.verification import Verification

if TYPE_CHECKING:
    from jitadmin.adapters.accounts import AccountReader
    from jitadmin.adapters.catalogue import Catalogue
    from jitadmin.adapters.intake import Found
    from jitadmin.core.entity import Entity
    from jitadmin.core.jit.presets import Preset
    from jitadmin.core.near_miss import NearMiss
    from jitadmin.core.xml_node import XmlNode

__all__ = ["AddResult", "Clock", "Unread", "Workspace", "system_clock"]

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The present, in UTC."""
    return datetime.now(UTC)


class Workspace:
    """What the window and the command line work on.

    Connections are kept by name with all their revisions. ``as_of`` is the instant that logins are judged at; None
    judges each as of the moment it was issued, because captured logins expire within minutes. All methods may be called
    from any thread.
    """

    def __init__(self, title: str, *, clock: Clock = system_clock, as_of: datetime | None = None) -> None:
        self.title = title
        self.as_of = as_of
        self._clock = clock
        self._lock = threading.RLock()
        # Making logins can take seconds, in which a window must not wait for the other lock.
        self._making = threading.RLock()
        self._revisions: dict[str, list[Connection]] = {}
        self._folders: dict[str, Path] = {}
        # By the entity ID of the service provider: two connections to one application meet the same accounts.
        self._accounts: dict[str, AccountIndex] = {}
        self._known: dict[str, KnownAccounts] = {}
        self._samples: dict[str, Samples] = {}
        self._judge = Judge()

    @classmethod
    def empty(cls, *, clock: Clock = system_clock) -> "Workspace":
        """A workspace with nothing in it."""
        return cls("", clock=clock)

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
        return workspace

    def connections(self) -> tuple[Connection, ...]:
        """The last saved revision of every connection, in the order they came in."""
        with self._lock:
            return tuple(revisions[-1] for revisions in self._revisions.values())

    def connection(self, name: str) -> Connection:
        """The last saved revision of one connection; raises ``UsageError`` for a name that is not there."""
        return self.revisions(name)[-1]

    def revisions(self, name: str) -> tuple[Connection, ...]:
        """All saved revisions of a connection, the oldest first; raises ``UsageError`` for an unknown name."""
        with self._lock:
            if name not in self._revisions:
                raise UsageError("workspace.no_connection", name=name, known=tuple(self._revisions))
            return tuple(self._revisions[name])

    def save(self, connection: Connection) -> int:
        """Keep a connection as its newest revision and return the number of that; saving no change adds none."""
        with self._lock:
            revisions = self._revisions.setdefault(connection.name, [])
            self._samples.setdefault(connection.name, Samples(None))
            if not revisions or revisions[-1] != connection:
                if revisions:
                    self._rename_application(revisions[-1], connection)
                revisions.append(connection)
            return len(revisions)

    def add(
        self, connection: Connection, accounts: Snapshot, samples: Callable[[], tuple[Sample, ...]] | None = None
    ) -> None:
        """Save a connection with the accounts of its service provider; ``samples`` makes its logins on first use."""
        with self._lock:
            self.save(connection)
            if accounts:
                self.keep_accounts(connection.name, KnownAccounts(accounts=accounts, taken=self.today()))
            self._samples[connection.name] = Samples(samples)

    def load_document(self, path: Path) -> Connection:
        """Read a connection document and save it as a revision; raises ``DocumentError`` with all its problems."""
        # Reading YAML is not needed to show a window.
        from jitadmin.adapters.documents import read

        connection = read(path)
        with self._lock:
            self._folders[connection.name] = path.parent
            self.save(connection)
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
        return self._index(self.connection(name)).accounts

    def known_accounts(self, name: str) -> KnownAccounts | None:
        """The accounts of a service provider with their age and origin; None while none were ever read."""
        return self._known.get(self.connection(name).service_provider.entity_id)

    def keep_accounts(self, name: str, known: KnownAccounts | None) -> None:
        """Take these as the accounts of the service provider of a connection; None forgets them."""
        entity_id = self.connection(name).service_provider.entity_id
        with self._lock:
            self._known.pop(entity_id, None)
            self._accounts.pop(entity_id, None)
            if known is not None:
                self._known[entity_id] = known
                self._accounts[entity_id] = AccountIndex(known.accounts)

    def load_accounts(self, name: str, path: Path) -> Snapshot:
        """Replace the known accounts of a service provider by those of a file; raises ``DocumentError``."""
        reader = self.account_reader()
        listed = reader.open(path)
        known = KnownAccounts(accounts=reader.read(listed), taken=listed.written, origin=listed.name)
        self.keep_accounts(name, known)
        return known.accounts

    def account_reader(self) -> "AccountReader":
        """What reads lists of accounts from files, and live from SCIM endpoints."""
        # Reading accounts is not needed to show a window.
        from jitadmin.adapters.accounts import AccountReader

        return AccountReader(self._clock)

    def catalogue(self) -> "Catalogue":
        """The applications and identity providers that new connections are proposed from."""
        # Reading YAML is not needed to show a window.
        from jitadmin.adapters.catalogue import Catalogue

        return Catalogue.shipped()

    def entities(self, metadata: bytes) -> "tuple[Entity, ...]":
        """The parties that SAML metadata describes; raises ``InputError`` where it is none."""
        # The XML library takes longer to load than the window takes to show.
        from jitadmin.adapters.saml import read_metadata

        return read_metadata(metadata)

    def _index(self, connection: Connection) -> AccountIndex:
        """The accounts that a connection meets: those of its saved revision, whatever a draft calls the application."""
        saved = self._revisions.get(connection.name, [connection])[-1]
        return self._accounts.get(saved.service_provider.entity_id) or AccountIndex(())

    def _rename_application(self, before: Connection, after: Connection) -> None:
        """Keep the accounts where a saved revision corrects the entity ID of the application."""
        old, new = before.service_provider.entity_id, after.service_provider.entity_id
        if old != new and old in self._known and new not in self._known:
            self._known[new] = self._known[old]
            self._accounts[new] = self._accounts[old]

    def samples(self, name: str) -> tuple[Sample, ...]:
        """The logins of a connection, in the order they came in."""
        self.revisions(name)
        return self._samples[name].all()

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
        self.revisions(name)
        self._samples[name].remove(samples)

    def preview(self, connection: Connection, sample: Sample) -> Preview:
        """What provisioning would do with one login under a connection, saved or being edited.

        The verification is remembered for as long as the trust stays the same, so that editing a map costs no
        cryptography. Raises ``InputError`` where the trust itself cannot be read (a certificate, a metadata file).
        """
        # Start-up shows the window before anything is decided.
        from jitadmin.core.jit.preview import preview

        verification = self.verification(connection, sample)
        now = verification.as_of or self._clock()
        return preview(connection, verification, self._index(connection), now=now)

    def preview_all(
        self, connection: Connection, samples: Sequence[Sample], progress: Progress | None = None
    ) -> Iterator[Preview]:
        """``preview`` of each sample in turn; ``progress`` may stop it between two."""
        for number, sample in enumerate(samples):
            if progress:
                progress.step(number, len(samples), sample.label)
            yield self.preview(connection, sample)
        if progress:
            progress.step(len(samples), len(samples), "")

    def verification(self, connection: Connection, sample: Sample) -> Verification:
        """The verdict on one login under the trust of a connection."""
        return self._judge.verification(connection, sample, self.as_of, self._folders.get(connection.name))

    def trust(self, connection: Connection) -> Trust:
        """What the logins of a connection are judged against; raises ``InputError`` where it cannot be read."""
        return self._judge.trust(connection, self._folders.get(connection.name))

    def near_misses(self, sample: Sample) -> "tuple[NearMiss, ...]":
        """The connections that a login could belong to, by what it says of itself, the likeliest first.

        A connection whose trust cannot be read is none of them.
        """
        # Comparing names is not needed to show a window.
        from jitadmin.core.near_miss import near_misses

        connections = self.connections()
        trusts = []
        for connection in connections:
            with contextlib.suppress(InputError):
                trusts.append((connection.name, self.trust(connection)))
        if not trusts:
            return ()
        known = {name for name, _ in trusts}
        judging = next(connection for connection in connections if connection.name in known)
        # Whoever judges it, what it says is the same, and who it claims to be is all that is compared.
        return near_misses(self.verification(judging, sample), trusts)

    def presets(self) -> "tuple[Preset, ...]":
        """How known applications and engines treat a login, in the order of their titles."""
        # Reading YAML is not needed to show a window.
        from jitadmin.adapters.presets import shipped

        return tuple(shipped().values())

    def outline(self, connection: Connection, sample: Sample) -> "XmlNode | None":
        """The element tree of a login with what each part is worth; None where it gives no tree to look at."""
        # The XML library takes longer to load than the window takes to show.
        from jitadmin.adapters.saml import outline

        verification = self.verification(connection, sample)
        return outline(sample.data, verification, trust=self.trust(connection))

    def today(self) -> datetime:
        """The instant that ages and days left are counted from."""
        return self.as_of or self._clock()

    def _add(self, name: str, items: "Iterable[Found]", progress: Progress | None) -> AddResult:
        connection = self.connection(name)
        samples = self._samples[name]
        added: list[Sample] = []
        problems: list[Unread] = []
        for number, item in enumerate(items):
            if progress:
                progress.step(number, 0, item.origin.path)
            if item.error is not None:
                problems.append(Unread(item.origin.path, item.error))
            elif not samples.holds(item.origin.sha256):
                nameless = Sample(origin=item.origin, label=Path(item.origin.path).name, data=item.data)
                try:
                    # The verdict is remembered, so that looking for the name costs the preview nothing.
                    sample = named(nameless, self.verification(connection, nameless).assertion)
                except InputError:
                    # The trust cannot be read; every preview will say so, and the login is kept.
                    sample = nameless
                samples.put(sample)
                added.append(sample)
        return AddResult(tuple(added), tuple(problems))

"""Where metadata is read from: what was handed over, a file, or an https address with its saved copy."""

import contextlib
import io
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from jitadmin.app.clock import Clock
from jitadmin.core.errors import InputError
from jitadmin.core.progress import Progress
from jitadmin.core.registry import Provider, Readable, Said

if TYPE_CHECKING:
    from jitadmin.adapters.fetch import Copies, Copy

UNREACHABLE = ("fetch.network", "fetch.busy")
"""The codes of errors that say nothing about a document but that its server could not be asked."""
Place = bytes | Path | str
"""Metadata itself, a file that holds it, or an https address."""


class Opened(msgspec.Struct, frozen=True):
    """Metadata that is open for reading, what it is called, and the copy that it is, if any."""

    stream: Readable
    name: str
    copy: "Copy | None" = None

    @property
    def note(self) -> Said | None:
        """What to say where a copy stands in for what could not be fetched."""
        copy = self.copy
        if copy is None or copy.state != "kept":
            return None
        return Said("registry.saved_copy", {"address": copy.address, "reason": copy.reason, "at": copy.at}, "warning")


class Watched:
    """A file that tells how far it was read, so that a federation of hundreds of megabytes can be left."""

    def __init__(self, stream: BinaryIO, progress: Progress, size: int) -> None:
        self._stream = stream
        self._progress = progress
        self._size = size

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes; raises what ``progress`` raises."""
        self._progress.step(self._stream.tell(), self._size, "")
        return self._stream.read(size)


class Sources:
    """Opens metadata. What was fetched is kept for the next time in the caches of this user, or only for the run where
    ``keeps`` is false.
    """

    def __init__(self, clock: Clock, copies: "Copies | None" = None, *, keeps: bool = False) -> None:
        self._clock = clock
        self._copies = copies
        self._keeps = keeps
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def opened(self, place: Place, progress: Progress | None = None) -> Iterator[Opened]:
        """Metadata from its first byte; raises ``InputError`` where it cannot be opened or fetched."""
        if isinstance(place, bytes):
            yield Opened(io.BytesIO(place), "metadata")
            return
        copy = self._fetched(place, progress) if isinstance(place, str) else None
        path = copy.path if copy else Path(place)
        try:
            with path.open("rb") as stream:
                watched = stream if progress is None else Watched(stream, progress, path.stat().st_size)
                yield Opened(watched, copy.address if copy else path.name, copy)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise InputError("registry.unreadable", name=str(place), reason=reason) from None

    def _fetched(self, address: str, progress: Progress | None) -> "Copy":
        # The network client is not needed to show a window.
        from jitadmin.adapters.fetch import Copies

        # Neither are the folders of the platform.
        from jitadmin.adapters.surroundings import copies_place

        with self._lock:
            if self._copies is None:
                self._copies = Copies(copies_place() if self._keeps else None)
            copies = self._copies
        return copies.get(address, self._clock(), progress)


def kept(provider: Provider, reason: str) -> Said:
    """That a provider stays as it is registered, because its address could not be asked."""
    args = {"address": provider.source, "reason": reason, "at": provider.fetched_at or ""}
    return Said("registry.kept", args, "warning")

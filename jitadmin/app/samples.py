"""The logins of a connection as the workspace holds them, and what adding some gives."""

import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Self

import msgspec

from jitadmin.app.clock import Clock
from jitadmin.app.shelf import Shelf
from jitadmin.core.errors import InputError
from jitadmin.core.message import Assertion
from jitadmin.core.sample import Sample, called

TOGETHER = 500
"""How many new logins one write to the shelf takes."""


class Unread(msgspec.Struct, frozen=True):
    """A place where a login was looked for and none could be read, and why."""

    place: str
    error: InputError


class AddResult(msgspec.Struct, frozen=True):
    """What adding samples gave: the ones that were new, and every place that could not be read."""

    added: tuple[Sample, ...] = ()
    problems: tuple[Unread, ...] = ()


def named(sample: Sample, assertion: Assertion | None) -> Sample:
    """The login with the name and address that it claims, or with the name of its file."""
    label, detail = called(assertion)
    if not label:
        return sample
    return msgspec.structs.replace(sample, label=label, detail=detail or sample.label)


class Samples:
    """The logins of one connection in the order they came in, each once; they may be made when first asked for."""

    def __init__(self, shelf: Shelf, name: str, clock: Clock, maker: Callable[[], tuple[Sample, ...]] | None) -> None:
        self._shelf = shelf
        self._name = name
        self._clock = clock
        self._maker = maker
        self._samples: dict[str, Sample] = {}
        self._last = 0
        self._lock = threading.RLock()

    def all(self) -> tuple[Sample, ...]:
        """All of them, made now where they were never asked for before, with those that others added meanwhile."""
        with self._lock:
            self._make()
            self._read()
            if self._shelf.count_samples(self._name) != len(self._samples):
                # Others removed some.
                self._samples, self._last = {}, 0
                self._read()
            return tuple(self._samples.values())

    def add(self, samples: Sequence[Sample]) -> None:
        """Add some at the end; those that are there already stay as they are."""
        with self._lock:
            self._make()
            if samples:
                self._shelf.add_samples(self._name, samples, now=self._clock())

    def remove(self, samples: Iterable[Sample]) -> None:
        """Forget some; without effect for those that are not there."""
        with self._lock:
            self._make()
            digests = list(dict.fromkeys(sample.origin.sha256 for sample in samples))
            self._shelf.remove_samples(self._name, digests, now=self._clock())
            for digest in digests:
                self._samples.pop(digest, None)

    def _make(self) -> None:
        if self._maker is not None:
            self._shelf.add_samples(self._name, self._maker(), now=self._clock())
            self._maker = None

    def _read(self) -> None:
        while page := self._shelf.samples(self._name, after=self._last):
            self._samples.update((sample.origin.sha256, sample) for _, sample in page)
            self._last = page[-1][0]


class Adding:
    """Gathers new logins and puts them on the shelf many at a time; what was gathered is kept when work is stopped."""

    def __init__(self, samples: Samples) -> None:
        self._samples = samples
        self._waiting: list[Sample] = []
        self._seen = {sample.origin.sha256 for sample in samples.all()}
        self.added: list[Sample] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._flush()

    def is_new(self, sha256: str) -> bool:
        """Whether a login with this digest is neither there nor gathered."""
        return sha256 not in self._seen

    def put(self, sample: Sample) -> None:
        """Gather one."""
        self._seen.add(sample.origin.sha256)
        self._waiting.append(sample)
        if len(self._waiting) >= TOGETHER:
            self._flush()

    def _flush(self) -> None:
        self._samples.add(self._waiting)
        self.added += self._waiting
        self._waiting = []

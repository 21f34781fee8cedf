"""The logins of a connection as the workspace holds them, and what adding some gives."""

import threading
from collections.abc import Callable, Iterable

import msgspec

from jitadmin.core.errors import InputError
from jitadmin.core.message import Assertion
from jitadmin.core.sample import Sample, called


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

    def __init__(self, maker: Callable[[], tuple[Sample, ...]] | None) -> None:
        self._maker = maker
        self._samples: dict[str, Sample] = {}
        self._lock = threading.RLock()

    def all(self) -> tuple[Sample, ...]:
        """All of them, made now where they were never asked for before."""
        with self._lock:
            self._make()
            return tuple(self._samples.values())

    def holds(self, sha256: str) -> bool:
        """Whether a login with this digest is among them."""
        with self._lock:
            self._make()
            return sha256 in self._samples

    def put(self, sample: Sample) -> None:
        """Add one at the end, or replace the one with its digest."""
        with self._lock:
            self._samples[sample.origin.sha256] = sample

    def remove(self, samples: Iterable[Sample]) -> None:
        """Forget some; without effect for those that are not there."""
        with self._lock:
            self._make()
            for sample in samples:
                self._samples.pop(sample.origin.sha256, None)

    def _make(self) -> None:
        if self._maker is not None:
            self._samples.update((sample.origin.sha256, sample) for sample in self._maker())
            self._maker = None

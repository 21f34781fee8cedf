"""Many pieces of work in chunks, answered in the order they came in, with little of it in memory at a time."""

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import Any, Protocol, TypeVar

_T = TypeVar("_T")
_R_co = TypeVar("_R_co", covariant=True)
_R = TypeVar("_R")

AHEAD = 8
"""Chunks that are under way at a time: enough that no worker waits, few enough that memory stays small."""


class Future(Protocol[_R_co]):
    """The part of ``concurrent.futures.Future`` that is used."""

    def result(self) -> _R_co:
        """Wait for the work and give what it returned, or raise what it raised."""

    def cancel(self) -> bool:
        """Forget the work if nobody began it."""


class Executor(Protocol):
    """The part of ``concurrent.futures.Executor`` that is used, so that any pool or cluster with that face will do."""

    def submit(self, fn: Callable[..., _R], /, *args: Any) -> Future[_R]:
        """Begin a call somewhere and give a handle on it."""


def chunked(items: Iterable[_T], count: int, weigh: Callable[[_T], int], weight: int) -> Iterator[list[_T]]:
    """The items in lists of at most ``count``, each closed as soon as it weighs ``weight``."""
    chunk: list[_T] = []
    held = 0
    for item in items:
        chunk.append(item)
        held += weigh(item)
        if len(chunk) >= count or held >= weight:
            yield chunk
            chunk, held = [], 0
    if chunk:
        yield chunk


def in_order(
    executor: Executor, work: Callable[[list[_T]], list[_R]], chunks: Iterable[list[_T]], ahead: int = AHEAD
) -> Generator[_R, None, None]:
    """What ``work`` gives for each item of the chunks, in their order; no more than ``ahead`` chunks are under way.

    Raises what ``work`` raises. Whoever stops reading closes the generator: what nobody began is then forgotten.
    """
    waiting: deque[Future[list[_R]]] = deque()
    try:
        for chunk in chunks:
            waiting.append(executor.submit(work, chunk))
            if len(waiting) >= ahead:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()

"""Many messages on all cores: spawned processes, never threads, which the interpreter's lock makes slower than one.

What is done with one item is a callable that a worker makes for itself out of a recipe, so that keys, trusts and maps
are sent and built once and not with every item.
"""

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from itertools import chain, islice
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from typing import Any, Final, TypeVar

from jitadmin.core.batch import Executor, chunked, in_order
from jitadmin.core.errors import SurroundingsError

CHUNK: Final = 128
WEIGHT: Final = 4 << 20
ALONE: Final = 500
"""Items that are done before processes are started: below, the start would cost more than it brings."""
MOST: Final = 32

_T = TypeVar("_T")
_A = TypeVar("_A")
_R = TypeVar("_R")
Setup = Callable[[_A], Callable[[_T], _R]]


def nothing(_item: object) -> int:
    """The weight of items that are all small."""
    return 0


def cores() -> int:
    """How many processes may run at once here."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def answers(
    setup: "Setup[_A, _T, _R]",
    recipe: _A,
    items: Iterable[_T],
    *,
    weigh: Callable[[_T], int] = nothing,
    executor: Executor | None = None,
    processes: int | None = None,
    alone: int = ALONE,
) -> Generator[_R, None, None]:
    """``setup(recipe)`` called with each item, the answers in the order of the items.

    The first ``alone`` items are answered in this process; if many more come, the rest is shared among ``processes``
    workers (all cores by default), in chunks of which a few are under way. ``setup`` must be importable, recipe, items
    and answers must be picklable. A given ``executor`` (a cluster, say) gets every chunk with the recipe beside it and
    stays open. ``weigh`` tells the bytes of an item, so that a few large ones make a chunk. Raises
    ``SurroundingsError`` where a worker dies, and what the work raises; an interrupt ends the workers.
    """
    coming = iter(items)
    answer = setup(recipe)
    if executor is None:
        yield from map(answer, islice(coming, alone))
    chunks = chunked(coming, CHUNK, weigh, WEIGHT)
    if executor is not None:
        yield from in_order(executor, partial(_answered, setup, recipe), chunks)
        return
    first = list(islice(chunks, 2))
    chunks = chain(first, chunks)
    count = min(processes or cores(), MOST)
    if len(first) < 2 or count < 2:
        yield from map(answer, chain.from_iterable(chunks))
        return
    try:
        with _pool(setup, recipe, count) as pool:
            yield from in_order(pool, _work, chunks)
    except BrokenProcessPool:
        raise SurroundingsError("batch.worker_lost") from None


def _answered(setup: "Setup[_A, _T, _R]", recipe: _A, chunk: list[_T]) -> list[_R]:
    """One chunk in a worker that nothing was told before."""
    return list(map(setup(recipe), chunk))


_READY: ContextVar[Callable[[Any], Any]] = ContextVar("_READY")


def _work(chunk: list[Any]) -> list[Any]:
    """One chunk in a worker of the local pool."""
    return list(map(_READY.get(), chunk))


def _begin(setup: "Setup[_A, _T, _R]", recipe: _A) -> None:
    """Make a worker ready: an interrupt is for the parent alone, and without a parent there is no work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _READY.set(setup(recipe))
    # What is here now stays, and is not to be looked through for garbage again and again.
    gc.freeze()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


class _Pool:
    """The local pool. Processes start as work comes in, each deaf to interrupts from its first moment."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool

    def submit(self, fn: Callable[..., _R], /, *args: Any) -> "Future[_R]":
        with _interrupts_later():
            return self._pool.submit(fn, *args)


@contextmanager
def _pool(setup: "Setup[_A, _T, _R]", recipe: _A, count: int) -> Iterator[_Pool]:
    pool = ProcessPoolExecutor(count, get_context("spawn"), initializer=_begin, initargs=(setup, recipe))
    try:
        yield _Pool(pool)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _interrupts_later() -> Iterator[None]:
    """Hold an interrupt back for a moment; a process that starts meanwhile inherits that and never sees one."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

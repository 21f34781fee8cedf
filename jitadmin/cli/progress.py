"""A progress bar on standard error, where a person watches."""

import time
from typing import TextIO

from jitadmin.core.messages import inert

INTERVAL = 0.1
_WIDTH = 30
_NAME = 40


class Bar:
    """Fulfils ``core.progress.Progress``; draws nothing where standard error is no terminal."""

    def __init__(self, stream: TextIO | None, *, quiet: bool = False) -> None:
        self._stream = stream if stream is not None and stream.isatty() and not quiet else None
        self._next = time.monotonic() + 5 * INTERVAL
        self._drawn = False

    def step(self, n: int, total: int, what: str) -> None:
        """Draw at most ten times a second, and not at all for work that is over in half a second."""
        if self._stream is None or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + INTERVAL
        name = inert(what)
        name = name if len(name) <= _NAME else "…" + name[1 - _NAME :]
        filled = _WIDTH * n // total if total else 0
        bar = f"[{'#' * filled}{' ' * (_WIDTH - filled)}] {n}/{total}" if total else f"{n} done"
        self._stream.write(f"\r{bar} {name}\x1b[K")
        self._stream.flush()
        self._drawn = True

    def clear(self) -> None:
        """Take the bar away, so that what follows stands on a line of its own."""
        if self._stream is not None and self._drawn:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
            self._drawn = False

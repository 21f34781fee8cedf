"""Background work, offered once: everything that takes longer than a blink goes through ``TaskRunner``.

``start`` is for work that waits (files, keys, libraries to load): it runs in a thread. ``weave`` is for long decisions
in pure Python: a thread would hold the interpreter's lock while the window needs it for every cell it paints, so they
run in the thread of the window itself, in slices too short to be felt.
"""

import gc
import threading
import time
from collections.abc import Callable, Generator
from typing import Any

from PySide6.QtCore import (
    QCoreApplication,
    QElapsedTimer,
    QEvent,
    QEventLoop,
    QObject,
    QRunnable,
    Qt,
    QThreadPool,
    QTimer,
    Signal,
)

from jitadmin.core.errors import Cancelled

# A thread of Python steps aside for REST seconds after WORK seconds.
WORK = 0.003
REST = 0.003
# How long a woven slice may take before the window has its turn.
SLICE = 0.008
REPORT_EVERY = 0.05


class _Pace:
    """The ``Progress`` of one task: reports, stops the work when asked, and leaves room for the window."""

    def __init__(self, task: "Task") -> None:
        self._task = task
        self._stop = threading.Event()
        self._rested = self._reported = time.monotonic()

    def step(self, n: int, total: int, what: str = "") -> None:
        """Say how far the work is. Raises ``Cancelled`` when the person, or a newer edit, stopped it."""
        self.check()
        now = time.monotonic()
        if now - self._reported >= REPORT_EVERY:
            self._reported = now
            settle_memory()
            self._task.told.emit(n, total, what)
        if now - self._rested >= WORK:
            time.sleep(REST)
            self._rested = time.monotonic()

    def check(self) -> None:
        """Raise ``Cancelled`` when the work is not wanted any more."""
        if self._stop.is_set():
            raise Cancelled

    def show(self, result: object) -> None:
        """Hand over a part of the result that is ready; it must not change any more."""
        self._task.handed.emit(result)

    def stop(self) -> None:
        self._stop.set()


class Task(QObject):
    """One piece of work. It lives in the thread of the window, and so do all its signals."""

    progressed = Signal(int, int, str)
    partly = Signal(object)
    done = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    ended = Signal()
    told = Signal(int, int, str)
    handed = Signal(object)
    _finished = Signal(str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pace = _Pace(self)
        self.running = True
        self._wanted = True
        self._heard = True
        queued = Qt.ConnectionType.QueuedConnection
        self.told.connect(self._on_told, queued)
        self.handed.connect(self._on_handed, queued)
        self._finished.connect(self.finish, queued)

    def cancel(self) -> None:
        """Stop the work at its next step; nothing but ``cancelled`` is heard of it afterwards."""
        self._wanted = False
        self.pace.stop()

    def silence(self) -> None:
        """Nobody is left to hear of the work, which goes on; only ``ended`` is told."""
        self._heard = False

    def run(self, work: Callable[[Any], object]) -> None:
        """Do the work; called in the thread of the pool."""
        try:
            self.pace.check()
            result = work(self.pace)
        except Cancelled:
            self._finished.emit("cancelled", None)
        except BaseException as error:  # noqa: BLE001 - every fault reaches the person through ``failed``.
            self._finished.emit("failed", error)
        else:
            self._finished.emit("done", result)

    def _on_told(self, n: int, total: int, what: str) -> None:
        if self._wanted and self._heard:
            self.progressed.emit(n, total, what)

    def _on_handed(self, result: object) -> None:
        if self._wanted and self._heard:
            self.partly.emit(result)

    def finish(self, how: str, result: object) -> None:
        """Tell how the work ended; ``how`` is done, failed or cancelled."""
        self.running = False
        if self._heard:
            self._tell(how if self._wanted else "cancelled", result)
        self.ended.emit()
        self.deleteLater()

    def _tell(self, how: str, result: object) -> None:
        if how == "cancelled":
            self.cancelled.emit()
        elif how == "failed":
            self.failed.emit(result)
        else:
            self.done.emit(result)


def settle_memory() -> None:
    """Take what lives by now out of the garbage collector's sight.

    A full collection over ten thousand remembered verdicts stops the window for a tenth of a second. What nobody refers
    to is freed all the same; only rings of objects that exist by now are never looked for.
    """
    gc.freeze()


class _Woven(QObject):
    """A generator that is advanced whenever the window has nothing else to do."""

    def __init__(self, task: Task, steps: Generator[object, None, object]) -> None:
        super().__init__(task)
        self._task = task
        self._steps = steps
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._slice)
        self._timer.start()

    def _slice(self) -> None:
        until = time.perf_counter() + SLICE
        try:
            self._task.pace.check()
            while time.perf_counter() < until:
                part = next(self._steps)
                if part is not None:
                    self._task.partly.emit(part)
                    break
        except StopIteration as end:
            self._end("done", end.value)
        except Cancelled:
            self._end("cancelled", None)
        except Exception as error:  # noqa: BLE001 - every fault reaches the person through ``failed``.
            self._end("failed", error)
        else:
            # Between two steps only what is kept lives.
            settle_memory()

    def _end(self, how: str, result: object) -> None:
        self._timer.stop()
        self._steps.close()
        settle_memory()
        self._task.finish(how, result)


class _Job(QRunnable):
    def __init__(self, task: Task, work: Callable[[Any], object]) -> None:
        super().__init__()
        self._task = task
        self._work = work

    def run(self) -> None:
        self._task.run(self._work)


class TaskRunner(QObject):
    """Starts work in the background and can end all of it; ``busy`` counts what runs."""

    busy = Signal(int)
    fault = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(2)
        self._tasks: list[Task] = []
        self._closed = False

    def start(
        self,
        work: Callable[[Any], object],
        done: Callable[[Any], object] | None = None,
        partly: Callable[[Any], object] | None = None,
        failed: Callable[[Any], object] | None = None,
        owner: QObject | None = None,
    ) -> Task:
        """Run ``work(progress)`` in the background. Without ``failed`` a fault goes to the runner's ``fault``.

        Nothing is heard of the work once ``owner`` is gone: a dialog may close while it runs.
        """
        task = self._task(done, partly, failed)
        if owner is not None:
            owner.destroyed.connect(task.silence)
        self._pool.start(_Job(task, work))
        return task

    def weave(
        self,
        steps: Generator[object, None, object],
        done: Callable[[Any], object] | None = None,
        partly: Callable[[Any], object] | None = None,
        failed: Callable[[Any], object] | None = None,
    ) -> Task:
        """Advance a generator in slices; what it yields beside None goes to ``partly``, what it returns to ``done``."""
        task = self._task(done, partly, failed)
        _Woven(task, steps)
        return task

    def _task(
        self,
        done: Callable[[Any], object] | None,
        partly: Callable[[Any], object] | None,
        failed: Callable[[Any], object] | None,
    ) -> Task:
        task = Task(self)
        if self._closed:
            # A timer may still fire between the end of the window and the end of the program.
            task.cancel()
        if done:
            task.done.connect(done)
        if partly:
            task.partly.connect(partly)
        task.failed.connect(failed or self.fault.emit)
        task.ended.connect(lambda: self._forget(task))
        self._tasks.append(task)
        self.busy.emit(len(self._tasks))
        return task

    def close(self, seconds: float = 20.0) -> bool:
        """Cancel all work, and what is started from now on, and wait for it; true when everything ended.

        The window stays drawn meanwhile.
        """
        self._closed = True
        for task in self._tasks:
            task.cancel()
        timer = QElapsedTimer()
        timer.start()
        flags = QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents
        while self._pool.activeThreadCount() and timer.elapsed() < seconds * 1000:
            self._pool.waitForDone(20)
            QCoreApplication.processEvents(flags)
        ended = self._pool.waitForDone(0)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.MetaCall)
        return ended

    def _forget(self, task: Task) -> None:
        if task in self._tasks:
            self._tasks.remove(task)
        self.busy.emit(len(self._tasks))

"""Background work: it reports, stops, fails in words, and never outlives the window."""

import gc
import threading
import time
from collections.abc import Generator
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QObject, QThread, Signal
from pytestqt.qtbot import QtBot

from jitadmin.core.errors import Cancelled, InputError
from jitadmin.gui.tasks import TaskRunner


@pytest.fixture
def runner(qapp: object) -> TaskRunner:
    return TaskRunner()


def test_a_result_arrives_in_the_thread_of_the_window(qtbot: QtBot, runner: TaskRunner) -> None:
    seen: list[tuple[object, bool]] = []
    main = QThread.currentThread()
    work = runner.start(
        lambda _: threading.get_ident(), done=lambda r: seen.append((r, QThread.currentThread() is main))
    )
    with qtbot.waitSignal(work.ended):
        pass
    assert seen == [(seen[0][0], True)]
    assert seen[0][0] != threading.get_ident()


def test_parts_and_progress_arrive_in_order(qtbot: QtBot, runner: TaskRunner) -> None:
    parts: list[int] = []
    steps: list[tuple[int, int]] = []

    def work(progress: Any) -> int:
        for n in range(5):
            progress.step(n, 5, "part")
            progress.show(n)
            time.sleep(0.03)
        return 5

    task = runner.start(work, done=parts.append, partly=parts.append)
    task.progressed.connect(lambda n, total, _what: steps.append((n, total)))
    with qtbot.waitSignal(task.ended):
        pass
    assert parts == [0, 1, 2, 3, 4, 5]
    assert steps, "long work says how far it is"
    assert steps == sorted(steps)
    assert {total for _, total in steps} == {5}


def test_cancelled_work_stops_and_its_result_is_never_shown(qtbot: QtBot, runner: TaskRunner) -> None:
    begun, stopped = threading.Event(), threading.Event()
    shown: list[object] = []

    def work(progress: Any) -> None:
        begun.set()
        try:
            while True:
                progress.step(0, 0, "")
                progress.show("late")
        except Cancelled:
            stopped.set()
            raise

    task = runner.start(work, done=shown.append, partly=shown.append, failed=shown.append)
    assert begun.wait(10)
    with qtbot.waitSignals([task.cancelled, task.ended]):
        task.cancel()
    assert stopped.is_set()
    assert shown == []


def test_a_fault_reaches_who_asked_else_the_runner(qtbot: QtBot, runner: TaskRunner) -> None:
    def work(_progress: Any) -> None:
        raise InputError("work.cancelled")

    faults: list[object] = []
    with qtbot.waitSignal(runner.start(work, failed=faults.append).ended):
        pass
    assert [type(fault) for fault in faults] == [InputError]
    with qtbot.waitSignal(runner.fault) as told:
        runner.start(work)
    assert isinstance(told.args[0], InputError)


def test_closing_cancels_and_waits(qtbot: QtBot, runner: TaskRunner) -> None:
    ended: list[str] = []

    def work(progress: Any) -> None:
        try:
            while True:
                progress.step(0, 0, "")
        finally:
            ended.append("ended")

    for _ in range(3):
        runner.start(work)
    assert runner.close()
    assert len(ended) <= 2, "work that had not begun is not begun"
    assert runner._pool.activeThreadCount() == 0


def test_nothing_begins_after_the_window_has_closed(qtbot: QtBot, runner: TaskRunner) -> None:
    assert runner.close()
    done: list[object] = []
    begun = threading.Event()
    with qtbot.waitSignal(runner.start(lambda _: begun.set(), done=done.append).cancelled):
        pass
    with qtbot.waitSignal(runner.weave((None for _ in range(3)), done=done.append).cancelled):
        pass
    assert not begun.is_set()
    assert done == []


class _Dialog(QObject):
    shown = Signal(object)


@pytest.mark.parametrize("fails", [False, True])
def test_nothing_is_heard_of_work_whose_dialog_is_gone(qtbot: QtBot, runner: TaskRunner, fails: bool) -> None:
    go, worked = threading.Event(), threading.Event()
    dialog = _Dialog()

    def work(progress: Any) -> None:
        assert go.wait(20)
        progress.show("part")
        worked.set()
        if fails:
            raise InputError("input.empty")

    shown = dialog.shown.emit
    task = runner.start(work, done=shown, partly=shown, failed=shown, owner=dialog)
    heard: list[object] = []
    task.cancelled.connect(lambda: heard.append("cancelled"))
    with qtbot.waitSignal(task.ended):
        shiboken6.delete(dialog)
        go.set()
    assert worked.is_set(), "the work itself goes on: it may be writing a file"
    assert not heard


def test_what_long_work_keeps_is_not_gone_through_by_the_collector_again_and_again(
    qtbot: QtBot, runner: TaskRunner
) -> None:
    """A full collection over all of it would stop the window."""
    kept: list[list[object]] = []

    def grown(before: int) -> bool:
        return gc.get_freeze_count() > before + len(kept) // 2 > before

    def steps() -> Generator[None, None, bool]:
        before = gc.get_freeze_count()
        while not grown(before) and len(kept) < 100_000:
            kept.append([])
            yield
        return grown(before)

    def work(progress: Any) -> bool:
        before = gc.get_freeze_count()
        while not grown(before) and len(kept) < 100_000:
            kept.append([])
            progress.step(len(kept), 0, "kept")
        return grown(before)

    for start in (lambda: runner.weave(steps()), lambda: runner.start(work)):
        kept.clear()
        with qtbot.waitSignal(start().done, timeout=20_000) as ended:
            pass
        assert ended.args == [True]

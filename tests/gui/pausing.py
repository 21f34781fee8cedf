"""Let the window and its threads work for a while."""

from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QTimer

STEP_MS = 25


def pause(milliseconds: int) -> None:
    """Run the event loop. Unlike ``QTest.qWait`` it leaves the interpreter's lock to the threads of the background."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def wait_for(done: Callable[[], bool], seconds: float = 60.0) -> None:
    """Run the event loop until something holds. Raises ``TimeoutError`` when it never does."""
    for _ in range(round(seconds * 1000 / STEP_MS)):
        if done():
            return
        pause(STEP_MS)
    raise TimeoutError

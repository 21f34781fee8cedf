"""The engine for expressions takes longer to load than a blink, so it is loaded in the background, once."""

from PySide6.QtCore import QObject, Signal

from jitadmin.core.cel import CelError, compiled
from jitadmin.gui.tasks import TaskRunner


class Engine(QObject):
    """``ready`` says whether an expression may be looked at in the thread of the window."""

    became_ready = Signal()

    def __init__(self, runner: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.ready = False
        self._runner = runner
        self._started = False

    def warm(self) -> None:
        """Begin to load the engine."""
        if not self._started:
            self._started = True
            self._runner.start(lambda _: _load(), done=self._on_loaded)

    def _on_loaded(self, _result: object) -> None:
        self.ready = True
        self.became_ready.emit()


def _load() -> None:
    try:
        compiled("true")
    except CelError:
        # Then every expression says so itself.
        return

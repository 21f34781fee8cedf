"""What is dragged onto the window: it is told what dropping it would do, and taken when it is dropped."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent

if TYPE_CHECKING:
    from jitadmin.gui.main_window import MainWindow


class Dropping(QObject):
    """Serves one window; files and texts may be dropped anywhere on it."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at drags alone."""
        if isinstance(event, QDragEnterEvent):
            if event.mimeData().hasUrls() or event.mimeData().hasText():
                event.acceptProposedAction()
                self._tell()
            return True
        if event.type() == QEvent.Type.DragLeave:
            self._hide()
        elif event.type() == QEvent.Type.Drop and isinstance(event, QDropEvent):
            self._hide()
            event.acceptProposedAction()
            self._window.exchange.take(event.mimeData())
            return True
        return super().eventFilter(watched, event)

    def _tell(self) -> None:
        page = self._window.pages.page
        taken = f"register {page.takes}" if page is not None and page.takes else "add samples"
        self._window.statusBar().showMessage(f"Drop to {taken}, or a connection document to open it.")

    def _hide(self) -> None:
        self._window.statusBar().clearMessage()
        self._window.statusBar().hide()

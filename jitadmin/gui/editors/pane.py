"""The pane below a table of rows: everything about the chosen row, scrolled where there is little room."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

from jitadmin.gui.theme import grid


class Pane(QScrollArea):
    """``left`` says that Esc was pressed: the keyboard goes back to the table; ``grew`` that it wants more room."""

    left = Signal()
    grew = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pane")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(name)
        self.body = QWidget()
        self.body.setObjectName("bare")
        self.column = QVBoxLayout(self.body)
        self.column.setContentsMargins(grid(2), grid(2), grid(2), grid(2))
        self.column.setSpacing(grid(1.5))
        self.setWidget(self.body)
        self.body.installEventFilter(self)
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._settle)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)

    def sizeHint(self) -> QSize:
        """As tall as its content, within reason."""
        layout = self.column
        wanted = layout.totalHeightForWidth(self.viewport().width()) if layout.hasHeightForWidth() else 0
        wanted = wanted if wanted > 0 else self.body.sizeHint().height()
        return QSize(grid(90), max(wanted, grid(24)) + 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves."""
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            self.left.emit()
            event.accept()
            return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A body that became taller says so."""
        if watched is self.body and event.type() == QEvent.Type.LayoutRequest:
            self._timer.start()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrower pane is taller."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._timer.start()

    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        """What gets the keyboard is scrolled into sight."""
        if now is not None and self.isAncestorOf(now):
            self._timer.start()

    def _settle(self) -> None:
        self.grew.emit()
        focused = self.window().focusWidget()
        if focused is not None and self.isAncestorOf(focused):
            self.ensureWidgetVisible(focused, 0, grid(3))

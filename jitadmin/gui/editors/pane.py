"""The pane below a table of rows: everything about the chosen row, scrolled where there is little room."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from jitadmin.gui.theme import grid


class Pane(QScrollArea):
    """``left`` says that Esc was pressed: the keyboard goes back to the table."""

    left = Signal()

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

    def sizeHint(self) -> QSize:
        """As tall as its content, within reason."""
        wanted = self.body.heightForWidth(self.width()) if self.body.hasHeightForWidth() else 0
        return QSize(grid(90), min(max(wanted, self.body.sizeHint().height(), grid(24)) + 2, grid(70)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves."""
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            self.left.emit()
            event.accept()
            return
        super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """What gets the keyboard is scrolled into sight."""
        moved = super().focusNextPrevChild(forward)
        focused = self.window().focusWidget()
        if focused is not None and self.isAncestorOf(focused):
            self.ensureWidgetVisible(focused, 0, grid(3))
        return moved

    def event(self, event: QEvent) -> bool:
        """A layout that grew may be seen whole if there is room."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().event(event)

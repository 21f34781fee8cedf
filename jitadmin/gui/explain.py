"""F1 explains the field that has the keyboard, in every window and dialog."""

from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QTextDocumentFragment
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QFrame,
    QLineEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from jitadmin.core.messages import inert
from jitadmin.gui.field_help import help_for
from jitadmin.gui.theme import grid
from jitadmin.gui.widgets.text import Text

WIDTH = 96
MOST_CHOICES = 12
_HELPED = "explains"
_MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta)


class Explanation(NamedTuple):
    """The name of a field and what is to be known of it."""

    title: str
    words: str


def explanation(widget: QWidget) -> Explanation | None:
    """What can be said of a field or, where it says nothing, of the nearest one around it; None for nothing."""
    at: QWidget | None = widget
    while at is not None and not at.isWindow():
        title, words = _title(at), _words(at)
        if words:
            return Explanation(title[:1].upper() + title[1:] or "This field", words)
        at = at.parentWidget()
    return None


def _title(widget: QWidget) -> str:
    if isinstance(widget, QTableView):
        return _column(widget)
    return inert(widget.accessibleName())


def _words(widget: QWidget) -> str:
    parts = [widget.whatsThis() or _plain(widget.toolTip())]
    if isinstance(widget, QTableView):
        parts = [help_for(_column(widget)), _plain(str(widget.currentIndex().data(Qt.ItemDataRole.ToolTipRole) or ""))]
    elif isinstance(widget, QAbstractItemView):
        parts.append(_plain(str(widget.currentIndex().data(Qt.ItemDataRole.ToolTipRole) or "")))
    if widget.accessibleDescription() not in ("", parts[0]):
        parts.append(widget.accessibleDescription())
    if isinstance(widget, QComboBox) and 1 < widget.count() <= MOST_CHOICES:
        parts.append("Choices: " + "; ".join(widget.itemText(at) for at in range(widget.count())) + ".")
    elif isinstance(widget, QLineEdit) and widget.placeholderText() and any(parts):
        parts.append(f"Where it is empty: {widget.placeholderText()}.")
    return "\n".join(inert(line) for part in parts for line in part.splitlines() if line)


def _column(view: QTableView) -> str:
    model, at = view.model(), view.currentIndex().column()
    return str(model.headerData(at, Qt.Orientation.Horizontal) or "") if model is not None and at >= 0 else ""


def _plain(tip: str) -> str:
    return QTextDocumentFragment.fromHtml(tip).toPlainText().strip() if tip.startswith("<p") else tip


class Panel(QFrame):
    """The words, over the window beside the field, until the next key or press of the mouse."""

    def __init__(self, window: QWidget, field: QWidget, said: Explanation) -> None:
        super().__init__(window)
        self.setObjectName("help")
        self.title = Text(said.title, "heading")
        self.words = Text(said.words)
        column = QVBoxLayout(self)
        column.setContentsMargins(grid(3), grid(2), grid(3), grid(2))
        column.setSpacing(grid(1))
        column.addWidget(self.title)
        column.addWidget(self.words)
        self.setAccessibleName(f"{said.title}: {said.words}")
        width = min(grid(WIDTH), window.width() - grid(4))
        height = column.totalHeightForWidth(width)
        corner = field.mapTo(window, QPoint(0, field.height() + grid(1)))
        if corner.y() + height > window.height() - grid(2):
            corner.setY(max(grid(2), field.mapTo(window, QPoint(0, 0)).y() - height - grid(1)))
        if corner.y() < grid(2) or height > window.height():
            corner.setY(grid(2))
        corner.setX(max(grid(2), min(corner.x(), window.width() - width - grid(2))))
        self.setGeometry(corner.x(), corner.y(), width, height)
        self.show()
        self.raise_()


class FieldHelp(QObject):
    """Explains on demand; ``panel`` is what is shown now.

    The menu of the main window has F1 for itself. Dialogs get it when the keyboard first comes to them. Events are
    looked at only while something is shown: a filter in Python on everything that happens would be felt.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.panel: Panel | None = None
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)

    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        window = now.window() if now is not None else None
        if isinstance(window, QDialog) and not window.property(_HELPED):
            window.setProperty(_HELPED, True)
            QShortcut(QKeySequence("F1"), window, self.explain)

    def explain(self) -> bool:
        """Explain the field that has the keyboard; false where there is nothing to say."""
        self.hide()
        field = QApplication.focusWidget()
        said = explanation(field) if field is not None else None
        application = QApplication.instance()
        if field is None or said is None or application is None:
            return False
        self.panel = Panel(field.window(), field, said)
        application.installEventFilter(self)
        return True

    def hide(self) -> None:
        """Take the words away."""
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        if self.panel is not None and isValid(self.panel):
            self.panel.hide()
            self.panel.deleteLater()
        self.panel = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Any key that does something, and the mouse, take the words away; Esc does nothing else."""
        kind = event.type()
        if kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress) and isinstance(event, QKeyEvent):
            escape = event.key() == Qt.Key.Key_Escape
            if escape and kind == QEvent.Type.ShortcutOverride:
                event.accept()
            elif kind == QEvent.Type.KeyPress and event.key() not in _MODIFIERS:
                self.hide()
            return escape
        if kind in (QEvent.Type.MouseButtonPress, QEvent.Type.WindowDeactivate):
            self.hide()
        return super().eventFilter(watched, event)

"""A part of a page that is folded away until somebody wants it; its heading says when something in it is unusual."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.widgets.pieces import row
from jitadmin.gui.widgets.text import Text


class Fold(QWidget):
    """A heading to click or press, and the body below it."""

    toggled = Signal(bool)

    def __init__(self, theme: Theme, title: str, body: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.body = body
        self.button = QToolButton()
        self.button.setObjectName("fold")
        self.button.setText(title)
        self.button.setCheckable(True)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.button.setAccessibleName(title)
        self.button.toggled.connect(self._on_toggled)
        theme.dress(self.button, "expand")
        self.note = Text("", "muted", most=1)
        head = row(self.button, self.note)
        head.setStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(grid(1))
        column.addLayout(head)
        column.addWidget(body)
        body.hide()

    def say(self, note: str) -> None:
        """Say what is inside while it is folded."""
        self.note.say(note)
        self.button.setAccessibleDescription(note)

    def open(self, on: bool = True) -> None:
        """Unfold, or fold."""
        self.button.setChecked(on)

    def _on_toggled(self, on: bool) -> None:
        self.body.setVisible(on)
        self._theme.dress(self.button, "collapse" if on else "expand")
        self.toggled.emit(on)

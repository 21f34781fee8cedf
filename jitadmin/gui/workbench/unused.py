"""The attributes of a login that nothing reads: nothing is dropped silently."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from jitadmin.core.jit.result import Preview
from jitadmin.core.messages import inert
from jitadmin.gui.theme import Theme, grid, label_text, tooltip
from jitadmin.gui.widgets.flow import Flow
from jitadmin.gui.widgets.pieces import line
from jitadmin.gui.widgets.text import Text

LONGEST = 22


class UnusedAttributes(QWidget):
    """A button for each such attribute; it adds a row that reads it."""

    wanted = Signal(str)
    more_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._names: tuple[str, ...] = ()
        self._values: Mapping[str, Sequence[str]] = {}
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._fill)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(grid(1))
        column.addWidget(line())
        self.heading = Text("", "muted", firm=True)
        self._flow = Flow(spacing=grid(1))
        self._flow.setContentsMargins(grid(2), grid(1), grid(2), grid(1))
        column.addLayout(self._flow)
        self.hide()

    def show_names(self, names: Sequence[str], preview: Preview | None) -> None:
        """Show these names, each with its values as a tooltip."""
        self.setVisible(bool(names))
        if tuple(names) == self._names:
            return
        self._names = tuple(names)
        self._values = {one.name: one.texts for one in preview.verification.attributes} if preview else {}
        self.heading.say(f"{len(names)} of this login read by nothing:")
        self._fill()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More room, more names."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._timer.start()

    def _fill(self) -> None:
        """As many names as fit into one line; the rest is behind a button."""
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and widget is not self.heading:
                widget.hide()
                widget.deleteLater()
        self._flow.addWidget(self.heading)
        more = self._more(self._names)
        room = self.width() - grid(6) - self.heading.sizeHint().width() - more.sizeHint().width()
        buttons = []
        for name in self._names:
            button = self._button(name, self._values.get(name, ()))
            room -= button.sizeHint().width() + grid(1)
            if room < 0:
                button.deleteLater()
                break
            buttons.append(button)
        for button in buttons:
            self._flow.addWidget(button)
        left = self._names[len(buttons) :]
        if left:
            more.setText(f"{len(left)} more…" if buttons else "Choose…")
            more.setToolTip(tooltip("\n".join(left)))
            self._flow.addWidget(more)
        else:
            more.deleteLater()

    def _more(self, names: Sequence[str]) -> QPushButton:
        button = QPushButton(f"{len(names)} more…")
        button.setObjectName("small")
        button.ensurePolished()
        button.clicked.connect(self.more_wanted.emit)
        return button

    def _button(self, name: str, values: Sequence[str]) -> QPushButton:
        end = name.rstrip("/").rpartition("/")[2] or name
        short = end if len(end) <= LONGEST else end[: LONGEST - 1] + "…"
        button = QPushButton(label_text(inert(short)))
        button.setObjectName("small")
        self._theme.dress(button, "add")
        button.ensurePolished()
        button.setAccessibleName(f"Add a row for {inert(end)}")
        button.setToolTip(tooltip("\n".join([name, *values[:8]])))
        button.clicked.connect(lambda: self.wanted.emit(name))
        return button

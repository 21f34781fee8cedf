"""A card of the overview with a heading and lines that lead somewhere."""

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QStackedWidget, QVBoxLayout, QWidget

from jitadmin.gui.models import Column, RecordModel
from jitadmin.gui.overview.lines import Line
from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.widgets.cells import QuietDelegate
from jitadmin.gui.widgets.pieces import Badge, card, row
from jitadmin.gui.widgets.text import Text
from jitadmin.gui.widgets.tree import WrappingTree
from jitadmin.gui.words import number

# What is more than this is found where the lines lead to.
SHOWN = 60
LOW = 8


class Listing(QWidget):
    """``chosen`` tells the place and the part that a line leads to, with Enter or a click.

    A ``low`` one is no taller than its lines.
    """

    chosen = Signal(str, str)

    def __init__(self, theme: Theme, title: str, empty: str, *, tinted: bool = False, low: bool = False) -> None:
        super().__init__()
        frame, column = card()
        own = QVBoxLayout(self)
        own.setContentsMargins(0, 0, 0, 0)
        own.addWidget(frame)
        self._low = low
        self.badge = Badge(theme)
        self.badge.hide()
        column.addLayout(row(Text(title, "heading", firm=True), self.badge, None))
        beside = (lambda line: line.colour) if tinted else (lambda _: "muted")
        self.model = RecordModel[Line](
            [
                Column(title=title, text=lambda line: line.words, icon=lambda line: (line.icon, line.colour)),
                Column(title="", text=lambda line: line.beside, colour=beside),
            ],
            theme,
            self,
        )
        self.view = _Lines(self.model, theme, title)
        self.view.activated.connect(self._choose)
        self.view.clicked.connect(self._choose)
        self.empty = Text(empty, "muted")
        self._pages = QStackedWidget()
        self._pages.addWidget(self.view)
        blank = QWidget()
        top = QVBoxLayout(blank)
        top.setContentsMargins(0, 0, 0, 0)
        top.addWidget(self.empty)
        top.addStretch(1)
        self._pages.addWidget(blank)
        column.addWidget(self._pages, 1)

    def show_lines(self, lines: Iterable[Line], empty: str = "") -> None:
        """Show these lines, the gravest first; ``empty`` is what to say where there are none."""
        found = list(lines)
        self.model.show(found[:SHOWN])
        worst = "bad" if any(one.colour == "bad" for one in found) else "warn"
        alarming = any(one.colour in ("bad", "warn") for one in found)
        soft, colour = (f"{worst}_soft", worst) if alarming else ("quiet_soft", "muted")
        self.badge.say(number(len(found)) if found else "", soft, colour)
        if empty:
            self.empty.say(empty)
        self._pages.setCurrentIndex(0 if found else 1)
        if found and not self.view.currentIndex().isValid():
            self.view.setCurrentIndex(self.model.index(0, 0))
        self.view.fit()
        if self._low:
            self._pages.setFixedHeight(self.view.height_of(LOW) if found else self.empty.sizeHint().height())

    def _choose(self, index: QModelIndex) -> None:
        line = self.model.records[index.row()]
        self.chosen.emit(line.place, line.part)


class _Lines(WrappingTree):
    """Shows by the pointer that a line leads somewhere."""

    def __init__(self, model: RecordModel[Line], theme: Theme, name: str) -> None:
        super().__init__(model, theme, name, indentation=0)
        self.setItemDelegate(QuietDelegate(theme, self, most=4, padding=1))
        # The delegate marks the current line, and only while the list has the keyboard.
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMinimumHeight(grid(6))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy the current line."""
        if event.matches(QKeySequence.StandardKey.Copy):
            model, at = self.model(), self.currentIndex().row()
            if at >= 0:
                QGuiApplication.clipboard().setText(f"{model.index(at, 0).data()}\t{model.index(at, 1).data()}")
            return
        super().keyPressEvent(event)

    def height_of(self, most: int) -> int:
        """How tall the lines are, up to a number of them."""
        rows = [self.sizeHintForRow(at) for at in range(min(most, self.model().rowCount()))]
        return sum(rows) + grid(1)

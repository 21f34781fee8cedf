"""A small table of two columns: what is on the left becomes what is on the right."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHeaderView, QTableView, QVBoxLayout, QWidget

from jitadmin.gui.models import Column, RecordModel
from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.widgets.table import EditDelegate

Pair = tuple[str, str]
MOST_ROWS = 6


class Pairs(QWidget):
    """The last row is always empty: typing there adds a pair. Delete removes the chosen one."""

    changed = Signal(object)

    def __init__(self, theme: Theme, left: str, right: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        columns = [
            Column[Pair](title=left, text=lambda pair: pair[0], edit=lambda pair: pair[0], commit=self._left),
            Column[Pair](title=right, text=lambda pair: pair[1], edit=lambda pair: pair[1], commit=self._right),
        ]
        self.model = RecordModel[Pair](columns, theme, self)
        self.view = QTableView()
        self.view.setModel(self.model)
        self.view.setItemDelegate(EditDelegate(theme, self.view))
        self.view.setShowGrid(False)
        self.view.setObjectName("framed")
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.verticalHeader().hide()
        self.view.verticalHeader().setDefaultSectionSize(self.view.fontMetrics().height() + grid(4))
        self.view.verticalHeader().setMinimumSectionSize(self.view.fontMetrics().height() + grid(4))
        self.view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.view.setTabKeyNavigation(False)
        how = QTableView.EditTrigger
        self.view.setEditTriggers(how.DoubleClicked | how.EditKeyPressed | how.AnyKeyPressed | how.SelectedClicked)
        self.view.installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)
        self.show_pairs({})

    def setAccessibleName(self, name: str) -> None:
        """The table carries the name."""
        super().setAccessibleName(name)
        self.view.setAccessibleName(name)

    def show_pairs(self, pairs: Mapping[str, str]) -> None:
        """Show other pairs."""
        self.model.show([*pairs.items(), ("", "")])
        rows = min(MOST_ROWS, self.model.rowCount())
        high = self.view.verticalHeader().defaultSectionSize()
        self.view.setFixedHeight(self.view.horizontalHeader().sizeHint().height() + rows * high + 4)

    def pairs(self) -> dict[str, str]:
        """The pairs as they are."""
        return {left: right for left, right in self.model.records if left or right}

    def _left(self, at: int, text: str) -> bool:
        return self._put(at, text, self.model.records[at][1])

    def _right(self, at: int, text: str) -> bool:
        return self._put(at, self.model.records[at][0], text)

    def _put(self, at: int, left: str, right: str) -> bool:
        records = list(self.model.records)
        if records[at] == (left, right):
            return True
        records[at] = (left, right)
        self._tell(records)
        return True

    def _tell(self, records: list[Pair]) -> None:
        # One key has one value: the pair typed last wins.
        self.show_pairs({left: right for left, right in records if left or right})
        self.changed.emit({left: right for left, right in self.pairs().items() if left})

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter opens a cell, Delete removes a pair."""
        if watched is self.view and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            at = self.view.currentIndex().row()
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and at >= 0:
                self.view.edit(self.view.currentIndex())
                return True
            if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and 0 <= at < len(self.model.records) - 1:
                self._tell([pair for number, pair in enumerate(self.model.records) if number != at])
                return True
        return super().eventFilter(watched, event)

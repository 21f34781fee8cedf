"""The table in which records are read and chosen; what is edited in place has its own."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QItemSelectionModel, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from jitadmin.gui.models import RecordModel
from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.widgets.cells import QuietDelegate, TopDelegate


class ReadingTable(QTableView):
    """Rows as tall as their text; columns as wide as theirs, but for those that ``stretch``. Ctrl+C copies rows.

    A ``low`` one is as tall as its rows, up to that many of them, and does not scroll before. A ``quiet`` one marks its
    row only while it has the keyboard, because nothing else on the page follows it.
    """

    def __init__(
        self,
        model: RecordModel[Any],
        theme: Theme,
        name: str,
        *,
        stretch: Sequence[int] = (0,),
        most: int = 3,
        padding: int = 2,
        low: int = 0,
        quiet: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._low = low
        self.setModel(model)
        delegate = QuietDelegate if quiet else TopDelegate
        self.setItemDelegate(delegate(theme, self, most=most, padding=padding))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        modes = QAbstractItemView.SelectionMode
        self.setSelectionMode(modes.NoSelection if quiet else modes.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(grid(4))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        for column in stretch:
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self.setAccessibleName(name)
        # Columns find their widths after the table has found its own.
        self._settling = QTimer(self, singleShot=True, interval=0)
        self._settling.timeout.connect(self._settle)
        header.sectionResized.connect(lambda *_: self._settling.start())
        if low:
            self.verticalHeader().sectionResized.connect(lambda *_: self._fit())
            self.verticalHeader().sectionCountChanged.connect(lambda *_: self._fit())
            self._fit()

    def show_records(self, records: Sequence[Any], key: Any = None) -> None:
        """Show these; the row whose ``key`` was chosen stays chosen, else the first one is."""
        model = self.model()
        if not isinstance(model, RecordModel):
            raise TypeError(model)
        chosen = self.chosen
        before = key(chosen) if key and chosen is not None else None
        model.show(records)
        # Columns that are as wide as their text look again when cells change, not when there are more.
        model.refresh()
        found = (at for at, one in enumerate(records) if key and key(one) == before)
        at = next(found, max(0, min(self.currentIndex().row(), len(records) - 1)))
        if records and at != self.currentIndex().row():
            self.choose(at)
        if self._low:
            self._fit()

    def choose(self, at: int) -> None:
        """Choose a row without taking the keyboard."""
        flags = QItemSelectionModel.SelectionFlag
        index = self.model().index(at, 0)
        quiet = self.selectionMode() == QAbstractItemView.SelectionMode.NoSelection
        self.selectionModel().setCurrentIndex(index, flags.NoUpdate if quiet else flags.ClearAndSelect | flags.Rows)
        self.scrollTo(index)

    @property
    def chosen(self) -> Any:
        """The record that is chosen, or None."""
        model, at = self.model(), self.currentIndex().row()
        return model.records[at] if isinstance(model, RecordModel) and 0 <= at < len(model.records) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy the chosen row, tabs between its columns."""
        if event.matches(QKeySequence.StandardKey.Copy):
            model, at = self.model(), self.currentIndex().row()
            if at >= 0:
                cells = [str(model.index(at, column).data()) for column in range(model.columnCount())]
                QGuiApplication.clipboard().setText("\t".join(cells))
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrower table has taller rows."""
        super().resizeEvent(event)
        self._settle()

    def _settle(self) -> None:
        self.resizeRowsToContents()
        if self._low:
            self._fit()

    def _fit(self) -> None:
        header = self.verticalHeader()
        rows = sum(header.sectionSize(at) for at in range(min(self._low, header.count())))
        head = 0 if self.horizontalHeader().isHidden() else self.horizontalHeader().sizeHint().height()
        self.setFixedHeight(head + rows + grid(0.5))
        scrolls = header.count() > self._low
        bar = Qt.ScrollBarPolicy.ScrollBarAsNeeded if scrolls else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(bar)

"""A tree whose rows are as tall as their wrapped text."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QStyleOptionViewItem, QTreeView, QWidget

from jitadmin.gui.models import NodeModel, RecordModel
from jitadmin.gui.theme import ICON, Theme, grid
from jitadmin.gui.widgets.cells import CellDelegate


class WrappingTree(QTreeView):
    """A tree whose rows are as tall as their wrapped text at the present width."""

    def __init__(
        self,
        model: RecordModel | NodeModel,
        theme: Theme,
        name: str,
        indentation: int = 18,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setModel(model)
        self.setItemDelegate(CellDelegate(theme, self, most=6, padding=1))
        self.setHeaderHidden(True)
        self.setIndentation(indentation)
        self.setRootIsDecorated(indentation > 0)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(name)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformRowHeights(False)
        # The style would paint a button over the row that has the keyboard.
        self.setAllColumnsShowFocus(False)
        self.header().setStretchLastSection(True)

    def fit(self) -> None:
        """Divide the width between two columns by what they hold, and lay the rows out anew."""
        header = self.header()
        if header.count() > 1:
            header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
            room = self.viewport().width()
            left, right = self._natural(0, QModelIndex()), self._natural(1, QModelIndex())
            if left + right > room:
                left = min(left, room - min(right, int(room * 0.36)))
            header.resizeSection(0, max(grid(10), min(left, room - grid(10))))
        self.scheduleDelayedItemsLayout()

    def _natural(self, column: int, parent: QModelIndex, depth: int = 1) -> int:
        """How wide a column would be with every text in one line."""
        model = self.model()
        inset = grid(4) + (depth * self.indentation() if column == 0 else 0)
        wide = 0
        for at in range(min(model.rowCount(parent), 60)):
            index = model.index(at, column, parent)
            icon = ICON + grid(1.5) if index.data(Qt.ItemDataRole.DecorationRole) is not None else 0
            wide = max(wide, int(self.fontMetrics().horizontalAdvance(str(index.data())[:200]) + inset + icon) + 1)
            wide = max(wide, self._natural(column, model.index(at, 0, parent), depth + 1))
        return wide

    def drawBranches(self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex) -> None:
        """The arrow stands beside the first line of its row."""
        line = self.fontMetrics().height() + 2 * (grid(1) - 1)
        super().drawBranches(painter, QRect(rect.left(), rect.top(), rect.width(), min(line, rect.height())), index)

    def drawRow(
        self, painter: QPainter, options: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The row that has the keyboard has the frame of a cell in a table."""
        super().drawRow(painter, options, index)
        if self.hasFocus() and self.currentIndex().siblingAtColumn(0) == index:
            painter.setPen(QPen(self._theme.colour("accent"), 1))
            painter.drawRect(options.rect.adjusted(0, 0, -1, -1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrower tree has taller rows."""
        super().resizeEvent(event)
        self.fit()

    def minimumSizeHint(self) -> QSize:
        """At least three lines."""
        return QSize(grid(30), 3 * self.fontMetrics().height())

"""How a cell is painted and edited, in every table of the window."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QIcon, QPainter, QPalette, QPen
from PySide6.QtWidgets import (  # fmt: skip
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QTreeView,
    QWidget,
)

from jitadmin.gui.theme import ICON, Theme, grid
from jitadmin.gui.widgets.text import wrapped

# No column asks for more, in pixels.
WIDEST = 480
Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole


class CellDelegate(QStyledItemDelegate):
    """Paints plain text over as many lines as it takes, up to ``most``, with an icon in front."""

    def __init__(
        self, theme: Theme, parent: QWidget, most: int = 4, padding: int = 2, row: int = 0, *, tail: bool = False
    ) -> None:
        super().__init__(parent)
        self.theme = theme
        self._most = most
        self._row = row
        # Of a name that is too long the end is shown, of what stands beside it the beginning.
        self._tail = tail
        self._x = grid(2)
        self._y = grid(padding) - 1

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw background, icon, text and the frame of the cell that has the keyboard."""
        painter.save()
        self._background(painter, option, index)
        area = option.rect.adjusted(self._x, self._y, -self._x, -self._y)
        icon = index.data(Role.DecorationRole)
        font = self._font(option, index)
        beside = ICON + grid(1.5) if isinstance(icon, QIcon) else 0
        text = str(index.data() or "")
        if self._tail and index.column() == 0:
            text = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideLeft, area.width() - beside)
        layout, height = wrapped(text, font, area.width() - beside, self._most)
        top = area.top() + (max(0.0, (area.height() - height) / 2) if self._centred(index) else 0)
        if isinstance(icon, QIcon):
            line = option.fontMetrics.height()
            icon.paint(painter, QRect(area.left(), round(top) + (line - ICON) // 2, ICON, ICON))
            area.setLeft(area.left() + beside)
        colour = index.data(Role.ForegroundRole)
        painter.setPen(colour if isinstance(colour, QColor) else option.palette.color(QPalette.ColorRole.Text))
        alignment = index.data(Role.TextAlignmentRole)
        left = float(area.left())
        if alignment and Qt.AlignmentFlag.AlignRight & alignment:
            left += max(0.0, area.width() - layout.lineAt(0).naturalTextWidth())
        layout.draw(painter, QPointF(left, top))
        painter.restore()

    def _centred(self, index: Index) -> bool:
        """In a tree everything begins at the first line, beside the arrow."""
        return not isinstance(self.parent(), QTreeView)

    def _background(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        state = option.state
        marked = index.data(Role.BackgroundRole)
        if isinstance(marked, QColor):
            painter.fillRect(option.rect, marked)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, self.theme.colour("accent_soft"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(option.rect, self.theme.colour("sunken"))
        if state & QStyle.StateFlag.State_HasFocus and isinstance(option.widget, QTableView):
            painter.setPen(QPen(self.theme.colour("accent"), 1))
            painter.drawRect(option.rect.adjusted(0, 0, -1, -1))

    def _font(self, option: QStyleOptionViewItem, index: Index) -> QFont:
        font = index.data(Role.FontRole)
        return font.resolve(option.font) if isinstance(font, QFont) else option.font

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As tall as the wrapped text at the width of the column."""
        beside = 2 * self._x
        if isinstance(index.data(Role.DecorationRole), QIcon):
            beside += ICON + grid(1.5)
        text, font = str(index.data() or ""), self._font(option, index)
        _, height = wrapped(text, font, self._width(option, index) - beside, self._most)
        tall = max(round(height + 0.49) + 2 * self._y, self._row)
        return QSize(min(QFontMetrics(font).horizontalAdvance(text[:WIDEST]) + beside + 2, WIDEST), tall)

    def _width(self, option: QStyleOptionViewItem, index: Index) -> int:
        view = option.widget
        if isinstance(view, QTableView):
            return view.columnWidth(index.column())
        if isinstance(view, QTreeView):
            depth, up = 1, index.parent()
            while up.isValid():
                depth, up = depth + 1, up.parent()
            inset = depth * view.indentation() if index.column() == 0 else 0
            return view.columnWidth(index.column()) - inset
        return option.rect.width()


class TopDelegate(CellDelegate):
    """For lines of several texts: all begin at the top."""

    def _centred(self, index: Index) -> bool:
        return False


class QuietDelegate(TopDelegate):
    """For lists beside each other that nothing hangs on: only the one with the keyboard marks its row."""

    def _background(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view = option.widget
        here = isinstance(view, QAbstractItemView) and view.hasFocus() and view.currentIndex().row() == index.row()
        option.state &= ~QStyle.StateFlag.State_Selected
        if here:
            painter.fillRect(option.rect, self.theme.colour("accent_soft"))
            option.state &= ~QStyle.StateFlag.State_MouseOver
        super()._background(painter, option, index)

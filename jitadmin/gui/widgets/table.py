"""The table in which a map is edited by keyboard or mouse."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (  # fmt: skip
    QAbstractItemModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (  # fmt: skip
    QAbstractItemDelegate,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFrame,
    QHeaderView,
    QLineEdit,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from jitadmin.gui.models import RecordModel
from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.widgets.cells import CellDelegate
from jitadmin.gui.widgets.editor import CellEditor, Offer, Trouble
from jitadmin.gui.widgets.form import NoWheelBox
from jitadmin.gui.widgets.text import Text

Index = QModelIndex | QPersistentModelIndex
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class EditDelegate(CellDelegate):
    """Opens the field for a cell. The table's owner hears of every text that holds, and whether it was kept."""

    opened = Signal(int, int)
    lively = Signal(int, int, str)
    closed = Signal(int, int, bool, str)
    # F4 or Alt+Down: the person wants to choose rather than type.
    asked = Signal(int, int)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, most=4, padding=2)
        self.judges: dict[int, Callable[[int, str], Trouble | None]] = {}
        self.offers: dict[int, Callable[[], Sequence[Offer]]] = {}
        self.whole: set[int] = set()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A box for a column with choices, else a line."""
        model = index.model()
        column = model.columns[index.column()] if isinstance(model, RecordModel) else None
        if column is not None and column.choices:
            return self._box(parent, column.choices)
        at, where = index.row(), index.column()
        judge = self.judges.get(where)
        offers = self.offers[where]() if where in self.offers else ()
        editor = CellEditor(
            parent,
            self.theme,
            lambda text: judge(at, text) if judge else None,
            offers,
            mono=bool(column and column.mono),
            whole=where in self.whole,
        )
        editor.setAccessibleName(column.title if column else "")
        editor.lively.connect(lambda text: self.lively.emit(at, where, text))
        editor.setProperty("cell", (at, where))
        self.opened.emit(at, where)
        return editor

    def _box(self, parent: QWidget, choices: tuple[tuple[str, str], ...]) -> QComboBox:
        box = NoWheelBox(parent)
        box.setObjectName("cell")
        for value, words in choices:
            box.addItem(words, value)
        box.activated.connect(lambda: self._take(box))
        QTimer.singleShot(0, box, box.showPopup)
        return box

    def _take(self, box: QComboBox) -> None:
        self.commitData.emit(box)
        self.closeEditor.emit(box, QAbstractItemDelegate.EndEditHint.NoHint)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Fill the field once; what is being typed is never overwritten."""
        if editor.property("filled"):
            return
        editor.setProperty("filled", True)
        value = index.data(Qt.ItemDataRole.EditRole)
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(max(0, editor.findData(value)))
        elif isinstance(editor, QLineEdit):
            editor.setText(str(value))
            QTimer.singleShot(0, editor, editor.selectAll)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Hand over what was chosen or typed; a text that does not hold is reported as such, not dropped."""
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentData())
        elif isinstance(editor, CellEditor):
            kept = editor.trouble is None
            if kept:
                model.setData(index, editor.text())
            self.closed.emit(index.row(), index.column(), kept, editor.text())
            editor.setProperty("done", True)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Over the cell, and as tall as a line needs at least; a box is as wide as its choices."""
        area = option.rect.adjusted(0, 0, -1, -1)
        if isinstance(editor, QComboBox):
            area.setWidth(max(area.width(), editor.sizeHint().width()))
        height = max(min(area.height(), grid(9)), editor.sizeHint().height())
        area.setTop(area.top() + max(0, (area.height() - height) // 2))
        area.setHeight(height)
        editor.setGeometry(area)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys for the offers first; Enter keeps only a text that holds; Esc brings back what was there."""
        if isinstance(watched, CellEditor) and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if wants_choice(event):
                self._leave_for_choice(watched)
                return True
            if watched.key_for_help(event.key()):
                return True
            if event.key() in ENTER and watched.trouble is not None:
                watched.look()
                return True
            if event.key() == Qt.Key.Key_Escape:
                watched.setProperty("done", True)
                self.closed.emit(-1, -1, False, "")
        return super().eventFilter(watched, event)

    def _leave_for_choice(self, editor: CellEditor) -> None:
        """Close the field, with its text where that holds, and hand over to what offers choices."""
        if editor.trouble is None:
            self.commitData.emit(editor)
        else:
            self.closed.emit(-1, -1, False, "")
        editor.setProperty("done", True)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        at, column = editor.property("cell")
        self.asked.emit(at, column)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """A row is never lower than its field."""
        size = super().sizeHint(option, index)
        return QSize(size.width(), max(size.height(), option.fontMetrics.height() + grid(4)))


def wants_choice(event: QKeyEvent) -> bool:
    """Whether a key asks for choices, as in a combo box: F4, or Alt with Down."""
    alt_down = event.key() == Qt.Key.Key_Down and event.modifiers() == Qt.KeyboardModifier.AltModifier
    return event.key() == Qt.Key.Key_F4 or alt_down


class MapTable(QTableView):
    """A table of rows in an order; the keys for rows are signals, so that the owner makes each one step of undo."""

    add = Signal()
    remove = Signal()
    duplicate = Signal()
    shift = Signal(int)
    details = Signal(int, int)
    dragged = Signal(int, int)

    def __init__(self, model: RecordModel[Any], theme: Theme, stretch: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stretch = stretch
        self._shares: tuple[float, ...] = ()
        self.touched = False
        self._pressed: QPoint | None = None
        self._carried = -1
        self._target = -1
        self._mark = QFrame(self.viewport())
        self._mark.setObjectName("dropMark")
        self._mark.hide()
        self._nothing = Text("", "muted", self.viewport())
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._nothing.hide()
        self.setModel(model)
        self.delegate = EditDelegate(theme, self)
        self.setItemDelegate(self.delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        how = QAbstractItemView.EditTrigger
        self.setEditTriggers(how.DoubleClicked | how.EditKeyPressed | how.AnyKeyPressed | how.SelectedClicked)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setMinimumSectionSize(grid(12))
        header.setSectionsMovable(False)
        self._fit = QTimer(self, singleShot=True, interval=0)
        self._fit.timeout.connect(self._fit_rows)
        header.sectionResized.connect(lambda *_: self._fit.start())
        header.sectionHandleDoubleClicked.connect(lambda *_: self._touch())
        header.viewport().installEventFilter(self)
        for changed in (model.dataChanged, model.rowsInserted, model.modelReset):
            changed.connect(lambda *_: self._fit.start())

    def say_where_empty(self, words: str) -> None:
        """Say in place of the rows why there are none; no words take it away."""
        self._nothing.say(words)
        self._nothing.setVisible(bool(words))

    def set_shares(self, shares: Sequence[float]) -> None:
        """Give each column its share of the width until a person gives another; one of them takes the rest."""
        self._shares = tuple(shares)
        header = self.horizontalHeader()
        for column in range(len(shares)):
            mode = QHeaderView.ResizeMode.Stretch if column == self._stretch else QHeaderView.ResizeMode.Interactive
            header.setSectionResizeMode(column, mode)
        self._share()

    def _share(self) -> None:
        if not self.touched:
            for column, share in enumerate(self._shares):
                if column != self._stretch:
                    self.setColumnWidth(column, int(share * self.viewport().width()))
        self._fit.start()

    def _fit_rows(self) -> None:
        """Rows are as tall as their texts, and the chosen one stays in sight."""
        self.resizeRowsToContents()
        # How far the table scrolls is worked out later by itself, and a last row that grew would stay below the edge.
        self.updateGeometries()
        at = self.currentIndex()
        if at.isValid() and self.state() != QAbstractItemView.State.DraggingState:
            self.scrollTo(at, QAbstractItemView.ScrollHint.EnsureVisible)

    def _touch(self) -> None:
        self.touched = True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A column that a person drags keeps its width."""
        if watched is self.horizontalHeader().viewport() and event.type() == QEvent.Type.MouseButtonPress:
            shape = watched.cursor().shape() if isinstance(watched, QWidget) else None
            if shape == Qt.CursorShape.SplitHCursor:
                self._touch()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A wider table has wider columns."""
        super().resizeEvent(event)
        self._nothing.setGeometry(self.viewport().rect().adjusted(grid(2), grid(2), -grid(2), -grid(2)))
        self._share()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter edits, Insert adds, Delete removes, Ctrl+D doubles, Alt with an arrow moves, F4 opens the choices."""
        key, modifiers = event.key(), event.modifiers()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif key in ENTER and not modifiers & ~Qt.KeyboardModifier.KeypadModifier:
            self.edit(self.currentIndex())
        elif key == Qt.Key.Key_Insert:
            self.add.emit()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove.emit()
        elif key == Qt.Key.Key_D and modifiers == Qt.KeyboardModifier.ControlModifier:
            self.duplicate.emit()
        elif key == Qt.Key.Key_F4 and self.currentIndex().isValid():
            self.details.emit(self.currentIndex().row(), self.currentIndex().column())
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and modifiers == Qt.KeyboardModifier.AltModifier:
            self.shift.emit(-1 if key == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A row that is pressed may be carried to another place."""
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and not event.modifiers():
            self._pressed = event.position().toPoint()
            self._carried = self.rowAt(self._pressed.y())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show where the carried row would go; with Shift held the mouse selects instead."""
        point = event.position().toPoint()
        if self._pressed is None or self._carried < 0 or not event.buttons() & Qt.MouseButton.LeftButton:
            super().mouseMoveEvent(event)
            return
        if self._target >= 0 or abs(point.y() - self._pressed.y()) >= QApplication.startDragDistance():
            self._aim(point.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Put the carried row down."""
        carried, target = self._carried, self._target
        self._pressed, self._carried, self._target = None, -1, -1
        self._mark.hide()
        self.viewport().unsetCursor()
        if target < 0:
            super().mouseReleaseEvent(event)
            return
        self.setState(QAbstractItemView.State.NoState)
        to = target - 1 if target > carried else target
        if to != carried:
            self.dragged.emit(carried, to)

    def _aim(self, y: int) -> None:
        """Mark the gap between two rows that a height is nearest to."""
        count = self.model().rowCount()
        at = self.rowAt(max(0, min(y, self.viewport().height() - 1)))
        if at < 0:
            at, below = count - 1, True
        else:
            below = y > self.rowViewportPosition(at) + self.rowHeight(at) // 2
        self._target = at + below
        top = self.rowViewportPosition(at) + (self.rowHeight(at) if below else 0)
        self._mark.setGeometry(0, max(0, top - 1), self.viewport().width(), 2)
        self._mark.show()
        self._mark.raise_()
        self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def copy(self) -> None:
        """Put the selected rows on the clipboard, tabs between columns; what would break a line is made visible."""
        model = self.model()
        rows = sorted({index.row() for index in self.selectionModel().selectedIndexes()})
        lines = ["\t".join(str(model.index(at, c).data()) for c in range(model.columnCount())) for at in rows]
        if lines:
            QGuiApplication.clipboard().setText("\n".join(lines))

    def go(self, at: int, column: int = 0, *, edit: bool = False) -> None:
        """Go to a cell, and open it."""
        index = self.model().index(at, column)
        if index.isValid():
            # The view itself would look at the keys that are held down, such as Ctrl of Ctrl+D.
            flags = QItemSelectionModel.SelectionFlag
            self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            self.scrollTo(index)
            if edit:
                self.setFocus(Qt.FocusReason.OtherFocusReason)
                self.edit(index)

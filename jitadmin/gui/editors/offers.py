"""The list under a field: what could be typed next, taken with the arrows and Enter."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHeaderView, QLineEdit, QTableView, QVBoxLayout, QWidget

from jitadmin.gui.models import Column, RecordModel
from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.widgets.cells import CellDelegate
from jitadmin.gui.widgets.editor import Offer

OFFERED = 8
TAKES = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)


class OfferList(QFrame):
    """Never takes the keyboard from the field it belongs to."""

    taken = Signal(object)

    def __init__(self, theme: Theme, field: QWidget) -> None:
        super().__init__(field)
        self.setObjectName("help")
        self._field = field
        self.model = RecordModel[Offer](
            [
                Column(title="Offer", text=lambda offer: offer.text, mono=True),
                Column(title="Note", text=lambda offer: offer.note, colour=lambda _: "muted"),
            ],
            theme,
            self,
        )
        self.list = QTableView(self)
        self.list.setModel(self.model)
        self.list.setItemDelegate(CellDelegate(theme, self.list, most=1, padding=1, tail=True))
        self.list.setItemDelegateForColumn(1, CellDelegate(theme, self.list, most=1, padding=1))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setShowGrid(False)
        self.list.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.list.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.list.horizontalHeader().hide()
        self.list.verticalHeader().hide()
        self.list.verticalHeader().setDefaultSectionSize(self.list.fontMetrics().height() + grid(2))
        self.list.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.list.clicked.connect(lambda index: self.taken.emit(self.model.records[index.row()]))
        column = QVBoxLayout(self)
        column.setContentsMargins(grid(1), grid(1), grid(1), grid(1))
        column.addWidget(self.list)
        self.hide()

    @property
    def chosen(self) -> Offer | None:
        """The offer that the arrow keys stand on."""
        index = self.list.currentIndex()
        return self.model.records[index.row()] if self.isVisible() and index.isValid() else None

    def say(self, offers: Sequence[Offer], beside: QRect) -> None:
        """Show what fits beside a place of the field; nothing hides the list."""
        window = self._field.window()
        if not offers:
            self.hide()
            return
        if self.parentWidget() is not window:
            self.setParent(window)
        self.model.show(list(offers[:OFFERED]))
        self.list.clearSelection()
        self.list.setCurrentIndex(self.model.index(-1, -1))
        high = len(self.model.records) * self.list.verticalHeader().defaultSectionSize() + grid(2) + 4
        width = min(max(beside.width(), grid(90)), window.width() - grid(4))
        corner = self._field.mapTo(window, QPoint(beside.left(), beside.bottom() + 3))
        if corner.y() + high > window.height():
            corner = self._field.mapTo(window, QPoint(beside.left(), beside.top() - high - 3))
        corner.setX(max(0, min(corner.x(), window.width() - width - grid(2))))
        self.setGeometry(corner.x(), corner.y(), width, high)
        self.show()
        self.raise_()

    def key(self, event: QKeyEvent) -> bool:
        """Whether a key was for the list: arrows move in it, Enter and Tab take, Esc closes."""
        if self.isHidden():
            return False
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            at = self.list.currentIndex().row() + (1 if key == Qt.Key.Key_Down else -1)
            self.list.setCurrentIndex(self.model.index(max(-1, min(at, self.model.rowCount() - 1)), 0))
            return True
        if key == Qt.Key.Key_Escape:
            self.hide()
            return True
        chosen = self.chosen
        if chosen is not None and key in TAKES:
            self.taken.emit(chosen)
            return True
        return False


class OfferLine(QLineEdit):
    """A line that offers what was seen elsewhere; an offer replaces the text, or its last part after a comma."""

    def __init__(
        self,
        theme: Theme,
        offers: Callable[[], Sequence[Offer]],
        parent: QWidget | None = None,
        *,
        listed: bool = False,
    ) -> None:
        super().__init__(parent)
        self._offers = offers
        self._listed = listed
        self.list = OfferList(theme, self)
        self.list.taken.connect(self._take)
        self.textEdited.connect(lambda _: self._look())

    def set_listed(self, on: bool) -> None:
        """Whether the text is several values, parted by commas."""
        self._listed = on

    def _part(self) -> str:
        return self.text().rpartition(",")[2].strip() if self._listed else self.text().strip()

    def _look(self, *, all_too: bool = False) -> None:
        part = "" if all_too else self._part().casefold()
        found = [one for one in self._offers() if part in one.text.casefold() or part in one.note.casefold()]
        found.sort(key=lambda one: not one.text.casefold().startswith(part))
        exact = len(found) == 1 and found[0].text == self._part()
        self.list.say(found if all_too or (part and not exact) else [], self.rect())

    def _take(self, offer: Offer) -> None:
        head = self.text().rpartition(",")[0] if self._listed else ""
        self.setText(f"{head}, {offer.text}" if head else offer.text)
        self.list.hide()
        self.textEdited.emit(self.text())
        self.list.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys for the list first; Alt with Down, or F4, shows all offers."""
        alt_down = event.key() == Qt.Key.Key_Down and event.modifiers() == Qt.KeyboardModifier.AltModifier
        if (
            event.key() == Qt.Key.Key_F4
            or alt_down
            or (event.key() == Qt.Key.Key_Down and self.list.isHidden() and not event.modifiers())
        ):
            self._look(all_too=True)
        elif not self.list.key(event):
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The list goes with the keyboard."""
        self.list.hide()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """The list goes with the field."""
        self.list.hide()
        super().hideEvent(event)

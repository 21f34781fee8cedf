"""A panel to choose from a long list: type to filter, arrows to move, Enter to take, Esc to leave."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (  # fmt: skip
    QApplication,
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from jitadmin.core.messages import inert
from jitadmin.gui.models import Column, RecordModel
from jitadmin.gui.theme import Theme, grid, mono_font
from jitadmin.gui.widgets.text import Text

Index = QModelIndex | QPersistentModelIndex
WIDTH, HEIGHT = 112, 92


@dataclass(frozen=True)
class Entry:
    """Something to choose: its name, a note at the right, a line of detail. One without payload is a heading."""

    title: str
    note: str = ""
    detail: str = ""
    payload: object = None
    find: str = ""
    mono: bool = False

    @property
    def heading(self) -> bool:
        """Whether this only names the group below it."""
        return self.payload is None


class Picker(QFrame):
    """Lies over the window beside what it was opened for; ``free`` adds what can be made of the typed text."""

    picked = Signal(object)
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("help")
        self._entries: tuple[Entry, ...] = ()
        self._free: Callable[[str], Sequence[Entry]] | None = None
        self._anchor: QWidget | None = None
        self._area = QRect()
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        self.search.installEventFilter(self)
        columns = [Column[Entry](title="Choice", text=_spoken)]
        self.model = RecordModel[Entry](columns, theme, self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(_EntryDelegate(theme, self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.clicked.connect(self._on_clicked)
        self.nothing = Text("Nothing fits.", "muted")
        self.nothing.setContentsMargins(grid(2), grid(1), grid(2), grid(1))
        column = QVBoxLayout(self)
        column.setContentsMargins(grid(1.5), grid(1.5), grid(1.5), grid(1.5))
        column.setSpacing(grid(1))
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        column.addWidget(self.nothing)
        self.hide()

    def ask(
        self,
        anchor: QWidget,
        entries: Sequence[Entry],
        hint: str,
        free: Callable[[str], Sequence[Entry]] | None = None,
        area: QRect | None = None,
    ) -> None:
        """Open beside a widget, or beside an area of it."""
        self._entries, self._free, self._anchor = tuple(entries), free, anchor
        self._area = area if area is not None else anchor.rect()
        self.search.setPlaceholderText(hint)
        self.search.setAccessibleName(hint)
        self.list.setAccessibleName(hint)
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self.show()
        self.raise_()
        self._filter()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def leave(self, *, back: bool = True) -> None:
        """Close without a choice."""
        if self.isHidden():
            return
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        self.hide()
        if back and self._anchor is not None:
            self._anchor.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()

    @property
    def shown(self) -> list[Entry]:
        """What can be chosen now."""
        return [entry for entry in self.model.records if not entry.heading]

    def _filter(self) -> None:
        text = self.search.text()
        words = text.casefold().split()
        found: list[Entry] = []
        for entry in self._entries:
            if entry.heading:
                while found and found[-1].heading:
                    found.pop()
                found.append(entry)
            elif all(word in f"{entry.title}\n{entry.note}\n{entry.detail}\n{entry.find}".casefold() for word in words):
                found.append(entry)
        while found and found[-1].heading:
            found.pop()
        if self._free is not None:
            found += self._free(text.strip())
        self.model.show(found)
        self.nothing.setVisible(not found)
        self.list.setVisible(bool(found))
        self._go(0, 1)
        self._place()

    def _go(self, at: int, step: int) -> None:
        """Go to the next entry from a place on that is no heading."""
        records = self.model.records
        while 0 <= at < len(records) and records[at].heading:
            at += step
        if 0 <= at < len(records):
            index = self.model.index(at, 0)
            self.list.setCurrentIndex(index)
            if at == 1 and records[0].heading:
                self.list.scrollToTop()

    def _on_clicked(self, index: QModelIndex) -> None:
        self._take(index)

    def _take(self, index: Index) -> None:
        entry = self.model.records[index.row()] if index.isValid() else None
        if entry is not None and not entry.heading:
            self.leave()
            self.picked.emit(entry.payload)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the field move in the list; a press elsewhere closes."""
        kind = event.type()
        if watched is self.search and kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        if kind == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent) and isinstance(watched, QWidget):
            if watched is not self and not self.isAncestorOf(watched):
                self.leave(back=False)
        elif watched is self.search and kind == QEvent.Type.FocusOut and not self.isAncestorOf(_focus()):
            self.leave(back=False)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        key, at = event.key(), self.list.currentIndex().row()
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
        if key in steps:
            step = steps[Qt.Key(key)]
            last = self.model.rowCount() - 1
            self._go(max(0, min(last, at + step)), 1 if step > 0 else -1)
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self.list.currentIndex())
            return True
        if key in (Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_F4):
            self.leave()
            return True
        return False

    def _place(self) -> None:
        window, anchor = self.parentWidget(), self._anchor
        if window is None or anchor is None or self.isHidden():
            return
        width = min(max(self._area.width(), grid(WIDTH)), window.width() - grid(4))
        rows = sum(self.list.sizeHintForIndex(self.model.index(at, 0)).height() for at in range(self.model.rowCount()))
        wanted = self.search.sizeHint().height() + grid(5) + (rows + 4 if rows else grid(8))
        top = anchor.mapTo(window, self._area.topLeft())
        below = window.height() - (top.y() + self._area.height()) - grid(3)
        above = top.y() - grid(3)
        most = min(grid(HEIGHT), max(below, above))
        height = min(wanted, most)
        y = top.y() + self._area.height() + 2 if below >= min(wanted, most) else top.y() - height - 2
        x = max(grid(2), min(top.x(), window.width() - width - grid(2)))
        self.setGeometry(QRect(QPoint(x, max(grid(2), y)), QSize(width, height)))


def _focus() -> QWidget:
    return QApplication.focusWidget() or QWidget()


def _spoken(entry: Entry) -> str:
    return ", ".join(part for part in (entry.title, entry.note, entry.detail) if part)


class _EntryDelegate(QStyledItemDelegate):
    """Name and note in one line, the detail below."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._mono = mono_font()
        self._mono_high = QFontMetrics(self._mono).height()

    def _entry(self, index: Index) -> Entry:
        model = index.model()
        return model.records[index.row()]  # type: ignore[attr-defined]

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """One line or two."""
        entry = self._entry(index)
        high = option.fontMetrics.height()
        if entry.heading:
            return QSize(grid(30), high + grid(2.5))
        return QSize(grid(30), self._upper(option, entry) + (high if entry.detail else 0) + grid(2))

    def _upper(self, option: QStyleOptionViewItem, entry: Entry) -> int:
        """The height of the first line: code may stand in a taller font."""
        high = option.fontMetrics.height()
        return max(high, self._mono_high) if entry.mono else high

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one entry."""
        entry = self._entry(index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if not entry.heading and option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            painter.setBrush(self._theme.colour("accent_soft" if chosen else "sunken"))
            painter.drawRoundedRect(option.rect, grid(1), grid(1))
        area = option.rect.adjusted(grid(2), grid(1), -grid(2), -grid(1))
        high = option.fontMetrics.height()
        if entry.heading:
            font = QFont(option.font)
            font.setWeight(QFont.Weight.DemiBold)
            self._draw(
                painter, QRect(area.left(), area.bottom() - high, area.width(), high), entry.title, font, "muted"
            )
        else:
            note = option.fontMetrics.horizontalAdvance(inert(entry.note))
            first = self._upper(option, entry)
            upper = QRect(area.left(), area.top(), area.width() - note - grid(3), first)
            self._draw(painter, upper, entry.title, self._mono if entry.mono else option.font, "text")
            right = QRect(area.right() - note, area.top(), note + 1, first)
            self._draw(painter, right, entry.note, option.font, "muted")
            lower = QRect(area.left(), area.top() + first, area.width(), high)
            self._draw(painter, lower, entry.detail, option.font, "muted")
        painter.restore()

    def _draw(self, painter: QPainter, place: QRect, text: str, font: QFont, colour: str) -> None:
        painter.setFont(font)
        painter.setPen(self._theme.colour(colour))
        shown = QFontMetrics(font).elidedText(inert(text[:400]), Qt.TextElideMode.ElideMiddle, place.width())
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)

"""The field in which a cell is typed: it knows what is wrong while one types and offers what could come next."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QMoveEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHeaderView, QLineEdit, QTableView, QVBoxLayout, QWidget

from jitadmin.gui.models import Column, RecordModel
from jitadmin.gui.theme import Theme, grid, mono_font
from jitadmin.gui.widgets.cells import CellDelegate
from jitadmin.gui.widgets.text import Text

LIVE_MS = 60
OFFERED = 7
_WORD = re.compile(r"[^\s|,()=\"'`{}]*$")


@dataclass(frozen=True)
class Offer:
    """Something that could be typed here, with a note on what it is."""

    text: str
    note: str = ""


@dataclass(frozen=True)
class Trouble:
    """What is wrong with a text; ``at`` is the character it stands at (-1: nowhere in particular)."""

    words: str
    at: int = -1


class CellEditor(QLineEdit):
    """A line with a judge and a list of offers; ``lively`` tells each text that holds, while one types."""

    lively = Signal(str)

    def __init__(
        self,
        parent: QWidget,
        theme: Theme,
        judge: Callable[[str], Trouble | None],
        offers: Sequence[Offer] = (),
        *,
        mono: bool = False,
        whole: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("cell")
        if mono:
            self.setFont(mono_font())
        self._judge = judge
        self._offers = tuple(offers)
        # An offer replaces the word at the caret, or the whole text.
        self._whole = whole
        self.help = _Help(self, theme)
        self._timer = QTimer(self, singleShot=True, interval=LIVE_MS)
        self._timer.timeout.connect(self._tell)
        self.textEdited.connect(self._on_edited)

    @property
    def trouble(self) -> Trouble | None:
        """What is wrong with the text as it stands."""
        return self._judge(self.text())

    def _on_edited(self) -> None:
        self._timer.start()
        self.look()

    def _tell(self) -> None:
        if self.trouble is None:
            self.lively.emit(self.text())

    def look(self) -> None:
        """Judge the text and offer what fits."""
        trouble = self.trouble
        self.setProperty("wrong", trouble is not None)
        self.style().unpolish(self)
        self.style().polish(self)
        self.help.say(trouble, self._fitting())

    def _word(self) -> str:
        before = self.text()[: self.cursorPosition()]
        if self._whole:
            return before
        found = _WORD.search(before)
        return found.group() if found else ""

    def _fitting(self) -> list[Offer]:
        word = self._word().casefold()
        if not word and not self._whole:
            return []
        fits = [offer for offer in self._offers if word in offer.text.casefold() and offer.text != self._word()]
        fits.sort(key=lambda offer: not offer.text.casefold().startswith(word))
        return fits[:OFFERED]

    def take(self, offer: Offer) -> None:
        """Put an offer in place of the word at the caret."""
        if self._whole:
            self.setText(offer.text)
        else:
            word = self._word()
            end = self.cursorPosition()
            self.setText(self.text()[: end - len(word)] + offer.text + self.text()[end:])
            self.setCursorPosition(end - len(word) + len(offer.text))
        self._on_edited()
        self.help.say(self.trouble, [])

    def key_for_help(self, key: int) -> bool:
        """Whether a key was for the list of offers: arrows move in it, Enter and Tab take, Esc closes it."""
        if key == Qt.Key.Key_Down:
            return self.help.step(1)
        if key == Qt.Key.Key_Up:
            return self.help.step(-1)
        chosen = self.help.chosen
        if chosen is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            self.take(chosen)
            return True
        if chosen is not None and key == Qt.Key.Key_Escape:
            self.help.say(self.trouble, [])
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter ends here; the table would open the next field with it."""
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()

    def showEvent(self, event: QShowEvent) -> None:
        """Say at once if something is wrong already."""
        super().showEvent(event)
        if self.trouble is not None:
            self.look()

    def hideEvent(self, event: QHideEvent) -> None:
        """The help goes with the field."""
        self.help.hide()
        super().hideEvent(event)

    def moveEvent(self, event: QMoveEvent) -> None:
        """The help stays under the field."""
        super().moveEvent(event)
        self.help.place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The help stays as wide as the field."""
        super().resizeEvent(event)
        self.help.place()


class _Help(QFrame):
    """The panel under the field: what is wrong, and the offers."""

    def __init__(self, editor: CellEditor, theme: Theme) -> None:
        super().__init__(editor.window())
        self.setObjectName("help")
        self._editor = editor
        self.error = Text("", "error")
        self.model = RecordModel[Offer](
            [
                Column(title="Offer", text=lambda offer: offer.text, mono=True),
                Column(title="Note", text=lambda offer: offer.note, colour=lambda _: "muted"),
            ],
            theme,
            self,
        )
        self.list = _offer_list(self, theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(grid(2), grid(1.5), grid(2), grid(1.5))
        column.setSpacing(grid(1))
        column.addWidget(self.error)
        column.addWidget(self.list)
        editor.destroyed.connect(self.deleteLater)
        self.hide()

    @property
    def chosen(self) -> Offer | None:
        """The offer that the arrow keys stand on."""
        index = self.list.currentIndex()
        return self.model.records[index.row()] if self.isVisible() and index.isValid() else None

    def say(self, trouble: Trouble | None, offers: list[Offer]) -> None:
        """Show what is wrong and what could come next; nothing to say hides the panel."""
        self.error.setVisible(trouble is not None)
        if trouble is not None:
            self.error.say(trouble.words)
        self.model.show(offers)
        self.list.clearSelection()
        self.list.setCurrentIndex(self.model.index(-1, -1))
        self.list.setVisible(bool(offers))
        if trouble is None and not offers:
            self.hide()
            return
        self.list.setFixedHeight(max(1, len(offers)) * self.list.verticalHeader().defaultSectionSize() + 2)
        self.show()
        self.place()
        self.raise_()

    def step(self, by: int) -> bool:
        """Go up or down in the offers."""
        count = self.model.rowCount()
        if not self.isVisible() or not count:
            return False
        at = self.list.currentIndex().row() + by
        self.list.setCurrentIndex(self.model.index(max(-1, min(at, count - 1)), 0))
        return True

    def place(self) -> None:
        """Stand under the field, or above it where the window ends."""
        window, layout = self.parentWidget(), self.layout()
        if not self.isVisible() or window is None or layout is None:
            return
        width = min(max(self._editor.width(), grid(80 if self.list.isHidden() else 130)), window.width() - grid(4))
        self.setFixedWidth(width)
        margins = layout.contentsMargins()
        inner = width - margins.left() - margins.right()
        height = margins.top() + margins.bottom()
        if not self.error.isHidden():
            height += self.error.heightForWidth(inner) + layout.spacing()
        if not self.list.isHidden():
            height += self.list.height()
        self.setFixedHeight(height)
        corner = self._editor.mapTo(window, QPoint(0, self._editor.height() + 2))
        if corner.y() + height > window.height():
            corner = self._editor.mapTo(window, QPoint(0, -height - 2))
        corner.setX(min(corner.x(), window.width() - width - grid(2)))
        self.move(corner)


def _offer_list(help_: _Help, theme: Theme) -> QTableView:
    """A table inside the panel; it never takes the keyboard from the field."""
    view = QTableView(help_)
    view.setModel(help_.model)
    view.setItemDelegate(CellDelegate(theme, view, most=1, padding=1, tail=True))
    view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    view.setShowGrid(False)
    view.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
    view.horizontalHeader().hide()
    view.verticalHeader().hide()
    view.verticalHeader().setDefaultSectionSize(view.fontMetrics().height() + grid(2))
    view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    view.clicked.connect(lambda index: help_._editor.take(help_.model.records[index.row()]))
    return view

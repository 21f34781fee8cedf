"""What the tables of the attribute map and the role map have in common: rows in an order, edited in place."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QToolButton, QVBoxLayout, QWidget

from jitadmin.core.connection import Connection
from jitadmin.core.errors import JitadminError
from jitadmin.gui.editors.pane import Pane
from jitadmin.gui.models import RecordModel
from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.widgets.pieces import tool
from jitadmin.gui.widgets.table import MapTable
from jitadmin.gui.widgets.text import Text
from jitadmin.gui.workbench import typed
from jitadmin.gui.workbench.evaluation import Evaluation

Line = TypeVar("Line")
LARGEST_PANE = 0.6


class MapTab(QWidget, Generic[Line]):
    """A table with the buttons for its rows. A text that does not hold stays in its cell and changes nothing."""

    row_chosen = Signal(str)
    what = "row"
    nothing = "No rows yet. + or Insert adds one: a field of the account, and what it is read from."
    origin = ""

    def __init__(
        self, evaluation: Evaluation, theme: Theme, model: RecordModel[Line], stretch: int, parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self.evaluation = evaluation
        self.document = evaluation.document
        self.model = model
        model.setParent(self)
        self.theme = theme
        self.wrong: dict[tuple[int, int], tuple[str, str]] = {}
        self._before: Connection | None = None
        self._session = 0
        # The first row is shown before anybody chose one.
        self._unasked = False
        self._quiet = False
        self._dragged = False
        self.details: Pane | None = None
        self.table = MapTable(model, theme, stretch)
        self.setFocusProxy(self.table)
        self.parts = QSplitter(Qt.Orientation.Vertical)
        self.parts.setChildrenCollapsible(False)
        upper = QWidget()
        self.parts.addWidget(upper)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.parts)
        self.column = QVBoxLayout(upper)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.column.addWidget(self.table, 1)
        self.buttons = QHBoxLayout()
        self.buttons.setContentsMargins(grid(2), grid(1), grid(2), grid(1))
        self.buttons.setSpacing(grid(0.5))
        self._make_buttons()
        self.column.addLayout(self.buttons)
        self._connect()

    def _make_buttons(self) -> None:
        self._tools: list[QToolButton] = []
        for icon, words, run in (
            ("add", f"Add a {self.what} (Insert)", self.add),
            ("duplicate", f"Duplicate the {self.what} (Ctrl+D)", self.duplicate),
            ("up", f"Move the {self.what} up (Alt+Up)", lambda: self.shift(-1)),
            ("down", f"Move the {self.what} down (Alt+Down)", lambda: self.shift(1)),
            ("remove", f"Remove the {self.what} (Delete)", self.remove),
        ):
            button = tool(self.theme, icon, words, run)
            self._tools.append(button)
            self.buttons.addWidget(button)
        self.note = Text("", "muted")
        self.buttons.addWidget(self.note, 1)

    def _connect(self) -> None:
        table, delegate = self.table, self.table.delegate
        table.add.connect(self.add)
        table.remove.connect(self.remove)
        table.duplicate.connect(self.duplicate)
        table.shift.connect(self.shift)
        table.dragged.connect(self.carry)
        table.selectionModel().currentRowChanged.connect(lambda *_: self._on_current())
        delegate.opened.connect(self._on_opened)
        delegate.lively.connect(self._on_lively)
        delegate.closed.connect(self._on_closed)
        self.evaluation.person_changed.connect(self.refresh)
        self.evaluation.survey_changed.connect(self.refresh)
        self.document.stack.indexChanged.connect(self._forget_wrong)

    def toggle(self, words: str, tip: str, keys: str) -> QToolButton:
        """A button with words for a property of the chosen row."""
        button = QToolButton()
        button.setObjectName("button")
        button.setText(words)
        button.setToolTip(tip)
        button.setCheckable(True)
        shortcut = QShortcut(QKeySequence(keys), self.table)
        shortcut.activated.connect(button.click)
        self.buttons.insertWidget(len(self._tools), button)
        return button

    def set_details(self, pane: Pane) -> None:
        """Show everything about the chosen row below the table; F4 goes there, Esc comes back."""
        self.details = pane
        self.parts.addWidget(pane)
        self.parts.setStretchFactor(0, 1)
        self.parts.setStretchFactor(1, 0)
        pane.grew.connect(self._divide)
        self.parts.splitterMoved.connect(lambda *_: self._on_dragged())
        pane.left.connect(lambda: self.table.setFocus(Qt.FocusReason.OtherFocusReason))
        self.table.details.connect(self.ask_details)
        self.table.delegate.asked.connect(self.ask_details)

    def _on_dragged(self) -> None:
        self._dragged = True

    def _divide(self) -> None:
        """Give the pane the room it needs, unless a person divided the height or the table would be left with none."""
        if self.details is None or self._dragged or self.details.isHidden():
            return
        room = self.parts.height() - self.parts.handleWidth()
        wanted = min(self.details.sizeHint().height(), int(room * LARGEST_PANE))
        if room > 0 and wanted != self.details.height():
            self.parts.setSizes([room - wanted, wanted])
            self.table.scrollTo(self.table.currentIndex())

    def ask_details(self, _at: int, _column: int) -> None:
        """Go from a cell to what the pane says of it."""
        if self.details is not None:
            self.details.setFocus(Qt.FocusReason.OtherFocusReason)

    # What a map of its own gives.

    def lines(self) -> Sequence[Line]:
        """The rows as they are shown."""
        raise NotImplementedError

    def rows_now(self) -> tuple[Any, ...]:
        """The rows of the document."""
        raise NotImplementedError

    def new_row(self) -> Any:
        """A row to begin with."""
        raise NotImplementedError

    def put(self, rows: tuple[Any, ...], words: str, merge: object = None) -> None:
        """Make these the rows of the document."""
        raise NotImplementedError

    def changed_row(self, at: int, column: int, text: str) -> tuple[Any, str]:
        """A row with what was typed into a cell, and the words for undo; raises ``JitadminError``."""
        raise NotImplementedError

    def show_state(self) -> None:
        """Let buttons of its own follow the chosen row."""

    # What they share.

    @property
    def current(self) -> int | None:
        """The chosen row."""
        at = self.table.currentIndex().row()
        return at if 0 <= at < len(self.rows_now()) else None

    def refresh(self) -> None:
        """Show the rows as they are now; what did not change is left alone, also a cell that is being typed in."""
        self.model.show(list(self.lines()))
        if self.details is not None and self.current is None and self.rows_now():
            self._quiet = True
            self.table.go(0)
            self._quiet, self._unasked = False, True
        self._follow()

    def _follow(self) -> None:
        at, count = self.current, len(self.rows_now())
        for button, on in zip(
            self._tools[1:], (at is not None, bool(at), at is not None and at + 1 < count, at is not None), strict=True
        ):
            button.setEnabled(on)
        self.table.say_where_empty("" if count else self.nothing)
        if self.details is not None:
            # There is nothing to say of no row.
            self.details.setVisible(count > 0)
        self.show_state()

    def _on_current(self) -> None:
        self._follow()
        self._unasked = self._unasked and self._quiet
        if self.current is not None and not self._quiet:
            self.row_chosen.emit(f"{self.origin}[{self.current}]")

    def _on_opened(self, _at: int, _column: int) -> None:
        self._session += 1
        self._before = self.document.connection

    def _on_lively(self, at: int, column: int, text: str) -> None:
        self._type(at, column, text)

    def _type(self, at: int, column: int, text: str) -> bool:
        rows = self.rows_now()
        if not 0 <= at < len(rows):
            return False
        try:
            row, words = self.changed_row(at, column, text)
        except JitadminError:
            return False
        self.put((*rows[:at], row, *rows[at + 1 :]), words, (self.origin, self._session))
        return True

    def commit(self, at: int, column: int, text: str) -> bool:
        """Take what was typed into a cell; called when the field closes with a text that holds."""
        self.wrong.pop((at, column), None)
        done = self._type(at, column, text)
        self.refresh()
        return done

    def _on_closed(self, at: int, column: int, kept: bool, text: str) -> None:
        """A field closed. Without a text that holds everything is as before; the text itself is not lost."""
        before, self._before = self._before, None
        if kept or before is None:
            self._session += 1
            return
        self.document.replace(before, "type", (self.origin, self._session))
        self._session += 1
        if at >= 0:
            try:
                self.changed_row(at, column, text)
            except JitadminError as error:
                self.wrong[(at, column)] = (text, typed.error_words(error))
        self.refresh()

    def _forget_wrong(self) -> None:
        """Rows may have moved: a kept text of a cell would stand beside the wrong row."""
        if self._before is None:
            self.wrong.clear()

    def add(self) -> None:
        """Put a new row below the chosen one and open its first cell."""
        rows = self.rows_now()
        at = len(rows) if self.current is None or self._unasked else self.current + 1
        self._unasked = False
        self.put((*rows[:at], self.new_row(), *rows[at:]), f"a new {self.what}")
        self.table.go(at, 0, edit=True)

    def duplicate(self) -> None:
        """Put a copy below the chosen row."""
        at, rows = self.current, self.rows_now()
        if at is not None:
            self.put((*rows[: at + 1], rows[at], *rows[at + 1 :]), f"a copy of a {self.what}")
            self.table.go(at + 1)

    def remove(self) -> None:
        """Take the selected rows out; undo brings them back."""
        rows = self.rows_now()
        chosen = {index.row() for index in self.table.selectionModel().selectedRows()}
        if chosen:
            words = f"without a {self.what}" if len(chosen) == 1 else f"without {len(chosen)} {self.what}s"
            self.put(tuple(row for at, row in enumerate(rows) if at not in chosen), words)
            self.table.go(min(*chosen, len(rows) - len(chosen) - 1))

    def shift(self, step: int) -> None:
        """Move the chosen row up or down."""
        at, rows = self.current, list(self.rows_now())
        if at is not None and 0 <= at + step < len(rows):
            column = self.table.currentIndex().column()
            rows[at], rows[at + step] = rows[at + step], rows[at]
            self.put(tuple(rows), f"the order of the {self.what}s")
            self.table.go(at + step, column)

    def carry(self, at: int, to: int) -> None:
        """Put a row at another place, as it was dragged."""
        rows = list(self.rows_now())
        rows.insert(to, rows.pop(at))
        self.put(tuple(rows), f"the order of the {self.what}s")
        self.table.go(to, max(0, self.table.currentIndex().column()))

    def go_to(self, origin: str) -> bool:
        """Choose the row that an origin names, such as ``attributes[3]``."""
        if not origin.startswith(f"{self.origin}["):
            return False
        number = origin[len(self.origin) + 1 :].split("]", maxsplit=1)[0]
        if number.isdigit() and int(number) < len(self.rows_now()):
            self.table.go(int(number))
            return True
        return False


Run = Callable[[], object]

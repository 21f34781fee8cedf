"""A list of records of one kind, each with a small form of its own; added, removed and put into their order."""

from collections.abc import Callable
from typing import Any

import msgspec
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from jitadmin.core.connection import soundness
from jitadmin.core.messages import sentence
from jitadmin.gui.editors.fold import Fold
from jitadmin.gui.editors.knobs import Knobs
from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.widgets.pieces import row, tool
from jitadmin.gui.widgets.text import Text

_MOVES = {Qt.Key.Key_Up: "up", Qt.Key.Key_Down: "down"}
Build = Callable[[Knobs, Knobs], object]


class RecordList(QWidget):
    """``changed`` hands over all records and words for undo. ``build`` fills the form of one and its folded part."""

    changed = Signal(object, str)

    def __init__(
        self,
        theme: Theme,
        what: str,
        build: Build,
        title: Callable[[Any], str],
        new: Callable[[], Any],
        rare: str = "",
        parent: QWidget | None = None,
        *,
        least: int = 0,
        settle: Callable[[Any, str], Any] = lambda record, _name: record,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.what = what
        self._build = build
        self._title = title
        self._new = new
        self._rare = rare
        self._least = least
        # What else follows from a change of one field.
        self._settle = settle
        self.records: tuple[Any, ...] = ()
        self.items: list[_Item] = []
        self.add = QPushButton(f"Add a {what}")
        self.add.setObjectName("small")
        theme.dress(self.add, "add")
        self.add.clicked.connect(self._append)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(grid(1.5))
        self._column.addLayout(row(self.add, None))

    def show_records(self, records: tuple[Any, ...]) -> None:
        """Show other records; forms that stay keep the keyboard."""
        self.records = records
        while len(self.items) > len(records):
            item = self.items.pop()
            self._column.removeWidget(item)
            item.hide()
            item.deleteLater()
        while len(self.items) < len(records):
            self._grow()
        for at, (item, record) in enumerate(zip(self.items, records, strict=True)):
            item.show_record(at, len(records), record, self._title(record), removable=len(records) > self._least)

    def _grow(self) -> None:
        item = _Item(self._theme, self.what, self._rare, self._settle)
        self._build(item.form, item.rare)
        item.finish()
        item.stored.connect(self._store)
        item.wished.connect(self._arrange)
        self._column.insertWidget(len(self.items), item)
        self.items.append(item)

    def _append(self) -> None:
        self.changed.emit((*self.records, self._new()), f"a new {self.what}")
        if self.items:
            self.items[-1].focus_first()

    def _store(self, at: int, record: Any, words: str) -> None:
        self.changed.emit((*self.records[:at], record, *self.records[at + 1 :]), words)

    def _arrange(self, at: int, wish: str) -> None:
        found = list(self.records)
        to = at
        if wish == "remove":
            if len(found) > self._least:
                del found[at]
            to = min(at, len(found) - 1)
        else:
            to = at - 1 if wish == "up" else at + 1
            if not 0 <= to < len(found):
                return
            found[at], found[to] = found[to], found[at]
        self.changed.emit(tuple(found), f"the {self.what}s" if wish == "remove" else f"the order of the {self.what}s")
        if 0 <= to < len(self.items):
            self.items[to].focus_first()


class _Item(QFrame):
    """One record: its title with buttons, its form, what is wrong with it."""

    stored = Signal(int, object, str)
    wished = Signal(int, str)

    def __init__(self, theme: Theme, what: str, rare: str, settle: Callable[[Any, str], Any]) -> None:
        super().__init__()
        self._settle = settle
        self.setObjectName("item")
        self._at = 0
        self._record: Any = None
        self.title = Text("", "heading", most=1)
        self.up = tool(theme, "up", f"Move this {what} up (Alt+Up)", lambda: self.wished.emit(self._at, "up"))
        self.down = tool(theme, "down", f"Move this {what} down (Alt+Down)", lambda: self.wished.emit(self._at, "down"))
        self.out = tool(theme, "remove", f"Remove this {what}", lambda: self.wished.emit(self._at, "remove"))
        self.form = Knobs(theme, self._take, columns=2)
        self.rare = Knobs(theme, self._take, columns=2)
        self.fold = Fold(theme, rare or "More", self.rare)
        self.error = Text("", "error")
        self.error.hide()
        head = row(self.title, self.up, self.down, self.out, spacing=0.5)
        head.setStretch(0, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(grid(2), grid(1), grid(1), grid(2))
        column.setSpacing(grid(1))
        column.addLayout(head)
        column.addWidget(self.form)
        column.addWidget(self.fold)
        column.addWidget(self.error)

    def finish(self) -> None:
        """After the forms were filled."""
        self.fold.setVisible(bool(self.rare.fields))
        for field in (*self.form.fields.values(), *self.rare.fields.values()):
            field.installEventFilter(self)

    def show_record(self, at: int, count: int, record: Any, title: str, *, removable: bool) -> None:
        """Show a record."""
        same = record == self._record
        self._at, self._record = at, record
        self.title.say(f"{at + 1}.  {title}")
        self.form.show_record(record)
        self.rare.show_record(record)
        usual = _usual(record)
        self.fold.say(self.rare.unusual(record, usual) if usual is not None else "")
        self.up.setEnabled(at > 0)
        self.down.setEnabled(at + 1 < count)
        self.out.setEnabled(removable)
        if not same:
            self.error.hide()

    def _take(self, name: str, value: Any, words: str) -> None:
        made = self._settle(msgspec.structs.replace(self._record, **{name: value}), name)
        fields = {**{key: getattr(made, key) for key in made.__struct_fields__}, **msgspec.to_builtins(made)}
        fault = next(iter(soundness.faults(type(made).__name__, fields)), None)
        self.error.setVisible(fault is not None)
        if fault is not None:
            self.error.say(sentence(fault.code, fault.args))
            return
        self.stored.emit(self._at, made, words)

    def focus_first(self) -> None:
        """Put the keyboard into the first field."""
        for field in self.form.fields.values():
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            return

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Alt with an arrow moves the record."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            wish = _MOVES.get(Qt.Key(event.key()))
            if wish and event.modifiers() == Qt.KeyboardModifier.AltModifier:
                self.wished.emit(self._at, wish)
                return True
        return super().eventFilter(watched, event)


def _usual(record: Any) -> Any:
    """The same kind of record with nothing decided, where there is one."""
    needed = {
        field.name: getattr(record, field.name) for field in msgspec.structs.fields(type(record)) if field.required
    }
    return type(record)(**needed)

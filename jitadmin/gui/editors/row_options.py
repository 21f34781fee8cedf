"""What a row decides besides its value: several values, missing and empty ones, what the field can hold."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jitadmin.core.connection.attribute_map import AttributeRow
from jitadmin.gui.theme import Theme
from jitadmin.gui.widgets.form import Form

_MULTIPLE = (
    ("first", "the first counts"),
    ("last", "the last counts"),
    ("all", "all are stored"),
    ("join", "joined with commas"),
    ("json", "all as one JSON text"),
    ("refuse", "refuse the login"),
)
_MISSING = (("keep", "keep what is stored"), ("clear", "clear the field"), ("refuse", "refuse the login"))
_EMPTY = (("missing", "as if it were missing"), *_MISSING)
_TYPES = (("text", "any text"), ("email", "an e-mail address"), ("boolean", "true or false"), ("integer", "a number"))
_LONG = (("refuse", "refuse the login"), ("cut", "cut it"))
_USUAL = AttributeRow(field="userName", sources=("nameId",))
_WORDS = {
    "multiple": dict(_MULTIPLE),
    "missing": {value: f"missing: {words}" for value, words in _MISSING},
    "empty": {value: f"without text: {words}" for value, words in _EMPTY},
    "type": dict(_TYPES),
}
MOST = 1_000_000


class RowOptions(QWidget):
    """``changed`` says a field's name, its value, words for undo, and whether it is being typed."""

    changed = Signal(str, object, str, bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = Form(theme, columns=2)
        self.form.grid.setContentsMargins(0, 0, 0, 0)
        self.form.choice("If several values come", "multiple", _MULTIPLE)
        self.form.choice("The field can hold", "type", _TYPES)
        self.form.choice("If the source is missing", "missing", _MISSING)
        self.form.choice("If it is there without text", "empty", _EMPTY)
        self.form.text("Longest text", "max_length", _shown, _read, "no limit")
        self.form.choice("A longer text", "too_long", _LONG)
        self.form.check("Ask the next source if one has no text", "next_if_empty")
        self.form.text("Note", "note", str, str.strip, "for yourself and others")
        self.form.changed.connect(self._on_changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.form, 0, Qt.AlignmentFlag.AlignTop)

    def _on_changed(self, name: str, value: object, words: str) -> None:
        if value == -1:
            return
        self.changed.emit(name, value, words, False)

    def show_row(self, row: AttributeRow) -> None:
        """Show the choices of a row."""
        self.form.show_record(row)

    def unusual(self, row: AttributeRow) -> str:
        """What differs from the usual, in short."""
        found = [
            words[getattr(row, name)] for name, words in _WORDS.items() if getattr(row, name) != getattr(_USUAL, name)
        ]
        if row.max_length is not None:
            found.append(f"at most {row.max_length} characters")
        return ", ".join(found)


def _shown(limit: int | None) -> str:
    return "" if limit is None else str(limit)


def _read(text: str) -> int | None:
    """A limit; -1 stands for a text that is none."""
    text = text.strip()
    if not text:
        return None
    return int(text) if text.isdecimal() and 0 < int(text[:8]) <= MOST else -1

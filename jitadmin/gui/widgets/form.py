"""A form over a record: a label and a field for each choice, and a signal with the new value."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (  # fmt: skip
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QSpinBox,
    QStyledItemDelegate,
    QWidget,
)

from jitadmin.gui.field_help import help_for
from jitadmin.gui.theme import Theme, grid

Choices = Sequence[tuple[str, str]]


class Form(QWidget):
    """``changed`` says the name of the field, its new value, and the words for undo."""

    changed = Signal(str, object, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None, columns: int = 1) -> None:
        super().__init__(parent)
        self._theme = theme
        self._columns = columns
        self._count = 0
        self._shows: list[Callable[[Any], None]] = []
        self.fields: dict[str, QWidget] = {}
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(grid(2), grid(2), grid(2), grid(2))
        self.grid.setHorizontalSpacing(grid(2))
        self.grid.setVerticalSpacing(grid(1.5))

    def choice(self, label: str, name: str, choices: Choices) -> QComboBox:
        """A field with a closed list of values and their words."""
        box = NoWheelBox()
        for value, words in choices:
            box.addItem(words, value)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(8)
        box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        box.activated.connect(lambda: self.changed.emit(name, box.currentData(), _words(label)))
        self._shows.append(lambda record: _choose(box, getattr(record, name)))
        self._add(label, name, box)
        return box

    def text(
        self, label: str, name: str, show: Callable[[Any], str], read: Callable[[str], object], hint: str = ""
    ) -> QLineEdit:
        """A field with free text, taken when it is left or with Enter."""
        line = QLineEdit()
        line.setPlaceholderText(hint)

        def take() -> None:
            if line.isModified():
                line.setModified(False)
                self.changed.emit(name, read(line.text()), _words(label))

        def fill(record: Any) -> None:
            if not (line.hasFocus() and line.isModified()):
                line.setText(show(getattr(record, name)))

        line.editingFinished.connect(take)
        self._shows.append(fill)
        self._add(label, name, line)
        return line

    def spin(self, label: str, name: str, low: int, high: int, unit: str) -> QSpinBox:
        """A field with a whole number."""
        spin = NoWheelSpin()
        spin.setRange(low, high)
        spin.setSuffix(f" {unit}")
        spin.setKeyboardTracking(False)
        spin.lineEdit().setTextMargins(grid(2), 0, 0, 0)
        spin.setFixedHeight(grid(7))

        def fill(record: Any) -> None:
            spin.blockSignals(True)
            spin.setValue(getattr(record, name))
            spin.blockSignals(False)

        spin.valueChanged.connect(lambda value: self.changed.emit(name, value, _words(label)))
        self._shows.append(fill)
        self._add(label, name, spin)
        return spin

    def check(self, words: str, name: str) -> QCheckBox:
        """A field that is on or off."""
        box = QCheckBox(words)
        box.clicked.connect(lambda on: self.changed.emit(name, on, _words(words)))
        self._shows.append(lambda record: box.setChecked(getattr(record, name)))
        self._add("", name, box)
        return box

    def _add(self, label: str, name: str, field: QWidget) -> None:
        line, place = divmod(self._count, self._columns)
        self._count += 1
        self.fields[name] = field
        field.setMinimumWidth(grid(18))
        field.setWhatsThis(help_for(label or (field.text() if isinstance(field, QCheckBox) else "")))
        if label:
            caption = QLabel(label)
            caption.setBuddy(field)
            caption.setObjectName("muted")
            caption.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            field.setAccessibleName(_words(label))
            if self._columns > 1:
                self.grid.addWidget(caption, 2 * line, place)
                self.grid.addWidget(field, 2 * line + 1, place)
            else:
                self.grid.addWidget(caption, line, 0)
                self.grid.addWidget(field, line, 1)
        else:
            self.grid.addWidget(field, line if self._columns == 1 else 2 * line + 1, 1 if self._columns == 1 else place)
        self.grid.setColumnStretch(place if self._columns > 1 else 1, 1)

    def show_record(self, record: Any) -> None:
        """Show the values of a record."""
        for show in self._shows:
            show(record)


class NoWheelBox(QComboBox):
    """Scrolling a page over the box does not change it. Its list is as wide as its longest choice."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # The delegate of Qt's own leaves the height of a row out of the style sheet.
        self.setItemDelegate(QStyledItemDelegate(self))

    def showPopup(self) -> None:
        """Open the list, wide enough also under a narrow box."""
        self.view().setMinimumWidth(min(self.view().sizeHintForColumn(0) + grid(6), grid(120)))
        super().showPopup()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()


class NoWheelSpin(QSpinBox):
    """Scrolling a page over the number does not change it."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()


def _choose(box: QComboBox, value: object) -> None:
    box.setCurrentIndex(box.findData(value))


def _words(label: str) -> str:
    return label.replace("&", "").strip().lower()

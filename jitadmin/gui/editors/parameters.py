"""The fields for what a transform asks for; what does not hold is said below and changes nothing."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from jitadmin.core.connection.attribute_map import Transform
from jitadmin.gui.editors.pairs import Pairs
from jitadmin.gui.editors.transform_words import Parameter, kind_of, parameters, trouble_of, with_parameter
from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.widgets.form import NoWheelBox
from jitadmin.gui.widgets.text import Text

LARGEST = 999_999


class TransformFields(QWidget):
    """``changed`` hands over a transform that holds, while one types."""

    changed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._transform: Transform | None = None
        self.fields: dict[str, QWidget] = {}
        self.about = Text("", "muted")
        self.error = Text("", "error")
        self.error.hide()
        self._body = QWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(grid(1))
        column.addWidget(self.about)
        column.addWidget(self._body)
        column.addWidget(self.error)

    def show_transform(self, transform: Transform) -> None:
        """Show what a transform was told; the fields stay while they are being typed in."""
        before = self._transform
        if transform == before:
            return
        self._transform = transform
        kind = kind_of(transform)
        self.about.say(f"{kind.title}: {kind.about}.")
        same = before is not None and kind_of(before) == kind and parameters(before) == parameters(transform)
        if not same:
            self._rebuild(transform)
        self.error.say(trouble_of(transform))
        self.error.setVisible(bool(self.error.text()))
        for parameter in parameters(transform):
            self._fill(parameter, getattr(transform, parameter.name))

    def _rebuild(self, transform: Transform) -> None:
        focused = next((name for name, field in self.fields.items() if field.hasFocus()), "")
        self.fields = {}
        old, self._body = self._body, QWidget()
        lines = QGridLayout(self._body)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setHorizontalSpacing(grid(2))
        lines.setVerticalSpacing(grid(1))
        lines.setColumnStretch(1, 1)
        for at, parameter in enumerate(parameters(transform)):
            field = self._field(parameter)
            field.setAccessibleName(parameter.label)
            self.fields[parameter.name] = field
            if parameter.kind == "flag":
                lines.addWidget(field, at, 1)
                continue
            caption = QLabel(parameter.label)
            caption.setObjectName("muted")
            caption.setBuddy(field)
            lines.addWidget(
                caption,
                at,
                0,
                Qt.AlignmentFlag.AlignTop if parameter.kind == "table" else Qt.AlignmentFlag.AlignVCenter,
            )
            lines.addWidget(field, at, 1)
        layout = self.layout()
        if layout is not None:
            layout.replaceWidget(old, self._body)
        old.hide()
        old.deleteLater()
        self._body.setVisible(bool(self.fields))
        if focused in self.fields:
            self.fields[focused].setFocus(Qt.FocusReason.OtherFocusReason)

    def _field(self, parameter: Parameter) -> QWidget:
        name = parameter.name
        if parameter.kind == "table":
            table = Pairs(self._theme, "If the value is", "it becomes")
            table.changed.connect(lambda pairs: self._take(name, pairs))
            return table
        if parameter.kind == "flag":
            flag = QCheckBox(parameter.label)
            flag.clicked.connect(lambda on: self._take(name, on))
            return flag
        if parameter.kind == "choice":
            box = NoWheelBox()
            for value, words in parameter.choices:
                box.addItem(words, value)
            box.activated.connect(lambda: self._take(name, box.currentData()))
            return box
        line = QLineEdit()
        line.setPlaceholderText(parameter.hint)
        line.setToolTip(parameter.hint)
        whole = parameter.kind == "whole"
        line.textEdited.connect(lambda text: self._take_whole(name, text) if whole else self._take(name, text))
        return line

    def _fill(self, parameter: Parameter, value: Any) -> None:
        field = self.fields[parameter.name]
        if isinstance(field, Pairs):
            if field.pairs() != value:
                field.show_pairs(value)
        elif isinstance(field, QCheckBox):
            field.setChecked(value)
        elif isinstance(field, NoWheelBox):
            field.setCurrentIndex(field.findData(value))
        elif isinstance(field, QLineEdit) and field.text() != str(value):
            field.setText(str(value))

    def _take_whole(self, name: str, text: str) -> None:
        try:
            value = int(text)
        except ValueError:
            self._say("A whole number is needed.")
            return
        if abs(value) > LARGEST:
            self._say("The number is too large.")
            return
        self._take(name, value)

    def _take(self, name: str, value: Any) -> None:
        if self._transform is None:
            return
        made = with_parameter(self._transform, name, value)
        trouble = trouble_of(made)
        self._say(trouble)
        if not trouble:
            self.changed.emit(made)

    def _say(self, trouble: str) -> None:
        self.error.say(trouble)
        self.error.setVisible(bool(trouble))

    def focus_first(self) -> None:
        """Put the keyboard into the first field."""
        for field in self.fields.values():
            (field.view if isinstance(field, Pairs) else field).setFocus(Qt.FocusReason.OtherFocusReason)
            return

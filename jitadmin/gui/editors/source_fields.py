"""What one source asks for: a name and how it is compared, a fixed text, an expression, or which NameID."""

from collections.abc import Mapping
from typing import Any

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QPushButton, QWidget

from jitadmin.core.connection.attribute_map import Source, SourceWord
from jitadmin.gui.editors.cel_field import CelField, Variables
from jitadmin.gui.editors.gathered import Everybody
from jitadmin.gui.editors.offers import OfferLine
from jitadmin.gui.editors.sources import face
from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.widgets.editor import Offer
from jitadmin.gui.widgets.form import NoWheelBox
from jitadmin.gui.widgets.pieces import row
from jitadmin.gui.widgets.text import Text
from jitadmin.gui.words import number

MATCHES = (
    ("name", "by its Name, exactly"),
    ("nameIgnoringCase", "by its Name in any case"),
    ("nameOrFriendlyName", "by its Name or FriendlyName"),
)


class SourceFields(QWidget):
    """``changed`` hands over a source that holds; ``pick_wanted`` asks for the list of everything."""

    changed = Signal(object)
    pick_wanted = Signal()

    def __init__(self, theme: Theme, everybody: Everybody, cel: CelField, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._everybody = everybody
        self._source: Source | SourceWord | None = None
        self.about = Text("", "muted")
        self.pick = QPushButton("&Other source…")
        self.pick.setObjectName("small")
        self.pick.clicked.connect(self.pick_wanted.emit)
        self.name = OfferLine(theme, self._names)
        self.match = self._matches()
        self.form = QLineEdit()
        self.friendly = QLineEdit()
        self.constant = QLineEdit()
        self.cel = cel
        self._lines = QGridLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setHorizontalSpacing(grid(2))
        self._lines.setVerticalSpacing(grid(1))
        self._lines.setColumnStretch(1, 1)
        head = row(self.about, self.pick)
        head.setStretch(0, 1)
        self._lines.addLayout(head, 0, 0, 1, 2)
        self._captions: dict[QWidget, QLabel] = {}
        for words, field in (
            ("Attribute", self.name),
            ("Found", self.match),
            ("Only with NameFormat", self.form),
            ("Only with FriendlyName", self.friendly),
            ("Text", self.constant),
        ):
            self._line(words, field)
        self._lines.addWidget(self.cel, self._lines.rowCount(), 0, 1, 2)
        self._connect()

    def _matches(self) -> QComboBox:
        box = NoWheelBox()
        for value, words in MATCHES:
            box.addItem(words, value)
        return box

    def _line(self, words: str, field: QWidget) -> None:
        caption = QLabel(words)
        caption.setObjectName("muted")
        caption.setBuddy(field)
        field.setAccessibleName(words)
        self._captions[field] = caption
        at = self._lines.rowCount()
        self._lines.addWidget(caption, at, 0)
        self._lines.addWidget(field, at, 1)
        if isinstance(field, QLineEdit):
            field.setPlaceholderText("any" if words.startswith("Only") else "")

    def _connect(self) -> None:
        self.name.textEdited.connect(lambda text: self._take(attribute=text) if text.strip() else None)
        self.match.activated.connect(lambda: self._take(match=self.match.currentData()))
        self.form.textEdited.connect(lambda text: self._take(name_format=text.strip() or None))
        self.friendly.textEdited.connect(lambda text: self._take(friendly_name=text.strip() or None))
        self.constant.textEdited.connect(lambda text: self._take(constant=text))
        self.cel.changed.connect(lambda text: self._take(cel=text))

    def _names(self) -> list[Offer]:
        gathered = self._everybody.gathered
        total = number(gathered.total)
        return [
            Offer(seen.name, f"{number(seen.people)} of {total} · {seen.examples(1)}")
            for seen in gathered.names.values()
        ]

    def show_source(self, source: Source | SourceWord, variables: Variables) -> None:
        """Show a source; what is being typed is left alone."""
        self._source = source
        self.about.say(f"{face(source)[1][:1].upper()}{face(source)[1][1:]}.")
        attribute = isinstance(source, Source) and source.attribute is not None
        constant = isinstance(source, Source) and source.constant is not None
        expression = isinstance(source, Source) and source.cel is not None
        for field in (self.name, self.match, self.form, self.friendly):
            self._show(field, attribute)
        self._show(self.constant, constant)
        self.cel.setVisible(expression)
        if not isinstance(source, Source):
            return
        for line, text in (
            (self.name, source.attribute),
            (self.form, source.name_format),
            (self.friendly, source.friendly_name),
            (self.constant, source.constant),
        ):
            if line.text().strip() != (text or "").strip():
                line.setText(text or "")
        self.match.setCurrentIndex(self.match.findData(source.match))
        if source.cel is not None:
            self.cel.show_text(source.cel, variables)

    def _show(self, field: QWidget, on: bool) -> None:
        field.setVisible(on)
        self._captions[field].setVisible(on)

    def _take(self, **values: Any) -> None:
        if isinstance(self._source, Source):
            given: Mapping[str, Any] = values
            self._source = msgspec.structs.replace(self._source, **given)
            self.changed.emit(self._source)

    def focus_first(self) -> None:
        """Put the keyboard into the first field."""
        for field in (self.name, self.constant, self.cel.edit):
            if not field.isHidden() and not (field is self.cel.edit and self.cel.isHidden()):
                field.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        self.pick.setFocus(Qt.FocusReason.OtherFocusReason)

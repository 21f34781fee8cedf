"""The stored link between an account and its identity provider: whether there is one, and what it holds."""

from collections.abc import Sequence
from typing import Any

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QPushButton, QVBoxLayout, QWidget

from jitadmin.core.connection.attribute_map import AttributeRow
from jitadmin.core.connection.policy import Links
from jitadmin.core.errors import JitadminError
from jitadmin.gui.editors import policy_words as words
from jitadmin.gui.editors import sources
from jitadmin.gui.editors.gathered import Everybody
from jitadmin.gui.editors.knobs import NO_OFFERS, Knobs
from jitadmin.gui.editors.offers import OfferLine
from jitadmin.gui.editors.picker import Picker
from jitadmin.gui.editors.pipeline import login_of
from jitadmin.gui.field_help import help_for
from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.widgets.editor import Offer
from jitadmin.gui.widgets.pieces import row
from jitadmin.gui.widgets.text import Text
from jitadmin.gui.workbench import typed


class LinkFields(QWidget):
    """``changed`` hands over the links, None where none are kept, and words for undo."""

    changed = Signal(object, str)

    def __init__(self, everybody: Everybody, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._everybody = everybody
        self._theme = theme
        self._links: Links | None = None
        self.on = QCheckBox("Accounts keep a stored link")
        self.on.clicked.connect(lambda on: self.changed.emit(Links() if on else None, "whether links are stored"))
        self.value = OfferLine(theme, self._offers)
        self.value.setAccessibleName("The identity is read from")
        self.value.setWhatsThis(help_for("The identity is read from"))
        self.value.editingFinished.connect(self._take)
        self.value.textEdited.connect(lambda _: self.value.setModified(True))
        self.choose = QPushButton("Choose…")
        self.choose.setObjectName("small")
        self.choose.clicked.connect(self._choose)
        self.error = Text("", "error")
        self.error.hide()
        self.form = Knobs(theme, self._put, columns=2)
        self.form.offered("Stored under the name", "provider", str, str.strip, "the entity ID", NO_OFFERS)
        self.form.pick("Several links", "several", words.LINKS)
        self._body = QWidget()
        inner = QVBoxLayout(self._body)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(grid(1))
        inner.addWidget(Text("The identity is read from", "muted"))
        line = row(self.value, self.choose)
        line.setStretch(0, 1)
        inner.addLayout(line)
        inner.addWidget(self.error)
        inner.addWidget(self.form)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.on)
        column.addWidget(self._body)

    def _offers(self) -> Sequence[Offer]:
        survey = self._everybody.evaluation.survey
        return [Offer("nameId", "the NameID"), *typed.names_offered(survey.seen, len(survey.briefs))]

    def show_links(self, links: Links | None) -> None:
        """Show what is stored."""
        self._links = links
        self.on.setChecked(links is not None)
        self._body.setVisible(links is not None)
        if links is not None:
            self.form.show_record(links)
            if not (self.value.hasFocus() and self.value.isModified()):
                self.value.setText(typed.source_text(_row(links)))
                self.error.hide()

    def _take(self) -> None:
        if self._links is None or not self.value.isModified():
            return
        trouble = typed.trouble_of(lambda: typed.read_source(self.value.text(), _row(Links())))
        self.error.setVisible(trouble is not None)
        if trouble is not None:
            self.error.say(trouble.words)
            return
        self.value.setModified(False)
        try:
            made = typed.read_source(self.value.text(), _row(self._links))
        except JitadminError:
            return
        self._put_all(value=made.sources, transforms=made.transforms)

    def _choose(self) -> None:
        picker = Picker(self._theme, self.window())
        picker.picked.connect(lambda source: self._put_all(value=(source,)))
        picker.closed.connect(picker.deleteLater)
        evaluation = self._everybody.evaluation
        found = sources.entries("externalId", self._everybody.gathered, login_of(evaluation))
        picker.ask(self.choose, found, "What identifies the person")

    def _put(self, name: str, value: Any, said: str) -> None:
        if self._links is not None:
            self.changed.emit(msgspec.structs.replace(self._links, **{name: value}), said)

    def _put_all(self, **values: Any) -> None:
        if self._links is not None:
            self.changed.emit(msgspec.structs.replace(self._links, **values), "what links hold")


def _row(links: Links) -> AttributeRow:
    return AttributeRow(field="link", sources=links.value, transforms=links.transforms)

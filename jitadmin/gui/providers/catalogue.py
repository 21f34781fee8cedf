"""Registers a party by what the catalogue knows of its product; what it leaves open is asked for."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from jitadmin.core.catalogue import Head, IdpTemplate, SpTemplate
from jitadmin.core.catalogue.finding import matching
from jitadmin.core.errors import JitadminError
from jitadmin.core.proposal.filling import party_asks
from jitadmin.core.proposal.record import Answers
from jitadmin.core.registry import ProviderKind
from jitadmin.gui.desk import Desk
from jitadmin.gui.models import Column, RecordModel
from jitadmin.gui.providers.dialogs import TITLES, Ask, certificates_in
from jitadmin.gui.theme import grid, label_text, mono_font
from jitadmin.gui.widgets.pieces import card
from jitadmin.gui.widgets.reading import ReadingTable
from jitadmin.gui.widgets.text import Text

Register = Callable[[str, dict[str, str], Sequence[str]], object]


class FromCatalogue(Ask):
    """``register`` takes the template, its values and the certificates, and raises what is wrong with them."""

    def __init__(self, desk: Desk, kind: ProviderKind, register: Register, parent: QWidget | None) -> None:
        super().__init__(desk, f"Register {TITLES[kind]} of the catalogue", "", "&Register", parent)
        self._kind = kind
        self._register = register
        self._catalogue = desk.workspace.catalogue()
        listing = self._catalogue.identity_providers
        if kind == "serviceProvider":
            listing = self._catalogue.service_providers
        self._heads = listing.heads
        self._template: IdpTemplate | SpTemplate | None = None
        self.fields: dict[str, QLineEdit] = {}
        self.certificates = QPlainTextEdit()
        self.search = QLineEdit()
        self.search.setPlaceholderText("Find a product")
        self.search.setAccessibleName("Find a product")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._refill)
        self.model = RecordModel[Head]([Column(title="Product", text=lambda one: one.name)], desk.theme, self)
        self.view = ReadingTable(self.model, desk.theme, "Products", most=1, padding=2)
        self.view.horizontalHeader().hide()
        self.view.selectionModel().currentRowChanged.connect(lambda *_: self._choose())
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        left, column = card()
        column.addWidget(self.search)
        column.addWidget(self.view, 1)
        right, beside = card()
        beside.addWidget(self._area)
        across = QHBoxLayout()
        across.setSpacing(grid(2.5))
        across.addWidget(left, 2)
        across.addWidget(right, 3)
        self.body.addLayout(across, 1)
        self.does.clicked.connect(self._give)
        self.resize(QSize(grid(200), grid(140)))
        self.search.setFocus()
        self._refill()

    def _refill(self) -> None:
        found = matching(self._heads, self.search.text())
        self.view.show_records(found, lambda one: one.id)
        if found:
            # The list begins with what suits the typed text best.
            self.view.choose(0)
        self._choose()

    def _choose(self) -> None:
        head = self.view.chosen
        self.does.setEnabled(head is not None)
        if head is None or (self._template is not None and self._template.id == head.id):
            return
        read = self._catalogue.identity_provider
        try:
            template = self._catalogue.service_provider(head.id) if self._kind == "serviceProvider" else read(head.id)
        except JitadminError as error:
            self.fault(error)
            return
        self._template = template
        self.messages.hide()
        self._ask(template)

    def _ask(self, template: IdpTemplate | SpTemplate) -> None:
        inside = QWidget()
        inside.setObjectName("bare")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, grid(3), 0)
        column.setSpacing(grid(1))
        column.addWidget(Text(template.name, "heading"))
        self.fields = {}
        asks = party_asks(template, {}, Answers())
        for ask in asks:
            hole = ask.placeholder
            field = QLineEdit(ask.value)
            field.setPlaceholderText(hole.example)
            field.setAccessibleName(hole.label + ("" if ask.needed else " (optional)"))
            field.setAccessibleDescription(hole.hint)
            caption = QLabel(label_text(hole.label + ("" if ask.needed else " (optional)")))
            caption.setTextFormat(Qt.TextFormat.PlainText)
            caption.setBuddy(field)
            column.addSpacing(grid(1))
            column.addWidget(caption)
            column.addWidget(field)
            if hole.hint:
                column.addWidget(Text(hole.hint, "muted"))
            self.fields[ask.name] = field
        if not asks:
            column.addWidget(Text("Nothing is left open.", "muted"))
        elif self._kind == "identityProvider" and not all(ask.needed for ask in asks):
            column.addWidget(Text("With all of these, the address where people sign in is known, too.", "muted"))
        self.certificates = QPlainTextEdit()
        self.certificates.setFont(mono_font())
        self.certificates.setTabChangesFocus(True)
        self.certificates.setMaximumHeight(grid(30))
        self.certificates.setPlaceholderText("-----BEGIN CERTIFICATE-----")
        self.certificates.setAccessibleName("Certificates")
        caption = QLabel("Certi&ficates" if self._kind == "identityProvider" else "Certi&ficates (optional)")
        caption.setBuddy(self.certificates)
        column.addSpacing(grid(1))
        column.addWidget(caption)
        column.addWidget(self.certificates)
        column.addStretch(1)
        self._area.setWidget(inside)

    def _give(self) -> None:
        template = self._template
        if template is None:
            return
        values = {name: field.text().strip() for name, field in self.fields.items() if field.text().strip()}
        try:
            self._register(template.id, values, certificates_in(self.certificates.toPlainText()))
        except JitadminError as error:
            self.fault(error)
            return
        self.accept()

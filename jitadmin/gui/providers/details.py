"""One provider in full: what to know of it, its certificates, its addresses, and the connections that use it."""

from datetime import datetime

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QMenu, QPushButton, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from jitadmin.core.messages import inert
from jitadmin.core.registry import CertificateState, Said
from jitadmin.gui.dates import left_colour, left_words
from jitadmin.gui.desk import CONNECTION
from jitadmin.gui.models import Column, RecordModel
from jitadmin.gui.providers.items import Address, Item, Used, age_words, days_of, fingerprint, source_words
from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.widgets.flow import Flow
from jitadmin.gui.widgets.pieces import card, line, row
from jitadmin.gui.widgets.reading import ReadingTable
from jitadmin.gui.widgets.text import Text

TONES = {
    "plain": ("point", "muted"),
    "good": ("yes", "good"),
    "warning": ("warn", "warn"),
    "bad": ("no", "bad"),
}
MANY = 200


class ProviderDetails(QWidget):
    """``act`` tells what shall be done with the provider: refresh, file, paste, edit, remove, connect."""

    act = Signal(str)
    place_wanted = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.title = Text("", "title")
        self.entity_id = Text("", "muted")
        self.facts = Text("", "muted")
        self.notes = RecordModel[Said](_note_columns(), theme, self)
        self.notes_view = ReadingTable(self.notes, theme, "What to know of it", most=4, padding=2, low=MANY, quiet=True)
        self.certificates = RecordModel[CertificateState](_certificate_columns(), theme, self)
        self.certificates_view = ReadingTable(
            self.certificates, theme, "Certificates", stretch=(0, 1), most=8, padding=2, low=MANY, quiet=True
        )
        self.addresses = RecordModel[Address](_address_columns(), theme, self)
        self.addresses_view = ReadingTable(
            self.addresses, theme, "Addresses", stretch=(2,), most=4, padding=2, low=MANY, quiet=True
        )
        self.used = RecordModel[Used](_used_columns(), theme, self)
        self.used_view = ReadingTable(self.used, theme, "Connections that use it", padding=2, low=MANY, quiet=True)
        self.unused = Text("No connection uses it yet.", "muted")
        self.used_view.activated.connect(self._open)
        self.used_view.clicked.connect(self._open)
        for view in (self.notes_view, self.used_view):
            view.horizontalHeader().hide()
        self._pages = QStackedWidget()
        self._pages.addWidget(self._blank())
        self._pages.addWidget(self._full())
        frame, column = card(margin=0)
        column.addWidget(self._pages)
        own = QVBoxLayout(self)
        own.setContentsMargins(0, 0, 0, 0)
        own.addWidget(frame)

    def _blank(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.addStretch(1)
        column.addLayout(row(None, Text("Choose one to see its certificates and addresses.", "muted"), None))
        column.addStretch(1)
        return page

    def _full(self) -> QWidget:
        inside = QWidget()
        inside.setObjectName("bare")
        column = QVBoxLayout(inside)
        column.setContentsMargins(grid(3), grid(3), grid(3), grid(3))
        column.setSpacing(grid(2))
        for widget in (self.title, self.entity_id, self.facts):
            column.addWidget(widget)
        column.addWidget(self._buttons())
        column.addWidget(self.notes_view)
        parts = (
            ("Certificates", self.certificates_view),
            ("Addresses", self.addresses_view),
            ("Connections that use it", self.used_view),
        )
        for heading, view in parts:
            column.addWidget(line())
            column.addWidget(Text(heading, "heading"))
            column.addWidget(view)
        column.addWidget(self.unused)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        return area

    def _buttons(self) -> QWidget:
        holder = QWidget()
        flow = Flow(holder, grid(2))
        self.refresh = self._button("&Refresh", "rotate", "")
        menu = QMenu(self.refresh)
        self.fetch = menu.addAction("Fetch it &again from its address", lambda: self.act.emit("refresh"))
        menu.addAction("From a newer &file…", lambda: self.act.emit("file"))
        menu.addAction("From the &clipboard", lambda: self.act.emit("paste"))
        self.refresh.setMenu(menu)
        self.edit = self._button("&Edit…", "edit", "edit")
        self.connect_button = self._button("New &connection…", "connections", "connect")
        self.copy = self._button("Copy &fingerprint", "duplicate", "")
        self.copy.clicked.connect(self._copy)
        self.remove = self._button("Re&move…", "remove", "remove")
        for button in (self.refresh, self.edit, self.copy, self.remove):
            flow.addWidget(button)
        self.connect_button.hide()
        return holder

    def _button(self, words: str, icon: str, act: str) -> QPushButton:
        button = QPushButton(words)
        self._theme.dress(button, icon, "text")
        if act:
            button.clicked.connect(lambda: self.act.emit(act))
        return button

    def show_item(self, item: Item | None, today: datetime) -> None:
        """Show a provider."""
        self._pages.setCurrentIndex(0 if item is None else 1)
        if item is None:
            return
        provider = item.provider
        self.title.say(item.name)
        self.entity_id.say(provider.entity_id)
        origin = source_words(provider)
        facts = [f"From {origin}" if provider.metadata else origin.capitalize() if origin else ""]
        facts += [age_words(provider, today), inert(item.product) if item.product != item.name else ""]
        self.facts.say(" · ".join(fact for fact in facts if fact))
        self.notes_view.show_records(item.status.notes)
        self.notes_view.setVisible(bool(item.status.notes))
        self.certificates_view.show_records(item.status.certificates)
        self.addresses_view.show_records(item.endpoints)
        self.used_view.show_records(item.used)
        self.used_view.setVisible(bool(item.used))
        self.unused.setVisible(not item.used)
        self.fetch.setEnabled(provider.source.startswith("https://"))
        self.edit.setVisible(not provider.metadata)
        self.refresh.setVisible(bool(provider.metadata))
        self.copy.setEnabled(bool(item.status.certificates))

    def _open(self, index: QModelIndex) -> None:
        self.place_wanted.emit(f"{CONNECTION}:{self.used.records[index.row()].name}")

    def _copy(self) -> None:
        chosen = self.certificates_view.chosen
        if chosen is not None:
            QGuiApplication.clipboard().setText(fingerprint(chosen.certificate.sha256))


def _note_columns() -> list[Column[Said]]:
    return [Column(title="Note", text=lambda one: one.text, icon=lambda one: TONES[one.tone])]


def _certificate_columns() -> list[Column[CertificateState]]:
    return [
        Column(
            title="Certificate",
            text=lambda one: one.certificate.subject or "no subject",
            icon=lambda one: ("certificate", left_colour(days_of(one))),
        ),
        Column(title="Fingerprint (SHA-256)", text=lambda one: fingerprint(one.certificate.sha256), mono=True),
        Column(title="For", text=lambda one: " and ".join(one.uses), colour=lambda _: "muted"),
        Column(
            title="Valid",
            text=lambda one: left_words(days_of(one)),
            colour=lambda one: left_colour(days_of(one)),
            tip=_dates,
        ),
    ]


def _dates(one: CertificateState) -> str:
    start, end = one.certificate.not_before, one.certificate.not_after
    return f"{start:%Y-%m-%d} to {end:%Y-%m-%d}" if start and end else ""


def _address_columns() -> list[Column[Address]]:
    return [
        Column(title="Serves", text=lambda one: one.service),
        Column(title="Binding", text=lambda one: one.binding, colour=lambda _: "muted"),
        Column(title="Address", text=lambda one: one.location, mono=True),
    ]


def _used_columns() -> list[Column[Used]]:
    return [Column(title="Connection", text=lambda one: one.words, icon=lambda _: ("connections", "accent"))]

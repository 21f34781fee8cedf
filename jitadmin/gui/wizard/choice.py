"""One side of the new connection: a search field over a list, and beside it what is known of the entry."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from jitadmin.core.errors import JitadminError
from jitadmin.gui.models import Column, RecordModel
from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.widgets.cells import CellDelegate
from jitadmin.gui.widgets.pieces import card, row
from jitadmin.gui.widgets.text import Text
from jitadmin.gui.wizard.parties import Parties, Party
from jitadmin.gui.wizard.sheet import Sheet

_STEPS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_WORDS = {
    "idp": ("Who signs people in?", "Find an identity provider", "Identity providers"),
    "sp": ("Which application do they sign in to?", "Find an application", "Applications"),
}


class ChoicePage(QWidget):
    """Typing filters, arrows choose and Enter goes on, with the keyboard in the search field all the while.

    Metadata that is pasted there is read, not searched for.
    """

    changed = Signal()
    taken = Signal()
    file_wanted = Signal()
    paste_wanted = Signal()

    def __init__(self, parties: Parties, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.parties = parties
        self._shown: Party | None = None
        question, find, listed = _WORDS[parties.kind]
        self.heading = Text(question, "title")
        self.search = QLineEdit()
        self.search.setPlaceholderText(find)
        self.search.setAccessibleName(find)
        self.search.setClearButtonEnabled(True)
        self.search.setWhatsThis("Type a part of the name. The arrows choose in the list, Enter goes on.")
        self.search.textChanged.connect(self._refill)
        self.search.installEventFilter(self)
        self.count = Text("", "muted")
        self.model = RecordModel[Party](_columns(), theme, self)
        self.view = self._make_view(theme, listed)
        self.sheet = Sheet(theme)
        self._seen = False
        self._build(theme)

    def _make_view(self, theme: Theme, name: str) -> QTableView:
        view = QTableView()
        view.setModel(self.model)
        view.setItemDelegate(CellDelegate(theme, view, most=1, padding=1))
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setShowGrid(False)
        view.setMouseTracking(True)
        view.setTabKeyNavigation(False)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.verticalHeader().hide()
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.verticalHeader().setDefaultSectionSize(view.fontMetrics().height() + grid(3))
        header = view.horizontalHeader()
        header.hide()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        view.setAccessibleName(name)
        view.selectionModel().currentRowChanged.connect(self._on_current)
        view.activated.connect(lambda _: self.taken.emit())
        return view

    def _build(self, theme: Theme) -> None:
        left, column = card()
        top = row(self.search, self.count)
        top.setStretch(0, 1)
        column.addLayout(top)
        column.addWidget(self.view, 1)
        file = QPushButton("From metadata &file…")
        theme.dress(file, "open", "text")
        file.clicked.connect(self.file_wanted.emit)
        paste = QPushButton("&Paste metadata")
        theme.dress(paste, "paste", "text")
        paste.clicked.connect(self.paste_wanted.emit)
        for button in (file, paste):
            button.setAutoDefault(False)
        column.addLayout(row(file, paste, None))
        right, facts = card()
        facts.addWidget(self.sheet)
        across = QHBoxLayout()
        across.setSpacing(grid(2.5))
        across.addWidget(left, 5)
        across.addWidget(right, 6)
        own = QVBoxLayout(self)
        own.setContentsMargins(0, 0, 0, 0)
        own.setSpacing(grid(2))
        own.addWidget(self.heading)
        own.addLayout(across, 1)

    def start(self) -> None:
        """Put the keyboard where typing filters; the list is read when somebody first comes here."""
        if not self.model.records:
            self._refill()
        self._seen = True
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self.search.selectAll()

    @property
    def party(self) -> Party | None:
        """What is chosen."""
        at = self.view.currentIndex().row()
        return self.model.records[at] if 0 <= at < len(self.model.records) else None

    def offer(self, parties: Sequence[Party]) -> None:
        """Choose the first of the parties that metadata brought."""
        self.search.clear()
        self._refill()
        for at, party in enumerate(self.model.records):
            if party in parties:
                self.view.selectRow(at)
                break

    def look(self) -> None:
        """List what there is now; what somebody chose stays chosen, the first line is nobody's choice."""
        if not self.model.records:
            return
        left = self._seen and not self.isVisible()
        first = self.view.currentIndex().row() == 0 and not self.search.text()
        chosen = None if first and not left else self.party
        self._refill()
        if chosen is not None and chosen in self.model.records:
            self.view.selectRow(self.model.records.index(chosen))

    def _refill(self) -> None:
        typed = self.search.text()
        records = self.parties.found(typed)
        self.model.show(records)
        found = len(records) - 1
        self.count.say(f"{found} found" if typed.strip() else f"{found} to choose from")
        self.view.selectRow(0)
        self.view.scrollToTop()
        self._on_current(QModelIndex(), QModelIndex())

    def _on_current(self, _now: QModelIndex, _before: QModelIndex) -> None:
        party = self.party
        if party is not None and party != self._shown:
            self._shown = party
            self._show(party)
        self.changed.emit()

    def _show(self, party: Party) -> None:
        try:
            self.sheet.show_entry(self.parties.template(party.head), party.head.name, party.entity)
        except JitadminError as error:
            self.sheet.show_words(str(error))

    @property
    def usable(self) -> bool:
        """Whether something is chosen that can be read."""
        party = self.party
        if party is None:
            return False
        try:
            self.parties.template(party.head)
        except JitadminError:
            return False
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows in the search field move through the list."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.matches(QKeySequence.StandardKey.Paste) and _looks_like_xml(QGuiApplication.clipboard().text()):
                self.paste_wanted.emit()
                return True
            if event.key() in _STEPS:
                self._step(Qt.Key(event.key()))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.taken.emit()
                return True
        return super().eventFilter(watched, event)

    def _step(self, key: Qt.Key) -> None:
        page = max(1, self.view.viewport().height() // max(1, self.view.rowHeight(0)) - 1)
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -page, Qt.Key.Key_PageDown: page}[key]
        at = min(max(self.view.currentIndex().row() + step, 0), len(self.model.records) - 1)
        self.view.selectRow(at)


def _looks_like_xml(text: str) -> bool:
    return text.lstrip("\ufeff \t\r\n").startswith("<")


def _columns() -> list[Column[Party]]:
    return [
        Column(
            title="Name",
            text=lambda one: one.head.name,
            icon=lambda one: ("certificate", "accent") if one.entity else None,
        ),
        Column(title="Kind", text=lambda one: one.detail, colour=lambda _: "muted"),
    ]

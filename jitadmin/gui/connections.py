"""The list of connections, and the three doors of an empty workspace."""

from typing import NamedTuple

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (  # fmt: skip
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from jitadmin.core.connection import Connection
from jitadmin.core.jit.summary import policy_sentence
from jitadmin.gui.desk import CONNECTION, Desk, Page
from jitadmin.gui.models import Column, RecordModel
from jitadmin.gui.removing import ask_removal
from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.widgets.door import door, welcome
from jitadmin.gui.widgets.pieces import card, row
from jitadmin.gui.widgets.reading import ReadingTable
from jitadmin.gui.widgets.text import Text
from jitadmin.gui.words import app_name, idp_name, number


class Entry(NamedTuple):
    """A connection in the list, and whether it has changes that are not saved."""

    connection: Connection
    draft: bool


class ConnectionsPage(Page):
    """All connections with what they do in a sentence; Enter or a double click opens the workbench."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        theme = desk.theme
        self.model = RecordModel[Entry](_columns(), theme, self)
        self.view = ReadingTable(self.model, theme, "Connections", stretch=(4,), padding=3)
        self.view.activated.connect(self._open)
        self.setFocusProxy(self.view)
        remove = QAction("Remove", self.view)
        remove.setShortcut(QKeySequence.StandardKey.Delete)
        remove.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        remove.triggered.connect(lambda: self.remove())
        self.view.addAction(remove)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._list())
        self._pages.addWidget(self._doors(theme))
        column = QVBoxLayout(self)
        column.setContentsMargins(grid(4), grid(3), grid(4), grid(3))
        column.setSpacing(grid(3))
        self._remove = QPushButton("Re&move…")
        theme.dress(self._remove, "remove", "text")
        self._remove.clicked.connect(lambda: self.remove())
        opens = QPushButton("Open connection &document…")
        theme.dress(opens, "open", "text")
        opens.clicked.connect(lambda: desk.act.emit("document"))
        new = QPushButton("&New connection…")
        new.setProperty("primary", True)
        new.clicked.connect(lambda: desk.act.emit("new"))
        head = row(Text("Connections", "title"), None, self._remove, opens, new)
        column.addLayout(head)
        column.addWidget(self._pages, 1)

    def _open(self, index: QModelIndex) -> None:
        self.desk.go(f"{CONNECTION}:{self.model.records[index.row()].connection.name}")

    def _list(self) -> QWidget:
        frame, column = card(margin=1)
        column.addWidget(self.view)
        return frame

    def _doors(self, theme: Theme) -> QWidget:
        """What to do in an empty workspace."""
        page = QWidget()
        column = QVBoxLayout(page)
        column.addStretch(1)
        column.addLayout(welcome("No connection yet", "A connection joins an identity provider with an application."))
        column.addSpacing(grid(4))
        demo = door(
            theme,
            "simulation",
            "Guided simulation",
            "A made-up company with three applications and 200 people. It touches nothing of yours.",
            lambda: self.desk.act.emit("demo"),
        )
        document = door(
            theme,
            "open",
            "Open a connection document",
            "A YAML or JSON file that describes the identity provider, the application and the maps.",
            lambda: self.desk.act.emit("document"),
        )
        new = door(
            theme,
            "add",
            "New connection",
            "Choose the identity provider and the application; the maps are proposed, with reasons and sources.",
            lambda: self.desk.act.emit("new"),
        )
        doors = row(None, demo, new, document, None, spacing=4)
        column.addLayout(doors)
        column.addStretch(2)
        return page

    def arrive(self, name: str = "") -> None:
        """Show the connections as they are saved, or as they are being edited."""
        drafts = self.desk.drafts
        saved = self.desk.workspace.connections()
        entries = [Entry(drafts.get(one.name, one), one.name in drafts) for one in saved]
        self.view.show_records(entries, lambda one: one.connection.name)
        self._pages.setCurrentIndex(0 if entries else 1)
        self._remove.setVisible(bool(entries))

    def remove(self) -> None:
        """Ask, and remove the chosen connection; undo brings it back as it was saved last."""
        entry, workspace = self.view.chosen, self.desk.workspace
        if entry is None:
            return
        name = entry.connection.name
        called = f"{idp_name(entry.connection)} → {app_name(entry.connection)}"
        number_of = workspace.revision(name)
        lost = "What is not saved of it is lost. " if entry.draft else ""
        words = f"{lost}Its samples and the known accounts are kept."

        def run() -> None:
            self.desk.change(
                f"remove {called}",
                ("connection", name),
                lambda: workspace.delete(name),
                lambda: workspace.history.restore("connection", name, number_of),
                number_of,
            )

        ask_removal(self, called, words, run)


def _columns() -> list[Column[Entry]]:
    return [
        Column(
            title="Application", text=lambda one: app_name(one.connection), icon=lambda _: ("connections", "accent")
        ),
        Column(title="Identity provider", text=lambda one: idp_name(one.connection)),
        Column(title="Rows", text=lambda one: number(len(one.connection.attributes.rows)), right=True),
        Column(title="Rules", text=lambda one: number(len(one.connection.roles.rules)), right=True),
        Column(
            title="What a login does",
            text=lambda one: policy_sentence(one.connection),
            colour=lambda _: "muted",
        ),
        Column(
            title="State",
            text=lambda one: "Draft" if one.draft else "Saved",
            colour=lambda one: "warn" if one.draft else "good",
        ),
    ]

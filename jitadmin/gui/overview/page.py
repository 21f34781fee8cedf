"""The overview: connections and their state, certificates by days left, refused logins, findings, and what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from jitadmin.app import Workspace
from jitadmin.core.connection import Connection
from jitadmin.core.progress import Progress
from jitadmin.gui.desk import Desk, Page
from jitadmin.gui.overview.lines import (  # fmt: skip
    Certificate,
    certificate_lines,
    finding_lines,
    refusal_lines,
    registered,
    steps,
    trusted,
)
from jitadmin.gui.overview.listing import Listing
from jitadmin.gui.overview.standing import Standing, look
from jitadmin.gui.overview.table import ConnectionsTable, Row
from jitadmin.gui.tasks import Task
from jitadmin.gui.theme import grid
from jitadmin.gui.widgets.door import door, welcome
from jitadmin.gui.widgets.pieces import row
from jitadmin.gui.widgets.text import Text
from jitadmin.gui.words import number


class OverviewPage(Page):
    """Everything at a glance; every line leads to the place where something can be done about it.

    Logins are judged in the background, one connection after the other, and what is known of a connection stays until
    the connection or its logins change.
    """

    takes = "metadata"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._known: dict[str, _Known] = {}
        self._registered: tuple[Certificate, ...] = ()
        self._task: Task | None = None
        theme = desk.theme
        self.about = Text("", "muted", most=1)
        self.table = ConnectionsTable(theme)
        self.steps = Listing(theme, "Next steps", "Nothing is to be done.")
        self.certificates = Listing(
            theme, "Certificates by days left", "No certificate is trusted yet.", tinted=True, low=True
        )
        self.refusals = Listing(theme, "Refused logins", "No login was refused.")
        self.findings = Listing(theme, "Findings", "Nothing was found that you should know.")
        self.table.chosen.connect(desk.go)
        self.setFocusProxy(self.steps.view)
        for listing in (self.steps, self.certificates, self.refusals, self.findings):
            listing.chosen.connect(desk.go)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._summary())
        self._pages.addWidget(self._doors())
        column = QVBoxLayout(self)
        column.setContentsMargins(grid(4), grid(3), grid(4), grid(3))
        column.setSpacing(grid(2.5))
        self._new = new = QPushButton("&New connection…")
        new.setProperty("primary", True)
        new.clicked.connect(lambda: desk.act.emit("new"))
        words = QVBoxLayout()
        words.setSpacing(grid(0.5))
        words.addWidget(Text("Overview", "title"))
        words.addWidget(self.about)
        head = row()
        head.addLayout(words, 1)
        head.addWidget(new, 0, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(head)
        column.addWidget(self._pages, 1)

    def _summary(self) -> QWidget:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(grid(2.5))
        column.addWidget(self.table)
        lists = row(spacing=2.5)
        for wide, upper, lower in ((3, self.steps, self.findings), (2, self.certificates, self.refusals)):
            beneath = QVBoxLayout()
            beneath.setSpacing(grid(2.5))
            beneath.addWidget(upper, 0 if upper is self.certificates else 1)
            beneath.addWidget(lower, 1)
            lists.addLayout(beneath, wide)
        column.addLayout(lists, 1)
        return body

    def _doors(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.addStretch(1)
        column.addLayout(welcome("No connection yet", "Three ways to begin. None of them sends anything anywhere."))
        column.addSpacing(grid(4))
        theme, act = self.desk.theme, self.desk.act.emit
        demo = door(
            theme,
            "simulation",
            "Guided simulation",
            "A made-up company with three applications and 200 people. It touches nothing of yours.",
            lambda: act("demo"),
            "Start the &simulation",
            primary=True,
        )
        metadata = door(
            theme,
            "certificate",
            "Import metadata",
            "The SAML metadata of your identity provider or of an application, as a file, a text or an address.",
            lambda: act("metadata"),
            "&Import metadata…",
        )
        template = door(
            theme,
            "add",
            "New from a template",
            "Choose the identity provider and the application; the maps are proposed, with reasons and sources.",
            lambda: act("new"),
            "New &connection…",
        )
        column.addLayout(row(None, demo, metadata, template, None, spacing=4))
        column.addStretch(2)
        return page

    def arrive(self, name: str = "") -> None:
        """Show what is known, and look at what has changed."""
        connections = self.desk.workspace.connections()
        self._pages.setCurrentIndex(0 if connections else 1)
        # The doors say the same.
        self._new.setVisible(bool(connections))
        self._known = {one.name: self._known[one.name] for one in connections if one.name in self._known}
        self._show(connections)
        self._look()

    def _look(self) -> None:
        if self._task is not None:
            self._task.cancel()
        workspace = self.desk.workspace
        known = dict(self._known)

        def work(progress: Progress) -> tuple[Certificate, ...]:
            certificates = registered(workspace)
            for connection in workspace.connections():
                now = _Known.now(workspace, connection)
                before = known.get(connection.name)
                if before is None or before.key != now.key:
                    now.standing = look(workspace, connection, progress)
                    progress.show(now)  # type: ignore[attr-defined]
            return certificates

        self._task = self.desk.runner.start(work, done=self._done, partly=self._partly, failed=self._failed)

    def _partly(self, known: "_Known") -> None:
        self._known[known.key.connection.name] = known
        self._show(self.desk.workspace.connections())

    def _done(self, certificates: tuple[Certificate, ...]) -> None:
        self._task = None
        self._registered = certificates
        self._show(self.desk.workspace.connections())

    def _failed(self, error: object) -> None:
        self._task = None
        self.desk.fault(error)

    @property
    def busy(self) -> bool:
        """Whether logins are being looked at."""
        return self._task is not None

    def _show(self, connections: Sequence[Connection]) -> None:
        today = self.desk.workspace.today()
        drafts = self.desk.drafts
        known = {name: one.standing for name, one in self._known.items()}
        standings = [one for connection in connections if (one := known.get(connection.name)) is not None]
        self.table.show_rows([Row(one, known.get(one.name), one.name in drafts, today) for one in connections])
        certificates = trusted(standings, self._registered)
        looking = "Looking at the logins…" if self.busy else ""
        self.steps.show_lines(steps(standings, certificates, drafts, today), looking or "Nothing is to be done.")
        self.certificates.show_lines(certificate_lines(certificates, today))
        self.refusals.show_lines(refusal_lines(standings), looking or "No login was refused.")
        self.findings.show_lines(finding_lines(standings), looking or "Nothing was found that you should know.")
        logins = sum(one.looked for one in standings)
        count = "1 connection" if len(connections) == 1 else f"{number(len(connections))} connections"
        self.about.say(looking or f"{count}, {number(logins)} logins looked at" if connections else "")

    def take_files(self, paths: Sequence[Path]) -> bool:
        """Metadata that was dropped or pasted is registered."""
        self.desk.metadata.emit(paths[0])
        return True

    def take_text(self, text: str) -> bool:
        """Metadata or its address that was dropped or pasted is registered."""
        stripped = text.strip()
        self.desk.metadata.emit(stripped if stripped.startswith("https://") else stripped.encode())
        return True


@dataclass(frozen=True)
class _Key:
    """What a standing rests on: while it stays the same, nobody looks again."""

    connection: Connection
    samples: int
    accounts: object
    as_of: datetime | None


class _Known:
    def __init__(self, key: _Key) -> None:
        self.key = key
        self.standing: Standing | None = None

    @classmethod
    def now(cls, workspace: Workspace, connection: Connection) -> "_Known":
        # The digests alone: to hash the messages themselves would keep the window from the interpreter.
        samples = tuple(sample.origin.sha256 for sample in workspace.samples(connection.name))
        return cls(_Key(connection, hash(samples), workspace.known_accounts(connection.name), workspace.as_of))

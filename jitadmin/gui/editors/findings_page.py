"""The list of all findings: of this login, of the connection, of everybody."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from jitadmin.gui.editors.finding_cards import FindingCards
from jitadmin.gui.editors.findings import SCOPES, SEVERITIES, Findings
from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.widgets.pieces import row
from jitadmin.gui.widgets.text import Text
from jitadmin.gui.words import number

MOST = 60
LOOKING = "Looking at everybody…"
_HEADINGS = {"login": "This login", "connection": "The connection by itself", "company": "Everybody together"}
_COUNTS = {"error": ("error", "errors"), "warning": ("warning", "warnings"), "info": ("note", "notes")}


class FindingsPage(QScrollArea):
    """``wanted`` names the cause of a finding, ``people_wanted`` whom it is about, ``applied`` hands over a remedy."""

    wanted = Signal(str)
    people_wanted = Signal(object)
    applied = Signal(object)

    def __init__(self, findings: Findings, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._findings = findings
        self._stale = True
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Findings")
        body = QWidget()
        body.setObjectName("bare")
        column = QVBoxLayout(body)
        column.setContentsMargins(grid(2), grid(3), grid(2), grid(3))
        column.setSpacing(grid(2))
        self.summary = Text()
        column.addWidget(self.summary)
        self.headings: dict[str, Text] = {}
        self.lists: dict[str, FindingCards] = {}
        for scope in SCOPES:
            heading = Text(_HEADINGS[scope], "heading")
            cards = FindingCards(theme, MOST, cause=True)
            cards.wanted.connect(self.wanted)
            cards.people_wanted.connect(self.people_wanted)
            cards.applied.connect(self.applied)
            self.headings[scope], self.lists[scope] = heading, cards
            column.addWidget(heading)
            column.addWidget(cards)
        self.waiting = Text("", "muted")
        self.stop = QPushButton("&Stop")
        self.stop.setObjectName("small")
        self.stop.setAccessibleName("Stop looking at everybody")
        self.stop.clicked.connect(self._on_stop)
        state = row(self.waiting, self.stop)
        state.setStretch(0, 1)
        column.addLayout(state)
        column.addStretch(1)
        self.setWidget(body)
        findings.changed.connect(self._on_changed)
        findings.progressed.connect(self._on_progress)
        findings.evaluation.document.changed.connect(self._on_changed)

    def _on_changed(self) -> None:
        self._stale = True
        if self.isVisible():
            self.refresh()

    def _on_progress(self, n: int, total: int) -> None:
        self.waiting.say(f"Looking at everybody: {number(n)} of {number(total)}…" if total else LOOKING)

    def _on_stop(self) -> None:
        if self._findings.busy:
            self._findings.stop()
        else:
            self._findings.again()

    def showEvent(self, event: QShowEvent) -> None:
        """Cards are made when somebody looks."""
        super().showEvent(event)
        if self._stale:
            self.refresh()

    def refresh(self) -> None:
        """Show the findings as they are now."""
        self._stale = False
        told = self._findings.told
        connection = self._findings.evaluation.document.connection
        for scope in SCOPES:
            here = [one for one in told if one.scope == scope]
            self.headings[scope].setVisible(bool(here))
            self.lists[scope].show_told(here, connection)
        counts = [(name, sum(one.finding.severity == name for one in told)) for name in SEVERITIES]
        words = [f"{number(n)} {_COUNTS[name][n != 1]}" for name, n in counts if n]
        busy, stopped = self._findings.busy, self._findings.stopped
        self.summary.say(", ".join(words) if words else "Nothing was found.")
        self.waiting.say(LOOKING if busy else "Not everybody was looked at." if stopped else "")
        self.waiting.setVisible(busy or stopped)
        self.stop.setVisible(busy or stopped)
        self.stop.setText("&Stop" if busy else "&Look again")

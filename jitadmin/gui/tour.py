"""The guided simulation: a first login that makes an account, then the ways in which it goes wrong in real life.

Every step is done on the real workbench; what it changes can be undone as any edit.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from jitadmin.core.connection.attribute_map import Source
from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.widgets.pieces import card, icon_label, tool
from jitadmin.gui.widgets.text import Text

if TYPE_CHECKING:
    from jitadmin.gui.workbench.page import Workbench
    from jitadmin.gui.workbench.survey import Brief


MISTAKE = "misspell an attribute"


@dataclass(frozen=True)
class Stop:
    """One stop: what to read, and what is shown for it on the workbench."""

    title: str
    words: str
    show: "Callable[[Workbench], object]"


def _choose(bench: "Workbench", wanted: "Callable[[Brief], bool]") -> None:
    """Choose the first person whose login is as wanted."""
    bench.samples.clear_filter()
    bench.samples.search.clear()
    for who, brief in enumerate(bench.evaluation.survey.briefs):
        if wanted(brief):
            bench.evaluation.choose(who)
            return


def _first_login(bench: "Workbench") -> None:
    bench.tabs.setCurrentWidget(bench.attributes)
    _choose(bench, lambda brief: brief.state == "create")


def _roles(bench: "Workbench") -> None:
    _first_login(bench)
    bench.tabs.setCurrentWidget(bench.roles)
    if bench.evaluation.preview and bench.evaluation.preview.effect:
        origins = [origin for grant in bench.evaluation.preview.effect.grants for origin in grant.origins]
        for origin in origins[:1]:
            bench.go_to(origin)


def _expired(bench: "Workbench") -> None:
    bench.tabs.setCurrentWidget(bench.attributes)
    _choose(bench, lambda brief: brief.state == "refused")


def _turned_away(bench: "Workbench") -> None:
    bench.tabs.setCurrentWidget(bench.attributes)
    _choose(bench, lambda brief: brief.state == "deny" and bool(brief.silent))


def _second_account(bench: "Workbench") -> None:
    bench.tabs.setCurrentWidget(bench.attributes)
    _choose(bench, lambda brief: brief.state == "link")


def _mistake(bench: "Workbench") -> None:
    """Misspell the attribute of the last row, as happens when a map is typed from a manual."""
    _first_login(bench)
    connection = bench.document.connection
    rows = connection.attributes.rows
    last = msgspec.structs.replace(rows[-1], sources=(Source(attribute="departmnt"),), transforms=())
    attributes = msgspec.structs.replace(connection.attributes, rows=(*rows[:-1], last))
    bench.document.replace(msgspec.structs.replace(connection, attributes=attributes), MISTAKE)
    bench.attributes.table.go(len(rows) - 1, 1)


def _mend(bench: "Workbench") -> None:
    """Take the mistake of the tour back, but nothing that a person did."""
    if bench.document.stack.undoText() == MISTAKE:
        bench.document.stack.undo()


def _repair(bench: "Workbench") -> None:
    while bench.document.draft and bench.document.stack.canUndo():
        bench.document.stack.undo()


STOPS = (
    Stop("A first login", "This person signs in for the first time. On the right stands what would happen: the new "
         "account, its permissions, and why. Nothing is sent anywhere.", _first_login),
    Stop("Who gets which role", "Each rule looks at the login and gives roles. The number says for how many samples "
         "it holds, the sign whether it holds for the chosen person.", _roles),
    Stop("A login that is refused", "The signature and the times of every message are checked first. What a refused "
         "message says is shown all the same, but only as a claim.", _expired),
    Stop("A person turned away", "The signature holds, but a required attribute is missing. The row that is to blame "
         "is marked, and so are the others that read nothing.", _turned_away),
    Stop("Joined with an old account", "This person already has an account that was made by hand. The policy says how "
         "the two are joined, and on what.", _second_account),
    Stop("Break it", "The name of an attribute is misspelt now. Look at the strip below: it counts at once who would "
         "lose the field, against what was saved.", _mistake),
    Stop("And back", "Undo takes every edit back. Now change a cell yourself: choose it and press Enter.", _repair),
)  # fmt: skip


class Tour(QWidget):
    """The bar above the workbench that leads from stop to stop."""

    ended = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench: Workbench | None = None
        self._at = 0
        self.title = Text("", "heading")
        self.words = Text("", "muted")
        self.place = Text("", "muted", firm=True)
        self.back = QPushButton("&Back")
        self.next = QPushButton("&Next")
        self.next.setProperty("primary", True)
        self.back.clicked.connect(lambda: self._go(self._at - 1))
        self.next.clicked.connect(lambda: self._go(self._at + 1))
        frame, column = card()
        line = QHBoxLayout()
        line.setSpacing(grid(3))
        line.addWidget(icon_label(theme, "simulation", "accent", grid(6)))
        texts = QVBoxLayout()
        texts.setSpacing(grid(0.5))
        texts.addWidget(self.title)
        texts.addWidget(self.words)
        line.addLayout(texts, 1)
        for widget in (self.place, self.back, self.next, tool(theme, "close", "End the guided simulation", self.end)):
            line.addWidget(widget)
        column.addLayout(line)
        own = QVBoxLayout(self)
        own.setContentsMargins(0, 0, 0, 0)
        own.addWidget(frame)
        self.hide()

    def start(self, bench: "Workbench") -> None:
        """Begin at the first stop on this workbench."""
        self._bench = bench
        self.show()
        self._go(0)

    def end(self) -> None:
        """Leave the workbench as it is."""
        self.hide()
        self._bench = None
        self.ended.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the keyboard, as it does in a dialog; Esc ends the tour."""
        button = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(button, QAbstractButton):
            button.click()
        elif event.key() == Qt.Key.Key_Escape:
            self.end()
        else:
            super().keyPressEvent(event)

    def _go(self, at: int) -> None:
        if self._bench is None or at >= len(STOPS):
            self.end()
            return
        if at < self._at:
            _mend(self._bench)
        self._at = max(0, at)
        stop = STOPS[self._at]
        self.title.say(stop.title)
        self.words.say(stop.words)
        self.place.say(f"{self._at + 1} of {len(STOPS)}")
        self.back.setEnabled(self._at > 0)
        self.next.setText("&Done" if self._at + 1 == len(STOPS) else "&Next")
        self.next.setFocus()
        stop.show(self._bench)

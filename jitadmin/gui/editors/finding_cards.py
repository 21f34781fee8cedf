"""Findings as cards: the reason, what to do, and the buttons that do it or lead to the cause."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from jitadmin.core.connection import Connection
from jitadmin.core.messages import inert
from jitadmin.gui.editors.findings import LOOKS, Told
from jitadmin.gui.editors.remedies import Remedy, remedy_for, remedy_words
from jitadmin.gui.theme import Theme, grid, label_text
from jitadmin.gui.widgets.flow import Flow
from jitadmin.gui.widgets.pieces import icon_label, show_icon
from jitadmin.gui.widgets.text import Text

MOST_CARDS = 4
_SEVERITY = {"error": "Error", "warning": "Warning", "info": "Note"}


class FindingCard(QFrame):
    """One finding: ``wanted`` names its cause, ``people_wanted`` whom it is about, ``applied`` gives its remedy."""

    wanted = Signal(str)
    people_wanted = Signal(object)
    applied = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("item")
        self._theme = theme
        self._told: Told | None = None
        self._remedy: Remedy | None = None
        self._icon = icon_label(theme, "info", "accent")
        self.reason = Text()
        self.remedy = Text("", "muted")
        self.fix = QPushButton()
        self.fix.setObjectName("small")
        self.fix.clicked.connect(self._apply)
        self.show_cause = QPushButton("Show the cause")
        self.show_cause.setObjectName("small")
        theme.dress(self.show_cause, "search")
        theme.dress(self.fix, "yes")
        self.show_cause.clicked.connect(self._on_cause)
        self.show_people = QPushButton()
        self.show_people.setObjectName("small")
        theme.dress(self.show_people, "accounts")
        self.show_people.clicked.connect(self._on_people)
        buttons = Flow(spacing=grid(1))
        buttons.addWidget(self.fix)
        buttons.addWidget(self.show_people)
        buttons.addWidget(self.show_cause)
        texts = QVBoxLayout()
        texts.setSpacing(grid(0.5))
        texts.addWidget(self.reason)
        texts.addWidget(self.remedy)
        texts.addLayout(buttons)
        across = QHBoxLayout(self)
        across.setContentsMargins(grid(2), grid(1.5), grid(2), grid(1.5))
        across.setSpacing(grid(2))
        across.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        across.addLayout(texts, 1)

    def show_told(self, told: Told, connection: Connection, *, cause: bool) -> None:
        """Show a finding; ``cause`` offers the way to the row."""
        self._told = told
        self._remedy = remedy_for(connection, told.finding, believed=told.believed)
        show_icon(self._icon, self._theme, *LOOKS[told.finding.severity])
        self.reason.say(told.words)
        self.remedy.say(remedy_words(told.finding))
        self.remedy.setVisible(bool(self.remedy.text()))
        self.fix.setVisible(self._remedy is not None)
        if self._remedy is not None:
            self.fix.setText(label_text(inert(self._remedy.words)))
            self.fix.setAccessibleName(f"Apply the remedy: {inert(self._remedy.words)}")
        self.show_people.setText("Show the login" if len(told.people) == 1 else "Show the logins")
        self.show_people.setVisible(bool(told.people))
        self.show_cause.setVisible(cause and bool(told.finding.origin))
        self.setAccessibleName(f"{_SEVERITY[told.finding.severity]}: {told.words}")

    def _apply(self) -> None:
        if self._remedy is not None:
            self.applied.emit(self._remedy)

    def _on_people(self) -> None:
        if self._told is not None:
            self.people_wanted.emit(self._told.people)

    def _on_cause(self) -> None:
        if self._told is not None:
            self.wanted.emit(self._told.finding.origin)


class FindingCards(QWidget):
    """Some cards below each other, no more than a number of them."""

    wanted = Signal(str)
    people_wanted = Signal(object)
    applied = Signal(object)

    def __init__(self, theme: Theme, most: int, parent: QWidget | None = None, *, cause: bool = False) -> None:
        super().__init__(parent)
        self._theme = theme
        self._most = most
        self._cause = cause
        self._shown: tuple[tuple[Told, ...], Connection | None] = ((), None)
        self.cards: list[FindingCard] = []
        self.more = Text("", "muted")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(grid(1))
        self._column.addWidget(self.more)
        theme.changed.connect(self._again)
        self.hide()

    def show_told(self, told: Sequence[Told], connection: Connection) -> None:
        """Show these findings."""
        wanted = (tuple(told), connection)
        if wanted == self._shown:
            return
        self._shown = wanted
        self._again()

    def _again(self) -> None:
        told, connection = self._shown
        if connection is None:
            return
        shown = told[: self._most]
        while len(self.cards) > len(shown):
            card = self.cards.pop()
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        while len(self.cards) < len(shown):
            card = FindingCard(self._theme)
            card.wanted.connect(self.wanted)
            card.people_wanted.connect(self.people_wanted)
            card.applied.connect(self.applied)
            self._column.insertWidget(len(self.cards), card)
            self.cards.append(card)
        for card, one in zip(self.cards, shown, strict=True):
            card.show_told(one, connection, cause=self._cause)
        left = len(told) - len(shown)
        self.more.say(f"… and {left} more." if left else "")
        self.more.setVisible(bool(left))
        self.setVisible(bool(told))

"""Two people saved the same connection: what each of them changed, and the choice between the two."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QPushButton, QVBoxLayout, QWidget

from jitadmin.core.connection import Connection, plain
from jitadmin.core.difference import Difference, differences
from jitadmin.core.messages import inert
from jitadmin.core.record import Revision
from jitadmin.gui.dates import moment
from jitadmin.gui.history.words import place_words, value_words
from jitadmin.gui.models import Column, RecordModel
from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.widgets.pieces import card, row
from jitadmin.gui.widgets.reading import ReadingTable
from jitadmin.gui.widgets.text import Text
from jitadmin.gui.words import number

_SIGNS = {"added": ("add", "good"), "removed": ("remove", "bad"), "changed": ("edit", "accent")}


@dataclass(frozen=True)
class Conflict:
    """What the person has, what somebody else saved meanwhile, and the revision that both were made from."""

    mine: Connection
    theirs: Revision
    seen: int
    base: dict[str, Any] | None

    @property
    def their_changes(self) -> tuple[Difference, ...]:
        """What the other one changed of the common revision."""
        return differences(self.base, self.theirs.body)

    @property
    def my_changes(self) -> tuple[Difference, ...]:
        """What the person changed of the common revision."""
        return differences(self.base, plain(self.mine))


class ConflictDialog(QDialog):
    """Nothing is overwritten before the person has seen both sides; closing the dialog goes on editing."""

    mine_chosen = Signal()
    theirs_chosen = Signal()

    def __init__(self, conflict: Conflict, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Saved by somebody else")
        self.conflict = conflict
        theirs = conflict.theirs
        who = inert(theirs.author) or "Somebody else"
        gone = theirs.body is None
        column = QVBoxLayout(self)
        column.setContentsMargins(grid(5), grid(4), grid(5), grid(4))
        column.setSpacing(grid(3))
        did = "removed this connection" if gone else f"saved revision {number(theirs.number)} of this connection"
        self.heading = Text(f"{who} {did} while you were editing", "heading")
        column.addWidget(self.heading)
        column.addWidget(
            Text(
                f"{moment(theirs.at)} · you began with revision {number(conflict.seen)}. Whatever you choose, every "
                "revision stays in the history.",
                "muted",
            )
        )
        self.theirs = _side(f"What {who} changed", conflict.their_changes, theme)
        self.mine = _side("What you changed", conflict.my_changes, theme)
        column.addWidget(self.theirs, 1)
        column.addWidget(self.mine, 1)
        self.keep = QPushButton(f"&Keep mine as revision {number(theirs.number + 1)}")
        self.take = QPushButton("&Leave it removed" if gone else "&Take theirs")
        self.back = QPushButton("&Go on editing")
        self.keep.clicked.connect(lambda: self._choose(self.mine_chosen))
        self.take.clicked.connect(lambda: self._choose(self.theirs_chosen))
        self.back.clicked.connect(self.reject)
        for button in (self.keep, self.take):
            button.setAutoDefault(False)
        self.back.setDefault(True)
        self.back.setFocus()
        column.addLayout(row(self.back, None, self.take, self.keep))
        self.setMinimumSize(grid(170), grid(120))

    def _choose(self, signal: Any) -> None:
        self.accept()
        signal.emit()


def _side(title: str, changes: tuple[Difference, ...], theme: Theme) -> QWidget:
    frame, column = card()
    column.addWidget(Text(title, "heading"))
    model = RecordModel[Difference](_columns(), theme, frame)
    view = ReadingTable(model, theme, title, stretch=(0, 1, 2), most=8, padding=1)
    view.show_records(list(changes))
    column.addWidget(view, 1)
    return frame


def _columns() -> list[Column[Difference]]:
    return [
        Column(title="Where", text=lambda one: place_words(one.path), icon=lambda one: _SIGNS[one.change]),
        Column(title="Before", text=lambda one: value_words(one.before), colour=lambda _: "muted"),
        Column(title="Afterwards", text=lambda one: value_words(one.after)),
    ]

"""The connections with how each stands, a line for each."""

from datetime import datetime

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jitadmin.core.connection import Connection
from jitadmin.gui.dates import left_colour, left_words
from jitadmin.gui.models import Column, RecordModel
from jitadmin.gui.overview.lines import place_of
from jitadmin.gui.overview.standing import Standing
from jitadmin.gui.theme import Theme
from jitadmin.gui.widgets.pieces import card
from jitadmin.gui.widgets.reading import ReadingTable
from jitadmin.gui.words import ORDER, STATES, app_name, idp_name, number, people

# More connections than these scroll.
ROWS = 6


class Row:
    """A connection, its standing once it is known, and whether it is a draft."""

    def __init__(self, connection: Connection, standing: Standing | None, draft: bool, today: datetime) -> None:
        self.connection = connection
        self.standing = standing
        self.draft = draft
        self.today = today

    @property
    def logins(self) -> str:
        """How many logins there are and what would come of them."""
        if self.standing is None:
            return "Looking…"
        if not self.standing.samples:
            return "none yet"
        parts = [f"{number(n)} {STATES[state].count}" for state in ORDER if (n := self.standing.states.get(state, 0))]
        looked, total = self.standing.looked, len(self.standing.samples)
        which = people(total) if looked == total else f"the newest {number(looked)} of {people(total)}"
        return f"{which}: {', '.join(parts)}" if parts else which

    @property
    def days(self) -> int | None:
        """The days left of the certificate that lasts longest: the others may be on their way out."""
        ends = [one.not_after for one in self.standing.certificates if one.not_after] if self.standing else []
        return (max(ends) - self.today).days if ends else None

    @property
    def trust(self) -> str:
        """The certificate in words."""
        if self.standing is None:
            return ""
        if self.standing.trouble:
            return "cannot be read"
        return left_words(self.days) if self.standing.certificates else "none"

    @property
    def trust_colour(self) -> str:
        """The colour of those words."""
        if self.standing is not None and (self.standing.trouble or not self.standing.certificates):
            return "bad"
        return left_colour(self.days)

    @property
    def findings(self) -> str:
        """The findings by severity."""
        if self.standing is None:
            return ""
        counts = ((self.standing.count("error"), "error"), (self.standing.count("warning"), "warning"))
        parts = [f"{number(n)} {word}{'' if n == 1 else 's'}" for n, word in counts if n]
        notes = self.standing.count("info")
        return ", ".join(parts) or (f"{number(notes)} note{'' if notes == 1 else 's'}" if notes else "none")

    @property
    def findings_colour(self) -> str:
        """The colour of the gravest."""
        if self.standing is None:
            return "muted"
        return "bad" if self.standing.count("error") else "warn" if self.standing.count("warning") else "muted"

    @property
    def state(self) -> tuple[str, str]:
        """The state of the connection in a word, with its colour."""
        if self.draft:
            return "Draft", "warn"
        if self.standing is None:
            return "Saved", "muted"
        if self.standing.trouble or not self.standing.certificates:
            return "Trusts nobody", "bad"
        if not self.standing.samples:
            return "Untested", "muted"
        return ("Needs a look", "bad") if self.standing.count("error") else ("Saved", "good")


class ConnectionsTable(QWidget):
    """``chosen`` tells the place of a connection."""

    chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.model = RecordModel[Row](_columns(), theme, self)
        self.view = ReadingTable(
            self.model, theme, "Connections and how they stand", stretch=(2,), most=2, low=ROWS, quiet=True
        )
        self.view.activated.connect(self._open)
        frame, column = card(margin=1)
        column.addWidget(self.view)
        own = QVBoxLayout(self)
        own.setContentsMargins(0, 0, 0, 0)
        own.addWidget(frame)

    def show_rows(self, rows: list[Row]) -> None:
        """Show these connections."""
        self.view.show_records(rows, lambda one: one.connection.name)

    def _open(self, index: QModelIndex) -> None:
        standing = self.model.records[index.row()]
        self.chosen.emit(place_of(Standing(standing.connection)))


def _columns() -> list[Column[Row]]:
    return [
        Column(
            title="Application", text=lambda one: app_name(one.connection), icon=lambda _: ("connections", "accent")
        ),
        Column(title="Identity provider", text=lambda one: idp_name(one.connection)),
        Column(title="Logins", text=lambda one: one.logins, colour=lambda _: "muted"),
        Column(title="Certificate", text=lambda one: one.trust, colour=lambda one: one.trust_colour),
        Column(title="Findings", text=lambda one: one.findings, colour=lambda one: one.findings_colour),
        Column(title="State", text=lambda one: one.state[0], colour=lambda one: one.state[1]),
    ]

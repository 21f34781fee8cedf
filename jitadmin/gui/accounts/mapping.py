"""Which column of a list becomes which field: proposed with a reason, and corrected in place."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jitadmin.core.existing import FIELDS, LEFT_OUT, chosen
from jitadmin.core.existing import Column as ListColumn
from jitadmin.core.messages import sentence
from jitadmin.gui.models import Column, RecordModel
from jitadmin.gui.theme import Theme
from jitadmin.gui.widgets.pieces import card
from jitadmin.gui.widgets.table import MapTable
from jitadmin.gui.widgets.text import Text
from jitadmin.gui.words import field_name

OWN = "="
BECOMES = 2


class Mapping(QWidget):
    """``changed`` tells that a person chose another field for a column."""

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns: tuple[ListColumn, ...] = ()
        self.model = RecordModel[ListColumn](self._columns(), theme, self)
        self.table = MapTable(self.model, theme, stretch=1)
        self.table.set_shares((0.2, 0.3, 0.24, 0.26))
        self.table.setAccessibleName("What each column becomes")
        frame, column = card()
        column.addWidget(Text("Columns", "heading"))
        column.addWidget(self.table, 1)
        own = QVBoxLayout(self)
        own.setContentsMargins(0, 0, 0, 0)
        own.addWidget(frame)

    def _columns(self) -> list[Column[ListColumn]]:
        choices = ((LEFT_OUT, "Left out"), (OWN, "A field of its own name"), *((f, field_name(f)) for f in FIELDS))
        return [
            Column(title="In the list", text=lambda one: one.name or "(no name)"),
            Column(title="Such as", text=lambda one: ", ".join(one.examples), colour=lambda _: "muted"),
            Column(
                title="Becomes",
                text=_becomes,
                colour=lambda one: "muted" if one.field == LEFT_OUT else "",
                edit=lambda one: one.field if one.field in (LEFT_OUT, *FIELDS) else OWN,
                commit=self._choose,
                choices=choices,
            ),
            Column(
                title="Why", text=lambda one: sentence(f"column.{one.reason}"), colour=lambda _: "muted"
            ),
        ]  # fmt: skip

    def show_columns(self, columns: Sequence[ListColumn]) -> None:
        """Show what was proposed."""
        self.columns = tuple(columns)
        self.model.show(self.columns)
        if self.columns:
            self.table.go(0, BECOMES)

    def _choose(self, at: int, field: str) -> bool:
        name = self.columns[at].name.strip()
        wanted = name if field == OWN else field
        if wanted != self.columns[at].field:
            self.columns = chosen(self.columns, at, wanted)
            self.model.show(self.columns)
            self.changed.emit()
        return True


def _becomes(column: ListColumn) -> str:
    return "Left out" if column.field == LEFT_OUT else field_name(column.field)

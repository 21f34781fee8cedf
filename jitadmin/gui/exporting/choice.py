"""The list of formats, those for the service provider first."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QVBoxLayout, QWidget

from jitadmin.core.exporting import Format
from jitadmin.gui.models import Column, RecordModel
from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.widgets.cells import CellDelegate
from jitadmin.gui.widgets.pieces import card
from jitadmin.gui.widgets.text import Text

_SIDES = {"serviceProvider": "service provider", "identityProvider": "identity provider"}


@dataclass(frozen=True)
class Choice:
    """A format, and who reads it."""

    format: Format

    @property
    def side(self) -> str:
        """Who reads it, in words."""
        return _SIDES[self.format.side]


class FormatList(QWidget):
    """``chosen`` tells the id of a format."""

    chosen = Signal(str)

    def __init__(self, formats: tuple[Format, ...], theme: Theme) -> None:
        super().__init__()
        self.setFixedWidth(grid(72))
        ordered = sorted(formats, key=lambda item: item.side != "serviceProvider")
        self.model = RecordModel[Choice](_columns(), theme, self)
        self.view = _List(self.model, theme)
        frame, column = card(margin=1)
        column.addWidget(self.view)
        own = QVBoxLayout(self)
        own.setContentsMargins(0, 0, 0, 0)
        own.setSpacing(grid(2))
        own.addWidget(Text("Format", "heading"))
        own.addWidget(frame, 1)
        self.model.show([Choice(item) for item in ordered])
        self.view.selectionModel().currentRowChanged.connect(
            lambda now, _: self.chosen.emit(self.model.records[now.row()].format.id) if now.isValid() else None
        )

    def choose(self, format_id: str) -> None:
        """Go to a format, else to the first."""
        ids = [one.format.id for one in self.model.records]
        self.view.selectRow(ids.index(format_id) if format_id in ids else 0)


class _List(QTableView):
    def __init__(self, model: RecordModel[Choice], theme: Theme) -> None:
        super().__init__()
        self.setModel(model)
        self.setItemDelegate(CellDelegate(theme, self, most=3, padding=1))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.setColumnWidth(1, grid(29))
        self.setAccessibleName("Format")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is for the button of the dialog; copying a line is of no use here."""
        if event.matches(QKeySequence.StandardKey.InsertParagraphSeparator):
            event.ignore()
        else:
            super().keyPressEvent(event)


def _columns() -> list[Column[Choice]]:
    return [
        Column(title="Software", text=lambda one: one.format.title),
        Column(title="For the", text=lambda one: one.side, colour=lambda _: "muted"),
    ]

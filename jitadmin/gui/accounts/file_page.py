"""The file that accounts are read from: its name, form and date, and what its columns become."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QPushButton, QVBoxLayout, QWidget

from jitadmin.core.existing import AccountList
from jitadmin.core.messages import inert
from jitadmin.gui.accounts.mapping import Mapping
from jitadmin.gui.dates import day
from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.widgets.pieces import card, row
from jitadmin.gui.widgets.text import Text

FORMS = {"csv": "CSV", "scim": "SCIM or JSON", "ldif": "LDIF"}
KINDS = "Accounts (*.csv *.tsv *.txt *.json *.ldif *.ldf)"


class FilePage(QWidget):
    """``wanted`` gives the file that a person chose."""

    wanted = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.open_button = QPushButton("&Open file…")
        self.open_button.setAutoDefault(False)
        theme.dress(self.open_button, "open", "text")
        self.open_button.clicked.connect(self._choose)
        self.words = Text("CSV, SCIM or JSON, or LDIF. A file can also be dropped here.", "muted")
        self.mapping = Mapping(theme)
        self.mapping.hide()
        opening = row(self.open_button, self.words)
        opening.setStretch(1, 1)
        frame, column = card()
        column.addLayout(opening)
        column.addStretch(1)
        own = QVBoxLayout(self)
        own.setContentsMargins(0, 0, 0, 0)
        own.setSpacing(grid(2))
        own.addWidget(frame)
        own.addWidget(self.mapping, 1)

    def show_list(self, listed: AccountList | None) -> None:
        """Show what was opened; None while that is not known."""
        columns = listed.columns if listed else ()
        if listed is not None:
            written = f", written on {day(listed.written)}" if listed.written else ""
            self.words.say(f"{inert(listed.name)}: {FORMS[listed.form]}{written}")
        self.mapping.setVisible(bool(columns))
        self.mapping.show_columns(columns)

    def _choose(self) -> None:
        dialog = QFileDialog(self, "Open accounts", "", f"{KINDS};;All files (*)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda file: self.wanted.emit(Path(file)))
        dialog.open()

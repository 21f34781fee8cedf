"""The form for a SCIM endpoint. The token is in this field and in the request, and nowhere else."""

from urllib.parse import urlsplit

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from jitadmin.core.existing import Endpoint
from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.widgets.pieces import card, row
from jitadmin.gui.widgets.text import Text


class EndpointForm(QWidget):
    """``wanted`` gives the endpoint to read from, ``grown`` tells that the form takes more room, or less."""

    wanted = Signal(object)
    grown = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.url = QLineEdit()
        self.url.setPlaceholderText("https://app.example.com/scim/v2")
        self.url.setAccessibleName("Base address")
        self.token = QLineEdit()
        self.token.setEchoMode(QLineEdit.EchoMode.Password)
        self.token.setAccessibleName("Bearer token")
        self.plain = QCheckBox("Allow &http for this host, although anybody on the way can read the token")
        self.read_button = QPushButton("&Read accounts")
        self.read_button.setAutoDefault(False)
        theme.dress(self.read_button, "accounts", "text")
        self.read_button.clicked.connect(self._read)
        self.url.textChanged.connect(self._follow)
        table = QGridLayout()
        table.setHorizontalSpacing(grid(3))
        table.setVerticalSpacing(grid(1.5))
        for at, (words, field) in enumerate((("Base &address", self.url), ("Bearer to&ken", self.token))):
            caption = QLabel(words)
            caption.setBuddy(field)
            table.addWidget(caption, at, 0)
            table.addWidget(field, at, 1)
        table.setColumnStretch(1, 1)
        frame, column = card(margin=4)
        column.addLayout(table)
        column.addWidget(self.plain)
        column.addWidget(
            Text("The token is used for this one reading and then forgotten; it is written nowhere. One that may only "
                 "read users and groups is enough.", "muted")
        )  # fmt: skip
        column.addLayout(row(self.read_button, None))
        own = QVBoxLayout(self)
        own.setContentsMargins(0, 0, 0, 0)
        own.addWidget(frame)
        self._follow()

    def _follow(self) -> None:
        text = self.url.text().strip()
        try:
            is_http = urlsplit(text).scheme == "http"
        except ValueError:
            is_http = False
        if self.plain.isHidden() == is_http:
            self.plain.setVisible(is_http)
            self.grown.emit()
        if not is_http:
            self.plain.setChecked(False)
        self.read_button.setEnabled(bool(text))

    def _read(self) -> None:
        endpoint = Endpoint(url=self.url.text().strip(), token=self.token.text().strip(), plain=self.plain.isChecked())
        self.token.clear()
        self.wanted.emit(endpoint)

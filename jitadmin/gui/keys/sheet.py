"""The chosen key beside the table: what it is, who uses it, and what can be done with it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from jitadmin.gui.keys.rows import Row, until_words
from jitadmin.gui.theme import Theme, grid, tooltip
from jitadmin.gui.widgets.flow import Flow
from jitadmin.gui.widgets.pieces import Badge, card, line, row
from jitadmin.gui.widgets.text import Text

WIDTH = 86


class KeySheet(QWidget):
    """``actions`` names what each button does; the page runs it for the key that is shown."""

    def __init__(self, theme: Theme, run: Callable[[str], object]) -> None:
        super().__init__()
        self.setFixedWidth(grid(WIDTH))
        self._theme = theme
        self.title = Text("", "heading")
        self.badge = Badge(theme)
        self.facts = QGridLayout()
        self.facts.setHorizontalSpacing(grid(3))
        self.facts.setVerticalSpacing(grid(2))
        self.facts.setColumnStretch(1, 1)
        self.words: dict[str, Text] = {}
        for at, caption in enumerate(
            ("Certificate", "Valid", "Fingerprint", "Key", "For", "Belongs to", "Used by", "Private half")
        ):
            value = Text()
            self.words[caption] = value
            self.facts.addWidget(Text(caption, "muted", firm=True), at, 0, Qt.AlignmentFlag.AlignTop)
            self.facts.addWidget(value, at, 1)
        self.buttons = {name: QPushButton(words) for name, words in _BUTTONS.items()}
        for name, button in self.buttons.items():
            button.setAutoDefault(False)
            button.setToolTip(tooltip(_TIPS.get(name, "")))
            button.clicked.connect(lambda _=False, name=name: run(name))
        theme.dress(self.buttons["rotate"], "rotate", "text")
        theme.dress(self.buttons["remove"], "remove", "bad")
        self._build()

    def _build(self) -> None:
        frame, column = card(margin=4)
        column.setSpacing(grid(3))
        column.addLayout(row(self.title, None, self.badge))
        column.addLayout(self.facts)
        column.addWidget(line())
        flow = Flow(spacing=grid(2))
        for button in self.buttons.values():
            flow.addWidget(button)
        column.addLayout(flow)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(frame)
        own = QVBoxLayout(self)
        own.setContentsMargins(0, 0, 0, 0)
        own.addWidget(area)

    def show_row(self, shown: Row) -> None:
        """Show a key."""
        key = shown.key
        self.title.say(key.title)
        soft = {"good": "good_soft", "accent": "accent_soft"}.get(shown.state_colour, "quiet_soft")
        self.badge.say(shown.state, soft, shown.state_colour)
        users = ", ".join(user.title or user.name for user in shown.users)
        said = {
            "Certificate": key.subject,
            "Valid": f"{until_words(key.not_before)} – {until_words(key.not_after)}, {_left(shown)}",
            "Fingerprint": f"SHA-256 {fingerprint(key.sha256)}",
            "Key": shown.kind,
            "For": shown.use,
            "Belongs to": shown.owner or "Nobody yet",
            "Used by": users or "Nothing",
            "Private half": shown.keyring,
        }
        for caption, text in said.items():
            self.words[caption].say(text)
        self.words["Valid"].ink(self._theme.colour(shown.left_colour) if shown.left_colour != "good" else None)
        self.words["Private half"].ink(None if shown.place else self._theme.colour("warn"))
        self.buttons["request"].setEnabled(bool(shown.place))

    def copy(self, certificate: str) -> None:
        """Put the certificate on the clipboard; it is for everybody."""
        QGuiApplication.clipboard().setText(certificate)


_BUTTONS = {
    "rotate": "&Rotate…",
    "change": "&Assign, rename…",
    "certificate": "Save &certificate…",
    "copy": "Cop&y certificate",
    "request": "Save re&quest…",
    "certify": "&Take issued…",
    "remove": "&Delete…",
}


_TIPS = {
    "request": "A certificate request (CSR) for those whose rules ask for a certificate authority",
    "certify": "Take the certificate that an authority issued for the request",
    "copy": "Copy the certificate in PEM; it is for everybody",
}


def fingerprint(sha256: str) -> str:
    """A digest in pairs, as other programs show it."""
    return ":".join(sha256[at : at + 2] for at in range(0, len(sha256), 2)).upper()


def _left(shown: Row) -> str:
    return shown.left if shown.days < 0 else f"{shown.left} left"

"""A way into an empty workspace: what it is for, and the button that takes it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.widgets.pieces import card, icon_label, row
from jitadmin.gui.widgets.text import Text


def welcome(title: str, words: str) -> QVBoxLayout:
    """What stands over the doors: what is missing, and what it is for."""
    column = QVBoxLayout()
    for text in (Text(title, "title"), Text(words, "muted")):
        text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(row(None, text, None))
    return column


def door(
    theme: Theme,
    icon: str,
    title: str,
    words: str,
    run: Callable[[], object],
    button: str = "",
    *,
    primary: bool = False,
) -> QWidget:
    """A card with an icon, a title, a few words, and its button, which says ``button`` or the title."""
    frame, column = card(margin=5)
    frame.setFixedWidth(grid(84))
    column.setSpacing(grid(2))
    column.addWidget(icon_label(theme, icon, "accent", grid(8)))
    column.addWidget(Text(title, "heading"))
    column.addWidget(Text(words, "muted"))
    column.addStretch(1)
    press = QPushButton(button or title)
    press.setProperty("primary", primary)
    press.clicked.connect(lambda: run())
    column.addWidget(press, 0, Qt.AlignmentFlag.AlignLeft)
    return frame

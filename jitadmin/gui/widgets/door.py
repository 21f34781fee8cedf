"""A way into an empty workspace: what it is for, and the button that takes it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.widgets.pieces import card, icon_label
from jitadmin.gui.widgets.text import Text


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

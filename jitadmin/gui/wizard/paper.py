"""Headings and short lines, one below the other, in a place that scrolls."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from jitadmin.gui.theme import grid
from jitadmin.gui.widgets.pieces import row
from jitadmin.gui.widgets.text import Text


class Paper(QScrollArea):
    """Written anew with ``begin`` and ``end``; ``words`` holds every line that stands on it."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(name)
        self.words: list[str] = []
        self.column = QVBoxLayout()

    def begin(self, title: str) -> None:
        """Clear the paper and write a title."""
        inside = QWidget()
        inside.setObjectName("bare")
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(grid(1), 0, grid(3), grid(2))
        self.column.setSpacing(grid(1))
        self.words = []
        self.setWidget(inside)
        if title:
            self._add(Text(title, "title"))

    def end(self) -> None:
        """Show it from the top."""
        self.column.addStretch(1)
        self.verticalScrollBar().setValue(0)

    def say(self, text: str, name: str = "muted") -> None:
        """Write a line."""
        self._add(Text(text, name))

    def head(self, text: str) -> None:
        """Write a heading."""
        if self.words:
            self.column.addSpacing(grid(2))
        self._add(Text(text, "heading"))

    def items(self, title: str, lines: Iterable[str]) -> None:
        """Write a list under a heading; nothing where it is empty."""
        shown = list(lines)
        if shown:
            self.head(title)
            for line in shown:
                self._item(line)

    def _item(self, line: str) -> None:
        dot, text = Text("•", "muted", firm=True), Text(line)
        self.words.append(f"•  {text.text()}")
        across = row(dot, text)
        across.setStretch(1, 1)
        across.setAlignment(dot, Qt.AlignmentFlag.AlignTop)
        self.column.addLayout(across)

    def _add(self, text: Text) -> None:
        self.words.append(text.text())
        self.column.addWidget(text)

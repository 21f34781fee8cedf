"""The steps of the dialog, side by side: which are done, which one is shown."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from jitadmin.gui.theme import Theme, grid


class Steps(QWidget):
    """Numbers in circles with words; it only shows, the buttons lead."""

    def __init__(self, theme: Theme, words: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = tuple(words)
        self._at = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)
        self.show_step(0)

    def show_step(self, at: int) -> None:
        """Mark a step as the one that is shown."""
        self._at = at
        self.setAccessibleName(f"Step {at + 1} of {len(self._words)}: {self._words[at]}")
        self.update()

    def sizeHint(self) -> QSize:
        """All steps in one line."""
        return QSize(sum(self._width(words) for words in self._words), grid(7))

    def minimumSizeHint(self) -> QSize:
        """Never cut."""
        return self.sizeHint()

    def _width(self, words: str) -> int:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        return grid(9) + QFontMetrics(font).horizontalAdvance(words) + grid(8)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw circles, words and the lines between."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, middle, size = 0, self.height() // 2, grid(5.5)
        for at, words in enumerate(self._words):
            now, done = at == self._at, at < self._at
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("accent" if now else "accent_soft" if done else "quiet_soft"))
            painter.drawEllipse(left, middle - size // 2, size, size)
            font = QFont(self.font())
            font.setWeight(QFont.Weight.DemiBold if now else QFont.Weight.Normal)
            painter.setFont(font)
            painter.setPen(self._theme.colour("on_accent" if now else "accent" if done else "muted"))
            painter.drawText(left, middle - size // 2, size, size, Qt.AlignmentFlag.AlignCenter, str(at + 1))
            painter.setPen(self._theme.colour("text" if now or done else "muted"))
            wide = self._width(words) - grid(16)
            painter.drawText(
                left + grid(7.5), 0, wide + grid(4), self.height(), Qt.AlignmentFlag.AlignVCenter, words
            )  # fmt: skip
            left += self._width(words)
            if at + 1 < len(self._words):
                painter.setPen(self._theme.colour("strong_border"))
                painter.drawLine(left - grid(7), middle, left - grid(2), middle)

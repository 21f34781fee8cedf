"""The outcome in one line, with its colour and its sign."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jitadmin.gui.theme import ICON, Theme, grid
from jitadmin.gui.widgets.text import Text
from jitadmin.gui.words import STATES


class Banner(QWidget):
    """The outcome in one line of words, with its colour and sign; what would have been stands below."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state = "waiting"
        self.headline = Text("", "banner")
        self.more = Text("", "bannerMore")
        column = QVBoxLayout(self)
        column.setContentsMargins(grid(4) + ICON + grid(1), grid(2), grid(3), grid(2))
        column.setSpacing(grid(0.5))
        column.addWidget(self.headline)
        column.addWidget(self.more)
        theme.changed.connect(self._colour)
        self._colour()

    def say(self, state: str, upper: str, lower: str) -> None:
        """Show an outcome."""
        self._state = state
        self.headline.say(upper)
        self.more.say(lower)
        self.more.setVisible(bool(lower))
        self.setAccessibleName(f"{upper} {lower}".strip())
        self._colour()
        self.update()

    def _solid(self) -> tuple[str, str]:
        """The background and the text on it."""
        return {
            "good": ("good", "on_good"), "bad": ("bad", "on_bad"), "accent": ("accent", "on_accent"),
        }.get(STATES[self._state].colour, (STATES[self._state].soft, "text"))  # fmt: skip

    def _colour(self) -> None:
        for label in (self.headline, self.more):
            label.ink(self._theme.colour(self._solid()[1]))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the coloured plate and the sign."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        ground, text = self._solid()
        painter.setBrush(self._theme.colour(ground))
        painter.drawRoundedRect(self.rect(), grid(1.5), grid(1.5))
        sign = self._theme.pixmap(STATES[self._state].icon, text, ICON + 2, self.devicePixelRatioF())
        top = grid(2) + (self.headline.fontMetrics().height() - ICON - 2) // 2
        painter.drawPixmap(QPoint(grid(3), top), sign)

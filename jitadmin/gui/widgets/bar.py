"""A bar of parts, such as how many logins create, update or fail, painted to scale."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from jitadmin.gui.theme import Theme, grid, tooltip


@dataclass(frozen=True)
class Part:
    """One part of the bar: what it stands for, how many, its colour and its words."""

    name: str
    count: int
    colour: str
    words: str


class StackedBar(QWidget):
    """Parts side by side; even one among ten thousand is wide enough to be seen. A click says which part it hit."""

    clicked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._parts: tuple[Part, ...] = ()
        self._total = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_parts(self, parts: Sequence[Part], total: int) -> None:
        """Show parts of a total; what is missing to the total is drawn empty."""
        self._parts = tuple(part for part in parts if part.count)
        self._total = max(total, sum(part.count for part in self._parts))
        self.setAccessibleName(", ".join(part.words for part in self._parts))
        self.update()

    def sizeHint(self) -> QSize:
        """As high as three steps of the grid."""
        return QSize(200, grid(3))

    def _spans(self) -> list[tuple[Part, float, float]]:
        """Each part with its left edge and width: to scale, but never under three pixels."""
        if not self._total:
            return []
        least = 3.0
        width = float(self.width())
        raw = [max(least, part.count / self._total * width) for part in self._parts]
        full = sum(part.count for part in self._parts) / self._total * width
        over = sum(raw) - max(full, least * len(raw))
        wide = sum(size - least for size in raw) or 1.0
        spans: list[tuple[Part, float, float]] = []
        left = 0.0
        for part, size in zip(self._parts, raw, strict=True):
            shown = size - max(0.0, over) * (size - least) / wide
            spans.append((part, left, shown))
            left += shown
        return spans

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the track and the parts within its round ends."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = QPainterPath()
        radius = self.height() / 2
        shape.addRoundedRect(QRectF(self.rect()), radius, radius)
        painter.setClipPath(shape)
        painter.fillRect(self.rect(), self._theme.colour("quiet_soft"))
        for part, left, size in self._spans():
            painter.fillRect(QRectF(left, 0, size, self.height()), self._theme.colour(part.colour))

    def _at(self, x: float) -> Part | None:
        return next((part for part, left, size in self._spans() if left <= x < left + size), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Say which part was hit."""
        part = self._at(event.position().x())
        if part:
            self.clicked.emit(part.name)

    def event(self, event: QEvent) -> bool:
        """Show the words of the part under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            part = self._at(event.pos().x())
            QToolTip.showText(event.globalPos(), tooltip(part.words) if part else "", self)
            return True
        return super().event(event)

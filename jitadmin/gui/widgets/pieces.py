"""Cards, badges, chips, buttons and lines."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from jitadmin.core.messages import inert
from jitadmin.gui.theme import ICON, Theme, grid, label_text, tooltip


def card(parent: QWidget | None = None, margin: float = 3) -> tuple[QFrame, QVBoxLayout]:
    """A panel with a frame and round corners, and the column to fill."""
    frame = QFrame(parent)
    frame.setObjectName("card")
    column = QVBoxLayout(frame)
    column.setContentsMargins(grid(margin), grid(margin), grid(margin), grid(margin))
    column.setSpacing(grid(2))
    return frame, column


def line(parent: QWidget | None = None) -> QFrame:
    """A hair line between two parts."""
    frame = QFrame(parent)
    frame.setObjectName("line")
    frame.setFixedHeight(1)
    return frame


def row(*items: QWidget | int | None, spacing: float = 2) -> QHBoxLayout:
    """Widgets beside each other; None is the place that stretches, a number a fixed distance on the grid."""
    layout = QHBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(grid(spacing))
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(grid(item))
        else:
            layout.addWidget(item)
    return layout


def tool(theme: Theme, icon: str, words: str, run: Callable[[], object] | None = None) -> QToolButton:
    """A button that is only an icon; its words are its tooltip and its accessible name."""
    button = QToolButton()
    button.setToolTip(words)
    button.setAccessibleName(words)
    button.setAutoRaise(True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    theme.dress(button, icon)
    if run:
        button.clicked.connect(lambda: run())
    return button


def action_button(theme: Theme, action: QAction, icon: str) -> QToolButton:
    """A framed icon button that follows an action: enabled, words and key."""
    button = QToolButton()
    button.setObjectName("button")
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    theme.dress(button, icon, "text")

    def follow() -> None:
        if not (isValid(action) and isValid(button)):
            return
        words = action.text().replace("&", "").rstrip("…")
        keys = action.shortcut().toString()
        button.setEnabled(action.isEnabled())
        button.setAccessibleName(words)
        button.setToolTip(tooltip(f"{words} ({keys})" if keys else words))

    action.changed.connect(follow)
    button.clicked.connect(action.trigger)
    follow()
    return button


class Badge(QLabel):
    """A short word in a coloured pill, with an icon."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._theme = theme
        self._look = ("quiet_soft", "muted", "")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def say(self, text: str, soft: str, colour: str, icon: str = "") -> None:
        """Show a text; ``soft`` and ``colour`` are names of colours of the theme."""
        self._look = (soft, colour, icon)
        self.setText(inert(text))
        self.setVisible(bool(text))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The text with room around it."""
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self.text()) + grid(4)
        return QSize(width + (grid(5) if self._look[2] else 0), metrics.height() + grid(1.5))

    def minimumSizeHint(self) -> QSize:
        """Never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pill, the icon and the text."""
        soft, colour, icon = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour(soft))
        radius = self.height() / 2
        painter.drawRoundedRect(self.rect(), radius, radius)
        area = self.rect().adjusted(grid(2), 0, -grid(2), 0)
        if icon:
            size = grid(4)
            ratio = self.devicePixelRatioF()
            painter.drawPixmap(area.left(), (self.height() - size) // 2, self._theme.pixmap(icon, colour, size, ratio))
            area.setLeft(area.left() + grid(5))
        painter.setPen(self._theme.colour(colour))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())


class Chip(QPushButton):
    """A filter that can be switched on: a dot or tint in a colour, a number and words."""

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, filled: bool = False) -> None:
        super().__init__(parent)
        self._theme = theme
        self._filled = filled
        self._look = ("quiet_soft", "quiet")
        self.setObjectName("chip")
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def say(self, text: str, soft: str, colour: str, tip: str = "") -> None:
        """Show a text in a colour of the theme."""
        self._look = (soft, colour)
        self.setText(label_text(inert(text)))
        self.setToolTip(tooltip(tip))
        self.updateGeometry()
        self.update()

    @property
    def words(self) -> str:
        """The text as it is read."""
        return self.text().replace("&&", "&")

    def sizeHint(self) -> QSize:
        """The text, the dot, and room around them."""
        metrics = self.fontMetrics()
        dot = 0 if self._filled else grid(4)
        return QSize(metrics.horizontalAdvance(self.words) + dot + grid(4), metrics.height() + grid(2))

    def minimumSizeHint(self) -> QSize:
        """Never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a pill; checked or under the pointer it has a frame."""
        soft, colour = self._look
        option = QStyleOptionButton()
        self.initStyleOption(option)
        state = option.state
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = grid(1.5)
        frame = self.rect().adjusted(1, 1, -1, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if self._filled or self.isChecked() or state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(self._theme.colour(soft))
            painter.drawRoundedRect(frame, radius, radius)
        if self.isChecked() or self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.colour("accent" if self.hasFocus() else colour), 1))
            painter.drawRoundedRect(frame, radius, radius)
        area = self.rect().adjusted(grid(2), 0, -grid(2), 0)
        if not self._filled:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour(colour))
            painter.drawEllipse(area.left(), self.height() // 2 - grid(1), grid(2), grid(2))
            area.setLeft(area.left() + grid(4))
        text = colour if self._filled and colour != "quiet" else "text" if not self._filled else "muted"
        painter.setPen(self._theme.colour(text))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.words)


def icon_label(theme: Theme, name: str, colour: str, size: int = ICON) -> QLabel:
    """An icon that stands beside a text and says nothing of its own."""
    label = QLabel()
    label.setFixedSize(size, size)
    show_icon(label, theme, name, colour, size)
    return label


def show_icon(label: QLabel, theme: Theme, name: str, colour: str, size: int = ICON) -> None:
    """Put another icon into such a label."""
    label.setPixmap(theme.pixmap(name, colour, size, label.devicePixelRatioF()))

"""Says what went wrong in the place where it happened, without stopping anybody."""

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QEnterEvent, QHideEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOption, QVBoxLayout, QWidget

from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.widgets.pieces import icon_label, row, show_icon, tool
from jitadmin.gui.widgets.text import Text

_LOOKS = {
    "error": ("no", "bad", "bad_soft"),
    "warning": ("warn", "warn", "warn_soft"),
    "info": ("info", "accent", "accent_soft"),
}
DETAILS = 12
# How long news stands there: long enough to read two sentences.
NEWS_MS = 10_000


class MessageBar(QWidget):
    """A bar above the page; it stays until it is closed or replaced, news only for a while. Details fold out."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._kind = "info"
        self._news = False
        self._icon = icon_label(theme, "info", "accent")
        self.text = Text()
        self.details = Text()
        self._more = QPushButton("&Details")
        self._more.setCheckable(True)
        self._more.toggled.connect(self._on_more)
        self._close = tool(theme, "close", "Close this message", self.hide)
        self.passing = QTimer(self, singleShot=True, interval=NEWS_MS)
        self.passing.timeout.connect(self.hide)
        column = QVBoxLayout(self)
        column.setContentsMargins(grid(3), grid(2), grid(2), grid(2))
        column.setSpacing(grid(2))
        top = row(self._icon, self.text, self._more, self._close)
        top.setStretch(1, 1)
        top.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(top)
        column.addWidget(self.details)
        theme.changed.connect(lambda: self._show_icon())
        self.hide()

    def say(self, kind: str, text: str, details: list[str] | tuple[str, ...] = (), *, stays: bool = False) -> None:
        """Show a message: ``error``, ``warning`` or ``info``, with lines that fold out.

        An ``info`` goes away by itself, unless it ``stays`` because it holds until something else is said.
        """
        self._kind = kind
        self._news = kind == "info" and not stays
        self.text.say(text)
        shown = [f"•  {detail}" for detail in details[:DETAILS]]
        if len(details) > DETAILS:
            shown.append(f"… and {len(details) - DETAILS} more")
        self.details.say("\n".join(shown))
        self._more.setVisible(bool(details))
        self._more.setChecked(False)
        self.details.hide()
        self._show_icon()
        self.setAccessibleName(text)
        self.show()
        self.update()
        self._pass()

    def _pass(self) -> None:
        """Let news go away, but not while somebody reads it."""
        if self._news and not self._more.isChecked() and not self.underMouse():
            self.passing.start()
        else:
            self.passing.stop()

    def _on_more(self, shown: bool) -> None:
        self.details.setVisible(shown)
        self._pass()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Whoever points at it reads it."""
        super().enterEvent(event)
        self.passing.stop()

    def leaveEvent(self, event: QEvent) -> None:
        """The time begins anew."""
        super().leaveEvent(event)
        self._pass()

    def hideEvent(self, event: QHideEvent) -> None:
        """What is gone needs no more time."""
        super().hideEvent(event)
        if self.isHidden():
            self.passing.stop()

    def _show_icon(self) -> None:
        icon, colour, _ = _LOOKS[self._kind]
        show_icon(self._icon, self._theme, icon, colour)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A soft colour with a frame."""
        option = QStyleOption()
        option.initFrom(self)
        painter = QPainter(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        _, colour, soft = _LOOKS[self._kind]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(self._theme.colour(soft))
        painter.setPen(QPen(self._theme.colour(colour), 1))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), grid(2), grid(2))

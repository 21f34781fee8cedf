"""Text on the screen: always plain, never wider than its place, never cut."""

import re

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPalette,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from jitadmin.core.messages import inert
from jitadmin.gui.theme import tooltip

LONGEST = 4000
KNOWN_HEIGHTS = 16


def wrapped(text: str, font: QFont, width: float, most: int = 0) -> tuple[QTextLayout, float]:
    """Lay out a text in lines no wider than ``width``, breaking long words; ``most`` lines, the last one elided."""
    layout = QTextLayout(_breakable(text), font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    height = 0.0
    lines = 0
    layout.beginLayout()
    while True:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(max(width, 8.0))
        line.setPosition(QPointF(0, height))
        height += line.height()
        lines += 1
        if most and lines == most and line.textStart() + line.textLength() < len(layout.text()):
            start = line.textStart()
            layout.endLayout()
            shown = layout.text()
            rest = QFontMetricsF(font).elidedText(
                shown[start : start + 400] + " ", Qt.TextElideMode.ElideRight, width - 2
            )
            return wrapped(shown[:start] + rest.rstrip(), font, width)
    layout.endLayout()
    return layout, height


_LONG_RUN = re.compile(r"\S{12,}")
# A lower line at the beginning, as of many identifiers, does not stand alone.
_JOINT = re.compile(r"(?<=[-/:.=&?])|(?<=[^\W_]_)|(?=@)")


def _breakable(text: str) -> str:
    """Long runs such as addresses may go on in the next line at their joints rather than anywhere."""
    return _LONG_RUN.sub(lambda run: _JOINT.sub("\u200b", run.group()), text)


class Text(QLabel):
    """A label for any text, from inside or outside: plain, wrapped also within long words, as tall as it needs."""

    def __init__(
        self, text: str = "", name: str = "", parent: QWidget | None = None, most: int = 0, *, firm: bool = False
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._most = most
        self._firm = firm
        self._ink: QColor | None = None
        self._heights: dict[tuple[str, str, int], int] = {}
        if name:
            self.setObjectName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.say(text)

    def say(self, text: str) -> None:
        """Show another text."""
        shown = inert_lines(text)
        if len(shown) > LONGEST:
            shown = shown[:LONGEST] + "…"
        if shown != self.text():
            self.setText(shown)
            self.setToolTip(tooltip(text) if self._most else "")
            self.updateGeometry()

    def ink(self, colour: QColor | None) -> None:
        """Write in a colour of its own; None is that of the style."""
        self._ink = colour
        self.update()

    def hasHeightForWidth(self) -> bool:
        """Narrower means taller."""
        return True

    def heightForWidth(self, width: int) -> int:
        """How tall the wrapped text is."""
        # Layouts ask again and again for the same few widths.
        key = (self.text(), self.font().key(), width)
        if key not in self._heights:
            if len(self._heights) > KNOWN_HEIGHTS:
                self._heights.clear()
            margins = self.contentsMargins()
            inner = width - margins.left() - margins.right()
            self._heights[key] = round(self._laid(inner)[1] + 0.49) + margins.top() + margins.bottom()
        return self._heights[key]

    def sizeHint(self) -> QSize:
        """Wide enough for one line of moderate length."""
        metrics = QFontMetricsF(self.font())
        longest = max((metrics.horizontalAdvance(line) for line in self.text()[:400].split("\n")), default=0)
        margins = self.contentsMargins()
        width = min(int(longest) + 2, 420) + margins.left() + margins.right()
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Narrow: the text wraps rather than widening the window; a firm one keeps its line."""
        metrics = QFontMetricsF(self.font())
        if self._firm:
            return QSize(self.sizeHint().width(), round(metrics.height()))
        return QSize(min(self.sizeHint().width(), int(metrics.averageCharWidth() * 6)), round(metrics.height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frame as a label does and the text by our own layout."""
        QFrame.paintEvent(self, event)
        painter = QPainter(self)
        inner = QRectF(self.contentsRect())
        layout, height = self._laid(inner.width())
        top = inner.top()
        if self.alignment() & Qt.AlignmentFlag.AlignVCenter:
            top += max(0.0, (inner.height() - height) / 2)
        group = QPalette.ColorGroup.Normal if self.isEnabled() else QPalette.ColorGroup.Disabled
        painter.setPen(self._ink or self.palette().color(group, QPalette.ColorRole.WindowText))
        if not self.alignment() & Qt.AlignmentFlag.AlignHCenter:
            layout.draw(painter, QPointF(inner.left(), top))
            return
        for at in range(layout.lineCount()):
            line = layout.lineAt(at)
            line.draw(painter, QPointF(inner.left() + max(0.0, (inner.width() - line.naturalTextWidth()) / 2), top))

    def _laid(self, width: float) -> tuple[QTextLayout, float]:
        return wrapped(self.text().replace("\n", "\u2028"), self.font(), width, self._most)


def inert_lines(text: str) -> str:
    """Control characters made visible, line breaks kept."""
    return "\n".join(inert(line) for line in text.split("\n"))

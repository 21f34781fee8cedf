"""The places of the window, down the left side."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from jitadmin.core.messages import inert
from jitadmin.gui.theme import ICON, Theme, grid, tooltip
from jitadmin.gui.widgets.text import Text

NARROW, WIDE = grid(44), grid(52)
# From which width of the window on the navigation is wide.
FROM = 1400


@dataclass(frozen=True)
class Sign:
    """What stands on one button: the key of a place, its words, icon, a count, and how deep it stands."""

    key: str
    words: str
    icon: str
    count: str = ""
    depth: int = 0
    keys: str = ""


class _PlaceButton(QAbstractButton):
    def __init__(self, place: Sign, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setCheckable(True)
        self.show_sign(place)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_sign(self, place: Sign) -> None:
        self.place = place
        self.setAccessibleName(place.words + (f", {place.count}" if place.count else ""))
        self.setToolTip(tooltip(f"{place.words} ({place.keys})" if place.keys else place.words))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(grid(40), self.fontMetrics().height() + grid(3.5))

    def minimumSizeHint(self) -> QSize:
        return QSize(grid(20), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked() or self.underMouse():
            painter.setBrush(self._theme.colour("accent_soft" if self.isChecked() else "sunken"))
            painter.drawRoundedRect(self.rect(), grid(1.5), grid(1.5))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(self._theme.colour("accent"))
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), grid(1.5), grid(1.5))
        colour = "accent" if self.isChecked() else "text"
        area = self.rect().adjusted(grid(2) + self.place.depth * grid(4), 0, -grid(1), 0)
        if self.place.icon:
            tint = "accent" if self.isChecked() else "muted"
            pixmap = self._theme.pixmap(self.place.icon, tint, ICON, self.devicePixelRatioF())
            painter.drawPixmap(area.left(), (self.height() - ICON) // 2, pixmap)
            area.setLeft(area.left() + ICON + grid(2))
        font = QFont(self.font())
        if self.isChecked():
            font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(self._theme.colour(colour))
        metrics = painter.fontMetrics()
        beside = metrics.horizontalAdvance(self.place.count) + grid(2) if self.place.count else 0
        # Words that are cut say less than a number that is not there.
        counted = metrics.horizontalAdvance(inert(self.place.words)) + beside <= area.width()
        words = metrics.elidedText(inert(self.place.words), Qt.TextElideMode.ElideRight, area.width())
        # Absolute, because the icon and the number have their places too where people read from right to left.
        where = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(area, where, words)
        if self.place.count and counted:
            area.setLeft(area.left() + metrics.horizontalAdvance(words) + grid(2))
            painter.setPen(self._theme.colour("accent" if self.isChecked() else "muted"))
            painter.drawText(area, where, self.place.count)


class Navigation(QFrame):
    """``chosen`` tells the key of the place to show."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("navigation")
        self._theme = theme
        self._group = QButtonGroup(self)
        self._buttons: dict[str, _PlaceButton] = {}
        self._places: tuple[Sign, ...] = ()
        self.workspace = Text("", "muted", most=2)
        column = QVBoxLayout(self)
        column.setContentsMargins(grid(1), grid(3), grid(1), grid(3))
        column.setSpacing(grid(0.5))
        brand = QVBoxLayout()
        brand.setContentsMargins(grid(2), 0, grid(1), grid(2))
        brand.addWidget(Text("jitadmin", "brand"))
        brand.addWidget(self.workspace)
        column.addLayout(brand)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        inside.setObjectName("bare")
        self._upper = QVBoxLayout(inside)
        self._upper.setContentsMargins(0, 0, 0, 0)
        self._upper.setSpacing(grid(0.5))
        self._upper.addStretch(1)
        area.setWidget(inside)
        column.addWidget(area, 1)
        self._lower = QVBoxLayout()
        column.addLayout(self._lower)
        self.fit(0)

    def fit(self, window: int) -> None:
        """Take no more of a window of this width than the page beside can spare."""
        self.setFixedWidth(WIDE if window >= FROM else NARROW)

    def show_places(self, places: Sequence[Sign], below: Sequence[Sign] = ()) -> None:
        """Show these places, and those at the foot."""
        shown = (*places, *below)
        if shown == self._places:
            return
        if [one.key for one in shown] == list(self._buttons):
            # Another count takes no button away from under the keyboard.
            self._places = shown
            for one in shown:
                self._buttons[one.key].show_sign(one)
            return
        checked = next((key for key, button in self._buttons.items() if button.isChecked()), "")
        for button in self._buttons.values():
            self._group.removeButton(button)
            button.setParent(None)
            button.deleteLater()
        self._places = shown
        self._buttons = {}
        for at, place in enumerate(places):
            self._upper.insertWidget(at, self._button(place))
        for place in below:
            self._lower.addWidget(self._button(place))
        self.mark(checked)

    def _button(self, place: Sign) -> _PlaceButton:
        button = _PlaceButton(place, self._theme)
        button.clicked.connect(lambda: self.chosen.emit(place.key))
        self._buttons[place.key] = button
        self._group.addButton(button)
        return button

    def mark(self, key: str) -> None:
        """Mark the place that is shown; none where it has no button."""
        self._group.setExclusive(False)
        for own, button in self._buttons.items():
            button.setChecked(own == key)
        self._group.setExclusive(True)

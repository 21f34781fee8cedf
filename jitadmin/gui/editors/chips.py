"""Steps as chips: in an order that keys or the mouse change, each with what it leaves of the value."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QFrame, QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QWidget

from jitadmin.core.messages import inert
from jitadmin.gui.theme import Theme, grid, tooltip
from jitadmin.gui.widgets.flow import Flow

WIDEST = 56
NARROWEST = 14


class Face(NamedTuple):
    """What a chip shows: a title, the value after it with its colour, and all of it in words."""

    title: str
    value: str = ""
    tone: str = "muted"
    tip: str = ""
    faint: bool = False


class StepChip(QPushButton):
    """One step, painted in two lines."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.face = Face("")
        self.setObjectName("chip")
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_face(self, face: Face, place: str) -> None:
        """Show another step; ``place`` is such as "step 2 of 3"."""
        spoken = f"{inert(face.title)}, {place}" + (f", gives {inert(face.value)}" if face.value else "")
        if face == self.face and spoken == self.accessibleName():
            return
        self.face = face
        self.setAccessibleName(spoken)
        self.setToolTip(tooltip("\n".join(part for part in (face.title, face.tip, face.value) if part)))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as the longer line, within bounds; the rest is in the tooltip."""
        metrics = self.fontMetrics()
        longest = max(metrics.horizontalAdvance(inert(part)) for part in (self.face.title, self.face.value))
        return QSize(max(grid(NARROWEST), min(longest + grid(5), grid(WIDEST))), 2 * metrics.height() + grid(2))

    def minimumSizeHint(self) -> QSize:
        """It is never squeezed."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the plate and both lines."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        soft = "accent_soft" if self.isChecked() else "quiet_soft" if not self.face.faint else "surface"
        edge = "accent" if self.hasFocus() else "strong_border" if self._hovered(option) else "border"
        painter.setBrush(self._theme.colour(soft))
        painter.setPen(QPen(self._theme.colour(edge), 1))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), grid(1.5), grid(1.5))
        metrics = self.fontMetrics()
        area = self.rect().adjusted(grid(2), grid(1), -grid(2), -grid(1))
        upper = QRect(area.left(), area.top(), area.width(), metrics.height())
        lower = upper.translated(0, metrics.height())
        self._draw(painter, upper, self.face.title, "muted" if self.face.faint else "text")
        self._draw(painter, lower, self.face.value, self.face.tone)

    def _hovered(self, option: QStyleOptionButton) -> bool:
        return bool(option.state & QStyle.StateFlag.State_MouseOver)

    def _draw(self, painter: QPainter, place: QRect, text: str, colour: str) -> None:
        painter.setPen(self._theme.colour(colour))
        shown = QFontMetrics(self.font()).elidedText(inert(text[:300]), Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)


class ChipRow(QWidget):
    """Chips in their order with a button that adds one.

    Left and Right go from chip to chip, with Alt they move the chip; Delete removes it, Enter opens it, Insert
    adds one.
    """

    chosen = Signal(int)
    opened = Signal(int)
    moved = Signal(int, int)
    removed = Signal(int)
    add_wanted = Signal()

    def __init__(self, theme: Theme, what: str, add: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._what = what
        self.chips: list[StepChip] = []
        self.current = -1
        self._pressed: QPoint | None = None
        self._target = -1
        self.flow = Flow(self, spacing=grid(1.5))
        self.add = QPushButton(add)
        self.add.setObjectName("small")
        theme.dress(self.add, "add")
        self.add.clicked.connect(self.add_wanted.emit)
        self.add.installEventFilter(self)
        self.flow.addWidget(self.add)
        self._mark = QFrame(self)
        self._mark.setObjectName("dropMark")
        self._mark.hide()
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_faces(self, faces: Sequence[Face]) -> None:
        """Show these steps; chips that stay keep the keyboard."""
        had_focus = any(chip.hasFocus() for chip in self.chips)
        while len(self.chips) > len(faces):
            chip = self.chips.pop()
            self.flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        while len(self.chips) < len(faces):
            self._grow()
        for at, (chip, face) in enumerate(zip(self.chips, faces, strict=True)):
            chip.show_face(face, f"{self._what} {at + 1} of {len(faces)}")
        if self.current >= len(faces):
            self.current = len(faces) - 1
        self._check()
        if had_focus and not any(chip.hasFocus() for chip in self.chips):
            self.focus_on(self.current)
        self.updateGeometry()

    def _grow(self) -> None:
        chip = StepChip(self._theme, self)
        chip.clicked.connect(lambda: self._on_click(chip))
        chip.installEventFilter(self)
        self.flow.removeWidget(self.add)
        self.flow.addWidget(chip)
        self.flow.addWidget(self.add)
        QWidget.setTabOrder(chip, self.add)
        if self.chips:
            QWidget.setTabOrder(self.chips[-1], chip)
        self.chips.append(chip)
        chip.show()

    def choose(self, at: int) -> None:
        """Mark a chip; -1 marks none."""
        self.current = at if at < len(self.chips) else -1
        self._check()

    def focus_on(self, at: int) -> None:
        """Give a chip the keyboard, or the button where there is none."""
        if 0 <= at < len(self.chips):
            self.chips[at].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.add.setFocus(Qt.FocusReason.OtherFocusReason)

    def _check(self) -> None:
        for at, chip in enumerate(self.chips):
            chip.setChecked(at == self.current)

    def _on_click(self, chip: StepChip) -> None:
        at = self.chips.index(chip)
        again = at == self.current
        self._select(at)
        if again:
            self.opened.emit(at)

    def _select(self, at: int) -> None:
        self.current = at
        self._check()
        self.chosen.emit(at)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys and the mouse on a chip."""
        kind = event.type()
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            at = self.chips.index(watched) if isinstance(watched, StepChip) else len(self.chips)
            if self._key(at, event):
                return True
        elif isinstance(watched, StepChip) and isinstance(event, QMouseEvent):
            return self._mouse(watched, event)
        elif isinstance(watched, StepChip) and kind == QEvent.Type.FocusIn:
            at = self.chips.index(watched)
            if at != self.current:
                self._select(at)
        return super().eventFilter(watched, event)

    def _key(self, at: int, event: QKeyEvent) -> bool:
        key, alt = event.key(), event.modifiers() == Qt.KeyboardModifier.AltModifier
        back = key in (Qt.Key.Key_Left, Qt.Key.Key_Up)
        on_chip = at < len(self.chips)
        if back or key in (Qt.Key.Key_Right, Qt.Key.Key_Down):
            to = at - 1 if back else at + 1
            if alt and on_chip and 0 <= to < len(self.chips):
                self.move_chip(at, to)
            elif not alt and 0 <= to <= len(self.chips):
                self.focus_on(to)
            return True
        if on_chip and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.current = max(0, at - 1)
            self.removed.emit(at)
        elif on_chip and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2, Qt.Key.Key_Space):
            self._select(at)
            self.opened.emit(at)
        elif key == Qt.Key.Key_Insert or (not on_chip and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)):
            self.add_wanted.emit()
        else:
            return False
        return True

    def move_chip(self, at: int, to: int) -> None:
        """Put a chip at another place."""
        self.current = to
        self.moved.emit(at, to)
        self.focus_on(to)

    # Dragging.

    def _mouse(self, chip: StepChip, event: QMouseEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position().toPoint()
            self._target = -1
        elif kind == QEvent.Type.MouseMove and self._pressed is not None:
            far = (event.position().toPoint() - self._pressed).manhattanLength()
            if self._target >= 0 or far >= QApplication.startDragDistance():
                chip.setDown(False)
                self._aim(chip.mapTo(self, event.position().toPoint()))
                return True
        elif kind == QEvent.Type.MouseButtonRelease and self._pressed is not None:
            self._pressed = None
            if self._target >= 0:
                self._drop(self.chips.index(chip))
                return True
        return False

    def _aim(self, point: QPoint) -> None:
        """Show where the chip would go."""
        self._target = next((at for at, chip in enumerate(self.chips) if _before(point, chip)), len(self.chips))
        beside = self.chips[min(self._target, len(self.chips) - 1)].geometry()
        x = beside.left() - grid(1) if self._target < len(self.chips) else beside.right() + 2
        self._mark.setGeometry(x, beside.top(), 2, beside.height())
        self._mark.raise_()
        self._mark.show()

    def _drop(self, at: int) -> None:
        self._mark.hide()
        to = self._target - 1 if self._target > at else self._target
        self._target = -1
        if to != at:
            self.move_chip(at, to)


def _before(point: QPoint, chip: StepChip) -> bool:
    """Whether a point lies before the middle of a chip in the order of reading."""
    place = chip.geometry()
    if point.y() > place.bottom():
        return False
    return point.y() < place.top() or point.x() < place.center().x()

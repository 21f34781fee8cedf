"""Texts that are forty per cent longer, as another language has them, and a look for texts that are cut."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QComboBox, QLabel, QLineEdit, QTabWidget, QWidget

from jitadmin.gui.widgets.pieces import Badge, Chip
from jitadmin.gui.widgets.text import Text
from tests.gui.pausing import STEP_MS, pause

MORE = 0.4
ROUNDS = 100
FILL = "lorem ipsum dolor sit amet consetetur sadipscing elitr "


def longer(text: str) -> str:
    """The text with as many letters more as translations take."""
    if not text.strip():
        return text
    extra = max(2, round(len(text) * MORE))
    return f"{text} {(FILL * (1 + extra // len(FILL)))[: extra - 1]}".rstrip()


def lengthen(window: QWidget) -> None:
    """Make every text of the window's own longer, where it stands."""
    _lengthen_labels(window)
    for button in window.findChildren(QAbstractButton):
        if isinstance(button, Chip):
            button.say(longer(button.words), *button._look)
        elif button.text():
            button.setText(longer(button.text()))
    for box in window.findChildren(QComboBox):
        for at in range(box.count()):
            box.setItemText(at, longer(box.itemText(at)))
    for tabs in window.findChildren(QTabWidget):
        for at in range(tabs.count()):
            tabs.setTabText(at, longer(tabs.tabText(at)))
    for line in window.findChildren(QLineEdit):
        line.setPlaceholderText(longer(line.placeholderText()))


def _lengthen_labels(window: QWidget) -> None:
    for label in window.findChildren(QLabel):
        if isinstance(label, Text):
            label.say(longer(label.text()))
        elif isinstance(label, Badge):
            label.say(longer(label.text()), *label._look)
        elif label.pixmap().isNull():
            label.setText(longer(label.text()))


def cut(window: QWidget) -> list[str]:
    """Every visible text of the window that does not fit into its place once the layouts have come to rest.

    They follow texts that grow in several rounds.
    """
    pause(STEP_MS)
    for _ in range(ROUNDS):
        pause(STEP_MS)
        found = _cut_now(window)
        if not found:
            break
    return found


def _cut_now(window: QWidget) -> list[str]:
    return [
        f"{type(widget).__name__} {_words(widget)!r} in {widget.width()} × {widget.height()}"
        for widget in window.findChildren(QWidget)
        if widget.isVisible() and widget.window() is window and not fits(widget)
    ]


def fits(widget: QWidget) -> bool:
    """Whether the whole text of a widget is to be seen."""
    metrics = QFontMetrics(widget.font())
    if isinstance(widget, Text):
        return widget._most > 0 or widget.heightForWidth(widget.width()) <= widget.height() + 1
    if isinstance(widget, (Badge, Chip)):
        return widget.sizeHint().width() <= widget.width()
    if isinstance(widget, QComboBox):
        return metrics.horizontalAdvance(widget.currentText()) + 32 <= widget.width()
    if isinstance(widget, QCheckBox):
        return widget.sizeHint().width() <= widget.width()
    if isinstance(widget, QLabel) and widget.pixmap().isNull():
        return metrics.boundingRect(widget.text().replace("&", "")).width() <= widget.width() + 1
    if isinstance(widget, QAbstractButton) and widget.text():
        return metrics.size(Qt.TextFlag.TextShowMnemonic, widget.text()).width() <= widget.width() - 8
    return True


def _words(widget: QWidget) -> str:
    if isinstance(widget, QComboBox):
        return widget.currentText()
    return widget.text() if isinstance(widget, (QLabel, QAbstractButton)) else ""

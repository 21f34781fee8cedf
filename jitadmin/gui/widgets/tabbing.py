"""The order in which Tab goes through a window: as its layouts read, also through what was made later.

Qt goes through widgets in the order in which they were made, so that a card that appears, or a row that is added, would
come behind everything else.
"""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (  # fmt: skip
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QGridLayout,
    QLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QWidget,
)

# What is inside of these is no stop of its own.
_WHOLE = (QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit)


def stops(widget: QWidget) -> Iterator[QWidget]:
    """Every widget that Tab stops at, in the order in which a person reads them."""
    if not widget.isVisible():
        return
    takes = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    if takes and widget.isEnabled() and widget.focusProxy() is None:
        yield widget
    if not isinstance(widget, _WHOLE):
        for inside in _inside(widget):
            yield from stops(inside)


def go_on(root: QWidget, *, forward: bool) -> bool:
    """Go from the widget that has the keyboard to the next or last one; false where the order says nothing of it."""
    now, found = root.window().focusWidget(), list(stops(root))
    at = next((at for at, stop in enumerate(found) if stop is now), None)
    if at is None:
        return False
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    found[(at + (1 if forward else -1)) % len(found)].setFocus(reason)
    return True


def _inside(widget: QWidget) -> Iterator[QWidget]:
    parts: list[QWidget | None]
    if isinstance(widget, QTabWidget):
        parts = [widget.tabBar(), widget.currentWidget()]
    elif isinstance(widget, QStackedWidget):
        parts = [widget.currentWidget()]
    elif isinstance(widget, QSplitter):
        parts = [widget.widget(at) for at in range(widget.count())]
    elif isinstance(widget, QScrollArea):
        parts = [widget.widget()]
    else:
        layout = widget.layout()
        own = widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        laid = list(_laid(layout)) if layout is not None else []
        # What lies over the others, such as a list to choose from, is in no layout.
        parts = [*laid, *(one for one in own if one not in laid and not one.isWindow())]
    yield from (part for part in parts if part is not None)


def _laid(layout: QLayout) -> Iterator[QWidget]:
    places = list(range(layout.count()))
    if isinstance(layout, QGridLayout):
        places.sort(key=lambda at: layout.getItemPosition(at)[:2])  # type: ignore[index]
    for at in places:
        item = layout.itemAt(at)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _laid(inner)

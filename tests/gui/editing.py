"""What a person does in the editors: keys go to whatever has the keyboard."""

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from jitadmin.gui.editors.picker import Entry, Picker
from jitadmin.gui.workbench.page import Workbench
from tests.gui.conftest import settled

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def focused(bench: Workbench) -> QWidget:
    """What has the keyboard."""
    QApplication.processEvents()
    found = bench.window().focusWidget()
    assert found is not None, "nothing has the keyboard"
    return found


def press(bench: Workbench, *keys: Qt.Key, with_: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press keys one after the other, each where the keyboard is by then."""
    for key in keys:
        QTest.keyClick(focused(bench), key, with_)
        QApplication.processEvents()


def write(bench: Workbench, text: str, *, over: bool = False) -> None:
    """Type a text; ``over`` replaces what is there."""
    if over:
        press(bench, Key.Key_A, with_=CTRL)
    QTest.keyClicks(focused(bench), text)
    QApplication.processEvents()


def picker(bench: Workbench) -> Picker:
    """The list that lies over the window."""
    found = [one for one in bench.window().findChildren(Picker) if one.isVisible()]
    assert len(found) == 1, f"{len(found)} lists are open"
    return found[0]


def entry(bench: Workbench, title: str) -> Entry:
    """What the list says of one choice."""
    return next(one for one in picker(bench).shown if one.title == title)


def pick(bench: Workbench, words: str) -> None:
    """Type into the list and take what it then stands on."""
    write(bench, words)
    press(bench, Key.Key_Return)


def gathered(qtbot: QtBot, bench: Workbench) -> None:
    """Wait until the editors know what the samples hold, and until the engine for expressions is there."""
    settled(qtbot, bench)
    everybody = bench.everybody
    qtbot.waitUntil(
        lambda: everybody.gathered.total > 0 and not everybody.busy and everybody.engine.ready, timeout=20_000
    )


def drag(widget: QWidget, start: QPoint, end: QPoint) -> None:
    """Press, move and release the left button of the mouse."""
    QTest.mousePress(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    for step in range(1, 6):
        point = start + (end - start) * step / 5
        _move(widget, QPoint(round(point.x()), round(point.y())))
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)
    QApplication.processEvents()


def _move(widget: QWidget, point: QPoint) -> None:
    left = Qt.MouseButton.LeftButton
    event = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(point), QPointF(widget.mapToGlobal(point)), Qt.MouseButton.NoButton, left,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)

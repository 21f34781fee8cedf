"""What a person does at the window, by keys alone, and what stands on the screen."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableView
from pytestqt.qtbot import QtBot

from jitadmin.gui.models import NodeModel
from jitadmin.gui.widgets.editor import CellEditor
from jitadmin.gui.workbench.page import Workbench
from tests.gui.conftest import settled

Key = Qt.Key


def editor(bench: Workbench) -> CellEditor:
    """The field that has the keyboard."""
    found = bench.window().focusWidget()
    assert isinstance(found, CellEditor), f"{found} has the keyboard"
    return found


def open_cell(bench: Workbench, table: QTableView, row: int, column: int) -> CellEditor:
    """Go to a cell and press Enter."""
    table.setFocus()
    table.setCurrentIndex(table.model().index(row, column))
    QTest.keyClick(table, Key.Key_Return)
    QApplication.processEvents()
    return editor(bench)


def type_into_cell(qtbot: QtBot, bench: Workbench, table: QTableView, row: int, column: int, text: str) -> None:
    """Open a cell, replace what is there, press Enter and wait until everybody was looked at."""
    field = open_cell(bench, table, row, column)
    QTest.keyClick(field, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Key.Key_Return)
    QApplication.processEvents()
    settled(qtbot, bench)


def cell(table: QTableView, row: int, column: int) -> str:
    """What a cell shows."""
    return str(table.model().index(row, column).data())


def choose(qtbot: QtBot, bench: Workbench, name: str) -> None:
    """Choose a person in the list."""
    rows = {bench.samples.model.index(at, 0).data(): at for at in range(bench.samples.model.rowCount())}
    bench.samples.view.setCurrentIndex(bench.samples.model.index(rows[name], 0))
    qtbot.waitUntil(lambda: bench.evaluation.sample is not None and bench.evaluation.sample.label == name)


def banner(bench: Workbench) -> str:
    """The outcome in words."""
    return bench.outcome.banner.headline.text()


def fields(bench: Workbench) -> dict[str, str]:
    """The account as the outcome shows it."""
    model = bench.outcome.fields
    return {str(model.index(at, 0).data()): str(model.index(at, 1).data()) for at in range(model.rowCount())}


def lines(model: NodeModel) -> list[str]:
    """Every line of a tree, columns parted by a bar."""
    return [" | ".join(part for part in node.texts if part) for root in model.roots for node in root.walk()]


def legend(bench: Workbench) -> list[str]:
    """The counts under the bar."""
    return [chip.words for chip in bench.effect.states.values() if not chip.isHidden()]


def differences(bench: Workbench) -> list[str]:
    """What differs from the saved revision."""
    return [chip.words for chip in bench.effect.differences if not chip.isHidden()]


def listed(bench: Workbench) -> list[str]:
    """The people in the list."""
    model = bench.samples.model
    return [str(model.index(at, 0).data()) for at in range(model.rowCount())]

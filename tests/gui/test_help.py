"""F1 explains the field that has the keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from jitadmin.gui.explain import Panel, explanation
from jitadmin.gui.main_window import MainWindow
from jitadmin.gui.widgets.form import Form
from jitadmin.gui.wizard.dialog import NewConnection
from jitadmin.gui.workbench.page import Workbench

Key = Qt.Key


@pytest.fixture
def active(qtbot: QtBot, window: MainWindow) -> MainWindow:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def f1(field: QWidget) -> Panel | None:
    """Press F1 in a field."""
    field.setFocus()
    QTest.keyClick(field, Key.Key_F1)
    QApplication.processEvents()
    found = [one for one in field.window().findChildren(Panel) if one.isVisible()]
    return found[0] if found else None


def gone(panel: Panel) -> bool:
    """Whether the words are off the screen; they delete themselves at some time after that."""
    return not isValid(panel) or not panel.isVisible()


def test_a_choice_of_the_policy_says_what_it_is_and_what_can_be_chosen(active: MainWindow, bench: Workbench) -> None:
    bench.tabs.setCurrentWidget(bench.policy)
    box = bench.policy.parts["accounts"].fields["inactive"]
    panel = f1(box)
    assert panel is not None
    assert panel.title.text() == "A disabled account"
    assert "it is refused, or enabled again" in panel.words.text()
    assert "Choices: " in panel.words.text()
    assert active.rect().contains(panel.geometry())
    QTest.keyClick(box, Key.Key_Escape)
    assert gone(panel)
    assert bench.tabs.currentWidget() is bench.policy


def test_a_column_of_a_map_is_explained(active: MainWindow, bench: Workbench) -> None:
    bench.attributes.table.go(1, 1)
    panel = f1(bench.attributes.table)
    assert panel is not None
    assert panel.title.text() == "From the assertion"
    assert "F4 offers what the samples hold" in panel.words.text()
    assert "\\n" not in panel.words.text(), "its parts stand below each other"
    QTest.keyClick(bench.attributes.table, Key.Key_Right)
    assert gone(panel), "any other key goes on with the work"


def test_a_field_of_a_dialog_is_explained(qtbot: QtBot, active: MainWindow) -> None:
    active.beginnings.new_connection()
    (dialog,) = active.findChildren(NewConnection)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    panel = f1(dialog.choices[0].search)
    assert panel is not None
    assert panel.window() is dialog
    assert "Enter goes on" in panel.words.text()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_where_nothing_is_to_be_explained_the_keys_are(active: MainWindow, bench: Workbench) -> None:
    bench.effect.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    assert f1(bench.effect) is None
    assert [one.windowTitle() for one in active.findChildren(QDialog) if one.isVisible()] == ["Keyboard shortcuts"]


def test_every_field_of_the_forms_can_be_explained(bench: Workbench) -> None:
    fields = [(name, field) for form in bench.findChildren(Form) for name, field in form.fields.items()]
    assert len(fields) > 60
    assert not [name for name, field in fields if explanation(field) is None]


def test_what_is_said_of_a_cell_stands_in_lines(active: MainWindow, bench: Workbench) -> None:
    bench.attributes.table.go(2, 0)
    panel = f1(bench.attributes.table)
    assert panel is not None
    assert panel.words.text().split("\n")[1:] == [
        "emails.work", "e-mail address at work", "required: without a value the login is refused"
    ]  # fmt: skip

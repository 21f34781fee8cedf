"""From nothing to a saved map for a new pair of identity provider and application, with keys alone."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from jitadmin.app import Workspace
from jitadmin.core.connection.attribute_map import AttributeRow, Source
from jitadmin.core.connection.role_map import Condition
from jitadmin.gui.wizard.dialog import NewConnection
from tests.gui.conftest import Open
from tests.gui.editing import ALT, CTRL, Key, focused, pick, press, write

MOST_TABS = 60


def dialog_keys(dialog: NewConnection, *typed: str) -> None:
    """Type each text and press Enter, wherever the keyboard is."""
    for text in typed:
        field = dialog.focusWidget()
        assert field is not None
        QTest.keyClicks(field, text)
        QTest.keyClick(dialog.focusWidget() or dialog, Key.Key_Return)
        QApplication.processEvents()


def tab_to(bench: QWidget, wanted: QWidget) -> None:
    """Press Tab until a widget has the keyboard."""
    for _ in range(MOST_TABS):
        found = bench.window().focusWidget()
        if found is wanted:
            return
        QTest.keyClick(found or bench.window(), Key.Key_Tab)
        QApplication.processEvents()
    raise AssertionError(f"{wanted} is not reached with Tab")


def test_a_map_for_a_new_pair_is_built_and_saved_with_keys_alone(qtbot: QtBot, open_window: Open) -> None:
    window = open_window(Workspace.empty())
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Key.Key_N, CTRL)
    (dialog,) = window.findChildren(NewConnection)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    dialog_keys(dialog, "okta", "slack", "exk1a2b3c4d5E6F7g8h9", "example-corp", "")
    qtbot.waitUntil(lambda: window.bench is not None)
    bench = window.bench
    assert bench is not None
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    count = len(bench.document.connection.attributes.rows)

    # A row of its own: the field, the source, a step.
    QTest.keyClick(window, Key.Key_1, ALT)
    tab_to(bench, bench.attributes.table)
    press(bench, Key.Key_End, with_=CTRL)
    press(bench, Key.Key_Insert)
    write(bench, "title")
    press(bench, Key.Key_Return)
    pick(bench, "jobTitle")
    made = bench.document.connection.attributes.rows
    assert len(made) == count + 1
    at = next(number for number, row in enumerate(made) if row.field == "title")
    assert bench.attributes.table.currentIndex().row() == at
    tab_to(bench, bench.attributes.editor.steps.add)
    press(bench, Key.Key_Return)
    pick(bench, "trim")
    title = AttributeRow(field="title", sources=(Source(attribute="jobTitle"),), transforms=("trim",))
    assert bench.document.connection.attributes.rows[at] == title

    # A rule: its name, its condition as text, what it gives.
    QTest.keyClick(window, Key.Key_2, ALT)
    tab_to(bench, bench.roles.table)
    press(bench, Key.Key_Insert)
    write(bench, "Admins")
    press(bench, Key.Key_Return)
    for text in ('groups has "slack-admins"', "Workspace Admin"):
        press(bench, Key.Key_Right)
        press(bench, Key.Key_Return)
        write(bench, text, over=True)
        press(bench, Key.Key_Return)
    (rule,) = bench.document.connection.roles.rules
    assert rule.name == "Admins"
    assert rule.when == Condition(attribute="groups", member_of="slack-admins")
    assert rule.grant == ("Workspace Admin",)

    # Undo and redo, then a revision.
    steps = bench.document.stack.index()
    for _ in range(steps):
        press(bench, Key.Key_Z, with_=CTRL)
    assert len(bench.document.connection.attributes.rows) == count
    assert not bench.document.draft
    press(bench, *(Key.Key_Z,) * steps, with_=CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert bench.document.connection.attributes.rows[at] == title
    assert focused(bench) is not None
    press(bench, Key.Key_S, with_=CTRL)
    qtbot.waitUntil(lambda: len(window.workspace.revisions("slack-okta")) == 2)
    assert window.workspace.connection("slack-okta").roles.rules == (rule,)

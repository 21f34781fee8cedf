"""The places of the window: reached by keys, made when first wanted, counted, searched, remembered."""

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (  # fmt: skip
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
)
from pytestqt.qtbot import QtBot

from jitadmin.app import Workspace
from jitadmin.gui.finder import Finder
from jitadmin.gui.main_window import MainWindow
from jitadmin.gui.navigation import FROM, NARROW, WIDE, Sign, _PlaceButton
from jitadmin.gui.places import PLACES
from jitadmin.gui.theme import Theme
from tests.builders import IdP
from tests.gui.conftest import Open
from tests.gui.longer import cut, lengthen

Key = Qt.Key
OPENS_A_DIALOG = pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True)
CONTROL = Qt.KeyboardModifier.ControlModifier


def resting(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until the page that is shown has read what it shows, and the counts are taken."""
    qtbot.waitUntil(
        lambda: not getattr(window.pages.page, "busy", False) and window.signs._task is None, timeout=20_000
    )


def signs(window: MainWindow) -> dict[str, str]:
    """What stands on the buttons of the navigation, with the count."""
    QApplication.processEvents()
    buttons = window.navigation.findChildren(_PlaceButton)
    return {button.place.words: button.place.count for button in buttons if not button.isHidden()}


def test_every_place_is_reached_by_its_key_and_by_a_click(qtbot: QtBot, window: MainWindow) -> None:
    assert [place.plain for place in PLACES] == [
        "Overview", "Connections", "Identity providers", "Service providers", "Keys", "History",
    ]  # fmt: skip
    buttons = {button.place.key: button for button in window.navigation.findChildren(_PlaceButton)}
    for at, place in enumerate(PLACES):
        window.activateWindow()
        QTest.keyClick(window, Key(Key.Key_1 + at), CONTROL)
        assert window.where == place.key
        assert window.windowTitle() == f"{place.plain} – jitadmin"
        resting(qtbot, window)
        assert buttons[place.key].isChecked()
    QTest.mouseClick(buttons["overview"], Qt.MouseButton.LeftButton)
    assert window.where == "overview"
    assert buttons["overview"].isChecked()
    assert not buttons["history"].isChecked()


def test_no_page_is_made_before_somebody_goes_there(window: MainWindow) -> None:
    assert window.pages._made == {}


def test_the_places_say_how_much_is_in_them(qtbot: QtBot, window: MainWindow, workspace: Workspace) -> None:
    resting(qtbot, window)
    assert signs(window)["Connections"] == "1"
    assert signs(window)["Identity providers"] == ""
    workspace.registry.add_metadata("identityProvider", IdP().metadata_xml())
    window.desk.changed.emit()
    resting(qtbot, window)
    assert signs(window)["Identity providers"] == "1"


def test_another_count_takes_no_button_away_from_under_the_keyboard(qtbot: QtBot, window: MainWindow) -> None:
    resting(qtbot, window)
    window.activateWindow()
    button = next(one for one in window.navigation.findChildren(_PlaceButton) if one.place.key == "overview")
    button.setFocus()
    window.workspace.registry.add_metadata("identityProvider", IdP().metadata_xml())
    window.refresh_places()
    resting(qtbot, window)
    assert signs(window)["Identity providers"] == "1"
    assert window.focusWidget() is button


def test_no_count_lies_on_the_words_where_people_read_from_right_to_left(qtbot: QtBot, theme: Theme) -> None:
    button = _PlaceButton(Sign("connections", "Connections", "connections", count="3"), theme)
    qtbot.addWidget(button)
    button.resize(200, 32)
    usual = button.grab().toImage()
    QApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        assert button.grab().toImage() == usual
    finally:
        QApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_the_place_is_remembered_outside_the_demo(
    qtbot: QtBot, open_window: Open, workspace: Workspace, settings: QSettings
) -> None:
    window = open_window(workspace, demo=False)
    window.go("history")
    resting(qtbot, window)
    window.close()
    again = open_window(workspace, demo=False)
    assert again.where == "history"
    resting(qtbot, again)
    settings.setValue("window/place", "connection:gone")
    other = open_window(workspace, demo=False)
    assert other.where == "connection:notes"


def test_the_navigation_leaves_a_narrow_window_to_the_page(window: MainWindow) -> None:
    assert window.navigation.width() == NARROW
    window.resize(FROM, 800)
    assert window.navigation.width() == WIDE


@pytest.mark.parametrize("key", [place.key for place in PLACES])
@pytest.mark.parametrize("full", [True, False], ids=["full", "empty"])
def test_every_control_of_a_page_has_a_name_and_no_text_is_cut(
    qtbot: QtBot, open_window: Open, workspace: Workspace, key: str, full: bool
) -> None:
    if full:
        workspace.registry.add_metadata("identityProvider", IdP().metadata_xml())
        workspace.keys.new(kind="ec-p256", use="signing", common_name="sp.example.test")
    window = open_window(workspace if full else Workspace.empty())
    window.go(key)
    resting(qtbot, window)
    page = window.pages.page
    assert page is not None
    for kind in (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QPlainTextEdit):
        for control in page.findChildren(kind):
            within = isinstance(control.parent(), (QComboBox, QLineEdit)) or isinstance(
                control.parent().parent(), QComboBox
            )
            inner = control.objectName().startswith("qt_") or within
            hidden = control.focusPolicy() == Qt.FocusPolicy.NoFocus or "QTabBar" in type(control.parent()).__name__
            if inner or hidden or control.isHidden():
                continue
            words = control.accessibleName() or (control.text() if isinstance(control, QAbstractButton) else "")
            assert words, f"{control} in {control.parent()}"
    assert cut(window) == []
    lengthen(window)
    assert cut(window) == []


def found(finder: Finder) -> list[str]:
    return [str(finder.model.index(at, 0).data()) for at in range(finder.model.rowCount())]


@pytest.fixture
def finder(qtbot: QtBot, window: MainWindow) -> Finder:
    window.activateWindow()
    QTest.keyClick(window, Key.Key_K, CONTROL)
    (dialog,) = window.findChildren(Finder)
    qtbot.waitUntil(lambda: not dialog.busy, timeout=20_000)
    return dialog


@OPENS_A_DIALOG
def test_a_place_is_found_by_its_letters(qtbot: QtBot, window: MainWindow, finder: Finder) -> None:
    QTest.keyClicks(finder.search, "hist")
    assert found(finder)[0] == "History"
    QTest.keyClick(finder.search, Key.Key_Return)
    assert window.where == "history"
    resting(qtbot, window)


@OPENS_A_DIALOG
def test_no_name_is_squeezed_by_what_stands_beside_it(qtbot: QtBot, open_window: Open) -> None:
    window = open_window(Workspace.demo())
    QTest.keyClick(window, Key.Key_K, CONTROL)
    (finder,) = window.findChildren(Finder)
    qtbot.waitUntil(lambda: not finder.busy, timeout=20_000)
    QTest.keyClicks(finder.search, "t")
    QTest.keyClick(finder.search, Key.Key_Backspace)
    qtbot.wait(50)
    at = finder.model.index(found(finder).index("Tidewright ID → Atlassian Cloud"), 0)
    assert finder.view.sizeHintForIndex(at).width() <= finder.view.columnWidth(0)
    finder.reject()


@OPENS_A_DIALOG
def test_a_person_is_found_and_shown(qtbot: QtBot, window: MainWindow, finder: Finder) -> None:
    QTest.keyClicks(finder.search, "hedy")
    assert found(finder) == ["Hedy Lamarr"]
    QTest.keyClick(finder.search, Key.Key_Return)
    bench = window.bench
    assert bench is not None
    assert bench.evaluation.sample is not None
    assert bench.evaluation.sample.label == "Hedy Lamarr"


@OPENS_A_DIALOG
def test_an_action_is_found_and_done_with_arrows(qtbot: QtBot, window: MainWindow, finder: Finder) -> None:
    QTest.keyClicks(finder.search, "a")
    names = found(finder)
    QTest.keyClick(finder.search, Key.Key_Down)
    QTest.keyClick(finder.search, Key.Key_Down)
    QTest.keyClick(finder.search, Key.Key_Up)
    assert finder.view.chosen.words == names[1]
    finder.search.clear()
    QTest.keyClicks(finder.search, "about jit")
    assert found(finder) == ["About jitadmin"]
    QTest.keyClick(finder.search, Key.Key_Return)
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    box.close()


@OPENS_A_DIALOG
def test_what_is_nowhere_is_said_to_be_nowhere(finder: Finder) -> None:
    QTest.keyClicks(finder.search, "zzzz")
    assert found(finder) == []
    assert finder.none.isVisible()
    QTest.keyClick(finder.search, Key.Key_Return)
    assert finder.isVisible()
    QTest.keyClick(finder, Key.Key_Escape)


def remove_chosen(window: MainWindow, button: str) -> str:
    """Press Delete in the list of connections and answer the question; returns what was asked."""
    window.go("connections")
    window.connections.view.setFocus()
    QTest.keyClick(window.connections.view, Key.Key_Delete)
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    asked = f"{box.text()} {box.informativeText()}"
    next(one for one in box.buttons() if one.text().replace("&", "") == button).click()
    return asked


@OPENS_A_DIALOG
def test_a_connection_is_removed_on_a_word_and_comes_back_by_undo(
    qtbot: QtBot, window: MainWindow, workspace: Workspace
) -> None:
    window.activateWindow()
    asked = remove_chosen(window, "Keep")
    assert "Remove Acme ID → Notes?" in asked
    assert "It can be undone." in asked
    assert workspace.connections()
    remove_chosen(window, "Remove")
    assert workspace.connections() == ()
    assert "Notes" not in signs(window)
    assert window.connections._pages.currentIndex() == 1
    assert window.menus.undo.isEnabled()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    QTest.keyClick(window, Key.Key_Z, CONTROL)
    assert [one.name for one in workspace.connections()] == ["notes"]
    assert "Notes" in signs(window)
    assert len(window.connections.model.records) == 1
    resting(qtbot, window)

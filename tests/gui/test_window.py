"""The window around the workbench: what comes in, hostile texts, closing, what is remembered."""

import base64
import threading
from pathlib import Path
from urllib.parse import quote

import msgspec
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from jitadmin.app import Workspace
from jitadmin.core.connection.parties import ServiceProvider
from jitadmin.gui.application import _documents
from jitadmin.gui.dialogs import fault_places
from jitadmin.gui.main_window import MainWindow
from jitadmin.gui.navigation import _PlaceButton
from jitadmin.gui.theme import Theme, tooltip
from jitadmin.gui.workbench.page import Workbench
from tests.builders import ACS, SP
from tests.gui.company import CONNECTION, company, login, people, sample
from tests.gui.conftest import Open, settled
from tests.gui.driving import banner, fields, listed
from tests.gui.editing import gathered

HOSTILE = '<img src="file:///etc/passwd"><b>&amp;\u202e\x1b[31m{0}%s'


def drop(window: MainWindow, data: QMimeData) -> None:
    """What Qt sends when something is dragged onto the window and let go."""
    place = QPoint(400, 300)
    keys = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(place, *keys)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(place), *keys))


def files(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def text(words: str) -> QMimeData:
    data = QMimeData()
    data.setText(words)
    return data


def test_dropped_files_become_samples_and_the_first_is_shown(
    qtbot: QtBot, window: MainWindow, bench: Workbench, tmp_path: Path
) -> None:
    file = tmp_path / "mary.xml"
    file.write_bytes(login("mary", "Mary Jackson"))
    drop(window, files(file))
    qtbot.waitUntil(lambda: "Mary Jackson" in listed(bench))
    settled(qtbot, bench)
    assert fields(bench)["displayName"] == "Mary Jackson"
    assert bench.messages.text.text() == "1 sample added."


def test_an_unreadable_file_is_named_in_place_and_nothing_is_lost(
    qtbot: QtBot, window: MainWindow, bench: Workbench, tmp_path: Path
) -> None:
    good, broken = tmp_path / "good.xml", tmp_path / "broken.xml"
    good.write_bytes(login("mary", "Mary Jackson"))
    broken.write_bytes(b"a picture of a cat")
    drop(window, files(good, broken))
    qtbot.waitUntil(lambda: "Mary Jackson" in listed(bench))
    assert bench.messages.isVisible()
    assert "1 sample added" in bench.messages.text.text()
    assert "broken.xml" in bench.messages.details.text()
    assert len(listed(bench)) == 7
    assert QApplication.activeModalWidget() is None


@pytest.mark.parametrize("form", ["xml", "base64", "form field"])
def test_a_sample_is_pasted_in_every_form(qtbot: QtBot, window: MainWindow, bench: Workbench, form: str) -> None:
    data = login("mary", "Mary Jackson")
    encoded = base64.b64encode(data).decode()
    forms = {"xml": data.decode(), "base64": encoded, "form field": f"RelayState=x&SAMLResponse={quote(encoded)}"}
    QApplication.clipboard().setText(forms[form])
    bench.samples.view.setFocus()
    window.menus.paste.trigger()
    qtbot.waitUntil(lambda: "Mary Jackson" in listed(bench))
    settled(qtbot, bench)


def test_pasting_what_is_no_sample_says_so(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    QApplication.clipboard().setText("Hello, this is not SAML.")
    window.menus.paste.trigger()
    qtbot.waitUntil(bench.messages.isVisible)
    assert bench.messages._kind == "error"
    assert len(listed(bench)) == 6
    assert window.menus.paste.shortcut().toString() == "Ctrl+V"


def test_a_dropped_text_is_read_like_a_pasted_one(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    drop(window, text(login("mary", "Mary Jackson").decode()))
    qtbot.waitUntil(lambda: "Mary Jackson" in listed(bench))
    settled(qtbot, bench)


def test_a_truncated_message_is_kept_and_says_that_it_cannot_be_read(
    qtbot: QtBot, window: MainWindow, bench: Workbench, tmp_path: Path
) -> None:
    file = tmp_path / "cut.xml"
    file.write_bytes(login("nina", "Nina")[:900])
    drop(window, files(file))
    qtbot.waitUntil(lambda: len(listed(bench)) == 7)
    settled(qtbot, bench)
    assert banner(bench).startswith("Refused: ")
    assert fields(bench) == {}


@pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True)
def test_the_file_dialog_adds_what_was_chosen(
    qtbot: QtBot, window: MainWindow, bench: Workbench, tmp_path: Path
) -> None:
    file = tmp_path / "mary.xml"
    file.write_bytes(login("mary", "Mary Jackson"))
    window.menus.open.trigger()
    dialog = QApplication.activeModalWidget() or window.findChild(type(None))
    assert dialog is not None
    dialog.filesSelected.emit([str(file)])
    dialog.close()
    qtbot.waitUntil(lambda: "Mary Jackson" in listed(bench))
    settled(qtbot, bench)


def test_a_connection_document_is_written_and_opened_again(
    qtbot: QtBot, open_window: Open, window: MainWindow, bench: Workbench, tmp_path: Path
) -> None:
    file = tmp_path / "notes.yaml"
    window.exchange.write(bench, file)
    assert "Saved as notes.yaml" in bench.messages.text.text()
    other = open_window(Workspace.empty())
    drop(other, files(file))
    qtbot.waitUntil(lambda: other.bench is not None)
    assert other.bench is not None
    settled(qtbot, other.bench)
    assert other.bench.document.connection == CONNECTION
    assert "Acme ID → Notes" in other.windowTitle()
    drop(other, text(login("mary", "Mary Jackson").decode()))
    qtbot.waitUntil(lambda: other.bench is not None and "Mary Jackson" in listed(other.bench))
    settled(qtbot, other.bench)


def test_a_broken_document_lists_every_problem_in_place(qtbot: QtBot, open_window: Open, tmp_path: Path) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text("apiVersion: jitadmin/v1\nkind: Connection\nname: x\natributes: {}\n")
    window = open_window(Workspace.empty())
    drop(window, files(file))
    qtbot.waitUntil(window.messages.isVisible)
    assert "attributes" in window.messages.details.text()
    assert window.bench is None


def test_hostile_texts_are_shown_as_they_are(qtbot: QtBot, open_window: Open) -> None:
    provider = ServiceProvider(entity_id=SP, name=HOSTILE, acs=(ACS,))
    connection = msgspec.structs.replace(CONNECTION, service_provider=provider, title=HOSTILE)
    evil = sample(login("eve", "<i>Eve</i>\u202e<img src=x>", job="<u>j</u>"), HOSTILE, HOSTILE)
    window = open_window(company((evil,), connection))
    assert window.bench is not None
    for label in window.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText or "<" not in label.text(), label.text()
        assert "\u202e" not in label.text()
        assert "\x1b" not in label.text()
    assert fields(window.bench)["displayName"] == "<i>Eve</i>\\u202e<img src=x>"
    assert "<img" in banner(window.bench)
    for view in (window.bench.samples.model, window.bench.attributes.model, window.bench.outcome.fields):
        for at in range(view.rowCount()):
            for column in range(view.columnCount()):
                tip = view.index(at, column).data(Qt.ItemDataRole.ToolTipRole) or ""
                assert "<img" not in tip
                assert "<u>" not in tip
    buttons = window.navigation.findChildren(_PlaceButton)
    assert any("<img" in button.place.words for button in buttons)
    assert all("<img" not in button.toolTip() for button in buttons)


def test_a_tooltip_of_endless_text_is_cut() -> None:
    assert len(tooltip("x" * 100_000)) < 2_000


def test_a_value_of_ten_thousand_characters_does_not_widen_the_window(qtbot: QtBot, open_window: Open) -> None:
    long = sample(login("eve", "W" * 10_000), "W" * 10_000, "x" * 500)
    window = open_window(company((long,)))
    assert window.width() == 1280
    assert window.minimumSizeHint().width() <= 1280


def test_closing_while_work_runs_leaves_no_thread(qtbot: QtBot, open_window: Open) -> None:
    before = set(threading.enumerate())
    made = people()
    window = open_window(company(made))
    bench = window.bench
    assert bench is not None

    class Endless(type(bench.workspace)):  # type: ignore[misc]
        def preview_all(self, connection, samples, progress=None):  # type: ignore[no-untyped-def]
            while True:
                if progress:
                    progress.step(0, 0, "")
                yield self.preview(connection, samples[0])

        def add_samples(self, name, paths, progress=None):  # type: ignore[no-untyped-def]
            while True:
                progress.step(0, 0, "")

    bench.workspace.__class__ = Endless
    bench.evaluation._survey()
    bench.add_files([Path("anywhere")])
    qtbot.waitUntil(lambda: window.runner._pool.activeThreadCount() == 1)
    assert bench.evaluation.busy
    assert window.close()
    assert window.runner._pool.activeThreadCount() == 0
    QApplication.processEvents()
    assert set(threading.enumerate()) <= before


def test_unsaved_changes_are_asked_about_outside_the_demo(
    qtbot: QtBot, open_window: Open, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window(workspace, demo=False)
    assert window.bench is not None
    window.bench.document.replace(msgspec.structs.replace(CONNECTION, title="Other"), "title")
    asked: list[str] = []

    def keep(box: QMessageBox) -> int:
        asked.append(box.text())
        assert box.textFormat() == Qt.TextFormat.PlainText
        box.defaultButton().click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", keep)
    assert not window.close()
    assert window.isVisible()
    assert asked == ["Changes are not saved: Notes"]


def test_layout_and_columns_are_remembered(
    qtbot: QtBot, open_window: Open, workspace: Workspace, settings: QSettings
) -> None:
    window = open_window(workspace)
    assert window.bench is not None
    window.resize(1222, 777)
    window.bench.splitter.setSizes([300, 500, 400])
    sizes = window.bench.splitter.sizes()
    table = window.bench.attributes.table
    table.touched = True
    table.setColumnWidth(0, 99)
    assert window.close()
    again = open_window(workspace, width=1222, height=777)
    assert again.bench is not None
    assert again.bench.splitter.sizes() == sizes
    assert again.bench.attributes.table.columnWidth(0) == 99
    assert settings.contains("window/geometry")


def test_the_look_follows_light_and_dark_while_it_runs(qtbot: QtBot, window: MainWindow, theme: Theme) -> None:
    def darkness() -> int:
        return window.grab().toImage().pixelColor(window.width() - 4, window.height() - 4).lightness()

    assert darkness() > 200
    theme.set_scheme("dark")
    assert darkness() < 60
    theme.set_scheme("light")
    assert darkness() > 200


def test_places_and_tabs_are_reached_by_keys(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    window.menus.tabs[2].trigger()
    assert bench.tabs.currentWidget() is bench.policy
    window.go("connections")
    assert window.bench is None
    assert window.windowTitle() == "Connections – jitadmin"
    window.connections.view.setFocus()
    QTest.keyClick(window.connections.view, Qt.Key.Key_Return)
    assert window.bench is bench


def test_every_control_has_a_name_for_a_screen_reader(window: MainWindow, bench: Workbench) -> None:
    kinds = (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QSpinBox)
    for kind in kinds:
        for control in window.findChildren(kind):
            inner = control.objectName().startswith("qt_") or isinstance(control.parent(), (QComboBox, QSpinBox))
            hidden = control.focusPolicy() == Qt.FocusPolicy.NoFocus or "QTabBar" in type(control.parent()).__name__
            if inner or hidden or control.isHidden() or control.window() is not window:
                continue
            words = control.accessibleName() or (control.text() if isinstance(control, QAbstractButton) else "")
            assert words, f"{control} in {control.parent()}"


def test_a_fault_of_the_program_is_told_without_any_value() -> None:
    secret = "hunter2"
    try:
        raise ValueError(f"bad {secret}")
    except ValueError as error:
        told = fault_places(error, error.__traceback__)
    assert "ValueError" in told
    assert "test_window.py" in told
    assert secret not in told


def test_documents_of_a_folder_are_found(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.yml", "c.txt"):
        (tmp_path / name).touch()
    assert [path.name for path in _documents(tmp_path)] == ["a.yml", "b.yaml"]
    assert _documents(tmp_path / "b.yaml") == [tmp_path / "b.yaml"]


def walked(window: MainWindow, key: Qt.Key, until: QWidget) -> list[QWidget]:
    """What has the keyboard, one press of a key after the other."""
    found: list[QWidget] = []
    while not found or found[-1] is not until:
        now = window.focusWidget()
        assert now is not None
        QTest.keyClick(now, key)
        after = window.focusWidget()
        assert after is not None
        assert after not in found, "the key goes in a ring that leaves this out"
        found.append(after)
    return found


@pytest.mark.parametrize("tab", ["attributes", "roles", "policy", "findings"])
def test_tab_goes_as_the_page_reads_also_through_what_came_later(
    qtbot: QtBot, window: MainWindow, bench: Workbench, tab: str
) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    gathered(qtbot, bench)
    page = getattr(bench, tab)
    bench.tabs.setCurrentWidget(page)
    bench.samples.view.setFocus()
    way = walked(window, Qt.Key.Key_Tab, bench.outcome.fields_view)
    assert all(page.isAncestorOf(one) or one in (page, bench.tabs.tabBar()) for one in way[:-1])
    buttons = [one for one in page.findChildren(QPushButton) if one.isVisible() and one.isEnabled()]
    assert buttons
    assert set(buttons) <= set(way), "every button comes before the next part of the window"
    back = walked(window, Qt.Key.Key_Backtab, bench.samples.view)
    assert back == [*reversed(way[:-1]), bench.samples.view]

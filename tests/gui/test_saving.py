"""Saving in a workspace that others use, too: the difference and a choice, and drafts that outlive a crash."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox, QTableView
from pytestqt.qtbot import QtBot

from jitadmin.app import Workspace
from jitadmin.core.connection import Connection
from jitadmin.gui import application
from jitadmin.gui.history.conflict import ConflictDialog
from jitadmin.gui.main_window import MainWindow
from jitadmin.gui.opening import Opening
from jitadmin.gui.others import Others
from jitadmin.gui.theme import Theme
from jitadmin.gui.workbench.page import Workbench
from tests.builders import NOW
from tests.gui.company import ACCOUNTS, CONNECTION, NAME, company, people
from tests.gui.conftest import Open, settled

OPENS_A_DIALOG = pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "w.sqlite"


def opened(place: Path, author: str) -> Workspace:
    workspace = Workspace.open(place, clock=lambda: NOW, author=author)
    workspace.as_of = NOW
    return workspace


@pytest.fixture
def ada(place: Path) -> Iterator[Workspace]:
    workspace = opened(place, "ada")
    workspace.add(CONNECTION, ACCOUNTS, people)
    yield workspace
    workspace.close()


@pytest.fixture
def grace(place: Path, ada: Workspace) -> Iterator[Workspace]:
    workspace = opened(place, "grace")
    yield workspace
    workspace.close()


def titled(title: str) -> Connection:
    return msgspec.structs.replace(CONNECTION, title=title)


def begun(window: MainWindow, title: str) -> Workbench:
    """A workbench in which the title was edited."""
    bench = window.bench
    assert bench is not None
    bench.document.replace(titled(title), "title")
    return bench


def asked(window: MainWindow) -> ConflictDialog:
    (dialog,) = [one for one in window.findChildren(ConflictDialog) if one.isVisible()]
    return dialog


def texts(dialog: ConflictDialog, side: str) -> list[list[str]]:
    """The rows of the table of one side."""
    model = getattr(dialog, side).findChild(QTableView).model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())] for row in range(model.rowCount())
    ]


@pytest.fixture
def conflict(open_window: Open, ada: Workspace, grace: Workspace) -> MainWindow:
    """Ada edited the title, Grace saved another one meanwhile, and Ada presses Save."""
    window = open_window(ada)
    bench = begun(window, "Ada's")
    grace.save(titled("Grace's"), seen=1)
    bench.save_button.click()
    return window


def test_the_second_save_shows_what_each_of_the_two_changed(conflict: MainWindow, ada: Workspace) -> None:
    dialog = asked(conflict)
    assert "grace saved revision 2" in dialog.heading.text()
    assert [row[1:] for row in texts(dialog, "theirs")] == [["Acme to Notes", "Grace's"]]
    assert [row[1:] for row in texts(dialog, "mine")] == [["Acme to Notes", "Ada's"]]
    dialog.back.click()
    assert conflict.bench is not None
    assert conflict.bench.document.draft
    assert [one.title for one in ada.revisions(NAME)] == ["Acme to Notes", "Grace's"]


def test_mine_becomes_the_next_revision_and_theirs_stays_in_the_history(conflict: MainWindow, ada: Workspace) -> None:
    asked(conflict).keep.click()
    assert [one.title for one in ada.revisions(NAME)] == ["Acme to Notes", "Grace's", "Ada's"]
    assert conflict.bench is not None
    assert not conflict.bench.document.draft
    assert conflict.bench.document.seen == 3


def test_theirs_is_taken_and_mine_is_one_undo_away(conflict: MainWindow, ada: Workspace) -> None:
    asked(conflict).take.click()
    bench = conflict.bench
    assert bench is not None
    assert (bench.document.connection.title, bench.document.draft) == ("Grace's", False)
    assert len(ada.revisions(NAME)) == 2
    bench.document.stack.undo()
    assert (bench.document.connection.title, bench.document.draft) == ("Ada's", True)
    bench.save_button.click()
    assert [one.title for one in ada.revisions(NAME)] == ["Acme to Notes", "Grace's", "Ada's"]


def test_who_is_overtaken_while_choosing_is_asked_again(conflict: MainWindow, grace: Workspace) -> None:
    grace.save(titled("Grace again"), seen=2)
    asked(conflict).keep.click()
    assert "grace saved revision 3" in asked(conflict).heading.text()
    asked(conflict).keep.click()
    assert grace.shelf.head("connection", NAME).number == 4


def test_a_connection_that_was_removed_meanwhile_can_be_brought_back(
    open_window: Open, ada: Workspace, grace: Workspace
) -> None:
    window = open_window(ada)
    bench = begun(window, "Ada's")
    grace.delete(NAME, seen=1)
    bench.save_button.click()
    dialog = asked(window)
    assert "grace removed this connection" in dialog.heading.text()
    dialog.keep.click()
    assert grace.connections() == (titled("Ada's"),)


def test_a_connection_that_was_removed_meanwhile_can_be_left_so(
    open_window: Open, ada: Workspace, grace: Workspace
) -> None:
    window = open_window(ada)
    bench = begun(window, "Ada's")
    grace.delete(NAME, seen=1)
    bench.save_button.click()
    asked(window).take.click()
    assert window.bench is None
    assert ada.connections() == ()
    assert ada.shelf.drafts() == ()


def test_hostile_names_in_a_conflict_stay_text(open_window: Open, place: Path, ada: Workspace) -> None:
    eve = opened(place, "<b>eve</b>\u202e")
    window = open_window(ada)
    bench = begun(window, "Ada's")
    eve.save(titled("<img src=x>"), seen=1)
    bench.save_button.click()
    dialog = asked(window)
    assert "<b>eve</b>\\u202e saved" in dialog.heading.text()
    assert texts(dialog, "theirs")[0][2] == "<img src=x>"
    eve.close()


def test_a_draft_outlives_a_crash_and_is_taken_up_as_one_step(
    qtbot: QtBot, open_window: Open, place: Path, ada: Workspace
) -> None:
    first = begun(open_window(ada), "Half done")
    qtbot.waitUntil(lambda: bool(ada.shelf.drafts()), timeout=5000)
    assert first.document.draft
    # Nothing of the first window is closed, as after a crash.
    again = opened(place, "ada")
    second = open_window(again).bench
    assert second is not None
    assert (second.document.connection.title, second.document.draft) == ("Half done", True)
    assert "had not been saved and are here again" in second.messages.text.text()
    second.document.stack.undo()
    assert second.document.connection == CONNECTION
    qtbot.waitUntil(lambda: not again.shelf.drafts(), timeout=5000)
    second.document.stack.redo()
    second.save_button.click()
    assert again.connection(NAME).title == "Half done"
    assert again.shelf.drafts() == ()
    again.close()


def test_a_draft_that_was_overtaken_asks_when_it_is_saved(
    open_window: Open, place: Path, ada: Workspace, grace: Workspace
) -> None:
    ada.drafts.keep(NAME, titled("Half done"), 1)
    grace.save(titled("Grace's"), seen=1)
    ada.refresh()
    window = open_window(ada)
    assert window.bench is not None
    window.bench.save_button.click()
    assert "grace saved revision 2" in asked(window).heading.text()
    asked(window).back.click()


@OPENS_A_DIALOG
def test_what_is_given_up_when_the_window_closes_is_not_taken_up_again(
    qtbot: QtBot, open_window: Open, ada: Workspace
) -> None:
    window = open_window(ada, demo=False)
    bench = begun(window, "Half done")
    bench.saving.keep_draft()
    assert len(ada.shelf.drafts()) == 1
    close(qtbot, window, "Discard changes")
    assert not window.isVisible()
    assert ada.shelf.drafts() == ()


def close(qtbot: QtBot, window: MainWindow, button: str) -> str:
    """Close the window, press a button of what it asks, and return the question."""
    asked: list[str] = []

    def answer() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        asked.append(f"{box.text()} {box.informativeText()}")
        if button == "Esc":
            QTest.keyClick(box, Qt.Key.Key_Escape)
            return
        next(one for one in box.buttons() if one.text().replace("&", "") == button).click()

    QTimer.singleShot(0, window, answer)
    window.close()
    return asked[0]


@OPENS_A_DIALOG
def test_changes_are_saved_when_the_window_closes(qtbot: QtBot, open_window: Open, ada: Workspace) -> None:
    window = open_window(ada, demo=False)
    begun(window, "Done")
    assert "Notes" in close(qtbot, window, "Save")
    assert not window.isVisible()
    assert [one.title for one in ada.revisions(NAME)] == ["Acme to Notes", "Done"]
    assert ada.shelf.drafts() == ()


@OPENS_A_DIALOG
def test_changes_are_kept_as_a_draft_when_the_window_closes(qtbot: QtBot, open_window: Open, ada: Workspace) -> None:
    window = open_window(ada, demo=False)
    begun(window, "Half done")
    close(qtbot, window, "Keep as draft")
    assert not window.isVisible()
    again = open_window(ada)
    assert again.bench is not None
    assert (again.bench.document.connection.title, again.bench.document.draft) == ("Half done", True)
    assert [one.title for one in ada.revisions(NAME)] == ["Acme to Notes"]


@OPENS_A_DIALOG
def test_the_window_stays_for_who_goes_on_editing(qtbot: QtBot, open_window: Open, ada: Workspace) -> None:
    window = open_window(ada, demo=False)
    bench = begun(window, "Half done")
    close(qtbot, window, "Esc")
    assert window.isVisible()
    assert bench.document.draft


@OPENS_A_DIALOG
def test_the_window_stays_where_somebody_else_saved_meanwhile(
    qtbot: QtBot, open_window: Open, ada: Workspace, grace: Workspace
) -> None:
    window = open_window(ada, demo=False)
    begun(window, "Ada's")
    grace.save(titled("Grace's"), seen=1)
    close(qtbot, window, "Save")
    assert window.isVisible()
    assert "grace saved revision 2" in asked(window).heading.text()
    asked(window).back.click()


@OPENS_A_DIALOG
def test_a_workspace_that_is_kept_nowhere_promises_no_draft(qtbot: QtBot, open_window: Open) -> None:
    window = open_window(company(), demo=False)
    begun(window, "Half done")
    assert "They are lost when the window closes." in close(qtbot, window, "Keep open")
    assert window.isVisible()


def test_the_window_opens_the_workspace_in_the_background(
    qtbot: QtBot, open_window: Open, place: Path, ada: Workspace
) -> None:
    window = open_window(Workspace.empty(), demo=False)
    Opening(window).start(str(place))
    assert not window.isEnabled()
    qtbot.waitUntil(window.isEnabled, timeout=20_000)
    assert window.workspace.title == "w.sqlite"
    assert window.bench is not None
    settled(qtbot, window.bench)
    window.workspace.close()


def test_a_workspace_that_cannot_be_opened_is_said(qtbot: QtBot, open_window: Open, tmp_path: Path) -> None:
    (tmp_path / "junk.sqlite").write_bytes(b"no database " * 99)
    window = open_window(Workspace.empty(), demo=False)
    Opening(window).start(str(tmp_path / "junk.sqlite"))
    qtbot.waitUntil(window.isEnabled, timeout=20_000)
    assert "is not a workspace of jitadmin" in window.messages.text.text()
    assert "nothing is kept" in window.messages.details.text()


@pytest.mark.parametrize("named", ["folder", "folder/one.yaml", "one.json"])
def test_documents_that_stay_files_are_opened_as_before(
    qtbot: QtBot, tmp_path: Path, named: str, monkeypatch: pytest.MonkeyPatch, settings: QSettings, theme: Theme
) -> None:
    (tmp_path / "folder").mkdir()
    for file in ("folder/one.yaml", "one.json"):
        Workspace.empty().save_document(CONNECTION, tmp_path / file)
    assert application._holds_documents(str(tmp_path / named))
    assert not application._holds_documents(str(tmp_path / "new.sqlite"))
    window = MainWindow(Workspace.empty(), theme, settings)
    qtbot.addWidget(window)
    application._load(window, tmp_path / named)
    qtbot.waitUntil(lambda: window.bench is not None, timeout=20_000)
    assert window.bench is not None
    settled(qtbot, window.bench)
    assert [one.name for one in window.workspace.connections()] == [NAME]
    assert window.findChildren(QDialog) == []


def test_what_others_saved_is_seen_by_who_comes_back(
    qtbot: QtBot, open_window: Open, ada: Workspace, grace: Workspace
) -> None:
    window = open_window(ada)
    others = Others(window)
    grace.save(titled("Grace's"), seen=1)
    grace.save(msgspec.structs.replace(CONNECTION, name="more"))
    assert window.bench is not None
    assert window.bench.document.connection == CONNECTION
    others.look()
    qtbot.waitUntil(lambda: ada.connection(NAME).title == "Grace's", timeout=5000)
    assert window.bench is not None
    assert window.bench.document.connection.title == "Grace's"
    settled(qtbot, window.bench)
    bench = begun(window, "Ada's")
    grace.save(titled("Grace again"), seen=2)
    others.look()
    qtbot.waitUntil(lambda: ada.connection(NAME).title == "Grace again", timeout=5000)
    assert window.bench is bench
    assert bench.document.connection.title == "Ada's"

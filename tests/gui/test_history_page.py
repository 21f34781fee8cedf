"""The history: who did what when, compared and restored by keys and clicks, found, verified and exported."""

import json
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from jitadmin.app import Workspace
from jitadmin.app.memory import MemoryShelf
from jitadmin.gui.history.page import HistoryPage
from jitadmin.gui.history.words import place_words, value_words
from jitadmin.gui.main_window import MainWindow
from tests.builders import NOW, IdP
from tests.gui.company import ACCOUNTS, CONNECTION, people
from tests.gui.conftest import Open, settled

Key = Qt.Key
OPENS_A_DIALOG = pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True)
CHANGED = msgspec.structs.replace(
    CONNECTION,
    title="Second",
    trust=msgspec.structs.replace(CONNECTION.trust, clock_skew=60),
    roles=msgspec.structs.replace(CONNECTION.roles, rules=CONNECTION.roles.rules[:1]),
)


@pytest.fixture
def kept() -> Workspace:
    """A workspace of Ada's, with one connection in two revisions."""
    workspace = Workspace("Acme", shelf=MemoryShelf(author="ada"), author="ada", clock=lambda: NOW, as_of=NOW)
    workspace.add(CONNECTION, ACCOUNTS, people)
    workspace.save(CHANGED)
    return workspace


@pytest.fixture
def opened(qtbot: QtBot, open_window: Open, kept: Workspace) -> MainWindow:
    window = open_window(kept)
    window.activateWindow()
    window.go("history")
    resting(qtbot, page_of(window))
    return window


def page_of(window: MainWindow) -> HistoryPage:
    page = window.pages.page
    assert isinstance(page, HistoryPage)
    return page


def resting(qtbot: QtBot, page: HistoryPage) -> None:
    qtbot.waitUntil(lambda: not page.busy, timeout=20_000)


def lines(page: HistoryPage) -> list[str]:
    model = page.model
    return [" | ".join(str(model.index(at, c).data()) for c in range(3)) for at in range(model.rowCount())]


def differences(page: HistoryPage) -> list[tuple[str, ...]]:
    model = page.details.model
    return [tuple(str(model.index(at, c).data()) for c in range(3)) for at in range(model.rowCount())]


def go(qtbot: QtBot, page: HistoryPage, words: str) -> None:
    """Choose the first line that begins so, with the arrow keys."""
    wanted = next(at for at, line in enumerate(lines(page)) if line.startswith(words))
    page.view.setFocus()
    QTest.keyClick(page.view, Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    for _ in range(wanted):
        QTest.keyClick(page.view, Key.Key_Down)
    resting(qtbot, page)


def test_every_change_stands_there_the_newest_first(qtbot: QtBot, opened: MainWindow) -> None:
    page = page_of(opened)
    assert "Changed | Acme ID → Notes | ada" in lines(page)
    assert lines(page)[-1] == "Added | Acme ID → Notes | ada"
    assert "Accounts imported: 2 | Notes | ada" in lines(page)
    assert page.about.text() == f"{len(lines(page))} changes"


def test_a_change_is_shown_in_words(qtbot: QtBot, opened: MainWindow) -> None:
    page = page_of(opened)
    go(qtbot, page, "Changed")
    assert page.details.title.text() == "Changed · Acme ID → Notes"
    found = {where: (before, after) for where, before, after in differences(page)}
    assert found["Title"] == ("Acme to Notes", "Second")
    assert found["Trust"] == ("", "clock skew 60")
    gone = next(before for where, (before, _) in found.items() if where.startswith("Roles › rules"))
    assert "Writers" in gone
    assert not any("[" in where or "clockSkew" in where for where in found)


def test_any_two_revisions_are_compared(qtbot: QtBot, opened: MainWindow, kept: Workspace) -> None:
    kept.save(CONNECTION)
    page = page_of(opened)
    page.arrive()
    resting(qtbot, page)
    go(qtbot, page, "Changed")
    details = page.details
    assert details.after.currentText().startswith("Revision 3")
    assert details.before.currentText().startswith("Revision 2")
    details.before.setFocus()
    QTest.keyClick(details.before, Key.Key_Down)
    assert details.before.currentText().startswith("Revision 1")
    assert differences(page) == []
    assert details.same.text() == "The two are the same."
    assert details.same.isVisible()


def test_an_old_revision_is_restored_and_that_is_undone(qtbot: QtBot, opened: MainWindow, kept: Workspace) -> None:
    page = page_of(opened)
    go(qtbot, page, "Added")
    details = page.details
    assert details.restore.text().replace("&", "") == "Restore revision 1"
    details.restore.setFocus()
    QTest.keyClick(details.restore, Key.Key_Space)
    assert kept.connection("notes") == CONNECTION
    resting(qtbot, page)
    assert lines(page)[0].startswith("Changed | Acme ID → Notes")
    opened.go("connection:notes")
    assert opened.bench is not None
    settled(qtbot, opened.bench)
    assert opened.bench.document.connection == CONNECTION
    opened.go("history")
    resting(qtbot, page)
    opened.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is opened)
    QTest.keyClick(opened, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    resting(qtbot, page)
    assert kept.connection("notes") == CHANGED


def test_nothing_is_restored_over_what_somebody_saved_in_the_meantime(
    qtbot: QtBot, opened: MainWindow, kept: Workspace
) -> None:
    page = page_of(opened)
    go(qtbot, page, "Added")
    theirs = msgspec.structs.replace(CONNECTION, title="Theirs")
    kept.save(theirs)
    page.details.restore.click()
    assert kept.connection("notes") == theirs
    assert "in the meantime. Nothing was overwritten" in opened.messages.text.text()
    assert not opened.desk.stack.canUndo()


def test_undo_takes_back_nothing_that_somebody_saved_in_the_meantime(
    qtbot: QtBot, opened: MainWindow, kept: Workspace
) -> None:
    page = page_of(opened)
    go(qtbot, page, "Added")
    page.details.restore.click()
    assert kept.connection("notes") == CONNECTION
    theirs = msgspec.structs.replace(CONNECTION, title="Theirs")
    kept.save(theirs)
    opened.desk.stack.undo()
    assert kept.connection("notes") == theirs
    assert "in the meantime. Nothing was overwritten" in opened.messages.text.text()


def test_the_newest_revision_offers_no_way_back(qtbot: QtBot, opened: MainWindow) -> None:
    page = page_of(opened)
    go(qtbot, page, "Changed")
    assert not page.details.restore.isEnabled()
    go(qtbot, page, "Accounts imported")
    assert not page.details.restore.isVisible()


def test_a_removed_connection_comes_back_from_the_history(qtbot: QtBot, opened: MainWindow, kept: Workspace) -> None:
    kept.delete("notes")
    opened.desk.changed.emit()
    page = page_of(opened)
    resting(qtbot, page)
    assert lines(page)[0].startswith("Removed")
    go(qtbot, page, "Changed")
    page.details.restore.click()
    resting(qtbot, page)
    assert kept.connection("notes") == CHANGED
    assert lines(page)[0].startswith("Brought back")


def test_the_history_is_searched_and_filtered(qtbot: QtBot, opened: MainWindow, kept: Workspace) -> None:
    kept.registry.add_metadata("identityProvider", IdP("https://other.example.test").metadata_xml())
    page = page_of(opened)
    page.arrive()
    resting(qtbot, page)
    everything = len(lines(page))
    QTest.keyClicks(page.search, "accounts")
    resting(qtbot, page)
    assert [line.split(" | ")[0] for line in lines(page)] == ["Accounts imported: 2"]
    page.search.selectAll()
    QTest.keyClicks(page.search, "nobody like that")
    resting(qtbot, page)
    assert lines(page) == []
    assert page.about.text() == "Nothing fits."
    page.search.clear()
    page.arrive()
    resting(qtbot, page)
    assert len(lines(page)) == everything
    page.kind.setFocus()
    QTest.keyClicks(page.kind, "Identity")
    resting(qtbot, page)
    QTest.keyClick(page.kind, Key.Key_Return)
    page.kind.activated.emit(page.kind.currentIndex())
    resting(qtbot, page)
    assert lines(page) == ["Added | https://other.example.test | ada"]


def test_older_changes_are_fetched_when_the_list_is_scrolled(qtbot: QtBot, opened: MainWindow, kept: Workspace) -> None:
    for at in range(450):
        kept.save(msgspec.structs.replace(CONNECTION, title=f"Number {at}"))
    page = page_of(opened)
    page.arrive()
    resting(qtbot, page)
    shown = len(lines(page))
    assert 60 <= shown < 450
    assert "scroll down for older ones" in page.about.text()
    for _ in range(4):
        page.view.verticalScrollBar().setValue(0)
        page.view.scrollToBottom()
        resting(qtbot, page)
    assert len(lines(page)) >= 450
    assert lines(page)[-1].startswith("Added")


def test_the_log_is_verified_and_an_altered_line_is_named(
    qtbot: QtBot, opened: MainWindow, kept: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(opened)
    verify = next(one for one in page.findChildren(QPushButton) if "Verify" in one.text())
    verify.click()
    qtbot.waitUntil(page.chain.isVisible)
    assert page.chain.text() == "Unbroken"
    monkeypatch.setattr(type(kept.history), "broken_at", lambda _: 2)
    verify.click()
    qtbot.waitUntil(opened.messages.isVisible)
    assert page.chain.text() == "Altered at line 2"
    assert "Line 2 of the log was altered" in opened.messages.text.text()
    entry = next(kept.history.entries())
    monkeypatch.setattr(type(kept.history), "broken_at", lambda _: None)
    monkeypatch.setattr(type(kept.history), "astray", lambda _: entry)
    verify.click()
    qtbot.waitUntil(lambda: page.chain.text() == "Not as the log says")
    assert f"What the workspace has of {entry.name} is not what its log says" in opened.messages.text.text()


@OPENS_A_DIALOG
@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_the_history_is_exported_whole(
    qtbot: QtBot, opened: MainWindow, kept: Workspace, tmp_path: Path, form: str
) -> None:
    page = page_of(opened)
    button = next(one for one in page.findChildren(QPushButton) if "xport" in one.text())
    menu = button.menu()
    assert menu is not None
    menu.actions()[("jsonl", "csv").index(form)].trigger()
    dialog = page.findChild(QFileDialog)
    assert dialog is not None
    file = tmp_path / f"history.{form}"
    dialog.fileSelected.emit(str(file))
    dialog.close()
    qtbot.waitUntil(opened.messages.isVisible)
    assert opened.messages.text.text() == f"The history was written to {file.name}."
    text = file.read_text(encoding="utf-8")
    entries = list(kept.history.entries())
    if form == "jsonl":
        assert [json.loads(line)["number"] for line in text.splitlines()] == [entry.number for entry in entries]
    else:
        assert text.startswith("number,at,author,action,")
        assert text.count("Acme to Notes") >= 1


def test_places_and_values_of_documents_are_put_into_words() -> None:
    assert place_words("roles.rules[2].when") == "Roles › rules › 3 › condition"
    assert place_words("identityProvider.entityId") == "Identity provider › entity ID"
    assert place_words("trust.clockSkew") == "Trust › clock skew"
    assert place_words("") == "Everything"
    assert value_words(None) == ""
    assert value_words(True) == "yes"
    assert value_words({"name": "Writers", "grant": ["Editor"]}) == "name Writers, grant Editor"
    assert value_words([]) == "nothing"
    assert value_words("ifStoredEmpty") == "once", "as the column of the map says it"
    assert value_words({"membership": "addOnly", "from": ["nameId"]}) == "membership add only, from NameID"
    assert value_words("givenName") == "givenName", "the name of an attribute stays as it is"
    assert value_words("<b>\u202e") == "<b>\\u202e"

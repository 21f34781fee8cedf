"""Existing accounts in the window: how old they are, what a list becomes, and what a login then does."""

import http.server
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QTableView, QWidget
from pytestqt.qtbot import QtBot

from jitadmin.core.account import Account
from jitadmin.core.existing import KnownAccounts
from jitadmin.core.messages import sentence
from jitadmin.gui.accounts.dialog import FILE, LIVE, ImportAccounts
from jitadmin.gui.accounts.mapping import BECOMES, OWN
from jitadmin.gui.accounts.words import difference_words, known_words
from jitadmin.gui.workbench.page import Workbench
from tests.builders import NOW
from tests.gui.company import ACCOUNTS, NAME
from tests.gui.conftest import settled
from tests.gui.driving import banner, choose, legend
from tests.gui.longer import cut, lengthen
from tests.peers import scim

Opened = Callable[[], ImportAccounts]
CSV = "key,Login,Contact,Shirt\n1,grace,grace@example.test,L\n2,alan,alan@example.test,M\n3,ada,ada@example.test,S\n"


@pytest.fixture
def dialog(qtbot: QtBot, bench: Workbench) -> ImportAccounts:
    bench.window().activateWindow()
    bench.accounts.setFocus()
    QTest.keyClick(bench.accounts, Qt.Key.Key_Space)
    (found,) = bench.window().findChildren(ImportAccounts)
    qtbot.waitUntil(found.isVisible)
    return found


def read(qtbot: QtBot, dialog: ImportAccounts, path: Path) -> None:
    dialog.read_file(path)
    idle(qtbot, dialog)


def idle(qtbot: QtBot, dialog: ImportAccounts) -> None:
    qtbot.waitUntil(lambda: dialog._task is None, timeout=20_000)


def becomes(dialog: ImportAccounts) -> dict[str, str]:
    return {column.name: column.field for column in dialog.file.mapping.columns}


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "2 accounts of today"), (1, "2 accounts of {day}, 1 day old"), (11, "2 accounts of {day}, 11 days old")],
)
def test_the_age_of_the_accounts_is_said(days: int, words: str) -> None:
    taken = NOW - timedelta(days=days)
    known = KnownAccounts(accounts=ACCOUNTS, taken=taken)
    assert known_words(known, NOW) == words.format(day=f"{taken.day} {taken:%b}")


def test_another_year_is_named_and_nothing_known_is_said() -> None:
    now = datetime(2026, 1, 3, tzinfo=UTC)
    known = KnownAccounts(accounts=ACCOUNTS[:1], taken=datetime(2025, 12, 30, tzinfo=UTC))
    assert known_words(known, now) == "1 account of 30 Dec 2025, 4 days old"
    assert known_words(None, now) == "No accounts known: taken as empty"


def test_the_difference_from_what_was_known_is_counted() -> None:
    one, two, three = (Account(id=name, fields={"userName": name}) for name in "abc")
    known = KnownAccounts(accounts=(one, two))
    changed = Account(id="b", fields={"userName": "other"})
    assert difference_words(known, (changed, three)) == "Against those known so far: 1 new, 1 gone, 1 changed."
    assert difference_words(known, (one, two)) == "Against those known so far: no difference."
    assert difference_words(None, (one,)) == ""


def test_an_import_changes_what_every_login_would_do(
    qtbot: QtBot, bench: Workbench, dialog: ImportAccounts, tmp_path: Path
) -> None:
    choose(qtbot, bench, "Ada Lovelace")
    assert banner(bench) == "Would create an account in Notes"
    assert bench.accounts.text() == "2 accounts of today"
    file = tmp_path / "members.csv"
    file.write_text(CSV)
    read(qtbot, dialog, file)
    assert becomes(dialog) == {"key": "key", "Login": "userName", "Contact": "Contact", "Shirt": "Shirt"}
    assert dialog.outcome.heading.text() == "3 accounts"
    assert dialog.outcome.detail.text() == "Against those known so far: 3 new, 2 gone."
    assert dialog.take_button.text() == "&Take 3 accounts"
    assert len(bench.workspace.accounts(NAME)) == 2, "nothing is taken before the person says so"
    dialog.take_button.setFocus()
    QTest.keyClick(dialog.take_button, Qt.Key.Key_Return)
    settled(qtbot, bench)
    choose(qtbot, bench, "Ada Lovelace")
    assert banner(bench) == "Would update the account in Notes"
    assert "3 accounts" in bench.accounts.text()
    known = bench.workspace.known_accounts(NAME)
    assert known is not None
    assert known.origin == "members.csv"


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_column_is_corrected_by_keyboard_and_read_again(qtbot: QtBot, dialog: ImportAccounts, tmp_path: Path) -> None:
    file = tmp_path / "members.csv"
    file.write_text(CSV)
    read(qtbot, dialog, file)
    table = dialog.file.mapping.table
    table.setFocus()
    table.go(2, BECOMES)
    QTest.keyClick(table, Qt.Key.Key_Return)
    box = dialog.focusWidget()
    assert isinstance(box, QComboBox)
    box.setCurrentIndex(box.findData("emails.work"))
    box.activated.emit(box.currentIndex())
    idle(qtbot, dialog)
    assert becomes(dialog)["Contact"] == "emails.work"
    assert dialog.file.mapping.model.index(2, 3).data() == sentence("column.chosen")
    assert dialog.found is not None
    assert dialog.found.accounts[2].fields["emails.work"] == "ada@example.test"
    model = dialog.file.mapping.model
    model.setData(model.index(3, BECOMES), "")
    idle(qtbot, dialog)
    assert "Shirt" not in dialog.found.accounts[0].fields
    model.setData(model.index(3, BECOMES), OWN)
    idle(qtbot, dialog)
    assert dialog.found.accounts[0].fields["Shirt"] == "L"


def test_two_columns_for_one_field_are_refused_until_one_is_chosen(
    qtbot: QtBot, dialog: ImportAccounts, tmp_path: Path
) -> None:
    file = tmp_path / "members.csv"
    file.write_text("id,email,E-Mail\n1,a@example.test,b@example.test\n")
    read(qtbot, dialog, file)
    assert "mean the same field" in dialog.outcome.problem_view.model().index(0, 2).data()
    assert not dialog.take_button.isEnabled()
    dialog.file.mapping.model.setData(dialog.file.mapping.model.index(2, BECOMES), "")
    idle(qtbot, dialog)
    assert dialog.take_button.isEnabled()


def test_every_bad_row_is_listed_and_nothing_is_taken(
    qtbot: QtBot, bench: Workbench, dialog: ImportAccounts, tmp_path: Path
) -> None:
    file = tmp_path / "members.csv"
    rows = [f"{at},user{at},{'maybe' if at % 2 else 'true'}" for at in range(60)]
    file.write_text("\n".join(["id,userName,active", *rows, "7,two"]) + "\n")
    read(qtbot, dialog, file)
    assert dialog.outcome.problems.rowCount() == 31
    last = [dialog.outcome.problems.index(30, column).data() for column in range(3)]
    assert last == ["62", "row 62", "The row has 2 cells where the header has 3."]
    assert not dialog.take_button.isEnabled()
    dialog.take()
    assert bench.workspace.accounts(NAME) == ACCOUNTS


def test_a_dropped_ldif_is_read(qtbot: QtBot, dialog: ImportAccounts, tmp_path: Path) -> None:
    file = tmp_path / "people.ldif"
    file.write_text("dn: uid=ada,dc=x\nobjectClass: inetOrgPerson\nuid: ada\nuserPassword: hidden\n")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    keys = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(QPoint(50, 50), *keys)
    QApplication.sendEvent(dialog, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(dialog, QDropEvent(QPointF(50, 50), *keys))
    idle(qtbot, dialog)
    assert "people.ldif: LDIF, written on" in dialog.file.words.text()
    assert becomes(dialog) == {"uid": "userName", "userPassword": ""}
    assert dialog.take_button.isEnabled()


def test_a_file_that_is_not_there_is_said_in_place(qtbot: QtBot, dialog: ImportAccounts, tmp_path: Path) -> None:
    read(qtbot, dialog, tmp_path / "none.csv")
    assert "There is no file" in dialog.outcome.detail.text()
    assert not dialog.take_button.isEnabled()


def test_forgetting_the_accounts_takes_the_application_as_empty(
    qtbot: QtBot, bench: Workbench, dialog: ImportAccounts
) -> None:
    dialog.forget_button.setFocus()
    QTest.keyClick(dialog.forget_button, Qt.Key.Key_Space)
    settled(qtbot, bench)
    assert bench.workspace.known_accounts(NAME) is None
    assert bench.accounts.text() == "No accounts known: taken as empty"
    assert "4 create" in legend(bench)


def test_the_menu_opens_the_dialog_by_key_and_esc_takes_nothing(qtbot: QtBot, bench: Workbench) -> None:
    window = bench.window()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    (dialog,) = window.findChildren(ImportAccounts)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.findChildren(ImportAccounts))
    assert bench.workspace.accounts(NAME) == ACCOUNTS


# Live


@pytest.mark.peer
def test_accounts_are_read_from_a_running_service_and_the_token_is_forgotten(
    qtbot: QtBot, bench: Workbench, dialog: ImportAccounts, settings: QSettings
) -> None:
    if reason := scim.missing():
        pytest.skip(reason)
    token = "t0ken-of-the-window"
    with scim.running(token) as server:
        ada = server.add_user("ada", displayName="Ada L")
        server.add_group("Writers", [ada])
        dialog.tabs.setCurrentIndex(LIVE)
        QTest.keyClicks(dialog.endpoint.url, server.url)
        QTest.keyClicks(dialog.endpoint.token, token)
        dialog.endpoint.read_button.click()
        idle(qtbot, dialog)
        assert dialog.endpoint.token.text() == ""
        assert dialog.outcome.heading.text() == "1 account, 1 group"
        dialog.take()
    known = bench.workspace.known_accounts(NAME)
    assert known is not None
    assert (known.origin, known.taken) == (server.url, NOW)
    assert known.accounts[0].groups == ("Writers",)
    settings.sync()
    kept = Path(settings.fileName())
    assert token not in repr(known) + (kept.read_text() if kept.exists() else "")


@pytest.fixture
def stuck() -> Iterator[tuple[str, threading.Event]]:
    """A service that takes a request and answers only when it is let go."""
    asked, let_go = threading.Event(), threading.Event()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.set()
            let_go.wait(20)
            self.send_response(500)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/v2", asked
        let_go.set()
        server.shutdown()
        thread.join()


def test_reading_is_stopped_at_once_and_nothing_is_taken(
    qtbot: QtBot, bench: Workbench, dialog: ImportAccounts, stuck: tuple[str, threading.Event]
) -> None:
    url, asked = stuck
    dialog.tabs.setCurrentIndex(LIVE)
    dialog.endpoint.url.setText(url)
    dialog.endpoint.read_button.click()
    qtbot.waitUntil(asked.is_set, timeout=20_000)
    assert dialog.stop_button.isVisible()
    dialog.stop_button.click()
    assert dialog.outcome.heading.text() == "Stopped"
    assert not dialog.stop_button.isVisible()
    assert not dialog.take_button.isEnabled()
    assert bench.workspace.accounts(NAME) == ACCOUNTS


def test_http_to_another_machine_must_be_allowed(qtbot: QtBot, dialog: ImportAccounts) -> None:
    dialog.tabs.setCurrentIndex(LIVE)
    dialog.endpoint.url.setText("https://scim.example.test/v2")
    assert not dialog.endpoint.plain.isVisible()
    dialog.endpoint.url.setText("http://scim.example.test/v2")
    assert dialog.endpoint.plain.isVisible()
    dialog.endpoint.read_button.click()
    idle(qtbot, dialog)
    assert "anybody on the way could read the token" in dialog.outcome.detail.text()


# Room, names, keys


@pytest.mark.parametrize("tab", [FILE, LIVE], ids=["file", "live"])
@pytest.mark.parametrize("stretched", [False, True], ids=["plain", "stretched"])
def test_no_text_of_the_dialog_is_cut(
    qtbot: QtBot, dialog: ImportAccounts, tmp_path: Path, tab: int, stretched: bool
) -> None:
    file = tmp_path / "members.csv"
    file.write_text(CSV)
    read(qtbot, dialog, file)
    dialog.tabs.setCurrentIndex(tab)
    dialog.endpoint.url.setText("http://scim.example.test/v2")
    idle(qtbot, dialog)
    if stretched:
        lengthen(dialog)
    assert cut(dialog) == []
    assert dialog.width() <= 1280
    assert dialog.height() <= 800


@pytest.mark.parametrize("tab", [FILE, LIVE], ids=["file", "live"])
def test_everything_has_a_name_and_no_key_is_taken_twice(
    qtbot: QtBot, dialog: ImportAccounts, tmp_path: Path, tab: int
) -> None:
    file = tmp_path / "members.csv"
    file.write_text(CSV)
    read(qtbot, dialog, file)
    dialog.tabs.setCurrentIndex(tab)
    dialog.endpoint.url.setText("http://scim.example.test/v2")
    idle(qtbot, dialog)
    dialog.stop_button.show()
    shown = [widget for widget in dialog.findChildren(QWidget) if widget.isVisible()]
    for widget in shown:
        if isinstance(widget, (QLineEdit, QComboBox, QTableView)):
            assert widget.accessibleName(), widget
    texts = [widget.text() for widget in shown if isinstance(widget, (QAbstractButton, QLabel))]
    keys = [text[at + 1].lower() for text in texts if (at := text.replace("&&", "  ").find("&")) >= 0]
    assert len(keys) == len(set(keys)), sorted(keys)

"""The page Keys: what stands on it, and each thing done by keys alone."""

from pathlib import Path
from typing import TypeVar

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from jitadmin.adapters import keys as making
from jitadmin.app import Workspace
from jitadmin.core.errors import SurroundingsError
from jitadmin.core.key import KeyRecord
from jitadmin.gui.keys.changing import ChangeKey, RemoveKey
from jitadmin.gui.keys.dialog import KeyDialog
from jitadmin.gui.keys.making import ImportKey, NewKey, RotateKey
from jitadmin.gui.keys.page import KeysPage
from jitadmin.gui.main_window import MainWindow
from tests.gui.company import NAME

Dialog = TypeVar("Dialog", bound=KeyDialog)
Key = Qt.Key
OPENS_A_FILE_DIALOG = pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True)


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> KeysPage:
    window.activateWindow()
    window.go("keys")
    found = window.pages.page
    assert isinstance(found, KeysPage)
    idle(qtbot, found)
    return found


def idle(qtbot: QtBot, page: KeysPage) -> None:
    qtbot.waitUntil(lambda: page._task is None, timeout=20_000)


def opened(qtbot: QtBot, page: KeysPage, kind: type[Dialog]) -> Dialog:
    found = page.findChildren(kind)
    assert len(found) == 1
    qtbot.waitUntil(found[0].isVisible)
    return found[0]


def finished(qtbot: QtBot, page: KeysPage, dialog: KeyDialog) -> None:
    """Press Enter, and wait until the page shows what came of it."""
    with qtbot.waitSignal(dialog.made, timeout=20_000):
        QTest.keyClick(dialog.do_button, Key.Key_Space)
    idle(qtbot, page)


def lines(page: KeysPage) -> list[list[str]]:
    model = page.model
    return [[str(model.index(at, c).data()) for c in range(model.columnCount())] for at in range(model.rowCount())]


def made(workspace: Workspace, **wishes: str) -> KeyRecord:
    asked = {"kind": "rsa-2048", "use": "both", "common_name": "sp.example.test", **wishes}
    return workspace.keys.new(**asked)  # type: ignore[arg-type]


def shown(qtbot: QtBot, page: KeysPage) -> None:
    page.arrive()
    idle(qtbot, page)


def test_an_empty_page_offers_two_doors(page: KeysPage) -> None:
    assert page._pages.currentIndex() == 1
    assert "memory" in page.about.text()


def test_a_key_is_made_by_keys_alone(qtbot: QtBot, page: KeysPage, workspace: Workspace) -> None:
    QTest.keyClick(page.new_button, Key.Key_Space)
    dialog = opened(qtbot, page, NewKey)
    assert not dialog.do_button.isEnabled()
    dialog.owner.setFocus()
    QTest.keyClick(dialog.owner, Key.Key_Down)
    assert dialog.owner.currentData() == NAME
    assert dialog.name.text()
    dialog.name.selectAll()
    QTest.keyClicks(dialog.name, "sp.example.test")
    dialog.kind.setFocus()
    QTest.keyClick(dialog.kind, Key.Key_Up)
    finished(qtbot, page, dialog)
    (key,) = workspace.keys.all()
    assert (key.kind, key.use, key.owner, key.subject) == ("rsa-2048", "both", NAME, "CN=sp.example.test")
    assert workspace.keys.held(key.id)
    (line,) = lines(page)
    assert line[:3] == ["sp.example.test", "RSA 2048", "Sign, decrypt"]
    assert line[4:] == ["Signs now", "1095 days", "Memory"]
    assert page.sheet.title.text() == "sp.example.test"


def test_an_ec_key_is_for_signing_only(qtbot: QtBot, page: KeysPage) -> None:
    page.new()
    dialog = opened(qtbot, page, NewKey)
    dialog.kind.setCurrentIndex(dialog.kind.findData("ec-p256"))
    assert (dialog.use.currentData(), dialog.use.isEnabled()) == ("signing", False)


def test_every_field_has_a_name_and_a_key_of_its_own(qtbot: QtBot, page: KeysPage, workspace: Workspace) -> None:
    made(workspace, owner=NAME)
    shown(qtbot, page)
    for act in ("new", "rotate", "change", "remove"):
        page.act(act)
    page.take()
    for dialog in page.findChildren(KeyDialog):
        fields = [*dialog.findChildren(QLineEdit), *dialog.findChildren(QComboBox)]
        assert all(field.accessibleName() and field.whatsThis() for field in fields), dialog.windowTitle()
        words = [button.text() for button in dialog.findChildren(QWidget) if hasattr(button, "text")]
        marks = [text[text.index("&") + 1].lower() for text in words if isinstance(text, str) and "&" in text]
        assert len(marks) == len(set(marks)), (dialog.windowTitle(), marks)


def test_a_file_with_a_password_is_imported(qtbot: QtBot, page: KeysPage, workspace: Workspace, tmp_path: Path) -> None:
    private = making.new_key("rsa-2048")
    certificate = making.self_signed(private, "old.example.test", now=workspace.keys.now(), days=30)
    closed = serialization.BestAvailableEncryption(b"hunter2")
    path = tmp_path / "old.p12"
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"", private, certificate, None, closed))
    assert page.take_files([path])
    dialog = opened(qtbot, page, ImportKey)
    assert dialog.path.text() == str(path)
    QTest.keyClicks(dialog.password, "wrong")
    QTest.keyClick(dialog.password, Key.Key_Return)
    qtbot.waitUntil(dialog.trouble.isVisible)
    assert "does not open" in dialog.trouble.text()
    assert dialog.password.text() == ""
    QTest.keyClicks(dialog.password, "hunter2")
    finished(qtbot, page, dialog)
    (key,) = workspace.keys.all()
    assert key.subject == "CN=old.example.test"
    assert lines(page)[0][5] == "30 days"
    assert page.sheet.words["Belongs to"].text() == "Nobody yet"


def test_a_successor_signs_from_the_day_that_was_typed(qtbot: QtBot, page: KeysPage, workspace: Workspace) -> None:
    old = made(workspace, owner=NAME)
    shown(qtbot, page)
    QTest.keyClick(page.sheet.buttons["rotate"], Key.Key_Space)
    dialog = opened(qtbot, page, RotateKey)
    dialog.begins.selectAll()
    QTest.keyClicks(dialog.begins, "2999-01")
    assert not dialog.do_button.isEnabled()
    QTest.keyClicks(dialog.begins, "-02")
    assert "ends before that" in dialog.hint.text()
    finished(qtbot, page, dialog)
    new = next(key for key in workspace.keys.all() if key.id != old.id)
    assert new.signs_from is not None
    assert (new.signs_from.astimezone().date().isoformat(), workspace.keys.standing(new)) == ("2999-01-02", "next")
    assert [line[4] for line in lines(page)] == ["Signs now", "Signs from 2 Jan 2999"]


def test_deleting_says_what_depends_on_it_and_takes_no_by_default(
    qtbot: QtBot, page: KeysPage, workspace: Workspace
) -> None:
    key = made(workspace, owner=NAME)
    shown(qtbot, page)
    QTest.keyClick(page.view, Key.Key_Delete)
    dialog = opened(qtbot, page, RemoveKey)
    assert any("uses it" in line for line in dialog.lines)
    assert any("nothing signs" in line for line in dialog.lines)
    assert dialog.focusWidget() is dialog.cancel_button
    QTest.keyClick(dialog, Key.Key_Return)
    QApplication.processEvents()
    assert workspace.keys.all() == (key,)
    QTest.keyClick(page.view, Key.Key_Delete)
    dialog = next(one for one in page.findChildren(RemoveKey) if one.isVisible())
    finished(qtbot, page, dialog)
    assert workspace.keys.all() == ()
    assert not workspace.keys.vault._secrets  # type: ignore[attr-defined]
    assert page._pages.currentIndex() == 1


def test_a_key_gets_another_title_and_owner(qtbot: QtBot, page: KeysPage, workspace: Workspace) -> None:
    made(workspace)
    shown(qtbot, page)
    QTest.keyClick(page.view, Key.Key_Return)
    dialog = opened(qtbot, page, ChangeKey)
    dialog.title.selectAll()
    QTest.keyClicks(dialog.title, "<b>bold</b>")
    dialog.owner.setCurrentIndex(dialog.owner.findData(NAME))
    finished(qtbot, page, dialog)
    assert lines(page)[0][0] == "<b>bold</b>"
    assert page.sheet.title.text() == "<b>bold</b>"
    assert page.sheet.title.textFormat() == Qt.TextFormat.PlainText


@OPENS_A_FILE_DIALOG
def test_certificate_and_request_are_saved(qtbot: QtBot, page: KeysPage, workspace: Workspace, tmp_path: Path) -> None:
    key = made(workspace, title="../../etc/passwd", owner=NAME)
    shown(qtbot, page)
    for name, suffix in (("certificate", "crt"), ("request", "csr")):
        QTest.keyClick(page.sheet.buttons[name], Key.Key_Space)
        asked = next(one for one in page.findChildren(QFileDialog) if one.isVisible())
        assert Path(asked.selectedFiles()[0]).name == f"etc-passwd.{suffix}"
        with qtbot.waitSignal(page.desk.told):
            asked.fileSelected.emit(str(tmp_path / f"out.{suffix}"))
        asked.close()
    assert (tmp_path / "out.crt").read_text() == key.certificate_pem
    assert x509.load_pem_x509_csr((tmp_path / "out.csr").read_bytes()).is_signature_valid
    QTest.keyClick(page.sheet.buttons["copy"], Key.Key_Space)
    assert QApplication.clipboard().text() == key.certificate_pem


@OPENS_A_FILE_DIALOG
def test_an_issued_certificate_takes_the_place_of_the_one_before(
    qtbot: QtBot, page: KeysPage, workspace: Workspace, tmp_path: Path
) -> None:
    key = made(workspace, owner=NAME)
    shown(qtbot, page)
    private, _ = making.read_key(workspace.keys.vault.get(key.id).encode())
    issued = making.self_signed(private, "issued.example.test", now=workspace.keys.now(), days=9)
    path = tmp_path / "issued.crt"
    path.write_bytes(issued.public_bytes(serialization.Encoding.DER))
    QTest.keyClick(page.sheet.buttons["certify"], Key.Key_Space)
    asked = next(one for one in page.findChildren(QFileDialog) if one.isVisible())
    asked.fileSelected.emit(str(path))
    asked.close()
    qtbot.waitUntil(lambda: page.sheet.words["Certificate"].text() == "CN=issued.example.test", timeout=20_000)


def test_a_locked_keyring_is_said_and_hides_no_key(
    qtbot: QtBot, page: KeysPage, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(workspace, owner=NAME)

    def locked(_: str) -> str:
        raise SurroundingsError("vault.locked", backend="Secret Service")

    monkeypatch.setattr(workspace.keys.vault, "get", locked)
    shown(qtbot, page)
    assert "is locked" in page.about.text()
    assert lines(page)[0][6] == "Not here"
    assert not page.sheet.buttons["request"].isEnabled()
    QTest.keyClick(page.view, Key.Key_Delete)
    dialog = opened(qtbot, page, RemoveKey)
    QTest.keyClick(dialog.do_button, Key.Key_Space)
    qtbot.waitUntil(dialog.trouble.isVisible)
    assert "is locked" in dialog.trouble.text()
    assert len(workspace.keys.all()) == 1


def test_a_line_can_be_copied(qtbot: QtBot, page: KeysPage, workspace: Workspace) -> None:
    made(workspace, owner=NAME)
    shown(qtbot, page)
    QTest.keyClick(page.view, Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text().startswith("sp.example.test\tRSA 2048\t")

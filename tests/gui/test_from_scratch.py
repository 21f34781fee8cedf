"""A workspace built by clicks and keys alone, and the same by the command line alone, give the same exports."""

from pathlib import Path
from typing import TypeVar

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from jitadmin import cli
from jitadmin.adapters import keys as making
from jitadmin.adapters import vault as vaults
from jitadmin.adapters.vault import MemoryVault
from jitadmin.app import Workspace
from jitadmin.core.errors import UsageError
from jitadmin.core.exporting import FORMATS
from jitadmin.gui.exporting.dialog import ExportDialog
from jitadmin.gui.keys.making import ImportKey
from jitadmin.gui.keys.page import KeysPage
from jitadmin.gui.main_window import MainWindow
from jitadmin.gui.wizard.dialog import DETAILS, REVIEW, NewConnection
from tests.builders import NOW, IdP
from tests.gui.conftest import Open, settled
from tests.gui.driving import banner, cell, type_into_cell

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier
Found = TypeVar("Found", bound=QWidget)
GRAFANA = "https://grafana.example.test/saml-login"
PASSWORD = "a password of the test"


@pytest.fixture
def vault(monkeypatch: pytest.MonkeyPatch) -> MemoryVault:
    """The keyring of this session, for the window and for the command line."""
    made = MemoryVault()
    monkeypatch.setattr(vaults, "open_vault", lambda: made)
    return made


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """What an admin has at hand."""
    idp = IdP("http://fs.corp.example/adfs/services/trust")
    sent = {"mail": "ada@example.test", "login": "ada", "displayName": "Ada", "Role": ["Admin"]}
    login = idp.response(attributes=sent, audience=f"{GRAFANA}/saml/metadata", acs=f"{GRAFANA}/saml/acs")
    private = making.new_key("rsa-2048")
    certificate = making.self_signed(private, "grafana.example.test", now=NOW, days=3650)
    closed = serialization.BestAvailableEncryption(PASSWORD.encode())
    given = {
        "idp.xml": idp.metadata_xml(),
        "login.xml": login,
        "key.p12": pkcs12.serialize_key_and_certificates(b"", private, certificate, None, closed),
        "password": PASSWORD.encode(),
    }
    for name, data in given.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


def drop(target: QWidget, path: Path) -> None:
    """Let a file fall on something."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    keys = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(target, QDragEnterEvent(QPoint(9, 9), *keys))
    QApplication.sendEvent(target, QDropEvent(QPointF(9, 9), *keys))


def shortcut(qtbot: QtBot, window: MainWindow, key: Qt.Key) -> None:
    """Ctrl and a key, with the window in front."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, key, Control)
    QApplication.processEvents()


def only(qtbot: QtBot, parent: QWidget, kind: type[Found]) -> Found:
    qtbot.waitUntil(lambda: any(one.isVisible() for one in parent.findChildren(kind)), timeout=20_000)
    (found,) = (one for one in parent.findChildren(kind) if one.isVisible())
    return found


def press(dialog: QWidget, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(dialog.focusWidget() or dialog, key)
        QApplication.processEvents()


def make_connection(qtbot: QtBot, window: MainWindow, desk: Path) -> None:
    """Ctrl+N, metadata dropped in, the template chosen, its address typed."""
    shortcut(qtbot, window, Key.Key_N)
    dialog = only(qtbot, window, NewConnection)
    drop(dialog, desk / "idp.xml")
    qtbot.waitUntil(lambda: dialog.choices[0].party is not None and dialog.choices[0].party.entity is not None)
    press(dialog, Key.Key_Return)
    QTest.keyClicks(dialog.focusWidget(), "grafana")
    press(dialog, Key.Key_Return)
    assert dialog.step == DETAILS
    QTest.keyClicks(dialog.details.field("serviceProvider", "grafanaUrl"), GRAFANA)
    press(dialog, Key.Key_Return)
    if dialog.step == DETAILS:
        QTest.keyClick(dialog.next_button, Key.Key_Space)
    assert dialog.step == REVIEW
    QTest.keyClick(dialog.next_button, Key.Key_Space)
    qtbot.waitUntil(lambda: window.bench is not None, timeout=20_000)
    assert window.bench is not None
    settled(qtbot, window.bench)


def import_key(qtbot: QtBot, window: MainWindow, desk: Path) -> None:
    """Ctrl+5, the file dropped on the page, its password typed, its owner chosen."""
    shortcut(qtbot, window, Key.Key_5)
    page = window.pages.page
    assert isinstance(page, KeysPage)
    qtbot.waitUntil(lambda: not page.busy, timeout=20_000)
    drop(window, desk / "key.p12")
    dialog = only(qtbot, page, ImportKey)
    QTest.keyClicks(dialog.password, PASSWORD)
    QTest.keyClick(dialog.owner, Key.Key_Down)
    QTest.keyClick(dialog.password, Key.Key_Return)
    qtbot.waitUntil(lambda: page.row is not None and not page.busy, timeout=20_000)
    assert page.row is not None
    assert page.row.state == "Signs now"


def edit_and_preview(qtbot: QtBot, window: MainWindow, desk: Path, name: str) -> None:
    """Back to the workbench; a login dropped in, a source typed, and saved."""
    window.go(f"connection:{name}")
    bench = window.bench
    assert bench is not None
    drop(window, desk / "login.xml")
    qtbot.waitUntil(lambda: bench.samples.model.rowCount() == 1, timeout=20_000)
    settled(qtbot, bench)
    table = bench.attributes.table
    at = next(row for row in range(bench.attributes.model.rowCount()) if cell(table, row, 0).startswith("userName"))
    type_into_cell(qtbot, bench, table, at, 1, "login")
    shortcut(qtbot, window, Key.Key_S)
    qtbot.waitUntil(lambda: not bench.document.draft, timeout=20_000)
    assert "create" in banner(bench)


def export_all(qtbot: QtBot, window: MainWindow, out: Path) -> set[str]:
    """Ctrl+E, every format with its private keys; returns those that were written."""
    shortcut(qtbot, window, Key.Key_E)
    dialog = only(qtbot, window, ExportDialog)
    written = set()
    for name in FORMATS:
        dialog.formats.choose(name)
        qtbot.waitUntil(lambda: dialog._task is None, timeout=20_000)
        if not dialog.folder_button.isEnabled():
            continue
        wished = dialog.secrets.isVisible()
        dialog.secrets.setChecked(wished)
        QTest.keyClick(dialog.folder_button, Key.Key_Space)
        asked = only(qtbot, dialog, QFileDialog)
        asked.fileSelected.emit(str(out / name))
        asked.close()
        if wished:
            box = only(qtbot, dialog, QMessageBox)
            button = next(one for one in box.buttons() if "Write" in one.text())
            QTest.keyClick(button, Key.Key_Space)
        qtbot.waitUntil(dialog.messages.isVisible, timeout=20_000)
        written.add(name)
    dialog.reject()
    return written


def files(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True)
def test_window_and_command_line_give_the_same_exports(
    qtbot: QtBot, open_window: Open, desk: Path, vault: MemoryVault, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace = Workspace.open(desk / "window.sqlite")
    window = open_window(workspace, demo=False)
    make_connection(qtbot, window, desk)
    (made,) = workspace.connections()
    import_key(qtbot, window, desk)
    edit_and_preview(qtbot, window, desk, made.name)
    written = export_all(qtbot, window, desk / "window")
    assert len(written) >= 15, set(FORMATS) - written

    def run(*arguments: str) -> None:
        code = cli.main([*arguments, "-w", str(desk / "line.sqlite")])
        assert code == 0, capsys.readouterr().err

    workspace.save_document(workspace.connection(made.name), desk / "connection.yaml")
    run("idp", "add", str(desk / "idp.xml"))
    run("apply", str(desk / "connection.yaml"))
    run("keys", "import", str(desk / "key.p12"), "--password-file", str(desk / "password"), "--owner", made.name)
    for name in FORMATS:
        command = ("export", made.name, "--format", name, "--with-secrets", "-o", f"{desk / 'line' / name}/")
        if name in written:
            run(*command)
            assert files(desk / "line" / name) == files(desk / "window" / name), name
        else:
            with pytest.raises(UsageError):
                workspace.exports.export(made.name, name)
    assert "PRIVATE KEY" in (desk / "line" / "pysaml2" / "sp.key").read_text()
    workspace.close()

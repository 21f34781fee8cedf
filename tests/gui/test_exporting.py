"""The export dialog: the text of every format as it would be written, and private keys on a confirmed wish alone."""

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from jitadmin.app import Workspace
from jitadmin.core.errors import UsageError
from jitadmin.core.exporting import FORMATS
from jitadmin.gui.exporting.dialog import ExportDialog
from jitadmin.gui.exporting.pdf import pages
from jitadmin.gui.workbench.page import Workbench
from tests.gui.company import NAME

Key = Qt.Key
OPENS_A_FILE_DIALOG = pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True)


@pytest.fixture
def dialog(qtbot: QtBot, bench: Workbench, workspace: Workspace) -> Iterator[ExportDialog]:
    register(workspace)
    bench.window().activateWindow()
    bench.export_action.trigger()
    (found,) = bench.findChildren(ExportDialog)
    qtbot.waitUntil(found.isVisible)
    yield found
    found.reject()


def register(workspace: Workspace) -> None:
    """Where the identity provider takes requests is known."""
    party = workspace.connection(NAME).identity_provider
    certificate = party.certificates[0]
    metadata = (
        f'<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{party.entity_id}">'
        '<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">'
        '<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>'
        f"<ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
        '<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" '
        'Location="https://idp.example.test/sso"/></md:IDPSSODescriptor></md:EntityDescriptor>'
    )
    workspace.registry.add_metadata("identityProvider", metadata.encode(), source="idp.xml")


def chosen(qtbot: QtBot, dialog: ExportDialog, format_id: str) -> None:
    dialog.formats.choose(format_id)
    dialog.look()
    idle(qtbot, dialog)


def idle(qtbot: QtBot, dialog: ExportDialog) -> None:
    qtbot.waitUntil(lambda: dialog._task is None and not dialog._later.isActive(), timeout=20_000)


def names(dialog: ExportDialog) -> list[str]:
    return [dialog.preview.tabs.tabText(at) for at in range(dialog.preview.tabs.count())]


def test_the_dialog_shows_what_would_be_written(qtbot: QtBot, dialog: ExportDialog, workspace: Workspace) -> None:
    workspace.keys.new(kind="rsa-2048", use="both", common_name="sp", owner=NAME)
    for format_id in FORMATS:
        chosen(qtbot, dialog, format_id)
        if "cannot be written" in dialog.preview.headline.text():
            with pytest.raises(UsageError) as error:
                workspace.exports.export(NAME, format_id)
            assert dialog.preview.words == [str(error.value)], format_id
            continue
        exported = workspace.exports.export(NAME, format_id)
        assert names(dialog) == [item.name for item in exported.files], format_id
        assert dialog.preview.text.toPlainText() == exported.files[0].text.replace("\r\n", "\n"), format_id
        assert dialog.preview.words == [str(loss) for loss in exported.losses], format_id


def test_formats_and_files_are_chosen_by_keys(qtbot: QtBot, dialog: ExportDialog) -> None:
    chosen(qtbot, dialog, "pysaml2")
    dialog.formats.view.setFocus()
    QTest.keyClick(dialog.formats.view, Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    idle(qtbot, dialog)
    assert names(dialog) == ["setup-sheet.md", "setup-sheet.html"]
    before = dialog.preview.text.toPlainText()
    dialog.preview.tabs.setFocus()
    QTest.keyClick(dialog.preview.tabs, Key.Key_Right)
    assert dialog.preview.text.toPlainText() != before
    assert dialog.preview.text.toPlainText().startswith("<!DOCTYPE html>")
    QTest.keyClick(dialog.copy_button, Key.Key_Space)
    assert QApplication.clipboard().text().startswith("<!DOCTYPE html>")


def test_another_folder_changes_the_text(qtbot: QtBot, dialog: ExportDialog) -> None:
    chosen(qtbot, dialog, "shibboleth-sp")
    dialog.target.setFocus()
    QTest.keyClicks(dialog.target, "/srv/saml-sp")
    qtbot.waitUntil(lambda: "/srv/saml-sp/" in dialog.preview.text.toPlainText(), timeout=20_000)


def test_the_draft_is_exported_and_said(qtbot: QtBot, bench: Workbench, workspace: Workspace) -> None:
    bench.attributes.table.go(bench.attributes.model.rowCount() - 1)
    bench.attributes.remove()
    assert bench.document.draft
    bench.export_action.trigger()
    (dialog,) = bench.findChildren(ExportDialog)
    chosen(qtbot, dialog, "keycloak-client")
    drafted = workspace.exports.export(NAME, "keycloak-client", connection=bench.document.connection)
    assert dialog.preview.text.toPlainText() == drafted.files[0].text
    assert drafted != workspace.exports.export(NAME, "keycloak-client")
    dialog.reject()


def test_an_export_that_cannot_be_says_why(qtbot: QtBot, dialog: ExportDialog) -> None:
    chosen(qtbot, dialog, "mod-auth-mellon")
    assert "cannot do without an RSA key" in dialog.preview.words[0]
    assert dialog.preview.text.toPlainText() == ""
    for button in (dialog.copy_button, dialog.file_button, dialog.folder_button):
        assert not button.isEnabled()
    chosen(qtbot, dialog, "pysaml2")
    assert dialog.folder_button.isEnabled()


def test_metadata_is_signed_where_it_is_asked_for(qtbot: QtBot, dialog: ExportDialog, workspace: Workspace) -> None:
    workspace.keys.new(kind="rsa-2048", use="both", common_name="sp", owner=NAME)
    chosen(qtbot, dialog, "saml-metadata")
    assert "<Signature" not in dialog.preview.text.toPlainText()
    QTest.keyClick(dialog.sign, Key.Key_Space)
    idle(qtbot, dialog)
    assert "<Signature" in dialog.preview.text.toPlainText()
    chosen(qtbot, dialog, "pysaml2")
    assert not dialog.sign.isVisible()


def files(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def answer(dialog: ExportDialog, words: str) -> None:
    """Press a button of the question."""
    box = next(one for one in dialog.findChildren(QMessageBox) if one.isVisible())
    button = next(one for one in box.buttons() if one.text().replace("&", "") == words)
    QTest.keyClick(button, Key.Key_Space)


@OPENS_A_FILE_DIALOG
def test_private_keys_are_written_after_a_confirmation_alone(
    qtbot: QtBot, dialog: ExportDialog, workspace: Workspace, tmp_path: Path
) -> None:
    workspace.keys.new(kind="rsa-2048", use="both", common_name="sp", owner=NAME)
    chosen(qtbot, dialog, "pysaml2")
    QTest.keyClick(dialog.secrets, Key.Key_Space)
    idle(qtbot, dialog)
    assert "PRIVATE" not in dialog.preview.text.toPlainText()
    assert not any(name.endswith(".key") for name in names(dialog))
    refused, wished = tmp_path / "refused", tmp_path / "wished"
    dialog.write_to(refused)
    answer(dialog, "Do not write")
    assert not refused.exists()
    dialog.write_to(wished)
    answer(dialog, "Write private keys")
    qtbot.waitUntil(dialog.messages.isVisible, timeout=20_000)
    assert "PRIVATE KEY" in files(wished)["sp.key"]
    assert stat.S_IMODE((wished / "sp.key").stat().st_mode) == 0o600
    assert [entry.action for entry in workspace.history.newest(2)] == ["exported", "secret.exported"]


@OPENS_A_FILE_DIALOG
def test_all_files_go_to_a_folder(qtbot: QtBot, dialog: ExportDialog, workspace: Workspace, tmp_path: Path) -> None:
    workspace.keys.new(kind="rsa-2048", use="both", common_name="sp", owner=NAME)
    chosen(qtbot, dialog, "pysaml2")
    QTest.keyClick(dialog.folder_button, Key.Key_Space)
    (asked,) = dialog.findChildren(QFileDialog)
    asked.fileSelected.emit(str(tmp_path / "out"))
    asked.close()
    qtbot.waitUntil(dialog.messages.isVisible, timeout=20_000)
    exported = workspace.exports.export(NAME, "pysaml2")
    assert files(tmp_path / "out") == {item.name: item.text for item in exported.files}


@OPENS_A_FILE_DIALOG
def test_one_file_and_its_pages_are_saved(qtbot: QtBot, dialog: ExportDialog, tmp_path: Path) -> None:
    chosen(qtbot, dialog, "setup-sheet")
    for button, name in ((dialog.file_button, "sheet.md"), (dialog.pdf_button, "sheet.pdf")):
        dialog.messages.hide()
        QTest.keyClick(button, Key.Key_Space)
        asked = next(one for one in dialog.findChildren(QFileDialog) if one.isVisible())
        asked.fileSelected.emit(str(tmp_path / name))
        asked.close()
        qtbot.waitUntil(dialog.messages.isVisible, timeout=20_000)
    assert (tmp_path / "sheet.md").read_text().startswith("# Set up")
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF-")
    chosen(qtbot, dialog, "pysaml2")
    assert not dialog.pdf_button.isVisible()


@OPENS_A_FILE_DIALOG
def test_a_place_that_cannot_be_written_is_said(qtbot: QtBot, dialog: ExportDialog, tmp_path: Path) -> None:
    chosen(qtbot, dialog, "pysaml2")
    (tmp_path / "file").write_text("of somebody")
    dialog.write_to(tmp_path / "file")
    qtbot.waitUntil(dialog.messages.isVisible, timeout=20_000)
    assert "files" in dialog.messages.text.text()
    assert (tmp_path / "file").read_text() == "of somebody"


def test_a_long_sheet_has_several_pages(qtbot: QtBot) -> None:
    assert pages("<p>short</p>", "one").count(b"/Type /Page\n") == 1
    assert pages("<p>long</p>" * 400, "many").count(b"/Type /Page\n") > 3

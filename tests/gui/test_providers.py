"""Identity and service providers: everything that brings one in, renews it, and takes it out, by keys and clicks."""

import itertools
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from jitadmin.app import Workspace
from jitadmin.app.memory import MemoryShelf
from jitadmin.core.registry import Provider
from jitadmin.gui.main_window import MainWindow
from jitadmin.gui.providers.catalogue import FromCatalogue
from jitadmin.gui.providers.dialogs import AskAddress, ByHand, PickParties, ShowDifference, certificates_in
from jitadmin.gui.providers.page import ProvidersPage
from tests.builders import ACS, NOW, SP, IdP, key, sp_metadata_xml
from tests.gui.company import IDP
from tests.gui.conftest import Open

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True)
Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
OTHER = IdP("https://other.example.test", name="other")


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> ProvidersPage:
    window.activateWindow()
    return at(qtbot, window, "identity-providers")


def at(qtbot: QtBot, window: MainWindow, place: str) -> ProvidersPage:
    window.go(place)
    return shown(qtbot, window)


def shown(qtbot: QtBot, window: MainWindow) -> ProvidersPage:
    page = window.pages.page
    assert isinstance(page, ProvidersPage)
    resting(qtbot, page)
    return page


def resting(qtbot: QtBot, page: ProvidersPage) -> None:
    qtbot.waitUntil(lambda: not page.busy, timeout=20_000)


def listed(page: ProvidersPage) -> list[str]:
    return [item.name for item in page.model.records]


def press(qtbot: QtBot, window: MainWindow, key: Qt.Key, keys: Qt.KeyboardModifier = CONTROL) -> None:
    """Press keys in the window, which a dialog may have been in front of."""
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    QTest.keyClick(window, key, keys)


def paste(qtbot: QtBot, window: MainWindow, text: str) -> None:
    QApplication.clipboard().setText(text)
    press(qtbot, window, Key.Key_V)


def drop(window: MainWindow, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    keys = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(400, 300), *keys))
    QApplication.sendEvent(window, QDropEvent(QPointF(400, 300), *keys))


def dialog(qtbot: QtBot, kind: type[QWidget]) -> QWidget:
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), kind), timeout=20_000)
    found = QApplication.activeModalWidget()
    assert isinstance(found, kind)
    return found


def answer(box: QWidget, words: str) -> str:
    assert isinstance(box, QMessageBox)
    asked = f"{box.text()} {box.informativeText()}"
    next(one for one in box.buttons() if one.text().replace("&", "") == words).click()
    return asked


def choose(page: ProvidersPage, words: str) -> None:
    """Choose from the menu of the button Add."""
    menu = page.add.menu()
    assert menu is not None
    next(one for one in menu.actions() if one.text().replace("&", "") == words).trigger()


def renew(page: ProvidersPage, words: str) -> None:
    menu = page.details.refresh.menu()
    assert menu is not None
    next(one for one in menu.actions() if one.text().replace("&", "") == words).trigger()


def federation(*parties: bytes) -> bytes:
    inner = b"".join(party.replace(b'<?xml version="1.0" encoding="UTF-8"?>', b"") for party in parties)
    return (
        b'<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">' + inner + b"</md:EntitiesDescriptor>"
    )


def test_an_empty_page_has_three_doors(page: ProvidersPage) -> None:
    doors = [one.text().replace("&", "") for one in page.findChildren(QPushButton) if one.isVisible()]
    assert set(doors) >= {"Open a metadata file…", "Fetch from an address…", "Choose a product…"}


def test_a_dropped_file_is_registered_with_its_certificates_and_addresses(
    qtbot: QtBot, window: MainWindow, page: ProvidersPage, tmp_path: Path
) -> None:
    file = tmp_path / "acme.xml"
    file.write_bytes(IDP.metadata_xml())
    drop(window, file)
    qtbot.waitUntil(lambda: listed(page) != [])
    resting(qtbot, page)
    details = page.details
    assert details.entity_id.text() == IDP.entity_id
    assert details.facts.text().startswith("From acme.xml · read on 12 Nov 2026 (today)".replace("12 Nov", _day()))
    (certificate,) = details.certificates.records
    row = [str(details.certificates.index(0, at).data()) for at in range(4)]
    assert row[0] == "CN=idp.example.test"
    assert row[1].replace(":", "").lower() == certificate.certificate.sha256
    assert row[2] == "signing"
    assert row[3].endswith("left")
    assert [(one.service, one.binding, one.location) for one in details.addresses.records] == [
        ("Single sign-on", "redirect", "https://idp.example.test/sso"),
        ("Single sign-on", "POST", "https://idp.example.test/sso"),
    ]
    assert [one.words for one in details.used.records] == ["Notes"]
    QTest.mouseClick(
        details.used_view.viewport(), Qt.MouseButton.LeftButton,
        pos=details.used_view.visualRect(details.used.index(0, 0)).center(),
    )  # fmt: skip
    assert window.where == "connection:notes"


def _day() -> str:
    return f"{NOW.day} {NOW:%b}"


def test_pasted_metadata_is_registered_and_undone(qtbot: QtBot, window: MainWindow, page: ProvidersPage) -> None:
    page.view.setFocus()
    paste(qtbot, window, OTHER.metadata_xml().decode())
    qtbot.waitUntil(lambda: listed(page) == ["https://other.example.test"])
    resting(qtbot, page)
    press(qtbot, window, Key.Key_Z)
    qtbot.waitUntil(lambda: listed(page) == [])
    press(qtbot, window, Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: listed(page) == ["https://other.example.test"])
    resting(qtbot, page)


def test_metadata_dropped_on_the_overview_is_registered(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, tmp_path: Path
) -> None:
    file = tmp_path / "notes.xml"
    file.write_bytes(sp_metadata_xml())
    window.go("overview")
    drop(window, file)
    qtbot.waitUntil(lambda: window.where == "service-providers", timeout=20_000)
    page = shown(qtbot, window)
    assert page.details.entity_id.text() == SP
    assert [one.location for one in page.details.addresses.records] == [ACS]
    assert [one.words for one in page.details.used.records] == ["Acme ID"]
    resting(qtbot, at(qtbot, window, "identity-providers"))


def test_what_is_no_metadata_is_said_in_place(qtbot: QtBot, window: MainWindow, page: ProvidersPage) -> None:
    page.view.setFocus()
    paste(qtbot, window, "Hello, this is not SAML.")
    qtbot.waitUntil(window.messages.isVisible)
    resting(qtbot, page)
    assert window.messages._kind == "error"
    assert listed(page) == []


def test_a_difference_is_shown_before_it_is_taken(
    qtbot: QtBot, window: MainWindow, page: ProvidersPage, workspace: Workspace
) -> None:
    workspace.registry.add_metadata("identityProvider", IDP.metadata_xml(), source="acme.xml")
    page.arrive()
    resting(qtbot, page)
    both = IDP.metadata_xml(keys=[IDP.key, key("rsa-2048", "next")])
    QApplication.clipboard().setText(both.decode())
    renew(page, "From the clipboard")
    change = dialog(qtbot, ShowDifference)
    assert isinstance(change, ShowDifference)
    (line,) = change.model.records
    assert line.text.startswith("New certificate for signing: CN=next.example.test")
    texts = [label.text() for label in change.findChildren(QLabel)]
    assert "Nothing has been taken yet. It concerns notes." in texts
    QTest.keyClick(change, Key.Key_Escape)
    assert len(page.details.certificates.records) == 1
    renew(page, "From the clipboard")
    change = dialog(qtbot, ShowDifference)
    QTest.keyClick(change, Key.Key_Return)
    qtbot.waitUntil(lambda: len(page.details.certificates.records) == 2)
    resting(qtbot, page)
    assert any("a change of keys is under way" in note.text for note in page.details.notes.records)
    press(qtbot, window, Key.Key_Z)
    qtbot.waitUntil(lambda: len(page.details.certificates.records) == 1)
    resting(qtbot, page)


def test_nothing_new_is_said_and_asks_nothing(
    qtbot: QtBot, window: MainWindow, page: ProvidersPage, workspace: Workspace
) -> None:
    workspace.registry.add_metadata("identityProvider", IDP.metadata_xml(), source="acme.xml")
    page.arrive()
    resting(qtbot, page)
    QApplication.clipboard().setText(IDP.metadata_xml().decode())
    renew(page, "From the clipboard")
    qtbot.waitUntil(window.messages.isVisible)
    resting(qtbot, page)
    assert window.messages.text.text().startswith("Nothing has changed in the metadata of ")
    assert QApplication.activeModalWidget() is None


def test_metadata_of_a_registered_provider_shows_the_difference_too(
    qtbot: QtBot, window: MainWindow, page: ProvidersPage, workspace: Workspace
) -> None:
    workspace.registry.add_metadata("identityProvider", IDP.metadata_xml())
    page.view.setFocus()
    paste(qtbot, window, IDP.metadata_xml(sso_url="https://idp.example.test/new").decode())
    change = dialog(qtbot, ShowDifference)
    assert isinstance(change, ShowDifference)
    assert any("https://idp.example.test/new" in one.text for one in change.model.records)
    change.reject()
    resting(qtbot, page)


def test_removing_names_who_depends_and_can_be_undone(
    qtbot: QtBot, window: MainWindow, page: ProvidersPage, workspace: Workspace
) -> None:
    workspace.registry.add_metadata("identityProvider", IDP.metadata_xml())
    page.arrive()
    resting(qtbot, page)
    page.view.setFocus()
    QTest.keyClick(page.view, Key.Key_Delete)
    asked = answer(dialog(qtbot, QMessageBox), "Keep")
    assert "notes" in asked
    assert "It can be undone." in asked
    assert listed(page) != []
    page.details.remove.click()
    answer(dialog(qtbot, QMessageBox), "Remove")
    qtbot.waitUntil(lambda: listed(page) == [])
    resting(qtbot, page)
    press(qtbot, window, Key.Key_Z)
    qtbot.waitUntil(lambda: listed(page) == [IDP.entity_id])
    resting(qtbot, page)


def test_of_a_federation_one_party_is_searched_for(
    qtbot: QtBot, window: MainWindow, page: ProvidersPage, workspace: Workspace, tmp_path: Path
) -> None:
    idps = [IdP(f"https://idp{at}.example.test") for at in range(30)]
    file = tmp_path / "federation.xml"
    file.write_bytes(federation(*(idp.metadata_xml() for idp in idps), sp_metadata_xml("https://sp.example.test")))
    drop(window, file)
    pick = dialog(qtbot, PickParties)
    assert isinstance(pick, PickParties)
    qtbot.waitUntil(lambda: not pick.busy)
    assert pick.model.rowCount() == 30
    QTest.keyClicks(pick.search, "idp17")
    qtbot.waitUntil(lambda: not pick.busy and pick.model.rowCount() == 1)
    QTest.keyClick(pick.search, Key.Key_Return)
    qtbot.waitUntil(lambda: listed(page) == ["https://idp17.example.test"])
    resting(qtbot, page)


def test_a_party_is_entered_by_hand_and_changed(
    qtbot: QtBot, window: MainWindow, page: ProvidersPage, workspace: Workspace
) -> None:
    choose(page, "By hand…")
    form = dialog(qtbot, ByHand)
    assert isinstance(form, ByHand)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is form.name)
    assert not form.does.isEnabled()
    QTest.keyClicks(form.name, "Other")
    QTest.keyClick(form.name, Key.Key_Tab)
    assert QApplication.focusWidget() is form.entity_id
    QTest.keyClicks(form.entity_id, "https://other.example.test")
    form.certificates.setPlainText("no certificate")
    form.does.click()
    assert form.messages.isVisible()
    assert workspace.registry.providers("identityProvider") == ()
    both = (OTHER.key.certificate_base64, IDP.key.certificate_base64)
    form.certificates.setPlainText("\n\n".join(both))
    form.acs.setPlainText("https://other.example.test/sso")
    QTest.keyClick(form.name, Key.Key_Return)
    qtbot.waitUntil(lambda: listed(page) == ["Other"])
    resting(qtbot, page)
    assert page.details.facts.text() == "Entered by hand"
    assert [one.location for one in page.details.addresses.records] == ["https://other.example.test/sso"]
    page.details.edit.click()
    form = dialog(qtbot, ByHand)
    assert isinstance(form, ByHand)
    assert form.entity_id.isReadOnly()
    form.name.setText("Renamed")
    form.does.click()
    qtbot.waitUntil(lambda: listed(page) == ["Renamed"])
    assert workspace.registry.provider("identityProvider", "https://other.example.test").certificates == both
    resting(qtbot, page)
    choose(page, "By hand…")
    form = dialog(qtbot, ByHand)
    assert isinstance(form, ByHand)
    form.entity_id.setText("https://other.example.test")
    form.does.click()
    assert "registered already" in form.messages.text.text()
    form.reject()


def test_a_product_of_the_catalogue_asks_for_what_is_yours(
    qtbot: QtBot, window: MainWindow, workspace: Workspace
) -> None:
    page = at(qtbot, window, "service-providers")
    choose(page, "From the catalogue…")
    form = dialog(qtbot, FromCatalogue)
    assert isinstance(form, FromCatalogue)
    QTest.keyClicks(form.search, "slack")
    assert form.view.chosen.name == "Slack"
    form.does.click()
    assert form.messages.isVisible(), "a value is missing"
    assert workspace.registry.providers("serviceProvider") == ()
    for field in form.fields.values():
        QTest.keyClicks(field, field.placeholderText())
    form.does.click()
    qtbot.waitUntil(lambda: listed(page) == ["Slack"])
    resting(qtbot, page)
    assert page.details.facts.text().startswith("The catalogue")
    assert page.details.addresses.records


def test_a_product_that_people_sign_in_at_has_its_address_and_takes_a_certificate_later(
    qtbot: QtBot, window: MainWindow, page: ProvidersPage, workspace: Workspace
) -> None:
    choose(page, "From the catalogue…")
    form = dialog(qtbot, FromCatalogue)
    assert isinstance(form, FromCatalogue)
    QTest.keyClicks(form.search, "okta")
    assert form.view.chosen.name == "Okta", "and not Auth0, which the vendor makes it"
    assert any("the address where people sign in" in label.text() for label in form.findChildren(QLabel))
    for field in form.fields.values():
        QTest.keyClicks(field, field.placeholderText())
    form.does.click()
    qtbot.waitUntil(lambda: "Okta" in listed(page))
    okta = next(one for one in workspace.registry.providers("identityProvider") if one.product == "okta")
    assert okta.acs == ("https://example-corp.okta.com/app/example_slack_1/exk1a2b3c4d5E6F7g8h9/sso/saml",)


def test_expired_metadata_is_taken_only_on_a_word(
    qtbot: QtBot, window: MainWindow, page: ProvidersPage, workspace: Workspace
) -> None:
    old = OTHER.metadata_xml(valid_until=NOW - timedelta(days=9)).decode()
    page.view.setFocus()
    paste(qtbot, window, old)
    asked = answer(dialog(qtbot, QMessageBox), "Leave it")
    assert "must not be used any more" in asked
    assert "--" not in asked
    resting(qtbot, page)
    assert listed(page) == []
    paste(qtbot, window, old)
    answer(dialog(qtbot, QMessageBox), "Register it all the same")
    qtbot.waitUntil(lambda: listed(page) == [OTHER.entity_id])
    resting(qtbot, page)
    assert any("you accepted it all the same" in note.text for note in page.details.notes.records)


def test_an_address_is_fetched_and_what_fails_is_said(
    qtbot: QtBot, window: MainWindow, page: ProvidersPage, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    before = type(workspace.registry).read

    def read(self, kind, data, **more):  # type: ignore[no-untyped-def]
        asked.append(data)
        found, note = before(self, kind, OTHER.metadata_xml() if isinstance(data, str) else data, **more)
        return found, note

    monkeypatch.setattr(type(workspace.registry), "read", read)
    choose(page, "From an https address…")
    form = dialog(qtbot, AskAddress)
    assert isinstance(form, AskAddress)
    assert not form.does.isEnabled()
    QTest.keyClicks(form.address, "https://other.example.test/metadata")
    QTest.keyClick(form.address, Key.Key_Return)
    qtbot.waitUntil(lambda: listed(page) == [OTHER.entity_id])
    resting(qtbot, page)
    assert asked == ["https://other.example.test/metadata"]
    monkeypatch.undo()
    choose(page, "From an https address…")
    form = dialog(qtbot, AskAddress)
    assert isinstance(form, AskAddress)
    QTest.keyClicks(form.address, "http://other.example.test/metadata")
    QTest.keyClick(form.address, Key.Key_Return)
    qtbot.waitUntil(window.messages.isVisible)
    resting(qtbot, page)
    assert "plain http" in window.messages.text.text()


def test_a_file_is_asked_for(qtbot: QtBot, window: MainWindow, page: ProvidersPage, tmp_path: Path) -> None:
    file = tmp_path / "other.xml"
    file.write_bytes(OTHER.metadata_xml())
    choose(page, "From a metadata file…")
    chooser = dialog(qtbot, QFileDialog)
    assert isinstance(chooser, QFileDialog)
    chooser.fileSelected.emit(str(file))
    chooser.close()
    qtbot.waitUntil(lambda: listed(page) == [OTHER.entity_id])
    resting(qtbot, page)


def test_many_are_found_by_their_letters(
    qtbot: QtBot, window: MainWindow, page: ProvidersPage, workspace: Workspace
) -> None:
    for at_, name in itertools.product(range(3), ("north", "south")):
        provider = Provider(
            entity_id=f"https://{name}{at_}.example.test", kind="identityProvider", name=f"{name} {at_}",
            certificates=(OTHER.key.certificate_base64,), source="by hand",
        )  # fmt: skip
        workspace.registry.add(provider)
    page.arrive()
    resting(qtbot, page)
    assert len(listed(page)) == 6
    QTest.keyClicks(page.search, "south 2")
    assert listed(page) == ["south 2"]
    assert page.details.title.text() == "south 2"


def test_a_fingerprint_is_copied_as_consoles_show_it(
    qtbot: QtBot, window: MainWindow, page: ProvidersPage, workspace: Workspace
) -> None:
    workspace.registry.add_metadata("identityProvider", IDP.metadata_xml())
    page.arrive()
    resting(qtbot, page)
    page.details.copy.click()
    copied = QApplication.clipboard().text()
    assert copied.replace(":", "").lower() == page.details.certificates.records[0].certificate.sha256
    assert copied.count(":") == 31
    page.view.setFocus()
    QTest.keyClick(page.view, Key.Key_C, CONTROL)
    assert QApplication.clipboard().text().split("\t")[0] == IDP.entity_id


def test_hostile_names_are_shown_as_they_are(
    qtbot: QtBot, window: MainWindow, page: ProvidersPage, workspace: Workspace
) -> None:
    hostile = "<b>x</b>\u202e"
    workspace.registry.add(
        Provider(entity_id="https://x.example.test", kind="identityProvider", name=hostile,
                 certificates=(OTHER.key.certificate_base64,))
    )  # fmt: skip
    page.arrive()
    resting(qtbot, page)
    assert page.details.title.text() == "<b>x</b>\\u202e"
    assert str(page.model.index(0, 0).data()) == "<b>x</b>\\u202e"


def test_certificates_are_read_from_pem_and_from_bare_base64() -> None:
    pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"
    assert certificates_in(f"{pem}\n\n{pem}\n") == (pem, pem)
    assert certificates_in("AA\nBB\n\n\nCC\n") == ("AABB", "CC")
    assert certificates_in("  \n ") == ()


def test_reading_can_be_cancelled_and_keeps_nothing(
    qtbot: QtBot, window: MainWindow, page: ProvidersPage, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(self, kind, data, progress, **more):  # type: ignore[no-untyped-def]
        while True:
            progress.step(25, 100, "")

    monkeypatch.setattr(type(workspace.registry), "read", endless)
    page.view.setFocus()
    paste(qtbot, window, "<md:EntitiesDescriptor/>")
    qtbot.waitUntil(lambda: page.about.text() == "Reading the metadata… 25 %")
    assert page.cancel.isVisible()
    QTest.keyClick(page.cancel, Key.Key_Space)
    resting(qtbot, page)
    assert not page.cancel.isVisible()
    assert listed(page) == []
    assert not window.messages.isVisible()


def test_the_page_is_divided_as_it_was_left(
    qtbot: QtBot, window: MainWindow, page: ProvidersPage, workspace: Workspace
) -> None:
    workspace.registry.add_metadata("identityProvider", IDP.metadata_xml())
    page.arrive()
    resting(qtbot, page)
    page.splitter.moveSplitter(400, 1)
    sizes = page.splitter.sizes()
    window.pages.clear()
    again = at(qtbot, window, "identity-providers")
    assert again is not page
    assert again.splitter.sizes() == sizes


def shared_with_grace() -> tuple[Workspace, Workspace]:
    """One workspace as two people have it open, with a provider that was entered by hand."""
    shelf = MemoryShelf(author="grace")
    ada, grace = (Workspace("Acme", shelf=shelf, author=name, clock=lambda: NOW) for name in ("ada", "grace"))
    ada.registry.add(
        Provider(
            entity_id=OTHER.entity_id, kind="identityProvider", name="Other", source="by hand",
            certificates=(OTHER.key.certificate_base64,),
        )
    )  # fmt: skip
    return ada, grace


def renamed(workspace: Workspace, name: str) -> None:
    provider = workspace.registry.provider("identityProvider", OTHER.entity_id)
    workspace.registry.add(msgspec.structs.replace(provider, name=name))


@pytest.mark.parametrize(("button", "kept"), [("keep", "Mine"), ("theirs", "Grace's")])
def test_a_change_by_hand_is_never_put_over_what_somebody_else_saved(
    qtbot: QtBot, open_window: Open, button: str, kept: str
) -> None:
    ada, grace = shared_with_grace()
    window = open_window(ada)
    page = at(qtbot, window, "identity-providers")
    page.details.edit.click()
    by_hand = dialog(qtbot, ByHand)
    assert isinstance(by_hand, ByHand)
    renamed(grace, "Grace's")
    by_hand.name.setText("Mine")
    by_hand.does.click()
    difference = dialog(qtbot, ShowDifference)
    assert isinstance(difference, ShowDifference)
    assert "grace saved revision 2 meanwhile" in difference.messages.text.text()
    assert any("Mine" in one.text for one in difference.model.records)
    assert ada.registry.provider("identityProvider", OTHER.entity_id).name == "Grace's"
    (difference.does if button == "keep" else difference.cancel).click()
    assert ada.registry.provider("identityProvider", OTHER.entity_id).name == kept
    qtbot.waitUntil(lambda: listed(page) == [kept])
    resting(qtbot, page)


def test_newer_metadata_is_never_put_over_what_somebody_else_saved(qtbot: QtBot, open_window: Open) -> None:
    ada, grace = shared_with_grace()
    window = open_window(ada)
    page = at(qtbot, window, "identity-providers")
    QApplication.clipboard().setText(OTHER.metadata_xml(keys=(IDP.key,)).decode())
    renew(page, "From the clipboard")
    first = dialog(qtbot, ShowDifference)
    assert isinstance(first, ShowDifference)
    renamed(grace, "Grace's")
    first.does.click()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() not in (None, first))
    second = dialog(qtbot, ShowDifference)
    assert isinstance(second, ShowDifference)
    assert "grace saved revision 2 meanwhile" in second.messages.text.text()
    second.does.click()
    made = ada.registry.provider("identityProvider", OTHER.entity_id)
    assert made.metadata
    assert ada.registry.revision("identityProvider", OTHER.entity_id) == 3
    resting(qtbot, page)

"""A new connection, by keyboard alone: both sides from the catalogues or from metadata, the form, the proposal."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from jitadmin.app import Workspace
from jitadmin.core.connection.attribute_map import Source
from jitadmin.gui.main_window import MainWindow
from jitadmin.gui.wizard.dialog import DETAILS, IDP, REVIEW, SP, NewConnection
from tests.builders import IdP, sp_metadata_xml
from tests.gui.company import company
from tests.gui.conftest import Open
from tests.gui.longer import cut, lengthen

Key, Keys = Qt.Key, Qt.KeyboardModifier
Opened = Callable[..., NewConnection]


@pytest.fixture
def wizard(qtbot: QtBot, open_window: Open) -> Opened:
    def opened(workspace: Workspace | None = None, **size: int) -> NewConnection:
        window = open_window(workspace or Workspace.empty(), **size)
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        QTest.keyClick(window, Key.Key_N, Keys.ControlModifier)
        found = window.findChildren(NewConnection)
        assert len(found) == 1, "Ctrl+N opens the dialog"
        found[0].activateWindow()
        qtbot.waitUntil(found[0].isActiveWindow)
        return found[0]

    return opened


def focus(dialog: NewConnection) -> QWidget:
    widget = dialog.focusWidget()
    assert widget is not None
    return widget


def press(dialog: NewConnection, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(focus(dialog), key)
        QApplication.processEvents()


def write(dialog: NewConnection, text: str, then: Qt.Key | None = None) -> None:
    QTest.keyClicks(focus(dialog), text)
    if then is not None:
        press(dialog, then)


def pair(dialog: NewConnection, idp: str, sp: str) -> None:
    write(dialog, idp, Key.Key_Return)
    write(dialog, sp, Key.Key_Return)
    assert dialog.step == DETAILS


def main(dialog: NewConnection) -> MainWindow:
    window = dialog.parent()
    assert isinstance(window, MainWindow)
    return window


def listed(dialog: NewConnection) -> list[str]:
    return [party.head.name for party in dialog.choices[dialog.step].model.records]


def test_a_map_for_a_new_pair_is_made_by_keyboard_alone(qtbot: QtBot, wizard: Opened) -> None:
    dialog = wizard()
    window = main(dialog)
    write(dialog, "okta", Key.Key_Return)
    assert dialog.step == SP
    write(dialog, "slack", Key.Key_Return)
    assert dialog.step == DETAILS
    write(dialog, "exk1a2b3c4d5E6F7g8h9", Key.Key_Return)
    write(dialog, "example-corp", Key.Key_Return)
    assert dialog.step == REVIEW, "Enter behind the last open field goes on, and no further"
    assert window.workspace.connections() == ()
    press(dialog, Key.Key_Return)
    qtbot.waitUntil(lambda: window.bench is not None)
    assert window.bench is not None
    made = window.workspace.connection("slack-okta")
    assert len(window.workspace.revisions("slack-okta")) == 1
    assert made.identity_provider.entity_id == "http://www.okta.com/exk1a2b3c4d5E6F7g8h9"
    assert made.service_provider.entity_id == "https://slack.com"
    assert made.service_provider.acs == ("https://example-corp.slack.com/sso/saml",)
    rows = {row.field: row for row in made.attributes.rows}
    assert rows["emails.work"].sources == (Source(attribute="User.Email"),)
    assert rows["emails.work"].required
    assert rows["externalId"].sources == ("nameId",)
    assert [step.by for step in made.policy.match] == ["externalId", "emails.work"]
    assert window.bench.document.connection == made
    assert not window.bench.document.draft
    assert not window.menus.undo.isEnabled()


def test_undo_in_the_new_workbench_leads_back_to_the_proposal_and_no_further(qtbot: QtBot, wizard: Opened) -> None:
    dialog = wizard()
    window = main(dialog)
    pair(dialog, "entra", "sentry")
    fill(dialog)
    dialog.next()
    dialog.next()
    qtbot.waitUntil(lambda: window.bench is not None, timeout=20_000)
    assert window.bench is not None
    made = window.bench.document.connection
    window.bench.attributes.table.selectRow(0)
    window.bench.attributes.remove()
    assert window.bench.document.connection != made
    window.menus.undo.trigger()
    assert window.bench.document.connection == made
    assert not window.bench.document.stack.canUndo()


def fill(dialog: NewConnection) -> None:
    """Type every example into its field."""
    assert dialog.proposal is not None
    for ask in dialog.proposal.asks:
        dialog.details.field(ask.side, ask.name).setText(ask.placeholder.example)


def test_typing_finds_what_begins_so_first_and_arrows_choose(wizard: Opened) -> None:
    dialog = wizard()
    assert len(listed(dialog)) == 13
    write(dialog, "goo", Key.Key_Return)
    write(dialog, "git")
    found = listed(dialog)
    assert found[-1] == "Another application"
    assert all("Git" in name for name in found[:-1])
    assert len(found) > 4
    page = dialog.choices[SP]
    press(dialog, Key.Key_Down, Key.Key_Down, Key.Key_Up)
    assert page.party is not None
    assert page.party.head.name == found[1]
    assert focus(dialog) is page.search, "the keyboard stays where typing filters"
    press(dialog, Key.Key_PageDown)
    assert page.party.head.name == found[-1]
    write(dialog, " no such thing")
    assert listed(dialog) == ["Another application"]


def test_the_sheet_shows_what_is_known_and_what_is_not(wizard: Opened) -> None:
    dialog = wizard()
    write(dialog, "okta", Key.Key_Return)
    write(dialog, "slack")
    words = "\n".join(dialog.choices[SP].sheet.words)
    assert "Makes accounts: Yes" in words
    assert "Finds people by: NameID, then e-mail" in words
    assert "Disables leavers: Unknown: no source says" in words
    assert "Optional: A switch of Slack decides on this. Setting: Sync user profiles." in words
    assert "User.Email → e-mail (required)" in words
    assert "identity provider's page, 20 May 2025: MicrosoftDocs/entra-docs" in words
    assert "vendor, no date: https://slack.com" in words


def test_the_sheet_says_how_sure_a_need_is_and_what_it_is_about(wizard: Opened) -> None:
    dialog = wizard()
    write(dialog, "okta", Key.Key_Return)
    write(dialog, "nextcloud")
    assert "exists on some other backend. Must be off." in "\n".join(dialog.choices[SP].sheet.words)
    dialog.choices[SP].search.setText("workday")
    words = "\n".join(dialog.choices[SP].sheet.words)
    assert "The account must exist in Workday beforehand." in words
    assert "No source says whether Workday lets nobody in without it." in words
    for name, fact in (("box", "Yes"), ("snowflake", "No")):
        dialog.choices[SP].search.setText(name)
        words = "\n".join(dialog.choices[SP].sheet.words)
        assert f"Makes accounts: {fact}, though not by the vendor's word" in words
    press(dialog, Key.Key_Down)
    assert "For one that the catalogue does not know." in "\n".join(dialog.choices[SP].sheet.words)


def test_a_value_that_does_not_fit_is_said_under_its_field(wizard: Opened) -> None:
    dialog = wizard()
    pair(dialog, "okta", "slack")
    assert not dialog.next_button.isEnabled()
    assert dialog.details.note("serviceProvider", "workspace").startswith("For example example-corp.")
    write(dialog, "exk1a2b3c4d5E6F7g8h9", Key.Key_Return)
    write(dialog, "example corp")
    assert dialog.details.note("serviceProvider", "workspace").startswith("“example corp” does not fit.")
    assert not dialog.next_button.isEnabled()
    press(dialog, Key.Key_Return)
    assert dialog.step == DETAILS
    field = dialog.details.field("serviceProvider", "workspace")
    assert field.property("wrong")
    field.setText("example-corp")
    assert dialog.next_button.isEnabled()
    assert dialog.details.note("serviceProvider", "workspace").startswith("For example example-corp.")
    dialog.details.field("own", "domains").setText("example.org, nonsense")
    assert dialog.details.note("own", "domains").startswith("“nonsense” is no domain.")
    assert not dialog.next_button.isEnabled()


def test_another_address_of_the_application_is_chosen_by_key(wizard: Opened) -> None:
    dialog = wizard()
    pair(dialog, "okta", "slack")
    fill(dialog)
    (box,) = [box for box in dialog.details.findChildren(QComboBox) if box.accessibleName() == "ACS address"]
    box.setFocus()
    QTest.keyClick(box, Key.Key_Down)
    assert dialog.proposal is not None
    assert dialog.proposal.connection.service_provider.acs == ("https://example-corp.enterprise.slack.com/sso/saml",)


def test_another_address_may_need_what_was_optional(wizard: Opened) -> None:
    dialog = wizard()
    pair(dialog, "okta", "github enterprise cloud (enterprise")
    field = dialog.details.field("serviceProvider", "subdomain")
    assert field.accessibleName() == "Subdomain of ghe.com (optional)"
    (box,) = [box for box in dialog.details.findChildren(QComboBox) if box.accessibleName() == "Entity ID"]
    box.setFocus()
    QTest.keyClick(box, Key.Key_Down)
    assert field.accessibleName() == "Subdomain of ghe.com"


def test_going_back_keeps_what_was_typed(qtbot: QtBot, wizard: Opened) -> None:
    dialog = wizard()
    pair(dialog, "okta", "slack")
    write(dialog, "exk1a2b3c4d5E6F7g8h9")
    QTest.keyClick(dialog, Key.Key_B, Keys.AltModifier)
    qtbot.waitUntil(lambda: dialog.step == SP)
    QTest.keyClick(dialog, Key.Key_N, Keys.AltModifier)
    qtbot.waitUntil(lambda: dialog.step == DETAILS)
    assert dialog.details.field("identityProvider", "appId").text() == "exk1a2b3c4d5E6F7g8h9"


def test_the_review_gives_reason_assumptions_and_tasks(wizard: Opened) -> None:
    dialog = wizard()
    pair(dialog, "okta", "slack")
    fill(dialog)
    dialog.next()
    rows = {row.field: row for row in dialog.review.model.records}
    assert rows["emails.work"].source == "User.Email"
    assert "Slack reads e-mail from the attribute “User.Email”" in rows["emails.work"].why
    assert "A login without it is refused." in rows["emails.work"].why
    assert all(row.why for row in rows.values())
    words = "\n".join(dialog.review.paper.words)
    assert "In Okta, enter the ACS https://example-corp.slack.com/sso/saml." in words
    assert "No source says what Slack does with a disabled account" in words
    assert "Left to do (9)" in words
    dialog.review.copy()
    assert "In Okta, enter the entity ID https://slack.com." in QApplication.clipboard().text()


def test_names_of_connections_are_never_taken_twice(wizard: Opened) -> None:
    workspace = Workspace.empty()
    for wanted in ("slack-okta", "slack-okta-2"):
        dialog = wizard(workspace)
        window = main(dialog)
        pair(dialog, "okta", "slack")
        fill(dialog)
        assert dialog.details.field("own", "name").text() == wanted
        dialog.details.field("own", "name").setText("Slack-Okta")
        if wanted != "slack-okta":
            assert "There is a connection" in dialog.details.note("own", "name")
            assert not dialog.next_button.isEnabled()
        dialog.details.field("own", "name").setText(wanted)
        dialog.next()
        dialog.next()
        window.close()
    assert [one.name for one in workspace.connections()] == ["slack-okta", "slack-okta-2"]


def test_esc_makes_nothing(qtbot: QtBot, wizard: Opened) -> None:
    dialog = wizard()
    window = main(dialog)
    pair(dialog, "okta", "slack")
    press(dialog, Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.findChildren(NewConnection))
    assert window.workspace.connections() == ()


# From metadata


def paste(qtbot: QtBot, dialog: NewConnection, data: bytes) -> None:
    QApplication.clipboard().setText(data.decode())
    (button,) = [
        button
        for button in dialog.choices[dialog.step].findChildren(QAbstractButton)
        if button.text() == "&Paste metadata"
    ]
    button.setFocus()
    QTest.keyClick(button, Key.Key_Space)
    qtbot.waitUntil(lambda: dialog.messages.text.text() != "Reading metadata…" or not dialog.messages.isVisible())


ADFS = IdP("http://fs.corp.example/adfs/services/trust")


def test_pasted_metadata_of_a_known_product_leaves_nothing_to_ask(qtbot: QtBot, wizard: Opened) -> None:
    dialog = wizard()
    workspace = main(dialog).workspace
    paste(qtbot, dialog, ADFS.metadata_xml())
    party = dialog.choices[IDP].party
    assert party is not None
    assert (party.head.name, party.head.id) == ("Active Directory Federation Services", "adfs")
    assert "1 signing certificate" in "\n".join(dialog.choices[IDP].sheet.words)
    press(dialog, Key.Key_Return)
    write(dialog, "slack", Key.Key_Return)
    assert dialog.proposal is not None
    assert [ask.side for ask in dialog.proposal.asks] == ["serviceProvider"]
    write(dialog, "example-corp", Key.Key_Return)
    press(dialog, Key.Key_Return)
    made = workspace.connection("slack-adfs")
    assert made.identity_provider.certificates == (ADFS.key.certificate_base64,)
    assert made.identity_provider.entity_id == ADFS.entity_id
    assert workspace.trust(made).certificates


def test_metadata_pasted_into_the_search_field_is_read_and_words_are_searched_for(qtbot: QtBot, wizard: Opened) -> None:
    dialog = wizard()
    page = dialog.choices[IDP]
    QApplication.clipboard().setText("okta")
    QTest.keyClick(page.search, Key.Key_V, Keys.ControlModifier)
    assert (page.search.text(), listed(dialog)[0]) == ("okta", "Okta")
    QApplication.clipboard().setText(ADFS.metadata_xml().decode())
    QTest.keyClick(page.search, Key.Key_V, Keys.ControlModifier)
    qtbot.waitUntil(lambda: page.party is not None and page.party.entity is not None)
    assert page.search.text() == ""
    assert page.party is not None
    assert page.party.head.id == "adfs"


def test_all_parties_of_an_aggregate_are_offered_and_found_by_typing(qtbot: QtBot, wizard: Opened) -> None:
    others = [IdP(f"https://idp{at}.example.test/saml").metadata_xml() for at in range(3)]
    inner = b"".join(text[text.index(b"<md:EntityDescriptor") :] for text in others)
    dialog = wizard()
    aggregate = b'<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">'
    paste(qtbot, dialog, aggregate + inner.replace(b' ID="_metadata"', b"") + b"</md:EntitiesDescriptor>")
    assert dialog.messages.text.text() == "Read 3 identity providers and 0 applications."
    write(dialog, "idp2")
    assert listed(dialog) == ["https://idp2.example.test/saml", "Another identity provider"]


REQUESTED = (
    b'<md:AttributeConsumingService index="0"><md:ServiceName xml:lang="en">x</md:ServiceName>'
    b'<md:RequestedAttribute Name="urn:oid:0.9.2342.19200300.100.1.3" FriendlyName="mail" isRequired="true"/>'
    b'<md:RequestedAttribute Name="shoeSize"/></md:AttributeConsumingService></md:SPSSODescriptor>'
)


def test_an_application_that_nobody_knows_is_made_from_its_metadata(
    qtbot: QtBot, wizard: Opened, tmp_path: Path
) -> None:
    file = tmp_path / "sp.xml"
    text = sp_metadata_xml("https://wiki.example.test/saml", "https://wiki.example.test/acs")
    file.write_bytes(text.replace(b"</md:SPSSODescriptor>", REQUESTED))
    dialog = wizard()
    workspace = main(dialog).workspace
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    drop = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Keys.NoModifier)
    enter = QDragEnterEvent(QPoint(100, 100), *drop)
    QApplication.sendEvent(dialog, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(dialog, QDropEvent(QPointF(100, 100), *drop))
    qtbot.waitUntil(lambda: "offered in step 2" in dialog.messages.text.text())
    write(dialog, "keycloak", Key.Key_Return)
    party = dialog.choices[SP].party
    assert party is not None
    assert party.detail == "from metadata"
    press(dialog, Key.Key_Return)
    write(dialog, "https://kc.example.test", Key.Key_Return)
    write(dialog, "acme", Key.Key_Return)
    assert dialog.step == REVIEW
    press(dialog, Key.Key_Return)
    (made,) = workspace.connections()
    assert made.service_provider.entity_id == "https://wiki.example.test/saml"
    assert made.service_provider.acs == ("https://wiki.example.test/acs",)
    assert made.trust.signed == "assertion"
    rows = {row.field.rpartition(":")[2]: row for row in made.attributes.rows}
    assert rows["emails.work"].sources == (Source(attribute="urn:oid:0.9.2342.19200300.100.1.3"),)
    assert rows["emails.work"].required
    assert rows["shoeSize"].sources == (Source(attribute="shoeSize"),)


def test_what_is_no_metadata_is_said_and_stops_nobody(qtbot: QtBot, wizard: Opened) -> None:
    dialog = wizard()
    paste(qtbot, dialog, b"a picture of a cat")
    assert dialog.messages._kind == "error"
    dialog.choices[IDP].start()
    write(dialog, "okta", Key.Key_Return)
    assert dialog.step == SP


# Room, names, keys


@pytest.mark.parametrize("size", [(1280, 800), (1480, 920)], ids=["small", "large"])
@pytest.mark.parametrize("stretched", [False, True], ids=["plain", "stretched"])
def test_no_text_of_any_step_is_cut(qtbot: QtBot, wizard: Opened, size: tuple[int, int], stretched: bool) -> None:
    dialog = wizard(width=size[0], height=size[1])
    for step in range(4):
        if step == SP:
            write(dialog, "git")
        if step == DETAILS:
            fill(dialog)
        if stretched:
            lengthen(dialog.pages.currentWidget())
        assert cut(dialog) == []
        assert dialog.height() <= size[1]
        assert dialog.width() <= size[0]
        dialog.next()


def test_everything_that_takes_the_keyboard_has_a_name_and_no_key_is_taken_twice(wizard: Opened) -> None:
    dialog = wizard()
    for step in range(4):
        if step == DETAILS:
            fill(dialog)
        shown = [widget for widget in dialog.findChildren(QWidget) if widget.isVisible()]
        for widget in shown:
            if isinstance(widget, (QLineEdit, QComboBox, QTableView, QScrollArea)):
                assert widget.accessibleName(), widget
        texts = [widget.text() for widget in shown if isinstance(widget, (QAbstractButton, QLabel))]
        keys = [text[at + 1].lower() for text in texts if (at := text.replace("&&", "  ").find("&")) >= 0]
        assert len(keys) == len(set(keys)), f"step {step}: {sorted(keys)}"
        dialog.next()


def test_every_application_of_the_catalogue_can_be_filled_in(wizard: Opened) -> None:
    dialog = wizard()
    write(dialog, "entra", Key.Key_Return)
    page = dialog.choices[SP]
    assert len(page.model.records) == 58
    for at in range(len(page.model.records) - 1):
        page.view.selectRow(at)
        dialog.next()
        fill(dialog)
        assert dialog.next_button.isEnabled(), page.party
        dialog.back()


def test_the_list_of_connections_and_the_empty_workspace_lead_to_the_dialog(qtbot: QtBot, open_window: Open) -> None:
    for workspace in (Workspace.empty(), company()):
        window = open_window(workspace)
        window.go("connections")
        buttons = [
            button
            for button in window.connections.findChildren(QAbstractButton)
            if button.isVisible() and "New connection" in button.text().replace("&", "")
        ]
        assert buttons
        for button in buttons:
            button.click()
            (dialog,) = window.findChildren(NewConnection)
            dialog.reject()
            qtbot.waitUntil(lambda window=window: not window.findChildren(NewConnection))


def test_a_party_whose_metadata_was_given_is_registered_and_offered_the_next_time(qtbot: QtBot, wizard: Opened) -> None:
    dialog = wizard()
    window = main(dialog)
    workspace = window.workspace
    paste(qtbot, dialog, ADFS.metadata_xml())
    press(dialog, Key.Key_Return)
    write(dialog, "slack", Key.Key_Return)
    write(dialog, "example-corp", Key.Key_Return)
    press(dialog, Key.Key_Return)
    qtbot.waitUntil(lambda: len(workspace.registry.providers("identityProvider")) == 1, timeout=20_000)
    (provider,) = workspace.registry.providers("identityProvider")
    assert (provider.entity_id, provider.source) == (ADFS.entity_id, "pasted")
    window.close()
    again = wizard(workspace)
    page = again.choices[IDP]
    qtbot.waitUntil(lambda: page.model.records[0].detail == "registered", timeout=20_000)
    assert page.party == page.model.records[0]
    press(again, Key.Key_Return)
    write(again, "sentry", Key.Key_Return)
    fill(again)
    again.next()
    again.next()
    made = next(one for one in workspace.connections() if one.name.startswith("sentry"))
    assert made.identity_provider.certificates == (ADFS.key.certificate_base64,)
    assert len(workspace.shelf.revisions("identityProvider", ADFS.entity_id)) == 1


def test_an_identity_provider_of_the_catalogue_is_registered_with_the_address_that_its_values_give(
    qtbot: QtBot, wizard: Opened
) -> None:
    dialog = wizard()
    workspace = main(dialog).workspace
    write(dialog, "okta", Key.Key_Return)
    write(dialog, "slack", Key.Key_Return)
    fill(dialog)
    dialog.next()
    dialog.next()
    qtbot.waitUntil(lambda: len(workspace.registry.providers("identityProvider")) == 1, timeout=20_000)
    (provider,) = workspace.registry.providers("identityProvider")
    assert (provider.product, provider.source) == ("okta", "catalogue:okta")
    (address,) = provider.acs
    assert address.startswith("https://")
    assert address.endswith("/sso/saml")


def test_a_pair_in_no_catalogue_is_called_as_the_person_says_else_by_its_hosts(qtbot: QtBot, wizard: Opened) -> None:
    dialog = wizard()
    window = main(dialog)
    paste(qtbot, dialog, IdP("https://idp.example.test:8443/saml2/idp/metadata.php").metadata_xml())
    press(dialog, Key.Key_Return)
    write(dialog, "an application nobody knows", Key.Key_Return)
    assert dialog.step == DETAILS
    details = dialog.details
    assert details.field("called", "identityProvider").text() == "idp.example.test:8443"
    assert "{" not in details.outcome.text(), "what is not filled in is not shown by its name in the template"
    details.field("serviceProvider", "entityId").setText("https://wiki.example.test/sp")
    details.field("serviceProvider", "acs").setText("https://wiki.example.test/acs")
    assert dialog.proposal is not None
    assert dialog.proposal.connection.service_provider.name == "wiki.example.test"
    details.field("called", "identityProvider").setText("Staff login")
    details.field("called", "serviceProvider").setText("Wiki")
    dialog.next()
    words = "\n".join(dialog.review.paper.words)
    assert "In Staff login, enter the entity ID https://wiki.example.test/sp." in words
    assert "unknown" not in words
    dialog.next()
    qtbot.waitUntil(lambda: window.bench is not None, timeout=20_000)
    assert window.windowTitle().startswith("Staff login → Wiki")


def test_a_proposed_name_of_a_connection_never_ends_in_a_dash(qtbot: QtBot, wizard: Opened) -> None:
    dialog = wizard()
    paste(qtbot, dialog, IdP("urn:a-name-that-is-cut-behind-exactly-forty-chars:idp").metadata_xml())
    press(dialog, Key.Key_Return)
    write(dialog, "slack", Key.Key_Return)
    assert not dialog.details.field("own", "name").text().endswith("-")


def test_the_review_shows_the_headings_of_its_columns_whole(qtbot: QtBot, wizard: Opened) -> None:
    dialog = wizard()
    pair(dialog, "okta", "slack")
    fill(dialog)
    dialog.next()
    header = dialog.review.view.horizontalHeader()
    for at in range(header.count()):
        assert header.sectionSize(at) >= header.sectionSizeHint(at)


@pytest.mark.parametrize(("typed", "shown"), [("bamboo", "HR"), ("drift", "sales and marketing")])
def test_the_kind_of_a_product_is_said_in_words(wizard: Opened, typed: str, shown: str) -> None:
    dialog = wizard()
    write(dialog, "okta", Key.Key_Return)
    write(dialog, typed)
    assert dialog.choices[SP].model.records[0].detail == shown


def test_a_registered_party_is_offered_under_its_name_and_as_its_product(qtbot: QtBot, wizard: Opened) -> None:
    workspace = Workspace.empty()
    registry = workspace.registry
    registry.add_metadata(
        "identityProvider", IdP("https://sts.example.test/abc").metadata_xml(), source="idp.xml"
    )  # fmt: skip
    provider = registry.find("identityProvider", "https://sts.example.test/abc")
    assert provider is not None
    registry.add(msgspec.structs.replace(provider, name="Staff login", product="entra-id"), seen=1)
    dialog = wizard(workspace)
    page = dialog.choices[IDP]
    qtbot.waitUntil(lambda: page.model.records[0].detail == "registered", timeout=20_000)
    assert listed(dialog)[0] == "Staff login"
    assert page.parties.idp(page.model.records[0]).id == "entra-id"


def test_tab_reaches_every_field_of_the_form_before_the_buttons(qtbot: QtBot, wizard: Opened) -> None:
    dialog = wizard()
    pair(dialog, "okta", "slack")
    way = [focus(dialog)]
    while dialog.cancel_button not in way:
        press(dialog, Key.Key_Tab)
        assert focus(dialog) not in way, "the key goes in a ring that leaves the buttons out"
        way.append(focus(dialog))
    wanted = [one for one in dialog.details.findChildren(QLineEdit) if one.isVisible()]
    assert set(wanted) <= set(way)
    assert way[-2] is dialog.details.field("own", "domains")


def test_labels_from_a_catalogue_are_never_taken_for_html(wizard: Opened) -> None:
    dialog = wizard()
    pair(dialog, "okta", "slack")
    labels = [one for one in dialog.details.findChildren(QLabel) if one.text()]
    assert len(labels) > 6
    assert {one.textFormat() for one in labels} == {Qt.TextFormat.PlainText}

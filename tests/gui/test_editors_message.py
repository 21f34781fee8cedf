"""The message beside its explanation: what is signed, and which row read which element."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from jitadmin.core.trace import Step
from jitadmin.core.xml_node import XmlNode
from jitadmin.gui.editors.places import assertion_of, locate, places
from jitadmin.gui.workbench.page import Workbench
from tests.gui.company import company, login, sample
from tests.gui.conftest import Open
from tests.gui.driving import choose
from tests.gui.editing import Key, gathered, press, write

HOSTILE = "<script>alert(1)</script>\u202e\x1b[31m"


def node(name: str, *children: XmlNode, line: int = 0, **knobs: object) -> XmlNode:
    return XmlNode(name=name, line=line, children=children, **knobs)  # type: ignore[arg-type]


@pytest.fixture
def ready(qtbot: QtBot, bench: Workbench) -> Workbench:
    gathered(qtbot, bench)
    bench.tabs.setCurrentWidget(bench.message)
    shown(qtbot, bench)
    return bench


def shown(qtbot: QtBot, bench: Workbench) -> None:
    qtbot.waitUntil(lambda: not bench.message.busy, timeout=10_000)


def why(bench: Workbench, start: str) -> None:
    """Click on a reason."""
    index = bench.outcome.why.find(lambda one: one.texts[0].startswith(start))
    assert index.isValid()
    bench.outcome.why_view.clicked.emit(index)


def current(bench: Workbench) -> XmlNode:
    found = bench.message.model.node(bench.message.view.currentIndex())
    assert found is not None
    assert isinstance(found.payload, XmlNode)
    return found.payload


def readers(bench: Workbench) -> list[str]:
    return [button.text() for button in bench.message.findChildren(QPushButton) if not button.isHidden()]


def marked(bench: Workbench) -> list[str]:
    """The reasons that are selected."""
    rows = bench.outcome.why_view.selectionModel().selectedRows()
    return [str(index.data()) for index in rows]


def test_what_is_signed_is_marked(qtbot: QtBot, ready: Workbench) -> None:
    badges = {mark: badge.text() for mark, badge in ready.message.badges.items() if not badge.isHidden()}
    assert badges["signed"].endswith(" signed")
    assert "unsigned" in badges, "the signature covers the assertion, not the response around it"
    choose(qtbot, ready, "Eve Moneypenny")
    shown(qtbot, ready)
    badges = {mark: badge.text() for mark, badge in ready.message.badges.items() if not badge.isHidden()}
    assert "signed" not in badges, "nothing that was changed on the way counts as signed"


def test_a_reason_leads_to_its_element_and_its_row(ready: Workbench) -> None:
    why(ready, "displayName is")
    assert dict(current(ready).attributes)["Name"] == "name"
    assert ready.tabs.currentWidget() is ready.message, "who reads the message stays there"
    assert ready.attributes.current == 1
    assert readers(ready) == ["displayName"]
    why(ready, "userName is")
    assert current(ready).text == "ada"


def test_a_reason_without_a_place_leads_to_its_row(ready: Workbench) -> None:
    why(ready, "Rule Everybody")
    assert ready.tabs.currentWidget() is ready.roles
    assert ready.roles.current == 0


def test_ctrl_enter_on_a_reason_opens_the_message_at_its_place(qtbot: QtBot, ready: Workbench) -> None:
    ready.tabs.setCurrentWidget(ready.attributes)
    index = ready.outcome.why.find(lambda one: one.texts[0].startswith("title is"))
    ready.outcome.why_view.setCurrentIndex(index)
    ready.outcome.why_view.setFocus()
    press(ready, Key.Key_Return, with_=Qt.KeyboardModifier.ControlModifier)
    shown(qtbot, ready)
    assert ready.tabs.currentWidget() is ready.message
    assert dict(current(ready).attributes)["Name"] == "job"


def test_an_element_names_what_reads_it_and_leads_there(ready: Workbench) -> None:
    index = ready.message.model.find(lambda one: 'Name="groups"' in one.texts[1])
    ready.message.view.setCurrentIndex(index)
    assert readers(ready) == ["Writers"]
    assert marked(ready) == ["Rule Writers holds and brings: Editor."]
    button = next(one for one in ready.message.findChildren(QPushButton) if one.text() == "Writers")
    button.click()
    assert ready.tabs.currentWidget() is ready.roles
    assert ready.roles.current == 1


def test_an_element_that_nothing_reads_says_so(ready: Workbench) -> None:
    index = ready.message.model.find(lambda one: 'Name="room"' in one.texts[1])
    ready.message.view.setCurrentIndex(index)
    assert ready.message.reads.text() == "No row and no rule reads this."


def test_a_row_marks_all_its_reasons(ready: Workbench) -> None:
    ready.tabs.setCurrentWidget(ready.attributes)
    ready.attributes.table.setCurrentIndex(ready.attributes.model.index(2, 0))
    assert any(text.startswith("emails.work is") for text in marked(ready))
    origins = {
        one.payload.origin
        for index in ready.outcome.why_view.selectionModel().selectedRows()
        if (one := ready.outcome.why.node(index)) and isinstance(one.payload, Step)
    }
    assert origins == {"attributes.rows[2]"}


def test_the_message_is_searched_by_keys(ready: Workbench) -> None:
    ready.message.search.setFocus()
    write(ready, "analyst")
    assert current(ready).text == "Analyst"
    write(ready, "b 12", over=True)
    assert current(ready).text == "B 12"


def test_hostile_text_is_shown_as_text_with_its_signs_visible(qtbot: QtBot, open_window: Open) -> None:
    evil = sample(login("eve", HOSTILE.replace("\x1b", "")), "Eve", "eve@example.test")
    window = open_window(company((evil,)))
    bench = window.bench
    assert bench is not None
    bench.tabs.setCurrentWidget(bench.message)
    shown(qtbot, bench)
    index = bench.message.model.find(lambda one: "alert(1)" in one.texts[1])
    text = bench.message.model.index(index.row(), 1, index.parent()).data()
    assert text.startswith("<script>")
    assert "\u202e" not in text
    assert "\\u202e" in text


def test_a_message_without_a_tree_says_so(qtbot: QtBot, open_window: Open) -> None:
    broken = sample(b"<not-xml", "Broken", "broken.xml")
    window = open_window(company((broken,)))
    bench = window.bench
    assert bench is not None
    bench.tabs.setCurrentWidget(bench.message)
    shown(qtbot, bench)
    assert bench.message.nothing.text() == "This message gives no tree that may be looked at."


# Places, without a window.

TREE = node(
    "samlp:Response",
    node("saml:Issuer", line=2),
    node(
        "saml:Assertion",
        node("saml:Subject", node("saml:EncryptedID", node("saml:NameID", text="ada", decrypted=True))),
        node(
            "saml:AttributeStatement",
            node("saml:Attribute", attributes=(("Name", "one"),)),
            node("saml:EncryptedAttribute", node("saml:Attribute", attributes=(("Name", "two"),), decrypted=True)),
        ),
        node("saml:AttributeStatement", node("saml:Attribute", attributes=(("Name", "three"),))),
        attributes=(("ID", "a2"),),
    ),
    node("saml:Assertion", mark="ignored", attributes=(("ID", "evil"),)),
)


@pytest.mark.parametrize(
    ("evidence", "name"),
    [
        ("Subject/NameID", "saml:NameID"),
        ("Subject/NameID/@Format", "saml:NameID"),
        ("AttributeStatement[1]/Attribute[1]", "one"),
        ("AttributeStatement[1]/Attribute[2]", "two"),
        ("AttributeStatement[2]/Attribute[1]", "three"),
        ("Response/Issuer (line 2)", "saml:Issuer"),
    ],
)
def test_an_evidence_names_its_element_also_where_it_was_encrypted(evidence: str, name: str) -> None:
    assertion = assertion_of(TREE, "a2")
    assert assertion is not None
    found = locate(TREE, places(assertion), evidence)
    assert found is not None
    assert name in (found.name, dict(found.attributes).get("Name"))


def test_an_assertion_that_nobody_reads_is_never_pointed_at() -> None:
    found = assertion_of(TREE, "evil")
    assert found is not None
    assert dict(found.attributes)["ID"] == "a2"


def test_an_evidence_of_something_else_names_nothing() -> None:
    assertion = assertion_of(TREE, "a2")
    assert assertion is not None
    assert locate(TREE, places(assertion), "AttributeStatement[7]/Attribute[1]") is None
    assert locate(TREE, places(assertion), "line 4") is None

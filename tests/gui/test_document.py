"""Undo and redo over an immutable connection."""

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from jitadmin.core.connection import Connection
from jitadmin.gui.document import Document
from tests.gui.company import CONNECTION


@pytest.fixture
def document(qapp: object) -> Document:
    return Document(CONNECTION)


def titled(title: str) -> Connection:
    return msgspec.structs.replace(CONNECTION, title=title)


def test_every_step_can_be_taken_back_and_done_again(document: Document) -> None:
    for title in ("a", "b", "c"):
        document.replace(titled(title), f"title {title}")
    document.stack.undo()
    document.stack.undo()
    assert document.connection.title == "a"
    document.stack.redo()
    assert document.connection.title == "b"
    document.replace(titled("d"), "title d")
    assert not document.stack.canRedo()


def test_typing_in_one_place_is_one_step_and_in_another_a_second(document: Document) -> None:
    for title in ("a", "ab", "abc"):
        document.replace(titled(title), "typing", merge=("title", 1))
    document.replace(titled("x"), "typing", merge=("title", 2))
    assert document.stack.count() == 2
    document.stack.undo()
    assert document.connection.title == "abc"
    document.stack.undo()
    assert document.connection == CONNECTION


def test_typing_that_leads_back_leaves_no_step(document: Document) -> None:
    document.replace(titled("a"), "typing", merge="cell")
    document.replace(CONNECTION, "typing", merge="cell")
    assert document.stack.count() == 0
    assert not document.draft


def test_no_change_is_no_step_and_tells_nobody(qtbot: QtBot, document: Document) -> None:
    with qtbot.assertNotEmitted(document.changed):
        document.replace(titled(CONNECTION.title), "nothing")
    assert document.stack.count() == 0


def test_a_draft_is_what_differs_from_what_was_saved(document: Document) -> None:
    document.replace(titled("a"), "title")
    assert document.draft
    document.mark_saved(2)
    assert not document.draft
    document.stack.undo()
    assert document.draft, "going back behind what was saved is a change as well"
    document.stack.redo()
    assert not document.draft

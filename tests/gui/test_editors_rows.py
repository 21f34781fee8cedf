"""Rows of the attribute map: sources chosen from what the samples hold, values changed step by step."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from jitadmin.core.connection.attribute_map import AttributeRow, Lookup, Replace, Source
from jitadmin.gui.main_window import MainWindow
from jitadmin.gui.widgets.text import Text
from jitadmin.gui.workbench.page import Workbench
from tests.gui.company import company, login, sample
from tests.gui.conftest import Open, settled
from tests.gui.driving import cell, choose, editor, fields
from tests.gui.editing import ALT, Key, drag, entry, focused, gathered, pick, picker, press, write

SOURCE, GETS = 1, 3
HOSTILE = "<b>Ada</b><img src=x>"


@pytest.fixture
def ready(qtbot: QtBot, bench: Workbench) -> Workbench:
    gathered(qtbot, bench)
    return bench


def row(bench: Workbench, at: int) -> AttributeRow:
    return bench.document.connection.attributes.rows[at]


def go(bench: Workbench, at: int, column: int = 0) -> None:
    bench.attributes.table.setFocus()
    bench.attributes.table.go(at, column)


def chips(bench: Workbench) -> list[tuple[str, str]]:
    return [(chip.face.title, chip.face.value) for chip in bench.attributes.editor.steps.chips]


def add_step(bench: Workbench, words: str) -> None:
    press(bench, Key.Key_Insert)
    pick(bench, words)


def test_f4_offers_what_the_samples_hold_with_examples_and_how_many_have_it(ready: Workbench) -> None:
    go(ready, 3, SOURCE)
    press(ready, Key.Key_F4)
    job = entry(ready, "job")
    assert job.note == "5 of 6"
    assert "Analyst" in job.detail
    assert "Admiral" in job.detail
    name_id = entry(ready, "NameID")
    assert name_id.note == "6 of 6"
    assert "ada" in name_id.detail
    assert {"Issuer", "A fixed text…", "An expression…"} <= {one.title for one in picker(ready).shown}
    press(ready, Key.Key_Escape)
    assert ready.attributes.table.hasFocus()
    assert not ready.document.draft


def test_what_fits_the_field_comes_first(ready: Workbench) -> None:
    go(ready, 2, SOURCE)
    press(ready, Key.Key_F4)
    assert picker(ready).model.records[0].title == "Fits emails.work"
    assert picker(ready).shown[0].title == "mail"


def test_typing_narrows_the_list_and_enter_takes_what_it_stands_on(qtbot: QtBot, ready: Workbench) -> None:
    go(ready, 1, SOURCE)
    press(ready, Key.Key_F4)
    write(ready, "jo")
    assert picker(ready).shown[0].title == "job"
    press(ready, Key.Key_Return)
    settled(qtbot, ready)
    assert row(ready, 1).sources == (Source(attribute="job"),)
    assert fields(ready)["displayName"] == "Analyst"
    ready.undo.trigger()
    assert fields(ready)["displayName"] == "Ada Lovelace"
    assert not ready.document.draft


def test_the_list_is_searched_by_value_too(ready: Workbench) -> None:
    go(ready, 1, SOURCE)
    press(ready, Key.Key_F4)
    write(ready, "admiral")
    assert picker(ready).shown[0].title == "job"


def test_a_name_that_no_sample_has_can_be_taken_as_attribute_or_text(ready: Workbench) -> None:
    go(ready, 1, SOURCE)
    press(ready, Key.Key_F4)
    write(ready, "costCentre")
    assert [one.title for one in picker(ready).shown] == ["The attribute costCentre", "The fixed text “costCentre”"]
    press(ready, Key.Key_Down, Key.Key_Return)
    assert row(ready, 1).sources == (Source(constant="costCentre"),)


def test_alt_down_leaves_the_cell_for_the_list(ready: Workbench) -> None:
    go(ready, 1, SOURCE)
    press(ready, Key.Key_Return)
    editor(ready)
    press(ready, Key.Key_Down, with_=ALT)
    assert picker(ready).search.hasFocus()


def test_a_click_elsewhere_closes_the_list(qtbot: QtBot, ready: Workbench) -> None:
    go(ready, 1, SOURCE)
    press(ready, Key.Key_F4)
    shown = picker(ready)
    qtbot.mouseClick(ready.samples.view.viewport(), Qt.MouseButton.LeftButton)
    assert shown.isHidden()


def test_the_source_of_a_new_row_is_chosen_after_its_field(qtbot: QtBot, ready: Workbench) -> None:
    go(ready, 3)
    press(ready, Key.Key_Insert)
    write(ready, "nickName")
    press(ready, Key.Key_Return)
    pick(ready, "room")
    settled(qtbot, ready)
    assert row(ready, 4) == AttributeRow(field="nickName", sources=(Source(attribute="room"),))
    assert cell(ready.attributes.table, 4, GETS) == "B 12"


def test_steps_are_added_by_keys_and_show_the_value_after_each(qtbot: QtBot, ready: Workbench) -> None:
    go(ready, 1)
    ready.attributes.editor.steps.focus_on(0)
    press(ready, Key.Key_Right)
    add_step(ready, "upper")
    assert chips(ready) == [("Trim", "Ada Lovelace"), ("Upper case", "ADA LOVELACE")]
    assert "gives ADA LOVELACE" in ready.attributes.editor.steps.chips[1].accessibleName()
    choose(qtbot, ready, "Alan Turing")
    assert chips(ready)[1] == ("Upper case", "ALAN TURING")


def test_the_list_of_steps_says_what_each_would_make_of_the_value(ready: Workbench) -> None:
    go(ready, 1)
    ready.attributes.editor.steps.focus_on(0)
    press(ready, Key.Key_Insert)
    assert "gives ada lovelace" in entry(ready, "Lower case").detail


def test_steps_are_moved_and_removed_by_keys_each_undone_by_itself(qtbot: QtBot, ready: Workbench) -> None:
    go(ready, 1)
    ready.attributes.editor.steps.focus_on(0)
    add_step(ready, "upper")
    assert row(ready, 1).transforms == ("trim", "upper")
    press(ready, Key.Key_Left, with_=ALT)
    assert row(ready, 1).transforms == ("upper", "trim")
    assert focused(ready) is ready.attributes.editor.steps.chips[0], "the keyboard goes with the chip"
    press(ready, Key.Key_Delete)
    assert row(ready, 1).transforms == ("trim",)
    ready.undo.trigger()
    assert row(ready, 1).transforms == ("upper", "trim")
    ready.undo.trigger()
    assert row(ready, 1).transforms == ("trim", "upper")
    ready.undo.trigger()
    assert row(ready, 1).transforms == ("trim",)
    assert not ready.document.draft


def test_steps_are_dragged_into_their_order(qtbot: QtBot, ready: Workbench) -> None:
    go(ready, 1)
    ready.attributes.editor.steps.focus_on(0)
    for words in ("upper", "before the @"):
        add_step(ready, words)
    assert row(ready, 1).transforms == ("trim", "upper", "emailLocalPart")
    steps = ready.attributes.editor.steps
    first, last = steps.chips[0], steps.chips[2]
    end = first.mapFrom(steps, last.geometry().center() + QPoint(last.width() // 2 - 4, 0))
    drag(first, QPoint(10, 10), end)
    assert row(ready, 1).transforms == ("upper", "emailLocalPart", "trim")
    ready.undo.trigger()
    assert row(ready, 1).transforms == ("trim", "upper", "emailLocalPart")


def test_what_a_step_is_told_is_typed_live_and_is_one_step_of_undo(qtbot: QtBot, ready: Workbench) -> None:
    go(ready, 1)
    ready.attributes.editor.steps.focus_on(0)
    add_step(ready, "replaces what a")
    write(ready, "Ada", over=True)
    press(ready, Key.Key_Tab)
    write(ready, "A.", over=True)
    assert row(ready, 1).transforms == ("trim", Replace(pattern="Ada", replacement="A."))
    assert chips(ready)[1] == ("Replace Ada by “A.”", "A. Lovelace")
    ready.undo.trigger()
    assert row(ready, 1).transforms == ("trim", Replace(pattern=" ", replacement="."))


def test_a_pattern_that_does_not_hold_is_said_and_changes_nothing(ready: Workbench) -> None:
    go(ready, 1)
    ready.attributes.editor.steps.focus_on(0)
    add_step(ready, "replaces what a")
    before = ready.document.connection
    write(ready, "(", over=True)
    assert ready.document.connection == before
    assert not ready.attributes.editor.step_fields.error.isHidden()
    assert "(" in focused(ready).text()  # type: ignore[attr-defined]


def test_a_table_is_filled_by_keys(qtbot: QtBot, ready: Workbench) -> None:
    go(ready, 3)
    ready.attributes.editor.steps.focus_on(0)
    add_step(ready, "by a table")
    press(ready, Key.Key_Return)
    write(ready, "Analyst", over=True)
    press(ready, Key.Key_Return)
    table = ready.attributes.editor.step_fields.fields["table"].view  # type: ignore[attr-defined]
    table.setFocus()
    table.setCurrentIndex(table.model().index(0, 1))
    press(ready, Key.Key_Return)
    write(ready, "Countess", over=True)
    press(ready, Key.Key_Return)
    settled(qtbot, ready)
    assert row(ready, 3).transforms == (Lookup(table={"Analyst": "Countess"}),)
    assert cell(ready.attributes.table, 3, GETS) == "Countess"


def test_a_second_source_waits_behind_the_first(qtbot: QtBot, ready: Workbench) -> None:
    go(ready, 3)
    ready.attributes.editor.sources.focus_on(0)
    press(ready, Key.Key_Insert)
    pick(ready, "room")
    titles = [chip.face.title for chip in ready.attributes.editor.sources.chips]
    values = [chip.face.value for chip in ready.attributes.editor.sources.chips]
    assert titles == ["job", "room"]
    assert values[0] == "Analyst"
    assert values[1].startswith("not asked")
    choose(qtbot, ready, "Hedy Lamarr")
    values = [chip.face.value for chip in ready.attributes.editor.sources.chips]
    assert values == ["not there", "B 12"]
    ready.attributes.editor.sources.focus_on(1)
    press(ready, Key.Key_Left, with_=ALT)
    assert [source.attribute for source in row(ready, 3).sources] == ["room", "job"]  # type: ignore[union-attr]


def test_a_source_is_narrowed_in_its_fields(ready: Workbench) -> None:
    go(ready, 2)
    ready.attributes.editor.sources.focus_on(0)
    press(ready, Key.Key_Return, Key.Key_Tab, Key.Key_Down)
    assert row(ready, 2).sources == (Source(attribute="mail", match="nameIgnoringCase"),)


def test_escape_goes_back_to_the_table(ready: Workbench) -> None:
    go(ready, 1)
    press(ready, Key.Key_F4)
    assert focused(ready) is ready.attributes.editor.sources.chips[0]
    press(ready, Key.Key_Escape)
    assert ready.attributes.table.hasFocus()


def test_rows_are_dragged_into_their_order(ready: Workbench) -> None:
    table = ready.attributes.table
    go(ready, 0)
    start = table.visualRect(table.model().index(0, 0)).center()
    end = table.visualRect(table.model().index(2, 0)).center() + QPoint(0, 6)
    drag(table.viewport(), start, end)
    assert [one.field for one in ready.document.connection.attributes.rows][:3] == [
        "displayName",
        "emails.work",
        "userName",
    ]
    assert ready.attributes.current == 2
    ready.undo.trigger()
    assert row(ready, 0).field == "userName"


def test_hostile_names_and_values_stay_text(qtbot: QtBot, open_window: Open) -> None:
    evil = sample(login("eve", HOSTILE, groups=["<a href=x>g</a>"]), "Eve", "eve@example.test")
    window: MainWindow = open_window(company((evil,)))
    bench = window.bench
    assert bench is not None
    gathered(qtbot, bench)
    go(bench, 1, SOURCE)
    press(bench, Key.Key_F4)
    name = entry(bench, "name")
    assert name.detail == HOSTILE
    press(bench, Key.Key_Escape)
    chip = bench.attributes.editor.steps.chips[0]
    assert chip.face.value == HOSTILE
    assert "&lt;b&gt;Ada" in chip.toolTip()
    for label in window.findChildren(QLabel):
        if HOSTILE in label.text():
            assert isinstance(label, Text)
            assert label.textFormat() == Qt.TextFormat.PlainText

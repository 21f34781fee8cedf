"""Role rules built without knowing how conditions are written, and expressions with help."""

import threading

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from jitadmin.core.connection.role_map import Condition, RoleRule
from jitadmin.gui.editors import engine as engine_module
from jitadmin.gui.editors.cel_field import CelEdit
from jitadmin.gui.editors.cel_words import offers, spans
from jitadmin.gui.editors.engine import Engine
from jitadmin.gui.editors.gathered import Gathered, SeenName
from jitadmin.gui.tasks import TaskRunner
from jitadmin.gui.workbench.page import Workbench
from tests.gui.conftest import settled
from tests.gui.driving import cell, choose, type_into_cell
from tests.gui.editing import ALT, CTRL, Key, drag, entry, focused, gathered, pick, press, write

WHEN = 1


@pytest.fixture
def ready(qtbot: QtBot, bench: Workbench) -> Workbench:
    gathered(qtbot, bench)
    bench.tabs.setCurrentWidget(bench.roles)
    return bench


def rule(bench: Workbench, at: int) -> RoleRule:
    return bench.document.connection.roles.rules[at]


def go(bench: Workbench, at: int) -> None:
    bench.roles.table.setFocus()
    bench.roles.table.go(at)


def open_rule(bench: Workbench, at: int) -> None:
    go(bench, at)
    press(bench, Key.Key_F4)


def counts(qtbot: QtBot, bench: Workbench) -> list[str]:
    qtbot.waitUntil(lambda: not bench.roles.editor.builder.counting.busy, timeout=10_000)
    return [line.count.text() for line in bench.roles.editor.builder.lines]


def when(bench: Workbench, at: int) -> str:
    return cell(bench.roles.table, at, WHEN)


def test_a_condition_is_built_by_keys_and_undone(qtbot: QtBot, ready: Workbench) -> None:
    open_rule(ready, 1)
    write(ready, "staff", over=True)
    press(ready, Key.Key_Insert, with_=ALT)
    pick(ready, "job")
    write(ready, "Fellow")
    assert rule(ready, 1).when == Condition(
        all=(Condition(attribute="groups", equals="staff"), Condition(attribute="job", equals="Fellow"))
    )
    assert when(ready, 1) == 'groups = "staff" and job = "Fellow"'
    settled(qtbot, ready)
    for _ in range(3):
        ready.undo.trigger()
    assert when(ready, 1) == 'groups = "writers"'
    assert not ready.document.draft


def test_each_line_says_for_how_many_it_holds_and_whether_for_the_person(qtbot: QtBot, ready: Workbench) -> None:
    type_into_cell(
        qtbot, ready, ready.roles.table, 1, WHEN, 'groups = "staff" and not (job = "Fellow" or job is absent)'
    )
    go(ready, 1)
    assert counts(qtbot, ready) == ["3", "5", "3", "2", "1"]
    holds = [line.sign.accessibleName() for line in ready.roles.editor.builder.lines]
    assert holds[0] == "It holds for the chosen person."
    choose(qtbot, ready, "Hedy Lamarr")
    holds = [line.sign.accessibleName() for line in ready.roles.editor.builder.lines]
    assert holds[0] == "It does not hold for the chosen person."
    assert holds[4] == "It holds for the chosen person."


def test_the_values_seen_are_offered_and_taken_with_the_keys(qtbot: QtBot, ready: Workbench) -> None:
    open_rule(ready, 1)
    press(ready, Key.Key_F4)
    field = ready.roles.editor.builder.lines[0].value
    assert [(one.text, one.note) for one in field.list.model.records] == [
        ("staff", "5 samples"),
        ("writers", "2 samples"),
    ]
    press(ready, Key.Key_Down, Key.Key_Return)
    assert rule(ready, 1).when == Condition(attribute="groups", equals="staff")


def test_typing_a_value_is_one_step_of_undo(qtbot: QtBot, ready: Workbench) -> None:
    open_rule(ready, 1)
    write(ready, "staff", over=True)
    assert rule(ready, 1).when == Condition(attribute="groups", equals="staff")
    ready.undo.trigger()
    assert rule(ready, 1).when == Condition(attribute="groups", equals="writers")


def test_comparison_negation_and_case_are_chosen_by_keys(qtbot: QtBot, ready: Workbench) -> None:
    open_rule(ready, 1)
    line = ready.roles.editor.builder.lines[0]
    line.comparison.setFocus()
    press(ready, Key.Key_Down)
    assert rule(ready, 1).when == Condition(attribute="groups", in_=("writers",))
    press(ready, Key.Key_N, with_=ALT)
    assert when(ready, 1) == 'not groups in ("writers")'
    assert counts(qtbot, ready) == ["4"]
    line.menu.menu().actions()[1].trigger()
    assert when(ready, 1) == 'not groups in ("writers") ignoringCase'


def test_groups_of_conditions_are_made_moved_and_dissolved_by_keys(qtbot: QtBot, ready: Workbench) -> None:
    open_rule(ready, 1)
    press(ready, Key.Key_Insert, with_=ALT)
    pick(ready, "job")
    write(ready, "Don")
    press(ready, Key.Key_G, with_=ALT)
    pick(ready, "room")
    write(ready, "B 12")
    assert when(ready, 1) == 'groups = "writers" and (job = "Don" or room = "B 12")'
    press(ready, Key.Key_Up, with_=ALT)
    assert when(ready, 1) == 'groups = "writers" and (room = "B 12" or job = "Don")'
    press(ready, Key.Key_Delete, with_=ALT)
    assert when(ready, 1) == 'groups = "writers" and job = "Don"'
    press(ready, Key.Key_Up, with_=ALT)
    assert when(ready, 1) == 'job = "Don" and groups = "writers"'
    press(ready, Key.Key_Up, with_=ALT)
    assert when(ready, 1).startswith("job"), "the first part stays where it is"


def test_the_text_form_and_the_builder_show_the_same(qtbot: QtBot, ready: Workbench) -> None:
    type_into_cell(qtbot, ready, ready.roles.table, 1, WHEN, 'groups has "writers" or nameId startsWith "g"')
    go(ready, 1)
    shown = ready.roles.editor.builder.lines
    assert shown[0].group.currentText() == "any of these holds"
    assert [shown[1].operand.text(), shown[1].comparison.currentText(), shown[1].value.text()] == [
        "groups",
        "has the group",
        "writers",
    ]
    assert [shown[2].operand.text(), shown[2].comparison.currentText(), shown[2].value.text()] == [
        "NameID",
        "starts with",
        "g",
    ]


def test_a_rule_without_condition_gets_its_first(qtbot: QtBot, ready: Workbench) -> None:
    open_rule(ready, 0)
    press(ready, Key.Key_Space)
    assert entry(ready, "Groups").detail.endswith("in groups")
    pick(ready, "groups by")
    write(ready, "staff")
    assert rule(ready, 0).when == Condition(member_of="staff")
    assert counts(qtbot, ready) == ["5"]
    settled(qtbot, ready)
    assert cell(ready.roles.table, 0, 3) == "5"


def test_rules_change_their_order_by_keys_and_by_dragging(ready: Workbench) -> None:
    go(ready, 1)
    press(ready, Key.Key_Up, with_=ALT)
    assert [one.name for one in ready.document.connection.roles.rules] == ["Writers", "Everybody"]
    table = ready.roles.table
    start = table.visualRect(table.model().index(0, 0)).center()
    end = table.visualRect(table.model().index(1, 0)).center() + QPoint(0, 8)
    drag(table.viewport(), start, end)
    assert [one.name for one in ready.document.connection.roles.rules] == ["Everybody", "Writers"]
    ready.undo.trigger()
    ready.undo.trigger()
    assert not ready.document.draft


def test_what_a_rule_gives_is_offered(ready: Workbench) -> None:
    go(ready, 1)
    field = ready.roles.editor.grant
    field.setFocus()
    press(ready, Key.Key_End)
    write(ready, ", Rea")
    press(ready, Key.Key_Down, Key.Key_Return)
    assert rule(ready, 1).grant == ("Editor", "Reader")


# Expressions.


def expression(bench: Workbench) -> CelEdit:
    """Give the second rule an expression in place of its condition, and the keyboard to its field."""
    go(bench, 1)
    bench.roles.editor.builder.lines[0].operand.setFocus()
    press(bench, Key.Key_Space)
    pick(bench, "expression")
    found = focused(bench)
    assert isinstance(found, CelEdit)
    return found


def test_an_expression_is_completed_with_names_of_the_samples(qtbot: QtBot, ready: Workbench) -> None:
    field = expression(ready)
    write(ready, "attri", over=True)
    assert field.list.model.records[0].text == "attributes"
    press(ready, Key.Key_Down, Key.Key_Return)
    write(ready, '["jo')
    assert field.list.model.records[0].text == '"job"]'
    assert "5 of 6" in field.list.model.records[0].note
    press(ready, Key.Key_Down, Key.Key_Tab)
    write(ready, ".exi")
    press(ready, Key.Key_Down, Key.Key_Return)
    write(ready, 'j, j == "Analyst")')
    qtbot.waitUntil(lambda: rule(ready, 1).when == Condition(cel='attributes["job"].exists(j, j == "Analyst")'))
    line = ready.roles.editor.builder.lines[0]
    assert line.cel is not None
    assert line.cel.gives.text() == "It holds."
    assert counts(qtbot, ready) == ["1"]
    choose(qtbot, ready, "Alan Turing")
    assert line.cel.gives.text() == "It does not hold."


def test_a_fault_is_said_with_line_and_column_and_marked_at_its_place(qtbot: QtBot, ready: Workbench) -> None:
    field = expression(ready)
    before = ready.document.connection
    write(ready, "nameId == ", over=True)
    trouble = ready.roles.editor.builder.lines[0].cel.trouble
    qtbot.waitUntil(lambda: trouble.text().startswith("Line 1, column 11"))
    line = ready.roles.editor.builder.lines[0]
    assert line.cel is not None
    assert not line.cel.trouble.isHidden()
    assert len(field.extraSelections()) == 1
    write(ready, "nobody")
    assert "there is no variable nobody" in line.cel.trouble.text()
    marks = field.extraSelections()
    assert [mark.cursor.selectedText() for mark in marks] == ["nobody"]
    qtbot.wait(200)
    assert ready.document.connection == before, "what does not hold changes nothing"


def test_an_expression_of_a_row_shows_its_value_live(qtbot: QtBot, ready: Workbench) -> None:
    ready.tabs.setCurrentWidget(ready.attributes)
    ready.attributes.table.setFocus()
    ready.attributes.table.go(1, 1)
    press(ready, Key.Key_F4)
    pick(ready, "expression")
    write(ready, 'nameId + "!"', over=True)
    qtbot.waitUntil(lambda: cell(ready.attributes.table, 1, 3) == "ada!")
    assert ready.attributes.editor.source_fields.cel.gives.text() == "Gives ada!"


def test_offers_come_by_ctrl_space_and_leave_with_escape(ready: Workbench) -> None:
    field = expression(ready)
    press(ready, Key.Key_A, with_=CTRL)
    press(ready, Key.Key_Delete)
    press(ready, Key.Key_Space, with_=CTRL)
    assert field.list.isVisible()
    press(ready, Key.Key_Escape)
    assert not field.list.isVisible()
    assert field.hasFocus(), "the second Esc would leave the field"


def test_parts_of_an_expression_have_colours() -> None:
    text = 'attributes["mail"][0].endsWith("@x") && 3 > 2 // why'
    found = {text[start : start + length]: colour for start, length, colour in spans(text)}
    assert found["attributes"] == "accent"
    assert found['"mail"'] == "good"
    assert found["endsWith"] == "link"
    assert found["// why"] == "muted"


def test_a_quote_in_a_name_is_written_so_that_it_holds() -> None:
    seen = SeenName('a"b', people=1, there=1)
    typed, found = offers('attributes["a', Gathered(total=1, names={'a"b': seen}), ())
    assert typed == '"a'
    assert found[0].text == '"a\\"b"]'


def test_nothing_is_offered_inside_a_text() -> None:
    assert offers('nameId == "na', Gathered(), ())[1] == []


def test_the_engine_is_loaded_outside_the_thread_of_the_window(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[int] = []
    monkeypatch.setattr(engine_module, "_load", lambda: threads.append(threading.get_ident()))
    runner = TaskRunner()
    engine = Engine(runner, runner)
    with qtbot.waitSignal(engine.became_ready):
        engine.warm()
        engine.warm()
        assert len(runner._tasks) == 1
    assert threads
    assert threading.get_ident() not in threads
    assert engine.ready


def test_a_field_says_that_it_waits_for_the_engine(qtbot: QtBot, ready: Workbench) -> None:
    expression(ready)
    line = ready.roles.editor.builder.lines[0]
    assert line.cel is not None
    ready.everybody.engine.ready = False
    line.cel.look()
    assert line.cel.gives.text() == "Loading the expression language…"
    QTest.qWait(0)

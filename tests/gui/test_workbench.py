"""The workbench as an admin uses it: an edit shows its effect, on one person and on everybody."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QItemSelectionModel, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton
from pytestqt.qtbot import QtBot

from jitadmin.app import Workspace
from jitadmin.gui.main_window import MainWindow
from jitadmin.gui.widgets.editor import Offer
from jitadmin.gui.widgets.text import Text
from jitadmin.gui.workbench.page import Workbench
from tests.gui.company import login
from tests.gui.conftest import Open, settled
from tests.gui.driving import (
    banner,
    cell,
    choose,
    differences,
    editor,
    fields,
    legend,
    lines,
    listed,
    open_cell,
    type_into_cell,
)

Key = Qt.Key
SOURCE, GETS = 1, 3


def test_the_first_person_is_shown_with_account_roles_and_reasons(bench: Workbench) -> None:
    assert banner(bench) == "Would create an account in Notes"
    assert bench.outcome.signature.text() == "Signature valid"
    assert fields(bench)["displayName"] == "Ada Lovelace"
    assert bench.outcome.banner.more.text() == "Gains Reader, Editor"
    assert "Editor | rule 2" in lines(bench.outcome.permissions)
    assert any("checks on the message hold" in line for line in lines(bench.outcome.why))
    assert legend(bench) == ["2 create", "1 update", "1 unchanged", "2 refused"]


def test_editing_a_cell_by_keyboard_changes_the_outcome_on_screen(qtbot: QtBot, bench: Workbench) -> None:
    table = bench.attributes.table
    assert cell(table, 1, GETS) == "Ada Lovelace"
    type_into_cell(qtbot, bench, table, 1, SOURCE, "name | upper")
    assert cell(table, 1, GETS) == "ADA LOVELACE"
    assert fields(bench)["displayName"] == "ADA LOVELACE"
    assert legend(bench) == ["2 create", "2 update", "2 refused"]
    assert "1 update instead of unchanged" in differences(bench)


def test_the_effect_shows_while_one_types_and_escape_brings_everything_back(qtbot: QtBot, bench: Workbench) -> None:
    table = bench.attributes.table
    field = open_cell(bench, table, 1, SOURCE)
    QTest.keyClicks(field, "job")
    qtbot.waitUntil(lambda: fields(bench)["displayName"] == "Analyst")
    QTest.keyClick(field, Key.Key_Escape)
    assert fields(bench)["displayName"] == "Ada Lovelace"
    assert bench.document.stack.count() == 0
    assert not bench.document.draft


def test_typing_is_one_step_of_undo(qtbot: QtBot, bench: Workbench) -> None:
    table = bench.attributes.table
    field = open_cell(bench, table, 1, SOURCE)
    for part in ("job", " | upper"):
        QTest.keyClicks(field, part)
        qtbot.wait(100)
    QTest.keyClick(field, Key.Key_Return)
    QApplication.processEvents()
    assert fields(bench)["displayName"] == "ANALYST"
    bench.undo.trigger()
    assert fields(bench)["displayName"] == "Ada Lovelace"
    assert not bench.undo.isEnabled()
    bench.redo.trigger()
    assert fields(bench)["displayName"] == "ANALYST"


def test_a_text_that_does_not_hold_is_explained_at_the_cell_and_changes_nothing(qtbot: QtBot, bench: Workbench) -> None:
    before = bench.document.connection
    field = open_cell(bench, bench.attributes.table, 1, SOURCE)
    QTest.keyClicks(field, "name | uper")
    assert field.help.isVisible()
    assert "Column 8" in field.help.error.text()
    assert "upper" in field.help.error.text()
    QTest.keyClick(field, Key.Key_Return)
    assert editor(bench) is field, "Enter keeps the field open until the text holds"
    bench.samples.view.setFocus()
    QApplication.processEvents()
    assert bench.document.connection == before
    assert cell(bench.attributes.table, 1, SOURCE) == "name | uper", "what was typed is not lost"
    assert "not used" in cell(bench.attributes.table, 1, GETS)
    assert open_cell(bench, bench.attributes.table, 1, SOURCE).text() == "name | uper"


def test_a_long_example_does_not_hide_how_many_have_a_name(qtbot: QtBot, bench: Workbench) -> None:
    help_ = open_cell(bench, bench.attributes.table, 1, SOURCE).help
    help_.say(None, [Offer(name, f"{count} of 900, such as “{'x' * 80}”") for name, count in (("a", 100), ("b", 733))])
    QApplication.processEvents()
    notes = [help_.list.viewport().grab(help_.list.visualRect(help_.model.index(at, 1))).toImage() for at in (0, 1)]
    assert notes[0].size() == notes[1].size()
    assert notes[0] != notes[1]


def test_a_row_stays_in_sight_when_what_is_typed_makes_it_taller(qtbot: QtBot, open_window: Open) -> None:
    bench = open_window(Workspace.demo()).bench
    assert bench is not None
    table = bench.attributes.table
    type_into_cell(qtbot, bench, table, table.model().rowCount() - 1, SOURCE, "departmnt")
    assert cell(table, table.currentIndex().row(), GETS) == "missing in 200 samples"
    qtbot.waitUntil(lambda: not bench.everybody.busy)
    qtbot.wait(50)
    assert table.viewport().rect().contains(table.visualRect(table.currentIndex()))


def test_news_goes_away_by_itself_and_an_error_stays(qtbot: QtBot, bench: Workbench, tmp_path: Path) -> None:
    bench.add_text(login("katherine", "Katherine Johnson"))
    qtbot.waitUntil(bench.messages.isVisible)
    assert bench.messages.text.text() == "1 sample added."
    assert bench.messages.passing.isActive()
    bench.messages.passing.timeout.emit()
    assert not bench.messages.isVisible()
    settled(qtbot, bench)
    bench.add_text(login("mary", "Mary Jackson"))
    qtbot.waitUntil(bench.messages.isVisible)
    bench.add_text("no login at all")
    qtbot.waitUntil(lambda: bench.messages.text.text() != "1 sample added.")
    assert bench.messages.isVisible()
    assert not bench.messages.passing.isActive()
    (tmp_path / "empty").mkdir()
    bench.add_files([tmp_path / "empty"])
    assert bench.messages.text.text() == "Reading one place…"
    assert not bench.messages.passing.isActive(), "it holds until the reading ends"
    qtbot.waitUntil(lambda: bench.messages.text.text() != "Reading one place…")


def test_news_stays_while_it_is_pointed_at(qtbot: QtBot, bench: Workbench) -> None:
    bench.messages.say("info", "3 files were written.", ["a", "b", "c"])
    assert bench.messages.passing.isActive()
    middle = QPointF(bench.messages.rect().center())
    QApplication.sendEvent(bench.messages, QEnterEvent(middle, middle, middle))
    assert not bench.messages.passing.isActive()
    QApplication.sendEvent(bench.messages, QEvent(QEvent.Type.Leave))
    assert bench.messages.passing.isActive()
    next(one for one in bench.messages.findChildren(QPushButton) if one.text() == "&Details").click()
    assert not bench.messages.passing.isActive(), "the lines are being read"


def test_names_seen_in_the_samples_are_offered_and_taken_with_the_keys(qtbot: QtBot, bench: Workbench) -> None:
    field = open_cell(bench, bench.attributes.table, 1, SOURCE)
    QTest.keyClicks(field, "jo")
    offers = [offer.text for offer in field.help.model.records]
    assert offers == ["job"]
    assert "5 of 6" in field.help.model.records[0].note
    QTest.keyClick(field, Key.Key_Down)
    QTest.keyClick(field, Key.Key_Return)
    assert field.text() == "job"
    QTest.keyClick(field, Key.Key_Return)
    QApplication.processEvents()
    assert fields(bench)["displayName"] == "Analyst"


def test_rows_are_added_doubled_moved_and_removed_by_keys(qtbot: QtBot, bench: Workbench) -> None:
    table = bench.attributes.table

    def names() -> list[str]:
        return [row.field for row in bench.document.connection.attributes.rows]

    table.setFocus()
    table.setCurrentIndex(table.model().index(3, 0))
    QTest.keyClick(table, Key.Key_Insert)
    QApplication.processEvents()
    field = editor(bench)
    QTest.keyClicks(field, "nickName")
    QTest.keyClick(field, Key.Key_Return)
    QApplication.processEvents()
    assert names() == ["userName", "displayName", "emails.work", "title", "nickName"]
    table.setFocus()
    QTest.keyClick(table, Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert names() == ["userName", "displayName", "emails.work", "nickName", "title"]
    QTest.keyClick(table, Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert names().count("nickName") == 2
    QTest.keyClick(table, Key.Key_Delete)
    assert names() == ["userName", "displayName", "emails.work", "nickName", "title"]
    for _ in range(5):
        bench.undo.trigger()
    assert names() == ["userName", "displayName", "emails.work", "title"]
    assert not bench.document.draft


def test_when_a_row_is_written_is_chosen_from_words(qtbot: QtBot, bench: Workbench) -> None:
    table = bench.attributes.table
    index = table.model().index(1, 2)
    assert index.data() == "Every login"
    table.model().setData(index, "onCreate")
    assert table.model().index(1, 2).data() == "On creation"
    choose(qtbot, bench, "Grace Hopper")
    assert fields(bench)["displayName"] == "Grace H", "an existing account keeps its name now"


def test_a_required_row_refuses_the_login_that_lacks_it(qtbot: QtBot, bench: Workbench) -> None:
    choose(qtbot, bench, "Hedy Lamarr")
    assert banner(bench) == "Would create an account in Notes"
    bench.attributes.table.setFocus()
    bench.attributes.table.setCurrentIndex(bench.attributes.model.index(3, 0))
    bench.attributes.required.click()
    assert banner(bench) == "Notes would turn this person away"
    assert "title" in bench.outcome.banner.more.text()


def test_a_refused_login_shows_its_values_only_as_claims(qtbot: QtBot, bench: Workbench) -> None:
    choose(qtbot, bench, "Eve Moneypenny")
    assert banner(bench).startswith("Refused: ")
    assert "would have created an account in Notes" in bench.outcome.banner.more.text()
    assert bench.outcome.signature.text() == "Signature invalid"
    assert "Not verified" in bench.outcome.caution.text()
    assert not bench.outcome.caution.isHidden()
    assert bench.outcome.account_heading.text() == "Account as the message claims"
    title = bench.attributes.model.headerData(GETS, Qt.Orientation.Horizontal)
    assert title == "Eve Moneypenny claims"
    good = bench._theme.colour("good")
    for at in range(bench.attributes.model.rowCount()):
        ink = bench.attributes.model.index(at, GETS).data(Qt.ItemDataRole.ForegroundRole)
        assert ink != good, "green is for what is verified"
    choose(qtbot, bench, "Ada Lovelace")
    assert bench.outcome.caution.isHidden()


def test_an_expired_login_is_refused_although_its_signature_is_valid(qtbot: QtBot, bench: Workbench) -> None:
    choose(qtbot, bench, "Tim Late")
    assert banner(bench).startswith("Refused: ")
    assert bench.outcome.signature.text() == "Signature valid"


def test_a_change_of_an_account_shows_before_and_after(qtbot: QtBot, bench: Workbench) -> None:
    choose(qtbot, bench, "Grace Hopper")
    assert banner(bench) == "Would update the account in Notes"
    assert fields(bench)["displayName"] == "Grace H  →  Grace Hopper"
    assert bench.outcome.banner.more.text() == "Changes displayName"
    assert "Reader | rule 1" in lines(bench.outcome.permissions)


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("grace", ["Grace Hopper"]),
        ("analyst", ["Ada Lovelace"]),
        ("writers", ["Ada Lovelace", "Eve Moneypenny"]),
        ("refused", ["Eve Moneypenny", "Tim Late"]),
        ("deny", ["Eve Moneypenny", "Tim Late"]),
        ("create ada", ["Ada Lovelace"]),
        ("nobody", []),
    ],
)
def test_the_list_is_searched_by_person_value_and_outcome(
    qtbot: QtBot, bench: Workbench, text: str, people: list[str]
) -> None:
    QTest.keyClicks(bench.samples.search, text)
    assert listed(bench) == people
    QTest.keyClick(bench.samples.search, Key.Key_Escape)
    assert len(listed(bench)) == 6


def test_a_count_below_is_a_filter_of_the_list(qtbot: QtBot, bench: Workbench) -> None:
    bench.effect.states["refused"].click()
    assert listed(bench) == ["Eve Moneypenny", "Tim Late"]
    assert bench.samples.filter.text() == "Refused · 2"
    bench.effect.states["refused"].click()
    assert len(listed(bench)) == 6
    bench.effect.states["create"].click()
    bench.samples.clear_filter()
    assert not bench.effect.states["create"].isChecked()


def test_a_difference_is_a_filter_too(qtbot: QtBot, bench: Workbench) -> None:
    type_into_cell(qtbot, bench, bench.roles.table, 1, 1, 'groups = "staff"')
    shown = differences(bench)
    assert shown[0].endswith("gain Editor"), shown
    bench.effect.differences[0].click()
    assert set(listed(bench)) >= {"Grace Hopper", "Alan Turing"}
    assert "Ada Lovelace" not in listed(bench)


def test_a_rule_says_for_how_many_it_holds(qtbot: QtBot, bench: Workbench) -> None:
    bench.tabs.setCurrentWidget(bench.roles)
    assert cell(bench.roles.table, 0, 3) == "6"
    assert cell(bench.roles.table, 1, 3) == "2"
    assert "holds for Ada Lovelace" in str(bench.roles.model.index(1, 3).data(Qt.ItemDataRole.ToolTipRole))
    type_into_cell(qtbot, bench, bench.roles.table, 1, 1, 'job = "Admiral"')
    assert cell(bench.roles.table, 1, 3) == "1"
    assert "Editor | rule 2" not in lines(bench.outcome.permissions)


def test_policy_choices_change_the_outcome_and_the_sentence(qtbot: QtBot, bench: Workbench) -> None:
    before = bench.policy.sentence.text()
    box = bench.policy.parts["accounts"].fields["create"]
    box.click()
    assert banner(bench) == "Notes would turn this person away"
    assert bench.policy.sentence.text() != before
    bench.undo.trigger()
    assert banner(bench) == "Would create an account in Notes"
    assert box.isChecked()


def test_trust_names_the_certificate_and_a_stricter_choice_refuses(qtbot: QtBot, bench: Workbench) -> None:
    assert bench.trust.certificates.rowCount() == 1
    assert "days" in str(bench.trust.certificates.index(0, 2).data())
    signed = bench.trust.settings.fields["signed"]
    at = signed.findData("both")
    signed.setCurrentIndex(at)
    signed.activated.emit(at)
    assert banner(bench).startswith("Refused: ")


def test_an_application_is_renamed_and_undo_takes_it_back(qtbot: QtBot, bench: Workbench, window: MainWindow) -> None:
    bench.tabs.setCurrentWidget(bench.trust)
    field = bench.trust.names.fields["name"]
    field.setFocus()
    QTest.keyClick(field, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, "Team notes")
    QTest.keyClick(field, Key.Key_Return)
    qtbot.waitUntil(lambda: "Team notes" in window.windowTitle())
    assert bench.document.connection.service_provider.name == "Team notes"
    bench.undo.trigger()
    assert "Team notes" not in window.windowTitle()


def test_a_reason_leads_to_its_row_and_a_row_to_its_reason(qtbot: QtBot, bench: Workbench) -> None:
    why = bench.outcome.why
    index = why.find(lambda node: node.texts[0].startswith("title is"))
    assert index.isValid()
    bench.outcome.why_view.clicked.emit(index)
    assert bench.tabs.currentWidget() is bench.attributes
    assert bench.attributes.current == 3
    role = bench.outcome.permissions.find(lambda node: node.texts[0] == "Editor")
    bench.outcome.permissions_view.clicked.emit(role)
    assert bench.tabs.currentWidget() is bench.roles
    assert bench.roles.current == 1
    bench.attributes.table.setCurrentIndex(bench.attributes.model.index(1, 0))
    current = bench.outcome.why_view.currentIndex().data()
    assert current.startswith("displayName is")


def test_an_unused_attribute_becomes_a_row(qtbot: QtBot, bench: Workbench) -> None:
    names = bench.attributes.unused._names
    assert names == ("room",)
    bench.attributes.unused.wanted.emit("room")
    assert cell(bench.attributes.table, 4, GETS) == "B 12"
    assert bench.attributes.unused._names == ()


def test_saving_makes_a_revision_and_the_comparison_starts_anew(
    qtbot: QtBot, window: MainWindow, bench: Workbench, workspace: Workspace
) -> None:
    type_into_cell(qtbot, bench, bench.attributes.table, 1, SOURCE, "job")
    assert window.isWindowModified()
    assert bench.draft.text().startswith("Draft · 1 change")
    assert bench.save_button.text().replace("&", "") == "Save as revision 2"
    bench.save_button.click()
    settled(qtbot, bench)
    assert len(workspace.revisions("notes")) == 2
    assert not window.isWindowModified()
    assert differences(bench) == []


def test_rows_are_copied_as_a_table(qtbot: QtBot, bench: Workbench) -> None:
    table = bench.attributes.table
    table.setFocus()
    flags = QItemSelectionModel.SelectionFlag
    table.selectionModel().select(table.model().index(0, 0), flags.ClearAndSelect | flags.Rows)
    table.selectionModel().select(table.model().index(1, 0), flags.Select | flags.Rows)
    QTest.keyClick(table, Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QApplication.clipboard().text().split("\n")
    assert copied[0].split("\t") == ["userName", "nameId", "Every login", "ada"]
    assert len(copied) == 2


def test_an_empty_workspace_offers_its_doors(qtbot: QtBot, open_window: Open) -> None:
    window = open_window(Workspace.empty())
    assert window.bench is None
    assert window.windowTitle() == "jitadmin"
    doors = [button.text() for button in window.findChildren(QPushButton) if button.isVisible()]
    assert {"Start the &simulation", "&Import metadata…", "New &connection…"} <= set(doors), doors
    assert not window.menus.open.isEnabled()


@pytest.mark.parametrize("narrower", [0, 40, 120])
def test_a_trusted_certificate_is_shown_whole_at_every_width(
    qtbot: QtBot, bench: Workbench, window: MainWindow, narrower: int
) -> None:
    bench.tabs.setCurrentWidget(bench.trust)
    window.resize(1280 - narrower, 800)
    view = bench.trust.view

    def whole() -> bool:
        head = view.horizontalHeader().height()
        return view.rowHeight(0) >= view.sizeHintForRow(0) and view.height() >= head + view.rowHeight(0)

    qtbot.waitUntil(whole)


def test_a_map_without_rows_says_how_to_begin(qtbot: QtBot, bench: Workbench) -> None:
    bench.tabs.setCurrentWidget(bench.roles)
    table = bench.roles.table

    def said() -> list[str]:
        return [one.text() for one in table.findChildren(Text) if one.isVisible()]

    assert said() == []
    table.selectAll()
    QTest.keyClick(table, Key.Key_Delete)
    assert bench.document.connection.roles.rules == ()
    assert said() == ["No rules yet. + or Insert adds one: who a role, a group or an entitlement is for."]
    assert not bench.roles.editor.isVisible(), "there is nothing to say of no rule"
    QTest.keyClick(table, Key.Key_Insert)
    qtbot.waitUntil(bench.roles.editor.isVisible)
    assert said() == []


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_all_choices_of_a_cell_are_in_sight(qtbot: QtBot, bench: Workbench) -> None:
    table = bench.attributes.table
    table.setFocus()
    table.setCurrentIndex(table.model().index(0, 2))
    QTest.keyClick(table, Key.Key_Return)
    box = bench.window().findChild(QComboBox, "cell")
    qtbot.waitUntil(lambda: box.view().isVisible())
    last = box.view().visualRect(box.model().index(box.count() - 1, 0))
    assert box.count() == 6
    assert box.view().viewport().rect().contains(last)
    QTest.keyClick(box.view(), Key.Key_Escape)


def test_an_old_login_is_judged_as_of_its_issue_when_asked(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    choose(qtbot, bench, "Tim Late")
    assert banner(bench).startswith("Refused: Expired")
    assert not window.menus.at_issue.isChecked()
    QTest.keyClick(window, Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, bench)
    assert window.menus.at_issue.isChecked()
    assert banner(bench) == "Would create an account in Notes"
    assert "1 refused" in legend(bench)
    assert any("hold as of its issue, " in line for line in lines(bench.outcome.why))
    QTest.keyClick(window, Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, bench)
    assert banner(bench).startswith("Refused: Expired")
    assert "2 refused" in legend(bench)
    assert not any("its issue" in line for line in lines(bench.outcome.why) if "checks" in line)

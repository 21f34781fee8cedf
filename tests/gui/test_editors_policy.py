"""The policy as a form: every knob is there, each is one step of undo, and presets are a start."""

from typing import Any

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QScrollArea
from pytestqt.qtbot import QtBot

from jitadmin.core.connection.attribute_map import AttributeMap, AttributeRow, Source
from jitadmin.core.connection.policy import Gates, Library, Links, MatchStep, NewAccount, Policy, Unique
from jitadmin.core.connection.role_map import Condition, DirectRoles, KindRules, Role, RoleMap, RoleRule
from jitadmin.core.jit.summary import policy_sentence
from jitadmin.gui.editors.knobs import Knobs
from jitadmin.gui.editors.pairs import Pairs
from jitadmin.gui.editors.presets import PresetsDialog
from jitadmin.gui.workbench.page import Workbench
from tests.gui.conftest import settled
from tests.gui.driving import banner
from tests.gui.editing import ALT, Key, focused, gathered, pick, press, write
from tests.gui.longer import cut, lengthen


@pytest.fixture
def ready(qtbot: QtBot, bench: Workbench) -> Workbench:
    gathered(qtbot, bench)
    bench.tabs.setCurrentWidget(bench.policy)
    return bench


def policy(bench: Workbench) -> Policy:
    return bench.document.connection.policy


def roles(bench: Workbench) -> RoleMap:
    return bench.document.connection.roles


def unfold(bench: Workbench) -> None:
    for fold in bench.policy.folds.values():
        fold.open()


def fields(*forms: Any) -> set[str]:
    return {name for form in forms for name in form.fields}


def names(record: type[msgspec.Struct]) -> set[str]:
    return {field.name for field in msgspec.structs.fields(record)}


def test_every_knob_of_the_policy_and_the_role_map_has_a_field(ready: Workbench) -> None:
    page = ready.policy
    page.match.show_records((MatchStep(by="userName"),))
    page.unique.show_records((Unique(field="userName"),))
    page.direct.show_records((DirectRoles(attribute="groups"),))
    parts = page.parts
    step, unique, direct = page.match.items[0], page.unique.items[0], page.direct.items[0]
    assert fields(parts["library"]) == names(Library)
    # The condition of the gates is built in its own lines.
    assert fields(parts["gates"], parts["addresses"]) | {"condition"} == names(Gates)
    assert fields(step.form, step.rare) == names(MatchStep)
    assert fields(parts["new_account"]) == names(NewAccount)
    assert fields(unique.form, unique.rare) == names(Unique)
    # What a link is read from is typed or chosen as sources and transforms.
    assert fields(page.links.form) | {"value", "transforms"} == names(Links)
    own = {"library", "gates", "match", "new_account", "links", "unique"}
    assert fields(parts["conflict"], parts["accounts"], parts["together"]) | own == names(Policy)
    assert fields(parts["groups"]) == fields(parts["entitlements"]) == names(KindRules)
    assert fields(direct.form, direct.rare) == names(DirectRoles)
    lists = {"roles", "rules", "direct", "groups", "entitlements"}
    assert fields(parts["roles"], parts["rare_roles"]) | lists == names(RoleMap)
    assert fields(parts["rows"]) | {"rows"} == names(AttributeMap)


def test_every_knob_of_a_row_a_rule_and_a_role_has_a_place(ready: Workbench) -> None:
    row, rule = ready.attributes.editor, ready.roles.editor
    elsewhere = {"field", "update", "required", "sources", "transforms"}
    assert fields(row.options.form) | elsewhere == names(AttributeRow)
    assert fields(rule.form) | {"name", "when", "grant"} == names(RoleRule)
    titles = [column.title for column in ready.policy.declared.model.columns]
    assert titles == ["Name", "Title", "Kind", "Allows", "Reach", "Is there"]
    assert len(titles) == len(names(Role))
    source = row.source_fields
    assert {source.name, source.match, source.form, source.friendly, source.constant, source.cel}
    assert len(names(Source)) == 7, "each of them and the choice of the NameID"


PARTS = ("library", "gates", "addresses", "accounts", "conflict", "roles", "rare_roles", "groups", "rows")


@pytest.mark.parametrize("part", PARTS)
def test_each_choice_changes_the_connection_and_is_undone(ready: Workbench, part: str) -> None:
    form = ready.policy.parts[part]
    assert isinstance(form, Knobs)
    for name, field in form.fields.items():
        before = ready.document.connection
        change(field)
        assert ready.document.connection != before, name
        assert ready.document.stack.count() == 1, name
        ready.undo.trigger()
        assert ready.document.connection == before, name


def change(field: Any) -> None:
    """Choose or type something else, as a person would."""
    if isinstance(field, QComboBox):
        at = (field.currentIndex() + 1) % field.count()
        field.setCurrentIndex(at)
        field.activated.emit(at)
    elif isinstance(field, QCheckBox):
        field.click()
    elif isinstance(field, Pairs):
        field.model.setData(field.model.index(0, 0), "something")
    elif isinstance(field, QLineEdit):
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, "7")
        QTest.keyClick(field, Qt.Key.Key_Return)


def test_the_sentence_follows_each_choice(ready: Workbench) -> None:
    box = ready.policy.parts["accounts"].fields["update"]  # type: ignore[attr-defined]
    change(box)
    assert ready.policy.sentence.text() == policy_sentence(ready.document.connection)
    before = ready.policy.sentence.text()
    change(box)
    assert ready.policy.sentence.text() != before


def test_a_step_is_added_told_and_moved_by_keys(qtbot: QtBot, ready: Workbench) -> None:
    ready.policy.match.add.setFocus()
    press(ready, Key.Key_Space)
    assert policy(ready).match[1].by == "emails.work"
    assert focused(ready) is ready.policy.match.items[1].form.fields["by"]
    write(ready, "stored", over=True)
    press(ready, Key.Key_Down, Key.Key_Return, Key.Key_Return)
    assert policy(ready).match == (MatchStep(by="userName"), MatchStep(by="link"))
    press(ready, Key.Key_Up, with_=ALT)
    assert policy(ready).match == (MatchStep(by="link"), MatchStep(by="userName"))
    ready.policy.match.items[0].out.click()
    assert policy(ready).match == (MatchStep(by="userName"),)
    assert not ready.policy.match.items[0].out.isEnabled(), "people must be found by something"


def test_what_is_folded_says_where_it_differs_from_the_usual(ready: Workbench) -> None:
    fold = ready.policy.folds["library"]
    assert fold.note.text() == ""
    fold.button.setFocus()
    press(ready, Key.Key_Space)
    assert fold.body.isVisible()
    change(ready.policy.parts["library"].fields["trim"])  # type: ignore[attr-defined]
    assert policy(ready).library.trim
    assert fold.note.text() == "trims every value"


def test_a_condition_for_everybody_is_built_like_that_of_a_rule(qtbot: QtBot, ready: Workbench) -> None:
    ready.policy.folds["condition"].open()
    ready.policy.condition.add.setFocus()
    press(ready, Key.Key_Space)
    pick(ready, "job")
    write(ready, "Don")
    assert policy(ready).gates.condition == Condition(attribute="job", equals="Don")
    settled(qtbot, ready)
    assert banner(ready) == "Notes would turn this person away"


def test_the_link_is_read_from_what_is_chosen(ready: Workbench) -> None:
    ready.policy.folds["links"].open()
    ready.policy.links.on.click()
    assert policy(ready).links == Links()
    ready.policy.links.choose.setFocus()
    press(ready, Key.Key_Space)
    pick(ready, "mail")
    assert policy(ready).links == Links(value=(Source(attribute="mail"),))
    ready.policy.links.value.setFocus()
    write(ready, "mail | lowr", over=True)
    press(ready, Key.Key_Return)
    assert not ready.policy.links.error.isHidden()
    write(ready, "mail | lower", over=True)
    press(ready, Key.Key_Return)
    assert policy(ready).links == Links(value=(Source(attribute="mail"),), transforms=("lower",))


def test_texts_for_a_new_account_are_typed_into_its_tables(ready: Workbench) -> None:
    ready.policy.folds["new_account"].open()
    tables = ready.policy.parts["new_account"].fields  # type: ignore[attr-defined]
    for name, key, value in (("fields", "locale", "de"), ("transforms", "userName", "trim | lower")):
        model = tables[name].model
        model.setData(model.index(0, 0), key)
        model.setData(model.index(0, 1), value)
    assert policy(ready).new_account.fields == {"locale": "de"}
    assert policy(ready).new_account.transforms == {"userName": ("trim", "lower")}
    assert tables["transforms"].pairs() == {"userName": "trim | lower"}


def test_a_pattern_that_does_not_hold_is_said_at_its_place(ready: Workbench) -> None:
    ready.policy.folds["direct"].open()
    ready.policy.direct.add.click()
    item = ready.policy.direct.items[0]
    item.fold.open()
    before = ready.document.connection
    field = item.rare.fields["pattern"]
    field.setFocus()
    QTest.keyClicks(field, "(")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert ready.document.connection == before
    assert not item.error.isHidden()


def test_roles_of_the_application_are_edited_in_their_table(qtbot: QtBot, ready: Workbench) -> None:
    ready.policy.folds["declared"].open()
    table = ready.policy.declared.table
    table.setFocus()
    table.go(1, 0)
    press(ready, Key.Key_Insert)
    write(ready, "Owner", over=True)
    press(ready, Key.Key_Return)
    assert [role.name for role in roles(ready).roles] == ["Reader", "Editor", "Owner"]
    table.setFocus()
    press(ready, Key.Key_Delete)
    assert [role.name for role in roles(ready).roles] == ["Reader", "Editor"]


@pytest.mark.parametrize("stretched", [False, True], ids=["plain", "stretched"])
def test_nothing_is_cut_when_everything_is_unfolded(qtbot: QtBot, ready: Workbench, stretched: bool) -> None:
    ready.policy.unique.add.click()
    ready.policy.direct.add.click()
    ready.policy.links.on.click()
    unfold(ready)
    for records in (ready.policy.match, ready.policy.direct):
        records.items[0].fold.open()
    if stretched:
        lengthen(ready.window())
    assert cut(ready.window()) == []
    for area in ready.window().findChildren(QScrollArea):
        assert area.horizontalScrollBar().maximum() == 0


# Presets.

OPENS_A_DIALOG = pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True)


@pytest.fixture
def dialog(qtbot: QtBot, ready: Workbench) -> PresetsDialog:
    ready.policy.presets.setFocus()
    press(ready, Key.Key_Space)
    found = ready.window().findChild(PresetsDialog)
    assert isinstance(found, PresetsDialog)
    qtbot.waitUntil(lambda: found.presets.rowCount() > 0, timeout=20_000)
    return found


def titles(dialog: PresetsDialog) -> list[str]:
    return [one.title for one in dialog.presets.records]


def compared(dialog: PresetsDialog) -> dict[str, tuple[str, ...]]:
    return {line.name: line.texts for line in dialog.lines.records}


@OPENS_A_DIALOG
def test_all_presets_are_offered_with_what_they_make_of_the_login(dialog: PresetsDialog) -> None:
    assert len(titles(dialog)) == 18
    assert titles(dialog)[0] == "As it is now"
    assert "Keycloak, sync mode FORCE" in titles(dialog)
    ends = {dialog.presets.index(at, 1).data() for at in range(dialog.presets.rowCount())}
    assert len(ends) > 1, "they do not all treat the login alike"


@OPENS_A_DIALOG
def test_one_login_stands_side_by_side_under_several(qtbot: QtBot, dialog: PresetsDialog) -> None:
    dialog.list.setFocus()
    QTest.keyClick(dialog.list, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert compared(dialog)["Preset"] == ("As it is now", *titles(dialog)[1:3])
    assert len(compared(dialog)["Outcome"]) == 3
    assert compared(dialog)["Outcome"][0] == "Would create an account in Notes"
    assert not dialog.take.isEnabled(), "one is taken over, not two"


@OPENS_A_DIALOG
def test_a_preset_is_taken_over_in_one_step_of_undo(qtbot: QtBot, ready: Workbench, dialog: PresetsDialog) -> None:
    before = ready.document.connection
    at = titles(dialog).index("Directus 11")
    dialog.list.setFocus()
    dialog.list.selectRow(at)
    wanted = dialog.presets.records[at].connection
    QTest.keyClick(dialog.take, Qt.Key.Key_Space)
    assert ready.document.connection == wanted
    assert policy(ready) != before.policy
    assert roles(ready).rules == before.roles.rules, "the maps stay the connection's own"
    assert ready.policy.sentence.text() == policy_sentence(wanted)
    ready.undo.trigger()
    assert ready.document.connection == before

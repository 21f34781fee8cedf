"""The editors as pictures to be looked at, with the demo data."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from jitadmin.core.jit.rowtext import parse_condition
from jitadmin.gui.editors.picker import Picker
from jitadmin.gui.editors.presets import PresetsDialog
from jitadmin.gui.workbench.page import Workbench
from tests.gui.pausing import pause, wait_for

Key = Qt.Key
NAME, SOURCE = 5, 1
RULE = 4
WIDE = (
    'memberOf "engineering" and (department in ("Firmware", "Platform") or not jobtitle startsWith "Intern") '
    "and cel \"attributes['department'].exists(d, d.startsWith('P'))\""
)


def keyboard() -> QWidget:
    """What has the keyboard."""
    pause(50)
    found = QApplication.focusWidget()
    assert found is not None
    return found


def pick(bench: Workbench, words: str) -> None:
    """Choose from the list that is open."""
    picker = next(one for one in bench.window().findChildren(Picker) if one.isVisible())
    QTest.keyClicks(picker.search, words)
    QTest.keyClick(picker.search, Key.Key_Return)


def sources(bench: Workbench) -> None:
    """The list of everything that a field can be read from."""
    bench.attributes.table.go(NAME, SOURCE)
    QTest.keyClick(bench.attributes.table, Key.Key_F4)


def steps(bench: Workbench) -> None:
    """A row with several steps, one of them being told something."""
    bench.attributes.table.go(NAME)
    for words in ("replaces what a", "lower case", "template"):
        bench.attributes.editor.steps.add.setFocus()
        QTest.keyClick(keyboard(), Key.Key_Return)
        pick(bench, words)
    bench.attributes.editor.steps.focus_on(1)
    bench.attributes.editor.step_fields.focus_first()


def many_steps(bench: Workbench) -> None:
    """More steps than fit into one line."""
    bench.attributes.table.go(NAME)
    for words in ("lower case", "upper case", "template", "lower case", "upper case", "template"):
        bench.attributes.editor.steps.add.setFocus()
        QTest.keyClick(keyboard(), Key.Key_Return)
        pick(bench, words)


def transforms(bench: Workbench) -> None:
    """The closed list of transforms."""
    bench.attributes.table.go(NAME)
    bench.attributes.editor.steps.add.setFocus()
    QTest.keyClick(keyboard(), Key.Key_Return)


def expression(bench: Workbench) -> None:
    """An expression with offers."""
    bench.attributes.table.go(NAME, SOURCE)
    QTest.keyClick(bench.attributes.table, Key.Key_F4)
    pick(bench, "an expression")
    QTest.keyClick(keyboard(), Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(keyboard(), 'attributes["first_name"][0] + " " + attributes["la')


def mistaken(bench: Workbench) -> None:
    """An expression with a fault."""
    expression(bench)
    QTest.keyClick(keyboard(), Key.Key_Escape)
    QTest.keyClicks(keyboard(), 'st_name"][0 + 1')


def condition(bench: Workbench) -> None:
    """A condition of many parts."""
    bench.tabs.setCurrentWidget(bench.roles)
    bench.roles.table.go(RULE)
    bench.roles.editor.builder.changed.emit(parse_condition(WIDE), False)


def values(bench: Workbench) -> None:
    """The values seen, offered for a condition."""
    bench.tabs.setCurrentWidget(bench.roles)
    bench.roles.table.go(0)
    bench.roles.editor.builder.lines[0].value.setFocus()
    QTest.keyClick(keyboard(), Key.Key_F4)


def policy_top(bench: Workbench) -> None:
    """The policy with its rare parts open."""
    bench.tabs.setCurrentWidget(bench.policy)
    for fold in bench.policy.folds.values():
        fold.open()


def policy_at(part: str) -> Callable[[Workbench], None]:
    """The policy scrolled to one of its parts."""

    def scene(bench: Workbench) -> None:
        policy_top(bench)
        pause(50)
        bench.policy.verticalScrollBar().setValue(bench.policy.folds[part].y() - 40)

    return scene


def presets(bench: Workbench) -> QWidget:
    """One login under several presets."""
    bench.tabs.setCurrentWidget(bench.policy)
    dialog: PresetsDialog = bench.policy.open_presets()
    wait_for(lambda: dialog.presets.rowCount() > 0)
    for _ in range(2):
        QTest.keyClick(dialog.list, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    return dialog


def findings(bench: Workbench) -> None:
    """Findings of all kinds."""
    bench.roles.table.go(1)
    bench.roles.duplicate()
    bench.attributes.table.go(2)
    bench.attributes.commit(2, SOURCE, "user.email")
    bench.tabs.setCurrentWidget(bench.findings)


def at_row(bench: Workbench) -> None:
    """A finding at its row, with the remedy."""
    bench.attributes.commit(2, SOURCE, "user.email")
    bench.attributes.table.go(2)


def explained(bench: Workbench) -> None:
    """F1 in a field of the policy."""
    bench.tabs.setCurrentWidget(bench.policy)
    bench.policy.parts["accounts"].fields["inactive"].setFocus()
    pause(50)
    QTest.keyClick(keyboard(), Key.Key_F1)


def message(bench: Workbench) -> None:
    """The message with the element of a reason."""
    bench.tabs.setCurrentWidget(bench.message)
    wait_for(lambda: not bench.message.busy)
    bench.outcome.why_view.clicked.emit(bench.outcome.why.find(lambda one: one.texts[0].startswith("userName is")))


SCENES: dict[str, Callable[[Workbench], object]] = {
    "sources": sources,
    "steps": steps,
    "many-steps": many_steps,
    "transforms": transforms,
    "expression": expression,
    "mistaken": mistaken,
    "condition": condition,
    "values": values,
    "policy-open": policy_top,
    "policy-accounts": policy_at("new_account"),
    "policy-gates": policy_at("addresses"),
    "policy-roles": policy_at("declared"),
    "policy-rest": policy_at("library"),
    "presets": presets,
    "findings": findings,
    "finding-row": at_row,
    "message": message,
    "explained": explained,
}

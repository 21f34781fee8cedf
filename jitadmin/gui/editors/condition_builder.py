"""A condition built line by line, without knowing how it is written; the text form shows the same at once."""

from typing import Any

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from jitadmin.core.connection.role_map import Condition
from jitadmin.core.jit.conditions import evaluate
from jitadmin.core.jit.read import variables
from jitadmin.gui.editors import condition_tree as tree
from jitadmin.gui.editors import operands
from jitadmin.gui.editors.cel_field import CelField
from jitadmin.gui.editors.condition_counts import Counting, Counts, situation_of
from jitadmin.gui.editors.condition_line import ConditionLine
from jitadmin.gui.editors.gathered import Everybody
from jitadmin.gui.editors.picker import Picker
from jitadmin.gui.editors.pipeline import login_of
from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.widgets.pieces import row
from jitadmin.gui.widgets.text import Text
from jitadmin.gui.words import number
from jitadmin.gui.workbench.typed import FIELDS


class ConditionBuilder(QWidget):
    """``changed`` hands over the whole condition (None: always) and whether it is being typed."""

    changed = Signal(object, bool)

    def __init__(self, everybody: Everybody, theme: Theme, always: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._everybody = everybody
        self._theme = theme
        self._always = always
        self._condition: Condition | None = None
        self._counts = Counts()
        self._focus: tree.Path | None = None
        self.lines: list[ConditionLine] = []
        self.picker: Picker | None = None
        self.counting = Counting(everybody, self)
        self.counting.counted.connect(self._on_counted)
        everybody.changed.connect(lambda: self.counting.want(self._condition))
        self.empty = Text(always, "muted")
        self.add = QPushButton("&Condition")
        self.add.setObjectName("small")
        self.add.setAccessibleName("Add a condition")
        theme.dress(self.add, "add")
        self.add.clicked.connect(lambda: self._add(()))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(grid(1))
        self._column.addWidget(self.empty)
        self._column.addLayout(row(self.add, None))

    def show_condition(self, condition: Condition | None) -> None:
        """Show a condition and count it."""
        if condition != self._condition:
            self._counts = Counts()
        self._condition = condition
        shown = list(tree.parts(condition))
        while len(self.lines) > len(shown):
            line = self.lines.pop()
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        while len(self.lines) < len(shown):
            self._grow()
        for line, part in zip(self.lines, shown, strict=True):
            line.show_part(part, self._variables)
        self.empty.say(self._always)
        self.empty.setVisible(condition is None)
        self._show_results()
        self.counting.want(condition)
        if self._focus is not None:
            self._focus_on(self._focus)

    def _grow(self) -> None:
        line = ConditionLine(self._everybody, self._theme, self._make_cel)
        line.wished.connect(lambda wish, what: self._on_wish(line, wish, what))
        self._column.insertWidget(1 + len(self.lines), line)
        before = self.lines[-1] if self.lines else None
        self.lines.append(line)
        if before is not None:
            QWidget.setTabOrder(before.take_out, line.negation)
        QWidget.setTabOrder(line.take_out, self.add)

    def _make_cel(self) -> CelField:
        return CelField(
            self._theme,
            self._everybody.engine,
            lambda: self._everybody.gathered,
            lambda: tuple(name for name, _ in FIELDS),
            _truth,
        )

    def _variables(self, names: frozenset[str]) -> dict[str, Any] | None:
        login = login_of(self._everybody.evaluation)
        if login is None:
            return None
        preview = self._everybody.evaluation.preview
        readings = preview.effect.attributes.readings if preview and preview.effect else ()
        return variables(login, names, {reading.field: reading.value for reading in readings})

    # What it holds for.

    def _on_counted(self, counts: Counts) -> None:
        self._counts = counts
        self._show_results()

    def _show_results(self) -> None:
        holds = self._holds()
        for line in self.lines:
            path = line.part.path if line.part else ()
            held = self._counts.held.get(path, 0) if self._counts.total else None
            line.show_result(held, self._counts.total, holds.get(path))

    def _holds(self) -> dict[tree.Path, bool]:
        """For each line whether it holds for the chosen person."""
        login = login_of(self._everybody.evaluation)
        if login is None or self._condition is None:
            return {}
        if any(part.kind == "cel" for part in tree.parts(self._condition)) and not self._everybody.engine.ready:
            return {}
        connection = self._everybody.evaluation.document.connection
        step = evaluate(self._condition, situation_of(connection, login, self._condition), "")
        return dict(tree.verdicts(self._condition, step))

    @property
    def summary(self) -> str:
        """For how many samples the whole holds, in words."""
        if self._condition is None or not self._counts.total:
            return ""
        return f"holds for {number(self._counts.held.get((), 0))} of {number(self._counts.total)} samples"

    # What a person wishes.

    def _on_wish(self, line: ConditionLine, wish: str, what: Any) -> None:
        part, whole = line.part, self._condition
        if part is None or whole is None:
            return
        if wish == "operand":
            self._pick(part, what)
        elif wish == "add":
            self._add(part.path)
        elif wish in ("value", "cel"):
            core = msgspec.structs.replace(part.core, cel=what) if wish == "cel" else tree.with_value(part.core, what)
            self._store(tree.put(whole, part.path, _wrapped(part, core)), part.path, typing=True)
        elif wish in ("comparison", "case", "not", "word"):
            self._store(*_changed(whole, part, wish, what))
        else:
            self._arrange(whole, part, wish)

    def _arrange(self, whole: Condition, part: tree.Part, wish: str) -> None:
        if wish == "remove":
            self._store(tree.put(whole, part.path, None), part.path[:-1])
        elif wish in ("up", "down"):
            self._store(*tree.moved(whole, part.path, -1 if wish == "up" else 1))
        elif wish == "group":
            made, path = tree.grouped(whole, part.path)
            self._store(made, path)
            self._add(path)
        elif wish == "ungroup":
            self._store(tree.ungrouped(whole, part.path), part.path)

    def _add(self, path: tree.Path) -> None:
        """Let a person choose what one more condition looks at."""
        line = next((one for one in self.lines if one.part and one.part.path == path), None)
        anchor = line if line is not None and path else self.add
        self._ask(anchor, lambda operand: self._put_new(path, operand))

    def _put_new(self, path: tree.Path, operand: Condition) -> None:
        new = (
            operand
            if operand.cel is not None or operand.member_of is not None
            else tree.with_operand(Condition(equals=""), operand)
        )
        made, at = tree.added(self._condition, path, new)
        self._store(made, at)

    def _pick(self, part: tree.Part, anchor: QWidget) -> None:
        def take(operand: Condition) -> None:
            if self._condition is not None:
                core = tree.with_operand(part.core, operand)
                self._store(tree.put(self._condition, part.path, _wrapped(part, core)), part.path)

        self._ask(anchor, take)

    def _ask(self, anchor: QWidget, take: Any) -> None:
        if self.picker is not None:
            self.picker.leave(back=False)
            self.picker.deleteLater()
        self.picker = Picker(self._theme, self.window())
        self.picker.picked.connect(take)
        found = operands.entries(self._everybody)
        self.picker.ask(
            anchor, found, "What the condition looks at", lambda text: operands.typed_entries(text, self._everybody)
        )

    def _store(self, condition: Condition | None, path: tree.Path, *, typing: bool = False) -> None:
        self._focus = None if typing else path
        if condition == self._condition:
            self._focus = None
            return
        self.changed.emit(condition, typing)

    def _focus_on(self, path: tree.Path) -> None:
        self._focus = None
        line = next((one for one in self.lines if one.part and one.part.path == path), None)
        if line is not None:
            line.focus_first()
        else:
            self.add.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_first(self) -> None:
        """Put the keyboard into the first line."""
        if self.lines:
            self.lines[0].focus_first()
        else:
            self.add.setFocus(Qt.FocusReason.OtherFocusReason)


def _wrapped(part: tree.Part, core: Condition) -> Condition:
    return Condition(not_=core) if part.negated else core


def _changed(whole: Condition, part: tree.Part, wish: str, what: Any) -> tuple[Condition | None, tree.Path]:
    if wish == "word":
        return tree.with_word(whole, part.path, what), part.path
    if wish == "not":
        return tree.put(whole, part.path, tree.negated(part.condition)), part.path
    core = (
        tree.with_comparison(part.core, what)
        if wish == "comparison"
        else msgspec.structs.replace(part.core, ignore_case=what)
    )
    return tree.put(whole, part.path, _wrapped(part, core)), part.path


def _truth(value: Any) -> str:
    return (
        "It holds." if value is True else "It does not hold." if value is False else "It gives neither true nor false."
    )

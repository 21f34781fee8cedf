"""The JIT policy: one sentence, and the knobs that make it."""

from typing import Any

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (  # fmt: skip
    QComboBox,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from jitadmin.core.connection.policy import MatchStep, Policy
from jitadmin.core.jit.summary import policy_sentence
from jitadmin.gui.document import Document
from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.widgets.form import Form, NoWheelBox
from jitadmin.gui.widgets.pieces import line, row, tool
from jitadmin.gui.widgets.text import Text
from jitadmin.gui.words import COMPARES
from jitadmin.gui.workbench.evaluation import Evaluation

_CONFLICT = (("first", "the first step counts"), ("refuse", "refuse the login"))
_SEVERAL = (("refuse", "refuse"), ("none", "as if none"), ("first", "take the first"))
_INACTIVE = (
    ("refuse", "refuse the login"),
    ("storeThenRefuse", "store changes, then refuse"),
    ("signIn", "sign in as it is"),
    ("reactivate", "enable it again"),
)
_UPDATE = (
    ("everyLogin", "at every login"),
    ("whenLinked", "only when a link is made"),
    ("never", "never"),
)
_GATES = (("everyLogin", "at every login"), ("creation", "only for new accounts"))
LINK = "link"


class PolicyTab(QScrollArea):
    """The policy as a form. Every choice is one step of undo."""

    def __init__(self, evaluation: Evaluation, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document: Document = evaluation.document
        self._theme = theme
        self._shown: Policy | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body = QWidget()
        body.setObjectName("bare")
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(grid(2), grid(3), grid(2), grid(3))
        self._column.setSpacing(grid(2))
        self.sentence = Text("", "policySentence")
        self._column.addWidget(self.sentence)
        self._column.addWidget(line())
        self._column.addWidget(Text("Finding the account", "heading"))
        self.match = _MatchSteps(theme, self)
        self._column.addWidget(self.match)
        self._forms = [self._accounts(theme), self._gates(theme)]
        self._column.addStretch(1)
        self.setWidget(body)
        self._document.changed.connect(self.refresh)
        self.refresh()

    def _accounts(self, theme: Theme) -> Form:
        form = Form(theme)
        form.choice("Two steps find different accounts", "conflict", _CONFLICT)
        self._add("", form)
        form.changed.connect(lambda name, value, words: self.store({name: value}, words))
        second = Form(theme)
        second.check("&Make accounts for new people", "create")
        second.choice("&Update existing accounts", "update", _UPDATE)
        second.choice("A &disabled account", "inactive", _INACTIVE)
        self._add("Making and changing accounts", second)
        second.changed.connect(lambda name, value, words: self.store({name: value}, words))
        self._second = second
        return form

    def _gates(self, theme: Theme) -> Form:
        form = Form(theme)
        form.text("Allowed &e-mail domains", "domains", ", ".join, _listed, "any domain")
        form.text("Required &groups", "groups", ", ".join, _listed, "none")
        form.choice("&Asked", "apply", _GATES)
        self._add("Who may come in", form)
        form.changed.connect(self._on_gate)
        return form

    def _add(self, heading: str, form: Form) -> None:
        form.grid.setContentsMargins(0, 0, 0, 0)
        form.grid.setColumnMinimumWidth(0, grid(48))
        if heading:
            self._column.addWidget(line())
            self._column.addWidget(Text(heading, "heading"))
        self._column.addWidget(form)

    def _on_gate(self, name: str, value: object, words: str) -> None:
        gates = msgspec.structs.replace(self._document.connection.policy.gates, **{name: value})
        self.store({"gates": gates}, words)

    def store(self, values: dict[str, Any], words: str) -> None:
        """Change some knobs as one step of undo."""
        connection = self._document.connection
        policy = msgspec.structs.replace(connection.policy, **values)
        self._document.replace(msgspec.structs.replace(connection, policy=policy), f"change {words}")

    def refresh(self) -> None:
        """Show the policy as it is now."""
        connection = self._document.connection
        self.sentence.say(policy_sentence(connection))
        if connection.policy is self._shown:
            return
        self._shown = connection.policy
        self.match.show_steps(connection.policy.match)
        first, gates = self._forms
        first.show_record(connection.policy)
        self._second.show_record(connection.policy)
        gates.show_record(connection.policy.gates)


class _MatchSteps(QWidget):
    """The steps in which an account is looked for, in their order."""

    def __init__(self, theme: Theme, tab: PolicyTab) -> None:
        super().__init__()
        self._theme = theme
        self._tab = tab
        self._steps: tuple[MatchStep, ...] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(grid(1))
        self._grid.setVerticalSpacing(grid(1))
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(3, 1)
        self._add = QPushButton("Add a &step")
        self._add.clicked.connect(self._append)
        theme.dress(self._add, "add")

    def show_steps(self, steps: tuple[MatchStep, ...]) -> None:
        """Show other steps."""
        if steps == self._steps and self._grid.count():
            return
        self._steps = steps
        self._clear()
        for at, step in enumerate(steps):
            self._show_step(at, step)
        self._grid.addLayout(row(self._add, None), 2 * len(steps), 1, 1, 5)

    def _clear(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget, layout = item.widget(), item.layout()
            if widget is not None:
                widget.deleteLater()
            elif layout is not None:
                layout.takeAt(0)
                layout.deleteLater()

    def _show_step(self, at: int, step: MatchStep) -> None:
        by = QLineEdit("stored link" if step.by == LINK else step.by)
        by.setAccessibleName(f"Step {at + 1}: account field")
        by.setToolTip("An account field such as userName, or: stored link")
        by.editingFinished.connect(lambda: self._set_by(at, by))
        compare = self._box(COMPARES, step.compare, f"Step {at + 1}: how it is compared")
        compare.activated.connect(lambda: self._set(at, compare=compare.currentData()))
        compare.setEnabled(step.by != LINK)
        several = self._box(_SEVERAL, step.several, f"Step {at + 1}: several accounts found")
        several.activated.connect(lambda: self._set(at, several=several.currentData()))
        up = tool(self._theme, "up", f"Ask step {at + 1} earlier", lambda: self._swap(at, at - 1))
        up.setEnabled(at > 0)
        remove = tool(self._theme, "remove", f"Remove step {at + 1}", lambda: self._remove(at))
        remove.setEnabled(len(self._steps) > 1)
        self._grid.addWidget(_caption(f"{at + 1}.  By"), 2 * at, 0)
        self._grid.addWidget(by, 2 * at, 1, 1, 3)
        self._grid.addWidget(up, 2 * at, 4)
        self._grid.addWidget(remove, 2 * at, 5)
        self._grid.addWidget(_caption("compared"), 2 * at + 1, 0)
        self._grid.addWidget(compare, 2 * at + 1, 1)
        self._grid.addWidget(_caption("if several fit"), 2 * at + 1, 2)
        self._grid.addWidget(several, 2 * at + 1, 3)

    def _box(self, choices: tuple[tuple[str, str], ...], value: str, name: str) -> QComboBox:
        box = NoWheelBox()
        for choice, words in choices:
            box.addItem(words, choice)
        box.setCurrentIndex(box.findData(value))
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(7)
        box.setAccessibleName(name)
        box.setToolTip(box.currentText())
        return box

    def _set_by(self, at: int, field: QLineEdit) -> None:
        name = field.text().strip()
        by = LINK if name.casefold() in ("link", "stored link") else name
        if by and " " not in by and by != self._steps[at].by:
            self._set(at, by=by)
        elif not by or " " in by:
            field.setText("stored link" if self._steps[at].by == LINK else self._steps[at].by)

    def _set(self, at: int, **values: Any) -> None:
        steps = list(self._steps)
        steps[at] = msgspec.structs.replace(steps[at], **values)
        self._store(steps)

    def _append(self) -> None:
        taken = {step.by for step in self._steps}
        by = next((name for name in ("userName", "emails.work", "externalId") if name not in taken), "displayName")
        self._store([*self._steps, MatchStep(by=by)])

    def _swap(self, one: int, other: int) -> None:
        steps = list(self._steps)
        steps[one], steps[other] = steps[other], steps[one]
        self._store(steps)

    def _remove(self, at: int) -> None:
        self._store([step for number, step in enumerate(self._steps) if number != at])

    def _store(self, steps: list[MatchStep]) -> None:
        self._tab.store({"match": tuple(steps)}, "how accounts are found")


def _listed(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def _caption(words: str) -> QLabel:
    label = QLabel(words)
    label.setObjectName("muted")
    return label

"""One line of the condition builder: a group with all or any of its parts, or a test."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from jitadmin.core.jit.rowtext import condition_text
from jitadmin.core.messages import inert
from jitadmin.gui.editors import operands
from jitadmin.gui.editors.cel_field import CelField, Variables
from jitadmin.gui.editors.condition_tree import COMPARISONS, Part, value_text
from jitadmin.gui.editors.gathered import Everybody
from jitadmin.gui.editors.offers import OfferLine
from jitadmin.gui.theme import Theme, grid, label_text, tooltip
from jitadmin.gui.widgets.editor import Offer
from jitadmin.gui.widgets.form import NoWheelBox
from jitadmin.gui.widgets.pieces import icon_label, show_icon, tool
from jitadmin.gui.widgets.text import Text
from jitadmin.gui.words import number, people

INDENT = 5
GROUPS = (("all", "all of these hold"), ("any", "any of these holds"))


class ConditionLine(QWidget):
    """Shows one part; every wish is a signal with a name, and the builder carries it out."""

    wished = Signal(str, object)

    def __init__(self, everybody: Everybody, theme: Theme, make_cel: Callable[[], CelField]) -> None:
        super().__init__()
        self._everybody = everybody
        self._theme = theme
        self._make_cel = make_cel
        self.part: Part | None = None
        self.cel: CelField | None = None
        self.group = NoWheelBox()
        for value, words in GROUPS:
            self.group.addItem(words, value)
        self.group.setSizeAdjustPolicy(NoWheelBox.SizeAdjustPolicy.AdjustToContents)
        self.group.activated.connect(lambda: self.wished.emit("word", self.group.currentData()))
        self.negation = QPushButton("not")
        self.negation.setObjectName("toggle")
        self.negation.setCheckable(True)
        self.negation.setToolTip("Holds where the rest does not")
        self.negation.clicked.connect(lambda: self.wished.emit("not", None))
        self.operand = QPushButton()
        self.operand.setObjectName("choice")
        self.operand.clicked.connect(lambda: self.wished.emit("operand", self.operand))
        self.comparison = NoWheelBox()
        self.comparison.activated.connect(lambda: self.wished.emit("comparison", self.comparison.currentData()))
        self.value = OfferLine(theme, self._values)
        self.value.textEdited.connect(lambda text: self.wished.emit("value", text))
        self.other = QLineEdit()
        self.other.setReadOnly(True)
        self.other.setToolTip("This is edited as text, in the column If above.")
        self.case = QPushButton("a = A")
        self.case.setObjectName("toggle")
        self.case.setCheckable(True)
        self.case.setToolTip("Upper and lower case are the same here; press to tell them apart")
        self.case.setAccessibleName("Ignores case")
        self.case.clicked.connect(lambda on: self.wished.emit("case", on))
        self.sign = icon_label(theme, "skip", "quiet")
        self.count = Text("", "muted", firm=True)
        self.menu = self._menu()
        self.take_out = tool(
            theme, "clear", "Remove this condition (Alt+Delete)", lambda: self.wished.emit("remove", None)
        )
        self._build()

    def _build(self) -> None:
        self._row = QHBoxLayout()
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(grid(1))
        front: tuple[QWidget, ...] = (self.negation, self.group, self.operand, self.comparison)
        for widget in front:
            self._row.addWidget(widget)
        self._row.addWidget(self.other, 1)
        self._gap = QWidget()
        self._row.addWidget(self._gap, 1)
        end: tuple[QWidget, ...] = (self.case, self.sign, self.count, self.menu, self.take_out)
        for widget in end:
            self._row.addWidget(widget)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(grid(1))
        self._column.addLayout(self._row)
        self._place_value(below=False)
        self.operand.setMaximumWidth(grid(38))
        self.count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for widget in (*front, self.value, self.case, self.menu):
            widget.installEventFilter(self)

    def _place_value(self, *, below: bool) -> None:
        """Several values take a line of their own."""
        self._row.removeWidget(self.value)
        self._column.removeWidget(self.value)
        if below:
            self._column.insertWidget(1, self.value)
        else:
            self._row.insertWidget(4, self.value, 1)

    def _menu(self) -> QToolButton:
        button = tool(self._theme, "more", "More for this condition")
        menu = QMenu(button)
        self._not = menu.addAction("&Not: holds where the rest does not\tAlt+N")
        self._ignore = menu.addAction("&Ignore upper and lower case")
        for action, wish in ((self._not, "not"), (self._ignore, "case")):
            action.setCheckable(True)
            action.triggered.connect(lambda on, wish=wish: self.wished.emit(wish, on))
        menu.addSeparator()
        for words, wish in (
            ("Add a condition &after it\tAlt+Insert", "add"),
            ("Put into a &group of its own\tAlt+G", "group"),
            ("&Dissolve the group", "ungroup"),
            ("Move &up\tAlt+Up", "up"),
            ("Move &down\tAlt+Down", "down"),
            ("&Remove\tAlt+Delete", "remove"),
        ):
            entry = menu.addAction(words)
            entry.triggered.connect(lambda _on=False, wish=wish: self.wished.emit(wish, None))
            if wish == "ungroup":
                self._dissolve = entry
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return button

    def _values(self) -> list[Offer]:
        return operands.values_seen(self.part.core, self._everybody) if self.part else []

    def show_part(self, part: Part, variables: Variables) -> None:
        """Show a part; a field that is being typed in is left alone."""
        self.part = part
        group = part.kind in ("all", "any")
        self._column.setContentsMargins(grid(INDENT * len(part.path)), 0, 0, 0)
        valued = part.kind in ("test", "member") and part.comparison not in ("present", "absent")
        below = valued and part.comparison == "in_"
        if below != (self._row.indexOf(self.value) < 0):
            had = self.value.hasFocus()
            self._place_value(below=below)
            if had:
                self.value.setFocus(Qt.FocusReason.OtherFocusReason)
        self.negation.setChecked(part.negated)
        self._not.setChecked(part.negated)
        self._ignore.setChecked(part.core.ignore_case)
        self._ignore.setEnabled(valued)
        for widget, on in (
            (self.group, group),
            (self.operand, part.kind in ("test", "member", "cel")),
            (self.comparison, part.kind in ("test", "member") and not _any_groups(part)),
            (self.negation, part.negated),
            (self.value, valued),
            (self.case, valued and part.core.ignore_case),
            (self.other, part.kind == "other"),
        ):
            widget.setVisible(on)
        self._gap.setVisible((below or not valued) and part.kind != "other")
        self._dissolve.setEnabled(group and bool(part.path) and not part.negated)
        if group:
            self.group.setCurrentIndex(self.group.findData(part.kind))
            self.group.setAccessibleName("Whether all or any of the conditions below must hold")
        elif part.kind == "other":
            self.other.setText(inert(condition_text(part.core)))
        else:
            self._show_test(part)
        self._show_cel(part, variables)

    def _show_test(self, part: Part) -> None:
        core = part.core
        words = operands.operand_words(core)
        self.operand.setText(label_text(inert(self._short(words))))
        self.operand.setToolTip(tooltip(core.attribute or core.field or words))
        self.operand.setAccessibleName(f"Looks at {inert(words)}")
        usable = [(v, w) for v, w in COMPARISONS if v != "member_of" or core.attribute is not None]
        if [self.comparison.itemData(at) for at in range(self.comparison.count())] != [value for value, _ in usable]:
            self.comparison.clear()
            for value, text in usable:
                self.comparison.addItem(text, value)
        self.comparison.setCurrentIndex(self.comparison.findData(part.comparison))
        self.comparison.setFixedWidth(
            self.comparison.fontMetrics().horizontalAdvance(self.comparison.currentText()) + grid(12)
        )
        self.comparison.setAccessibleName(f"How {inert(words)} is compared")
        self.value.setAccessibleName(f"What {inert(words)} is compared with")
        self.value.setPlaceholderText("values, parted by commas" if part.comparison == "in_" else "value")
        self.value.set_listed(part.comparison == "in_")
        if _differs(self.value.text(), core, part.comparison):
            self.value.setText(value_text(core))
        self.case.setChecked(core.ignore_case)

    def _short(self, words: str) -> str:
        metrics = self.operand.fontMetrics()
        return metrics.elidedText(words, Qt.TextElideMode.ElideMiddle, grid(40))

    def _show_cel(self, part: Part, variables: Variables) -> None:
        if part.kind == "cel" and self.cel is None:
            self.cel = self._make_cel()
            self.cel.setAccessibleName("Expression of the condition")
            self.cel.changed.connect(lambda text: self.wished.emit("cel", text))
            self._column.addWidget(self.cel)
        if self.cel is not None:
            self.cel.setVisible(part.kind == "cel")
            if part.core.cel is not None:
                self.cel.show_text(part.core.cel, variables)

    def show_result(self, held: int | None, total: int, holds: bool | None) -> None:
        """Show for how many samples it holds, and whether for the chosen person."""
        self.count.say("" if held is None else number(held))
        words = "" if held is None else f"Holds for {number(held)} of {people(total)}"
        self.count.setToolTip(words)
        self.count.setAccessibleName(words)
        sign, colour = ("point", "quiet") if holds is None else ("yes", "good") if holds else ("skip", "quiet")
        show_icon(self.sign, self._theme, sign, colour)
        person = "" if holds is None else f"It {'holds' if holds else 'does not hold'} for the chosen person."
        self.sign.setToolTip(person)
        self.sign.setAccessibleName(person)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Alt with arrows moves the condition, with Delete removes it, with Insert adds one, with G groups it."""
        kind = event.type()
        if kind in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride) and isinstance(event, QKeyEvent):
            alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
            wish = _KEYS.get(Qt.Key(event.key())) if alt else None
            if wish and kind == QEvent.Type.ShortcutOverride:
                # A menu may have the same key; here the condition comes first.
                event.accept()
            elif wish and not (wish == "down" and watched is self.value and self.value.list.isVisible()):
                self.wished.emit(wish, None)
                return True
        return super().eventFilter(watched, event)

    def focus_first(self) -> None:
        """Put the keyboard where the line begins to be filled in."""
        if self.part is not None and self.part.kind in ("all", "any"):
            self.group.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.cel is not None and not self.cel.isHidden():
            self.cel.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not self.value.isHidden():
            self.value.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.operand.setFocus(Qt.FocusReason.OtherFocusReason)


_KEYS = {
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
    Qt.Key.Key_Delete: "remove",
    Qt.Key.Key_Insert: "add",
    Qt.Key.Key_G: "group",
    Qt.Key.Key_N: "not",
}


def _any_groups(part: Part) -> bool:
    """A membership wherever groups come has nothing to compare but the group."""
    return part.kind == "member" and part.core.attribute is None


def _differs(shown: str, core: object, comparison: str) -> bool:
    """Whether a field has to be filled anew; white space and commas that are being typed are left alone."""
    wanted = value_text(core)  # type: ignore[arg-type]
    if comparison != "in_":
        return shown != wanted
    return ", ".join(part.strip() for part in shown.split(",") if part.strip()) != wanted

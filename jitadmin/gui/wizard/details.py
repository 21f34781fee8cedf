"""The holes of the two templates as a form: label, field, and under it an example or what is wrong."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from jitadmin.core.catalogue import Alternative, SpTemplate
from jitadmin.core.messages import inert
from jitadmin.core.proposal import Answers, Ask, Proposal
from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.widgets.form import NoWheelBox
from jitadmin.gui.widgets.pieces import card
from jitadmin.gui.widgets.text import Text
from jitadmin.gui.wizard.mnemonics import with_mnemonic

_FROM = {
    "typed": "",
    "application": "It is copied from the settings of the application.",
    "identityProvider": "It is copied from the identity provider.",
}
_CALLED = {
    "identityProvider": ("Name of the identity provider", "What people call it, such as Staff login."),
    "serviceProvider": ("Name of the application", "What people call it, such as Wiki."),
}
# Next, Back and Cancel have these keys on every page.
_BUTTONS = frozenset("nbc")
LONGEST_NAME = 100
_OPEN = re.compile(r"\{\w+\}")
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass
class Entry:
    """One field of the form with the line below it."""

    key: tuple[str, str]
    label: str
    caption: QLabel
    field: QLineEdit
    note: Text
    hint: str
    needed: bool = True

    def need(self, needed: bool) -> None:
        """Say whether it can be left out, which another choice of address may change."""
        self.needed = needed
        words = "" if needed or self.key[0] == "own" else " (optional)"
        self.caption.setText(self.label + words)
        self.field.setAccessibleName(self.label.replace("&&", "\0").replace("&", "").replace("\0", "&") + words)


class DetailsPage(QWidget):
    """Asks for what the templates leave open. ``changed`` follows every key; ``taken`` is Enter in the last field."""

    changed = Signal()
    taken = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._entries: list[Entry] = []
        self._boxes: dict[str, QComboBox] = {}
        self._shape: tuple[object, ...] = ()
        self._judge: Callable[[str], str] = lambda _: ""
        self._called: Mapping[str, str] = MappingProxyType({})
        self.heading = Text("What is yours?", "title")
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setAccessibleName("What the two sides leave open")
        self.outcome = Text("", "muted")
        self._right = QVBoxLayout()
        self._right.setSpacing(grid(1))
        left, column = card(margin=4)
        column.addWidget(self._area)
        right, beside = card(margin=4)
        beside.addLayout(self._right)
        beside.addStretch(1)
        across = QHBoxLayout()
        across.setSpacing(grid(2.5))
        across.addWidget(left, 3)
        across.addWidget(right, 2)
        own = QVBoxLayout(self)
        own.setContentsMargins(0, 0, 0, 0)
        own.setSpacing(grid(2))
        own.addWidget(self.heading)
        own.addLayout(across, 1)

    def ask(
        self,
        proposal: Proposal,
        sp: SpTemplate,
        names: tuple[str, str],
        judge: Callable[[str], str],
        called: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Show fields for what a pair leaves open; what was typed for the same pair stays.

        ``names`` are those of the identity provider and of the application; ``judge`` says what is wrong with the name
        of the connection; ``called`` are the sides that a person may name, with the name that is proposed.
        """
        self._judge = judge
        self._called = called
        shape = (names, tuple((ask.side, ask.name) for ask in proposal.asks), sp.id, tuple(called))
        if shape != self._shape:
            self._shape = shape
            self._make(proposal, sp, names)
        self.show_proposal(proposal)

    def _make(self, proposal: Proposal, sp: SpTemplate, names: tuple[str, str]) -> None:
        self._entries, self._boxes = [], {}
        taken = set(_BUTTONS)
        inside = QWidget()
        inside.setObjectName("bare")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, grid(3), 0)
        column.setSpacing(grid(1))
        for side, name in (("identityProvider", names[0]), ("serviceProvider", names[1])):
            asks = [ask for ask in proposal.asks if ask.side == side]
            column.addWidget(Text(name, "heading"))
            if side in self._called:
                label, hint = _CALLED[side]
                self._line(column, ("called", side), label, self._called[side], hint, taken, needed=False)
            for ask in asks:
                self._ask(column, ask, taken)
            if side == "serviceProvider":
                self._choice(column, taken, "entityId", "Entity ID", sp.endpoints.entity_id,
                             sp.endpoints.entity_id_alternatives)  # fmt: skip
                self._choice(column, taken, "acs", "ACS address", sp.endpoints.acs, sp.endpoints.acs_alternatives)
            if not asks and side not in self._called and not (side == "serviceProvider" and self._boxes):
                column.addWidget(Text("Nothing is left open.", "muted"))
            column.addSpacing(grid(3))
        column.addStretch(1)
        self._area.setWidget(inside)
        self._make_right(proposal, taken)

    def _make_right(self, proposal: Proposal, taken: set[str]) -> None:
        column = self._right
        while column.count():
            item = column.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.deleteLater()
        column.addWidget(Text("This connection", "heading"))
        hint = "Short and yours alone: it names the connection in lists, documents and on the command line."
        self._line(column, ("own", "name"), "Name", proposal.connection.name, hint, taken, needed=True)
        hint = "Optional: the mail domains of your people, such as example.org, example.com"
        self._line(column, ("own", "domains"), "Mail domains", "", hint, taken, needed=False)
        column.addSpacing(grid(3))
        column.addWidget(Text("Registered as", "heading"))
        self.outcome = Text("", "muted")
        column.addWidget(self.outcome)

    def _ask(self, column: QVBoxLayout, ask: Ask, taken: set[str]) -> None:
        hole = ask.placeholder
        parts = [f"For example {hole.example}.", hole.hint, _FROM[hole.origin] if not hole.hint else ""]
        hint = " ".join(part for part in parts if part)
        self._line(column, (ask.side, ask.name), hole.label, ask.value, hint, taken, needed=ask.needed)

    def _line(
        self,
        column: QVBoxLayout,
        key: tuple[str, str],
        label: str,
        value: str,
        hint: str,
        taken: set[str],
        *,
        needed: bool,
    ) -> None:
        field = QLineEdit(value)
        field.setMaxLength(2048)
        field.setAccessibleDescription(hint)
        caption = QLabel()
        caption.setTextFormat(Qt.TextFormat.PlainText)
        caption.setBuddy(field)
        note = Text(hint, "muted")
        entry = Entry(key, with_mnemonic(label, taken), caption, field, note, hint)
        entry.need(needed)
        field.textChanged.connect(lambda _: self.changed.emit())
        field.installEventFilter(self)
        for widget in (caption, field, note):
            column.addWidget(widget)
        column.addSpacing(grid(1))
        self._entries.append(entry)

    def _choice(
        self, column: QVBoxLayout, taken: set[str], key: str, label: str, usual: str, others: Sequence[Alternative]
    ) -> None:
        if not others:
            return
        box = NoWheelBox()
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.addItem(inert(usual))
        for other in others:
            box.addItem(inert(f"{other.value}   {other.when}" if other.when else other.value))
        box.setAccessibleName(label)
        box.activated.connect(lambda _: self.changed.emit())
        caption = QLabel(with_mnemonic(label, taken))
        caption.setTextFormat(Qt.TextFormat.PlainText)
        caption.setBuddy(box)
        column.addWidget(caption)
        column.addWidget(box)
        column.addSpacing(grid(1))
        self._boxes[key] = box

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter belongs to the form and not also to the button of the dialog."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _ENTER:
            entry = next((one for one in self._entries if one.field is watched), None)
            if entry is not None:
                self._entered(entry)
                return True
        return super().eventFilter(watched, event)

    def _entered(self, entry: Entry) -> None:
        """Enter goes to the next field that wants something, and behind the last one goes on."""
        after = self._entries[self._entries.index(entry) + 1 :]
        wanting = next((other for other in after if other.note.objectName() == "error" or self._open(other)), None)
        if wanting is not None:
            wanting.field.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.taken.emit()

    def _open(self, entry: Entry) -> bool:
        return entry.needed and not entry.field.text().strip()

    def start(self) -> None:
        """Put the keyboard into the first field that wants something."""
        first = next((entry for entry in self._entries if self._open(entry)), None)
        field = (first or self._entries[-1]).field
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        field.selectAll()

    def field(self, side: str, name: str) -> QLineEdit:
        """The field of a placeholder; raises KeyError where the pair does not ask for it."""
        return {entry.key: entry.field for entry in self._entries}[side, name]

    def note(self, side: str, name: str) -> str:
        """What stands under a field."""
        return {entry.key: entry.note.text() for entry in self._entries}[side, name]

    def answers(self) -> Answers:
        """What was said so far."""
        said: dict[str, dict[str, str]] = {"identityProvider": {}, "serviceProvider": {}, "own": {}, "called": {}}
        for entry in self._entries:
            said[entry.key[0]][entry.key[1]] = entry.field.text().strip()
        domains = said["own"].get("domains", "").replace(",", " ").split()
        return Answers(
            identity_provider=said["identityProvider"],
            service_provider=said["serviceProvider"],
            entity_id=self._chosen("entityId"),
            acs=self._chosen("acs"),
            domains=tuple(dict.fromkeys(domain.lower().removeprefix("@") for domain in domains)),
            name=said["own"].get("name", ""),
        )

    def called(self, side: str) -> str:
        """What the person calls the party of a side, if it was asked and said."""
        return next((one.field.text().strip() for one in self._entries if one.key == ("called", side)), "")

    def _chosen(self, key: str) -> int:
        return max(0, self._boxes[key].currentIndex()) if key in self._boxes else 0

    def show_proposal(self, proposal: Proposal) -> None:
        """Say under each field whether it holds, and below what it leads to."""
        states: dict[tuple[str, str], Ask] = {(ask.side, ask.name): ask for ask in proposal.asks}
        for entry in self._entries:
            ask = states.get(entry.key)
            if ask is not None and ask.needed != entry.needed:
                entry.need(ask.needed)
            trouble = self._trouble(entry, ask)
            _mark(entry, trouble)
        connection = proposal.connection
        lines = [
            f"Identity provider\n{connection.identity_provider.entity_id}",
            f"Application\n{connection.service_provider.entity_id}",
            *(f"ACS\n{address}" for address in connection.service_provider.acs[:3]),
        ]
        # What is not filled in yet is left open, not shown by its name in the template.
        self.outcome.say("\n\n".join(_OPEN.sub("…", text) for text in lines))

    def _trouble(self, entry: Entry, ask: Ask | None) -> str:
        if ask is not None:
            if ask.state == "invalid":
                return f"“{ask.value}” does not fit. {entry.hint}"
            return ""
        text = entry.field.text().strip()
        if entry.key[0] == "called":
            return "" if text.isprintable() else "The name has a character that cannot be shown."
        if entry.key[1] == "name":
            return self._judge(text)
        wrong = [word for word in text.replace(",", " ").split() if not _is_domain(word)]
        return f"“{wrong[0]}” is no domain. {entry.hint}" if wrong else ""

    @property
    def trouble(self) -> bool:
        """Whether a field holds what cannot be."""
        return any(entry.note.objectName() == "error" for entry in self._entries)


def _mark(entry: Entry, trouble: str) -> None:
    entry.note.say(trouble or entry.hint)
    wrong = bool(trouble)
    if (entry.note.objectName() == "error") != wrong:
        entry.note.setObjectName("error" if wrong else "muted")
        entry.field.setProperty("wrong", wrong)
        for widget in (entry.note, entry.field):
            widget.style().unpolish(widget)
            widget.style().polish(widget)


def _is_domain(word: str) -> bool:
    labels = word.removeprefix("@").split(".")
    return len(labels) > 1 and all(label and len(label) < 64 and label.replace("-", "").isalnum() for label in labels)

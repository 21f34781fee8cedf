"""What would happen to the chosen person, and why: readable in three seconds."""

from collections.abc import Callable

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QSplitter, QTreeView, QVBoxLayout, QWidget

from jitadmin.core.connection import Connection
from jitadmin.core.jit.result import Effect, FieldValue, Preview
from jitadmin.core.trace import Step
from jitadmin.core.verification import Check
from jitadmin.gui.models import Column, Node, NodeModel, RecordModel
from jitadmin.gui.sentences import check_words
from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.widgets.pieces import Badge, card, row
from jitadmin.gui.widgets.text import Text
from jitadmin.gui.widgets.tree import WrappingTree
from jitadmin.gui.words import STATES, app_name, field_name, state_of, value_text
from jitadmin.gui.workbench.banner import Banner
from jitadmin.gui.workbench.outcome_words import account_words, denial_reason, first_clause, summary
from jitadmin.gui.workbench.permissions import permission_nodes
from jitadmin.gui.workbench.reasons import alarming, why_nodes


class FieldLine:
    """One field of the account: its value now, the one after, and whether that may be believed."""

    __slots__ = ("after", "before", "changed", "name")

    def __init__(self, name: str, before: FieldValue, after: FieldValue, changed: bool) -> None:
        self.name = name
        self.before = before
        self.after = after
        self.changed = changed

    @property
    def words(self) -> str:
        """``before → after`` for a change, else the value."""
        if not self.changed or value_text(self.before) == "empty":
            return value_text(self.after)
        return f"{value_text(self.before)}  →  {value_text(self.after)}"


def field_lines(effect: Effect) -> list[FieldLine]:
    """The fields of the account, those that change first."""
    changes = {change.field: change for change in effect.changes}
    fields = effect.after.fields if effect.after else {}
    lines = [FieldLine(c.field, c.before, c.after, True) for c in effect.changes]
    lines += [FieldLine(name, value, value, False) for name, value in fields.items() if name not in changes]
    if effect.before is None:
        order = list(fields)
        lines.sort(key=lambda one: order.index(one.name) if one.name in order else len(order))
    return lines


class OutcomePanel(QWidget):
    """The right side of the workbench.

    ``origin_chosen`` names the row of a map that a reason points to, ``place_chosen`` its place in the message.
    """

    origin_chosen = Signal(str)
    place_chosen = Signal(str)
    message_wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._refused = False
        self._new = True
        self.signature = Badge(theme)
        self.banner = Banner(theme)
        self.caution = Text("", "caution")
        self.fields = RecordModel[FieldLine](
            [
                Column(
                    title="Account",
                    text=lambda one: field_name(one.name),
                    tip=lambda one: one.name,
                    colour=lambda _: "muted",
                ),
                Column(title="Value", text=lambda one: one.words, icon=self._field_icon, colour=self._field_colour),
            ],
            theme,
            self,
        )
        self.permissions = NodeModel(("Permission", "Because"), theme, self)
        self.why = NodeModel(("Why",), theme, self)
        self.fields_view = WrappingTree(self.fields, theme, "Account fields", indentation=0)
        self.permissions_view = WrappingTree(self.permissions, theme, "Permissions")
        self.why_view = WrappingTree(self.why, theme, "Why")
        self.why_view.setSelectionMode(QTreeView.SelectionMode.ExtendedSelection)
        self.why_view.clicked.connect(self._on_why)
        self.in_message = QAction("Show in the &message", self.why_view)
        self.in_message.setShortcut(QKeySequence("Ctrl+Return"))
        self.in_message.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.in_message.triggered.connect(self._on_message)
        self.why_view.addAction(self.in_message)
        self.why_view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.why_view.activated.connect(self._on_why)
        self.permissions_view.clicked.connect(self._on_permission)
        self.permissions_view.activated.connect(self._on_permission)
        self.account_heading = Text("Account", "heading")
        self._build()

    def _build(self) -> None:
        frame, column = card()
        top = row(Text("Outcome", "heading"), None, self.signature)
        column.addLayout(top)
        column.addWidget(self.banner)
        column.addWidget(self.caution)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(grid(2))
        self._account = _part(self.account_heading, self.fields_view)
        self.splitter.addWidget(self._account)
        self._permissions = _part(Text("Permissions", "heading"), self.permissions_view)
        self.splitter.addWidget(self._permissions)
        self.splitter.addWidget(_part(Text("Why", "heading"), self.why_view))
        self.splitter.setSizes([150, 120, 240])
        column.addWidget(self.splitter, 1)
        # Takes the room while there is nothing to show.
        column.addStretch()
        own = QVBoxLayout(self)
        own.setContentsMargins(0, 0, 0, 0)
        own.addWidget(frame)

    def show_preview(self, preview: Preview | None, connection: Connection, empty: str = "") -> None:
        """Show the outcome for one person; without one, the words of ``empty``."""
        app = app_name(connection)
        self.splitter.setVisible(preview is not None)
        if preview is None:
            self.signature.say("", "quiet_soft", "muted")
            self.banner.say("waiting", empty or "Choose a sample to see what its login would do.", "")
            self.caution.hide()
            self.fields.show([])
            self.permissions.show([])
            self.why.show([])
            return
        state = state_of(preview)
        self._refused = state == "refused"
        self._new = preview.effect is None or preview.effect.before is None
        self._say_outcome(preview, state, app)
        self._say_signature(preview)
        effect = preview.effect
        self.account_heading.say(account_words(preview, state))
        self.fields.show(field_lines(effect) if effect else [])
        self._account.setVisible(self.fields.rowCount() > 0)
        nodes = permission_nodes(preview, connection.roles.roles)
        self.permissions.show(nodes)
        self._permissions.setVisible(bool(nodes))
        self.why.show(why_nodes(preview))
        self.permissions_view.expandToDepth(0)
        self._expand_why()
        for view in (self.fields_view, self.permissions_view, self.why_view):
            view.fit()

    def _say_outcome(self, preview: Preview, state: str, app: str) -> None:
        words = STATES[state]
        if state != "refused":
            reason = denial_reason(preview) if state in ("deny", "none") else summary(preview.effect)
            self.banner.say(state, words.would.format(app=app), reason)
            self.caution.hide()
            return
        failed = preview.verification.failed
        upper = "Refused: " + (first_clause(check_words(failed[0])) if failed else "the message cannot be read")
        lower = ""
        if preview.effect is not None:
            lower = "Otherwise: " + STATES[preview.effect.outcome].had.format(app=app) + "."
        self.banner.say(state, upper, lower)
        self.caution.setVisible(preview.effect is not None)
        self.caution.say("Not verified: what stands below is only claimed by the message.")

    def _say_signature(self, preview: Preview) -> None:
        trusted = any(signature.trusted for signature in preview.verification.signatures)
        if trusted:
            self.signature.say("Signature valid", "good_soft", "good", "signed")
        elif preview.verification.signatures:
            self.signature.say("Signature invalid", "bad_soft", "bad", "unsigned")
        else:
            self.signature.say("Not signed", "bad_soft", "bad", "unsigned")

    def _field_icon(self, one: FieldLine) -> tuple[str, str] | None:
        return ("update", "accent") if one.changed and not self._new and not self._refused else None

    def _field_colour(self, one: FieldLine) -> str:
        if self._refused or value_text(one.after) == "empty":
            return "muted"
        return "accent" if one.changed and not self._new else ""

    def _expand_why(self) -> None:
        """Open what decided: anything that failed or warned, and the first level of the decision."""
        self.why_view.collapseAll()
        for at in range(self.why.rowCount()):
            index = self.why.index(at, 0)
            node = self.why.node(index)
            if node and (node.payload == "decision" or alarming(node)):
                self.why_view.expand(index)

    def _on_why(self, index: QModelIndex) -> None:
        node = self.why.node(index)
        place = _place(node)
        if place:
            self.place_chosen.emit(place)
        if node and isinstance(node.payload, Step) and node.payload.origin:
            self.origin_chosen.emit(node.payload.origin)

    def _on_message(self) -> None:
        place = _place(self.why.node(self.why_view.currentIndex()))
        if place:
            self.message_wanted.emit(place)

    def _on_permission(self, index: QModelIndex) -> None:
        node = self.permissions.node(index)
        if node and isinstance(node.payload, str) and node.payload:
            self.origin_chosen.emit(node.payload)

    def mark_origin(self, origin: str) -> None:
        """Select the reasons that a row of a map gave, when that row was chosen."""
        self._mark(lambda step: step.origin == origin)

    def mark_place(self, evidence: str) -> None:
        """Select the reasons that rest on a place in the message, when that was chosen."""
        self._mark(lambda step: step.evidence == evidence)

    def _mark(self, wanted: Callable[[Step], bool]) -> None:
        found = self.why.find_all(lambda node: isinstance(node.payload, Step) and wanted(node.payload))
        flags = QItemSelectionModel.SelectionFlag
        selection = self.why_view.selectionModel()
        selection.clearSelection()
        for index in found:
            selection.select(index, flags.Select | flags.Rows)
        if found:
            selection.setCurrentIndex(found[0], flags.NoUpdate)
            self.why_view.scrollTo(found[0])


def _place(node: Node | None) -> str:
    """The place in the message that a reason rests on."""
    if node is not None and isinstance(node.payload, Check):
        return node.payload.where
    if node is not None and isinstance(node.payload, Step):
        return next((step.evidence for step in node.payload.walk() if step.evidence), "")
    return ""


def _part(heading: Text, *views: QWidget) -> QWidget:
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(grid(1))
    column.addWidget(heading)
    for view in views:
        column.addWidget(view, 1 if isinstance(view, QTreeView) else 0)
    return part

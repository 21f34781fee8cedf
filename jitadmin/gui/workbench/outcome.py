"""What would happen to the chosen person, and why: readable in three seconds."""

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (  # fmt: skip
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QSplitter,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from jitadmin.core.connection import Connection
from jitadmin.core.jit.result import Effect, FieldValue, Preview
from jitadmin.core.messages import inert
from jitadmin.core.trace import Step
from jitadmin.core.verification import Check
from jitadmin.gui.models import Column, Node, NodeModel, RecordModel
from jitadmin.gui.sentences import cause_words, check_words, denial_words, finding_words, step_words
from jitadmin.gui.theme import ICON, Theme, grid
from jitadmin.gui.widgets.cells import CellDelegate
from jitadmin.gui.widgets.pieces import Badge, card, row
from jitadmin.gui.widgets.text import Text
from jitadmin.gui.words import STATES, VERDICTS, app_name, field_name, state_of, value_text
from jitadmin.gui.workbench.permissions import permission_nodes


class Banner(QWidget):
    """The outcome in one line of words, with its colour and sign; what would have been stands below."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state = "waiting"
        self.headline = Text("", "banner")
        self.more = Text("", "bannerMore")
        column = QVBoxLayout(self)
        column.setContentsMargins(grid(4) + ICON + grid(1), grid(2), grid(3), grid(2))
        column.setSpacing(grid(0.5))
        column.addWidget(self.headline)
        column.addWidget(self.more)
        theme.changed.connect(self._colour)
        self._colour()

    def say(self, state: str, upper: str, lower: str) -> None:
        """Show an outcome."""
        self._state = state
        self.headline.say(upper)
        self.more.say(lower)
        self.more.setVisible(bool(lower))
        self.setAccessibleName(f"{upper} {lower}".strip())
        self._colour()
        self.update()

    def _solid(self) -> tuple[str, str]:
        """The background and the text on it."""
        return {
            "good": ("good", "on_good"), "bad": ("bad", "on_bad"), "accent": ("accent", "on_accent"),
        }.get(STATES[self._state].colour, (STATES[self._state].soft, "text"))  # fmt: skip

    def _colour(self) -> None:
        for label in (self.headline, self.more):
            label.ink(self._theme.colour(self._solid()[1]))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the coloured plate and the sign."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        ground, text = self._solid()
        painter.setBrush(self._theme.colour(ground))
        painter.drawRoundedRect(self.rect(), grid(1.5), grid(1.5))
        sign = self._theme.pixmap(STATES[self._state].icon, text, ICON + 2, self.devicePixelRatioF())
        top = grid(2) + (self.headline.fontMetrics().height() - ICON - 2) // 2
        painter.drawPixmap(QPoint(grid(3), top), sign)


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
    """The right side of the workbench. ``origin_chosen`` names the row of a map that a reason points to."""

    origin_chosen = Signal(str)

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
        self.fields_view = self._tree(self.fields, "Account fields", indentation=0)
        self.permissions_view = self._tree(self.permissions, "Permissions")
        self.why_view = self._tree(self.why, "Why")
        self.why_view.clicked.connect(self._on_why)
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

    def _tree(self, model: RecordModel[FieldLine] | NodeModel, name: str, indentation: int = 18) -> QTreeView:
        view = _WrappingTree()
        view.setModel(model)
        view.setItemDelegate(CellDelegate(self._theme, view, most=6, padding=1))
        view.setHeaderHidden(True)
        view.setIndentation(indentation)
        view.setRootIsDecorated(indentation > 0)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setAccessibleName(name)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setUniformRowHeights(False)
        view.setAllColumnsShowFocus(True)
        view.header().setStretchLastSection(True)
        return view

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
        self.account_heading.say(_account_words(preview, state))
        self.fields.show(field_lines(effect) if effect else [])
        self._account.setVisible(self.fields.rowCount() > 0)
        nodes = permission_nodes(preview, connection.roles.roles)
        self.permissions.show(nodes)
        self._permissions.setVisible(bool(nodes))
        self.why.show(why_nodes(preview))
        self.permissions_view.expandToDepth(0)
        self._expand_why()
        for view in (self.fields_view, self.permissions_view, self.why_view):
            view.fit()  # type: ignore[attr-defined]

    def _say_outcome(self, preview: Preview, state: str, app: str) -> None:
        words = STATES[state]
        if state != "refused":
            reason = _reason(preview) if state in ("deny", "none") else _summary(preview.effect)
            self.banner.say(state, words.would.format(app=app), reason)
            self.caution.hide()
            return
        failed = preview.verification.failed
        upper = "Refused: " + (_first_clause(check_words(failed[0])) if failed else "the message cannot be read")
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
            if node and (node.payload == "decision" or _alarming(node)):
                self.why_view.expand(index)

    def _on_why(self, index: QModelIndex) -> None:
        node = self.why.node(index)
        if node and isinstance(node.payload, Step) and node.payload.origin:
            self.origin_chosen.emit(node.payload.origin)

    def _on_permission(self, index: QModelIndex) -> None:
        node = self.permissions.node(index)
        if node and isinstance(node.payload, str) and node.payload:
            self.origin_chosen.emit(node.payload)

    def mark_origin(self, origin: str) -> None:
        """Select the reason that a row of a map gave, when that row was chosen."""
        index = self.why.find(lambda node: isinstance(node.payload, Step) and node.payload.origin == origin)
        if index.isValid():
            self.why_view.setCurrentIndex(index)


class _WrappingTree(QTreeView):
    """A tree whose rows are as tall as their wrapped text at the present width."""

    def fit(self) -> None:
        """Divide the width between two columns by what they hold, and lay the rows out anew."""
        header = self.header()
        if header.count() > 1:
            header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
            room = self.viewport().width()
            left, right = self._natural(0, QModelIndex()), self._natural(1, QModelIndex())
            if left + right > room:
                left = min(left, room - min(right, int(room * 0.36)))
            header.resizeSection(0, max(grid(10), min(left, room - grid(10))))
        self.scheduleDelayedItemsLayout()

    def _natural(self, column: int, parent: QModelIndex, depth: int = 1) -> int:
        """How wide a column would be with every text in one line."""
        model = self.model()
        inset = grid(4) + (depth * self.indentation() if column == 0 else 0)
        wide = 0
        for at in range(min(model.rowCount(parent), 60)):
            index = model.index(at, column, parent)
            icon = ICON + grid(1.5) if index.data(Qt.ItemDataRole.DecorationRole) is not None else 0
            wide = max(wide, int(self.fontMetrics().horizontalAdvance(str(index.data())[:200]) + inset + icon) + 1)
            wide = max(wide, self._natural(column, model.index(at, 0, parent), depth + 1))
        return wide

    def resizeEvent(self, event: object) -> None:
        """A narrower tree has taller rows."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        self.fit()

    def minimumSizeHint(self) -> QSize:
        """At least three lines."""
        return QSize(grid(30), 3 * self.fontMetrics().height())


def _part(heading: Text, *views: QWidget) -> QWidget:
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(grid(1))
    column.addWidget(heading)
    for view in views:
        column.addWidget(view, 1 if isinstance(view, QTreeView) else 0)
    return part


def _account_words(preview: Preview, state: str) -> str:
    effect = preview.effect
    if effect is None or (effect.after is None and not effect.changes):
        return "Account"
    if state == "refused":
        return "Account as the message claims"
    return "New account" if effect.before is None and state == "create" else "Account afterwards"


def _reason(preview: Preview) -> str:
    """Why the application turns the person away."""
    effect = preview.effect
    if effect is None or effect.denial is None:
        return ""
    words = denial_words(effect.denial)
    if effect.denial.failure:
        words += " The application fails instead of refusing."
    if effect.denial.stored and effect.after != effect.before:
        words += " The changes are stored all the same."
    return words


def _summary(effect: Effect | None) -> str:
    """What comes of the login, in a few words: fields that change, roles that come and go."""
    if effect is None:
        return ""
    parts = []
    if effect.before is not None and effect.changes:
        parts.append(f"changes {_some([field_name(change.field) for change in effect.changes])}")
    for how, verb in (("gained", "gains"), ("lost", "loses")):
        names = [*getattr(effect.roles, how), *getattr(effect.groups, how), *getattr(effect.entitlements, how)]
        if names:
            parts.append(f"{verb} {_some([inert(name) for name in names])}")
    words = "; ".join(parts)
    return words[:1].upper() + words[1:]


def _some(names: list[str]) -> str:
    """The first names and how many more."""
    shown = ", ".join(names[:3])
    return f"{shown} and {len(names) - 3} more" if len(names) > 3 else shown


def _first_clause(words: str) -> str:
    """The beginning of a sentence that says enough; all of it stands among the reasons."""
    for end in ("; ", ". "):
        words = words.split(end, 1)[0]
    return words.rstrip(".")


def why_nodes(preview: Preview) -> list[Node]:
    """The checks on the message first, then the decision step by step."""
    checks = preview.verification.checks
    nodes = [_check_node(check) for check in checks if check.result in ("fail", "warn")]
    passed = [check for check in checks if check.result in ("pass", "skip")]
    if passed:
        held = sum(check.result == "pass" for check in passed)
        skipped = len(passed) - held
        words = f"{held} checks on the message hold" + (f", {skipped} do not apply" if skipped else "")
        group = Node(texts=(words,), icon=VERDICTS["pass"], children=tuple(_check_node(check) for check in passed))
        nodes.insert(0 if not nodes else len(nodes), group)
    if preview.effect is not None:
        for finding in preview.effect.findings:
            sign = {"error": ("no", "bad"), "warning": ("warn", "warn")}.get(finding.severity, ("info", "accent"))
            step = Step(finding.code, finding.args, origin=finding.origin)
            nodes.append(Node(texts=(finding_words(finding),), icon=sign, payload=step))
        denial = preview.effect.denial
        steps = preview.effect.trace.children or (preview.effect.trace,)
        nodes.extend(_step_nodes(steps, denial.code if denial else ""))
    return nodes


def _check_node(check: Check) -> Node:
    causes = tuple(Node(texts=(words,), icon=("info", "accent")) for words in cause_words(check))
    return Node(texts=(check_words(check),), icon=VERDICTS[check.result], tip=check.where, children=causes)


def _step_nodes(steps: Iterable[Step], denial: str = "") -> list[Node]:
    """The steps as lines; the one that turned the person away stands out from conditions that merely do not hold."""
    return [
        Node(
            texts=(step_words(step),),
            icon=("no", "bad") if step.code == denial else VERDICTS[step.verdict],
            colours=("muted",) if step.verdict in ("no", "skip") and step.code != denial else (),
            tip=step.evidence,
            payload=step,
            children=tuple(_step_nodes(step.children)),
        )
        for step in steps
    ]


def _alarming(node: Node) -> bool:
    return any(below.icon and below.icon[1] in ("bad", "warn") for below in node.walk() if below is not node)

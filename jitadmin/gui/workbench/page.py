"""The workbench of one connection, put together."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QTabWidget, QVBoxLayout, QWidget

from jitadmin.app import AddResult, Workspace
from jitadmin.core.connection import Connection
from jitadmin.core.errors import JitadminError
from jitadmin.core.jit.summary import policy_sentence
from jitadmin.core.messages import inert
from jitadmin.gui.accounts.button import AccountsButton
from jitadmin.gui.document import Document
from jitadmin.gui.editors.findings_page import FindingsPage
from jitadmin.gui.editors.gathered import Everybody
from jitadmin.gui.editors.message_view import MessageView
from jitadmin.gui.editors.policy_page import PolicyPage
from jitadmin.gui.editors.remedies import Remedy
from jitadmin.gui.tasks import TaskRunner
from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.widgets.message_bar import MessageBar
from jitadmin.gui.widgets.pieces import Badge, action_button, row
from jitadmin.gui.widgets.text import Text
from jitadmin.gui.words import app_name, idp_name, number, people
from jitadmin.gui.workbench.attributes import AttributesTab
from jitadmin.gui.workbench.effect import EffectStrip
from jitadmin.gui.workbench.evaluation import Evaluation
from jitadmin.gui.workbench.outcome import OutcomePanel
from jitadmin.gui.workbench.roles import RolesTab
from jitadmin.gui.workbench.samples import SamplesPanel
from jitadmin.gui.workbench.saving import Saving
from jitadmin.gui.workbench.trust import TrustTab

FINDINGS = 4


class Workbench(QWidget):
    """Samples on the left, maps in the middle, outcome on the right, the effect on everybody below."""

    titled = Signal()
    open_wanted = Signal()
    export_wanted = Signal()

    def __init__(
        self,
        workspace: Workspace,
        connection: Connection,
        theme: Theme,
        runner: TaskRunner,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._theme = theme
        self._runner = runner
        self.workspace = workspace
        held = workspace.saved(connection.name)
        self.document = Document(held.connection, held.number, self)
        self.saving = Saving(workspace, self.document, theme, self)
        self.evaluation = Evaluation(workspace, self.document, runner, self)
        self._placed = False
        self.everybody = Everybody(self.evaluation, runner)
        self._make_actions()
        self.messages = MessageBar(theme)
        self.title = Text("", "title", most=1)
        self.policy_line = Text("", "muted", most=2)
        self.draft = Badge(theme)
        self.accounts = AccountsButton(workspace, connection.name, theme, runner)
        self.samples = SamplesPanel(self.evaluation, theme)
        self.attributes = AttributesTab(self.evaluation, self.everybody, theme)
        self.roles = RolesTab(self.evaluation, self.everybody, theme)
        self.policy = PolicyPage(self.everybody, theme)
        self.trust = TrustTab(self.evaluation, theme)
        self.findings = FindingsPage(self.everybody.findings, theme)
        self.message = MessageView(self.evaluation, runner, theme)
        self.outcome = OutcomePanel(theme)
        self.effect = EffectStrip(self.evaluation, theme)
        self._build()
        self._connect()
        self._show_document()
        self._show_person()
        self.saving.take_up(self.messages)

    def _make_actions(self) -> None:
        stack = self.document.stack
        self.undo = stack.createUndoAction(self, "&Undo")
        self.redo = stack.createRedoAction(self, "&Redo")
        self.export_action = QAction("&Export…", self)
        self.export_action.triggered.connect(self.export_wanted)
        self.save = QAction("&Save", self)
        self.save.triggered.connect(lambda: self.save_revision())

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(grid(4), grid(3), grid(4), grid(3))
        column.setSpacing(grid(2.5))
        self.save_button = QPushButton()
        self.save_button.setProperty("primary", True)
        self.save_button.clicked.connect(self.save.trigger)
        open_button = QPushButton("&Open samples…")
        self._theme.dress(open_button, "open", "text")
        open_button.clicked.connect(self.open_wanted.emit)
        head = QVBoxLayout()
        head.setSpacing(grid(0.5))
        head.addWidget(self.title)
        about = row(self.draft, self.policy_line, self.accounts)
        about.setAlignment(self.accounts, Qt.AlignmentFlag.AlignTop)
        about.setStretch(1, 1)
        head.addLayout(about)
        top = QHBoxLayout()
        top.setSpacing(grid(2))
        top.addLayout(head, 1)
        undo = action_button(self._theme, self.undo, "undo")
        redo = action_button(self._theme, self.redo, "redo")
        export = action_button(self._theme, self.export_action, "export")
        for widget in (undo, redo, export, open_button, self.save_button):
            top.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(top)
        column.addWidget(self.messages)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(grid(2.5))
        self.splitter.addWidget(self.samples)
        self.splitter.addWidget(self._make_tabs())
        self.splitter.addWidget(self.outcome)
        self.splitter.setStretchFactor(1, 1)
        self._sized = False
        column.addWidget(self.splitter, 1)
        column.addWidget(self.effect)
        self.samples.setMinimumWidth(grid(46))
        self.outcome.setMinimumWidth(grid(64))

    def _make_tabs(self) -> QWidget:
        frame = QWidget()
        frame.setObjectName("card")
        frame.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(grid(1), grid(1), grid(1), grid(1))
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setUsesScrollButtons(True)
        for tab, words in (
            (self.attributes, "Attributes"),
            (self.roles, "Roles"),
            (self.policy, "JIT policy"),
            (self.trust, "Trust"),
            (self.findings, "Findings"),
            (self.message, "Message"),
        ):
            self.tabs.addTab(tab, words)
        inner.addWidget(self.tabs)
        frame.setMinimumWidth(grid(90))
        return frame

    def _connect(self) -> None:
        self.document.changed.connect(self._show_document)
        self.document.saved_changed.connect(self._show_document)
        self.document.stack.indexChanged.connect(self._show_document)
        self.evaluation.person_changed.connect(self._show_person)
        self.evaluation.failed.connect(self.show_fault)
        self.saving.failed.connect(self.show_fault)
        self.samples.chosen.connect(self.evaluation.choose)
        self.samples.add_wanted.connect(self.open_wanted)
        self.accounts.changed.connect(lambda: self.evaluation.set_samples(self.evaluation.samples))
        self.samples.filter_cleared.connect(self.effect.drop)
        self.effect.filter_wanted.connect(self.samples.show_only)
        self.effect.filter_dropped.connect(self.samples.clear_filter)
        self.outcome.origin_chosen.connect(self._on_reason)
        self.attributes.row_chosen.connect(self.outcome.mark_origin)
        self.roles.row_chosen.connect(self.outcome.mark_origin)
        self.outcome.place_chosen.connect(self._on_place)
        self.outcome.message_wanted.connect(self._show_message)
        self.message.place_chosen.connect(self.outcome.mark_place)
        self.message.row_wanted.connect(self.go_to)
        self.everybody.findings.changed.connect(self._count_findings)
        self.findings.wanted.connect(self.go_to)
        for cards in (self.findings, self.attributes.editor.cards, self.roles.editor.cards, self.policy.cards):
            cards.applied.connect(self._apply)
            cards.people_wanted.connect(self._show_people)

    def _show_document(self) -> None:
        connection = self.document.connection
        self.title.say(f"{idp_name(connection)}  →  {app_name(connection)}")
        self.policy_line.say(policy_sentence(connection))
        self.tabs.setTabText(0, f"Attributes  {number(len(connection.attributes.rows))}")
        self.tabs.setTabText(1, f"Roles  {number(len(connection.roles.rules))}")
        draft = self.document.draft
        steps = abs(self.document.stack.index() - max(0, self.document.stack.cleanIndex()))
        changes = f" · {'1 change' if steps == 1 else f'{steps} changes'}" if steps else ""
        self.draft.say(f"Draft{changes}" if draft else "", "warn_soft", "warn")
        self.save_button.setText(f"&Save as revision {number(self.document.seen + 1)}" if draft else "Saved")
        self.save.setEnabled(draft)
        self.save_button.setEnabled(draft)
        self.titled.emit()

    def _count_findings(self) -> None:
        told = self.everybody.findings.told
        self.tabs.setTabText(FINDINGS, f"Findings  {number(len(told))}" if told else "Findings")

    def _apply(self, remedy: Remedy) -> None:
        """Apply the remedy of a finding as one step of undo."""
        self.document.replace(remedy.after, f"apply: {remedy.words}")

    def _show_people(self, who: Sequence[str]) -> None:
        """Show the logins of these people alone, and the newest of them."""
        found = [at for at, brief in enumerate(self.evaluation.survey.briefs) if not brief.who.isdisjoint(who)]
        if found:
            self.effect.drop()
            self.samples.search.clear()
            self.samples.show_only(found, inert(", ".join(who)), "accent_soft", "accent")
            self.evaluation.choose(found[-1])

    def _show_person(self) -> None:
        empty = "Fetching the samples…" if self.evaluation.loading else ""
        if not self.evaluation.samples and not self.evaluation.loading:
            empty = "Open a sample to see what its login would do."
        self.outcome.show_preview(self.evaluation.preview, self.document.connection, empty)

    def load(self) -> None:
        """Fetch the samples and look at them."""
        self.evaluation.load()

    def save_revision(self, then: Callable[[], object] | None = None) -> None:
        """Keep the draft as a new revision of the workspace, then go on with ``then``."""
        if self.document.draft:
            self.saving.save(then)
        elif then is not None:
            then()

    def _on_place(self, evidence: str) -> None:
        self._placed = self.message.show_place(evidence)

    def _on_reason(self, origin: str) -> None:
        """A person who reads the message stays there; the row is chosen all the same."""
        stay = self._placed and self.tabs.currentWidget() is self.message
        self._placed = False
        self.go_to(origin, stay=stay)

    def _show_message(self, evidence: str) -> None:
        self.tabs.setCurrentWidget(self.message)
        self.message.show_place(evidence)

    def go_to(self, origin: str, *, stay: bool = False) -> None:
        """Show the row, or the page, that a reason points to; ``stay`` leaves the page that is shown."""
        page: QWidget | None = None
        if self.attributes.go_to(origin) or origin.startswith("attributes"):
            page = self.attributes
        elif self.roles.go_to(origin):
            page = self.roles
        elif origin.startswith(("roles", "policy")):
            page = self.policy
            self.policy.go_to(origin)
        elif origin.startswith(("trust", "identityProvider")):
            page = self.trust
        if page is not None and not stay:
            self.tabs.setCurrentWidget(page)

    def add_files(self, paths: Sequence[Path]) -> None:
        """Read samples from files and folders in the background."""
        name = self.document.connection.name
        self.messages.say("info", f"Reading {'one place' if len(paths) == 1 else f'{len(paths)} places'}…", stays=True)
        self._runner.start(
            lambda progress: self.workspace.add_samples(name, paths, progress), done=self._added, failed=self.show_fault
        )

    def add_text(self, text: str | bytes) -> None:
        """Read samples from something pasted or dropped."""
        name = self.document.connection.name
        self._runner.start(lambda _: self.workspace.add_text(name, text), done=self._added, failed=self.show_fault)

    def _added(self, result: AddResult) -> None:
        self._say_added(result)
        if not result.added:
            return
        samples = self.workspace.samples(self.document.connection.name)
        self.evaluation.set_samples(samples)
        first = next((at for at, sample in enumerate(samples) if sample == result.added[0]), None)
        self.samples.search.clear()
        self.evaluation.choose(first)

    def _say_added(self, result: AddResult) -> None:
        details = [
            f"{problem.place}: {problem.error}" if problem.place else str(problem.error) for problem in result.problems
        ]
        found = f"{people(len(result.added)).capitalize()} added." if result.added else "No new sample was found."
        if details:
            count = "One place" if len(details) == 1 else f"{len(details)} places"
            only = details[0] if len(details) == 1 and not result.added else ""
            kind = "warning" if result.added else "error"
            self.messages.say(kind, only or f"{found} {count} could not be read.", [] if only else details)
        elif result.added:
            self.messages.say("info", found)
        else:
            self.messages.say("info", "Nothing new: these samples are here already, or there was none.")

    def show_fault(self, error: object) -> None:
        """Say an error in its place; a fault of the program goes to the program's own dialog."""
        if isinstance(error, JitadminError):
            self.messages.say("error", str(error))
        else:
            self._runner.fault.emit(error)

    def showEvent(self, event: QShowEvent) -> None:
        """Divide the first width; afterwards the splitter is a person's."""
        super().showEvent(event)
        if not self._sized:
            self._sized = True
            width = self.width() - 2 * grid(4)
            left, right = max(grid(50), int(width * 0.18)), max(grid(75), int(width * 0.26))
            self.splitter.setSizes([left, width - left - right, right])

    def save_layout(self, settings: QSettings) -> None:
        """Remember splitters and columns."""
        settings.setValue("workbench/splitter", self.splitter.saveState())
        settings.setValue("workbench/columns", self.attributes.table.touched or self.roles.table.touched)
        settings.setValue("workbench/outcome", self.outcome.splitter.saveState())
        settings.setValue("workbench/attributes", self.attributes.table.horizontalHeader().saveState())
        settings.setValue("workbench/roles", self.roles.table.horizontalHeader().saveState())

    def restore_layout(self, settings: QSettings) -> None:
        """Take splitters and columns as they were."""
        for name, restore in (
            ("splitter", self.splitter.restoreState),
            ("outcome", self.outcome.splitter.restoreState),
            ("attributes", self.attributes.table.horizontalHeader().restoreState),
            ("roles", self.roles.table.horizontalHeader().restoreState),
        ):
            state = settings.value(f"workbench/{name}")
            if state is not None and restore(state) and name == "splitter":
                self._sized = True
        for table in (self.attributes.table, self.roles.table):
            table.touched = bool(settings.value("workbench/columns", False, bool))

"""The history: every change with who, when and what, the difference, and a way back."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, get_args

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton, QSplitter, QVBoxLayout, QWidget

from jitadmin.app import Workspace
from jitadmin.app.history import Form
from jitadmin.core.messages import sentence
from jitadmin.core.record import Entry, Kind, Revision
from jitadmin.gui.dates import moment
from jitadmin.gui.desk import Desk, Page
from jitadmin.gui.history.details import Change, ChangeDetails
from jitadmin.gui.history.words import KINDS, action_sign, action_words, kind_words, object_words
from jitadmin.gui.models import Column, RecordModel
from jitadmin.gui.tasks import Task
from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.widgets.form import NoWheelBox
from jitadmin.gui.widgets.pieces import Badge, card, row
from jitadmin.gui.widgets.reading import ReadingTable
from jitadmin.gui.widgets.search import SearchField
from jitadmin.gui.widgets.text import Text
from jitadmin.gui.words import app_name, idp_name, number

# The log is read in pages, so that a million lines are never held at once.
PAGE_OF_LOG = 200
FOUND_AT_ONCE = 60
REST_MS = 200
# What makes a revision; the rest of the log notes what changed no object.
REVISED = ("created", "changed", "deleted", "restored")
FORMS: tuple[tuple[Form, str], ...] = (("jsonl", "JSON lines, with the &digests…"), ("csv", "&Table (CSV)…"))


class HistoryPage(Page):
    """The newest change first; older ones are fetched when the list is scrolled to its end, or searched for."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        theme = desk.theme
        self._task: Task | None = None
        self._fetching: Task | None = None
        self._oldest: int | None = None
        self._all = False
        self._entries: list[Entry] = []
        self._names: dict[tuple[str, str], str] = {}
        self.about = Text("", "muted", most=1)
        self.chain = Badge(theme)
        self.chain.hide()
        self.search = SearchField("Find a name, a person or an action", "Find in the history")
        self.kind = NoWheelBox()
        self.kind.setAccessibleName("What was changed")
        self.kind.addItem("Everything", "")
        for kind, words in KINDS.items():
            self.kind.addItem(f"{words}s", kind)
        self.model = RecordModel[Entry](self._columns(), theme, self)
        self.view = ReadingTable(self.model, theme, "Changes, the newest first", stretch=(1,), most=2)
        self.details = ChangeDetails(theme)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._start_anew)
        self.search.textEdited.connect(lambda _: self._rest.start())
        self.kind.activated.connect(lambda _: self._start_anew())
        self.view.selectionModel().currentRowChanged.connect(self._on_row)
        self.view.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.details.restore_wanted.connect(self._restore)
        self.setFocusProxy(self.view)
        self._build(theme)

    def _build(self, theme: Theme) -> None:
        verify = QPushButton("&Verify the log")
        theme.dress(verify, "signed", "text")
        verify.clicked.connect(self._verify)
        export = QPushButton("E&xport")
        theme.dress(export, "save", "text")
        menu = QMenu(export)
        for form, title in FORMS:
            menu.addAction(title, partial(self._ask_file, form))
        export.setMenu(menu)
        words = QVBoxLayout()
        words.setSpacing(grid(0.5))
        words.addLayout(row(Text("History", "title"), self.chain, None))
        words.addWidget(self.about)
        head = row()
        head.addLayout(words, 1)
        head.addWidget(verify, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(export, 0, Qt.AlignmentFlag.AlignVCenter)
        frame, column = card()
        filters = row(self.search, self.kind)
        filters.setStretch(0, 1)
        column.addLayout(filters)
        column.addWidget(self.view, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(grid(2.5))
        self.splitter.addWidget(frame)
        self.splitter.addWidget(self.details)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 1)
        frame.setMinimumWidth(grid(90))
        self.details.setMinimumWidth(grid(90))
        self.desk.remember(self.splitter, "history")
        own = QVBoxLayout(self)
        own.setContentsMargins(grid(4), grid(3), grid(4), grid(3))
        own.setSpacing(grid(2.5))
        own.addLayout(head)
        own.addWidget(self.splitter, 1)

    # What is shown.

    @property
    def busy(self) -> bool:
        """Whether the log or a change is being read."""
        return self._task is not None or self._fetching is not None or self._rest.isActive()

    def arrive(self, name: str = "") -> None:
        """Read the newest changes; ``name`` is what to find in them."""
        if name:
            self.search.setText(name)
        for one in self.desk.workspace.connections():
            self._names["connection", one.name] = f"{idp_name(one)} → {app_name(one)}"
            self._names["serviceProvider", one.service_provider.entity_id] = app_name(one)
            self._names["identityProvider", one.identity_provider.entity_id] = idp_name(one)
        self._start_anew()

    def _start_anew(self) -> None:
        self._rest.stop()
        if self._fetching is not None:
            self._fetching.cancel()
        self._oldest, self._all = None, False
        self._fetch(anew=True)

    def _fetch(self, *, anew: bool = False) -> None:
        workspace, before = self.desk.workspace, self._oldest
        names = dict(self._names)
        wanted, kind = self.search.text().casefold().split(), str(self.kind.currentData())

        def work(progress: Any) -> tuple[list[Entry], int | None]:
            return _found(workspace, before, lambda entry: _fits(entry, wanted, kind, names), progress)

        def done(result: tuple[list[Entry], int | None]) -> None:
            self._fetching = None
            found, self._oldest = result
            self._all = self._oldest is None
            self._entries = found if anew else [*self._entries, *found]
            self._show()

        self._fetching = self.desk.runner.start(work, done=done, failed=self._failed, owner=self)

    def _show(self) -> None:
        self.view.show_records(self._entries, lambda entry: entry.number)
        count = len(self._entries)
        shown = "1 change" if count == 1 else f"{number(count)} changes"
        self.about.say(shown if self._all else f"The newest {shown}; scroll down for older ones")
        if not self._entries:
            self.details.show_change(None)
            self.about.say("Nothing fits." if self.search.text() or self.kind.currentData() else "Nothing changed yet.")
        else:
            self._on_row(self.view.currentIndex())

    def _on_scrolled(self, value: int) -> None:
        if value >= self.view.verticalScrollBar().maximum() and not self._all and self._fetching is None:
            self._fetch()

    def _on_row(self, index: QModelIndex) -> None:
        if not 0 <= index.row() < len(self.model.records):
            return
        entry, history = self.model.records[index.row()], self.desk.workspace.history
        if self._task is not None:
            self._task.cancel()

        def work(_progress: Any) -> Change:
            kind = next((one for one in get_args(Kind) if one == entry.kind), None)
            if kind is None or entry.action not in REVISED:
                return Change(entry)
            return Change(entry, history.revisions(kind, entry.name))

        self._task = self.desk.runner.start(work, done=self._on_change, failed=self._failed)

    def _on_change(self, change: Change) -> None:
        self._task = None
        self.details.show_change(change, self._called(change.entry))

    def _failed(self, error: object) -> None:
        self._task = self._fetching = None
        self.desk.fault(error)

    def _columns(self) -> list[Column[Entry]]:
        return [
            Column(title="What", text=action_words, icon=action_sign),
            Column(title="Of", text=self._called, tip=lambda one: f"{kind_words(one.kind)} {one.name}"),
            Column(title="Who", text=lambda one: one.author or "not named"),
            Column(title="When", text=lambda one: moment(one.at), colour=lambda _: "muted"),
        ]

    def _called(self, entry: Entry) -> str:
        """What the object of an entry is called now, or was then."""
        return self._names.get((entry.kind, entry.name)) or object_words(entry)

    # What is done.

    def _restore(self, revision: Revision, last: Revision) -> None:
        """Make an old revision the newest one; undo makes the one before the newest again."""
        desk, history = self.desk, self.desk.workspace.history
        kind, name = revision.kind, revision.name

        def undo() -> None:
            if last.body is not None:
                history.restore(kind, name, last.number)
            elif kind == "connection":
                desk.workspace.delete(name)
            elif kind != "key":
                desk.workspace.registry.remove(kind, name)

        words = f"restore revision {revision.number} of {name}"
        # The button is of no more use for what is the newest revision now.
        self.view.setFocus()
        desk.change(words, (kind, name), lambda: history.restore(kind, name, revision.number), undo, last.number)

    def _verify(self) -> None:
        history = self.desk.workspace.history
        self.desk.runner.start(
            lambda _: history.broken_at() or history.astray(), done=self._verified, failed=self._failed
        )

    def _verified(self, broken: int | Revision | Entry | None) -> None:
        if broken is None:
            self.chain.say("Unbroken", "good_soft", "good", "yes")
            return
        if not isinstance(broken, int):
            self.chain.say("Not as the log says", "bad_soft", "bad", "no")
            self.desk.told.emit("error", sentence("store.astray", {"name": broken.name, "at": broken.at}), [])
            return
        self.chain.say(f"Altered at line {number(broken)}", "bad_soft", "bad", "no")
        words = f"Line {number(broken)} of the log was altered, or a line before it was removed."
        self.desk.told.emit("error", words, ["Compare it with an export or a backup that was made before."])

    def _ask_file(self, form: Form) -> None:
        dialog = QFileDialog(self, "Export the history")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(form)
        dialog.selectFile(f"jitadmin-history.{form}")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda file: self.export(form, Path(file)))
        dialog.open()

    def export(self, form: Form, path: Path) -> None:
        """Write the whole history to a file in the background."""
        history = self.desk.workspace.history

        def done(_result: object) -> None:
            self.desk.told.emit("info", f"The history was written to {path.name}.", [])

        self.desk.runner.start(lambda _: history.write(form, path), done=done, failed=self._failed, owner=self)


def _found(
    workspace: Workspace, before: int | None, fits: Callable[[Entry], bool], progress: Any
) -> tuple[list[Entry], int | None]:
    """The next entries that fit, and where to go on; None where the log is at its end."""
    found: list[Entry] = []
    while len(found) < FOUND_AT_ONCE:
        page = workspace.history.newest(PAGE_OF_LOG, before)
        if not page:
            return found, None
        for entry in page:
            progress.step(len(found), 0, "")
            before = entry.number
            if fits(entry):
                found.append(entry)
        if len(page) < PAGE_OF_LOG:
            return found, None
    return found, before


def _fits(entry: Entry, wanted: list[str], kind: str, names: dict[tuple[str, str], str]) -> bool:
    if kind and entry.kind != kind:
        return False
    if not wanted:
        return True
    known = names.get((entry.kind, entry.name), "")
    words = (entry.author, entry.name, known, object_words(entry), action_words(entry), kind_words(entry.kind))
    whole = "\n".join(words).casefold()
    return all(word in whole for word in wanted)

"""Import the accounts that an application has: from a file whose columns can be corrected, or live over SCIM."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QDialog,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from jitadmin.app import Workspace
from jitadmin.core.account import Snapshot
from jitadmin.core.errors import DocumentError, JitadminError
from jitadmin.core.existing import AccountList, Endpoint, KnownAccounts
from jitadmin.core.messages import inert, sentence
from jitadmin.core.progress import Progress
from jitadmin.gui.accounts.endpoint import EndpointForm
from jitadmin.gui.accounts.file_page import FilePage
from jitadmin.gui.accounts.result import Result
from jitadmin.gui.accounts.words import account_words, count_words, difference_words, known_words, origin_words
from jitadmin.gui.tasks import Task, TaskRunner
from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.widgets.pieces import row
from jitadmin.gui.widgets.text import Text
from jitadmin.gui.words import app_name, number

FILE, LIVE = 0, 1


class ImportAccounts(QDialog):
    """``taken`` tells that the known accounts of the application are others now."""

    taken = Signal()

    def __init__(
        self, workspace: Workspace, name: str, theme: Theme, runner: TaskRunner, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._name = name
        self._runner = runner
        self._application = app_name(workspace.connection(name))
        self._task: Task | None = None
        self._listed: AccountList | None = None
        self.found: KnownAccounts | None = None
        self.setWindowTitle(f"Accounts of {self._application}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAcceptDrops(True)
        self.heading = Text("", "title")
        self.about = Text("", "muted")
        self.tabs = QTabBar()
        self.tabs.setAccessibleName("Where the accounts come from")
        self.file = FilePage(theme)
        self.endpoint = EndpointForm(theme)
        self.outcome = Result(theme)
        self.progress = QProgressBar()
        self.stop_button = QPushButton("&Stop")
        self.forget_button = QPushButton("&Forget accounts")
        self.cancel_button = QPushButton("Cancel")
        self.take_button = QPushButton()
        self._build()
        self._connect()
        self._show_known()
        self._busy(None)
        self._choose_tab(FILE)

    def _build(self) -> None:
        for words in ("From a file", "From a SCIM endpoint"):
            self.tabs.addTab(words)
        self.tabs.setExpanding(False)
        for button in (self.stop_button, self.forget_button, self.cancel_button):
            button.setAutoDefault(False)
        self.take_button.setProperty("primary", True)
        self.take_button.setDefault(True)
        self.sources = QStackedWidget()
        self.sources.addWidget(self.file)
        self._live = _at_top(self.endpoint)
        self.sources.addWidget(self._live)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(grid(2))
        splitter.addWidget(self.sources)
        splitter.addWidget(self.outcome)
        self.splitter = splitter
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(grid(2))
        self.progress.setAccessibleName("Progress")
        column = QVBoxLayout(self)
        column.setContentsMargins(grid(5), grid(4), grid(5), grid(4))
        column.setSpacing(grid(2))
        for widget in (self.heading, self.about, self.tabs):
            column.addWidget(widget)
        column.addWidget(splitter, 1)
        column.addLayout(row(self.progress, self.stop_button))
        column.addLayout(row(self.forget_button, None, self.cancel_button, self.take_button))
        self.setMinimumSize(QSize(grid(180), grid(140)))
        self.resize(grid(250), grid(176))

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._choose_tab)
        self.file.wanted.connect(self.read_file)
        self.file.mapping.changed.connect(self._read_list)
        self.endpoint.wanted.connect(self.fetch)
        self.endpoint.grown.connect(self._share)
        self.stop_button.clicked.connect(self.stop)
        self.forget_button.clicked.connect(self.forget)
        self.cancel_button.clicked.connect(self.reject)
        self.take_button.clicked.connect(self.take)

    def _show_known(self) -> None:
        known = self._workspace.known_accounts(self._name)
        self.heading.say(f"{self._application}: {known_words(known, self._workspace.today())}")
        self.about.say(origin_words(known, self._application))
        self.forget_button.setVisible(known is not None)
        if known is not None and known.origin.startswith("http"):
            self.endpoint.url.setText(known.origin)

    def _choose_tab(self, at: int) -> None:
        self.sources.setCurrentIndex(at)
        self._fit_pages()
        self._share()
        self._found(None)
        known = self._workspace.known_accounts(self._name)
        if known is None:
            self.outcome.say("Nothing read yet", "What a list holds is shown here before anything is taken.")
        else:
            self.outcome.show_accounts(f"Known so far: {account_words(known.accounts)}", "", known.accounts)
        if at == FILE:
            self.file.open_button.setFocus(Qt.FocusReason.OtherFocusReason)
            if self._listed is not None:
                self._read_list()
        else:
            self.endpoint.url.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit_pages(self) -> None:
        """The page that is not shown asks for no room."""
        shown = self.sources.currentWidget()
        for page in (self.file, self._live):
            policy = QSizePolicy.Policy.Preferred if page is shown else QSizePolicy.Policy.Ignored
            page.setSizePolicy(policy, policy)

    def _share(self) -> None:
        """The columns of a list take room of their own; everything else leaves it to the accounts."""
        whole = sum(self.splitter.sizes()) or self.height()
        columns = self.tabs.currentIndex() == FILE and not self.file.mapping.isHidden()
        wanted = self.sources.sizeHint().height()
        self.splitter.setSizes([whole * 6 // 11, whole * 5 // 11] if columns else [wanted, whole - wanted])

    # Reading

    def read_file(self, path: Path) -> None:
        """Open a file, propose its columns and read it, all in the background."""
        self.tabs.setCurrentIndex(FILE)
        self._listed = None
        self.file.show_list(None)
        reader = self._workspace.account_reader()
        self._start(lambda _: reader.open(path), self._opened, f"Opening {path.name}…")

    def _opened(self, listed: AccountList) -> None:
        self._listed = listed
        self.file.show_list(listed)
        self._share()
        self._read_list()

    def _read_list(self) -> None:
        """Read the list with the columns as they are chosen now."""
        if self._listed is None:
            return
        if self.file.mapping.columns:
            self._listed = msgspec.structs.replace(self._listed, columns=self.file.mapping.columns)
        listed, reader = self._listed, self._workspace.account_reader()

        def work(progress: Progress) -> KnownAccounts:
            accounts: Snapshot = reader.read(listed, progress)
            return KnownAccounts(accounts=accounts, taken=listed.written, origin=listed.name)

        self._start(work, self._read, "Reading…")

    def fetch(self, endpoint: Endpoint) -> None:
        """Read from a SCIM endpoint."""
        reader = self._workspace.account_reader()
        host = endpoint.url
        self._start(lambda progress: reader.fetch(endpoint, progress), self._read, f"Asking {inert(host)}…")

    def _start(self, work: Callable[[Any], object], done: Callable[[Any], object], words: str) -> None:
        self.stop()
        self._found(None)
        self.outcome.say(words)

        def shown(result: object) -> None:
            self._busy(None)
            done(result)

        def failed(error: object) -> None:
            self._busy(None)
            self._failed(error)

        task = self._runner.start(work, done=shown, failed=failed, owner=self)
        task.progressed.connect(self._on_progress)
        task.cancelled.connect(lambda: self._stopped(task))
        self._busy(task)

    def _busy(self, task: Task | None) -> None:
        self._task = task
        self.progress.setVisible(task is not None)
        self.stop_button.setVisible(task is not None)
        self.progress.setRange(0, 0)

    def _on_progress(self, n: int, total: int, what: str) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(n)
        if total:
            self.outcome.say(f"{number(n)} of {number(total)} {what} read")

    def stop(self) -> None:
        """Stop what is being read; nothing of it is kept."""
        if self._task is not None:
            self._task.cancel()
            self._busy(None)
            self.outcome.say("Stopped", "Nothing was taken.")

    def _stopped(self, task: Task) -> None:
        if self._task is task:
            self._busy(None)

    def _failed(self, error: object) -> None:
        if isinstance(error, DocumentError) and error.problems:
            self.outcome.show_problems(sentence(error.code, error.args_by_name), error.problems)
        elif isinstance(error, JitadminError):
            self._show_failure(str(error))
        else:
            self.outcome.say("Nothing could be read")
            self._runner.fault.emit(error)

    def _show_failure(self, words: str) -> None:
        """Say what went wrong above the accounts that stay."""
        known = self._workspace.known_accounts(self._name)
        if known is None:
            self.outcome.say("Nothing could be read", words)
        else:
            stays = f"{words.rstrip('.')}. What was known stays: {account_words(known.accounts)}."
            self.outcome.show_accounts("Nothing could be read", stays, known.accounts)

    # Taking

    def _read(self, known: KnownAccounts) -> None:
        before = self._workspace.known_accounts(self._name)
        differs = difference_words(before, known.accounts)
        self.outcome.show_accounts(account_words(known.accounts), differs, known.accounts)
        self._found(known)

    def _found(self, known: KnownAccounts | None) -> None:
        self.found = known
        self.take_button.setEnabled(known is not None)
        self.take_button.setText(f"&Take {count_words(len(known.accounts))}" if known else "&Take accounts")

    def take(self) -> None:
        """Make what was read the known accounts of the application."""
        if self.found is not None:
            self._workspace.keep_accounts(self._name, self.found)
            self.accept()
            self.taken.emit()

    def forget(self) -> None:
        """Go back to an application that is taken as empty."""
        self._workspace.keep_accounts(self._name, None)
        self.accept()
        self.taken.emit()

    def done(self, result: int) -> None:
        """Whatever is being read when the dialog closes is stopped."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        super().done(result)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A file may be dropped."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read the file that was dropped."""
        event.acceptProposedAction()
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            self.read_file(Path(files[0]))


def _at_top(widget: QWidget) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(widget)
    column.addStretch(1)
    return page

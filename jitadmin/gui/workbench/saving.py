"""Saves what a workbench edits: as the next revision, as a draft that outlives a crash, and not over somebody else."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from jitadmin.app import Workspace
from jitadmin.core.errors import JitadminError
from jitadmin.core.record import ConflictError
from jitadmin.gui.dates import moment
from jitadmin.gui.document import Document
from jitadmin.gui.history.conflict import Conflict, ConflictDialog
from jitadmin.gui.theme import Theme
from jitadmin.gui.widgets.message_bar import MessageBar

# How long nothing must have been edited before the draft is kept.
REST_MS = 1000


class Saving(QObject):
    """``failed`` tells an error, ``gone`` that somebody else removed the connection and the person agrees."""

    failed = Signal(object)
    gone = Signal()

    def __init__(self, workspace: Workspace, document: Document, theme: Theme, page: QWidget) -> None:
        super().__init__(page)
        self._workspace = workspace
        self._document = document
        self._theme = theme
        self._page = page
        self._name = document.saved.name
        self._then: Callable[[], object] | None = None
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self.keep_draft)
        document.changed.connect(self._rest.start)
        document.saved_changed.connect(self._rest.start)

    def save(self, then: Callable[[], object] | None = None) -> None:
        """Keep what is shown as the next revision, then go on with ``then``; a conflict is the person's to decide."""
        document, self._then = self._document, then
        try:
            number = self._workspace.save(document.connection, seen=document.seen)
        except ConflictError as error:
            self._ask(error)
        except JitadminError as error:
            self.failed.emit(error)
        else:
            document.mark_saved(number)
            self.keep_draft()
            if then is not None:
                then()

    def take_up(self, messages: MessageBar) -> None:
        """Show a draft that was left behind as one step of undo."""
        kept = self._workspace.drafts.of(self._name)
        if kept is None or kept.connection == self._document.connection:
            return
        self._document.seen = kept.seen
        self._document.replace(kept.connection, "take up the draft")
        messages.say(
            "info",
            f"Changes of {moment(kept.at)} had not been saved and are here again. Undo takes them away.",
            stays=True,
        )

    def keep_draft(self) -> None:
        """Keep the draft as it is now, or forget it where nothing differs any more."""
        self._rest.stop()
        document = self._document
        try:
            if document.draft:
                self._workspace.drafts.keep(self._name, document.connection, document.seen)
            else:
                self._workspace.drafts.drop(self._name)
        except JitadminError as error:
            self.failed.emit(error)

    def discard(self) -> None:
        """Forget the draft: the person gave it up."""
        self._rest.stop()
        try:
            self._workspace.drafts.drop(self._name)
        except JitadminError as error:
            self.failed.emit(error)

    def _ask(self, error: ConflictError) -> None:
        document = self._document
        try:
            base = self._workspace.history.revision("connection", self._name, document.seen).body
        except JitadminError:
            base = None
        conflict = Conflict(document.connection, error.theirs, document.seen, base)
        dialog = ConflictDialog(conflict, self._theme, self._page.window())
        dialog.mine_chosen.connect(lambda: self._keep_mine(error.theirs.number))
        dialog.theirs_chosen.connect(self._take_theirs)
        dialog.open()

    def _keep_mine(self, number: int) -> None:
        self._document.seen = number
        self.save(self._then)

    def _take_theirs(self) -> None:
        """Show what they saved; undo brings back what the person had."""
        self._workspace.refresh()
        try:
            held = self._workspace.saved(self._name)
        except JitadminError:
            self.discard()
            self.gone.emit()
            return
        self._document.replace(held.connection, "take the other revision")
        self._document.mark_saved(held.number)
        self.keep_draft()

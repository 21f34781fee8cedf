"""What every page of the window works with, and what a page is."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack
from PySide6.QtWidgets import QSplitter, QWidget

from jitadmin.app import Workspace
from jitadmin.core.connection import Connection
from jitadmin.core.errors import JitadminError
from jitadmin.core.record import Kind
from jitadmin.gui.tasks import TaskRunner
from jitadmin.gui.theme import Theme

# Keys of places; a part behind a colon names an object, such as ``connection:slack``.
OVERVIEW = "overview"
CONNECTIONS = "connections"
CONNECTION = "connection"
IDENTITY_PROVIDERS = "identity-providers"
SERVICE_PROVIDERS = "service-providers"
HISTORY = "history"
KEYS = "keys"
TOUR = "tour"
# What an object of the workspace is found by.
Kept = tuple[Kind, str]


class Desk(QObject):
    """The workspace as it is now, the look, background work, and the ways to the rest of the window.

    ``stack`` holds what can be undone of the workspace itself, beside the edits of each connection. ``drafts`` are the
    connections that are being edited and differ from their saved revision.
    """

    # A place to show, such as ``overview`` or ``connection:NAME``, and a part of it.
    wanted = Signal(str, str)
    # A part of the window that the person asks for: new, document, demo, metadata.
    act = Signal(str)
    # Metadata that somebody dropped, pasted or opened, whichever party it may describe: a path or bytes.
    metadata = Signal(object)
    # The workspace holds something else: counts and the page that is shown look again.
    changed = Signal()
    # A message above the page: error, warning or info; its text; its lines.
    told = Signal(str, str, list)

    def __init__(self, workspace: Workspace, theme: Theme, runner: TaskRunner, settings: QSettings) -> None:
        super().__init__()
        self.workspace = workspace
        self.theme = theme
        self.runner = runner
        self.settings = settings
        self.stack = QUndoStack(self)
        self.drafts: dict[str, Connection] = {}

    def open(self, workspace: Workspace) -> None:
        """Work on another workspace from now on."""
        self.workspace = workspace
        self.stack.clear()
        self.drafts.clear()

    def go(self, place: str, part: str = "") -> None:
        """Ask the window for another place, and for a part of it such as ``findings`` or the origin of a finding."""
        self.wanted.emit(place, part)

    def fault(self, error: object) -> None:
        """Say an error above the page; a fault of the program is raised for the program's own dialog."""
        if isinstance(error, JitadminError):
            lines = str(error).split("\n")
            self.told.emit("error", lines[0], [line.strip() for line in lines[1:]])
        else:
            self.runner.fault.emit(error)

    def remember(self, splitter: QSplitter, name: str) -> None:
        """Divide a page as the person did last, and keep it whenever that changes."""
        state = self.settings.value(f"places/{name}")
        if state is not None:
            splitter.restoreState(state)
        splitter.splitterMoved.connect(lambda *_: self.settings.setValue(f"places/{name}", splitter.saveState()))

    def change(
        self, words: str, of: Kept, do: Callable[[], object], undo: Callable[[], object], seen: int | None = None
    ) -> None:
        """Do something to an object of the workspace now, so that it can be undone and done again.

        Nothing is done where somebody saved the object since its revision ``seen``, or since the last step.
        """
        self.stack.push(_Change(self, words, of, do, undo, seen))

    def did(self, words: str, of: Kept, redo: Callable[[], object], undo: Callable[[], object]) -> None:
        """Remember how to undo what was done to an object already, and how to do it again."""
        self.stack.push(_Change(self, words, of, redo, undo, done=True))


class _Change(QUndoCommand):
    def __init__(
        self,
        desk: Desk,
        words: str,
        of: Kept,
        do: Callable[[], object],
        undo: Callable[[], object],
        seen: int | None = None,
        *,
        done: bool = False,
    ) -> None:
        super().__init__(words)
        self._done = done
        self._desk = desk
        self._of = of
        self._do = do
        self._undo = undo
        self._seen = desk.workspace.history.last(*of) if done else seen

    def redo(self) -> None:
        if self._done:
            self._done = False
            self._desk.changed.emit()
        else:
            self._run(self._do)

    def undo(self) -> None:
        self._run(self._undo)

    def _run(self, step: Callable[[], object]) -> None:
        history = self._desk.workspace.history
        try:
            if self._seen is not None:
                history.expect(*self._of, self._seen)
            step()
            self._seen = history.last(*self._of)
        except JitadminError as error:
            self.setObsolete(True)
            self._desk.fault(error)
        self._desk.changed.emit()


class Page(QWidget):
    """One place of the window. It is made when somebody first goes there.

    ``takes`` names what may be dropped or pasted on it, such as metadata; it is empty where nothing may.
    """

    takes = ""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.desk = desk

    def arrive(self, name: str = "") -> None:
        """Show what the workspace holds now; ``name`` is the object that somebody wants to see."""

    def take_files(self, paths: Sequence[Path]) -> bool:
        """Take files that were dropped or pasted while this page is shown; False leaves them to the window."""
        return False

    def take_text(self, text: str) -> bool:
        """Take text that was dropped or pasted while this page is shown; False leaves it to the window."""
        return False

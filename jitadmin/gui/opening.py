"""Opens a workspace while the window is on the screen already: the database library takes longer than the window."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from jitadmin.app import Workspace
from jitadmin.gui.desk import OVERVIEW

if TYPE_CHECKING:
    from jitadmin.gui.main_window import MainWindow

NOT_KEPT = "Until a workspace is open, nothing is kept that is done here, but for what is saved as a document."


class Opening(QObject):
    """Serves one window. Nobody can work in it before the workspace is there."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._opened: list[Workspace] = []

    def start(self, place: str | None) -> None:
        """Open the workspace at a path or an address in the background, None being the one of this computer."""
        window = self._window
        window.setEnabled(False)
        window.pages.wait("Opening the workspace…")
        window.runner.start(lambda _: self._open(place), done=self._done, failed=self._failed)

    def close(self) -> None:
        """Let go of the database, also where the window was closed before it was shown."""
        for workspace in self._opened:
            workspace.close()

    def _open(self, place: str | None) -> Workspace:
        # Loaded here, in the background, because it is the largest page of the window.
        from jitadmin.gui.workbench import page  # noqa: F401

        self._opened.append(Workspace.open(place))
        return self._opened[-1]

    def _done(self, workspace: Workspace) -> None:
        window = self._window
        window.setEnabled(True)
        window.pages.clear()
        window.desk.open(workspace)
        window.show_workspace()

    def _failed(self, error: object) -> None:
        window = self._window
        window.setEnabled(True)
        window.go(OVERVIEW)
        window.show_fault(error)
        if window.messages.isVisible():
            window.messages.say("error", str(error).split("\n", 1)[0], [NOT_KEPT])

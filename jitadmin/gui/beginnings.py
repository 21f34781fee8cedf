"""The ways in which something new comes to stand in the window: a connection, metadata, the guided simulation."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize

from jitadmin.app import Workspace
from jitadmin.gui.desk import CONNECTION, IDENTITY_PROVIDERS, OVERVIEW
from jitadmin.gui.theme import grid

if TYPE_CHECKING:
    from jitadmin.gui.main_window import MainWindow


class Beginnings(QObject):
    """Serves one window."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window

    def new_connection(self) -> None:
        """Make a connection from the catalogues, or from metadata."""
        # The window does not wait for the catalogues when it opens.
        from jitadmin.gui.wizard.dialog import NewConnection

        window = self._window
        dialog = NewConnection(window.workspace, window.theme, window.runner, window)
        dialog.made.connect(self._show_new)
        dialog.failed.connect(window.show_fault)
        dialog.resize(window.size() - QSize(grid(20), grid(16)))
        dialog.open()

    def _show_new(self, name: str) -> None:
        self._window.messages.hide()
        self._window.refresh_places()
        self._window.go(f"{CONNECTION}:{name}")

    def take_metadata(self, data: object) -> None:
        """Register what metadata describes, whichever party it is."""
        # Nothing is registered before the window stands.
        from jitadmin.gui.providers.page import ProvidersPage

        self._window.go(IDENTITY_PROVIDERS)
        page = self._window.pages.page
        if isinstance(page, ProvidersPage) and isinstance(data, bytes | str | Path):
            page.take(data)

    def open_demo(self) -> None:
        """Show the made-up company in place of the empty workspace."""
        window = self._window
        window.pages.wait("Making up a company and signing its logins…")
        window.runner.start(_made_up, done=self._show_demo, failed=self._no_demo)

    def _show_demo(self, workspace: Workspace) -> None:
        window = self._window
        window.pages.clear()
        window.desk.open(workspace)
        window.demo = True
        window.show_workspace()

    def _no_demo(self, error: object) -> None:
        self._window.go(OVERVIEW)
        self._window.show_fault(error)


def _made_up(_progress: object) -> Workspace:
    """The demo, and the page that will show it: both are loaded while the window is on the screen already."""
    # Loaded here, in the background, because it is the largest page of the window.
    from jitadmin.gui.workbench import page  # noqa: F401

    return Workspace.demo()

"""Sees what other people saved in the same workspace while somebody was elsewhere."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from jitadmin.app import Workspace

if TYPE_CHECKING:
    from jitadmin.gui.main_window import MainWindow


class Others(QObject):
    """Looks whenever somebody comes back to the window; what is being edited stays as it is."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        # The workspace that was looked at last, and the last line of its log then.
        self.seen = (window.workspace, 0)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.applicationStateChanged.connect(self._on_state)

    def look(self) -> None:
        """Ask for the last line of the log in the background, and show the workspace anew where it is another one."""
        window, workspace = self._window, self._window.workspace
        # A dialog may hold on to what would be made anew.
        if window.isEnabled() and QApplication.activeModalWidget() is None:
            window.runner.start(
                lambda _: _last_line(workspace),
                done=lambda last: self._looked(workspace, last),
                failed=window.show_fault,
            )

    def _on_state(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self.look()

    def _looked(self, workspace: Workspace, last: int) -> None:
        window, before = self._window, self.seen
        if workspace is not window.workspace:
            return
        self.seen = (workspace, last)
        if before == self.seen:
            return
        where = window.where
        workspace.refresh()
        window.desk.changed.emit()
        if where != window.where and where.partition(":")[2] in {one.name for one in workspace.connections()}:
            # Its workbench was made anew.
            window.go(where)


def _last_line(workspace: Workspace) -> int:
    entries = workspace.history.newest(1)
    return entries[0].number if entries else 0

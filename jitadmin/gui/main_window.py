"""The window: places on the left, the chosen one on the right, menus, and everything that comes in from outside."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QSize, Qt, QTimer
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QMessageBox, QStackedWidget, QVBoxLayout, QWidget

from jitadmin.app import Workspace
from jitadmin.core.connection import Connection
from jitadmin.core.errors import JitadminError
from jitadmin.core.messages import inert
from jitadmin.gui.connections import ConnectionsPage, Entry
from jitadmin.gui.exchange import Exchange
from jitadmin.gui.menus import Menus
from jitadmin.gui.navigation import Navigation, Place
from jitadmin.gui.tasks import TaskRunner
from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.tour import Tour
from jitadmin.gui.widgets.message_bar import MessageBar
from jitadmin.gui.widgets.pieces import row
from jitadmin.gui.widgets.text import Text
from jitadmin.gui.words import app_name, idp_name, number

if TYPE_CHECKING:
    from jitadmin.gui.workbench.page import Workbench

CONNECTIONS = "connections"
TOUR = "tour"
WAITING = 1


class MainWindow(QMainWindow):
    """One window over one workspace."""

    def __init__(self, workspace: Workspace, theme: Theme, settings: QSettings, *, demo: bool = False) -> None:
        super().__init__()
        self.workspace = workspace
        self.theme = theme
        self.settings = settings
        self.demo = demo
        self.runner = TaskRunner(self)
        self.workbenches: dict[str, Workbench] = {}
        self.waiting = Text("", "muted")
        self.exchange = Exchange(self)
        self.setAcceptDrops(True)
        self.setMinimumSize(QSize(grid(220), grid(140)))
        self.navigation = Navigation(theme)
        self.navigation.chosen.connect(self.go)
        self.messages = MessageBar(theme)
        self.tour = Tour(theme)
        self.tour.ended.connect(self._show_place)
        self.pages = QStackedWidget()
        self.connections = ConnectionsPage(theme)
        self.connections.opened.connect(lambda name: self.go(f"connection:{name}"))
        self.connections.document_wanted.connect(self.exchange.open_document)
        self.connections.demo_wanted.connect(self.open_demo)
        self.connections.new_wanted.connect(self.new_connection)
        self.pages.addWidget(self.connections)
        self.pages.addWidget(_centred(self.waiting))
        self._build()
        self.menus = Menus(self)
        self._restore()
        self.show_workspace()

    def _build(self) -> None:
        body = QWidget()
        across = QHBoxLayout(body)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.navigation)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        bar = QVBoxLayout()
        bar.setContentsMargins(grid(4), grid(2), grid(4), 0)
        bar.setSpacing(grid(2))
        bar.addWidget(self.messages)
        bar.addWidget(self.tour)
        right.addLayout(bar)
        right.addWidget(self.pages, 1)
        across.addLayout(right, 1)
        self.setCentralWidget(body)
        self.messages.hide()

    # Places

    @property
    def bench(self) -> "Workbench | None":
        """The workbench that is shown."""
        page = self.pages.currentWidget()
        return next((bench for bench in self.workbenches.values() if bench is page), None)

    def show_workspace(self) -> None:
        """Show the connections of the workspace; the first one opens."""
        self.refresh_places()
        connections = self.workspace.connections()
        if connections:
            self.go(f"connection:{connections[0].name}")
        else:
            self.go(CONNECTIONS)

    def refresh_places(self) -> None:
        """Show the connections as they are in the workspace now."""
        connections = self.workspace.connections()
        places = [Place(CONNECTIONS, "Connections", "connections", number(len(connections)) if connections else "")]
        places += [Place(f"connection:{one.name}", app_name(one), "", depth=2) for one in connections]
        below = [Place(TOUR, "Guided simulation", "simulation")] if self.demo else []
        self.navigation.show_places(places, below)
        self.navigation.workspace.say(self.workspace.title or "Nothing opened yet")
        self._refresh_entries(connections)

    def _refresh_entries(self, connections: Sequence[Connection]) -> None:
        entries = []
        for saved in connections:
            bench = self.workbenches.get(saved.name)
            shown = bench.document.connection if bench else saved
            entries.append(Entry(shown, bench is not None and bench.document.draft))
        self.connections.show_entries(entries)

    def go(self, place: str) -> None:
        """Show a place: ``connections`` or ``connection:NAME``."""
        kind, _, name = place.partition(":")
        if place == TOUR:
            self.start_tour()
            return
        if self.tour.isVisible():
            self.tour.end()
        if kind == "connection":
            self.pages.setCurrentWidget(self._workbench(name))
        else:
            self._refresh_entries(self.workspace.connections())
            self.pages.setCurrentWidget(self.connections)
        self.navigation.mark(place)
        self._follow()

    def start_tour(self) -> None:
        """Lead through the first connection of the demo."""
        self.go(f"connection:{self.workspace.connections()[0].name}")
        if self.bench is not None:
            self.navigation.mark(TOUR)
            self.tour.start(self.bench)

    def _show_place(self) -> None:
        """Mark the place that is shown, after something else was marked."""
        name = self.bench.document.connection.name if self.bench else ""
        self.navigation.mark(f"connection:{name}" if name else CONNECTIONS)

    def _workbench(self, name: str) -> "Workbench":
        # The window is drawn before the largest page is loaded.
        from jitadmin.gui.workbench.page import Workbench

        if name not in self.workbenches:
            bench = Workbench(self.workspace, self.workspace.connection(name), self.theme, self.runner)
            bench.titled.connect(self._follow)
            bench.open_wanted.connect(self.exchange.open_samples)
            bench.restore_layout(self.settings)
            self.workbenches[name] = bench
            self.pages.addWidget(bench)
            # The window is drawn before the first login is looked at.
            QTimer.singleShot(0, bench, bench.load)
        return self.workbenches[name]

    def _follow(self) -> None:
        """Let title and menus follow what is shown."""
        bench = self.bench
        self.menus.follow()
        if bench is None:
            self.setWindowTitle("Connections – jitadmin" if self.workspace.connections() else "jitadmin")
            self.setWindowModified(False)
            return
        connection = bench.document.connection
        title = f"{idp_name(connection)} → {app_name(connection)}"
        # Qt reads [*] as the place of the mark for unsaved changes.
        self.setWindowTitle(title.replace("[*]", "[ * ]") + "[*] – jitadmin")
        self.setWindowModified(bench.document.draft)

    # What comes in

    def new_connection(self) -> None:
        """Make a connection from the catalogues, or from metadata."""
        # The window does not wait for the catalogues when it opens.
        from jitadmin.gui.wizard.dialog import NewConnection

        dialog = NewConnection(self.workspace, self.theme, self.runner, self)
        dialog.made.connect(self._show_new)
        dialog.resize(self.size() - QSize(grid(20), grid(16)))
        dialog.open()

    def _show_new(self, name: str) -> None:
        self.messages.hide()
        self.refresh_places()
        self.go(f"connection:{name}")

    def forget(self, name: str) -> None:
        """Forget the workbench of a connection that was read anew."""
        bench = self.workbenches.pop(name, None)
        if bench is not None:
            bench.evaluation.cancel()
            self.pages.removeWidget(bench)
            bench.deleteLater()

    def open_demo(self) -> None:
        """Show the made-up company in place of the empty workspace."""

        def done(workspace: Workspace) -> None:
            self.workspace = workspace
            self.demo = True
            self.show_workspace()

        def failed(error: object) -> None:
            self.go(CONNECTIONS)
            self.show_fault(error)

        self.waiting.say("Making up a company and signing its logins…")
        self.pages.setCurrentIndex(WAITING)
        self.runner.start(_made_up, done=done, failed=failed)

    def show_fault(self, error: object) -> None:
        """Say an error above the page; a fault of the program is raised for the program's own dialog."""
        if not isinstance(error, JitadminError):
            self.runner.fault.emit(error)
            return
        lines = str(error).split("\n")
        self.messages.say("error", lines[0], [line.strip() for line in lines[1:]])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files and texts may be dropped anywhere."""
        if event.mimeData().hasUrls() or event.mimeData().hasText():
            event.acceptProposedAction()
            self.statusBar().showMessage("Drop to add samples, or a connection document to open it.")

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Nothing was dropped."""
        self._hide_status()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take what was dropped."""
        self._hide_status()
        event.acceptProposedAction()
        self.exchange.take(event.mimeData())

    def _hide_status(self) -> None:
        self.statusBar().clearMessage()
        self.statusBar().hide()

    # Coming and going

    def showEvent(self, event: QShowEvent) -> None:
        """The keyboard starts in the list of samples."""
        super().showEvent(event)
        if self.bench is not None and self.focusWidget() is None:
            self.bench.samples.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _restore(self) -> None:
        geometry = self.settings.value("window/geometry")
        if geometry is None or not self.restoreGeometry(geometry):
            room = self.screen().availableSize()
            self.resize(min(1480, room.width() - grid(10)), min(920, room.height() - grid(12)))

    def _unsaved(self) -> list[str]:
        """Names of connections whose changes would be lost: the demo's are meant to be."""
        if self.demo:
            return []
        return [app_name(bench.document.connection) for bench in self.workbenches.values() if bench.document.draft]

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved changes, remember the layout, then stop all work and wait for it."""
        unsaved = self._unsaved()
        if unsaved and not self._may_lose(unsaved):
            event.ignore()
            return
        self.settings.setValue("window/geometry", self.saveGeometry())
        bench = self.bench or next(iter(self.workbenches.values()), None)
        if bench is not None:
            bench.save_layout(self.settings)
        self.runner.close()
        event.accept()

    def _may_lose(self, names: list[str]) -> bool:
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle("Unsaved changes")
        box.setText("Changes are not saved: " + ", ".join(inert(name) for name in names))
        box.setInformativeText("They are lost when the window closes. Use File, Save connection as… to keep them.")
        lose = box.addButton("&Close without saving", QMessageBox.ButtonRole.DestructiveRole)
        keep = box.addButton("&Keep open", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        box.exec()
        return box.clickedButton() is lose


def _made_up(_progress: object) -> Workspace:
    """The demo, and the page that will show it: both are loaded while the window is on the screen already."""
    # Loaded here, in the background, because it is the largest page of the window.
    from jitadmin.gui.workbench import page  # noqa: F401

    return Workspace.demo()


def _centred(text: Text) -> QWidget:
    page = QWidget()
    page.setObjectName("page")
    column = QVBoxLayout(page)
    column.addStretch(1)
    column.addLayout(row(None, text, None))
    column.addStretch(1)
    return page

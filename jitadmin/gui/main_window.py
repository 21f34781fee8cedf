"""The window: places on the left, the chosen one on the right, menus, and everything that comes in from outside."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QSize, Qt
from PySide6.QtGui import (
    QCloseEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget
from shiboken6 import isValid

from jitadmin.app import Workspace
from jitadmin.gui.beginnings import Beginnings
from jitadmin.gui.closing import may_close
from jitadmin.gui.connections import ConnectionsPage
from jitadmin.gui.desk import CONNECTION, CONNECTIONS, IDENTITY_PROVIDERS, OVERVIEW, TOUR, Desk
from jitadmin.gui.dropping import Dropping
from jitadmin.gui.exchange import Exchange
from jitadmin.gui.explain import FieldHelp
from jitadmin.gui.menus import Menus
from jitadmin.gui.navigation import Navigation
from jitadmin.gui.pages import Pages
from jitadmin.gui.places import place
from jitadmin.gui.signs import Signs
from jitadmin.gui.tasks import TaskRunner
from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.tour import Tour
from jitadmin.gui.widgets.message_bar import MessageBar
from jitadmin.gui.widgets.tabbing import go_on
from jitadmin.gui.words import app_name, idp_name

if TYPE_CHECKING:
    from jitadmin.gui.workbench.page import Workbench


class MainWindow(QMainWindow):
    """One window over one workspace."""

    def __init__(self, workspace: Workspace, theme: Theme, settings: QSettings, *, demo: bool = False) -> None:
        super().__init__()
        self.theme = theme
        self._dress()
        theme.changed.connect(self._dress)
        self.settings = settings
        self.demo = demo
        self.runner = TaskRunner(self)
        self.desk = Desk(workspace, theme, self.runner, settings)
        self.exchange = Exchange(self)
        self.beginnings = Beginnings(self)
        self.setMinimumSize(QSize(grid(220), grid(140)))
        self.navigation = Navigation(theme)
        self.messages = MessageBar(theme)
        self.tour = Tour(theme)
        self.pages = Pages(self.desk)
        self.signs = Signs(self.desk, self.navigation)
        self._build()
        self.dropping = Dropping(self)
        self.field_help = FieldHelp(self)
        self.menus = Menus(self)
        self._connect()
        self._restore()
        self.show_workspace()

    def _dress(self) -> None:
        """Put the style sheet on the window, not on the application, which works it out anew for all of a page
        whenever a part of it finds its place.
        """
        self.setStyleSheet(self.theme.style_sheet())

    def _build(self) -> None:
        self.body = QWidget()
        across = QHBoxLayout(self.body)
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
        self.setCentralWidget(self.body)
        self.messages.hide()

    def _connect(self) -> None:
        self.navigation.chosen.connect(self.go)
        self.tour.ended.connect(self._show_place)
        self.desk.wanted.connect(self.go)
        self.desk.told.connect(self.messages.say)
        self.desk.changed.connect(self._on_changed)
        self.desk.stack.indexChanged.connect(self._on_stack)
        self.pages.benches.titled.connect(self._follow)
        self.pages.benches.open_wanted.connect(self.exchange.open_samples)
        acts: dict[str, Callable[[], object]] = {
            "new": self.beginnings.new_connection,
            "document": self.exchange.open_document,
            "demo": self.beginnings.open_demo,
            "metadata": lambda: self.go(IDENTITY_PROVIDERS),
        }
        self.desk.metadata.connect(self.beginnings.take_metadata)
        self.desk.act.connect(lambda name: acts[name]())

    # Places

    @property
    def workspace(self) -> Workspace:
        """The workspace that is shown."""
        return self.desk.workspace

    @property
    def bench(self) -> "Workbench | None":
        """The workbench that is shown."""
        return self.pages.benches.shown

    @property
    def connections(self) -> ConnectionsPage:
        """The list of connections."""
        found = place(CONNECTIONS)
        page = self.pages.made(found) if found else None
        if not isinstance(page, ConnectionsPage):
            raise TypeError(page)
        return page

    def show_workspace(self) -> None:
        """Show the place that was shown last, else the first connection, else the overview."""
        self.refresh_places()
        names = [connection.name for connection in self.workspace.connections()]
        last = "" if self.demo else str(self.settings.value("window/place", ""))
        kind, _, name = last.partition(":")
        if (kind == CONNECTION and name in names) or (names and place(last)):
            self.go(last)
        else:
            self.go(f"{CONNECTION}:{names[0]}" if names else OVERVIEW)

    def refresh_places(self) -> None:
        """Show the connections as they are in the workspace now."""
        self.signs.show(demo=self.demo)

    def _on_changed(self) -> None:
        """The workspace was changed beside the edits of a connection."""
        self.pages.benches.follow()
        self.refresh_places()
        if not self.where:
            self.go(CONNECTIONS)

    def _on_stack(self) -> None:
        # A stack that goes with the window says so, too.
        if isValid(self.desk.stack):
            self.menus.follow()

    def go(self, where: str, part: str = "") -> None:
        """Show a place: the key of a page, with the name of an object behind a colon, or ``connection:NAME``."""
        key, _, name = where.partition(":")
        if key == TOUR:
            self.start_tour()
            return
        if self.tour.isVisible():
            self.tour.end()
        found = place(key)
        if key == CONNECTION:
            self.pages.benches.show(name, part)
        elif found is not None:
            self.pages.show_place(found, name)
        self.navigation.mark(where if key == CONNECTION else key)
        self._follow()

    def start_tour(self) -> None:
        """Lead through the first connection of the demo."""
        self.go(f"{CONNECTION}:{self.workspace.connections()[0].name}")
        if self.bench is not None:
            self.navigation.mark(TOUR)
            self.tour.start(self.bench)

    @property
    def where(self) -> str:
        """The place that is shown."""
        if self.bench is not None:
            return f"{CONNECTION}:{self.bench.document.saved.name}"
        return self.pages.shown

    def _show_place(self) -> None:
        """Mark the place that is shown, after something else was marked."""
        self.navigation.mark(self.where)

    def _follow(self) -> None:
        """Let title and menus follow what is shown."""
        bench = self.bench
        self.menus.follow()
        if bench is None:
            found = place(self.pages.shown)
            words = f"{found.plain} – jitadmin" if found and self.workspace.connections() else "jitadmin"
            self.setWindowTitle(words)
            self.setWindowModified(False)
            return
        connection = bench.document.connection
        title = f"{idp_name(connection)} → {app_name(connection)}"
        # Qt reads [*] as the place of the mark for unsaved changes.
        self.setWindowTitle(title.replace("[*]", "[ * ]") + "[*] – jitadmin")
        self.setWindowModified(bench.document.draft)

    def show_fault(self, error: object) -> None:
        """Say an error above the page; a fault of the program is raised for the program's own dialog."""
        self.desk.fault(error)

    # Coming and going

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The navigation leaves a narrow window to the page."""
        super().resizeEvent(event)
        self.navigation.fit(self.width())

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes as the page reads, also through what was made later."""
        return go_on(self.body, forward=forward) or super().focusNextPrevChild(forward)

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

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved changes, remember the layout, then stop all work and wait for it."""
        # The demo's changes are meant to be lost.
        if not self.demo and not may_close(self, self.pages.benches, lasting=self.workspace.lasting):
            event.ignore()
            return
        self.settings.setValue("window/geometry", self.saveGeometry())
        if not self.demo:
            self.settings.setValue("window/place", self.where)
        bench = self.pages.benches.any
        if bench is not None:
            bench.save_layout(self.settings)
        self.runner.close()
        event.accept()

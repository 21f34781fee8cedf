"""The window: places on the left, the chosen one on the right, menus, and everything that comes in from outside."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QSettings, QSize, Qt, QTimer
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QKeySequence,
    QShowEvent,
)
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMainWindow, QMessageBox, QStackedWidget, QVBoxLayout, QWidget

from jitadmin.app import Workspace
from jitadmin.core.connection import Connection
from jitadmin.core.errors import JitadminError
from jitadmin.core.messages import inert
from jitadmin.gui.connections import ConnectionsPage, Entry
from jitadmin.gui.dialogs import show_about, show_shortcuts
from jitadmin.gui.navigation import Navigation, Place
from jitadmin.gui.tasks import TaskRunner
from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.tour import Tour
from jitadmin.gui.widgets.message_bar import MessageBar
from jitadmin.gui.wizard.dialog import NewConnection
from jitadmin.gui.words import app_name, idp_name, number
from jitadmin.gui.workbench.page import Workbench

DOCUMENTS = "Connection documents (*.yaml *.yml *.json)"
LONGEST_PASTE = 64 * 1024 * 1024
CONNECTIONS = "connections"
TOUR = "tour"


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
        self._files: dict[str, Path] = {}
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
        self.connections.document_wanted.connect(self.open_document)
        self.connections.demo_wanted.connect(self.open_demo)
        self.connections.new_wanted.connect(self.new_connection)
        self.pages.addWidget(self.connections)
        self._build()
        self._make_menus()
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

    def _make_menus(self) -> None:
        keys = QKeySequence.StandardKey
        file = self.menuBar().addMenu("&File")
        self.new_action = self._action("&New connection…", self.new_connection, keys.New, "add")
        self.open_action = self._action("&Open samples…", self.open_samples, keys.Open, "open")
        self.paste_action = self._action("&Paste sample", self.paste, keys.Paste, "paste")
        self.document_action = self._action("Open &connection document…", self.open_document, "Ctrl+Shift+O")
        self.save_action = self._action("&Save", self.save, keys.Save, "save")
        self.save_as_action = self._action("Save connection &as…", self.save_document, "Ctrl+Shift+S")
        quit_action = self._action("&Quit", self.close, "Ctrl+Q")
        quit_action.setMenuRole(QAction.MenuRole.QuitRole)
        file.addAction(self.new_action)
        file.addSeparator()
        file.addActions([self.open_action, self.paste_action])
        file.addSeparator()
        file.addActions([self.document_action, self.save_action, self.save_as_action])
        file.addSeparator()
        file.addAction(quit_action)
        edit = self.menuBar().addMenu("&Edit")
        self.undo_action = self._action("&Undo", self.undo, keys.Undo, "undo")
        self.redo_action = self._action("&Redo", self.redo, "Ctrl+Shift+Z", "redo")
        self.redo_action.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        self.find_action = self._action("&Find a sample", self.find_sample, keys.Find, "search")
        edit.addActions([self.undo_action, self.redo_action])
        edit.addSeparator()
        edit.addAction(self.find_action)
        self._make_view_menu()
        help_menu = self.menuBar().addMenu("&Help")
        help_menu.addAction(self._action("&Keyboard shortcuts", lambda: show_shortcuts(self), "F1"))
        about = self._action("&About jitadmin", lambda: show_about(self))
        about.setMenuRole(QAction.MenuRole.AboutRole)
        help_menu.addAction(about)

    def _make_view_menu(self) -> None:
        view = self.menuBar().addMenu("&View")
        self._tab_actions: list[QAction] = []
        for at, words in enumerate(("&Attributes", "&Roles", "&JIT policy", "&Trust")):
            self._tab_actions.append(self._action(words, partial(self._show_tab, at), f"Alt+{at + 1}"))
        view.addActions(self._tab_actions)
        view.addSeparator()
        view.addAction(self._action("&Connections", lambda: self.go(CONNECTIONS), "Alt+0"))
        view.addAction(self._action("&Next sample", lambda: self._step_sample(1), "Ctrl+Down"))
        view.addAction(self._action("&Previous sample", lambda: self._step_sample(-1), "Ctrl+Up"))

    def _action(
        self, words: str, run: Callable[[], object], keys: QKeySequence.StandardKey | str | None = None, icon: str = ""
    ) -> QAction:
        action = QAction(words, self)
        action.triggered.connect(lambda: run())
        if keys is not None:
            action.setShortcut(QKeySequence(keys))
        if icon:
            self.theme.dress(action, icon)
        self.addAction(action)
        return action

    # Places

    @property
    def bench(self) -> Workbench | None:
        """The workbench that is shown."""
        page = self.pages.currentWidget()
        return page if isinstance(page, Workbench) else None

    def show_workspace(self) -> None:
        """Show the connections of the workspace; the first one opens."""
        self._refresh_places()
        connections = self.workspace.connections()
        if connections:
            self.go(f"connection:{connections[0].name}")
        else:
            self.go(CONNECTIONS)

    def _refresh_places(self) -> None:
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

    def _workbench(self, name: str) -> Workbench:
        if name not in self.workbenches:
            bench = Workbench(self.workspace, self.workspace.connection(name), self.theme, self.runner)
            bench.titled.connect(self._follow)
            bench.open_wanted.connect(self.open_samples)
            bench.restore_layout(self.settings)
            self.workbenches[name] = bench
            self.pages.addWidget(bench)
            # The window is drawn before the first login is looked at.
            QTimer.singleShot(0, bench, bench.load)
        return self.workbenches[name]

    def _follow(self) -> None:
        """Let title and menus follow what is shown."""
        bench = self.bench
        for action in (self.open_action, self.paste_action, self.save_as_action, self.find_action, *self._tab_actions):
            action.setEnabled(bench is not None)
        self.undo_action.setEnabled(bench is not None and bench.document.stack.canUndo())
        self.redo_action.setEnabled(bench is not None and bench.document.stack.canRedo())
        self.save_action.setEnabled(bench is not None and bench.document.draft)
        if bench is None:
            self.setWindowTitle("Connections – jitadmin" if self.workspace.connections() else "jitadmin")
            self.setWindowModified(False)
            return
        connection = bench.document.connection
        title = f"{idp_name(connection)} → {app_name(connection)}"
        # Qt reads [*] as the place of the mark for unsaved changes.
        self.setWindowTitle(title.replace("[*]", "[ * ]") + "[*] – jitadmin")
        self.setWindowModified(bench.document.draft)

    def undo(self) -> None:
        """Take the last edit of the connection back."""
        if self.bench is not None:
            self.bench.document.stack.undo()

    def redo(self) -> None:
        """Do the edit that was taken back again."""
        if self.bench is not None:
            self.bench.document.stack.redo()

    def find_sample(self) -> None:
        """Put the keyboard into the search field of the samples."""
        if self.bench is not None:
            self.bench.samples.search_action.trigger()

    def _show_tab(self, at: int) -> None:
        if self.bench is not None:
            self.bench.tabs.setCurrentIndex(at)
            self.bench.tabs.currentWidget().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _step_sample(self, step: int) -> None:
        if self.bench is not None:
            view = self.bench.samples.view
            at = view.currentIndex().row() + step
            if 0 <= at < self.bench.samples.model.rowCount():
                view.setCurrentIndex(self.bench.samples.model.index(at, 0))

    # What comes in and goes out

    def open_samples(self) -> None:
        """Ask for files with samples."""
        if self.bench is None:
            return
        dialog = QFileDialog(self, "Open samples", self._folder())
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters(["Samples (*.xml *.txt *.b64 *.json *.jsonl *.har *.zip *.saml *.html)", "All files (*)"])
        dialog.filesSelected.connect(lambda files: self.add_files([Path(file) for file in files]))
        self._open(dialog)

    def _open(self, dialog: QFileDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda file: self.settings.setValue("folder", str(Path(file).parent)))
        dialog.open()

    def _folder(self) -> str:
        folder = str(self.settings.value("folder", ""))
        return folder if folder and Path(folder).is_dir() else str(Path.home())

    def add_files(self, paths: Sequence[Path]) -> None:
        """Add samples, or open what is a connection document."""
        documents = [path for path in paths if path.suffix.lower() in (".yaml", ".yml")]
        for path in documents:
            self.load_document(path)
        samples = [path for path in paths if path not in documents]
        if not samples:
            return
        if self.bench is None:
            self.messages.say("info", "Open a connection first; samples belong to one.")
            return
        self.bench.add_files(samples)

    def paste(self) -> None:
        """Take a sample from the clipboard: XML, base64, a form field or an address; files as well."""
        self.take(QGuiApplication.clipboard().mimeData())

    def take(self, data: QMimeData) -> None:
        """Take files or text that were dropped or pasted."""
        files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if files:
            self.add_files(files)
        elif data.hasText() and data.text().strip():
            self._take_text(data.text())
        else:
            self.messages.say("info", "There is no text and no file on the clipboard.")

    def _take_text(self, text: str) -> None:
        if self.bench is None:
            self.messages.say("info", "Open a connection first; samples belong to one.")
        elif len(text) > LONGEST_PASTE:
            self.messages.say("error", "The text is longer than 64 MB. Save it as a file and open that.")
        else:
            self.bench.add_text(text)

    def new_connection(self) -> None:
        """Make a connection from the catalogues, or from metadata."""
        dialog = NewConnection(self.workspace, self.theme, self.runner, self)
        dialog.made.connect(self._show_new)
        dialog.resize(self.size() - QSize(grid(20), grid(16)))
        dialog.open()

    def _show_new(self, name: str) -> None:
        self.messages.hide()
        self._refresh_places()
        self.go(f"connection:{name}")

    def open_document(self) -> None:
        """Ask for a connection document."""
        dialog = QFileDialog(self, "Open connection document", self._folder(), DOCUMENTS)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda file: self.load_document(Path(file)))
        self._open(dialog)

    def load_document(self, path: Path) -> None:
        """Read a connection document in the background and show its workbench."""

        def done(connection: Connection) -> None:
            self._files[connection.name] = path
            self.messages.hide()
            self._drop_bench(connection.name)
            self._refresh_places()
            self.go(f"connection:{connection.name}")

        self.runner.start(lambda _: self.workspace.load_document(path), done=done, failed=self.show_fault)

    def _drop_bench(self, name: str) -> None:
        """Forget the workbench of a connection that was read anew."""
        bench = self.workbenches.pop(name, None)
        if bench is not None:
            bench.evaluation.cancel()
            self.pages.removeWidget(bench)
            bench.deleteLater()

    def open_demo(self) -> None:
        """Show the made-up company in place of the empty workspace."""

        def done(workspace: Workspace) -> None:
            self.messages.hide()
            self.workspace = workspace
            self.demo = True
            self.show_workspace()

        self.messages.say("info", "Making up a company…")
        self.runner.start(lambda _: Workspace.demo(), done=done, failed=self.show_fault)

    def save(self) -> None:
        """Keep the draft as a revision, and in its file where it came from one."""
        bench = self.bench
        if bench is None or not bench.document.draft:
            return
        name = bench.document.connection.name
        if name in self._files:
            self._write(bench, self._files[name])
        else:
            bench.save_revision()
        self._refresh_entries(self.workspace.connections())

    def save_document(self) -> None:
        """Ask where the connection document shall be written."""
        bench = self.bench
        if bench is None:
            return
        dialog = QFileDialog(self, "Save connection as", self._folder(), DOCUMENTS)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("yaml")
        dialog.selectFile(f"{bench.document.connection.name}.yaml")
        dialog.fileSelected.connect(lambda file: self._write(bench, Path(file)))
        self._open(dialog)

    def _write(self, bench: Workbench, path: Path) -> None:
        try:
            self.workspace.save_document(bench.document.connection, path)
        except JitadminError as error:
            bench.messages.say("error", str(error))
            return
        self._files[bench.document.connection.name] = path
        bench.save_revision()
        bench.messages.say("info", f"Saved as {path.name}.")

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
        self.take(event.mimeData())

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

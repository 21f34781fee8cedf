"""The menus with their keys, and which of their entries make sense on the page that is shown."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence, QUndoStack

from jitadmin.gui.desk import CONNECTIONS
from jitadmin.gui.dialogs import show_about, show_shortcuts
from jitadmin.gui.places import PLACES

if TYPE_CHECKING:
    from jitadmin.gui.main_window import MainWindow

Keys = QKeySequence.StandardKey


class Menus(QObject):
    """The actions of one window, by name."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        # The finder lists places by themselves.
        self._going: list[QAction] = []
        self._file()
        self._edit()
        self._view()
        self._go()
        help_menu = window.menuBar().addMenu("&Help")
        help_menu.addAction(self._action("&Explain this field", self._explain, "F1"))
        help_menu.addAction(self._action("&Keyboard shortcuts", lambda: show_shortcuts(window), "Ctrl+F1"))
        about = self._action("&About jitadmin", lambda: show_about(window))
        about.setMenuRole(QAction.MenuRole.AboutRole)
        help_menu.addAction(about)

    def _explain(self) -> None:
        """Where there is nothing to explain, the keys are."""
        if not self._window.field_help.explain():
            show_shortcuts(self._window)

    def _file(self) -> None:
        window, exchange = self._window, self._window.exchange
        file = window.menuBar().addMenu("&File")
        self.new = self._action("&New connection…", window.beginnings.new_connection, Keys.New, "add")
        self.open = self._action("&Open samples…", exchange.open_samples, Keys.Open, "open")
        self.paste = self._action("&Paste sample", exchange.paste, Keys.Paste, "paste")
        self.accounts = self._action("&Import accounts…", self._import_accounts, "Ctrl+I", "accounts")
        self.document = self._action("Open &connection document…", exchange.open_document, "Ctrl+Shift+O")
        self.save = self._action("&Save", exchange.save, Keys.Save, "save")
        self.save_as = self._action("Save connection &as…", exchange.save_document, "Ctrl+Shift+S")
        self.export = self._action("&Export…", self._export, "Ctrl+E", "export")
        leave = self._action("&Quit", window.close, "Ctrl+Q")
        leave.setMenuRole(QAction.MenuRole.QuitRole)
        documents = [self.document, self.save, self.save_as]
        for actions in ([self.new], [self.open, self.paste, self.accounts], documents, [self.export]):
            file.addActions(actions)
            file.addSeparator()
        file.addAction(leave)

    def _edit(self) -> None:
        edit = self._window.menuBar().addMenu("&Edit")
        self.undo = self._action("&Undo", self._undo, Keys.Undo, "undo")
        self.redo = self._action("&Redo", self._redo, "Ctrl+Shift+Z", "redo")
        self.redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        self.find = self._action("&Find a sample", self._find, Keys.Find, "search")
        edit.addActions([self.undo, self.redo])
        edit.addSeparator()
        edit.addAction(self.find)

    def _view(self) -> None:
        view = self._window.menuBar().addMenu("&View")
        self.tabs = [
            self._action(words, partial(self._show_tab, at), f"Alt+{at + 1}")
            for at, words in enumerate(("&Attributes", "&Roles", "&JIT policy", "&Trust"))
        ]
        view.addActions(self.tabs)
        view.addSeparator()
        self.steps = [
            self._action("&Next sample", partial(self._step_sample, 1), "Ctrl+Down"),
            self._action("&Previous sample", partial(self._step_sample, -1), "Ctrl+Up"),
        ]
        view.addActions(self.steps)
        view.addSeparator()
        self.at_issue = self._action("&Judge each login as of its issue", self._judge, "Ctrl+J")
        self.at_issue.setCheckable(True)
        view.addAction(self.at_issue)

    def _go(self) -> None:
        go = self._window.menuBar().addMenu("&Go")
        for place in PLACES:
            action = self._action(place.words, partial(self._window.go, place.key), place.keys, place.icon)
            if place.key == CONNECTIONS:
                action.setShortcuts([QKeySequence(place.keys), QKeySequence("Alt+0")])
            go.addAction(action)
            self._going.append(action)
        go.addSeparator()
        finding = self._action("&Find anything…", self._find_anything, "Ctrl+K", "search")
        self._going.append(finding)
        go.addAction(finding)

    def _find_anything(self) -> None:
        # Nobody searches before the window stands.
        from jitadmin.gui.finder import Finder

        actions = [action for action in self._window.actions() if action not in self._going]
        Finder(self._window.desk, actions, self._window).open()

    def _action(self, words: str, run: Callable[[], object], keys: Keys | str | None = None, icon: str = "") -> QAction:
        action = QAction(words, self._window)
        action.triggered.connect(lambda: run())
        if keys is not None:
            action.setShortcut(QKeySequence(keys))
        if icon:
            self._window.theme.dress(action, icon)
        self._window.addAction(action)
        return action

    def follow(self) -> None:
        """Enable what makes sense on the page that is shown."""
        bench = self._window.bench
        page = self._window.pages.page
        takes = page.takes if page is not None else ""
        self.paste.setEnabled(bench is not None or bool(takes))
        self.paste.setText(f"&Paste {takes or 'sample'}")
        for action in (self.open, self.accounts, self.save_as, self.export, self.find, *self.tabs, *self.steps):
            action.setEnabled(bench is not None)
        self.undo.setEnabled(self._stack.canUndo())
        self.redo.setEnabled(self._stack.canRedo())
        self.save.setEnabled(bench is not None and bench.document.draft)
        self.at_issue.setChecked(self._window.workspace.at_issue)

    def _import_accounts(self) -> None:
        if self._window.bench is not None:
            self._window.bench.accounts.open()

    def _export(self) -> None:
        if self._window.bench is not None:
            self._window.bench.export_wanted.emit()

    @property
    def _stack(self) -> QUndoStack:
        """What undo takes back: edits of the connection that is shown, else changes of the workspace."""
        bench = self._window.bench
        return bench.document.stack if bench is not None else self._window.desk.stack

    def _undo(self) -> None:
        self._stack.undo()

    def _redo(self) -> None:
        self._stack.redo()

    def _find(self) -> None:
        if self._window.bench is not None:
            self._window.bench.samples.search_action.trigger()

    def _show_tab(self, at: int) -> None:
        bench = self._window.bench
        if bench is not None:
            bench.tabs.setCurrentIndex(at)
            bench.tabs.currentWidget().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _judge(self) -> None:
        """Judge all logins as of their issue, or as of now."""
        window = self._window
        window.workspace.judge_at_issue(not window.workspace.at_issue)
        window.pages.benches.judge_anew()
        window.go(window.where)

    def _step_sample(self, step: int) -> None:
        if self._window.bench is not None:
            self._window.bench.samples.step(step)

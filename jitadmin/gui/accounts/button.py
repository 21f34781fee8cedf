"""The button that says how old the known accounts are, and opens the dialog that imports newer ones."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from jitadmin.app import Workspace
from jitadmin.gui.accounts.words import known_words, origin_words
from jitadmin.gui.tasks import TaskRunner
from jitadmin.gui.theme import Theme, label_text, tooltip
from jitadmin.gui.words import app_name


class AccountsButton(QPushButton):
    """``changed`` follows an import: everybody is looked at again."""

    changed = Signal()

    def __init__(
        self, workspace: Workspace, name: str, theme: Theme, runner: TaskRunner, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._name = name
        self._theme = theme
        self._runner = runner
        self.setObjectName("small")
        self.clicked.connect(self.open)
        self.follow()

    def follow(self) -> None:
        """Say what is known now."""
        known = self._workspace.known_accounts(self._name)
        words = known_words(known, self._workspace.today())
        self.setText(label_text(words))
        self.setAccessibleName(f"{words}. Import accounts…")
        application = app_name(self._workspace.connection(self._name))
        self.setToolTip(tooltip(f"{origin_words(known, application)} Click to import others."))
        self._theme.dress(self, "accounts", "warn" if known is None else "muted")

    def open(self) -> None:
        """Open the dialog."""
        # Nobody imports accounts before the window stands.
        from jitadmin.gui.accounts.dialog import ImportAccounts

        dialog = ImportAccounts(self._workspace, self._name, self._theme, self._runner, self.window())
        dialog.taken.connect(self._taken)
        dialog.open()

    def _taken(self) -> None:
        self.follow()
        self.changed.emit()

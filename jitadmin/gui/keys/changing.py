"""The dialogs about a key that is there: another title or owner, and its end."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from jitadmin.app import Workspace
from jitadmin.core.key import KeyRecord
from jitadmin.core.messages import sentence
from jitadmin.gui.keys.dialog import KeyDialog
from jitadmin.gui.keys.making import owner_box
from jitadmin.gui.keys.rows import Row
from jitadmin.gui.tasks import TaskRunner
from jitadmin.gui.widgets.text import Text


class ChangeKey(KeyDialog):
    """Gives a key another title or owner."""

    def __init__(
        self, workspace: Workspace, key: KeyRecord, owners: tuple[tuple[str, str], ...], runner: TaskRunner,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__("Edit key", "", "&Save", runner, parent)
        self._workspace = workspace
        self._key = key
        self.title = QLineEdit(key.title)
        self.owner = owner_box(owners, key.owner)
        self.field("&Title", self.title)
        self.field("&Belongs to", self.owner)
        self.title.textChanged.connect(lambda text: self.do_button.setEnabled(bool(text.strip())))
        self.title.setFocus(Qt.FocusReason.OtherFocusReason)

    def run(self) -> None:
        """Keep the title and the owner."""
        keys, key_id = self._workspace.keys, self._key.id
        title, owner = self.title.text().strip(), str(self.owner.currentData())
        self.start(lambda: keys.change(key_id, title=title, owner=owner))


class RemoveKey(KeyDialog):
    """Says what depends on a key before it goes for good: a private half cannot be brought back by undo."""

    def __init__(self, workspace: Workspace, row: Row, runner: TaskRunner, parent: QWidget | None = None) -> None:
        key = row.key
        words = sentence("key.removing", {"title": key.title, "id": key.id})
        super().__init__("Delete key", words, "&Delete for good", runner, parent)
        self._workspace = workspace
        self._id = key.id
        self.lines = [sentence(f"key.used_by.{user.kind}", {"name": user.title or user.name}) for user in row.users]
        if row.users and row.standing == "signs":
            after = row.successor
            code = "key.then_signs" if after else "key.then_none"
            self.lines.append(sentence(code, {"title": after.title, "id": after.id} if after else {}))
        if not row.users:
            self.lines.append("Nothing in this workspace uses it.")
        if not row.place:
            self.lines.append("Its private half is not in this keyring; where it is, it stays.")
        for at, line in enumerate(self.lines):
            self.fields.addWidget(Text(line), at, 0, 1, 2)
        self.do_button.setProperty("primary", False)
        self.do_button.setDefault(False)
        self.do_button.setAutoDefault(False)
        self.cancel_button.setDefault(True)
        self.cancel_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def run(self) -> None:
        """Remove the key."""
        keys, key_id = self._workspace.keys, self._id
        self.start(lambda: keys.remove(key_id))

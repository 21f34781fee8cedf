"""The connection that is being edited: one immutable value and the way back to every value before."""

from collections.abc import Hashable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from jitadmin.core.connection import Connection

_MERGES = 1


class Replace(QUndoCommand):
    """The one command of the window: this connection instead of that one."""

    def __init__(self, document: "Document", before: Connection, after: Connection, text: str, merge: Hashable) -> None:
        super().__init__(text)
        self._document = document
        self.before = before
        self.after = after
        self.merge = merge

    def id(self) -> int:
        """Only commands of one typing merge; -1 never merges."""
        return -1 if self.merge is None else _MERGES

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take in what was typed next in the same place; typing that leads back to the start leaves no trace."""
        if not isinstance(other, Replace) or other.merge != self.merge:
            return False
        self.after = other.after
        self.setObsolete(self.after == self.before)
        return True

    def redo(self) -> None:
        """Show the value after."""
        self._document.show(self.after)

    def undo(self) -> None:
        """Show the value before."""
        self._document.show(self.before)


class Document(QObject):
    """Holds the connection as it is now, as it was saved last, and the undo stack between.

    ``seen`` is the number of the revision that the edits were made from.
    """

    changed = Signal()
    saved_changed = Signal()

    def __init__(self, connection: Connection, seen: int = 0, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.connection = connection
        self.seen = seen
        self.saved = connection
        self.stack = QUndoStack(self)

    def replace(self, after: Connection, text: str, merge: Hashable = None) -> None:
        """Make ``after`` the connection, undoable under the words ``text``.

        Edits in a row with the same ``merge`` become one step, as typing in one cell does.
        """
        if after != self.connection:
            self.stack.push(Replace(self, self.connection, after, text, merge))

    def show(self, connection: Connection) -> None:
        """Take the value without a new step; for the commands of the stack."""
        if connection is not self.connection:
            self.connection = connection
            self.changed.emit()

    def mark_saved(self, number: int) -> None:
        """What is shown now is kept as the revision of that number; comparisons are against it from here on."""
        self.seen = number
        self.saved = self.connection
        self.stack.setClean()
        self.saved_changed.emit()

    @property
    def draft(self) -> bool:
        """Whether something differs from what was saved."""
        return self.connection != self.saved

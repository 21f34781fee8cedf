"""Asks before something is removed: what it is, what depends on it, and that it can be undone."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget


def ask_removal(parent: QWidget, name: str, depends: str, remove: Callable[[], object]) -> None:
    """Ask in the window that ``parent`` is in; Enter and Esc keep it."""
    box = QMessageBox(parent.window())
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(QMessageBox.Icon.Question)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle("Remove")
    box.setText(f"Remove {name}?")
    box.setInformativeText(f"{depends} It can be undone.")
    yes = box.addButton("&Remove", QMessageBox.ButtonRole.DestructiveRole)
    keep = box.addButton("&Keep", QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(keep)
    box.setEscapeButton(keep)
    yes.clicked.connect(lambda: remove())
    box.open()

"""Asks before changes are lost with the window."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from jitadmin.core.messages import inert


def may_lose(parent: QWidget, names: Sequence[str]) -> bool:
    """Whether the person lets go of what is not saved of these connections; Enter and Esc keep it."""
    box = QMessageBox(parent)
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

"""Small dialogs: about, shortcuts, and what to say when the program itself failed."""

import platform
import traceback
from types import TracebackType

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import (  # fmt: skip
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QMessageBox,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from jitadmin import __version__
from jitadmin.gui.theme import grid, mono_font
from jitadmin.gui.widgets.text import Text

CRASH = "crash"
SHORTCUTS = (
    ("Samples", (("Ctrl+O", "Open samples"), ("Ctrl+V", "Paste a sample"), ("Ctrl+F", "Find a sample"),
                 ("Ctrl+Up, Ctrl+Down", "Previous and next sample"))),
    ("Maps", (("Enter or F2", "Edit a cell"), ("Esc", "Leave a cell as it was"), ("Insert", "Add a row"),
              ("Ctrl+D", "Duplicate a row"), ("Delete", "Remove the selected rows"),
              ("Alt+Up, Alt+Down", "Move a row"), ("Ctrl+C", "Copy the selected rows"),
              ("Ctrl+R", "Make a row required"))),
    ("Everywhere", (("F1", "Explain this field"), ("Ctrl+F1", "These shortcuts"), ("Ctrl+K", "Find anything"),
                    ("Ctrl+1 … Ctrl+6", "The places on the left"),
                    ("Ctrl+N", "New connection"), ("Ctrl+I", "Import existing accounts"),
                    ("Ctrl+Z, Ctrl+Shift+Z", "Undo and redo"), ("Ctrl+S", "Save"),
                    ("Ctrl+J", "Judge logins as of their issue, or as of now"),
                    ("Alt+1 … Alt+4", "Attributes, roles, policy, trust"), ("Alt+0", "Connections"))),
)  # fmt: skip


def show_shortcuts(parent: QWidget) -> None:
    """List the keys."""
    dialog = QDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle("Keyboard shortcuts")
    column = QVBoxLayout(dialog)
    column.setContentsMargins(grid(5), grid(4), grid(5), grid(4))
    table = QGridLayout()
    table.setHorizontalSpacing(grid(6))
    table.setVerticalSpacing(grid(1.5))
    at = 0
    for heading, keys in SHORTCUTS:
        table.addWidget(Text(heading, "heading"), at, 0, 1, 2)
        for key, words in keys:
            at += 1
            table.addWidget(QLabel(key), at, 0)
            table.addWidget(Text(words, "muted"), at, 1)
        at += 1
        table.setRowMinimumHeight(at, grid(2))
        at += 1
    column.addLayout(table)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    column.addWidget(buttons)
    dialog.open()


def show_about(parent: QWidget) -> None:
    """Say what this is and which versions run."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle("About jitadmin")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(f"jitadmin {__version__}")
    box.setInformativeText(
        "Previews what SAML just-in-time provisioning will do, before anyone logs in.\n\n"
        f"Python {platform.python_version()}, Qt {qVersion()}, {platform.system()}\n"
        "Licensed under the Apache License 2.0."
    )
    box.open()


def fault_places(error: BaseException, trace: TracebackType | None) -> str:
    """Where the program failed, without any value: messages of exceptions may carry what must stay secret."""
    frames = traceback.extract_tb(trace or error.__traceback__)
    places = [
        f"{frame.filename.rpartition('jitadmin')[2] or frame.filename}:{frame.lineno} in {frame.name}"
        for frame in frames
    ]
    return "\n".join([f"jitadmin {__version__}, Qt {qVersion()}", type(error).__name__, *places[-12:]])


def show_crash(parent: QWidget | None, error: BaseException, trace: TracebackType | None) -> None:
    """Tell the person that the program failed and that the window goes on."""
    dialog = QDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setObjectName(CRASH)
    dialog.setWindowTitle("jitadmin made a mistake")
    column = QVBoxLayout(dialog)
    column.setContentsMargins(grid(5), grid(4), grid(5), grid(4))
    column.setSpacing(grid(3))
    column.addWidget(Text("Something went wrong in jitadmin itself.", "heading"))
    column.addWidget(
        Text("The last action may not have happened; everything before it is still there. The lines below say where it "
             "failed and hold none of your data. Please send them with a report.")
    )  # fmt: skip
    places = QPlainTextEdit(fault_places(error, trace))
    places.setReadOnly(True)
    places.setFont(mono_font())
    places.setMinimumSize(grid(130), grid(45))
    places.setAccessibleName("Where it failed")
    column.addWidget(places)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    column.addWidget(buttons)
    dialog.open()

"""Asks what becomes of changes that are not saved when the window closes."""

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from jitadmin.core.messages import inert
from jitadmin.gui.benches import Benches

Answer = Literal["save", "keep", "lose", "stay"]
_Role = QMessageBox.ButtonRole


def may_close(parent: QWidget, benches: Benches, *, lasting: bool) -> bool:
    """Do with unsaved changes what the person wants; false where the window has to stay."""
    unsaved = benches.unsaved()
    answer = _what_becomes_of(parent, unsaved, lasting=lasting) if unsaved else "keep"
    if answer == "save":
        # What somebody else saved meanwhile, or a fault, is told by the workbench.
        return benches.save_all()
    if answer == "keep":
        benches.keep_drafts()
    elif answer == "lose":
        benches.discard()
    return answer != "stay"


def _what_becomes_of(parent: QWidget, names: Sequence[str], *, lasting: bool) -> Answer:
    """What the person wants for the drafts of these connections; a workspace that is not ``lasting`` keeps nothing.

    Esc goes on editing, and Enter never loses anything.
    """
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle("Unsaved changes")
    box.setText("Changes are not saved: " + ", ".join(inert(name) for name in names))
    answers: dict[object, Answer] = {}
    if lasting:
        box.setInformativeText("They can be saved now, or be kept as drafts that are here again the next time.")
        save = box.addButton("&Save", _Role.AcceptRole)
        answers[save] = "save"
        answers[box.addButton("&Keep as draft" if len(names) == 1 else "&Keep as drafts", _Role.ActionRole)] = "keep"
        answers[box.addButton("&Discard changes", _Role.DestructiveRole)] = "lose"
        stay = box.addButton("Cancel", _Role.RejectRole)
        box.setDefaultButton(save)
    else:
        box.setInformativeText("They are lost when the window closes. Use File, Save connection as… to keep them.")
        answers[box.addButton("&Close without saving", _Role.DestructiveRole)] = "lose"
        stay = box.addButton("&Keep open", _Role.RejectRole)
        box.setDefaultButton(stay)
    box.setEscapeButton(stay)
    box.exec()
    return answers.get(box.clickedButton(), "stay")

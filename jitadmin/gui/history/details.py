"""One change of the history: what differs, any two revisions compared, and the way back."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from jitadmin.core.difference import Difference, differences
from jitadmin.core.messages import inert
from jitadmin.core.record import Entry, Revision
from jitadmin.gui.dates import moment
from jitadmin.gui.history.words import action_words, kind_words, object_words, place_words, value_words
from jitadmin.gui.models import Column, RecordModel
from jitadmin.gui.theme import Theme, grid
from jitadmin.gui.widgets.form import NoWheelBox
from jitadmin.gui.widgets.pieces import card, row
from jitadmin.gui.widgets.reading import ReadingTable
from jitadmin.gui.widgets.text import Text
from jitadmin.gui.words import number

_SIGNS = {"added": ("add", "good"), "removed": ("remove", "bad"), "changed": ("edit", "accent")}


@dataclass(frozen=True)
class Change:
    """An entry of the log, and all revisions of its object; none for an entry that changed no object."""

    entry: Entry
    revisions: tuple[Revision, ...] = ()

    @property
    def revision(self) -> Revision | None:
        """The revision that the entry made."""
        entry = self.entry
        made = (one for one in reversed(self.revisions) if one.at == entry.at and one.body == entry.after)
        return next(made, None)


class ChangeDetails(QWidget):
    """``restore_wanted`` tells the revision that shall be the newest again, and the one that is shown as the newest."""

    restore_wanted = Signal(object, object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._change: Change | None = None
        self.title = Text("", "heading")
        self.about = Text("", "muted")
        self.before = _box("The older revision")
        self.after = _box("The newer revision")
        self.before.activated.connect(lambda _: self._compare())
        self.after.activated.connect(lambda _: self._compare())
        self.restore = QPushButton("&Restore…")
        theme.dress(self.restore, "undo", "text")
        self.restore.clicked.connect(self._restore)
        self.model = RecordModel[Difference](_columns(), theme, self)
        self.view = ReadingTable(self.model, theme, "What differs", stretch=(0, 1, 2), most=8, padding=2, quiet=True)
        self.same = Text("", "muted")
        self._pages = QStackedWidget()
        self._pages.addWidget(self.view)
        blank = QWidget()
        top = QVBoxLayout(blank)
        top.setContentsMargins(0, 0, 0, 0)
        top.addWidget(self.same)
        top.addStretch(1)
        self._pages.addWidget(blank)
        self._choice = QWidget()
        choice = QVBoxLayout(self._choice)
        choice.setContentsMargins(0, 0, 0, 0)
        choice.setSpacing(grid(1.5))
        for words, box in (("C&ompare", self.before), ("w&ith", self.after)):
            label = QLabel(words)
            label.setObjectName("muted")
            label.setBuddy(box)
            label.setMinimumWidth(grid(16))
            line = row(label, box)
            line.setStretch(1, 1)
            choice.addLayout(line)
        frame, column = card()
        column.addWidget(self.title)
        column.addWidget(self.about)
        column.addWidget(self._choice)
        column.addWidget(self._pages, 1)
        column.addLayout(row(None, self.restore))
        own = QVBoxLayout(self)
        own.setContentsMargins(0, 0, 0, 0)
        own.addWidget(frame)
        self.show_change(None)

    def show_change(self, change: Change | None, called: str = "") -> None:
        """Show an entry of the log about the object ``called`` so, with the revision it made and the one before."""
        self._change = change
        entry = change.entry if change else None
        self.title.say(f"{action_words(entry)} · {called or object_words(entry)}" if entry else "No change chosen")
        self.about.say(_about(entry, change.revision if change else None) if entry else "")
        revisions = change.revisions if change else ()
        made = change.revision if change else None
        at = revisions.index(made) if made else len(revisions) - 1
        for box, chosen in ((self.before, max(0, at - 1)), (self.after, max(0, at))):
            box.clear()
            for one in reversed(revisions):
                box.addItem(_revision_words(one), one)
            box.setCurrentIndex(len(revisions) - 1 - chosen)
        self._choice.setVisible(bool(revisions))
        self._compare()

    def _compare(self) -> None:
        before, after = self.before.currentData(), self.after.currentData()
        found: Sequence[Difference] = ()
        if isinstance(before, Revision) and isinstance(after, Revision):
            old = None if before is after and before.number == 1 else before.body
            found = differences(old, after.body)
        elif self._change:
            # The title says how many already.
            found = [one for one in differences(None, self._change.entry.after) if one.path != "count"]
        self.view.show_records(list(found))
        self.same.say("The two are the same." if self.before.count() else "")
        self._pages.setCurrentIndex(0 if found else 1)
        self._offer(after if isinstance(after, Revision) else None)

    def _offer(self, revision: Revision | None) -> None:
        """The newest revision needs no restoring, and one that removed the object cannot be restored."""
        newest = self._change.revisions[-1] if self._change and self._change.revisions else None
        possible = revision is not None and revision.body is not None and revision is not newest
        self.restore.setVisible(newest is not None)
        self.restore.setEnabled(possible and newest is not None and newest.kind != "key")
        self.restore.setText(f"&Restore revision {number(revision.number)}" if revision and possible else "&Restore")

    def _restore(self) -> None:
        revision = self.after.currentData()
        if isinstance(revision, Revision) and self._change is not None:
            self.restore_wanted.emit(revision, self._change.revisions[-1])


def _about(entry: Entry, revision: Revision | None) -> str:
    note = f" · {inert(revision.note)}" if revision and revision.note else ""
    return f"{kind_words(entry.kind)} · {moment(entry.at)} · {inert(entry.author) or 'not named'}{note}"


def _revision_words(one: Revision) -> str:
    gone = ", removed" if one.body is None else ""
    note = f", {inert(one.note)}" if one.note else ""
    return f"Revision {number(one.number)} · {moment(one.at)} · {inert(one.author) or 'not named'}{gone}{note}"


def _box(name: str) -> QComboBox:
    box = NoWheelBox()
    box.setAccessibleName(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(12)
    return box


def _columns() -> list[Column[Difference]]:
    return [
        Column(title="Where", text=lambda one: place_words(one.path), icon=lambda one: _SIGNS[one.change]),
        Column(title="Before", text=lambda one: value_words(one.before), colour=lambda _: "muted"),
        Column(title="Afterwards", text=lambda one: value_words(one.after)),
    ]

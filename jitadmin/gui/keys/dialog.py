"""What the dialogs about keys have in common: a form, work in the background, and the fault said in its place."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QGridLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from jitadmin.core.errors import JitadminError
from jitadmin.gui.keys.help import HELP
from jitadmin.gui.tasks import Task, TaskRunner
from jitadmin.gui.theme import grid
from jitadmin.gui.widgets.form import NoWheelBox
from jitadmin.gui.widgets.pieces import row
from jitadmin.gui.widgets.text import Text


class KeyDialog(QDialog):
    """``made`` tells the key that was made, taken, changed or removed; ``late`` an error after the dialog closed."""

    made = Signal(object)
    late = Signal(object)

    def __init__(self, title: str, words: str, verb: str, runner: TaskRunner, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._task: Task | None = None
        self.setWindowTitle(title)
        self.fields = QGridLayout()
        self.fields.setHorizontalSpacing(grid(3))
        self.fields.setVerticalSpacing(grid(2))
        self.fields.setColumnStretch(1, 1)
        self.trouble = Text("", "error")
        self.trouble.hide()
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(grid(1))
        self.progress.setAccessibleName("Progress")
        policy = self.progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(policy)
        self.progress.hide()
        self.cancel_button = QPushButton("Cancel")
        self.cancel_button.setAutoDefault(False)
        self.cancel_button.clicked.connect(self.reject)
        self.do_button = QPushButton(verb)
        self.do_button.setProperty("primary", True)
        self.do_button.setDefault(True)
        self.do_button.clicked.connect(self.run)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(grid(5), grid(4), grid(5), grid(4))
        self.column.setSpacing(grid(3))
        self.column.addWidget(Text(title, "title"))
        if words:
            self.column.addWidget(Text(words, "muted"))
        self.column.addLayout(self.fields)
        self.column.addWidget(self.trouble)
        self.column.addStretch(1)
        self.column.addWidget(self.progress)
        self.column.addLayout(row(None, self.cancel_button, self.do_button))
        self.setMinimumSize(QSize(grid(140), grid(60)))

    def event(self, event: QEvent) -> bool:
        """Grow with the words: a line that wraps into two must not be cut."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            needed = self.column.totalHeightForWidth(self.width())
            if needed > self.height():
                self.resize(self.width(), needed)
        return done

    def field(self, caption: str, widget: QWidget, beside: QWidget | None = None) -> None:
        """Put a field under those before it, its caption in front."""
        at = self.fields.rowCount()
        label = QLabel(caption)
        label.setObjectName("muted")
        label.setBuddy(widget)
        name = caption.replace("&", "")
        widget.setAccessibleName(name)
        widget.setWhatsThis(HELP.get(name, ""))
        self.fields.addWidget(label, at, 0)
        if beside is None:
            self.fields.addWidget(widget, at, 1)
        else:
            across = row(widget, beside)
            across.setStretch(0, 1)
            self.fields.addLayout(across, at, 1)

    def note(self, text: Text) -> None:
        """Put a line of words under the field before it."""
        self.fields.addWidget(text, self.fields.rowCount(), 1)

    def run(self) -> None:
        """Do what the dialog is for."""
        raise NotImplementedError

    def start(self, work: Callable[[], object]) -> None:
        """Do the work in the background; the dialog closes where it succeeds and says why where it does not."""
        if self._task is not None:
            return
        self.trouble.hide()
        self._busy(True)
        self._task = self._runner.start(lambda _: work(), done=self._done, failed=self._failed)

    def _done(self, result: object) -> None:
        self._busy(False)
        if self.isVisible():
            self.accept()
        self.made.emit(result)
        self.deleteLater()

    def _failed(self, error: object) -> None:
        self._busy(False)
        if not isinstance(error, JitadminError):
            self._runner.fault.emit(error)
        elif self.isVisible():
            self.complain(error)
        else:
            self.late.emit(error)
            self.deleteLater()

    def complain(self, error: JitadminError) -> None:
        """Say what went wrong, above the buttons."""
        self.trouble.say(str(error))
        self.trouble.setAccessibleName(str(error))
        self.trouble.show()

    def _busy(self, busy: bool) -> None:
        self._task = self._task if busy else None
        self.progress.setVisible(busy)
        self.do_button.setEnabled(not busy)

    def done(self, result: int) -> None:
        """A key that is being made when the dialog closes is still made: half of it may be in the keyring already."""
        super().done(result)
        if self._task is None:
            self.deleteLater()


def choices(pairs: tuple[tuple[str, str], ...], chosen: Any = None) -> QComboBox:
    """A box with values and their words."""
    box = NoWheelBox()
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(24)
    for value, words in pairs:
        box.addItem(words, value)
    box.setCurrentIndex(max(0, box.findData(chosen)))
    return box
